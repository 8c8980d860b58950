"""Figures of draws: fan, robustness and discovery, of results that no model made."""

import numpy as np
import pytest
import xarray as xr

from care2040.analysis.uncertainty import discovery_dataset, robustness
from care2040.figures import draw
from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.lint import lint
from care2040.figures.uncertainty.discovery import Bound, side
from care2040.inputs.experiments.experiment import Discovery, Robustness
from care2040.wording.language import Language, Width

DRAWS = 200
YEARS = np.arange(2024, 2041)
ENDS = {"as_is": 0.25, "prevention": 0.23, "all_together": 0.19}


def drawn(ends: dict[str, float] = ENDS, draws: int = DRAWS) -> xr.Dataset:
    """Return draws that spread a fifth up and down: a policy is worst where the first assumption is high."""
    places = np.random.default_rng(2).random((draws, 4))
    pace = (YEARS - 2024) / 16
    spread = 0.8 + 0.4 * places[:, 0] if draws > 1 else np.ones(1)
    values = np.array([1 / 6 + (end * spread[:, None] - 1 / 6) * pace for end in ends.values()])
    labels = {"policy": list(ends), "scenario": ["evidence"], "draw": range(draws), "year": YEARS, "area": ["utrecht"]}
    labels |= {"parameter": ["growth_of_productivity", "hours_per_fte", "quit_rate", "own_name"]}
    facts = {"units": "dimensionless", "kind": "indicator", "long_name": "made up"}
    dims = ("policy", "scenario", "draw", "year", "area")
    found = {"care_share_needed": (dims, values[:, None, :, :, None], facts)}
    found["drawn"] = (("draw", "parameter"), places)
    found["status"] = (dims[:3], np.zeros((len(ends), 1, draws), dtype=np.int8))
    about = {"experiment": "made_up", "source": "care2040 9.8.7", "indicators": ["care_share_needed"]}
    return xr.Dataset(found, labels, about | {"unchanged_policy": next(iter(ends))})


ASKED = Robustness(indicator="care_share_needed", year=2040, at_most=0.2)


@pytest.fixture(scope="module")
def analysed() -> xr.Dataset:
    found = robustness.attach(drawn(), ASKED)
    units = {"growth_of_productivity": "1/year"}
    return discovery_dataset.attach(found, Discovery(policy="all_together", scenario="evidence"), ASKED, units)


@pytest.mark.slow
@pytest.mark.parametrize("width", ["full", "half", "slide"])
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", ["fan", "robustness", "discovery"])
def test_clean_at_every_width(analysed: xr.Dataset, name: str, language: Language, width: Width) -> None:
    assert lint(draw(name, analysed, language, width)) == []


def test_a_fan_for_unchanged_policy_and_those_that_change_most(analysed: xr.Dataset) -> None:
    figure = draw("fan", analysed, "en")
    assert [axes.get_gid() for axes in figure.axes] == ["as_is", "prevention", "all_together"]
    ends = [axes.lines[0].get_ydata()[-1] for axes in figure.axes]
    last = analysed["care_share_needed"].isel(area=0, scenario=0, year=-1)
    assert ends == pytest.approx(last.median("draw").values.tolist())
    low, high = (f"{100 * edge:.1f}%" for edge in np.percentile(last.sel(policy="as_is"), [5, 95]))
    assert figure.story.title == (
        f"Without new policy, the need for care workers in 2040 is between {low} and {high} in 90 of 100 draws"
    )
    assert len(figure.axes[0].collections) == 3
    half = draw("fan", analysed, "en", "half")
    assert [axes.get_gid() for axes in half.axes] == ["as_is"]
    assert "Policies that are not shown: 2." in half.story.note


def test_draws_that_failed_are_left_out_of_the_fan_and_counted() -> None:
    dataset = drawn()
    dataset["status"][1, 0, 3] = 1
    dataset["care_share_needed"][1, 0, 3] = np.nan
    figure = draw("fan", dataset, "en")
    assert figure.story.numbers["draws"] == DRAWS - 1
    assert "Draws that failed are left out: 1." in figure.story.note


def test_robustness_tells_chance_and_regret_the_surest_policy_first(analysed: xr.Dataset) -> None:
    figure = draw("robustness", analysed, "en")
    told = figure.story.numbers["policies"]
    last = analysed["care_share_needed"].isel(area=0, scenario=0, year=-1)
    assert list(told) == ["all_together", "prevention", "as_is"]
    chance = float((last.sel(policy="all_together") <= 0.2).mean())
    assert told["all_together"]["chance"] == pytest.approx(chance)
    assert told["all_together"]["regret_95"] == 0
    missed = float((last.sel(policy="as_is") - last.sel(policy="all_together")).median())
    assert told["as_is"]["regret_median"] == pytest.approx(missed, rel=1e-4)
    assert figure.story.title == (
        "With ‘All together’, the need for care workers in 2040 stays at or under one in five in "
        f"{100 * chance:.0f}% of the draws, more often than with any other"
    )
    left = {
        bar.get_gid(): (bar.get_x(), bar.get_x() + bar.get_width()) for bar in figure.axes[0].patches if bar.get_gid()
    }
    assert left["as_is.90"] == pytest.approx(tuple(np.percentile(last.sel(policy="as_is"), [5, 95])))
    assert len(figure.axes) == 2
    assert len(draw("robustness", analysed, "en", "half").axes) == 1


def test_where_no_policy_is_ever_right_the_title_says_so() -> None:
    hard = Robustness(indicator="care_share_needed", year=2040, at_most=0.1)
    title = draw("robustness", robustness.attach(drawn(), hard), "nl").story.title
    assert title.startswith("Geen enkele beleidsvariant houdt de behoefte aan zorgmedewerkers in 2040")


def test_discovery_frames_the_assumption_on_which_it_hangs(analysed: xr.Dataset) -> None:
    figure = draw("discovery", analysed, "en")
    told = figure.story.numbers
    assert list(told["bounds"]) == ["growth_of_productivity"]
    assert told["bounds"]["growth_of_productivity"]["low"] == pytest.approx(0.63, abs=0.05)
    frames = [patch for patch in figure.axes[0].patches if str(patch.get_gid()).endswith("frame")]
    assert len(frames) == 1
    assert frames[0].get_x() == pytest.approx(0.63, abs=0.05)
    assert frames[0].get_x() + frames[0].get_width() == pytest.approx(1)
    assert figure.story.title == "‘All together’ fails above all when ‘Productivity in care’ is high"
    dutch = draw("discovery", analysed, "nl").story
    assert dutch.title == "‘Alles samen’ faalt vooral als ‘Productiviteit in de zorg’ hoog is"
    fails = float((analysed["care_share_needed"].sel(policy="all_together", year=2040) > 0.2).mean())
    assert f"in alle trekkingen samen is dat {100 * fails:.0f}%" in dutch.note


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (0.5, 1.0, "high"),
        (0.2, 1.0, "not_low"),
        (0.0, 0.3, "low"),
        (0.0, 0.9, "not_high"),
        (0.2, 0.7, "between"),
    ],
)
def test_a_wide_bound_is_told_by_what_it_leaves_out(low: float, high: float, told: str) -> None:
    assert side(Bound("name", "1", low, high, low, high, 1.0, np.zeros(10))) == told


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("fan", "shows draws, and this result has one"),
        ("robustness", "it takes more than one draw"),
        ("discovery", "'discovery: {policy: ...}' in the experiment"),
    ],
)
def test_one_draw_cannot_be_drawn(name: str, message: str) -> None:
    with pytest.raises(CannotDrawError, match=message):
        draw(name, drawn(draws=1))
