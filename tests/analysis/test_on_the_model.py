"""Wedges, costs and tables on the real model: they add up, and what does nothing gets nothing."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from care2040.analysis.levers import attribution, comparison, costs
from care2040.engine.simulation.simulate import run
from care2040.inputs.experiments.experiment import Experiment, Wedges, load
from care2040.study.project import Project, open_project

pytestmark = pytest.mark.slow

QUESTION = """title: {en: Three levers, nl: Drie maatregelen}
question: {en: "What do they do?", nl: "Wat doen ze?"}
resolution: city
policies:
  as_is: {}
  three: {prevention: {effort: 1}, retention: {effort: 0.5}, technology: {effort: 1}}
  idle: {prevention: {effort: 1}, retention: {effort: 0}}
indicators: [care_share_needed, shortage, lever_cost]
"""


@pytest.fixture(scope="module")
def project() -> Project:
    return open_project()


@pytest.fixture(scope="module")
def experiment(project: Project, tmp_path_factory: pytest.TempPathFactory) -> Experiment:
    path: Path = tmp_path_factory.mktemp("question") / "three.yaml"
    path.write_text(QUESTION, encoding="utf-8")
    return load(path, project.parameters, project.known)


@pytest.fixture(scope="module")
def dataset(project: Project, experiment: Experiment):
    return run(project.model, experiment, project.parameters)


@pytest.mark.parametrize(("indicator", "year"), [("care_share_needed", 2040), ("shortage", 2035)])
def test_wedges_add_up_to_what_the_runs_say(project, experiment, dataset, indicator: str, year: int) -> None:
    asked = Wedges(policy="three", indicator=indicator, year=year, scenario="evidence")
    found = attribution.wedges(project.model, experiment, project.parameters, asked)
    city = dataset[indicator].sel(year=year, scenario="evidence", draw=0)
    whole = float(city.sel(policy="three") - city.sel(policy="as_is"))
    assert sum(found.values) == pytest.approx(whole, abs=1e-9 * abs(float(city.sel(policy="as_is"))))
    assert set(found.levers) == {"prevention", "retention", "technology"}
    assert all(value < 0 for value in found.values)


def test_a_lever_at_effort_zero_has_no_wedge(project, experiment) -> None:
    found = attribution.wedges(
        project.model,
        experiment,
        project.parameters,
        Wedges(policy="idle", indicator="shortage", year=2040, scenario="evidence"),
    )
    shares = dict(zip(found.levers, found.values, strict=True))
    assert shares.get("retention", 0.0) == pytest.approx(0.0, abs=1e-9)
    assert shares["prevention"] < -100


def test_levers_cost_their_effort_times_their_price(project, dataset) -> None:
    paid = costs.differences(dataset, "as_is")["lever_cost"].sel(policy="three", scenario="evidence", draw=0, year=2038)
    prices = {name: project.parameters[f"{name}_price"].value for name in ("prevention", "retention", "technology")}
    expected = prices["prevention"] + 0.5 * prices["retention"] + prices["technology"]
    np.testing.assert_allclose(paid.drop_sel(payer="all"), expected, rtol=1e-9)
    assert float(paid.sel(payer="all")) == pytest.approx(float(expected.sum()), rel=1e-9)


def test_discounted_net_benefit_is_benefit_less_cost_and_later_money_weighs_less(dataset) -> None:
    found = costs.differences(dataset, "as_is")
    net = found["discounted_benefit"] - found["discounted_cost"]
    np.testing.assert_allclose(found["discounted_net_benefit"], net)
    spent = (found["lever_cost"] + found["care_cost"]).cumsum("year").sel(policy="three", payer="all", year=2040)
    worth = found["discounted_cost"].sel(policy="three", payer="all", year=2040)
    assert 0 < float(abs(worth).squeeze()) < float(abs(spent).squeeze())


def test_the_table_gives_values_and_their_change(dataset) -> None:
    rows = comparison.summary(dataset, "as_is").set_index(["policy", "indicator", "year"])
    value, base = (float(rows.loc[(policy, "shortage", 2040), "value"]) for policy in ("three", "as_is"))
    assert float(rows.loc[("three", "shortage", 2040), "change"]) == pytest.approx(value - base)
    assert float(rows.loc[("as_is", "shortage", 2040), "change"]) == 0.0
    assert sorted(set(rows.index.get_level_values("year"))) == [2030, 2035, 2040]


def test_equal_levers_have_equal_wedges() -> None:
    """Two players of a game who always do the same: see ``test_shapley`` for more games with known answers."""
    from care2040.analysis.levers import shapley

    worth = {
        frozenset(team): float(len(set(team) & {"a", "b"}) ** 2)
        for team in ("", "a", "b", "c", "ab", "ac", "bc", "abc")
    }
    shares = shapley.of_mapping(worth)
    assert shares["a"] == pytest.approx(shares["b"], abs=1e-12)
    assert shares["c"] == 0.0


def test_an_experiment_without_other_policies_has_no_costs_to_compare(dataset, experiment) -> None:
    alone = dataset.sel(policy=["as_is"])
    assert not costs.has_costs(alone)
    assert costs.has_costs(dataset)
    assert replace(experiment, policies={"as_is": ()}).policies.keys() == {"as_is"}
