"""The queue for social rent fitted to its counts: known numbers are found again, and what ships is the fit."""

import numpy as np
import pytest

from care2040.analysis.least_squares import Sought, fit
from care2040.analysis.validation.rent_fit import EARLY, FREE, LAST, START, SURE, Queue, QueueFitted, queue_fitted

KNOWN = {one.name: one.judged + 0.4 * one.unsure for one in FREE}
"""Numbers that made data come from; none of them is what was judged."""


@pytest.fixture(scope="module")
def queue() -> Queue:
    return Queue()


@pytest.fixture(scope="module")
def fitted() -> QueueFitted:
    return queue_fitted()


def test_what_known_numbers_made_is_made_again_by_the_fit(queue: Queue) -> None:
    course = queue.run({name: np.array([value]) for name, value in KNOWN.items()})
    years = range(START, LAST + 1)
    made = {name: {year: float(course[name][year - START, 0]) for year in years} for name in SURE}
    found = fit(queue.run, Sought(made, SURE, START), LAST, FREE, judged=False)
    for name, of_years in made.items():
        np.testing.assert_allclose(found.course[name][: len(years)], list(of_years.values()), rtol=2e-3, err_msg=name)
    # what is made of them says little of a few numbers by themselves; of these it says enough
    for name in ("seekers_at_start", "tenants_leaving_rate"):
        assert found.values[name] == pytest.approx(KNOWN[name], rel=0.1), name


def test_what_ships_is_what_the_fit_gives(queue: Queue, fitted: QueueFitted) -> None:
    assert not fitted.whole.on_bound
    for one in FREE:
        shipped = float(queue.given[one.name].value)
        assert abs(shipped - fitted.whole.values[one.name]) < 0.2 * fitted.whole.errors[one.name], one.name


def test_the_wait_is_within_five_per_cent_of_every_count_and_foretold_as_near_from_the_early_years(
    fitted: QueueFitted,
) -> None:
    for one in (fitted.whole, fitted.early):
        for year, counted in fitted.counted["waiting_time"].items():
            assert one.course["waiting_time"][year - START] == pytest.approx(counted, rel=0.05), year
    ahead = range(EARLY + 1, LAST + 1)
    assert fitted.missed(fitted.early, ahead)["waiting_time"] < fitted.last_value(ahead)["waiting_time"]


def test_counts_after_the_last_year_are_not_looked_at(queue: Queue, fitted: QueueFitted) -> None:
    spoilt = {
        name: {year: value * (3 if year > EARLY else 1) for year, value in own.items()}
        for name, own in fitted.counted.items()
    }
    found = fit(queue.run, Sought(spoilt, SURE, START), EARLY, FREE)
    assert found.values == pytest.approx(fitted.early.values)
