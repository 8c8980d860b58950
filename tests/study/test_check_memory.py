"""What ``check`` found well is not looked at again, until anything is changed that it hangs on."""

import shutil
from pathlib import Path

import pytest

from care2040.files.memory import cache
from care2040.files.package_files import package_folder
from care2040.study import check as checking

FILE = Path(package_folder("experiments")) / "one_in_four.yaml"


@pytest.fixture(autouse=True)
def _fresh(tmp_path, monkeypatch):
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "kept"))


@pytest.fixture
def looks(monkeypatch):
    """Count how often the model and experiments are looked at."""
    found = {"model": 0, "experiment": 0}
    for name, kind in (("_check_model", "model"), ("_read_experiment", "experiment")):
        own = getattr(checking, name)

        def look(*given, own=own, kind=kind):
            found[kind] += 1
            return own(*given)

        monkeypatch.setattr(checking, name, look)
    return found


def test_what_is_well_is_looked_at_once_and_told_the_same(looks):
    first = checking.check([FILE])
    assert checking.check([FILE]) == first
    assert first.problems == ()
    assert first.counts["parameters"] > 400
    assert looks == {"model": 1, "experiment": 1}


def test_an_experiment_that_was_changed_is_looked_at_and_no_other(tmp_path, looks):
    own = tmp_path / "own.yaml"
    shutil.copy(FILE, own)
    checking.check([FILE, own])
    own.write_text(own.read_text(encoding="utf-8") + "\nnonsense: 1\n", encoding="utf-8")
    found = checking.check([FILE, own])
    assert any("nonsense" in problem.message for problem in found.problems)
    assert looks == {"model": 1, "experiment": 3}
    assert checking.check([FILE, own]).problems == found.problems


def test_a_parameter_that_was_changed_has_everything_looked_at_again(tmp_path, looks):
    folder = tmp_path / "parameters"
    shutil.copytree(package_folder("parameters"), folder)
    assert checking.check([FILE], folder).problems == ()
    place = folder / "national" / "hiring.yaml"
    text = place.read_text(encoding="utf-8")
    place.write_text(text.replace("unit: 1/year", "unit: 1/yeer", 1), encoding="utf-8")
    assert any("yeer" in problem.message for problem in checking.check([FILE], folder).problems)
    place.write_text(text, encoding="utf-8")
    assert checking.check([FILE], folder).problems == ()
    assert looks["model"] == 2


def test_points_in_a_file_of_their_own_are_read_each_time(tmp_path, looks):
    own = tmp_path / "own.yaml"
    head = FILE.read_text(encoding="utf-8").split("policies:")[0].split("scenarios:")[0]
    own.write_text(f"{head}indicators: [shortage]\nsweep: {{method: file, file: points.csv}}\n", encoding="utf-8")
    points = tmp_path / "points.csv"
    points.write_text("quit_rate\n0.1\n0.2\n", encoding="utf-8")
    assert checking.check([own]).problems == ()
    points.write_text("quit_rat\n0.1\n0.2\n", encoding="utf-8")
    assert any("quit_rat" in problem.message for problem in checking.check([own]).problems)
