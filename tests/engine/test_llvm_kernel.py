"""The model in machine code: the numbers of NumPy, in every lane, and nothing that hangs on who shares the batch."""

from dataclasses import replace

import numpy as np
import pytest

from care2040.engine.compiler import llvm_kernel
from care2040.engine.ensembles import block, ensemble
from care2040.engine.ensembles.designs import points_of
from care2040.engine.simulation import dataset, simulate
from care2040.engine.simulation.settings import RunSettings, Solver
from care2040.files.package_files import package_folder
from care2040.inputs.calibration_targets import read_plan
from care2040.inputs.experiments.sweep import Sweep

pytest.importorskip("llvmlite", reason="llvmlite has no wheel for this platform")

pytestmark = pytest.mark.slow  # each compiles the model

MACHINE, NUMPY = Solver(compiled=True), Solver()


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


@pytest.mark.parametrize(("resolution", "draws"), [("city", 37), ("city", 5), ("district", 19)])
def test_machine_code_gives_the_numbers_of_numpy(whole, resolution, draws):
    experiment = asked(whole, resolution, draws)
    ours, theirs = (
        simulate.run(whole.model, experiment, whole.parameters, settings=RunSettings(solver=s))
        for s in (MACHINE, NUMPY)
    )
    assert set(ours) == set(theirs)
    for name, expected in theirs.items():
        if expected.dtype.kind == "f":
            largest = float(abs(expected).max())
            np.testing.assert_allclose(ours[name], expected, rtol=0, atol=1e-12 * largest, err_msg=name)
        else:
            assert (ours[name] == expected).all(), name


def test_a_run_does_not_hang_on_who_shares_its_batch(whole):
    many = simulate.run(whole.model, asked(whole, "city", 41), whole.parameters, settings=RunSettings(solver=MACHINE))
    few = simulate.run(whole.model, asked(whole, "city", 7), whole.parameters, settings=RunSettings(solver=MACHINE))
    for name, values in few.items():
        np.testing.assert_array_equal(values, many[name].isel(draw=slice(7)), err_msg=name)


def test_only_the_years_that_are_wanted_are_kept(whole):
    experiment = asked(whole, "city", 17)
    every = simulate.run(whole.model, experiment, whole.parameters, settings=RunSettings(solver=MACHINE))
    some = simulate.run(
        whole.model, experiment, whole.parameters, settings=RunSettings(solver=MACHINE, years=(2030, 2040))
    )
    assert some["year"].values.tolist() == [2030, 2040]
    for name, values in some.items():
        kept = every[name].sel(year=[2030, 2040]) if "year" in every[name].dims else every[name]
        np.testing.assert_array_equal(values, kept, err_msg=name)


def test_a_run_that_goes_wrong_in_machine_code_is_the_same_data(whole):
    bad = Sweep("file", 20, {"quit_rate": None}, {"quit_rate": np.where(np.arange(20) == 3, 40.0, 0.1)})
    drawn = points_of(bad, whole.parameters, 1).drawn
    experiment = asked(whole, "city", 20, end=2027)
    ours, theirs = (
        simulate.run(whole.model, experiment, whole.parameters, settings=RunSettings(solver=s, drawn=drawn))
        for s in (MACHINE, NUMPY)
    )
    assert (ours["status"] == dataset.FAILED).sum(["policy", "scenario"]).values.tolist() == [0, 0, 0, 2] + 16 * [0]
    assert ours["reason"].values.tolist() == theirs["reason"].values.tolist()
    assert np.isnan(ours["residents"].isel(draw=3)).all()


def test_only_the_fixed_step_has_machine_code():
    with pytest.raises(ValueError, match="FixedStep"):
        Solver("DOP853", {"rtol": 1e-9}, compiled=True)


def test_many_runs_are_compiled_where_the_compiler_is_there(monkeypatch):
    assert simulate.worth_compiling("city", 512)
    assert not simulate.worth_compiling("city", 511)
    monkeypatch.setattr(llvm_kernel, "find_spec", lambda name: None)
    assert not simulate.worth_compiling("city", 10**6)


@pytest.fixture
def wanted(whole, monkeypatch):
    """Ten points in blocks of three, so many that they are compiled."""
    monkeypatch.setattr(block, "COMPILED_BLOCK", {"city": 6})
    monkeypatch.setattr(simulate, "COMPILED_FROM", {"city": 20})
    carriers = read_plan(package_folder("parameters") / "targets.yaml", whole.parameters).carriers
    experiment = asked(whole, "city", 10, end=2027)
    return ensemble.ensemble(whole.model, experiment, whole.parameters, frozenset({"care_share_needed"}), carriers)


def test_an_ensemble_of_many_runs_is_compiled_and_says_so_in_its_fingerprint(whole, wanted, monkeypatch):
    assert wanted.work.compiled
    ours = block.made_from(whole.parameters, True)
    assert wanted.work.made_from == ours != block.made_from(whole.parameters, False)
    monkeypatch.setattr(llvm_kernel, "version", lambda name: "another")
    assert block.made_from(whole.parameters, True) != ours


def test_a_worker_gives_the_bits_of_who_asks(wanted):
    part = wanted.design.part(3, 6).drawn
    here = block.compute(wanted.model, wanted.parameters, wanted.work, part, lambda: None)
    there = block.remote(wanted.work, part)
    assert here.identical(there)


def test_a_worker_without_the_compiler_is_refused(wanted, monkeypatch):
    monkeypatch.setattr(llvm_kernel, "find_spec", lambda name: None)
    block._installed.cache_clear()
    with pytest.raises(block.OtherModelError):
        block.remote(wanted.work, wanted.design.part(0, 3).drawn)
    block._installed.cache_clear()
