"""How much formal care and support a resident needs, by age and field, in fte.

The shapes are judged so that their sum follows the cost of care by age (RIVM, from memory); the level is the care
and support that works in the city now: 37,500 persons x 0.696 fte. The fields follow the broad definition of CBS,
so childcare and child welfare are in: childcare and youth care under ``youth_care``, social work, shelter and help
at home under ``social_support``. The split of the total over the fields is judged: national sizes of the branches,
with less elderly care because the city is young, so that need by age keeps to cost by age (the report shows both).
"""

import numpy as np
from common import AGES, DOMAINS, Floats, observed
from scipy.interpolate import PchipInterpolator

CARE_WORKERS = 37_500.0
FTE_PER_WORKER = 0.696
DOMAIN_SHARES = {
    "hospital_and_gp": 0.31,
    "mental_health": 0.12,
    "elderly_care": 0.18,
    "disability_care": 0.16,
    "youth_care": 0.12,
    "social_support": 0.11,
}
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


def total_fte() -> float:
    """Return the formal care and support worked in the city in the base year, fte."""
    return CARE_WORKERS * FTE_PER_WORKER


def care_intensity(people: Floats) -> Floats:
    """Return fte of formal care needed per resident by field and age, shape (6, 100).

    Parameters
    ----------
    people : array, shape (100,)
        Residents of the base year by age.
    """
    rows = []
    for domain in DOMAINS:
        curve = PchipInterpolator(*SHAPES[domain])(AGES)
        rows.append(curve * DOMAIN_SHARES[domain] * total_fte() / (curve * people).sum())
    return np.stack(rows)


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
