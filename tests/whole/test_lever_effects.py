"""What the shipped levers do: what they promise over their whole range, at a price, and nothing at effort 0."""

from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np
import pytest
import xarray as xr

from care2040.engine.simulation.settings import RunSettings
from care2040.engine.simulation.simulate import run
from care2040.files.package_files import package_folder
from care2040.inputs.policies.levers import LEVERS, Lever, Levers, by_need, load
from care2040.inputs.policies.path_maker import Change
from care2040.language.axes import AXES
from care2040.results.series import of_quantity

pytestmark = pytest.mark.slow

MUNICIPAL_BUDGET = 2.0e9
"""Euros a year; programme budget of 2024, source utrecht_budget_2024."""
SPLIT = {"approved_tenure_share": "tenure", "allocation_share_of_group": "seeker_group"}
"""Shares that levers shift, to the axis over which they add up to one."""


HARDLY = 1e-7
"""What takes years to work may by 2030 have cost a hair of what its staff would have done."""


@pytest.fixture(scope="module")
def levers(whole: Any) -> Levers:
    return load(package_folder("parameters") / "national" / LEVERS, whole.parameters, whole.model.askable)


def ask(
    whole: Any, policies: dict, scenarios: dict | None = None, names: set[str] | None = None, **options
) -> xr.Dataset:
    experiment = replace(
        whole.shipped("one_in_four"), policies=policies, scenarios=scenarios or {"evidence": ()}, **options
    )
    return run(whole.model, experiment, whole.parameters, settings=RunSettings(names=names))


def corners(lever: Lever, parameters: Any) -> dict[str, tuple[Change, ...]]:
    """Return scenarios with each effect of a lever at the low or the high end of its range, in every combination."""
    ends = [[(name, end) for end in parameters[name].range] for name in lever.effects]
    found = {}
    for number, corner in enumerate(product(*ends)):
        way = {name: "multiply" if parameters[name].is_factor else "set" for name, _ in corner}
        found[f"{lever.name}_{number}"] = tuple(Change(n, {}, way[n], end, None, None, None) for n, end in corner)
    return found


def city(dataset: xr.Dataset, name: str) -> xr.DataArray:
    return next(of_quantity(dataset[name])).city.squeeze(drop=True)


@pytest.fixture(scope="module")
def over_the_range(whole: Any, levers: Levers) -> xr.Dataset:
    """Each lever at full effort, with each effect at each end of its range, for the city as one."""
    lists = [corners(lever, whole.parameters) for lever in levers.levers.values()]
    scenarios = {name: changes for found in lists for name, changes in found.items()}
    policies = {"as_is": (), **{name: levers.changes(name, 1) for name in levers.levers}}
    names = {indicator for lever in levers.levers.values() for indicator in lever.sign}
    kept = {*names, "residents_85_plus", "blocked_places", "waiting_time_social_rent", "homeless_people"}
    return ask(whole, policies, scenarios, kept, resolution="city")


def effects(found: xr.Dataset, lever: str, indicator: str, year: int) -> np.ndarray:
    """Return what a lever does to an indicator at every corner of its range."""
    values = city(found, indicator).sel(year=year)
    own = [name for name in found["scenario"].values.tolist() if name.rpartition("_")[0] == lever]
    return (values.sel(policy=lever) - values.sel(policy="as_is")).sel(scenario=own).values


# What is written


def test_the_levers_of_the_design_are_there_each_in_its_difference_maker(levers: Levers, whole: Any) -> None:
    assert {f"{name}_effort" for name in levers.levers} == set(whole.efforts)
    assert len(levers.levers) == 28
    makers = [name for name in levers.packages if name != "all_together"]
    assert makers == [
        "financial_security",
        "affordable_roof",
        "promising_youth",
        "living_together_healthily",
        "care_and_digital",
    ]
    for name, lever in levers.levers.items():
        assert [maker for maker in makers if name in levers.members(maker)] == [lever.difference_maker]
    assert levers.members("all_together") == tuple(levers.levers)


def test_every_lever_speaks_both_languages_and_says_what_it_rests_on(levers: Levers) -> None:
    for lever in levers.levers.values():
        for text in filter(None, (lever.title, lever.about, lever.evidence.says, lever.exception)):
            assert text.en != text.nl
        assert max(len(title) for title in (lever.title.en, lever.title.nl)) <= 40, "a title must fit beside a bar"
    dutch = " ".join(f"{lever.title.nl} {lever.about.nl}" for lever in levers.levers.values())
    for word in ("wijk", "mantelzorg", "oorstroom", "Eerst een Thuis"):
        assert word in dutch


def test_every_effect_has_a_range_in_which_no_draw_turns_it_round(levers: Levers, whole: Any) -> None:
    """A lever that hinders in some draws would be a fault of the spread, not a finding."""
    for lever in levers.levers.values():
        for name in lever.effects:
            parameter = whole.parameters[name]
            assert parameter.range is not None, name
            assert parameter.quantiles(np.array([0.0]))[0] > 0, name


def test_whole_years_keep_the_runs_of_all_levers_in_one_batch(levers: Levers) -> None:
    for lever in levers.levers.values():
        assert float(lever.start + lever.ramp).is_integer()
        assert float(lever.delay).is_integer()


def test_full_effort_costs_something_that_the_city_could_pay(levers: Levers, whole: Any) -> None:
    payers = AXES["payer"]
    prices = {name: whole.parameters[lever.price_parameter].value for name, lever in levers.levers.items()}
    assert all(1e6 <= price.sum() <= 80e6 for price in prices.values())
    city_pays = sum(price[payers.index("municipality")] for price in prices.values())
    assert 0.03 * MUNICIPAL_BUDGET < city_pays < 0.08 * MUNICIPAL_BUDGET
    assert max(price[payers.index("municipality")] for price in prices.values()) < 0.02 * MUNICIPAL_BUDGET
    assert sum(price[payers.index("residents")] for price in prices.values()) == 0


@pytest.mark.parametrize("payer", ["municipalty", "the_city"])
def test_an_unknown_payer_is_told_with_its_line_and_the_nearest_name(tmp_path: Any, payer: str) -> None:
    import shutil

    from care2040.files.problems import InvalidInput
    from care2040.inputs.parameters.parameter_set import load as load_parameters

    folder = tmp_path / "parameters"
    shutil.copytree(package_folder("parameters"), folder)
    file = folder / "national" / "levers.yaml"
    lines = file.read_text("utf-8").splitlines()
    line = next(n for n, text in enumerate(lines) if "municipality: 6000000," in text)
    file.write_text("\n".join([*lines[:line], lines[line].replace("municipality", payer), *lines[line + 1 :]]), "utf-8")
    with pytest.raises(InvalidInput) as caught:
        load_parameters(folder)
    told = [problem for problem in caught.value.problems if payer in problem.message]
    assert [(problem.file, problem.line) for problem in told] == [(str(file), line + 1)]
    assert "municipality" in told[0].hint


# What they do


def test_every_lever_keeps_its_promise_over_the_whole_range_of_its_effects(
    levers: Levers, over_the_range: xr.Dataset
) -> None:
    for lever in levers.levers.values():
        for indicator, way in lever.sign.items():
            for year in (2030, 2040):
                found = effects(over_the_range, lever.name, indicator, year) * (1 if way == "up" else -1)
                # what takes years to work may not be there in 2030, but may not be against it either
                assert (found > 0).all() or (year == 2030 and (found > -HARDLY).all()), (
                    lever.name,
                    indicator,
                    year,
                    found,
                )


def test_prevention_lets_people_live_longer(over_the_range: xr.Dataset) -> None:
    assert (effects(over_the_range, "prevention", "residents_85_plus", 2040) > 0).all()


def test_homes_that_are_only_divided_otherwise_make_others_wait(over_the_range: xr.Dataset) -> None:
    for lever in ("vulnerable_allocation", "key_worker_homes"):
        assert (effects(over_the_range, lever, "waiting_time_social_rent", 2040) > 0).all()
    assert (effects(over_the_range, "housing_first", "blocked_places", 2040) > 0).all()
    assert (effects(over_the_range, "vulnerable_allocation", "homeless_people", 2040) < 0).all(), "they wait for it too"


def test_a_stronger_effect_does_more(levers: Levers, over_the_range: xr.Dataset) -> None:
    for lever in levers.levers.values():
        indicator, way = next(iter(lever.sign.items()))
        found = effects(over_the_range, lever.name, indicator, 2040) * (1 if way == "up" else -1)
        assert found[0] == found.min(), lever.name
        assert found[-1] == found.max(), lever.name
        assert found[-1] > 1.1 * found[0], lever.name


def test_every_effect_that_is_named_matters(levers: Levers, over_the_range: xr.Dataset) -> None:
    for lever in levers.levers.values():
        shape = (2,) * len(lever.effects)
        moved = [abs(effects(over_the_range, lever.name, one, 2040).reshape(shape)) for one in lever.sign]
        for axis, name in enumerate(lever.effects):
            assert any(np.ptp(values, axis=axis).max() > 1e-3 * values.max() for values in moved), (lever.name, name)


# Effort 0, effort 1, and the money


@pytest.mark.parametrize("spread", ["evenly", "by_need"])
def test_zero_effort_is_bit_for_bit_nothing(whole: Any, levers: Levers, spread: str) -> None:
    options = {"resolution": "district", "end": 2029}
    as_is = ask(whole, {"one": ()}, **options)
    nothing = ask(whole, {"one": levers.changes("all_together", 0, spread=spread)}, **options)
    assert [name for name in as_is if not np.array_equal(as_is[name].values, nothing[name].values)] == []


def test_no_share_leaves_its_bounds_with_all_levers_at_their_strongest(whole: Any, levers: Levers) -> None:
    strongest = {
        n: whole.parameters[n].quantiles(np.array([1.0]))[0] for e in levers.levers.values() for n in e.effects
    }
    scenario = tuple(
        Change(name, {}, "multiply" if whole.parameters[name].is_factor else "set", float(value), None, None, None)
        for name, value in strongest.items()
    )
    policies = {"all": levers.changes("all_together", 1, 2024, 2024)}
    found = ask(whole, policies, {"evidence": (), "strongest": scenario}, resolution="district")
    shares = [str(name) for name in found if "_share" in str(name) and found[name].units == "dimensionless"]
    shares += ["technology_adoption", "administrative_burden", "absence"]
    assert set(SPLIT) < set(shares)
    for name in shares:
        assert found[name].max() <= 1, name
        # a shortage below zero is a surplus, and has no bound of its own
        assert name == "shortage_share" or found[name].min() >= 0, name
    for name, axis in SPLIT.items():
        np.testing.assert_allclose(found[name].sum(axis), 1, rtol=1e-12)


def test_both_spreads_cost_the_same_to_the_last_digits(whole: Any, levers: Levers) -> None:
    residents = levers.residents / levers.residents.sum()
    for name, need in levers.needs.items():
        for effort in (0.0, 0.1, 1 / 3, 0.5, 0.9, 1.0):
            assert residents @ by_need(effort, need, levers.residents) == pytest.approx(effort, rel=1e-12, abs=1e-12), (
                name
            )


def test_by_need_costs_the_same_in_the_run_reaches_more_and_narrows_the_gap(whole: Any, levers: Levers) -> None:
    spreads = {way: levers.changes("all_together", 0.5, 2024, 2024, spread=way) for way in ("evenly", "by_need")}
    kept = {"lever_cost", "aimed_lever_cost", "poverty_share", "healthy_life_expectancy_gap", "frailty_gap"}
    found = ask(whole, {"as_is": (), **spreads}, names=kept, resolution="district")
    cost = found["lever_cost"].squeeze(drop=True).sum("payer")
    # residents move to other districts over the years, and what goes with them costs a little more or less
    drift = (cost.sel(policy="by_need") / cost.sel(policy="evenly") - 1).sel(year=slice(2024, 2040))
    assert abs(drift.sel(year=2024)) < 1e-3
    assert abs(drift).max() < 0.02
    for name in ("poverty_share", "healthy_life_expectancy_gap", "frailty_gap"):
        last = city(found, name).sel(year=2040)
        assert last.sel(policy="by_need") < last.sel(policy="evenly"), name
    assert city(found, "healthy_life_expectancy_gap").sel(year=2040, policy="by_need") < city(
        found, "healthy_life_expectancy_gap"
    ).sel(year=2040, policy="as_is")


def test_what_is_paid_comes_before_what_works(whole: Any, levers: Levers) -> None:
    policies = {"as_is": (), "returners": levers.changes("returners", 1, 2026, 2026, 2030)}
    kept = {"lever_cost", "former_workers_applying", "care_share_working"}
    found = ask(whole, policies, names=kept, resolution="city")
    cost = found["lever_cost"].squeeze(drop=True).sel(policy="returners").sum("payer")
    price = whole.parameters["returners_price"].value.sum()
    np.testing.assert_allclose(cost.sel(year=[2025, 2026, 2029, 2030]), [0, price, price, 0], rtol=1e-12)
    back = city(found, "former_workers_applying")
    more = back.sel(policy="returners") / back.sel(policy="as_is") - 1
    assert abs(more.sel(year=2026)) < 1e-12, "paid from 2026, at work a year later"
    assert more.sel(year=2027) > 0.03
    assert more.sel(year=2030) > 0.03, "what was paid until 2030 works until 2031"
    assert more.sel(year=2031) < 0, "who came back already cannot come back again"


WHERE_NOBODY_IS_LET_IN = {
    # whoever is trained or won back is not hired, or takes the post of another, and who helps takes staff
    ("training_places", "nobody_hired"),
    ("training_places", "hires_tripled"),
    ("returners", "nobody_hired"),
    # with twice the staff that is needed nothing is short, and workers in groups are let go like all others
    ("group_support", "need_halved"),
    # where nothing is built there is nothing to make affordable, and where nobody comes nobody is left waiting
    ("affordable_homes", "no_building"),
    ("affordable_homes", "no_arrivals"),
    ("vulnerable_allocation", "no_arrivals"),
    ("temporary_homes", "no_arrivals"),
    ("regional_sharing", "no_arrivals"),
}
"""Lever and future in which it does not do what it promises, with the reason."""


def test_every_lever_keeps_its_promise_in_every_future(whole: Any, levers: Levers) -> None:
    futures = {**whole.shipped("one_in_four").scenarios, **whole.shipped("extremes").scenarios}
    assert len(futures) > 12
    policies = {"as_is": (), **{name: levers.changes(name, 1) for name in levers.levers}}
    names = {indicator for lever in levers.levers.values() for indicator in lever.sign}
    found = ask(whole, policies, futures, names, resolution="city")
    broken = set()
    for name, lever in levers.levers.items():
        for indicator, way in lever.sign.items():
            value = city(found, indicator).sel(year=2040)
            change = value.sel(policy=name) - value.sel(policy="as_is")
            kept = (change > 0) if way == "up" else (change < 0)
            broken |= {(name, str(future)) for future in kept["scenario"].values[~kept.values]}
    assert broken == WHERE_NOBODY_IS_LET_IN
