"""The step of the solver is fine enough: half of it changes nothing anyone would see, and DOP853 finds the same."""

from typing import Any

import numpy as np
import pytest
import xarray as xr

from care2040.engine.batch.solver import Solver

pytestmark = pytest.mark.slow

YEARLY_CHANGE = "1/year"
"""Unit of a flow that moves an index, a share or an effect: the net of a push up and a push down, often near zero."""


def sizes(whole: Any, exact: xr.Dataset, name: str) -> xr.DataArray:
    """Return what an error of a quantity is held against: the quantity itself, per year, member and run.

    The yearly change of an index is held against the index. A balance of money that may be below zero passes through
    zero, so it is held against the largest that it becomes.
    """
    equation = whole.model.askable[name]
    size = abs(exact[name])
    ends = [whole.model.stocks[end] for end in (equation.source, equation.sink) if end]
    if equation.kind == "flow" and equation.unit == YEARLY_CHANGE:
        moved = abs(exact[ends[0].name])
        return np.maximum(size, moved.max("domain") / STRICTER if name == "hearing_of_the_wait" else moved)
    if name in LEFT_OF_WORKERS:
        return exact["all_care_workers"] * STRICTER
    if name in WHERE_MONEY_RUNS_OUT:
        return size.max([dim for dim in ("domain", "worker_age") if dim in size.dims])
    if name == "open_post_rate":
        return xr.full_like(size, STRICTER)
    if name in PARTS_NOT_GIVEN:
        return xr.full_like(size, 1.0)
    if name in LEFT_OF_HOURS:
        return exact[LEFT_OF_HOURS[name]].sum("relation" if "hours" in name else "domain") * STRICTER
    if name == "staff_of_places_added":
        return exact["staff_of_places"]
    if name == "kept_at_home":
        return exact["waiting_for_nursing_home"]
    if name == "need_coming_to_light":
        return exact["people_known_to_need_care"]
    if name in LEFT_OF_MONEY:
        return exact["care_cost"].sum("payer") * STRICTER
    if equation.signed or any(end.signed for end in ends) or name in THROUGH_ZERO:
        return size.max("year")
    return size


THROUGH_ZERO = {
    "net_benefit",
    "care_given_less",
    "shortage",
    "shortage_fte",
    "shortage_share",
    "need_caused_by_shortage",
    "unmet_need_share",
}
"""What passes through zero, or comes near: what is left of two large numbers."""
WHERE_MONEY_RUNS_OUT = {
    *("care_workers", "lateral_entry", "returns", "waiting_for_care", "waiting_beyond_norm"),
    *("staying_away", "giving_up", "going_without_care", "asking_again", "needing_no_more"),
}
"""In one domain (youth care, 2025) money runs out within a step: a tenth of a person more or less is hired."""
LEFT_OF_WORKERS = {
    *("all_open_posts", "all_surplus_workers", "unfunded_need", "planning_of_posts", "dismissals"),
    *("applicants", "graduates_seeking", "graduates_applying", "graduates_entering", "graduates_lost"),
    *("out_of_care", "out_of_care_into_unemployment", "other_hiring_and_firing"),
}
"""Some hundreds of persons that are left where posts and workers, or looking and finding, nearly cancel."""
PARTS_NOT_GIVEN = {"time_not_given_share", "without_place_share", "felt_unmet_need_share"}
"""What a part that is near all of it leaves: held against all of it."""
LEFT_OF_HOURS = {
    **dict.fromkeys(("informal_hours_undone", "hours_taken_over"), "informal_hours_asked"),
    **dict.fromkeys(("care_landed", "landing_on_professionals"), "care_asked"),
}
"""Tens of fte that fall away of all that is asked at home; in 2025 professionals stop giving less within a step."""
LEFT_OF_MONEY = {"reserves_spent", "reserves", "yearly_benefit", "discounted_benefits", "gained", "discounted_benefit"}
"""Some millions of euros until they are spent, and what is left of gains and losses that nearly cancel."""
STRICTER = 0.2
"""Part of all workers, or of all cost, that they are held against: a hundredth of a per cent is then one in 50,000."""


def errors(whole: Any, found: xr.Dataset, exact: xr.Dataset) -> dict[str, float]:
    """Return the largest relative error of every quantity that an experiment may ask for."""
    far = {}
    for name in whole.model.askable:
        size = sizes(whole, exact, name)
        away = abs(found[name] - exact[name])
        assert not ((size == 0) & (away > 0)).any(), f"{name} is zero, and was not"
        far[name] = float((away / size.where(size > 0, 1.0)).max())
    return far


def worst(far: dict[str, float]) -> str:
    return ", ".join(f"{name} {far[name]:.1e}" for name in sorted(far, key=far.__getitem__, reverse=True)[:5])


@pytest.fixture(scope="module")
def as_shipped(whole: Any) -> xr.Dataset:
    return whole.ask()


def test_half_the_step_changes_nothing_anyone_would_see(whole: Any, as_shipped: xr.Dataset) -> None:
    half = whole.ask(solver=Solver(options={"longest_step": Solver().options["longest_step"] / 2}))
    far = errors(whole, as_shipped, half)
    assert max(far.values()) < 1e-4, worst(far)
    assert max(far.values()) > 0, "the step did not change"


def test_the_shipped_step_is_within_a_hundredth_of_a_per_cent_of_dop853(whole: Any, as_shipped: xr.Dataset) -> None:
    exact = whole.ask(solver=Solver(method="DOP853", options={"rtol": 1e-9, "atol": 1e-9}))
    far = errors(whole, as_shipped, exact)
    assert max(far.values()) < 1e-4, worst(far)
    print(f"\nlargest distances from DOP853 at rtol 1e-9: {worst(far)}")


def test_a_coarse_step_would_be_seen(whole: Any, as_shipped: xr.Dataset) -> None:
    coarse = whole.ask(solver=Solver(options={"longest_step": 0.5}))
    assert max(errors(whole, coarse, as_shipped).values()) > 1e-3
