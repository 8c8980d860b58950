"""A result folder: it appears whole or not at all, and replaces only what is its own."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from care2040.files import result_folder
from care2040.files.problems import InvalidInput


def result_of(name: str, folder: Path, text: str = "old") -> Path:
    folder.mkdir(parents=True)
    facts = {"experiment": {"name": name}, "files": {"run.nc": "0"}}
    (folder / "manifest.json").write_text(json.dumps(facts), encoding="utf-8")
    (folder / "run.nc").write_text(text, encoding="utf-8")
    return folder


def test_a_result_of_another_experiment_stays_without_force(tmp_path: Path) -> None:
    folder = result_of("another", tmp_path / "out")
    with pytest.raises(result_folder.ForeignResult, match="'another'"):
        result_folder.check(folder, "made_up")
    assert result_folder.check(folder, "made_up", force=True) == folder.resolve()
    assert result_folder.check(folder, "another") == folder.resolve()


def test_a_result_of_another_city_stays_without_force(tmp_path: Path) -> None:
    folder = result_of("same", tmp_path / "out")
    assert result_folder.check(folder, "same", city="utrecht"), "one of before there was more than one city"
    facts = json.loads((folder / "manifest.json").read_text(encoding="utf-8")) | {"city": {"name": "nieuwstad"}}
    (folder / "manifest.json").write_text(json.dumps(facts), encoding="utf-8")
    with pytest.raises(result_folder.ForeignResult, match="for the city 'nieuwstad', not for 'utrecht'"):
        result_folder.check(folder, "same", city="utrecht")
    assert result_folder.check(folder, "same", city="nieuwstad") == folder.resolve()
    assert result_folder.check(folder, "same", force=True, city="utrecht") == folder.resolve()


def test_files_that_are_no_result_stay_without_force_and_are_set_aside_with_it(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    assert result_folder.check(folder, "made_up") == folder.resolve(), "an empty folder is free to use"
    (folder / "holiday.jpg").write_text("sea", encoding="utf-8")
    with pytest.raises(result_folder.ForeignResult, match="no result"):
        result_folder.check(folder, "made_up")
    with result_folder.replaced(result_folder.check(folder, "made_up", force=True)) as fresh:
        (fresh / "run.nc").write_text("new", encoding="utf-8")
    assert (folder / "run.nc").read_text(encoding="utf-8") == "new"
    assert (tmp_path / "photos.before-1" / "holiday.jpg").read_text(encoding="utf-8") == "sea"


@pytest.mark.parametrize("manifest_text", ["", "not json", "[]", '{"experiment": 3}', "\xff"])
def test_a_manifest_that_cannot_be_read_is_no_result(tmp_path: Path, manifest_text: str) -> None:
    (tmp_path / "manifest.json").write_text(manifest_text, encoding="latin-1")
    assert result_folder.manifest_of(tmp_path) is None


def test_a_folder_that_cannot_be_written_is_a_problem_and_nothing_is_left(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    for wrong in (tmp_path / "file" / "out", tmp_path / "file", tmp_path / ("x" * 300)):
        with pytest.raises(InvalidInput, match=r"E90[12]"):
            result_folder.check(wrong, "made_up")
    assert result_folder.check(tmp_path / "new" / "deep" / "out", "made_up")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_the_folder_one_stands_in_and_those_around_it_are_never_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for wrong in (Path(), Path(".."), Path("/"), Path.home()):
        with pytest.raises(InvalidInput, match="cannot be the folder"):
            result_folder.check(wrong, "made_up", force=True)


def test_files_are_not_added_to_a_root_or_to_the_home_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    for wrong in (Path("/"), tmp_path):
        with pytest.raises(InvalidInput, match="E903"), result_folder.added(wrong) as fresh:
            (fresh / "one.csv").write_text("1", encoding="utf-8")
    with result_folder.added(tmp_path / "own") as fresh:
        (fresh / "one.csv").write_text("1", encoding="utf-8")
    assert [path.name for path in tmp_path.iterdir()] == ["own"]


def test_an_error_while_writing_leaves_the_old_result(tmp_path: Path) -> None:
    folder = result_of("made_up", tmp_path / "out")

    def fail() -> None:
        with result_folder.replaced(folder) as fresh:
            (fresh / "run.nc").write_text("half", encoding="utf-8")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert (folder / "run.nc").read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


KILLED = """
import os, shutil, sys
from pathlib import Path
from care2040.files import result_folder as files

place, moment = Path(sys.argv[1]), int(sys.argv[2])
calls = 0

def dies(real):
    def call(*given, **options):
        global calls
        calls += 1
        if calls == moment:
            os._exit(9)
        return real(*given, **options)
    return call

os.rename, shutil.rmtree = dies(os.rename), dies(shutil.rmtree)
with files.replaced(place) as fresh:
    (fresh / "run.nc").write_text("new")
    (fresh / "manifest.json").write_text('{"experiment": {"name": "made_up"}}')
"""


@pytest.mark.parametrize("moment", [1, 2, 3, 4])
def test_a_kill_at_any_moment_leaves_the_old_or_the_new_result_whole(tmp_path: Path, moment: int) -> None:
    folder = result_of("made_up", tmp_path / "out")
    ended = subprocess.run([sys.executable, "-c", KILLED, str(folder), str(moment)], check=False)
    assert ended.returncode == (9 if moment <= 3 else 0)
    assert result_folder.check(folder, "made_up") == folder.resolve()
    assert (folder / "run.nc").read_text(encoding="utf-8") == ("old" if moment <= 2 else "new")
    assert (folder / "manifest.json").is_file()
    with result_folder.replaced(folder) as fresh:
        (fresh / "run.nc").write_text("next", encoding="utf-8")
    assert not (tmp_path / ".out.before").exists()


def test_what_a_killed_run_left_half_written_is_cleared_away_when_nobody_is_at_it(tmp_path: Path) -> None:
    place = result_of("made_up", tmp_path / "out")
    lefts = [tmp_path / f".out.{name}" for name in ("partial-0123abcd", "probe-0123abcd", "before")]
    other = tmp_path / ".other.partial-0123abcd"
    for folder in (*lefts, other):
        folder.mkdir()
        if folder.name != ".out.before":
            (folder / "run.nc").write_text("half", encoding="utf-8")
    (tmp_path / ".out.lock").touch()  # of a process that was killed
    with result_folder.alone(place, place):
        (running := tmp_path / ".out.partial-0000ffff").mkdir()
        with pytest.raises(InvalidInput, match="another run"):
            result_folder.check(place, "made_up")
        assert running.exists(), "it is of the run that has the lock"
        running.rmdir()
    assert sorted(path.name for path in tmp_path.iterdir()) == [".other.partial-0123abcd", "out"]


def test_what_a_kill_left_of_somebody_elses_files_is_kept(tmp_path: Path) -> None:
    place = result_of("made_up", tmp_path / "out")
    (tmp_path / ".out.before").mkdir()
    (tmp_path / ".out.before" / "holiday.jpg").write_text("sea", encoding="utf-8")
    result_folder.check(place, "made_up")
    assert (tmp_path / "out.before-1" / "holiday.jpg").read_text(encoding="utf-8") == "sea"
