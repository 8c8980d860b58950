"""What residents do and feel by single age: paid work, informal care, health.

Ages are completed years on 1 January; these are shares at that instant, so nothing is averaged over two ages.
"""

import numpy as np
from common import AGES, Floats, observed
from scipy.interpolate import PchipInterpolator
from scipy.optimize import brentq

from care2040.analysis.demography.smoothing import group_rows

WORKING = (15, 74)
PARTICIPATION_STIFFNESS = 1.0
PARTICIPATION_AT_74 = 0.07
CARER_FROM = 19
CARER_SHARES = ((19, 64, 0.09), (65, 99, 0.15))
CARER_TURN = 65.0
CARER_TURN_WIDTH = 3.0
UNHEALTHY_ADULTS = (18, 64, 0.19)
UNHEALTHY_ADULT_SHAPE = ((18, 25, 35, 45, 55, 65), (0.60, 0.70, 0.95, 1.25, 1.50, 1.60))
UNHEALTHY_CHILDREN = ((0, 8, 14), (0.040, 0.042, 0.055))
UNHEALTHY_OLD = ((75, 80, 85, 90, 95, 99), (0.36, 0.42, 0.49, 0.55, 0.59, 0.61))


def participation() -> Floats:
    """Return the share with paid work by age, national level of 2023, shape (100,); zero below 15 and above 74.

    The groups of several ages are met exactly, the single ages of 55 to 69 closely (sample noise of 1 to 2 points), and
    in between the curve bends as little as it can. That it goes on falling from 70 to 74 is judged.
    """
    low, high = WORKING
    size = high - low + 1
    table = observed("national_participation").sort_values("age_from")
    spans = [*zip(table["age_from"] - low, table["age_to"] - low, strict=True), (high - low, high - low)]
    values = np.append(table["value"].to_numpy(dtype=float), PARTICIPATION_AT_74)
    rows = group_rows(spans, size)
    rows /= rows.sum(axis=1, keepdims=True)
    trust = np.where([first < last for first, last in spans], 1e4, 1.0)
    bends = np.diff(np.eye(size), n=2, axis=0)
    system = rows.T @ (trust[:, None] * rows) + PARTICIPATION_STIFFNESS * bends.T @ bends
    shares = np.zeros(len(AGES))
    shares[low : high + 1] = np.linalg.solve(system, rows.T @ (trust * values))
    return shares


def informal_carers(people: Floats) -> Floats:
    """Return the share who give informal care by age, shape (100,); zero below 19, where nobody was asked.

    The national shares of 2022 by five-year age, smooth, scaled to 9 % of 19 to 64 and 15 % of 65 and older in the
    city. The scale turns gradually around 65.

    Parameters
    ----------
    people : array, shape (100,)
        Residents by age.
    """
    table = observed("informal_carers_by_age", year=2022).sort_values("age_from")
    middles = (table["age_from"] + table["age_to"] + 1).to_numpy(dtype=float) / 2.0
    middles[-1] = 96.5
    national = PchipInterpolator(middles, table["value"])(np.clip(AGES + 0.5, middles[0], middles[-1]))
    national[:CARER_FROM] = 0.0
    older = 1.0 / (1.0 + np.exp(-(AGES + 0.5 - CARER_TURN) / CARER_TURN_WIDTH))
    parts = np.stack([national * (1.0 - older), national * older])
    carers = np.array(
        [(parts[:, first : last + 1] * people[first : last + 1]).sum(axis=1) for first, last, _ in CARER_SHARES]
    )
    wanted = [share * people[first : last + 1].sum() for first, last, share in CARER_SHARES]
    scale: Floats = np.linalg.solve(carers, np.array(wanted))
    return scale @ parts


def unhealthy(people: Floats) -> Floats:
    """Return the share who feel unhealthy by age, shape (100,): a judged shape at 19 % of 18 to 64 in the city.

    Parameters
    ----------
    people : array, shape (100,)
        Residents by age.
    """
    first, last, wanted = UNHEALTHY_ADULTS
    adults = slice(first, last + 1)

    def curve(level: float) -> Floats:
        knots = [*UNHEALTHY_CHILDREN[0], *UNHEALTHY_ADULT_SHAPE[0], *UNHEALTHY_OLD[0]]
        heights = [*UNHEALTHY_CHILDREN[1], *(level * shape for shape in UNHEALTHY_ADULT_SHAPE[1]), *UNHEALTHY_OLD[1]]
        return np.asarray(PchipInterpolator(knots, heights)(AGES), dtype=float)

    def miss(level: float) -> float:
        return float((curve(level)[adults] * people[adults]).sum() / people[adults].sum() - wanted)

    return curve(float(brentq(miss, 0.05, 0.5, xtol=1e-14)))
