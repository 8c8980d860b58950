"""Draws of the shipped model: groups that are drawn together, and the base year that every draw starts from."""

import shutil
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import spearmanr

from care2040.engine.simulation import base_year, simulate
from care2040.engine.simulation.settings import RunSettings
from care2040.files.package_files import package_folder
from care2040.files.problems import InvalidInput
from care2040.inputs.calibration_targets import TARGETS, Counted, read_plan
from care2040.inputs.experiments.experiment import Experiment
from care2040.inputs.parameters import parameter_set
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.sectors import load_model

REST = "about: x, correlation: 0.5, standing: judged"
TEXT = {"en": "test", "nl": "test"}
BASE = Experiment(
    "test", TEXT, TEXT, {"evidence": ()}, {"as_is": ()}, 6, 7, 2024, 2026, "city", ("care_share_needed",), ()
)
KEPT = ("care_share_needed", "employed_residents", "social_homes_to_let", "births", "deaths", "waiting_for_care")


@pytest.fixture(scope="module")
def shipped():
    return parameter_set.load(package_folder("parameters"))


@pytest.fixture(scope="module")
def carriers(shipped):
    return read_plan(package_folder("parameters") / "cities" / "utrecht" / TARGETS, shipped).carriers


def run(given, **more):
    draws = len(next(iter(more["drawn"].values())))
    return simulate.run(load_model(), replace(BASE, draws=draws), given, settings=RunSettings(names=KEPT, **more))


# Groups


def test_members_of_a_group_are_drawn_together_and_keep_their_ranges(shipped):
    drawn = shipped.draw(4000, 1)
    assert spearmanr(drawn["lateral_entry_rate"], drawn["quit_rate"])[0] == pytest.approx(0.8, abs=0.04)
    frailty = [f"{cause}_elasticity_of_frailty" for cause in ("poverty", "loneliness")]
    assert spearmanr(*(drawn[name] for name in frailty))[0] == pytest.approx(-0.5, abs=0.05)
    assert abs(spearmanr(drawn["quit_rate"], drawn["returners_price"])[0]) < 0.05
    assert np.quantile(drawn["quit_rate"], [0.05, 0.95]) == pytest.approx(shipped["quit_rate"].range, rel=0.02)


def test_a_draw_is_the_same_whatever_the_number_of_draws_and_whoever_else_is_in_the_group(shipped):
    few, many = shipped.draw(5, 1), shipped.draw(50, 1)
    assert all(np.array_equal(values, many[name][:5]) for name, values in few.items())
    (turnover,) = (group for group in shipped.groups if "quit_rate" in group.signs)
    larger = turnover.model_copy(update={"parameters": (*turnover.parameters, "return_rate")})
    other = Parameters(shipped.values(), groups=[larger]).draw(5, 1)
    np.testing.assert_array_equal(other["quit_rate"], few["quit_rate"])
    assert not np.array_equal(other["return_rate"], few["return_rate"])
    alone = Parameters(shipped.values()).draw(5, 1)
    np.testing.assert_array_equal(alone["giving_up_rate"], few["giving_up_rate"])


def test_the_city_has_the_same_groups_as_the_districts(shipped):
    assert shipped.at("city").groups == shipped.groups


def test_every_fault_in_the_groups_is_told_with_its_line(tmp_path):
    folder = shutil.copytree(package_folder("parameters"), tmp_path / "parameters")
    (folder / "national" / "correlations.yaml").write_text(
        f"""about: x
groups:
  one:
    {{parameters: [quit_rat, fertility_level], source: [judgment], {REST}}}
  two:
    {{parameters: [quit_rate, return_rate], opposite: [quit], source: [judgement], {REST}}}
  three:
    {{parameters: [quit_rate, giving_up_rate], source: [judgement], {REST}}}
""",
        encoding="utf-8",
    )
    with pytest.raises(InvalidInput) as caught:
        parameter_set.load(folder)
    told = {(one.line, one.code, one.message, one.hint) for one in caught.value.problems}
    assert {(line, code, message) for line, code, message, _ in told} == {
        (4, "E820", "unknown parameter 'quit_rat'"),
        (4, "E821", "'fertility_level' is not drawn"),
        (4, "E203", "unknown source 'judgment'"),
        (6, "E823", "'quit' is opposite, but not one of the parameters of the group"),
        (8, "E822", "'quit_rate' is in the group 'two' already"),
    }
    assert any("quit_rate" in hint for line, code, _, hint in told if code == "E820")


def test_a_correlation_of_one_or_a_key_too_many_is_refused(tmp_path):
    folder = shutil.copytree(package_folder("parameters"), tmp_path / "parameters")
    text = (folder / "national" / "correlations.yaml").read_text(encoding="utf-8")
    text = text.replace("correlation: 0.8", "correlation: 1.0").replace("correlation: 0.9", "corelation: 0.9")
    (folder / "national" / "correlations.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        parameter_set.load(folder)
    assert {one.code for one in caught.value.problems} == {"E101", "E102", "E106"}


# The base year


@pytest.mark.parametrize("resolution", ["city", "district"])
def test_every_draw_starts_from_the_base_year_of_the_central_run(shipped, carriers, resolution):
    given = shipped.at(resolution)
    drawn = given.draw(40, 3)
    matched = base_year.match(load_model(), given, drawn, carriers)
    assert set(matched.reasons) == {""}
    assert ("frailty_gradient" in matched.values) == (resolution == "district")
    fitter = base_year._Fitter(load_model(), given, carriers)
    moved = np.log(np.stack([matched.values[name] for name in fitter.names]) / fitter.centre)
    given_now = fitter._given(drawn)
    np.testing.assert_allclose(fitter._quantities(given_now, moved) / fitter.aim, 1.0, rtol=1e-9)
    assert np.abs(fitter._quantities(given_now, 0 * moved) / fitter.aim - 1).max() > 0.02


def test_with_the_carriers_2024_spreads_less_and_not_at_all_in_what_the_years_before_do_not_touch(shipped, carriers):
    drawn = shipped.at("city").draw(6, 7)
    matched, loose = run(shipped, drawn=drawn, carriers=carriers), run(shipped, drawn=drawn)
    spreads = [np.ptp(one["deaths"].sel(year=2024).values) for one in (matched, loose)]
    assert spreads[0] < 0.6 * spreads[1]
    assert np.ptp(matched["care_share_needed"].sel(year=2024).values) > 0.001
    assert (matched["status"] == 0).all()
    assert (matched["reason"] == "").all()


def test_a_draw_is_matched_the_same_whichever_draws_are_beside_it(shipped, carriers):
    given = shipped.at("district")
    drawn = given.draw(12, 3)
    whole = base_year.match(load_model(), given, drawn, carriers).values
    part = base_year.match(load_model(), given, {k: v[4:7] for k, v in drawn.items()}, carriers).values
    for name, values in part.items():
        np.testing.assert_allclose(values, whole[name][4:7], rtol=1e-13)


def test_a_carrier_that_is_swept_stays_where_it_is_put(shipped, carriers):
    found = run(shipped, drawn={"participation_level": np.array([0.9, 1.1])}, carriers=carriers)
    low, high = found["employed_residents"].sel(year=2024).values.ravel()
    assert high / low == pytest.approx(1.1 / 0.9, rel=1e-3)
    assert (found["status"] == 0).all()


def test_a_draw_that_cannot_be_matched_says_which_quantity_is_off(shipped):
    carriers = {"tenants_leaving_rate": Counted("social_homes_to_let", 2024)}
    drawn = {"older_residents_moving_rate": np.array([0.02, 0.9])}  # more homes set free than are let
    found = run(shipped, drawn=drawn, carriers=carriers)
    assert found["status"].values.ravel().tolist() == [0, 2]
    assert str(found["reason"].values.ravel()[1]).startswith("the base year is not matched: 'social_homes_to_let' is +")


def test_a_run_that_fails_is_data(shipped):
    found = run(shipped, drawn={"seekers_at_start": np.array([26000.0, -5.0, 25000.0])})
    assert found["status"].values.ravel().tolist() == [0, 1, 0]
    assert str(found["reason"].values.ravel()[1]).endswith("is -5 at the start, 2016.00")
    assert np.isnan(found["care_share_needed"].isel(draw=1)).all()
    alone = run(shipped, drawn={"seekers_at_start": np.array([26000.0, 25000.0])})
    np.testing.assert_array_equal(found["care_share_needed"].isel(draw=[0, 2]), alone["care_share_needed"])


def test_wrong_carriers_are_told(tmp_path):
    folder = shutil.copytree(package_folder("parameters"), tmp_path / "parameters")
    path = folder / "cities" / "utrecht" / TARGETS
    text = path.read_text(encoding="utf-8")
    text = text.replace("  participation_level: employed", "  participation_levl: employed")
    text = text.replace("mortality_level: deaths_2024", "mortality_level: death_2024")
    text = text.replace("base_year:\n", "base_year:\n  construction_capacity: homes_2040\n")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        read_plan(path, parameter_set.load(folder))
    messages = {one.message for one in caught.value.problems}
    assert "'participation_levl' is not free" in messages
    assert "'construction_capacity' is drawn, so it cannot be fitted" in messages
    assert "'homes_2040' is not a whole quantity of 2016 to 2024, so no start can be fitted to it" in messages
    assert "unknown target 'death_2024'" in messages
