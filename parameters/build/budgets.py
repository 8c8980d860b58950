"""Growth of the money of each payer beyond demography, as it was decided on, from frames per branch.

Method
------
The frames of a branch (agreements, cuts of a cabinet, money for nursing homes) are growth of volume in the prices of
the
year, demography included; they are recalled, and their sizes are judged. A payer has the mean of the branches it
pays for,
by what it pays for each, less what the Dutch population by age asks more of that branch in a year. A growth stands on
1 January, half-way between two years. In 2026 the municipal fund falls; what that takes from care is judged.
"""

import numpy as np
from common import PAYERS, Floats, one

YEARS = tuple(range(2016, 2025))
TABLE_YEARS = tuple(range(2016, 2028))
PAID = {
    "municipality": {
        "youth_help": 0.019,
        "social_support": 0.052,
        "nursing_and_home_care": 0.037,
        "mental_health": 0.004,
    },
    "health_insurer": {
        "hospitals": 0.214,
        "general_practices_and_other": 0.102,
        "mental_health": 0.056,
        "nursing_and_home_care": 0.062,
    },
    "long_term_care_act": {"nursing_and_home_care": 0.192, "disability_care": 0.103, "mental_health": 0.008},
    "state": {"childcare": 0.02, "social_support": 0.008, "hospitals": 0.005},
    "residents": {
        "childcare": 0.02,
        "nursing_and_home_care": 0.019,
        "hospitals": 0.012,
        "general_practices_and_other": 0.006,
    },
}
"""What each payer pays for, in parts of the cost of all of care (judged after ``payer_share.csv``)."""
DEMOGRAPHY = {
    "hospitals": 0.013,
    "nursing_and_home_care": 0.019,
    "disability_care": 0.004,
    "mental_health": 0.005,
    "general_practices_and_other": 0.010,
    "youth_help": -0.004,
    "social_support": 0.010,
    "childcare": 0.0,
}
"""Growth of need by age in the Netherlands, 1/year, 2016 to 2024; over all branches 1.1 to 1.2 % (derived, split
judged)."""
CLIFF = 2026
FALL_OF_THE_MUNICIPAL_FUND = 0.05


def decided_growth() -> Floats:
    """Return growth beyond demography on 1 January, shape (year, payer); of later years only the cliff is decided
    on.
    """
    found = np.zeros((len(TABLE_YEARS), len(PAYERS)))
    for place, payer in enumerate(PAYERS):
        for row, year in enumerate(YEARS):
            found[row, place] = (_in_year(payer, year - 1) + _in_year(payer, year)) / 2
    found[TABLE_YEARS.index(CLIFF), PAYERS.index("municipality")] = -FALL_OF_THE_MUNICIPAL_FUND
    return found


def _in_year(payer: str, year: int) -> float:
    parts = PAID[payer]
    growth = [one("care_budget_frames", year=year, branch=branch) - DEMOGRAPHY[branch] for branch in parts]
    return float(np.average(growth, weights=list(parts.values())))
