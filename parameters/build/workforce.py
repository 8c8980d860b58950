"""Care workers by age: who enters, quits and retires at which age, and the age mix that follows.

Method
------
The age mix is the steady state of a workforce that grows 1.5 % a year with inflow of 12.3 % and outflow of 10.8 %
(CBS, broad definition): retirement falls out of participation above 55, 1 % a year moves away, the rest quits.
Entry ages and the fall of quitting with age are judged such that about a quarter is 55 or older and one in eleven is
younger than 25. Because the mix is the steady state of its own flows, a run starts without a jump. Each field leans
a little older or younger (judged); that lean fades by less than 1.5 points in ten years.
"""

from dataclasses import dataclass

import numpy as np
from common import DOMAINS, WORKER_AGES, Floats, between
from scipy.optimize import brentq

# Of the first edition: the fields' parts of the workers, which only set what leaning older or younger is measured from.
DOMAIN_SHARES = {
    "hospital_and_gp": 0.31,
    "mental_health": 0.12,
    "elderly_care": 0.18,
    "disability_care": 0.16,
    "youth_care": 0.12,
    "social_support": 0.11,
}
INFLOW = 0.123
OUTFLOW = 0.108
MOVING = 0.01
ENTRY_WEIGHTS = {"graduate_share": 0.40, "lateral_share": 0.40, "returner_share": 0.20}
QUIT_KNOTS = ((16, 20, 25, 30, 35, 45, 55, 62, 74), (2.4, 2.3, 2.0, 1.6, 1.1, 0.58, 0.30, 0.20, 0.20))
LEAN = {
    "hospital_and_gp": -0.01,
    "mental_health": 0.00,
    "elderly_care": 0.04,
    "disability_care": 0.02,
    "youth_care": -0.04,
    "social_support": 0.02,
}
LEAN_AGE = 42.0
LAST_RATE = 1.0
NEAR_PENSION = (60, 70)
MIX = ((16, 24), (25, 34), (35, 44), (45, 54), (55, 74))


@dataclass(frozen=True)
class Workforce:
    """Schedules by worker age, each of shape (59,), and what follows from them.

    Attributes
    ----------
    retirement : array
        Rate of retiring, 1/year.
    quit_factor : array
        Quitting relative to the mean worker; the mean over the age mix is one.
    entry : dict of str to array
        Share of the entrants of a kind at each age, summing to one.
    mix : array
        Share of the workers at each age in the steady state.
    quit_rate : float
        Rate of quitting of the mean worker, 1/year.
    """

    retirement: Floats
    quit_factor: Floats
    entry: dict[str, Floats]
    mix: Floats
    quit_rate: float

    def entrants(self) -> Floats:
        """Return the share of all entrants at each age, shape (59,)."""
        return sum((ENTRY_WEIGHTS[kind] * ages for kind, ages in self.entry.items()), start=np.zeros(len(WORKER_AGES)))


def retirement(participation: Floats) -> Floats:
    """Return retirement rates by worker age from the fall of participation by age above 55; 1 a year at 74.

    From 67 on, where the survey is too small to tell the ages apart, the mean fall of 67 to 74 is used.

    Parameters
    ----------
    participation : array, shape (100,)
        Share with paid work by age.
    """
    rates = np.zeros(len(WORKER_AGES))
    ages = np.arange(55, 74)
    fall = np.maximum(-np.log(participation[ages + 1] / participation[ages]), 0.0)
    fall[ages >= 67] = fall[ages >= 67].mean()
    kernel = np.array([0.25, 0.5, 0.25])
    rates[between(55, 73, WORKER_AGES)] = np.convolve(np.pad(fall, 1, mode="edge"), kernel, mode="valid")
    rates[-1] = LAST_RATE
    return rates


def bell(middle: float, width: float) -> Floats:
    """Return a normal curve over the worker ages, not yet summing to one."""
    return np.exp(-0.5 * ((WORKER_AGES - middle) / width) ** 2)


def entry_ages() -> dict[str, Floats]:
    """Return the age at which graduates, lateral entrants and returners come in, each summing to one (judged)."""
    years = np.maximum(WORKER_AGES - 16.5, 0.0)
    shapes = {
        "graduate_share": years**3 * np.exp(-years / 1.6) + 0.25 * bell(33, 8),
        "lateral_share": 1.20 * bell(20, 3) + bell(36, 9) + 0.45 * bell(50, 6),
        "returner_share": bell(38, 8) + 0.6 * bell(51, 6),
    }
    for ages in shapes.values():
        ages[WORKER_AGES > 64] = 0.0
    return {kind: ages / ages.sum() for kind, ages in shapes.items()}


def year_on(workers: Floats, leaving: Floats, entrants: Floats) -> Floats:
    """Return workers by age a year later: hazards and even entry, then everyone a year older; 74 drops out."""
    stay = np.exp(-leaving)
    later = workers * stay + entrants * (1.0 - stay) / leaving
    return np.concatenate([[0.0], later[:-1]])


def steady_mix(leaving: Floats, entrants: Floats) -> tuple[Floats, float]:
    """Return the age mix that grows evenly, and the yearly inflow relative to the stock that this takes."""
    growth = np.exp(INFLOW - OUTFLOW)
    stay = np.exp(-leaving)
    added = entrants * (1.0 - stay) / leaving
    workers = np.zeros(len(WORKER_AGES))
    for age in range(1, len(WORKER_AGES)):
        workers[age] = (workers[age - 1] * stay[age - 1] + added[age - 1]) / growth
    return workers / workers.sum(), 1.0 / workers.sum()


def workforce(participation: Floats) -> Workforce:
    """Return the schedules and the steady age mix at the observed inflow and outflow."""
    retiring = retirement(participation)
    factor = np.interp(WORKER_AGES, *QUIT_KNOTS)
    entry = entry_ages()
    entrants = sum((ENTRY_WEIGHTS[kind] * ages for kind, ages in entry.items()), start=np.zeros(len(WORKER_AGES)))
    half_a_year = np.exp((INFLOW - OUTFLOW) / 2.0)

    def too_much(level: float) -> float:
        return steady_mix(retiring + MOVING + level * factor, entrants)[1] / half_a_year - INFLOW

    level = float(brentq(too_much, 0.0, 0.3, xtol=1e-15))
    mix, _ = steady_mix(retiring + MOVING + level * factor, entrants)
    mean = float((factor * mix).sum())
    return Workforce(retiring, factor / mean, entry, mix, level * mean)


def age_shares(mix: Floats) -> Floats:
    """Return the age mix per field, shape (6, 59), each summing to one: the common mix, leaning older or younger."""
    lean = np.array([LEAN[domain] for domain in DOMAINS])
    lean = lean - sum(DOMAIN_SHARES[domain] * LEAN[domain] for domain in DOMAINS)
    shares = mix * np.exp(lean[:, None] * (WORKER_AGES - LEAN_AGE) / 10.0)
    return shares / shares.sum(axis=1, keepdims=True)


def drift(force: Workforce, shares: Floats, years: int = 10) -> Floats:
    """Return by how many points each part of the age mix of each field changes in ten years, shape (6, 5)."""
    leaving = force.retirement + MOVING + force.quit_rate * force.quit_factor
    bounds = [between(first, last, WORKER_AGES) for first, last in MIX]
    moved = []
    for start in shares:
        workers = start.copy()
        for _ in range(years):
            workers = year_on(
                workers, leaving, INFLOW * np.exp((INFLOW - OUTFLOW) / 2.0) * workers.sum() * force.entrants()
            )
        ends = workers / workers.sum()
        moved.append([100.0 * (ends[part].sum() - start[part].sum()) for part in bounds])
    return np.array(moved)
