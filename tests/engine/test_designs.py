"""The points of an ensemble: what each method promises about them."""

from dataclasses import replace

import numpy as np
import pytest

from care2040.engine.ensembles.designs import design_of, points_of
from care2040.inputs.experiments.sweep import Sweep
from care2040.inputs.parameters.distributions import extremes

NAMES = ("quit_rate", "landing_share", "mortality_rate")
"""One number with a spread, a share, and a table: its draws are a factor."""


def sweep(method: str, samples: int, names=NAMES, **ranges: tuple[float, float]) -> Sweep:
    return Sweep(method, samples, {name: ranges.get(name) for name in names})


@pytest.mark.parametrize(
    ("method", "samples", "points", "group"),
    [
        ("latin_hypercube", 7, 7, 1),
        ("sobol", 8, 40, 5),
        ("morris", 3, 12, 4),
        ("grid", 5, 125, 1),
        ("monte_carlo", 7, 7, 1),
    ],
)
def test_every_method_has_its_points_inside_the_cube_and_the_same_ones_each_time(whole, method, samples, points, group):
    design = points_of(sweep(method, samples), whole.parameters, 2040)
    again = points_of(sweep(method, samples), whole.parameters, 2040)
    assert design.units.shape == (points, 3)
    assert (design.points, design.group) == (points, group)
    assert design.units.min() >= 0
    assert design.units.max() <= 1
    assert design.parameters == NAMES
    for name in NAMES:
        np.testing.assert_array_equal(design.drawn[name], again.drawn[name])
        parameter = whole.parameters[name]
        low, high = extremes(parameter.spread, *parameter.range, parameter.centre)
        assert low <= design.drawn[name].min() < design.drawn[name].max() <= high
    if method != "grid":
        other = points_of(sweep(method, samples), whole.parameters, 2041)
        assert not np.array_equal(design.units, other.units)


@pytest.mark.parametrize("method", ["monte_carlo", "sobol", "morris"])
def test_more_points_leave_the_first_ones_where_they_were(whole, method):
    few, many = (points_of(sweep(method, samples), whole.parameters, 1) for samples in (4, 16))
    np.testing.assert_array_equal(many.units[: few.points], few.units)
    for name in NAMES:
        np.testing.assert_array_equal(many.drawn[name][: few.points], few.drawn[name])


@pytest.mark.parametrize("method", ["monte_carlo", "latin_hypercube"])
def test_another_parameter_moves_none_of_the_others(whole, method):
    two, three = (points_of(sweep(method, 9, names), whole.parameters, 1) for names in (NAMES[:2], NAMES))
    np.testing.assert_array_equal(three.units[:, :2], two.units)


def test_a_latin_hypercube_has_one_point_in_each_part_of_every_range(whole):
    design = points_of(sweep("latin_hypercube", 20), whole.parameters, 7)
    for place in range(3):
        assert sorted((design.units[:, place] * 20).astype(int)) == list(range(20))
    assert abs(np.corrcoef(design.units, rowvar=False)[np.triu_indices(3, 1)]).max() < 0.7


def test_over_its_own_range_the_spread_counts_and_over_a_given_one_it_does_not(whole):
    given = sweep("latin_hypercube", 400, quit_rate=(0.2, 0.4))
    design = points_of(given, whole.parameters, 1)
    np.testing.assert_allclose(design.drawn["quit_rate"], 0.2 + 0.2 * design.units[:, 0])
    own = points_of(sweep("latin_hypercube", 400), whole.parameters, 1).drawn["quit_rate"]
    low, high = whole.parameters["quit_rate"].range
    assert np.mean(own < low) == pytest.approx(0.05, abs=0.005)
    assert np.mean(own > high) == pytest.approx(0.05, abs=0.005)
    assert design.ranges == {"quit_rate": (0.2, 0.4)}


def test_a_grid_goes_from_end_to_end_of_the_range_last_parameter_fastest(whole):
    design = points_of(sweep("grid", 3, NAMES[:2], landing_share=(0.2, 0.4)), whole.parameters, 1)
    low, high = whole.parameters["quit_rate"].range
    assert design.drawn["quit_rate"][[0, -1]] == pytest.approx([low, high], rel=1e-9)
    np.testing.assert_allclose(design.drawn["landing_share"], [0.2, 0.3, 0.4] * 3)
    assert len(set(design.drawn["quit_rate"][:3])) == 1


def test_sobol_and_morris_change_one_parameter_at_a_time_as_their_analysis_wants(whole):
    design = points_of(sweep("morris", 5), whole.parameters, 1)
    for trajectory in design.units.reshape(5, 4, 3):
        steps = np.abs(np.diff(trajectory, axis=0))
        np.testing.assert_allclose(np.sort(steps, axis=1), [[0, 0, 2 / 3]] * 3, atol=1e-12)
        assert sorted(steps.argmax(axis=1)) == [0, 1, 2]
    for base in points_of(sweep("sobol", 4), whole.parameters, 1).units.reshape(4, 5, 3):
        for place in range(3):
            others = [other for other in range(3) if other != place]
            np.testing.assert_array_equal(base[1 + place][others], base[0][others])
            assert base[1 + place][place] == base[-1][place]


def test_plain_draws_are_the_design_monte_carlo_over_all_that_has_a_spread(whole):
    experiment = replace(whole.shipped("one_in_four"), draws=6)
    design = design_of(experiment, whole.parameters)
    drawn = whole.parameters.draw(6, experiment.seed)
    assert design.method == "monte_carlo"
    assert set(design.parameters) == set(drawn) == set(design.drawn)
    for name, values in drawn.items():
        np.testing.assert_array_equal(design.drawn[name], values)


def test_given_points_are_taken_as_they_are(whole):
    given = {"quit_rate": np.array([0.1, 0.2, 0.4]), "landing_share": np.array([0.3, 0.3, 0.3])}
    design = points_of(Sweep("file", 3, dict.fromkeys(given), given), whole.parameters, 1)
    np.testing.assert_allclose(design.units, [[0, 0.5], [1 / 3, 0.5], [1, 0.5]])
    assert design.drawn["quit_rate"].tolist() == [0.1, 0.2, 0.4]


def test_a_part_of_a_design_is_its_points(whole):
    design = points_of(sweep("sobol", 4), whole.parameters, 1)
    part = design.part(3, 9)
    assert part.points == 6
    np.testing.assert_array_equal(part.units, design.units[3:9])
    np.testing.assert_array_equal(part.drawn["quit_rate"], design.drawn["quit_rate"][3:9])
    assert design.facts()["points"] == 20
