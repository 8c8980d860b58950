"""The model in machine code: the numbers of NumPy, in every lane, and nothing that hangs on who shares the batch."""

from dataclasses import replace

import numpy as np
import pytest

from care2040.engine.batch import compiled_batch
from care2040.engine.batch.failures import RunFailed
from care2040.engine.batch.solver import Solver
from care2040.engine.ensembles import block, ensemble
from care2040.engine.ensembles.designs import points_of
from care2040.engine.native import library
from care2040.engine.simulation import dataset, simulate
from care2040.engine.simulation.settings import RunSettings
from care2040.files.package_files import package_folder
from care2040.inputs.calibration_targets import read_plan
from care2040.inputs.experiments.sweep import Sweep

pytest.importorskip("llvmlite", reason="llvmlite has no wheel for this platform")

ANY, THIS, NUMPY = Solver(lanes=1), Solver(lanes=8), Solver()
"""Machine code for any question, machine code for this one, and none."""


def asked(whole, resolution, draws, **more):
    """Every parameter drawn, under two policies of which one has breaks of its own."""
    effort = whole.set_to(1.0, "prevention_effort", start=2026.5, full_by=2030.0)
    experiment = replace(
        whole.shipped("one_in_four"),
        policies={"as_is": (), "prevention": effort},
        scenarios={"evidence": ()},
        resolution=resolution,
        draws=draws,
    )
    return replace(experiment, **more)


@pytest.mark.parametrize("solver", [ANY, THIS], ids=["any", "this"])
@pytest.mark.parametrize(("resolution", "draws"), [("city", 37), ("city", 5), ("district", 19)])
def test_machine_code_gives_the_numbers_of_numpy(whole, resolution, draws, solver):
    experiment = asked(whole, resolution, draws)
    ours, theirs = (
        simulate.run(whole.model, experiment, whole.parameters, settings=RunSettings(solver=s)) for s in (solver, NUMPY)
    )
    assert set(ours) == set(theirs)
    for name, expected in theirs.items():
        if expected.dtype.kind == "f":
            largest = float(abs(expected).max())
            np.testing.assert_allclose(ours[name], expected, rtol=0, atol=1e-12 * largest, err_msg=name)
        else:
            assert (ours[name] == expected).all(), name


@pytest.mark.parametrize("solver", [ANY, THIS], ids=["any", "this"])
def test_a_run_does_not_hang_on_who_shares_its_batch(whole, solver):
    many = simulate.run(whole.model, asked(whole, "city", 41), whole.parameters, settings=RunSettings(solver=solver))
    few = simulate.run(whole.model, asked(whole, "city", 7), whole.parameters, settings=RunSettings(solver=solver))
    for name, values in few.items():
        np.testing.assert_array_equal(values, many[name].isel(draw=slice(7)), err_msg=name)


def test_only_the_years_that_are_wanted_are_kept(whole):
    experiment = asked(whole, "city", 17)
    every = simulate.run(whole.model, experiment, whole.parameters, settings=RunSettings(solver=THIS))
    some = simulate.run(
        whole.model, experiment, whole.parameters, settings=RunSettings(solver=THIS, years=(2030, 2040))
    )
    assert some["year"].values.tolist() == [2030, 2040]
    for name, values in some.items():
        kept = every[name].sel(year=[2030, 2040]) if "year" in every[name].dims else every[name]
        np.testing.assert_array_equal(values, kept, err_msg=name)


@pytest.mark.parametrize("solver", [ANY, THIS], ids=["any", "this"])
def test_a_run_that_goes_wrong_in_machine_code_is_the_same_data(whole, solver):
    bad = Sweep("file", 20, {"quit_rate": None}, {"quit_rate": np.where(np.arange(20) == 3, 40.0, 0.1)})
    drawn = points_of(bad, whole.parameters, 1).drawn
    experiment = asked(whole, "city", 20, end=2027)
    ours, theirs = (
        simulate.run(whole.model, experiment, whole.parameters, settings=RunSettings(solver=s, drawn=drawn))
        for s in (solver, NUMPY)
    )
    assert (ours["status"] == dataset.FAILED).sum(["policy", "scenario"]).values.tolist() == [0, 0, 0, 2] + 16 * [0]
    assert ours["reason"].values.tolist() == theirs["reason"].values.tolist()
    assert np.isnan(ours["residents"].isel(draw=3)).all()


@pytest.mark.parametrize("many", [False, True])
def test_a_run_that_only_machine_code_finds_wrong_is_never_told_as_numbers(whole, monkeypatch, many):
    monkeypatch.setattr(compiled_batch, "ROUNDING", -1e-30)  # what is nought is below that, and NumPy does not mind
    experiment = asked(whole, "city", 2 if many else 1, end=2026)
    if many:
        found = simulate.run(whole.model, experiment, whole.parameters, settings=RunSettings(solver=ANY))
        assert (found["status"] == dataset.FAILED).all()
        assert "is below zero, or not a number, in 2016" in str(found["reason"].values.flat[0])
        return
    with pytest.raises(RunFailed, match="is below zero, or not a number, in 2016"):
        simulate.run(whole.model, experiment, whole.parameters, settings=RunSettings(solver=ANY))


def test_only_the_fixed_step_has_machine_code():
    with pytest.raises(ValueError, match="FixedStep"):
        Solver("DOP853", {"rtol": 1e-9}, lanes=1)


def test_many_runs_go_side_by_side_where_the_compiler_is_there(monkeypatch):
    assert simulate.lanes_for("city", 1) == 1
    assert simulate.lanes_for("city", simulate.SIDE_BY_SIDE_FROM["city"]) == simulate.SIDE_BY_SIDE
    monkeypatch.setattr(library, "find_spec", lambda name: None)
    assert simulate.lanes_for("city", 10**6) == 0


@pytest.fixture
def wanted(whole, monkeypatch):
    """Ten points in blocks of three, so many that they are compiled."""
    monkeypatch.setattr(block, "BLOCK", {"city": 6})
    monkeypatch.setattr(simulate, "SIDE_BY_SIDE_FROM", {"city": 20})
    carriers = read_plan(
        package_folder("parameters") / "cities" / "utrecht" / "targets.yaml", whole.parameters
    ).carriers
    experiment = asked(whole, "city", 10, end=2027)
    return ensemble.ensemble(whole.model, experiment, whole.parameters, frozenset({"care_share_needed"}), carriers)


def test_an_ensemble_of_many_runs_is_compiled_and_says_so_in_its_fingerprint(whole, wanted, monkeypatch):
    assert wanted.work.lanes == simulate.SIDE_BY_SIDE
    ours = block.made_from(whole.parameters, 8)
    assert wanted.work.made_from == ours != block.made_from(whole.parameters, 0)
    monkeypatch.setattr(library, "version", lambda name: "another")
    assert block.made_from(whole.parameters, 8) != ours


def test_a_worker_gives_the_bits_of_who_asks(wanted):
    part = wanted.design.part(3, 6).drawn
    here = block.compute(wanted.model, wanted.parameters, wanted.work, part, lambda: None)
    there = block.remote(wanted.work, part)
    assert here.identical(there)


def test_a_worker_without_the_compiler_is_refused(wanted, monkeypatch):
    monkeypatch.setattr(library, "find_spec", lambda name: None)
    block._installed.cache_clear()
    with pytest.raises(block.OtherModelError):
        block.remote(wanted.work, wanted.design.part(0, 3).drawn)
    block._installed.cache_clear()
