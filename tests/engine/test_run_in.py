"""From 2016 to the start of what is told: counted stocks, once for all policies of a draw, and the same numbers."""

from dataclasses import replace
from types import ModuleType

import numpy as np
import pytest
import xarray as xr

from care2040.engine.batch.integrate import RunFailed
from care2040.engine.batch.solver import Solver
from care2040.engine.native import library
from care2040.engine.simulation import run_in, simulate
from care2040.engine.simulation.initial_state import at_start
from care2040.engine.simulation.settings import RunSettings
from care2040.inputs.experiments.experiment import Experiment
from care2040.inputs.parameters.parameter import Parameter
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.policies.change import Change
from care2040.language.equations import flow, reference, stock, variable
from care2040.language.model import collect

COUNTS = {2016: 100.0, 2017: 130.0, 2018: 90.0}


@stock("person", counted="residents_counted")
def residents(residents_counted):
    return residents_counted


@flow("person/year", source="residents")
def departures(residents, departure_rate, stay_effect):
    return residents * departure_rate * stay_effect


@stock("person", counted="residents_counted")
def settled(residents, settled_share):
    return residents * settled_share


@flow("person/year", sink="settled")
def settling(settling_flow):
    return settling_flow


@stock("person")
def helpers(helpers_at_start):
    return helpers_at_start


@flow("person/year", sink="helpers")
def joining(residents, joining_rate):
    return residents * joining_rate


@reference("person")
def residents_reference(residents):
    return residents


@variable("dimensionless")
def stay_effect(residents_reference, residents, stay_elasticity):
    return (residents / residents_reference) ** stay_elasticity


@stock("euro", afresh=True)
def spent():
    return 0


@flow("euro/year", sink="spent")
def cost(helpers, price):
    return helpers * price


LAWS = (residents, departures, settled, settling, helpers, joining, residents_reference, stay_effect, spent, cost)


@pytest.fixture(scope="module")
def model():
    module = ModuleType(__name__)
    vars(module).update({law.__name__: law for law in LAWS})
    return collect([module])


def parameter(name, unit, value, years=(), spread=None):
    return Parameter(
        name=name,
        about="made for a test",
        unit=unit,
        axes=(),
        years=years,
        value=np.array(value, dtype=np.float64),
        range=spread,
        spread="uniform" if spread else "none",
        year=2016,
        source=("judgement",),
        standing="judged",
        fold=None,
        file="test.yaml",
        line=1,
    )


PARAMETERS = Parameters(
    [
        parameter("residents_counted", "person", list(COUNTS.values()), tuple(COUNTS)),
        parameter("departure_rate", "1/year", 0.1, spread=(0.05, 0.2)),
        parameter("stay_elasticity", "dimensionless", 0.5),
        parameter("settled_share", "dimensionless", 0.5),
        parameter("settling_flow", "person/year", 3.0),
        parameter("helpers_at_start", "person", 10.0),
        parameter("joining_rate", "1/year", 0.02),
        parameter("price", "euro/person/year", 7.0),
    ]
)


def experiment(**more):
    text = {"en": "A test", "nl": "Een toets"}
    facts = {
        "name": "test",
        "title": text,
        "question": text,
        "scenarios": {"evidence": ()},
        "policies": {"as_is": ()},
        "draws": 1,
        "seed": 4,
        "start": 2020,
        "end": 2023,
        "resolution": "city",
        "indicators": (),
        "figures": (),
    }
    return Experiment(**{**facts, **more})


def change(name, value, start=None):
    return Change(name, {}, "set", value, start, None, None)


def run(model, asked, **settings):
    return simulate.run(model, asked, PARAMETERS, settings=RunSettings(**settings))


def values(dataset: xr.Dataset, name: str, **where: object) -> np.ndarray:
    return dataset[name].sel(where).squeeze(drop=True).values


def test_a_counted_stock_is_what_was_counted_until_the_last_count(model):
    found = run(model, experiment(start=2016, end=2021))
    there = values(found, "residents")
    np.testing.assert_array_equal(there[:3], [100.0, 130.0, 90.0])
    # from 2018 on what leaves is all that moves it
    np.testing.assert_allclose(there[3:], there[2:-1] - values(found, "departures")[2:-1], rtol=1e-12)


def test_what_the_count_corrects_is_no_flow(model):
    found = run(model, experiment(start=2016, end=2021))
    there, gone = values(found, "residents"), values(found, "departures")
    correction = there[1:] - (there[:-1] - gone[:-1])
    assert correction[0] > 30
    assert correction[1] < -20
    np.testing.assert_allclose(correction[2:], 0, atol=1e-9)


def test_what_is_counted_along_starts_again_from_its_law(model):
    there = values(run(model, experiment(start=2016, end=2021)), "settled")
    np.testing.assert_allclose(there, [50.0, 65.0, 45.0, 48.0, 51.0], rtol=1e-12)


@pytest.mark.parametrize("start", [2017, 2018, 2020])
def test_a_later_start_tells_the_same_of_its_years(model, start):
    whole, part = (run(model, experiment(start=year)) for year in (2016, start))
    assert part["year"].values.tolist() == list(range(start, 2023))
    for name in ("residents", "helpers", "settled", "departures", "joining"):
        np.testing.assert_array_equal(values(part, name), values(whole.sel(year=slice(start, None)), name), name)


def test_what_begins_afresh_does_so_at_the_start(model):
    assert values(run(model, experiment()), "spent")[0] == 0
    assert values(run(model, experiment(start=2016)), "spent")[-1] > 0


def test_a_policy_changes_nothing_before_the_start(model):
    policies = {"as_is": (), "fast": (change("joining_rate", 0.2),)}
    found = run(model, experiment(policies=policies))
    first = found.isel(year=0)
    assert values(first, "helpers", policy="fast") == values(first, "helpers", policy="as_is")
    assert values(found, "helpers", policy="fast")[1] > values(found, "helpers", policy="as_is")[1]


def test_what_is_felt_at_the_start_alone_is_changed_from_the_first_day(model):
    policies = {"as_is": (), "more": (change("helpers_at_start", 25.0, 2020.0),)}
    first = run(model, experiment(policies=policies)).isel(year=0)
    assert values(first, "helpers", policy="more") == pytest.approx(values(first, "helpers", policy="as_is") + 15)


def test_policies_that_share_a_run_in_run_it_once(model, monkeypatch):
    batches = []
    monkeypatch.setattr(run_in, "arrive", lambda *given: batches.append(given[1].runs) or arrive(*given))
    arrive = simulate_arrive()
    felt = (change("helpers_at_start", 25.0),)
    policies = {
        "as_is": (),
        "fast": (change("joining_rate", 0.2),),
        "more": felt,
        "both": (*felt, change("price", 9.0)),
    }
    run(model, experiment(policies=policies, scenarios={"a": (), "b": (change("price", 8.0),)}, draws=3))
    assert sum(batches) == 2 * 3


def simulate_arrive():
    from care2040.engine.batch.integrate import arrive

    return arrive


def everything(model, draws=40, **settings):
    policies = {"as_is": (), "fast": (change("joining_rate", 0.2),), "more": (change("helpers_at_start", 25.0),)}
    return run(model, experiment(policies=policies, draws=draws), **settings)


@pytest.mark.parametrize("size", [1, 7, 16])
def test_numbers_are_the_same_however_batches_are_cut(model, monkeypatch, size):
    whole = everything(model)
    monkeypatch.setitem(simulate.BLOCK, "city", size)
    xr.testing.assert_identical(everything(model, threads=2), whole)


@pytest.mark.skipif(library.available() is None, reason="llvmlite is not installed")
@pytest.mark.parametrize("draws", [2, 40])
def test_compiled_steps_take_the_run_in_too(model, draws):
    compiled, plain = (everything(model, draws, solver=Solver(lanes=lanes)) for lanes in (8, 0))
    for name in ("residents", "helpers", "settled", "spent"):
        np.testing.assert_allclose(compiled[name], plain[name], rtol=1e-12)


def test_a_draw_that_goes_wrong_before_the_start_is_told(model):
    drawn = {"departure_rate": np.array([0.1, np.nan, 0.2])}
    found = run(model, experiment(draws=3), drawn=drawn)
    assert found["status"].values.ravel().tolist() == [0, 1, 0]
    assert "2016" in found["reason"].values.ravel()[1]
    assert np.isnan(found["residents"].values.ravel()[3:6]).all()
    assert np.isfinite(found["residents"].sel(draw=[0, 2])).all()


def test_a_run_that_goes_wrong_before_the_start_stops(model):
    negative = Parameters(
        replace(one, value=np.array(-5.0)) if one.name == "joining_rate" else one for one in PARAMETERS.values()
    )
    with pytest.raises(RunFailed, match=r"'helpers' is .* in 2016"):
        simulate.run(model, experiment(), negative)


def test_everything_at_the_start_is_that_of_a_run(model):
    found = at_start(model, PARAMETERS, "city", start=2020)
    told = run(model, experiment()).isel(year=0)
    for name in ("residents", "helpers", "settled", "spent"):
        assert float(found[name]) == float(told[name].squeeze())
    assert float(found["residents_reference"]) == 100
