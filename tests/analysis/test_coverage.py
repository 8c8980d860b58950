"""Whether bands hold what they promise: a small study of truths that are known, and its page."""

from dataclasses import replace

import numpy as np
import pytest
from tools.coverage.command import shipped_world
from tools.coverage.page import page
from tools.coverage.study import ANSWERS, METHODS, MOVED, PRIOR, TEMPERED, WEIGHED, Held, Real, Sizes, Study, study
from tools.coverage.truths import counted, counts_of, possible

from care2040.analysis.observations.expected import Expected
from care2040.analysis.observations.learnt import Fit, Law, Learnt, Moved
from care2040.analysis.observations.register import Observation


def test_what_is_counted_of_a_truth_lies_as_far_from_it_as_errors_say(world):
    series = replace_errors(world, "social_lettings")
    made = np.full((4000, 3), 2500.0)
    one = Expected(
        "social_lettings",
        series,
        tuple(Observation(series, year, 1.0, 0.0, "us", False) for year in (2017.0, 2018.0, 2021.0)),
        made,
    )
    counts = np.array([counts_of([one], truth, 1)["social_lettings"] for truth in range(4000)])
    away = np.log(counts / 2500)
    assert away.mean() == pytest.approx(0, abs=0.003)
    assert away.std(axis=0) == pytest.approx([0.3] * 3, rel=0.05)
    np.testing.assert_array_equal(counted(one, counts[0]).counts, counts[0])
    np.testing.assert_array_equal(counts, [counts_of([one], truth, 1)["social_lettings"] for truth in range(4000)])


def replace_errors(world, name):
    return world.register.series[name].model_copy(update={"sampling": 0.1, "definition": 0.2, "model": 0.2})


@pytest.fixture(scope="module")
def world():
    return shipped_world()


def test_a_truth_of_which_nothing_could_be_counted_is_none(world):
    series = world.register.series["trust"]
    values = np.array([[1.0, 2.0], [np.nan, 1.0], [0.0, 1.0]])
    one = Expected(
        "trust", series, tuple(Observation(series, year, 1.0, 0.0, "us", False) for year in (2021.0, 2023.0)), values
    )
    np.testing.assert_array_equal(possible([one]), [True, False, False])


@pytest.mark.slow
def test_bands_of_five_truths_hold_most_of_them(world):
    small = replace(world, experiment=replace(world.experiment, equations={}, drawn_laws={}))
    parameters = ("homeless_people_at_start", "waiting_for_nursing_home_at_start")
    found = study(small, parameters, Sizes(truths=5, weighed=250, moved=100))
    asked = range(len(ANSWERS) + len(parameters))
    assert found.asked[-1] == parameters[-1]
    held = {method: sum(found.share(method, 1, place)[0] for place in asked) for method in METHODS}
    assert held[PRIOR] >= 19
    assert held[MOVED] >= 19  # of 25; nine in ten are 22
    assert all(found.share(MOVED, 1, place)[1] == 5 for place in asked)
    assert found.share(WEIGHED, 1, 0)[1] == sum(one >= 50 for one in found.effective)
    assert found.width(MOVED, len(ANSWERS) + 1) < 0.9  # a list that was counted three times


def test_the_page_tells_what_was_held_and_how_often_weights_refused():
    inside = np.array([[True, False, True], [True, True, True]])
    held = {method: [Held(inside, np.array([1.0, 0.5, 0.5]))] * 4 for method in METHODS}
    held[WEIGHED] = [None] * 3 + held[WEIGHED][:1]
    found = Study(Sizes(4, 1000, 200), ("shortage in 2040", "budget_level", "quit_rate"), held, [3.0, 10.0, 20.0, 80.0])
    bands = {method: np.full((5, len(ANSWERS)), 0.2) for method in METHODS}
    learnt = Learnt(
        {"budget_level": np.zeros(7)},
        (Fit("trust", 1, 2.0, 1.0),),
        (Moved("budget_level", -0.2, 0.9),),
        (Law("law_of_matches", (0.5, 0.5), (0.2, 0.8)),),
    )
    text = page(found, Real(bands, 120.0, learnt))
    assert "| shortage in 2040 | 4 of 4 | 1 of 1 | 4 of 4 | 4 of 4 |" in text
    assert "| budget level | 0 of 4 | 0 of 1 | 0 of 4 | 0 of 4 |" in text
    assert "In 3\nof 4 truths" in text
    assert "| all together | 100 % | 100 % | 100 % | 100 % |" in text
    assert "| budget level | \N{MINUS SIGN}0.20 | 90 % |" in text
    assert "| law of matches | 50 %, 50 % | 20 %, 80 % |" in text
    assert "Of 1,000 draws 120 effective ones are left, more than in\n4 of 4 truths." in text
    assert f"| {TEMPERED} |" in text
