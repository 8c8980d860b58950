"""Choosing on a small city: the best of all its mixes by brute force, limits, draws, and a search that was stopped."""

import json
from dataclasses import replace
from itertools import product

import numpy as np
import pytest
import xarray as xr

from care2040.analysis.choosing.choice import Chooser, World
from care2040.analysis.choosing.chosen_dataset import attach, convergence, levers, table
from care2040.analysis.choosing.front import front
from care2040.analysis.choosing.journal import Journal
from care2040.cli.views import words
from care2040.cli.views.findings import LINES
from care2040.engine.simulation.settings import RunSettings
from care2040.engine.simulation.simulate import run
from care2040.files.result_folder import ForeignResult
from care2040.inputs.experiments.choosing.schema import Choose
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.policies.levers import Levers

pytestmark = pytest.mark.slow

COST = {"minimise": "lever_cost", "years": [2024, 2030]}
STAFF = {"maximise": "all_staff", "year": 2030}


def asked(**other):
    written = {"policy": "all", "objectives": {"cost": COST, "staff": STAFF}, "mixes": 20, "evaluations": 200}
    return Choose.model_validate(written | other)


@pytest.fixture(scope="module")
def town(small):
    """Return the small city with two levers, a rate that is drawn, and a future in which more leave."""
    drawn = replace(small.parameters["leaving_rate"], range=(0.08, 0.13), spread="triangular")
    parameters = Parameters({**small.parameters, "leaving_rate": drawn}.values())
    experiment = small.with_policy((*small.pull("bonus"), *small.pull("course", 0.8)), resolution="city", end=2035)
    return World(small.model, parameters, experiment, Levers())


def chosen(town, choose, journal=None):
    chooser = Chooser(town, choose, journal or Journal(None), threads=1)
    chooser.journal.begin(chooser.fingerprint)
    return chooser.choose_from_all()


def test_the_best_are_those_of_every_mix_on_a_grid(town):
    """Of two levers with 101 steps each every tenth step is run by itself; no mix on the grid beats what was found."""
    found = chosen(town, asked(evaluations=1500, mixes=60))
    parts = np.linspace(0, 1, 11)
    policies = {
        f"{one:.1f} {other:.1f}": tuple(
            replace(change, value=change.value * (one if "bonus" in change.parameter else other))
            for change in town.experiment.policies["all"]
        )
        for one, other in product(parts, parts)
    }
    first = dict(list(town.experiment.scenarios.items())[:1])
    experiment = replace(town.experiment, policies=policies, scenarios=first, end=2031)
    settings = RunSettings(names={"all_staff", "lever_cost"})
    dataset = run(town.model, experiment, town.parameters, settings=settings)
    cost = dataset["lever_cost"].sum(("year", "payer")).values.ravel()
    staff = dataset["all_staff"].sel(year=2030).values.ravel()
    grid = np.stack([cost, -staff], axis=1)
    best = found.searched.looked.values[found.told]
    visible = found.searched.visible
    for mix in grid[front(grid, visible)]:
        # what was found is as good, or visibly no worse
        assert (best <= mix + visible).all(axis=1).any(), mix
    assert found.reached
    values = found.values[found.told]
    assert (np.diff(values[:, 0]) > 0).all()
    assert (np.diff(values[:, 1]) > 0).all()


def test_what_it_tells_is_what_a_run_of_the_mix_gives(town):
    found = chosen(town, asked(draws=4))
    place = found.told[len(found.told) // 2]
    changes = found.space.changes(found.searched.genes[place].tolist())
    first = dict(list(town.experiment.scenarios.items())[:1])
    experiment = replace(town.experiment, policies={"mix": changes}, scenarios=first, draws=4, end=2031)
    dataset = run(town.model, experiment, town.parameters, settings=RunSettings(names={"all_staff", "lever_cost"}))
    staff = dataset["all_staff"].sel(year=2030).values.ravel()
    np.testing.assert_allclose(found.found[place, 1, 0], staff, rtol=1e-12)
    assert found.values[place, 1] == pytest.approx(staff.mean(), rel=1e-12)
    assert found.values[place, 0] == pytest.approx(float(dataset["lever_cost"].sum(("year", "payer")).mean()))


def test_a_chance_a_quantile_and_a_regret_are_those_of_the_draws(town):
    sure = {"chance_of": "all_staff", "at_least": 3000, "year": 2030}
    aims = {
        "cost": COST,
        "sure": sure,
        "careful": {**STAFF, "quantile": 0.1},
        "missed": {**STAFF, "regret": True, "quantile": 0.9},
    }
    found = chosen(town, asked(objectives=aims, draws=8, evaluations=100))
    staff = found.found[:, 2, 0]
    np.testing.assert_allclose(found.values[:, 1], (staff >= 3000).mean(axis=1))
    np.testing.assert_allclose(found.values[:, 2], np.quantile(staff, 0.1, axis=1))
    best = staff[: found.searched.looked_at[0]].max(axis=0)
    np.testing.assert_allclose(found.values[:, 3], np.quantile(best - staff, 0.9, axis=1))
    assert len(np.unique(found.values[:, 1])) > 1


def test_of_several_futures_the_worst_counts(town):
    futures = list(town.experiment.scenarios)
    assert len(futures) == 2
    found = chosen(town, asked(futures=futures, draws=2, evaluations=60))
    each = found.found[:, 1].mean(axis=-1)
    assert (each[:, 0] != each[:, 1]).all()
    np.testing.assert_allclose(found.values[:, 1], each.min(axis=1))
    np.testing.assert_allclose(found.values[:, 0], found.found[:, 0].mean(axis=-1).max(axis=1))


def test_what_is_chosen_keeps_its_limits(town):
    limits = {
        "purse": {"payer": "municipality", "a_year": 60},
        "whole": {"payer": "all", "in_all": 400, "years": [2024, 2030]},
    }
    found = chosen(town, asked(constraints=limits))
    assert found.reached
    assert (found.missed[found.told] <= 0).all()
    assert (found.missed > 0).any()
    assert found.values[found.told, 0].max() <= 400
    assert not found.notes()


def test_what_cannot_be_kept_is_said_with_by_how_much(town):
    limits = {
        "enough": {"indicator": "all_staff", "at_least": 1e6, "year": 2030},
        "purse": {"payer": "all", "in_all": 1e9},
    }
    found = chosen(town, asked(constraints=limits, evaluations=60))
    assert not found.reached
    assert len(found.told) == 1
    most = found.values[:, 1].max()
    said = next(line for line in found.notes() if "'enough'" in line)
    assert f"the nearest misses by {round(1e6 - most, -3):,.0f} persons, the mix told of by " in said
    assert "'purse': some mixes keep it, and so does the mix told of" in "".join(found.notes())
    told = replace(
        found, missed=np.where(np.arange(2) == 0, 3.21e-6, found.missed), limit_units=("dimensionless", "euro")
    )
    assert "misses by 0.000321 percentage points, the mix told of by 0.000321 percentage points" in told.notes()[0]
    words.choose("nl")
    try:
        assert "de beste komt 0,000321 procentpunt tekort en de getoonde mix 0,000321" in words.noted(told.notes()[0])
        assert words.noted(told.notes()[1]).endswith("sommige mixen voldoen, ook de getoonde")
    finally:
        words.choose("en")
    assert found.values[found.told[0], 1] == most
    assert not table(attach(xr.Dataset(), found))["reached"].any()


def test_what_decides_nothing_is_said(town):
    aims = {"cost": COST, "sure": {"chance_of": "all_staff", "at_least": 1, "year": 2030}}
    kept = {"easy": {"indicator": "all_staff", "at_least": 1, "year": 2030}}
    notes = chosen(town, asked(objectives=aims, constraints=kept, draws=2, evaluations=60)).notes()
    assert any("keeps 'easy'" in line for line in notes)
    assert any("the same 'sure' (1)" in line for line in notes)


def test_a_search_that_was_stopped_goes_on_to_the_same_answer(town, tmp_path):
    whole = chosen(town, asked(), Journal(tmp_path / "whole"))
    begun = Chooser(town, asked(), Journal(tmp_path / "stopped"), threads=1)
    assert begun.journal.begin(begun.fingerprint) == 0

    def stop(done, total):
        if done >= 80:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        begun.choose_from_all(stop)
    written = sorted((tmp_path / "stopped").glob("generation_*"))
    assert 3 < len(written) <= len(whole.searched.looked_at)
    # a file that was torn is run again
    written[2].write_bytes(written[2].read_bytes()[:-10])
    again = Chooser(town, asked(), Journal(tmp_path / "stopped"), threads=1)
    assert again.journal.begin(again.fingerprint) == len(written)
    ran = []
    plain = again.run_here
    again.run_here = lambda genes: ran.append(len(genes)) or plain(genes)
    found = again.choose_from_all()
    # the corners are a file of their own
    assert len(ran) == len(whole.searched.looked_at) + 1 - len(written) + 1
    np.testing.assert_array_equal(found.searched.genes, whole.searched.genes)
    np.testing.assert_array_equal(found.values, whole.values)
    again.journal.clear()
    assert not (tmp_path / "stopped").exists()


def test_the_journal_of_another_question_is_refused_or_thrown_away(town, tmp_path):
    journal = Journal(tmp_path / "journal")
    one, other = (Chooser(town, asked(seed=seed), journal) for seed in (1, 2))
    journal.begin(one.fingerprint)
    with pytest.raises(ForeignResult, match="another question"):
        journal.begin(other.fingerprint)
    assert journal.begin(other.fingerprint, force=True) == 0


def test_the_tables_hold_what_was_found(town, tmp_path):
    found = chosen(town, asked())
    dataset = attach(xr.Dataset(), found)
    dataset.to_netcdf(tmp_path / "kept.nc")
    with xr.open_dataset(tmp_path / "kept.nc") as kept:
        rows, used, went = table(kept), levers(kept), convergence(kept)
        facts = json.loads(kept["chosen_value"].attrs["asked"])
    lines = list(LINES["choose"](rows))
    assert f"{len(found.told)} found" in lines[0]
    assert 2 <= len(lines) <= 6
    assert "all_staff 2030" in lines[-1]
    assert len(rows) == 2 * len(found.told)
    assert rows["value"].tolist() == found.values[found.told].ravel().tolist()
    assert set(used["lever"]) == {"bonus", "course"}
    assert used["effort"].between(0, 1).all()
    assert went["looked_at"].tolist() == found.searched.looked_at
    assert went["hypervolume"].iloc[-1] >= went["hypervolume"].iloc[0]
    assert facts["aims"]["staff"] == {"wish": "high", "indicator": "all_staff", "unit": "person", "when": "2030"}
