"""What is kept on disk: found by its key alone, never trusted when it was touched, and never needed."""

import logging
import os
import subprocess
import sys

import pytest

from care2040.files.memory import cache

pytestmark = pytest.mark.usefixtures("fresh")


@pytest.fixture
def fresh(tmp_path, monkeypatch):
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "kept"))
    cache._tell_once.cache_clear()
    return tmp_path / "kept"


def test_what_is_kept_is_found_by_its_key_and_by_no_other():
    cache.keep("a", b"one")
    assert cache.find("a") == b"one"
    assert cache.find("b") is None
    assert len(cache.kept().files) == 1


def test_it_is_thrown_away_when_asked():
    cache.keep("a", b"one")
    cache.keep("b", b"two")
    assert len(cache.clear().files) == 2
    assert cache.kept().files == ()
    assert cache.find("a") is None


def test_what_somebody_who_was_stopped_left_half_written_goes_too(fresh):
    cache.keep("a", b"one")
    (fresh / "left.half").write_bytes(b"half")
    cache.clear()
    assert [*fresh.iterdir()] == []


@pytest.mark.parametrize(
    "harm",
    [
        lambda content: content[:-1],
        lambda content: content[:20],
        lambda content: b"",
        lambda content: content[:-1] + b"x",
        lambda content: content.replace(b"kept 1", b"kept 2"),
        lambda content: b"another file altogether, of somebody else" * 10,
    ],
    ids=["cut", "cut short", "empty", "changed", "another version", "foreign"],
)
def test_a_file_that_was_touched_is_as_if_it_were_not_there(fresh, harm):
    cache.keep("a", b"one")
    (path,) = fresh.iterdir()
    path.write_bytes(harm(path.read_bytes()))
    assert cache.find("a") is None
    cache.keep("a", b"one")
    assert cache.find("a") == b"one"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other rights")
def test_a_file_that_others_may_write_is_not_trusted(fresh):
    cache.keep("a", b"one")
    (path,) = fresh.iterdir()
    path.chmod(0o666)
    assert cache.find("a") is None
    assert fresh.stat().st_mode & 0o077 == 0


def test_nothing_is_kept_when_it_is_off(monkeypatch):
    monkeypatch.setenv(cache.VARIABLE, "off")
    cache.keep("a", b"one")
    assert cache.find("a") is None
    assert cache.kept() == cache.Kept(None, (), 0)


def test_a_folder_that_cannot_be_written_is_told_of_once_and_all_goes_on(tmp_path, monkeypatch, caplog):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path / "file" / "kept"))
    with caplog.at_level(logging.WARNING, "care2040"):
        cache.keep("a", b"one")
        cache.keep("b", b"two")
    (record,) = caplog.records
    assert "nothing can be kept in" in record.getMessage()
    assert "set CARE2040_CACHE to a folder that can be written, or to off" in record.getMessage()
    assert cache.find("a") is None


def test_a_full_disk_leaves_no_half_file(fresh, monkeypatch, caplog):
    def full(self, target):
        raise OSError(28, "No space left on device")

    cache.keep("a", b"one")
    monkeypatch.setattr("pathlib.Path.replace", full)
    cache.keep("b", b"two")
    assert "No space left on device" in caplog.text
    assert [path.name for path in fresh.iterdir()] == ["a.kept"]


def test_what_was_used_longest_ago_goes_when_it_is_too_much(fresh, monkeypatch):
    monkeypatch.setattr(cache, "MOST", 600)
    for age, key in ((300, "old"), (200, "older use"), (100, "new")):
        cache.keep(key, bytes(100))
        stamp = (fresh / f"{key}.kept").stat().st_mtime - age
        os.utime(fresh / f"{key}.kept", (stamp, stamp))
    assert cache.find("old") is not None  # so it is not the one used longest ago any more
    cache.keep("newest", bytes(100))
    assert {path.stem for path in fresh.iterdir()} == {"old", "new", "newest"}


KEEP = "from care2040.files.memory import cache\nfor turn in range(200): cache.keep('a', bytes([turn]) * 50_000)"
FIND = (
    "from care2040.files.memory import cache\n"
    "found = [cache.find('a') for _ in range(400)]\n"
    "assert all(one is None or (len(one) == 50_000 and len(set(one)) == 1) for one in found)"
)


def test_two_processes_do_not_see_each_others_half_files():
    running = [subprocess.Popen([sys.executable, "-c", code]) for code in (KEEP, KEEP, FIND)]
    assert [one.wait(60) for one in running] == [0, 0, 0]
    assert [path.name for path in cache.kept().files] == ["a.kept"]
