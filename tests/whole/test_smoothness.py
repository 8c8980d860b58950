"""The baseline bends nowhere without a reason: no start-up transient, and no other kink that anyone would ask about."""

from typing import Any

import numpy as np
import pytest
import xarray as xr

from care2040.results.series import of_quantity

FIRST, LATER = slice(0, 2), slice(2, 8)
"""Bends at 1 January 2025 and 2026, that a start out of balance would cause, and those of 2027 to 2032."""
VISIBLE = 0.005
"""A bend of half a per cent of the level in a year is seen in a figure."""
TWICE = 2.0
KINKS = {
    "residents_85_plus": (2031, "born in 1946: the first year of the baby boom turns 85"),
    "carers_per_resident_85_plus": (2031, "the same, in the number by which it is divided"),
}
"""Indicator to the year in which it bends by more than `LARGEST`, and why."""
LARGEST = 0.02


def bends(values: np.ndarray) -> np.ndarray:
    """Return the second differences of a yearly series, as a part of the largest value it has."""
    return np.diff(values, 2) / (abs(values).max() or 1.0)


def transient(values: np.ndarray) -> bool:
    """Tell whether a series bends in its first two years as it does not later: visibly, and twice as hard."""
    first, later = (abs(bends(values)[years]).max() for years in (FIRST, LATER))
    return bool(first > VISIBLE and first > TWICE * later)


@pytest.fixture(scope="module")
def baseline(whole: Any, four_scenarios: xr.Dataset) -> dict[str, np.ndarray]:
    """Every indicator and every part of it (domain, payer) to its yearly values for the city."""
    middle = four_scenarios.sel(scenario=["evidence"])
    series = (part for name in whole.asked for part in of_quantity(middle[name]))
    return {part.name: part.city.squeeze(drop=True).values for part in series}


def test_no_indicator_starts_with_a_transient(baseline: dict[str, np.ndarray]) -> None:
    assert len(baseline) > 40
    found = {name: (100 * bends(values)[:8]).round(2) for name, values in baseline.items() if transient(values)}
    assert found == {}, "second differences from 2025 on, % of the level"


def test_no_indicator_has_a_kink_without_a_reason(baseline: dict[str, np.ndarray]) -> None:
    found = {
        name: 2025 + int(abs(bends(values)).argmax())
        for name, values in baseline.items()
        if abs(bends(values)).max() > LARGEST
    }
    assert found == {name: year for name, (year, _) in KINKS.items()}


@pytest.mark.parametrize("settling", [0.5, 1.0, 2.0])
def test_a_start_out_of_balance_would_be_seen(settling: float) -> None:
    years = np.arange(17)
    smooth = 100 * 1.02**years
    assert not transient(smooth)
    assert transient(smooth - 5 * np.exp(-years / settling))
