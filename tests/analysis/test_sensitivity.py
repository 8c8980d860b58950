"""Sobol' indices, elementary effects and tornado on functions whose answers are known."""

import json
import warnings

import numpy as np
import pytest
import xarray as xr

from care2040.analysis.uncertainty import points as points_module
from care2040.analysis.uncertainty.points import points_of
from care2040.analysis.uncertainty.sensitivity import convergence, morris, most_important, ranks, sobol
from care2040.analysis.uncertainty.tornado import tornado
from care2040.results.valid_draws import CannotAnalyse, TooManyFailed

SEED = 7


def salib_rows(method: str, parameters: int, samples: int) -> np.ndarray:
    problem = {"num_vars": parameters, "names": [f"x{n}" for n in range(parameters)], "bounds": [[0, 1]] * parameters}
    if method == "sobol":
        from SALib.sample import sobol as sampler

        return sampler.sample(problem, samples, calc_second_order=False, seed=SEED)
    from SALib.sample import morris as screening

    return screening.sample(problem, samples, seed=SEED)


def swept(method: str, function, parameters: int, samples: int, names=None, seed=SEED) -> xr.Dataset:
    """Return what a sweep gives: one indicator of the city in two years, a hundredth of it in the first."""
    units = salib_rows(method, parameters, samples)
    outcome = function(units)
    values = np.stack([outcome / 100, outcome], axis=-1)[None, None, :, None]
    names = list(names or (f"x{number}" for number in range(parameters)))
    facts = {"units": "dimensionless", "long_name": "made up", "kind": "indicator"}
    labels = {
        "policy": ["as_is"],
        "scenario": ["evidence"],
        "draw": np.arange(len(units)),
        "area": ["utrecht"],
        "year": [2030, 2040],
        "parameter": names,
    }
    design = {"method": method, "parameters": names, "samples": samples, "seed": seed}
    return xr.Dataset(
        {
            "care_share_needed": (("policy", "scenario", "draw", "area", "year"), values, facts),
            "units": (("draw", "parameter"), units),
            "drawn": (("draw", "parameter"), units),
            "status": (("policy", "scenario", "draw"), np.zeros((1, 1, len(units)), dtype=np.int8)),
        },
        labels,
        {"design": json.dumps(design)},
    )


def outcome(dataset: xr.Dataset) -> np.ndarray:
    points = points_of(dataset)
    return points_module.counted(points_module.at(dataset, "care_share_needed", 2040), points.kept)[0, 0]


def ishigami(units: np.ndarray) -> np.ndarray:
    x = np.pi * (2 * units - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def g_function(units: np.ndarray) -> np.ndarray:
    weights = np.array([0, 1, 4.5, 9, 99])
    return np.prod((np.abs(4 * units - 2) + weights) / (1 + weights), axis=1)


@pytest.fixture(scope="module")
def ishigami_sweep() -> xr.Dataset:
    return swept("sobol", ishigami, 3, 4096)


def test_sobol_knows_the_function_of_ishigami(ishigami_sweep):
    """Ishigami and Homma 1990: a = 7, b = 0.1."""
    part_1, part_2, both = 0.5 * (1 + 0.1 * np.pi**4 / 5) ** 2, 49 / 8, 0.01 * np.pi**8 * 8 / 225
    whole = part_1 + part_2 + both
    found = sobol(points_of(ishigami_sweep), outcome(ishigami_sweep))
    assert found.first == pytest.approx([part_1 / whole, part_2 / whole, 0], abs=0.02)
    assert found.total == pytest.approx([(part_1 + both) / whole, part_2 / whole, both / whole], abs=0.02)
    assert (np.abs(found.first - [part_1 / whole, part_2 / whole, 0]) < found.first_interval).all()
    assert found.samples == 4096


def test_sobol_knows_the_g_function():
    """Sobol' 1993; partial variances 1 / (3 (1 + a)^2)."""
    dataset = swept("sobol", g_function, 5, 2048)
    parts = 1 / (3 * (1 + np.array([0, 1, 4.5, 9, 99])) ** 2)
    whole = np.prod(1 + parts) - 1
    found = sobol(points_of(dataset), outcome(dataset))
    assert found.first == pytest.approx(parts / whole, abs=0.02)
    totals = [part * np.prod(1 + np.delete(parts, place)) / whole for place, part in enumerate(parts)]
    assert found.total == pytest.approx(totals, abs=0.03)


def test_indices_converge_and_their_intervals_shrink_with_the_sample(ishigami_sweep):
    steps = convergence(points_of(ishigami_sweep), outcome(ishigami_sweep))
    assert [step.samples for step in steps] == [16, 32, 64, 128, 256, 512, 1024, 2048, 4096]
    assert steps[-1].total_interval.max() < steps[2].total_interval.max() / 4
    whole = sobol(points_of(ishigami_sweep), outcome(ishigami_sweep))
    assert steps[-1].total.tolist() == whole.total.tolist()
    assert steps[-1].total_interval.tolist() == whole.total_interval.tolist()


@pytest.mark.parametrize("seed", [0, 3])
def test_intervals_are_the_same_every_time_whatever_the_seed(seed):
    dataset = swept("sobol", ishigami, 3, 64, seed=seed)
    state = np.random.get_state()[1].copy()  # noqa: NPY002
    one, other = (sobol(points_of(dataset), outcome(dataset)) for _ in range(2))
    assert one.total_interval.tolist() == other.total_interval.tolist()
    assert (one.total_interval > 0).all()
    assert (np.random.get_state()[1] == state).all()  # noqa: NPY002


def test_what_never_changes_hangs_on_nothing():
    dataset = swept("sobol", lambda units: np.full(len(units), 0.25), 2, 32)
    found = sobol(points_of(dataset), outcome(dataset))
    assert found.total.tolist() == found.first_interval.tolist() == [0, 0]


def test_who_cannot_be_told_apart_shares_ranks():
    best, worst = ranks(np.array([0.6, 0.2, 0.25, 0.01]), np.array([0.05, 0.04, 0.04, 0.0]))
    assert best.tolist() == [1, 2, 2, 4]
    assert worst.tolist() == [1, 3, 3, 4]


def linear(units: np.ndarray) -> np.ndarray:
    return units @ np.array([3.0, -2.0, 0.5, 0.0])


def test_morris_finds_the_slopes_of_a_line_without_spread():
    dataset = swept("morris", linear, 4, 8)
    found = morris(points_of(dataset), outcome(dataset))
    assert found.mean == pytest.approx([3, -2, 0.5, 0])
    assert found.size == pytest.approx([3, 2, 0.5, 0])
    assert found.spread == pytest.approx([0, 0, 0, 0], abs=1e-12)
    assert found.interval == pytest.approx([0, 0, 0, 0], abs=1e-12)
    assert found.trajectories == 8


def test_morris_divides_by_the_step_that_was_taken():
    dataset = swept("morris", linear, 4, 8)
    narrow = dataset.assign(units=0.05 + 0.9 * dataset["units"])
    narrow["care_share_needed"][0, 0, :, 0, 1] = linear(narrow["units"].values)
    assert morris(points_of(narrow), outcome(narrow)).mean == pytest.approx([3, -2, 0.5, 0])


def test_morris_sees_what_acts_with_another():
    dataset = swept("morris", lambda units: units[:, 0] * units[:, 1] * 4 + units[:, 2], 3, 20)
    found = morris(points_of(dataset), outcome(dataset))
    assert (found.spread[:2] > 0.5).all()
    assert found.spread[2] == pytest.approx(0, abs=1e-12)


def test_the_most_important_come_first_and_what_does_nothing_never():
    dataset = swept("morris", linear, 4, 8, names=("slow", "fast", "faint", "idle"))
    assert most_important(dataset, "care_share_needed", 2040, 2) == ("slow", "fast")
    assert most_important(dataset, "care_share_needed", 2040, 9) == ("slow", "fast", "faint")


def test_what_matters_under_one_policy_matters():
    dataset = swept("morris", linear, 4, 8)
    other = dataset.assign(care_share_needed=dataset["care_share_needed"] * 0).assign_coords(policy=["more"])
    other["care_share_needed"][0, 0, :, 0, 1] = dataset["units"].values[:, 3] * 9
    both = xr.concat([dataset, other], "policy", data_vars="minimal", coords="minimal", compat="override", join="outer")
    both["status"] = xr.zeros_like(both["care_share_needed"].isel(area=0, year=0, drop=True), dtype=np.int8)
    assert most_important(both, "care_share_needed", 2040, 2) == ("x3", "x0")


def test_the_tornado_gives_what_each_does_by_itself():
    weights = np.array([3.0, -2.0, 0.0])
    dataset = swept("sobol", lambda units: units @ weights + units[:, 0] ** 2, 3, 64)
    found = tornado(points_of(dataset), outcome(dataset))
    expected_low = weights * (0.05 - 0.5) + [0.05**2 - 1 / 3, 0, 0]
    expected_high = weights * (0.95 - 0.5) + [0.95**2 - 1 / 3, 0, 0]
    assert found.low - found.middle == pytest.approx(expected_low, abs=1e-9)
    assert found.high - found.middle == pytest.approx(expected_high, abs=1e-9)
    assert found.middle == pytest.approx(1.5 - 1 + 1 / 3, abs=0.01)


def test_a_failed_point_takes_its_block_along_and_no_more():
    dataset = swept("sobol", ishigami, 3, 128)
    dataset["status"][0, 0, 7] = 1
    dataset["care_share_needed"][0, 0, 7] = np.nan
    points = points_of(dataset)
    assert (points.failed, points.left_out) == (1, 5)
    assert np.flatnonzero(~points.kept).tolist() == [5, 6, 7, 8, 9]
    found = sobol(points, outcome(dataset))
    assert found.samples == 127
    assert np.isfinite(found.total).all()


def test_a_point_that_failed_under_one_policy_counts_for_none():
    dataset = swept("morris", linear, 4, 60)
    other = dataset.copy(deep=True).assign_coords(policy=["more"])
    other["status"][0, 0, 11] = 2
    both = xr.concat([dataset, other], "policy", data_vars="minimal", coords="minimal", compat="override", join="outer")
    both["status"] = xr.concat([dataset["status"], other["status"]], "policy", join="outer")
    points = points_of(both)
    assert np.flatnonzero(~points.kept).tolist() == [10, 11, 12, 13, 14]


def test_more_than_one_in_a_hundred_failed_is_refused():
    dataset = swept("sobol", ishigami, 3, 64)
    dataset["status"][0, 0, [3, 30, 60]] = 1
    assert points_of(dataset).failed == 3
    dataset["status"][0, 0, 90] = 1
    with pytest.raises(TooManyFailed, match="4 of 320 points failed, more than 1%"):
        points_of(dataset)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda data: data.drop_vars("units"), "does not hold 'units' and 'drawn'"),
        (lambda data: data.isel(draw=range(12)), "12 points are no sobol design: it comes in groups of 5"),
        (lambda data: data.isel(draw=range(10)), "takes 16 samples or more; the result has 2"),
        (lambda data: data.assign_attrs(design='{"method": "latin_hypercube"}'), "takes a sobol design"),
    ],
)
def test_what_cannot_be_analysed_is_refused_by_name(ishigami_sweep, spoil, message):
    with pytest.raises(CannotAnalyse, match=message):
        sobol(points_of(spoil(ishigami_sweep)), outcome(ishigami_sweep))


def test_what_the_result_does_not_hold_is_named(ishigami_sweep):
    with pytest.raises(CannotAnalyse, match="did you mean 'care_share_needed'"):
        points_module.at(ishigami_sweep, "care_share_neded", 2040)
    with pytest.raises(CannotAnalyse, match="year 2035; it has 2030, 2040"):
        points_module.at(ishigami_sweep, "care_share_needed", 2035)
    broken = ishigami_sweep.copy(deep=True)
    broken["care_share_needed"][0, 0, 0, 0, 1] = np.nan
    with pytest.raises(CannotAnalyse, match="not numbers in runs that came through"):
        outcome(broken)


def test_salib_is_called_without_a_warning(ishigami_sweep):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = sobol(points_of(ishigami_sweep), outcome(ishigami_sweep))
    assert np.isfinite(found.total).all()
