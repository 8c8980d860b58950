"""A stored result, opened again: whole, with the units of the model, or refused with what to do."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import care2040
from care2040.files import fingerprints, result_folder
from care2040.files.problems import InvalidInput, Problem
from care2040.results import load, manifest, netcdf

FACTS = {"version": manifest.version(), "commit": None, "started": "2026-11-21T00:00:00Z", "command": ["care2040"]}


def made_up() -> xr.Dataset:
    values = {
        "care_share_needed": (("policy", "year"), np.array([[0.16, 0.25]]), {"units": "dimensionless", "kind": "x"}),
        "shortage": (("policy", "year"), np.array([[0.0, 12300.0]]), {"units": "person", "kind": "x"}),
    }
    facts = {"experiment": "made_up", "title": "Made up", "indicators": ["care_share_needed"], "figures": "{}"}
    return xr.Dataset(values, {"policy": ["as_is"], "year": [2024, 2025]}, facts)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "outputs" / "made_up"
    folder.mkdir(parents=True)
    netcdf.write_netcdf(netcdf.with_attributes(made_up(), FACTS), folder / "run.nc")
    written = {**FACTS, "experiment": {"name": "made_up"}, "files": fingerprints.hashes(folder)}
    (folder / result_folder.MANIFEST).write_text(json.dumps(written), encoding="utf-8")
    return folder


def refused(result: Path) -> Problem:
    with pytest.raises(InvalidInput) as error:
        load.load(result)
    return error.value.problems[0]


def test_what_was_run_comes_back(folder: Path) -> None:
    found = care2040.load(str(folder)).dataset
    xr.testing.assert_equal(found, made_up())
    assert found["care_share_needed"].attrs["units"] == "dimensionless"
    assert np.atleast_1d(found.attrs["indicators"]).tolist() == ["care_share_needed"]


def test_what_is_too_large_is_read_when_asked_for(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "LARGEST", 10)
    with load.load(folder) as found:
        assert not found["shortage"].variable._in_memory
        xr.testing.assert_equal(found, made_up())


def test_the_first_of_two_sweeps_is_there_where_there_were_two(folder: Path) -> None:
    assert load.load_first(folder) is None
    shutil.copy(folder / "run.nc", folder / "screening.nc")
    written = json.loads((folder / result_folder.MANIFEST).read_text(encoding="utf-8"))
    written["files"] = {
        name: hashed for name, hashed in fingerprints.hashes(folder).items() if name != result_folder.MANIFEST
    }
    (folder / result_folder.MANIFEST).write_text(json.dumps(written), encoding="utf-8")
    found = load.load_first(folder)
    assert found is not None
    xr.testing.assert_equal(found, made_up())


def test_the_file_is_not_kept_open(folder: Path) -> None:
    care2040.load(folder)
    shutil.rmtree(folder)
    assert not folder.exists()


def test_a_name_is_looked_for_in_outputs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parents[1])
    assert care2040.load("made_up").dataset.attrs["experiment"] == "made_up"
    assert load.results_in(Path("outputs")) == ["made_up"]


def test_the_nearest_name_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parents[1])
    assert refused(Path("mad_up")).hint.startswith("did you mean 'made_up'?")
    assert refused(Path("outputs/made_upp")).hint.startswith("did you mean 'made_up'?")


def test_a_question_that_was_not_run_is_told_how_to(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parents[1])
    problem = refused(Path("outputs/one_in_four"))
    assert problem.hint == "the experiment was not run: care2040 run experiments/one_in_four.yaml"


def with_version(folder: Path) -> None:
    written = json.loads((folder / result_folder.MANIFEST).read_text(encoding="utf-8"))
    (folder / result_folder.MANIFEST).write_text(json.dumps(written | {"version": "0.0.9"}), encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "code", "message"),
    [
        (with_version, "E925", "this result was made by care2040 0.0.9"),
        (lambda folder: (folder / "run.nc").unlink(), "E923", "the result has no run.nc"),
        (lambda folder: (folder / "run.nc").write_bytes(b"CDF"), "E924", "changed or cut short"),
        (lambda folder: (folder / result_folder.MANIFEST).write_text("{"), "E922", "no manifest.json that can be read"),
    ],
)
def test_what_is_no_result_of_this_version_is_refused(
    folder: Path, change: Callable[[Path], object], code: str, message: str
) -> None:
    change(folder)
    problem = refused(folder)
    assert problem.code == code
    assert message in problem.message
    assert problem.hint


OLD = Path(__file__).parent / "of_0_1_0"
"""A result of care2040 0.1.0 as it was written, with two of its quantities."""


@pytest.mark.parametrize("own", ["0.1.0", "0.1.12"])
def test_a_result_of_the_same_minor_version_opens(own: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "version", lambda: own)
    table = pd.read_csv(OLD / "indicators.csv")
    for name, rows in table.groupby("indicator"):
        np.testing.assert_array_equal(load.load(OLD)[name].squeeze(), rows["value"])


@pytest.mark.parametrize("own", ["0.2.0", "1.1.0", "not installed"])
def test_of_another_version_it_is_told_which_one_opens_it(own: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "version", lambda: own)
    problem = refused(OLD)
    assert problem.code == "E925"
    assert f"made by care2040 0.1.0, and this is {own}" in problem.message
    assert problem.hint == "open it with that version (git checkout v0.1.0), or run 'small_question' again"


def test_a_result_that_does_not_say_its_version_is_run_again(folder: Path) -> None:
    written = json.loads((folder / result_folder.MANIFEST).read_text(encoding="utf-8"))
    del written["version"]
    (folder / result_folder.MANIFEST).write_text(json.dumps(written), encoding="utf-8")
    problem = refused(folder)
    assert "care2040 of an unknown version" in problem.message
    assert problem.hint == "run 'made_up' again"


def test_a_place_in_or_around_a_result_is_told_where_the_result_is(folder: Path) -> None:
    (folder / "figures").mkdir()
    assert refused(folder / "figures").hint == f"name the folder of the whole result: {folder}"
    assert refused(folder / "run.nc").hint == f"name the folder of the whole result: {folder}"
    assert refused(folder.parent).hint == "it holds the results made_up: name one of them"
