"""Mixes tried again: numbers by hand, draws the search did not see, and what is told of them."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr

from care2040.analysis.choosing.choice import Chooser, World
from care2040.analysis.choosing.journal import Journal
from care2040.analysis.robust import failing, robust_dataset
from care2040.analysis.robust.keeping import OVERALL, Tried, kept, tried
from care2040.analysis.robust.trial import spread_over, trial
from care2040.analysis.uncertainty.robustness import wilson
from care2040.cli.views import words
from care2040.cli.views.findings import LINES
from care2040.engine.simulation.settings import RunSettings
from care2040.engine.simulation.simulate import run
from care2040.figures import draw
from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.lint import lint
from care2040.inputs.experiments.choosing.robust import RobustMixes
from care2040.inputs.experiments.choosing.schema import Choose
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.policies.levers import Levers
from care2040.reports.tables import mixes_tried
from care2040.reports.tables.analysis_sheets import analysis_sheets
from care2040.reports.tables.sheet_words import SheetWords
from care2040.results import variables
from care2040.results.valid_draws import CannotAnalyse

AIM = {"indicator": "care_share_needed", "at_most": 0.2, "year": 2040}
FUTURES = ("evidence", "vision")


def asked(**other):
    return RobustMixes.model_validate({"aim": AIM, "draws": 4} | other)


def made(robust=None, futures=FUTURES, mixes=(0, 1, 2), design=None, resolution="district"):
    """Return what was tried, without a model."""
    experiment = SimpleNamespace(scenarios=dict.fromkeys(futures, ()), drawn_laws={}, resolution=resolution)
    return SimpleNamespace(asked=robust or asked(), experiment=experiment, mixes=mixes, design=design)


VALUES = np.array(
    [
        [[0.21, 0.22, 0.23, 0.19], [0.25, 0.26, 0.27, 0.28]],
        [[0.19, 0.21, 0.22, 0.18], [0.21, 0.22, 0.23, 0.24]],
        [[0.18, 0.19, 0.21, 0.17], [0.19, 0.24, 0.25, 0.26]],
    ]
)
"""(mix, future, draw)."""
COSTS = np.array([0.0, 10e6, 30e6])[:, None, None] + np.zeros(VALUES.shape)
NONE_FAILED = np.zeros(VALUES.shape, dtype=bool)


def found(values=VALUES, districts=None, failed=NONE_FAILED, names=()):
    return Tried(values, districts, names, COSTS, failed, "dimensionless")


def test_chances_and_what_is_missed_by_hand():
    told = kept(found(), made())
    assert told.futures == (*FUTURES, OVERALL)
    assert told.chance.tolist() == [[1 / 4, 0, 1 / 8], [2 / 4, 0, 1 / 4], [3 / 4, 1 / 4, 1 / 2]]
    low, high = wilson(np.array([3 / 4]), 4)
    assert (told.low[2, 0], told.high[2, 0]) == (low[0], high[0])
    # against the lowest in each draw, which is mix 2 in the first future: 0.01, 0.02, 0.01, 0.01 for mix 1
    assert told.missed[1, 0] == pytest.approx(0.0125)
    assert told.missed[2].tolist() == pytest.approx([0, (0 + 0.02 + 0.02 + 0.02) / 4, 0.0075])
    assert told.missed_high[1, 0] == pytest.approx(np.percentile([0.01, 0.02, 0.01, 0.01], 90))
    assert told.best[2].tolist() == [1, 1 / 4, 5 / 8]
    assert told.cost[:, 0].tolist() == [0, 10e6, 30e6]
    # in the first future: the second draw is kept by mix 2 alone, the fourth by all, so that it paid 30 for what 0 does
    assert told.avoidable[:, 0].tolist() == [2 / 4, 1 / 4, 0]
    assert told.beyond[2, 0] == pytest.approx((20e6 + 0 + 30e6) / 3)
    assert np.isnan(told.beyond[0, 1])
    assert told.draws.tolist() == [[4, 4, 4]] * 3


def test_at_least_turns_what_is_right_round():
    told = kept(found(), made(asked(aim={"indicator": "care_share_needed", "at_least": 0.2, "year": 2040})))
    assert told.chance[:, 0].tolist() == [3 / 4, 2 / 4, 1 / 4]
    assert told.missed[0].tolist() == [0, 0, 0]


def test_a_draw_in_which_one_mix_failed_counts_for_none_in_that_future():
    failed = NONE_FAILED.copy()
    failed[1, 0, 1] = True
    values = np.where(failed, np.nan, VALUES)
    told = kept(found(values, failed=failed), made())
    assert told.draws[0].tolist() == [3, 4, 3]
    assert told.failed[:, 0].tolist() == [0, 1, 0]
    assert told.chance[2].tolist() == pytest.approx([2 / 3, 1 / 4, (2 / 3 + 1 / 4) / 2])
    (note,) = robust_dataset.notes(told, made(resolution="city"), found(values, failed=failed))
    assert "1 of 24 runs of the mixes went wrong; at most 1 of 4 draws" in note
    with pytest.raises(CannotAnalyse, match="only 0 draws came through"):
        kept(found(failed=~NONE_FAILED), made())


def test_the_district_that_is_worst_off_most_often_by_hand():
    districts = np.full((*VALUES.shape, 3), 0.1)
    districts[0, 0, :, 2] = 0.4
    districts[1, 0, :, 1] = [0.5, 0.5, 0.5, 0.05]
    districts[2, :, :, 0] = 0.3
    told = kept(found(districts=districts, names=("west", "noord", "zuid")), made())
    assert told.worst[:, 0].tolist() == ["zuid", "noord", "west"]
    assert told.worst_share[:, 0].tolist() == [1, 3 / 4, 1]
    assert told.worst_gap[0, 0] == pytest.approx(0.4 - VALUES[0, 0].mean())
    assert told.worst_gap[1, 0] == pytest.approx((1.5 + 0.05) / 4 - VALUES[1, 0].mean())
    assert told.worst[2].tolist() == ["west", "west", "west"]


def test_mixes_are_spread_over_what_counts_with_the_best_in_each_thing():
    values = np.array([[0, 10.0], [1, 9], [2, 5], [4, 4.9], [5, 1], [9, 0.5], [10, 0]])
    assert spread_over(values, 7).tolist() == list(range(7))
    assert spread_over(values, 2).tolist() == [0, 6]
    assert spread_over(values, 3).tolist() == [0, 3, 6]
    five = spread_over(values, 5).tolist()
    assert {0, 6} <= set(five)
    assert len(five) == 5


@pytest.mark.parametrize(("threshold", "words"), [(0.01, "no mix keeps"), (0.9, "every mix keeps")])
def test_an_aim_that_tells_nothing_of_mixes_is_said(threshold, words):
    robust = asked(aim={**AIM, "at_most": threshold})
    notes = robust_dataset.notes(kept(found(), made(robust)), made(robust, resolution="city"), found())
    assert len(notes) == 3
    assert all(words in note for note in notes)


def test_a_note_on_an_aim_has_its_unit():
    robust = asked(aim={"indicator": "shortage", "at_most": 1200, "year": 2040})
    runs = replace(found(2000 + VALUES), unit="person")
    note, *_ = robust_dataset.notes(kept(runs, made(robust)), made(robust, resolution="city"), runs)
    assert "no mix keeps 'shortage' at most 1,200 persons in 2040" in note
    words.choose("nl")
    try:
        assert "in 2040 aan de goede kant van 1.200 personen" in words.noted(note)
    finally:
        words.choose("en")


def result(several=True, districts=True, draws=300):
    """Return a result of mixes that get dearer and surer, and fail where the first assumption is high."""
    futures = FUTURES if several else FUTURES[:1]
    units = np.random.default_rng(4).random((draws, 3))
    ends = np.array([0.205, 0.198, 0.19])[:, None, None] + 0.04 * (np.arange(len(futures)))[None, :, None]
    values = ends + 0.03 * (units[:, 0] - 0.5)[None, None, :]
    by_district = values[..., None] + np.array([0.01, 0.02, -0.01]) if districts else None
    names = ("overvecht", "zuidwest", "oost") if districts else ()
    costs = np.array([0.0, 120e6, 900e6])[:, None, None] + np.zeros(values.shape)
    of_runs = Tried(values, by_district, names, costs, np.zeros(values.shape, dtype=bool), "dimensionless")
    parameters = ("growth_of_productivity", "hours_per_fte", "quit_rate")
    design = SimpleNamespace(parameters=parameters, units=units, drawn=dict(zip(parameters, units.T, strict=True)))
    wanted = made(asked(draws=draws), futures, design=design)
    rows = failing.failing(of_runs, wanted, {"quit_rate": "1/year"}, lambda done, total: None)
    about = {"experiment": "made_up", "source": "care2040 9.8.7", "indicators": ["care_share_needed"]}
    return robust_dataset.attach(xr.Dataset(attrs=about), wanted, of_runs, kept(of_runs, wanted), rows)


@pytest.fixture(scope="module")
def told():
    return result()


def test_the_tables_survive_the_disk_and_tell_what_was_found(told, tmp_path):
    told.to_netcdf(tmp_path / "kept.nc")
    with xr.open_dataset(tmp_path / "kept.nc") as stored:
        rows, boxes = robust_dataset.table(stored), robust_dataset.failing_table(stored)
    assert rows["mix"].tolist() == [2, 1, 0] * 3
    assert rows["future"].tolist()[::3] == [*FUTURES, OVERALL]
    assert set(rows["worst_district"]) == {"zuidwest"}
    assert rows["worst_gap"].tolist() == pytest.approx([0.02] * 9)
    found_for = boxes[boxes["box"] > 0]
    assert set(found_for["assumption"]) == {"growth_of_productivity"}
    one = found_for[(found_for["mix"] == 1) & (found_for["future"] == "evidence")].iloc[0]
    # 0.198 + 0.03 (u - 0.5) is above 0.2 from 0.567 on
    assert one["low_share"] == pytest.approx(0.567, abs=0.03)
    assert one["density"] > 0.95
    assert set(boxes[boxes["box"] == failing.TOO_FEW]["future"]) >= {"vision"}


def test_mixes_have_their_names_in_the_table_the_sheet_and_on_the_page(told):
    assert set(robust_dataset.table(told)["name"]) == {"", "as_is"}
    named = told.assign({variables.CHOSEN_NAMED: (variables.NAME_OF_MIX, [2, 0, 2])})
    named = named.assign_coords({variables.NAME_OF_MIX: ["cheapest", "best", "fairest"]})
    rows = robust_dataset.table(named)
    assert dict(zip(rows["mix"], rows["name"], strict=True)) == {2: "cheapest / fairest", 1: "", 0: "as_is"}
    (sheet,) = analysis_sheets({"choose_robust": rows})
    cells = [SheetWords("nl").row(sheet.head, row)[:2] for row in sheet.rows[:3]]
    assert cells == [(2, "Goedkoopst bij het doel / Eerlijkst"), (1, ""), (0, "Ongewijzigd beleid")]
    page = "\n".join(mixes_tried.sure(rows, "en"))
    assert "| Cheapest that keeps the aim / Fairest (mix 2) | 900 |" in page
    assert "| Mix 1 | 120 |" in page
    assert "| Unchanged policy | 0 |" in page


def test_the_terminal_tells_of_mixes_and_of_when_they_fail(told):
    lines = list(LINES["choose_robust"](robust_dataset.table(told)))
    assert "over 300 draws that were not used to choose them" in lines[0]
    assert [line.split()[0] for line in lines[1:]] == ["mix", "mix", "as_is"]
    assert "regret 0.00 percentage points; 900 million euros" in lines[1]
    assert "worst off most often Zuidwest" in lines[1]
    boxes = list(LINES["choose_failing"](robust_dataset.failing_table(told)))
    assert len(boxes) > 1
    assert "Productivity in care" in boxes[1]


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("width", ["full", "half", "slide"])
def test_the_figure_is_clean_and_says_which_mix_is_surest(told, language, width):
    figure = draw("robust_mixes", told, language, width)
    assert not lint(figure)
    assert "mix 2" in figure.story.title
    assert "Zuidwest" in figure.story.note
    assert list(figure.story.numbers["mixes"]) == ["2", "1", "0"]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_of_one_future_and_no_districts_the_figure_is_plain(language):
    figure = draw("robust_mixes", result(several=False, districts=False), language)
    assert not lint(figure)
    assert "Zuidwest" not in figure.story.note


def test_a_result_without_mixes_that_were_tried_says_what_it_lacks():
    with pytest.raises(CannotDrawError, match=r"robust: \{aim"):
        draw("robust_mixes", xr.Dataset(attrs={"experiment": "made_up"}), "en")


@pytest.mark.slow
def test_a_mix_is_tried_in_the_draws_after_those_of_the_search(small):
    """What the runs of a trial say of a mix is what a run of it says in these draws, and unchanged policy is in it."""
    drawn = replace(small.parameters["leaving_rate"], range=(0.08, 0.13), spread="triangular")
    parameters = Parameters({**small.parameters, "leaving_rate": drawn}.values())
    experiment = small.with_policy((*small.pull("bonus"), *small.pull("course", 0.8)), resolution="city", end=2035)
    robust = {"aim": {"indicator": "all_staff", "at_least": 3000, "year": 2030}, "draws": 5, "mixes": 3}
    choose = Choose.model_validate(
        {
            "policy": "all",
            "objectives": {
                "cost": {"minimise": "lever_cost", "years": [2024, 2030]},
                "staff": {"maximise": "all_staff", "year": 2030},
            },
            "draws": 4,
            "mixes": 8,
            "evaluations": 40,
            "robust": robust,
        }
    )
    world = World(small.model, parameters, experiment, Levers())
    choice = Chooser(world, choose, Journal(None), threads=1).choose_from_all()
    wanted = trial(small.model, parameters, experiment, choice)
    assert wanted.mixes[0] == 0
    assert len(wanted.mixes) == 4
    values = choice.searched.looked.values[choice.told]
    assert {int(values[:, place].argmin()) + 1 for place in (0, 1)} <= set(wanted.mixes)
    nine = parameters.draw(9, experiment.seed)["leaving_rate"]
    np.testing.assert_array_equal(wanted.design.drawn["leaving_rate"], nine[4:])
    settings = RunSettings(names=wanted.names, drawn=wanted.design.drawn)
    dataset = run(small.model, wanted.experiment, parameters, settings=settings)
    of_runs = tried(dataset, wanted)
    assert of_runs.districts is None
    last = choice.told[wanted.mixes[-1] - 1]
    changes = choice.space.changes(choice.searched.genes[last].tolist())
    alone = replace(wanted.experiment, policies={"mix": changes})
    staff = run(small.model, alone, parameters, settings=settings)["all_staff"].sel(year=2030).values.ravel()
    np.testing.assert_allclose(of_runs.values[-1, 0], staff, rtol=1e-12)
    assert (kept(of_runs, wanted).cost[0] == 0).all()
