"""An experiment as one labelled Dataset: every run in its place, whatever else was run beside it."""

from dataclasses import replace
from types import ModuleType

import numpy as np
import pytest
import xarray as xr

from care2040.engine.batch.integrate import RunFailed
from care2040.engine.batch.runge_kutta import FixedStep
from care2040.engine.batch.solver import Solver
from care2040.engine.simulation import simulate
from care2040.engine.simulation.settings import RunSettings
from care2040.inputs.experiments.experiment import Experiment
from care2040.inputs.parameters.parameter import Parameter
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.policies.change import Change
from care2040.language.axes import AXES
from care2040.language.equations import flow, indicator, stock, variable
from care2040.language.model import collect

DISTRICTS, AGES, PAYERS = AXES["district"], AXES["age"], AXES["payer"]


@stock("person", ("district", "age"), cohort="age")
def residents(residents_at_start):
    """Residents by age.

    More is told below the first line.
    """
    return residents_at_start


@flow("person/year", ("district", "age"), source="residents", sink="departed")
def departures(residents, departure_rate, departure_effect):
    """Residents who
    leave."""
    return residents * departure_rate * departure_effect


@stock("person")
def departed():
    return 0


@variable("dimensionless")
def departure_effect(push_effort, departure_gain):
    return 1 + departure_gain * push_effort


@flow("person/year", ("district", "age"), sink="residents")
def arrivals(arrival_flow):
    return arrival_flow


@stock("euro", ("payer",))
def spent():
    return 0


@flow("euro/year", ("payer",), sink="spent")
def care_cost(residents, price):
    return residents.sum(("district", "age")) * price


@indicator("person", ("district",))
def everyone(residents):
    """Residents of all ages."""
    return residents.sum("age")


@indicator("1/year", ("district",))
def departing_share(residents, departures):
    return departures.sum("age") / residents.sum("age")


@indicator("person")
def oldest(residents):
    return residents.sel(age=99).sum("district")


LAWS = (
    residents,
    departures,
    departed,
    departure_effect,
    arrivals,
    spent,
    care_cost,
    everyone,
    departing_share,
    oldest,
)


@pytest.fixture(scope="module")
def model():
    module = ModuleType(__name__)
    vars(module).update({law.__name__: law for law in LAWS})
    return collect([module])


def parameter(name, unit, value, axes=(), spread=None, fold=None):
    return Parameter(
        name=name,
        about="made for a test",
        unit=unit,
        axes=axes,
        years=(),
        value=np.array(value, dtype=np.float64),
        range=spread,
        spread="uniform" if spread else "none",
        year=2024,
        source=("judgement",),
        standing="judged",
        fold=fold,
        file="test.yaml",
        line=1,
    )


NUMBERS = np.random.default_rng(4)
PARAMETERS = Parameters(
    [
        parameter(
            "residents_at_start", "person", NUMBERS.uniform(10, 90, (10, 100)), ("district", "age"), (0.8, 1.2), "sum"
        ),
        parameter("arrival_flow", "person/year", NUMBERS.uniform(1, 5, (10, 100)), ("district", "age"), fold="sum"),
        parameter("departure_rate", "1/year", 0.1, spread=(0.05, 0.2)),
        parameter("departure_gain", "dimensionless", 0.5, spread=(0.2, 0.9)),
        parameter("push_effort", "dimensionless", 0.0),
        parameter("price", "euro/person/year", NUMBERS.uniform(1, 5, 5), ("payer",)),
    ]
)


def push(value=1.0, start=None, full_by=None, until=None):
    return Change("push_effort", {}, "set", value, start, full_by, until)


def scarce(factor):
    return Change("departure_rate", {}, "multiply", factor, None, None, None)


BASE = Experiment(
    name="toy",
    title={"en": "A toy", "nl": "Speelgoed"},
    question={"en": "Does it run?", "nl": "Doet het het?"},
    scenarios={"evidence": ()},
    policies={"as_is": ()},
    draws=1,
    seed=2040,
    start=2016,
    end=2020,
    resolution="district",
    indicators=("everyone",),
    figures=(),
)
SEVERAL = replace(
    BASE,
    scenarios={"evidence": (), "calm": (scarce(0.5),)},
    policies={
        "as_is": (),
        "push": (push(),),
        "late_push": (push(start=2017.3, full_by=2018.71),),
        "short_push": (push(start=2018.0, until=2018.0 + 7 / 365),),
    },
)


def agree(found, expected):
    assert set(found.data_vars) == set(expected.data_vars)
    for name, array in expected.drop_vars("reason", errors="ignore").items():
        np.testing.assert_allclose(found[name].values, array.values, rtol=1e-12, atol=1e-12, err_msg=name)


def one(dataset, policy, scenario="evidence", draw=0):
    return dataset.sel(policy=[policy], scenario=[scenario], draw=[draw])


def test_everything_has_its_dims_its_labels_and_its_facts(model):
    dataset = simulate.run(model, SEVERAL, PARAMETERS)
    runs = ("policy", "scenario", "draw", "year")
    assert dataset["residents"].dims == (*runs, "district", "age")
    assert dataset["departures"].dims == (*runs, "district")
    assert dataset["spent"].dims == dataset["care_cost"].dims == (*runs, "payer")
    assert dataset["everyone"].dims == (*runs, "area")
    assert dataset["oldest"].dims == dataset["departure_effect"].dims == runs
    assert dataset["area"].values.tolist() == ["utrecht", *DISTRICTS]
    assert dataset["district"].values.tolist() == list(DISTRICTS)
    assert dataset["age"].values.tolist() == list(AGES)
    assert dataset["policy"].values.tolist() == ["as_is", "push", "late_push", "short_push"]
    assert dataset["scenario"].values.tolist() == ["evidence", "calm"]
    assert dataset["year"].values.tolist() == [2016, 2017, 2018, 2019]
    assert dataset["residents"].attrs == {"long_name": "Residents by age.", "units": "person", "kind": "stock"}
    assert dataset["departures"].attrs["long_name"] == "Residents who leave."
    assert {name: array.attrs["kind"] for name, array in dataset.items()} == {
        name: equation.kind for name, equation in model.equations.items()
    }
    assert (dataset.attrs["title"], dataset.attrs["title_nl"]) == ("A toy", "Speelgoed")
    assert (dataset.attrs["experiment"], dataset.attrs["resolution"], dataset.attrs["seed"]) == (
        "toy",
        "district",
        2040,
    )
    assert dataset.attrs["indicators"] == ["everyone"]


def test_stocks_are_those_of_the_first_of_january_and_flows_the_amount_of_the_year(model):
    fine = Solver(FixedStep, {"longest_step": 1 / 50})
    found = simulate.run(model, BASE, PARAMETERS, settings=RunSettings(solver=fine)).isel(policy=0, scenario=0, draw=0)
    start, coming = PARAMETERS["residents_at_start"].value.sum(), PARAMETERS["arrival_flow"].value.sum()
    expected = coming / 0.1 + (start - coming / 0.1) * np.exp(-0.1 * np.arange(5))
    np.testing.assert_allclose(found["residents"].sum(("district", "age")), expected[:-1], rtol=1e-9)
    np.testing.assert_allclose(found["arrivals"].sum("district"), np.full(4, coming), rtol=1e-12)
    np.testing.assert_allclose(found["departures"].sum("district"), coming - np.diff(expected), rtol=1e-8)
    np.testing.assert_allclose(found["departures"].sum("district")[:-1], np.diff(found["departed"]), rtol=1e-9)


def test_the_city_comes_first_and_is_the_law_on_the_sums_over_the_districts(model):
    found = simulate.run(model, SEVERAL, PARAMETERS)
    people = found["residents"].sum("age")
    np.testing.assert_allclose(found["everyone"].sel(area="utrecht"), people.sum("district"), rtol=1e-13)
    np.testing.assert_allclose(found["everyone"].sel(area="zuid"), people.sel(district="zuid"), rtol=1e-13)
    np.testing.assert_allclose(found["departing_share"].sel(policy="as_is", scenario="calm"), 0.05, rtol=1e-12)


def test_the_folded_city_has_one_area_and_the_totals_of_the_districts(model):
    city = simulate.run(model, replace(SEVERAL, resolution="city"), PARAMETERS)
    districts = simulate.run(model, SEVERAL, PARAMETERS)
    assert city["area"].values.tolist() == city["district"].values.tolist() == ["utrecht"]
    assert city.attrs["resolution"] == "city"
    np.testing.assert_allclose(city["everyone"], districts["everyone"].sel(area=["utrecht"]), rtol=1e-12)
    np.testing.assert_allclose(city["care_cost"], districts["care_cost"], rtol=1e-12)


def test_every_run_stands_in_its_place(model):
    together = simulate.run(model, SEVERAL, PARAMETERS)
    values = together["departed"].isel(year=-1, draw=0)
    assert len(np.unique(values.values.round(9))) == values.size
    for policy, changes in SEVERAL.policies.items():
        for scenario, events in SEVERAL.scenarios.items():
            alone = replace(SEVERAL, policies={policy: changes}, scenarios={scenario: events})
            agree(one(together, policy, scenario), simulate.run(model, alone, PARAMETERS))


def test_breaks_of_one_policy_do_not_touch_another(model):
    together = simulate.run(model, SEVERAL, PARAMETERS)
    agree(one(together, "as_is"), simulate.run(model, BASE, PARAMETERS))


@pytest.mark.parametrize("resolution", ["district", "city"])
@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_the_size_of_a_block_changes_nothing(model, monkeypatch, size, resolution):
    experiment = replace(SEVERAL, draws=5, resolution=resolution, end=2018)
    whole = simulate.run(model, experiment, PARAMETERS)
    monkeypatch.setattr(simulate, "BLOCK", {resolution: size})
    agree(simulate.run(model, experiment, PARAMETERS), whole)


def test_draws_add_up_ages_and_do_not_move_when_there_are_more_of_them(model):
    few, many = (simulate.run(model, replace(SEVERAL, draws=draws), PARAMETERS) for draws in (3, 7))
    assert few["residents"].dims == ("policy", "scenario", "draw", "year", "district")
    np.testing.assert_allclose(few["residents"], few["everyone"].sel(area=list(DISTRICTS)), rtol=1e-12)
    assert few["draw"].values.tolist() == [0, 1, 2]
    assert (few["departed"].isel(year=-1).std("draw") > 1).all()
    agree(many.isel(draw=[0, 1, 2]), few)


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_threads_change_no_number(model, monkeypatch, threads):
    monkeypatch.setattr(simulate, "BLOCK", {"district": 3})
    experiment = replace(SEVERAL, draws=4, end=2018)
    xr.testing.assert_identical(
        simulate.run(model, experiment, PARAMETERS, settings=RunSettings(threads=threads)),
        simulate.run(model, experiment, PARAMETERS),
    )


def test_only_the_quantities_that_are_asked_for_are_kept(model):
    found = simulate.run(
        model, replace(SEVERAL, draws=3), PARAMETERS, settings=RunSettings(names=["everyone", "departed"])
    )
    whole = simulate.run(model, replace(SEVERAL, draws=3), PARAMETERS)
    assert set(found.data_vars) == {"everyone", "departed", "status", "reason"}
    xr.testing.assert_identical(found["everyone"], whole["everyone"])


def test_runs_that_are_cut_at_the_same_moments_share_a_batch(model):
    told = []
    moments = [2017.3, 2018.71, 2018.0 + 7 / 365]
    cut = simulate.run(
        model,
        SEVERAL,
        PARAMETERS,
        lambda done, total: told.append((done, total)),
        settings=RunSettings(moments=moments),
    )
    assert told == [(number, 4) for number in range(5)]
    apart = simulate.run(model, SEVERAL, PARAMETERS)
    # other cuts are other steps of the solver: close, not equal
    for name, array in apart.items():
        np.testing.assert_allclose(cut[name].values, array.values, rtol=1e-6, atol=1e-6, err_msg=name)
    fewer = replace(SEVERAL, policies={"push": SEVERAL.policies["push"]})
    agree(one(cut, "push"), one(simulate.run(model, fewer, PARAMETERS, settings=RunSettings(moments=moments)), "push"))


def test_policies_and_scenarios_share_their_draws(model):
    found = simulate.run(model, replace(SEVERAL, draws=4), PARAMETERS)["everyone"].isel(year=0)
    xr.testing.assert_equal(found, found.isel(policy=[0] * 4, scenario=[0, 0]).assign_coords(found.coords))


def test_a_scenario_comes_first_and_then_the_policy(model):
    halved = Change("departure_rate", {}, "set", 0.4, None, None, None)
    experiment = replace(BASE, scenarios={"set": (halved,)}, policies={"as_is": (), "less": (scarce(0.25),)})
    found = simulate.run(model, experiment, PARAMETERS)["departing_share"].isel(year=0, draw=0, area=0, scenario=0)
    np.testing.assert_allclose(found, [0.4, 0.1], rtol=1e-12)


def test_a_push_of_one_week_makes_the_departures_of_that_week(model):
    found = simulate.run(model, SEVERAL, PARAMETERS).sel(scenario="evidence", draw=0)
    departed = found["departures"].sum("district")
    more = departed.sel(policy="short_push") - departed.sel(policy="as_is")
    assert more.sel(year=[2016, 2017]).values == pytest.approx([0, 0], abs=1e-9)
    week, people = 7 / 365, float(found["everyone"].sel(area="utrecht", year=2018, policy="as_is"))
    gone_sooner = people * (np.exp(-0.1 * week) - np.exp(-0.15 * week))
    # of those who went in that week, part would have left later in the year
    assert float(more.sel(year=2018)) == pytest.approx(gone_sooner * np.exp(-0.1 * (1 - week)), rel=1e-3)


def test_progress_counts_every_year_of_every_block(model):
    told = []
    simulate.run(model, SEVERAL, PARAMETERS, progress=lambda done, total: told.append((done, total)))
    # as_is and push share their breaks; each of the other two has its own
    assert told == [(number, 12) for number in range(13)]


def test_the_settings_reach_the_solver(model):
    coarse = simulate.run(
        model, BASE, PARAMETERS, settings=RunSettings(solver=Solver(FixedStep, {"longest_step": 1.0}))
    )
    precise = Solver("DOP853", {"rtol": 1e-10, "atol": 1e-10})
    fine = simulate.run(model, BASE, PARAMETERS, settings=RunSettings(solver=precise))
    default = simulate.run(model, BASE, PARAMETERS)
    away, near = (abs(one["departed"] - fine["departed"]).max() for one in (coarse, default))
    assert away > 50 * near
    np.testing.assert_allclose(default["departed"], fine["departed"], rtol=1e-7)


def test_a_run_leaves_nothing_behind(model):
    first = simulate.run(model, BASE, PARAMETERS)
    simulate.run(model, SEVERAL, PARAMETERS)
    xr.testing.assert_identical(simulate.run(model, BASE, PARAMETERS), first)


@pytest.mark.parametrize("names", [None, ("everyone",)])
@pytest.mark.parametrize("threads", [1, 4])
def test_a_failed_run_is_told_with_the_stock_and_the_flow(model, threads, names):
    drained = Change("arrival_flow", {}, "set", -300.0, 2017.5, None, None)
    experiment = replace(BASE, policies={**SEVERAL.policies, "drained": (drained,)})
    with pytest.raises(RunFailed, match=r"'residents' is -\d.* in 2017\.75.*; the flow to blame is 'arrivals'"):
        simulate.run(model, experiment, PARAMETERS, settings=RunSettings(threads=threads, names=names))
