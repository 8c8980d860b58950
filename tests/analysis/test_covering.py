"""More than one box: planted corners are all found, one corner gives one box, and noise gives none."""

import numpy as np
import pytest
import xarray as xr

from care2040.analysis.uncertainty import discovery_dataset
from care2040.analysis.uncertainty.scenario_discovery import LEAST_ADDED, cover, search
from care2040.cli.views.findings import LINES
from care2040.figures import draw
from care2040.figures.canvas.lint import lint
from care2040.inputs.experiments.experiment import Discovery, Robustness

pytestmark = pytest.mark.slow

MANY, DIMENSIONS = 800, 5


def points(seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).random((MANY, DIMENSIONS))


def first(places: np.ndarray) -> np.ndarray:
    return (places[:, 0] > 0.7) & (places[:, 3] < 0.4)


def second(places: np.ndarray) -> np.ndarray:
    return (places[:, 1] < 0.25) & (places[:, 2] > 0.5)


@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_two_corners_that_lie_apart_are_both_found(noise):
    places = points()
    cases = (first(places) | second(places)) ^ (np.random.default_rng(7).random(MANY) < noise)
    found = cover(places, cases)
    assert sorted(one.box.restricted for one in found) == [[0, 3], [1, 2]]
    # shares of what each adds are shares of all, so that they add up to what all boxes hold
    held = np.any([one.box.holds(places) for one in found], axis=0)
    assert sum(one.box.coverage for one in found) == pytest.approx(cases[held].sum() / cases.sum())
    assert sum(one.box.mass for one in found) == pytest.approx(held.mean())
    assert all(one.box.density > 0.7 for one in found)
    assert all(max(one.p_values.values()) < 0.05 for one in found)


def test_one_corner_gives_one_box_and_it_is_that_of_one_search_to_the_bit():
    places = points()
    (found,) = cover(places, first(places))
    alone = search(places, first(places))
    assert np.array_equal(found.box.low, alone.box.low)
    assert np.array_equal(found.box.high, alone.box.high)
    assert (found.box.coverage, found.box.density, found.box.mass) == (
        *(alone.box.coverage, alone.box.density, alone.box.mass),
    )
    assert found.p_values == alone.p_values


@pytest.mark.parametrize("seed", [1, 2, 3, 5])
def test_noise_gives_none(seed):
    assert cover(points(), np.random.default_rng(seed).random(MANY) < 0.3) == []


def test_a_corner_that_adds_too_little_is_left():
    places = points()
    little = second(places) & (places[:, 4] < 0.12)
    cases = first(places) | little
    added = (cases & ~first(places)).sum() / cases.sum()
    assert 0 < added < LEAST_ADDED
    assert [one.box.restricted for one in cover(places, cases)] == [[0, 3]]


def made_up(fails: np.ndarray, places: np.ndarray) -> xr.Dataset:
    """Return a result whose need is above one in five in the draws that fail."""
    values = np.where(fails, 0.22, 0.18)[None, None, :, None, None]
    labels = {"policy": ["all_together"], "scenario": ["evidence"], "draw": range(MANY), "year": [2040]}
    labels |= {"area": ["utrecht"], "parameter": ["quit_rate", "hours_per_fte", "growth_of_productivity", "a", "b"]}
    facts = {"units": "dimensionless", "kind": "indicator", "long_name": "made up"}
    found = {"care_share_needed": (("policy", "scenario", "draw", "year", "area"), values, facts)}
    found["drawn"] = (("draw", "parameter"), places)
    about = {"experiment": "made_up", "source": "care2040 9.8.7", "indicators": ["care_share_needed"]}
    return xr.Dataset(found, labels, about)


ASKED = Discovery(policy="all_together", scenario="evidence")
KEPT = Robustness(indicator="care_share_needed", year=2040, at_most=0.2)


@pytest.fixture(scope="module")
def both() -> xr.Dataset:
    places = points()
    return discovery_dataset.attach(made_up(first(places) | second(places), places), ASKED, KEPT, {})


def test_the_table_and_the_terminal_tell_of_each_box_by_itself(both):
    rows = discovery_dataset.table(both)
    assert rows["box"].tolist() == [1] * DIMENSIONS + [2] * DIMENSIONS
    bounded = rows[rows["quasi_p"].notna()]
    assert {box: set(own["assumption"]) for box, own in bounded.groupby("box")} in (
        {1: {"quit_rate", "a"}, 2: {"hours_per_fte", "growth_of_productivity"}},
        {2: {"quit_rate", "a"}, 1: {"hours_per_fte", "growth_of_productivity"}},
    )
    lines = list(LINES["discovery"](rows))
    assert [line[:5] for line in lines if line[2:5] in ("1. ", "2. ")] == ["  1. ", "  2. "]
    assert "does not count in a later one" in lines[-1]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_figure_frames_both_and_a_narrow_one_is_readable(both, language):
    figure = draw("discovery", both, language)
    assert not lint(figure)
    assert not lint(draw("discovery", both, language, "half"))
    told = figure.story.numbers
    assert set(told["bounds"]) | set(told["further"]["2"]) >= {"quit_rate", "a", "hours_per_fte", "coverage"}
    assert ", of als " in figure.story.title or ", or when " in figure.story.title


def test_noise_is_told_as_no_box():
    noise = np.random.default_rng(3).random(MANY) < 0.3
    dataset = discovery_dataset.attach(made_up(noise, points()), ASKED, KEPT, {})
    rows = discovery_dataset.table(dataset)
    assert rows["quasi_p"].isna().all()
    assert (rows["coverage"] == 1).all()
    assert "no assumption sets these draws apart" in list(LINES["discovery"](rows))[-1]
