"""Whatever a disk or a library does not allow is told with its place, once, and leaves nothing half written."""

import errno
import os
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from care2040.files import library_errors
from care2040.files.problems import InvalidInput, Problem
from care2040.files.result_folder import added, replaced, write_file


def no_room(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def told(work: Callable[[], object]) -> Problem:
    with pytest.raises(InvalidInput) as refused:
        work()
    return refused.value.problems[0]


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "E905"), (errno.EDQUOT, "E905"), (errno.EROFS, "E906"), (errno.EACCES, "E901")]
)
def test_what_the_system_says_has_its_own_words(tmp_path: Path, number: int, code: str) -> None:
    def fail() -> None:
        with library_errors.writing(tmp_path / "out"):
            raise OSError(number, os.strerror(number))

    assert (told(fail).code, told(fail).file) == (code, str(tmp_path / "out"))


@pytest.mark.parametrize(
    "hidden", [RuntimeError("NetCDF: HDF error"), zlib.error("Error -5"), ValueError("closed file")]
)
@pytest.mark.parametrize("make", [added, replaced])
def test_a_library_that_hides_a_full_disk_is_found_out(
    make: Callable[..., object], hidden: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        with make(tmp_path / "far" / "out") as fresh:  # type: ignore[attr-defined]
            (fresh / "run.nc").write_text("half", encoding="utf-8")
            monkeypatch.setattr(Path, "write_bytes", no_room)
            raise hidden

    assert told(fail).code == "E905"
    assert list(tmp_path.iterdir()) == []


def test_a_fault_of_the_program_is_not_blamed_on_the_disk(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="mine"), library_errors.writing(tmp_path / "out"):
        raise RuntimeError("mine")
    assert list(tmp_path.iterdir()) == [], "what asked the system is gone"


def test_a_file_that_cannot_be_finished_leaves_the_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "memo.docx").write_text("old", encoding="utf-8")
    monkeypatch.setattr(os, "replace", no_room)
    assert told(lambda: write_file(tmp_path / "memo.docx", b"new")).code == "E905"
    assert [(path.name, path.read_text("utf-8")) for path in tmp_path.iterdir()] == [("memo.docx", "old")]


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only who may mount can make a small disk")
def test_on_a_disk_that_is_really_full_nothing_stays(tmp_path: Path) -> None:
    import subprocess

    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", disk], check=False).returncode:
        pytest.skip("no small disk can be made here")
    try:
        assert told(lambda: write_file(disk / "far" / "memo.docx", bytes(500_000))).code == "E905"
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run(["umount", disk], check=True)
