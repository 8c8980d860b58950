"""Levers and the switches of loops: at zero nothing happens, at full something does, and no share leaves its bounds."""

from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest
import xarray as xr

from care2040.inputs.policies.path_maker import paths
from care2040.language.axes import RUN_IN

pytestmark = pytest.mark.slow

MONEY = {"lever_cost", "spent_on_levers", "discounted_costs", "discounted_cost", "net_benefit"}
"""What moves because a lever is paid for, whatever it does."""
SPLIT = {
    "approved_tenure_share": "tenure",
    "allocation_share_of_group": "seeker_group",
    "payer_part": "payer",
}
"""What is split over an axis, to that axis."""


def distances(dataset: xr.Dataset, names: Iterable[str], years: slice = slice(None)) -> dict[str, float]:
    """Return how far each policy is from unchanged policy: the largest distance of a quantity, by its size."""
    policies = [str(policy) for policy in dataset["policy"].values]
    far = np.zeros(len(policies))
    for name in names:
        values = dataset[name].sel(year=years).transpose("policy", ...).values.reshape(len(policies), -1)
        as_is = values[policies.index("as_is")]
        far = np.maximum(far, abs(values - as_is).max(axis=1) / (abs(as_is).max() or 1.0))
    return dict(zip(policies, far, strict=True))


def test_there_are_so_many_levers_and_none_is_at_work(whole: Any) -> None:
    assert len(whole.efforts) == 28
    assert all((whole.parameters[name].value == 0).all() for name in whole.efforts)


@pytest.mark.parametrize("resolution", ["city", "district"])
def test_levers_at_zero_change_nothing_bit_for_bit(whole: Any, resolution: str) -> None:
    zero = whole.set_to(0.0, *whole.efforts, start=2026.5, full_by=2030.0)
    as_is, at_zero = whole.ask(resolution=resolution), whole.ask({"as_is": zero}, resolution=resolution)
    assert [name for name in as_is if not np.array_equal(as_is[name].values, at_zero[name].values)] == []


def test_a_lever_at_zero_leaves_every_path_as_it_is(whole: Any) -> None:
    as_is = paths(whole.parameters, (), 2024, 2041)
    for name in whole.efforts:
        at_zero = paths(whole.parameters, whole.set_to(0.0, name, start=2026.5, full_by=2030.0), 2024, 2041)
        np.testing.assert_array_equal(at_zero.breaks, as_is.breaks)
        assert (at_zero.constant.keys(), at_zero.varying.keys()) == (as_is.constant.keys(), as_is.varying.keys())
        np.testing.assert_array_equal(at_zero.constant[name], as_is.constant[name])


def test_levers_of_others_in_the_batch_change_nothing(whole: Any, with_levers: xr.Dataset) -> None:
    """There the efforts of this run are paths of zeros; only the order of summation may differ."""
    beside = xr.concat([whole.ask(), with_levers.sel(policy=["as_is"]).assign_coords(policy=["beside"])], "policy")
    assert distances(beside, whole.model.askable)["beside"] < 1e-11


def test_a_lever_at_full_effort_changes_something_and_nothing_before(whole: Any, with_levers: xr.Dataset) -> None:
    real = sorted(set(whole.model.askable) - MONEY)
    before, ever = distances(with_levers, real, slice(2024, 2025)), distances(with_levers, real)
    assert max(before.values()) < 1e-11
    assert [name for name in whole.efforts if ever[name] < 1e-3] == []


def test_no_lever_pushes_a_share_out_of_its_bounds(with_levers: xr.Dataset) -> None:
    shares = [name for name in with_levers if "_share" in str(name) and with_levers[name].units == "dimensionless"]
    assert len(shares) > 15
    for name in shares:
        assert with_levers[name].values.max() <= 1, name
        # a shortage below zero is a surplus, and has no bound of its own
        assert name == "shortage_share" or with_levers[name].values.min() >= 0, name


@pytest.mark.parametrize("name", SPLIT)
def test_the_parts_of_a_whole_stay_the_whole(with_levers: xr.Dataset, name: str) -> None:
    np.testing.assert_allclose(with_levers[name].sum(SPLIT[name]), 1, rtol=1e-12)


@pytest.fixture(scope="module")
def cut(whole: Any) -> xr.Dataset:
    """Each switch at zero, and all of them; also where more people come to the same homes, so that they are crowded."""
    alone = {name: whole.set_to(0.0, name) for name in whole.switches}
    policies = {"as_is": (), **alone, "every_one": whole.set_to(0.0, *whole.switches, "absence_shock")}
    crowded = whole.set_to(1.05, "arrivals_pull", start=2026.0)
    crowded += whole.set_to(1.1, "labour_market_tightness", start=2026.0)  # jobs follow people: nothing else pulls
    return whole.ask(policies, {"evidence": (), "crowded": crowded}, start=RUN_IN)  # or the loops have run until 2024


def test_the_model_runs_with_every_loop_cut(whole: Any, cut: xr.Dataset) -> None:
    assert len(whole.switches) > 35
    assert all(np.isfinite(cut[name].values).all() for name in cut)


def test_every_switch_is_connected(whole: Any, cut: xr.Dataset) -> None:
    moved = distances(cut, whole.model.askable)
    assert [name for name in whole.switches if moved[name] < 1e-4] == []


def test_with_every_loop_cut_nothing_answers_the_shortage(whole: Any, cut: xr.Dataset) -> None:
    shortage = whole.city(cut, "shortage", year=2040, scenario="evidence")
    assert shortage.sel(policy="every_one") > shortage.sel(policy="as_is")
    still = dict.fromkeys(("relative_pay", "heavier_need_effect", "worsening_effect", "relative_frailty"), 1.0)
    still["absence"] = float(whole.parameters["absence_at_start"].value)
    for name, value in still.items():
        np.testing.assert_allclose(cut[name].sel(policy="every_one"), value, rtol=1e-9, err_msg=name)
