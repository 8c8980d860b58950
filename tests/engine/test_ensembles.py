"""Ensembles: the same store to the last bit however the work is cut, stopped and shared; what failed is data."""

import errno
import hashlib
import shutil
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from care2040.engine.ensembles import block, ensemble, store
from care2040.engine.ensembles.block import Stopped
from care2040.engine.ensembles.designs import points_of
from care2040.engine.ensembles.ensemble import Ensemble
from care2040.engine.ensembles.store import Store
from care2040.engine.ensembles.workers import NoSchedulerError, workers
from care2040.engine.simulation import dataset, simulate
from care2040.engine.simulation.settings import RunSettings
from care2040.files.package_files import package_folder
from care2040.files.result_folder import ForeignResult
from care2040.inputs.calibration_targets import read_plan
from care2040.inputs.experiments.sweep import Sweep

pytestmark = pytest.mark.slow

NAMES = frozenset({"care_share_needed", "waiting_for_care", "residents"})


@pytest.fixture(scope="module")
def carriers(whole) -> dict[str, str]:
    return read_plan(package_folder("parameters") / "cities" / "utrecht" / "targets.yaml", whole.parameters).carriers


@pytest.fixture(scope="module")
def wanted(whole, carriers) -> Ensemble:
    """Ten points in blocks of three, two policies in two scenarios, two years."""
    effort = whole.set_to(1.0, "prevention_effort")
    slump = whole.shipped("one_in_four").scenarios["building_slump"]
    experiment = replace(
        whole.shipped("one_in_four"),
        policies={"as_is": (), "prevention": effort},
        scenarios={"evidence": (), "slump": slump},
        resolution="city",
        end=2026,
        draws=10,
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(block, "BLOCK", {"city": 12})
        made = ensemble.ensemble(whole.model, experiment, whole.parameters, NAMES, carriers)
        assert made.block == 3
        yield made


@pytest.fixture(scope="module")
def undisturbed(wanted, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("undisturbed") / "runs"
    fill(wanted, path)
    return path


def fill(wanted: Ensemble, path: Path, submit=None) -> list[tuple[int, int]]:
    """Fill a store on threads, and return what was told of the progress."""
    told = []
    begun = ensemble.begin(wanted, path)
    with workers(wanted) as hands:
        start, most = (submit, 1) if submit else (hands.submit, hands.most)
        ensemble.fill(wanted, begun, start, most, lambda done, total: told.append((done, total)))
    return told


def files(path: Path) -> dict[str, str]:
    found = {file.relative_to(path).as_posix(): file for file in path.rglob("*") if file.is_file()}
    return {name: hashlib.sha256(file.read_bytes()).hexdigest() for name, file in found.items()}


def at_once(wanted: Ensemble, count: list[int], stop_after: int | None = None):
    """Return a `submit` that does the work at once, counts it, and is killed after some blocks."""

    def submit(work, drawn) -> Future:
        if stop_after is not None and len(count) == stop_after:
            raise KeyboardInterrupt
        count.append(1)
        future: Future = Future()
        future.set_result(block.compute(wanted.model, wanted.parameters, work, drawn, lambda: None))
        return future

    return submit


def test_a_store_holds_what_one_run_of_all_points_gives(wanted, undisturbed, carriers):
    found = store.open_lazily(undisturbed)
    experiment = replace(wanted.work.experiment, draws=10)
    drawn = wanted.design.drawn
    once = simulate.run(
        wanted.model, experiment, wanted.parameters, settings=RunSettings(names=NAMES, drawn=drawn, carriers=carriers)
    )
    assert set(once) <= set(found)
    for name in NAMES:
        assert found[name].dims == once[name].dims
        largest = float(abs(once[name]).max())  # hardly anyone waits in some years: what is left of thousands
        np.testing.assert_allclose(found[name].values, once[name].values, rtol=0, atol=1e-12 * largest, err_msg=name)
        assert found[name].attrs == once[name].attrs
    assert (found["status"] == 0).all()
    assert found["policy"].values.tolist() == ["as_is", "prevention"]
    np.testing.assert_array_equal(found["drawn"].sel(parameter="quit_rate"), drawn["quit_rate"])
    np.testing.assert_array_equal(found["units"].values, wanted.design.units)
    assert '"method": "monte_carlo"' in found.attrs["design"]


def test_one_thread_and_two_give_the_same_store_to_the_last_bit(wanted, undisturbed, tmp_path):
    count: list[int] = []
    told = fill(wanted, tmp_path / "runs", at_once(wanted, count))
    assert len(count) == 4
    assert told == [(12, 40), (24, 40), (36, 40), (40, 40)]
    assert files(tmp_path / "runs") == files(undisturbed)


def test_what_was_stopped_goes_on_without_doing_anything_twice(wanted, undisturbed, tmp_path):
    count: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        fill(wanted, tmp_path / "runs", at_once(wanted, count, stop_after=3))
    kept = ensemble.begin(wanted, tmp_path / "runs")
    again: list[int] = []
    told = fill(wanted, tmp_path / "runs", at_once(wanted, again))
    assert len(again) == len(kept.missing) == 1
    assert told[-1] == (4 * kept.to_do, 4 * kept.to_do)
    assert files(tmp_path / "runs") == files(undisturbed)
    assert fill(wanted, tmp_path / "runs", at_once(wanted, again)) == []


def damage_chunk(path: Path) -> None:
    chunk = path / "residents" / "c" / "0" / "0" / "1" / "0" / "0"
    chunk.write_bytes(chunk.read_bytes()[:-7])


def lose_chunk(path: Path) -> None:
    (path / "status" / "c" / "0" / "0" / "1").unlink()


def lose_entry(path: Path) -> None:
    (path / "ledger" / "c" / "1" / "0").unlink()


def damage_entry(path: Path) -> None:
    (path / "ledger" / "c" / "1" / "0").write_bytes(bytes(32))


@pytest.mark.parametrize("disturb", [damage_chunk, lose_chunk, lose_entry, damage_entry])
def test_a_block_that_a_power_cut_left_half_written_is_run_again_and_no_other(wanted, undisturbed, tmp_path, disturb):
    path = tmp_path / "runs"
    shutil.copytree(undisturbed, path)
    disturb(path)
    (path / "residents" / "c" / "0" / "0" / "1" / "0" / "0.abc.partial").write_bytes(b"half")
    count: list[int] = []
    fill(wanted, path, at_once(wanted, count))
    assert len(count) == 1
    assert files(path) == files(undisturbed)


def other_byte(path: Path) -> None:
    chunk = path / "drawn" / "c" / "0" / "0"
    content = bytearray(chunk.read_bytes())
    content[len(content) // 2] ^= 1
    chunk.write_bytes(content)


def no_units(path: Path) -> None:
    (path / "units" / "c" / "0" / "0").unlink()


def no_ledger(path: Path) -> None:
    shutil.rmtree(path / "ledger")


def no_description(path: Path) -> None:
    (path / "residents" / "zarr.json").unlink()


def other_design(path: Path) -> None:
    told = (path / "zarr.json").read_text("utf-8")
    (path / "zarr.json").write_text(told.replace("monte_carlo", "monte_karlo"), "utf-8")


@pytest.mark.parametrize(
    ("disturb", "named"),
    [
        (other_byte, "drawn/c/"),
        (no_units, "units/c/.* is not there any more"),
        (no_ledger, "ledger/zarr.json is not there any more"),
        (no_description, "residents/zarr.json is not there any more"),
        (other_design, "zarr.json does not say"),
    ],
)
def test_what_was_changed_beside_the_blocks_is_told_with_what_to_do(wanted, undisturbed, tmp_path, disturb, named):
    path = tmp_path / "runs"
    shutil.copytree(undisturbed, path)
    disturb(path)
    with pytest.raises(store.DamagedStoreError, match=named) as refused:
        ensemble.begin(wanted, path)
    assert refused.value.hint == f"delete the folder '{path}' and run again"


def test_a_disk_that_is_full_at_the_start_leaves_nothing(wanted, tmp_path, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store, "to_disk", full)
    with pytest.raises(OSError, match="No space"):
        fill(wanted, tmp_path / "runs", at_once(wanted, []))
    assert list(tmp_path.iterdir()) == []


def test_a_block_that_was_changed_is_named(wanted, undisturbed, tmp_path):
    shutil.copytree(undisturbed, tmp_path / "runs")
    damage_chunk(tmp_path / "runs")
    assert ensemble.begin(wanted, tmp_path / "runs").damaged == (1,)


def test_a_store_of_another_design_is_refused_and_stays_as_it_is(wanted, undisturbed, whole, carriers):
    before = files(undisturbed)
    asked = replace(wanted.work.experiment, draws=10)
    others = {
        "seed": replace(asked, seed=1),
        "draws": replace(asked, draws=11),
        "policies": replace(asked, policies={"as_is": ()}),
        "end": replace(asked, end=2027),
    }
    for name, other in others.items():
        made = ensemble.ensemble(whole.model, other, whole.parameters, NAMES, carriers)
        with pytest.raises(ForeignResult):
            ensemble.begin(made, undisturbed)
        assert made.fingerprint != wanted.fingerprint, name
    for made in (
        ensemble.ensemble(whole.model, asked, whole.parameters, NAMES | {"homes"}, carriers),
        ensemble.ensemble(whole.model, asked, whole.parameters, NAMES, {}),
        replace(wanted, work=replace(wanted.work, made_from="another model")),
    ):
        assert made.fingerprint != wanted.fingerprint
    titled = replace(asked, title={"en": "Another", "nl": "Ander"}, question={"en": "?", "nl": "?"}, figures=("fan",))
    same = ensemble.ensemble(whole.model, titled, whole.parameters, NAMES, carriers)
    assert same.fingerprint == wanted.fingerprint
    assert files(undisturbed) == before


def test_another_value_of_a_parameter_is_another_design(whole, wanted):
    quits = whole.parameters["quit_rate"]
    changed = {**whole.parameters, "quit_rate": replace(quits, value=quits.value * 1.01)}
    assert block.made_from(type(whole.parameters)(changed.values()), False) != wanted.work.made_from


def test_a_full_disk_stops_the_work_and_the_store_stays_good(wanted, undisturbed, tmp_path, monkeypatch):
    path, to_disk, written = tmp_path / "runs", store.to_disk, []
    create = store.create

    def counting_from_here(*given):
        made = create(*given)
        written.clear()
        monkeypatch.setattr(store, "to_disk", full)
        return made

    def full(file: Path) -> None:
        written.append(file)
        if len(written) > 8:
            file.write_bytes(file.read_bytes()[:5])
            raise OSError(errno.ENOSPC, "No space left on device")
        to_disk(file)

    monkeypatch.setattr(store, "create", counting_from_here)
    with pytest.raises(OSError, match="No space left"):
        fill(wanted, path, at_once(wanted, []))
    monkeypatch.undo()
    begun = ensemble.begin(wanted, path)
    assert sorted(begun.missing) == [1, 2, 3]
    fill(wanted, path)
    assert files(path) == files(undisturbed)


def test_runs_that_fail_are_data_also_when_all_of_a_block_do(whole, wanted, carriers, tmp_path):
    bad = Sweep("file", 4, {"hours_per_fte": None}, {"hours_per_fte": np.array([25.0, 24.0, np.nan, np.nan])})
    design = points_of(bad, whole.parameters, 1)
    experiment = wanted.work.experiment
    made = ensemble.ensemble(whole.model, experiment, whole.parameters, NAMES, {}, design)
    fill(made, tmp_path / "runs")
    found = store.open_lazily(tmp_path / "runs")
    failed = (found["status"] == dataset.FAILED).all(["policy", "scenario"]).values.tolist()
    assert failed == [False, False, True, True]
    assert all("is not a number" in reason for reason in found["reason"].isel(draw=[2, 3]).values.ravel())
    assert (found["reason"].isel(draw=[0, 1]) == "").all()
    assert np.isnan(found["residents"].isel(draw=[2, 3])).all()
    assert np.isfinite(found["residents"].isel(draw=[0, 1])).all()


def test_only_the_wanted_years_are_kept(whole, carriers, tmp_path):
    sweep = Sweep("latin_hypercube", 2, {"quit_rate": None}, years=(2025,))
    experiment = replace(
        whole.shipped("one_in_four"), scenarios={"evidence": ()}, resolution="city", end=2026, sweep=sweep
    )
    made = ensemble.ensemble(whole.model, experiment, whole.parameters, NAMES, carriers)
    fill(made, tmp_path / "runs")
    assert store.open_lazily(tmp_path / "runs")["year"].values.tolist() == [2025]


def test_threads_stop_within_a_year_when_nobody_wants_their_block_any_more(wanted):
    with workers(wanted) as hands:
        future = hands.submit(wanted.work, wanted.design.part(0, 3).drawn)
    with pytest.raises(Stopped):
        future.result(timeout=60)


def test_no_more_blocks_are_on_their_way_than_the_workers_need(wanted, tmp_path):
    going, most = set(), []

    def submit(work, drawn) -> Future:
        future: Future = pool.submit(block.compute, wanted.model, wanted.parameters, work, drawn, lambda: None)
        going.add(future)
        most.append(sum(not one.done() for one in going))
        return future

    with ThreadPoolExecutor(1) as pool:
        ensemble.fill(wanted, ensemble.begin(wanted, tmp_path / "runs"), submit, 2)
    assert max(most) <= 2
    assert len(going) == 4


def test_a_scheduler_that_does_not_answer_is_told_with_its_address(wanted, monkeypatch):
    monkeypatch.setattr("care2040.engine.ensembles.workers.ANSWER_WITHIN", 0.5)
    with pytest.raises(NoSchedulerError) as refused, workers(wanted, scheduler="tcp://127.0.0.1:1"):
        pass
    assert "tcp://127.0.0.1:1 does not answer" in refused.value.message
    assert "dask scheduler" in refused.value.hint


def test_an_ensemble_is_read_when_it_is_asked_for(undisturbed):
    found = store.open_lazily(undisturbed)
    assert isinstance(found, xr.Dataset)
    assert not found["residents"].variable._in_memory
    found["residents"].isel(draw=[1, 4]).values  # noqa: B018
    assert not found["residents"].variable._in_memory
    assert isinstance(Store(undisturbed, 10, 3).done(), frozenset)


def test_a_store_is_told_in_the_order_of_the_model_whatever_the_disk_gives_first(whole, undisturbed) -> None:
    found = store.open_lazily(undisturbed)
    names = [str(name) for name in found.variables]
    orders = (names, names[::-1], sorted(names))
    held = [{name: found.variables[name] for name in order} for order in orders]
    turned = [xr.Dataset(each, attrs=found.attrs).set_coords(found.coords) for each in held]
    told = [dataset.in_order(each, whole.model) for each in turned]
    wanted = [name for name in whole.model.equations if name in NAMES] + ["drawn", "reason", "status", "units"]
    for each in told:
        assert list(each.data_vars) == wanted
        assert list(each.coords) == ["policy", "scenario", "draw", "year", "district", "domain", "parameter"]
        assert list(each.variables) == list(told[0].variables)
        assert not each["residents"].variable._in_memory, "numbers are still read when they are asked for"
    xr.testing.assert_identical(told[0], found)
