"""Growth beyond demography: as counted until 2024, the evidence after it, and a wave as wide as the evidence is."""

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from care2040.language.axes import AXES

PARAMETERS = Path(__file__).resolve().parents[2] / "parameters"
DOMAINS = AXES["domain"]
PARTS = ("growth_by_epidemiology", "growth_by_income_and_technology", "growth_by_policy")
YEARS = np.arange(2024, 2041)


def by_domain(measure: str) -> np.ndarray:
    rows = pd.read_csv(PARAMETERS / "national" / "observed" / "growth_beyond_demography.csv").query(
        "measure == @measure"
    )
    return rows.set_index("domain")["value"].loc[list(DOMAINS)].to_numpy()


def test_the_parts_add_up_to_the_centre_of_the_evidence(whole):
    total = sum(whole.parameters[name].value for name in PARTS) - whole.parameters["growth_of_productivity"].value
    np.testing.assert_allclose(total, by_domain("centre"), atol=1e-12)


def test_the_index_at_the_start_is_what_growth_as_counted_adds_up_to(whole):
    index, counted = whole.parameters["demand_growth_index_at_start"], whole.parameters["growth_as_counted"]
    steps = (counted.value[:-1] + counted.value[1:]) / 2
    years = list(index.years)
    assert years == list(range(2016, 2025))
    assert index.value[-1] == 1
    np.testing.assert_allclose(np.log(index.value[1:] / index.value[:-1]), steps[: len(years) - 1], atol=2e-6)


def test_growth_as_counted_follows_the_count_within_a_per_cent(whole):
    counted = whole.parameters["growth_as_counted"]
    fine = np.linspace(2016, 2024, 8 * 48 + 1)
    rates = np.interp(fine, counted.years, counted.value)
    grown = np.concatenate([[0], np.cumsum((rates[1:] + rates[:-1]) / 2 / 48)])
    rows = pd.read_csv(PARAMETERS / "national" / "observed" / "care_count_over_age_table.csv")
    when = rows["year"] + (rows["measure"] == "mid_year") / 2
    away = np.log(rows["value"]) - np.interp(when, fine, grown)
    assert np.abs(away - away.iloc[-1]).max() < 0.01


def growth_rates(whole, drawn: dict[str, np.ndarray]) -> np.ndarray:
    """Return growth in each year of the future, (year, domain, draw), as the laws have it."""
    given = {name: one.value[..., None] for name, one in whole.parameters.items() if name.startswith("growth_")}
    given |= {name: drawn[name] for name in ("growth_wave_common_1", "growth_wave_common_2", "growth_of_productivity")}
    for name in ("growth_wave_own_1", "growth_wave_own_2"):
        given[name] = np.stack([drawn[f"{name}.{domain}"] for domain in DOMAINS])
    given |= {"followed_vision_share": 0.0}
    found = []
    for year in YEARS:
        now = dict(given)
        for name in ("growth_mode_1", "growth_mode_2"):
            now[name] = whole.parameters[name].value[list(whole.parameters[name].years).index(year)]
        for name in ("common_growth_wave", "own_growth_wave", "growth_by_wave", "future_growth"):
            law = whole.model.equations[name]
            now[name] = law.law(*(now[read] for read in law.reads))
        found.append(now["future_growth"])
    return np.stack(found)


@pytest.fixture(scope="module")
def drawn_rates(whole):
    return growth_rates(whole, whole.parameters.draw(20_000, 1))


def test_nine_means_in_ten_lie_between_the_ends_of_the_evidence(drawn_rates):
    means = np.trapezoid(drawn_rates, YEARS, axis=0) / (YEARS[-1] - YEARS[0])
    low, high = np.quantile(means, [0.05, 0.95], axis=1)
    np.testing.assert_allclose(low, by_domain("low"), atol=6e-4)
    np.testing.assert_allclose(high, by_domain("high"), atol=6e-4)


def test_domains_share_three_tenths_of_the_wave_and_it_is_slow(whole, drawn_rates):
    weights = [float(whole.parameters[f"growth_wave_{one}_weight"].value) for one in ("common", "own")]
    assert weights[0] ** 2 == pytest.approx(0.3, abs=1e-5)
    assert sum(weight**2 for weight in weights) == pytest.approx(1, abs=1e-5)
    between = np.corrcoef(drawn_rates.mean(axis=0))
    assert between[np.triu_indices(len(DOMAINS), 1)].mean() == pytest.approx(0.3, abs=0.05)
    over_years = np.corrcoef(drawn_rates[:, 0])
    assert over_years[0, 1] > 0.95
    assert over_years[0, -1] < 0.3


def test_the_modes_are_those_of_a_first_order_process(monkeypatch):
    monkeypatch.syspath_prepend(str(PARAMETERS / "build"))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    import growth_modes

    years, shapes = growth_modes.modes()
    rows = pd.read_csv(PARAMETERS / "national" / "tables" / "growth_modes.csv")
    assert rows["year"].tolist() == years.astype(int).tolist()
    np.testing.assert_allclose(rows[["growth_mode_1", "growth_mode_2"]].to_numpy(), shapes, atol=6e-6)
    # each mode lies at right angles to the other, and no more than the variance of the process is held
    assert abs(np.trapezoid(shapes[:, 0] * shapes[:, 1], years)) < 1e-9
    assert 0.7 < (shapes**2).sum(axis=1).mean() < 0.8


def test_the_official_forecast_is_what_its_newest_edition_says(whole, monkeypatch):
    monkeypatch.syspath_prepend(str(PARAMETERS / "build"))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    import growth_official

    from care2040.inputs import futures

    newest = next(one for one in growth_official.EDITIONS if one.name == "2025, reference")
    changes = futures.changes_of(PARAMETERS / "national" / futures.FUTURES, whole.parameters, "official_forecast")
    added = next(one.value for one in changes if one.parameter == "growth_in_common")
    productivity = float(whole.parameters["growth_of_productivity"].value)
    assert added - productivity == pytest.approx(growth_official.growth(newest), abs=5e-4)


def test_contained_and_open_ended_are_the_ends_of_the_evidence(whole):
    from care2040.inputs import futures

    productivity = float(whole.parameters["growth_of_productivity"].value)
    for future, end in {"contained": "low", "open_ended": "high"}.items():
        total = sum(np.array(whole.parameters[name].value) for name in PARTS) - productivity
        for change in futures.changes_of(PARAMETERS / "national" / futures.FUTURES, whole.parameters, future):
            if change.operation == "add":
                total[DOMAINS.index(change.members["domain"])] += change.value
        np.testing.assert_allclose(total, by_domain(end), atol=1e-12)


def test_the_vision_is_one_in_four_and_its_path_is_what_the_run_gives(whole):
    from care2040.inputs import futures

    changes = futures.changes_of(PARAMETERS / "national" / futures.FUTURES, whole.parameters, "vision")
    found = whole.ask(scenarios={"vision": changes}, resolution="district")
    needed = whole.city(found, "care_share_needed")
    drawn = found["care_share_vision"].squeeze(["policy", "scenario", "draw"], drop=True)
    assert float(needed.sel(year=2040)) == pytest.approx(0.25, abs=1e-9)
    np.testing.assert_allclose(drawn.sel(year=needed["year"]).squeeze(), needed, atol=1e-9)


@pytest.mark.parametrize("start", [2016, 2024])
def test_the_index_is_one_in_2024_wherever_the_run_begins(whole, start):
    """The laws alone, in small steps: it holds for a run from 2016 as soon as runs begin there."""
    read = {
        name: (whole.parameters[name].years, whole.parameters[name].value)
        for name in ("demand_growth_index_at_start", "growth_as_counted", "future_growth_share")
    }
    index, step = float(np.interp(start, *read["demand_growth_index_at_start"])), 1 / 256
    for moment in np.arange(start, 2024, step):
        middle = moment + step / 2
        assert np.interp(middle, *read["future_growth_share"]) == 0
        index *= np.exp(step * np.interp(middle, *read["growth_as_counted"]))
    assert index == pytest.approx(1, abs=1e-5)


def test_draws_part_in_2024_and_not_before(whole):
    found = whole.ask(draws=12, resolution="city")["demand_growth_index"]
    np.testing.assert_allclose(found.sel(year=2024), 1, atol=2e-3)  # what was counted, year by year, adds up to it
    assert (found.std("draw").sel(year=2024) < 1e-12).all()
    spread = found.std("draw").squeeze()
    assert (spread.sel(year=2025) > 1e-4).all()
    assert (spread.sel(year=2040) > 10 * spread.sel(year=2025)).all()


def test_each_part_can_be_switched_off(whole):
    parts = {name: whole.set_to(0.0, name) for name in (*PARTS, "growth_of_productivity", "future_growth_share")}
    found = whole.ask(scenarios={"evidence": (), **parts}, resolution="city")["demand_growth_index"].sel(year=2040)
    assert np.ptp(float_values(found.sel(scenario="future_growth_share"))) < 1e-12
    base = found.sel(scenario="evidence")
    for name in PARTS:
        moved = np.sign(np.round(float_values(base - found.sel(scenario=name)), 9))
        assert (moved == np.sign(whole.parameters[name].value)).all(), name
    assert (found.sel(scenario="growth_of_productivity") > base).all()


def float_values(found) -> np.ndarray:
    return found.squeeze().transpose("domain").values.astype(float)


def test_a_wave_of_nought_is_no_wave(whole):
    drawn = {name: np.zeros(1) for name in whole.parameters.drawn if name.startswith("growth_wave")}
    drawn["growth_of_productivity"] = np.array([0.002])
    rates = growth_rates(whole, drawn)
    np.testing.assert_allclose(rates[..., 0], np.broadcast_to(by_domain("centre"), rates.shape[:2]), atol=1e-12)
