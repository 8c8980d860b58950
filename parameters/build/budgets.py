"""What was announced for the money of each payer after 2024, at the same residents and ages.

Until 2024 the model takes the money that workers and vacancies took (`growth_as_counted`). In 2026 the municipal fund
falls; what that takes from care is judged. Frames of the past, as they are recalled, stand in
``observed/care_budget_paths.csv`` and are laid beside the national count of workers in the validation.
"""

import numpy as np
from common import PAYERS, Floats

YEARS = tuple(range(2016, 2028))
CLIFF = 2026
FALL_OF_THE_MUNICIPAL_FUND = 0.05


def announced_change() -> Floats:
    """Return the change on 1 January as a rate, 1/year, shape (year, payer): the cliff of the municipal fund."""
    found = np.zeros((len(YEARS), len(PAYERS)))
    found[YEARS.index(CLIFF), PAYERS.index("municipality")] = -FALL_OF_THE_MUNICIPAL_FUND
    return found
