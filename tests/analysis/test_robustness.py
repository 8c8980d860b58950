"""Chances, bands and regret by hand, of results that no model made; and the futures in which a policy fails."""

import json

import numpy as np
import pytest
import xarray as xr

from care2040.analysis.uncertainty import discovery_dataset, robustness
from care2040.inputs.experiments.experiment import Discovery, Robustness
from care2040.results.valid_draws import CannotAnalyse, TooManyFailed

ONE_IN_FIVE = Robustness(indicator="care_share_needed", year=2040, at_most=0.2)
VALUES = {
    "as_is": [0.18, 0.20, 0.22, 0.24],
    "more": [0.19, 0.19, 0.20, 0.21],
    "other": [0.17, 0.21, 0.23, 0.20],
}


def result(values: dict[str, list[float]], status: list[int] | None = None, **attrs: str) -> xr.Dataset:
    told = np.array(list(values.values()))[:, None, :, None, None]
    labels = {"policy": list(values), "scenario": ["evidence"], "draw": np.arange(told.shape[2]), "area": ["utrecht"]}
    facts = {"units": "dimensionless", "long_name": "made up", "kind": "indicator"}
    dims = ("policy", "scenario", "draw", "area", "year")
    made = xr.Dataset({"care_share_needed": (dims, told, facts)}, labels | {"year": [2040]}, attrs)
    if status:
        broadcast = np.broadcast_to(np.array(status, dtype=np.int8), (len(values), 1, len(status)))
        made["status"] = (("policy", "scenario", "draw"), broadcast)
    return made


def test_chances_and_regret_by_hand():
    rows = robustness.table(robustness.attach(result(VALUES), ONE_IN_FIVE)).set_index("policy")
    assert rows["chance"].to_dict() == {"as_is": 0.5, "more": 0.75, "other": 0.5}
    # best in each draw: other, more, more, other
    assert rows["regret_median"].to_dict() == pytest.approx({"as_is": 0.015, "more": 0.005, "other": 0.01})
    assert rows["best_share"].to_dict() == {"as_is": 0.0, "more": 0.5, "other": 0.5}
    assert rows.loc["as_is", "regret_high"] == pytest.approx(np.percentile([0.01, 0.01, 0.02, 0.04], 95))
    assert rows.loc["as_is", "median"] == pytest.approx(0.21)
    assert rows.index[0] == "more"
    assert set(rows["draws"]) == {4}


def test_where_more_is_better_regret_turns_round():
    asked = Robustness(indicator="care_share_needed", year=2040, at_least=0.2)
    rows = robustness.table(robustness.attach(result(VALUES), asked)).set_index("policy")
    assert rows["chance"].to_dict() == {"as_is": 0.75, "more": 0.5, "other": 0.75}
    assert rows["best_share"].to_dict() == {"as_is": 0.25, "more": 0.25, "other": 0.5}


def test_bands_hold_what_they_say():
    rows = robustness.table(robustness.attach(result({"as_is": list(np.linspace(0.1, 0.3, 101))}), ONE_IN_FIVE))
    row = rows.iloc[0]
    edges = [row[f"{side}_{band}"] for band in (90, 60, 30) for side in ("low", "high")]
    assert edges == pytest.approx([0.11, 0.29, 0.14, 0.26, 0.17, 0.23])


def test_the_interval_of_a_chance_is_that_of_wilson():
    """Wilson 1927, as tabulated: 8 of 10 gives 0.490 to 0.943; none of 20 gives 0 to 0.161."""
    low, high = robustness.wilson(np.array([0.8]), 10)
    assert (low[0], high[0]) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    low, high = robustness.wilson(np.array([0.0]), 20)
    assert (low[0], high[0]) == pytest.approx((0.0, 0.1611), abs=1e-4)


def test_a_draw_that_failed_anywhere_is_left_out_everywhere():
    values = {"as_is": [0.18] * 100 + [np.nan], "more": [0.25] * 101}
    held = robustness.attach(result(values, [0] * 100 + [1]), ONE_IN_FIVE)
    rows = robustness.table(held).set_index("policy")
    assert rows["chance"].to_dict() == {"as_is": 1.0, "more": 0.0}
    assert (rows["draws"] == 100).all()
    assert (rows["failed"] == 1).all()
    with pytest.raises(TooManyFailed, match="2 of 100 points failed"):
        robustness.attach(result({"as_is": [0.2] * 100}, [0] * 98 + [1, 2]), ONE_IN_FIVE)


def test_what_cannot_be_told_is_refused():
    with pytest.raises(CannotAnalyse, match="more than one draw"):
        robustness.attach(result({"as_is": [0.2]}), ONE_IN_FIVE)
    levels = result(VALUES, design=json.dumps({"method": "morris", "parameters": ["a"]}))
    with pytest.raises(CannotAnalyse, match="lie on levels"):
        robustness.attach(levels, ONE_IN_FIVE)


def test_without_a_question_one_in_five_is_asked_of_the_last_year():
    asked = robustness.question_of(result(VALUES), None)
    assert asked == ONE_IN_FIVE
    assert robustness.question_of(result(VALUES).drop_vars("care_share_needed"), None) is None
    assert robustness.question_of(result({"as_is": [0.2]}), None) is None


def test_of_a_saltelli_design_only_points_that_do_not_hang_together_count():
    design = json.dumps({"method": "sobol", "parameters": ["a", "b"], "seed": 1})
    made = result({"as_is": [0.1, 0.9, 0.9, 0.3] * 20}, design=design)
    made = made.assign_coords(parameter=["a", "b"])
    made["units"] = made["drawn"] = (("draw", "parameter"), np.full((80, 2), 0.5))
    row = robustness.table(robustness.attach(made, ONE_IN_FIVE)).iloc[0]
    assert (row["draws"], row["chance"]) == (40, 0.5)


def discovery_problem(many: int = 600, draws_of: int = 20) -> xr.Dataset:
    """Return draws of many assumptions, in which a policy fails where the third is high and the seventh low."""
    luck = np.random.default_rng(4)
    units = luck.random((many, draws_of))
    value = 0.15 + 0.1 * ((units[:, 2] > 0.5) & (units[:, 6] < 0.6)) + 0.001 * units[:, 0]
    made = result({"as_is": [0.3] * many, "more": list(value)}, status=[0] * many)
    made = made.assign_coords(parameter=[f"number_{place}" for place in range(draws_of)])
    made["drawn"] = (("draw", "parameter"), 10 + 5 * units)
    return made


@pytest.fixture(scope="module")
def discovered() -> xr.Dataset:
    asked = Discovery(policy="more", scenario="evidence")
    return discovery_dataset.attach(discovery_problem(), asked, ONE_IN_FIVE, {"number_2": "year", "number_6": "factor"})


def test_the_futures_in_which_a_policy_fails_are_told_in_the_units_of_the_assumptions(discovered):
    rows = discovery_dataset.table(discovered)
    assert len(rows) == 12
    assert set(rows["assumption"][:2]) == {"number_2", "number_6"}
    told = rows.set_index("assumption")
    assert told.loc["number_2", "low"] == pytest.approx(12.5, abs=0.1)
    assert told.loc["number_6", "high"] == pytest.approx(13, abs=0.1)
    assert np.isnan(told.loc["number_2", "high"])
    assert (told.loc["number_2", "assumption_unit"], told.loc["number_6", "assumption_unit"]) == ("year", "factor")
    assert told.loc["number_2", "quasi_p"] < 1e-10
    assert rows.loc[0, "coverage"] > 0.95
    assert rows.loc[0, "density"] > 0.95
    assert rows.loc[0, "fails"] == pytest.approx(0.3, abs=0.05)
    assert rows.loc[0, "looked_for"] == "fails"


def test_how_often_it_fails_by_tenth_of_a_range(discovered):
    rates = discovered["discovery_rates"].sel(assumption="number_2").values
    assert rates[:5].tolist() == [0] * 5
    assert rates[6:].mean() == pytest.approx(0.6, abs=0.1)


def test_the_steps_of_the_peeling_are_kept_with_the_one_that_was_chosen(discovered):
    steps = discovery_dataset.steps(discovered)
    assert steps["coverage"].iloc[0] == 1
    assert steps["chosen"].sum() == 1
    assert (np.diff(steps["mass"]) < 0).all()


def test_what_fails_more_often_than_not_is_searched_for_where_it_holds():
    made = discovery_problem()
    turned = 0.4 - made["care_share_needed"]
    made["care_share_needed"] = turned.assign_attrs(made["care_share_needed"].attrs)
    rows = discovery_dataset.table(
        discovery_dataset.attach(made, Discovery(policy="more", scenario="evidence"), ONE_IN_FIVE, {})
    )
    assert rows.loc[0, "looked_for"] == "holds"
    assert rows.loc[0, "fails"] > 0.5
    assert set(rows["assumption"][:2]) == {"number_2", "number_6"}


def test_what_never_fails_cannot_be_searched():
    with pytest.raises(CannotAnalyse, match="'as_is' holds in 0 of 600 draws: fewer than 20"):
        discovery_dataset.attach(discovery_problem(), Discovery(policy="as_is", scenario="evidence"), ONE_IN_FIVE, {})
