"""What the whole model must do, with the parameters as shipped: nobody builds, nobody is hired, levers, switches."""

import re
from typing import Any

import numpy as np
import pytest
import xarray as xr

SWITCHED_OFF = re.compile(r"(cuts (part of )?the loop)")
"""What the description of a parameter says when zero takes a loop out."""
MONEY = {"lever_cost", "spent_on_levers", "discounted_costs", "discounted_cost", "net_benefit"}
"""What moves because a lever is paid for, whatever it does."""


def cutting(whole: Any) -> list[str]:
    """Return the parameters that cut a loop at zero: by their name, or because their description says so."""
    found = [name for name, each in whole.parameters.items() if SWITCHED_OFF.search(each.about)]
    return sorted({*found, *(name for name in whole.parameters if "_elasticity_of_" in name)})


def differing(first: xr.Dataset, second: xr.Dataset) -> set[str]:
    """Return the names of the quantities of which any bit differs."""
    return {name for name in first if not np.array_equal(first[name].values, second[name].values)}


def zero(whole: Any, *names: str, start: float | None = None) -> tuple[Any, ...]:
    return whole.set_to(0.0, *names, start=start)


class TestNobodyBuilds:
    @pytest.fixture(scope="class")
    def stopped(self, whole: Any) -> xr.Dataset:
        return whole.ask({"as_is": (), "nobody_builds": zero(whole, "construction_capacity", start=2026.0)})

    def test_population_flattens(self, whole: Any, stopped: xr.Dataset) -> None:
        growth = whole.city(stopped, "residents").diff("year") / whole.city(stopped, "residents").shift(year=1)
        later = growth.sel(year=slice(2030, None))
        # what is left is the loss of homes and of residents per home
        lost = sum(float(whole.parameters[name].value) for name in ("withdrawal_rate", "household_thinning_rate"))
        assert abs(later.sel(policy="nobody_builds")).max() < lost + 0.0005
        assert later.sel(policy="as_is").min() > 0.01

    def test_waiting_time_climbs(self, whole: Any, stopped: xr.Dataset) -> None:
        waiting = whole.city(stopped, "waiting_time_social_rent")
        before, after = waiting.sel(year=2026), waiting.sel(year=slice(2028, None))
        assert (after.sel(policy="nobody_builds") > before.sel(policy="nobody_builds") + 1.5).all()
        longer = after.sel(policy="nobody_builds") - after.sel(policy="as_is")
        assert (longer.diff("year") > 0).all()


class TestNobodyIsHired:
    HIRING = ("lateral_entry_rate", "return_rate", "enrolment_share")

    @pytest.fixture(scope="class")
    def unhired(self, whole: Any) -> xr.Dataset:
        return whole.ask({"nobody_hired": zero(whole, *self.HIRING)})

    def test_workforce_decays_by_quits_retirement_and_moving_only(self, whole: Any, unhired: xr.Dataset) -> None:
        workers = whole.city(unhired, "care_workers")
        taken = sum(whole.city(unhired, name) for name in ("quits", "retirement", "moving_away"))
        expected = (workers - taken).shift(year=1)
        left = workers.sel(year=slice(2025, None))
        np.testing.assert_allclose(left, expected.sel(year=left.year), rtol=1e-9)
        assert (left.diff("year") < 0).all()

    def test_nobody_comes_in(self, whole: Any, unhired: xr.Dataset) -> None:
        for name in ("lateral_entry", "returns", "enrolment", "graduation", "graduates_entering"):
            assert (whole.city(unhired, name) == 0).all(), name


class TestWorkersWithoutLimit:
    @pytest.fixture(scope="class")
    def plenty(self, whole: Any) -> xr.Dataset:
        return whole.ask({"as_is": (), "plenty": whole.set_to(0.4, "lateral_entry_rate", start=2025.0)})

    def test_shortage_and_unmet_need_go_to_zero(self, whole: Any, plenty: xr.Dataset) -> None:
        late = {"policy": "plenty", "year": slice(2028, None)}
        assert (whole.city(plenty, "shortage", **late) <= 0).all()
        assert (whole.city(plenty, "unmet_need_share", **late) == 0).all()
        # whoever waited is helped within the time that clearing takes
        assert (whole.city(plenty, "waiting_for_care", **late) < 1).all()

    def test_need_stays(self, whole: Any, plenty: xr.Dataset) -> None:
        need = plenty["need_in_domain"].sum("domain").squeeze(drop=True)
        growth = {policy: need.sel(policy=policy) / need.sel(policy=policy, year=2024) for policy in ("as_is", "plenty")}
        assert growth["plenty"].sel(year=2040) > 1.5
        # what goes is what the shortage itself had added: worsening, frailty, care that families could not give
        assert (growth["plenty"] / growth["as_is"]).min() > 0.9
        assert growth["plenty"].diff("year").min() > 0


class TestWithoutHelpers:
    """Nobody helps a neighbour any more, and no loop but that of help itself answers."""

    @pytest.fixture(scope="class")
    def alone(self, whole: Any) -> xr.Dataset:
        cut = zero(whole, *(name for name in cutting(whole) if name not in ("word_of_mouth_share", "neighbour_reach")))
        # all activation by word of mouth, so that nobody starts when nobody is left to set the example
        example = whole.set_to(1.0, "word_of_mouth_share")
        stop = whole.set_to(5.0, "stopping_rate", start=2025.0)
        return whole.ask({"with": (*cut, *example), "without": (*cut, *example, *stop)})

    def test_helpers_are_gone(self, whole: Any, alone: xr.Dataset) -> None:
        helpers = whole.city(alone, "neighbour_helpers", year=2035)
        assert helpers.sel(policy="without") < 1e-6 * helpers.sel(policy="with")

    def test_requests_rise_by_what_they_carried(self, whole: Any, alone: xr.Dataset) -> None:
        rise = (alone["requests"].sel(policy="without") / alone["requests"].sel(policy="with")).sel(year=2035)
        carried = whole.parameters["light_share"].value * float(whole.parameters["neighbour_reach"].value)
        helping = whole.city(alone, "neighbour_help_share", policy="with").sel(year=[2035, 2036]).mean()
        at_start = float(whole.parameters["helping_share_at_start"].value)
        with_help = 1 + carried * (1 - float(helping) / at_start)
        np.testing.assert_allclose(rise.squeeze(drop=True), (1 + carried) / with_help, rtol=1e-5)
        assert (rise > 1).all()


class TestLevers:
    def test_there_are_sixteen(self, whole: Any) -> None:
        assert len(whole.efforts) == 16
        assert all((whole.parameters[name].value == 0).all() for name in whole.efforts)

    def test_a_lever_at_zero_changes_nothing_bit_for_bit(self, whole: Any, with_levers: xr.Dataset) -> None:
        """Its effort is a path of zeros among the paths of runs that use it; on its own it is a constant."""
        beside = with_levers.sel(policy=["as_is"])
        assert differing(beside, whole.ask()) == set()
        at_zero = {name: whole.set_to(0.0, name, start=2026.0, full_by=2030.0) for name in whole.efforts}
        for name in whole.efforts:
            assert differing(whole.ask({"as_is": at_zero[name]}), beside) == set(), name

    def test_a_lever_at_full_effort_changes_something(self, whole: Any, with_levers: xr.Dataset) -> None:
        as_is = with_levers.sel(policy="as_is")
        for name in whole.efforts:
            moved = differing(with_levers.sel(policy=name), as_is)
            assert moved - MONEY, f"{name} changes nothing"
            assert not differing(with_levers.sel(policy=name, year=slice(2024, 2025)), as_is.sel(year=slice(2024, 2025)))

    def test_no_lever_pushes_a_share_out_of_bounds(self, with_levers: xr.Dataset) -> None:
        shares = [name for name in with_levers if "_share" in str(name) and with_levers[name].units == "dimensionless"]
        assert len(shares) > 15
        for name in shares:
            assert with_levers[name].max() <= 1 + 1e-12, name
            # a shortage below zero is a surplus
            assert name == "shortage_share" or with_levers[name].min() >= 0, name
        assert with_levers["shortage_share"].min() > -0.1

    def test_shares_of_a_whole_still_make_the_whole(self, with_levers: xr.Dataset) -> None:
        for name, over in {"approved_tenure_share": "tenure", "allocation_share_of_group": "seeker_group"}.items():
            np.testing.assert_allclose(with_levers[name].sum(over), 1, rtol=1e-12, err_msg=name)


class TestSwitches:
    @pytest.fixture(scope="class")
    def cut(self, whole: Any) -> xr.Dataset:
        names = cutting(whole)
        return whole.ask({"as_is": (), **{name: zero(whole, name) for name in names}, "every": zero(whole, *names)})

    def test_every_loop_can_be_cut(self, whole: Any, cut: xr.Dataset) -> None:
        assert len(cutting(whole)) > 35
        for name in cut:
            assert np.isfinite(cut[name]).all(), name

    def test_every_switch_switches_something(self, whole: Any, cut: xr.Dataset) -> None:
        as_is = cut.sel(policy="as_is")
        idle = [name for name in cutting(whole) if not differing(cut.sel(policy=name), as_is)]
        assert idle == []

    def test_with_every_loop_cut_the_shortage_touches_nothing_else(self, whole: Any, cut: xr.Dataset) -> None:
        """Frailty, workload effects and pay are then those of the start, whatever the shortage."""
        for name in ("relative_pay", "heavier_need_effect"):
            np.testing.assert_allclose(whole.city(cut, name, policy="every"), 1, rtol=1e-9, err_msg=name)
        absence = whole.city(cut, "absence", policy="every")
        np.testing.assert_allclose(absence, float(whole.parameters["absence_at_start"].value), rtol=1e-9)
        np.testing.assert_allclose(cut["relative_frailty"].sel(policy="every"), 1, rtol=1e-9)


class TestScenarios:
    """Each moves what the comments in ``one_in_four.yaml`` promise, against the middle, from the year after it begins."""

    PROMISES = (
        ("high_demand", 2026, {"care_share_needed": 1, "shortage": 1, "unmet_need_share": 1, "residents": 0}),
        ("tight_labour_market", 2028, {"shortage": 1, "care_share_working": -1, "unmet_need_share": 1, "homes": 0}),
        ("building_slump", 2028, {"homes": -1, "residents": -1, "waiting_time_social_rent": 1, "care_share_needed": 1}),
    )

    @pytest.mark.parametrize(("scenario", "since", "moves"), PROMISES, ids=[each[0] for each in PROMISES])
    def test_a_scenario_does_what_it_promises(
        self, whole: Any, four_scenarios: xr.Dataset, scenario: str, since: int, moves: dict[str, int]
    ) -> None:
        for name, sign in moves.items():
            values = whole.city(four_scenarios, name)
            change = (values.sel(scenario=scenario) / values.sel(scenario="middle") - 1).sel(year=slice(since, None))
            if sign:
                assert (sign * change > 1e-4).all(), (name, change.values)
            else:
                assert abs(change).max() < 5e-3, (name, change.values)

    def test_without_growth_beyond_demography_need_grows_less(self, whole: Any) -> None:
        scenarios = whole.shipped("no_growth_beyond_demography").scenarios
        found = whole.city(whole.ask(scenarios=scenarios), "care_share_needed").sel(year=slice(2026, None))
        demography, cpb, middle = (found.sel(scenario=name) for name in ("only_demography", "cpb_growth", "middle"))
        assert (demography < cpb).all()
        assert (cpb < middle).all()
