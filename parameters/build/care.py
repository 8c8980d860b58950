"""How much formal care and support a resident needs, by age and field, in fte: that of the Netherlands.

The shapes are judged so that their sum follows the cost of care by age (RIVM, from memory). The level of each field is
national: employees, self-employed and vacancies of its branches in 2022, laid on the Dutch residents of the middle of
that year, so that intensities times residents are the posts there were. The fields follow the broad definition of CBS
(SBI 86 to 88), so childcare is in: under ``youth_care``, of which it is three quarters, though the shape is one of
youth help. Social work, shelter and household help are in ``social_support``.
"""

from functools import cache

import numpy as np
import pandas as pd
from common import AGES, DOMAINS, Floats, observed
from national import netherlands_in_the_middle_of
from scipy.interpolate import PchipInterpolator

FTE_PER_WORKER = 0.696
BRANCH_YEAR = 2022
CHILDCARE = "childcare"
SHAPES: dict[str, tuple[tuple[int, ...], tuple[float, ...]]] = {
    "hospital_and_gp": (
        (0, 1, 5, 12, 20, 31, 40, 50, 60, 70, 80, 90, 99),
        (3.0, 1.0, 0.5, 0.5, 0.7, 1.0, 0.9, 1.1, 1.7, 2.7, 3.6, 3.8, 3.6),
    ),
    "mental_health": (
        (0, 6, 12, 17, 25, 40, 55, 65, 75, 85, 99),
        (0.1, 0.4, 0.7, 1.2, 1.3, 1.15, 1.0, 0.7, 0.6, 0.7, 0.7),
    ),
    "elderly_care": (
        (0, 45, 55, 60, 65, 70, 75, 80, 85, 90, 95, 99),
        (0.0, 0.0, 0.05, 0.15, 0.4, 1.0, 2.3, 5.5, 12.0, 23.0, 33.0, 38.0),
    ),
    "disability_care": (
        (0, 4, 10, 18, 30, 50, 65, 75, 85, 99),
        (0.3, 0.7, 1.0, 1.2, 1.1, 1.2, 1.2, 0.8, 0.4, 0.2),
    ),
    "youth_care": (
        (0, 3, 4, 8, 12, 14, 17, 18, 20, 22, 23, 24, 99),
        (3.0, 3.2, 2.2, 1.8, 1.3, 1.4, 1.4, 0.7, 0.35, 0.15, 0.0, 0.0, 0.0),
    ),
    "social_support": (
        (0, 10, 18, 30, 45, 60, 70, 75, 80, 85, 90, 99),
        (0.5, 0.5, 0.8, 0.8, 1.1, 1.6, 2.0, 2.6, 3.6, 4.6, 5.2, 5.2),
    ),
}


@cache
def branches() -> pd.DataFrame:
    """Return employees, self-employed and vacancies per branch in 2022, persons, and the domain of each branch."""
    table = observed("national_care_branches", year=BRANCH_YEAR)
    wide = table.pivot_table(index=["branch", "domain"], columns="measure", values="value", sort=False).reset_index()
    measures = ["employees", "self_employed", "vacancies"]
    return wide.assign(posts=wide[measures].sum(axis=1))


def national_posts() -> Floats:
    """Return the posts per domain in the Netherlands in 2022, filled and vacant, persons, shape (6,)."""
    return branches().groupby("domain")["posts"].sum().loc[list(DOMAINS)].to_numpy(dtype=float)


def national_vacancy_share() -> Floats:
    """Return the part of the posts that is vacant per domain in the Netherlands in 2022, shape (6,)."""
    vacant = branches().groupby("domain")["vacancies"].sum().loc[list(DOMAINS)].to_numpy(dtype=float)
    return vacant / national_posts()


@cache
def care_intensity() -> Floats:
    """Return fte of formal care needed per resident by field and age, shape (6, 100)."""
    people = netherlands_in_the_middle_of(BRANCH_YEAR)
    rows = []
    for domain, posts in zip(DOMAINS, national_posts(), strict=True):
        curve = PchipInterpolator(*SHAPES[domain])(AGES)
        rows.append(curve * posts * FTE_PER_WORKER / (curve * people).sum())
    intensity = np.stack(rows)
    intensity.setflags(write=False)
    return intensity


def posts_needed(people: Floats) -> Floats:
    """Return the posts that residents need per domain, persons, shape (6,).

    Parameters
    ----------
    people : array, shape (100,)
        Residents by age.
    """
    return care_intensity() @ people / FTE_PER_WORKER


def against_cost(intensity: Floats, people: Floats) -> list[str]:
    """Return lines that set the intensity by age beside the cost of care by age, both relative to 20 to 39."""
    table = observed("care_use_by_age", measure="cost_of_care").sort_values("age_from")
    spans = list(zip(table["age_from"], table["age_to"], strict=True))
    total = intensity.sum(axis=0)
    mean = np.array(
        [(total * people)[first : last + 1].sum() / people[first : last + 1].sum() for first, last in spans]
    )
    base = spans.index((20, 39))
    cost = table["value"].to_numpy(dtype=float)
    return [
        f"  {first:>2}-{last:<2}  intensity {value:.4f} fte, relative {value / mean[base]:>5.2f},"
        f" cost of care {wanted / cost[base]:>5.2f}"
        for (first, last), value, wanted in zip(spans, mean, cost, strict=True)
    ]
