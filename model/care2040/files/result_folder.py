"""A result folder that appears whole or not at all: written beside its place, then swapped in."""

import glob
import json
import os
import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

from filelock import FileLock, Timeout

from care2040.files.codes import Exit
from care2040.files.fingerprints import sha256
from care2040.files.library_errors import writing
from care2040.files.manifest_file import UnreadableError, fault_of, read_json
from care2040.files.problems import CareError, InvalidInput, Problem

HEX = "[0-9a-f]" * 8
"""What makes the name of something half written its own."""


@contextmanager
def added(place: Path) -> Iterator[Path]:
    """Give a new folder to write into; on leaving without an error every file in it moves to the place.

    An error, or Ctrl-C, leaves the place as it was. A file of the same name is replaced, any other stays.
    """
    target = check_added(place)
    inside = target / "added"
    with writing(place), alone(place, inside):
        fresh = beside(inside, f"partial-{uuid4().hex[:8]}")
        try:
            fresh.mkdir()
            with writing(place):
                yield fresh
            _move_in(fresh, target)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)


def check_added(place: Path) -> Path:
    """Return where files would be added, or refuse a place that cannot take them; ask before a long computation."""
    target = place.resolve()
    if target.exists() and not target.is_dir():
        raise _a_file(place)
    if target in (Path(target.anchor), Path.home().resolve()):
        message = "files are not put in the root of a disk, or in your home folder itself"
        raise InvalidInput(
            [Problem(str(place), 0, 0, "E903", message, f"name a folder, such as --to {place / 'result'}")]
        )
    return target


def _move_in(fresh: Path, place: Path) -> None:
    names = sorted(path.relative_to(fresh) for path in fresh.rglob("*") if path.is_file())
    for name in names:
        if (place / name).exists():
            os.rename(place / name, place / name)  # Windows refuses this for a file that a program has open
    for name in names:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        os.replace(fresh / name, place / name)


def note(result: Path, written: Iterable[Path]) -> None:
    """Write in the manifest of a result that files in it are of care2040: a next run replaces them."""
    manifest = manifest_of(result) or {}
    known = {path.relative_to(result).as_posix(): sha256(path) for path in written}
    manifest["files"] = dict(sorted({**manifest.get("files", {}), **known}.items()))
    write_file(result / MANIFEST, (json.dumps(manifest, ensure_ascii=False, indent=2) + "\n").encode())


MANIFEST = "manifest.json"
STORES = ("runs.zarr", "screening.zarr")
"""Every run of draws or a sweep, and of the first of two sweeps."""


class ForeignResult(CareError):
    """The folder holds the result of another experiment, or files that no run wrote."""

    exit_code = Exit.FOREIGN

    def __init__(self, message: str, hint: str = "choose another folder with --to DIR, or replace it with --force"):
        super().__init__(message, hint)


def manifest_of(folder: Path) -> dict[str, Any] | None:
    """Return the manifest of the result in a folder, or None when the folder holds no result that can be read."""
    try:
        manifest = read_json(folder / MANIFEST)
    except UnreadableError:
        return None
    return None if fault_of(manifest) else manifest


def why_no_manifest(folder: Path) -> str:
    """Return why the manifest of a folder counts as none."""
    try:
        fault = fault_of(read_json(folder / MANIFEST))
    except UnreadableError as error:
        fault = str(error)
    return f"it has no {MANIFEST} that can be read" + (f": {fault}" if (folder / MANIFEST).exists() else "")


def check(folder: Path, experiment: str, force: bool = False, city: str = "") -> Path:
    """Check, before a run, that its result may and can be written to a folder; nothing is left behind."""
    with writing(folder):
        place = folder.resolve()
        _check_place(folder, place)
        with alone(folder, place):
            if place.exists() and not force:
                _check_owner(folder, place, experiment, city)
            _try_to_write(place)
    return place


def _a_file(place: Path) -> InvalidInput:
    message, hint = "the output folder is a file", "name a folder with --to DIR"
    return InvalidInput([Problem(str(place), 0, 0, "E902", message, hint)])


def _check_place(folder: Path, place: Path) -> None:
    if place.exists() and not place.is_dir():
        raise _a_file(folder)
    here, home = Path.cwd(), Path.home()
    if place in (here, *here.parents, home, *home.parents):
        message = "the output folder is replaced as a whole, so it cannot be the folder you are in, or one around it"
        hint = f"name a folder of its own, such as --to {folder / 'result'}"
        raise InvalidInput([Problem(str(folder), 0, 0, "E903", message, hint)])


def _check_owner(folder: Path, place: Path, experiment: str, city: str) -> None:
    manifest = manifest_of(place)
    if manifest is None:
        if any(place.iterdir()):
            raise ForeignResult(f"'{folder}' holds files that are no result of a run")
    elif manifest["experiment"].get("name") != experiment:
        other = manifest["experiment"].get("name")
        raise ForeignResult(f"'{folder}' holds the result of the experiment '{other}', not of '{experiment}'")
    elif city and (theirs := city_in(manifest) or city) != city:
        raise ForeignResult(f"'{folder}' holds the result of '{experiment}' for the city '{theirs}', not for '{city}'")


def city_in(manifest: dict[str, Any]) -> str:
    """Return the name of the city in a manifest; nothing when it does not say."""
    city = manifest.get("city")
    return str(city.get("name", "")) if isinstance(city, dict) else ""


def _try_to_write(place: Path) -> None:
    """Make a folder beside the place and take it away again, with the parents that were not there."""
    with _parents(place):
        probe = beside(place, f"probe-{uuid4().hex[:8]}")
        probe.mkdir()
        probe.rmdir()


@contextmanager
def _parents(place: Path) -> Iterator[None]:
    """Make the folders around a place; take away those that were not there and are empty in the end."""
    missing = [parent for parent in place.parents if not parent.exists()]
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        yield
    finally:
        for parent in missing:
            with suppress(OSError):  # it is not there, or not empty
                parent.rmdir()


def beside(place: Path, what: str) -> Path:
    """Return the hidden name beside a place for something that belongs to it."""
    return place.parent / f".{place.name}.{what}"


@contextmanager
def alone(folder: Path, place: Path) -> Iterator[None]:
    """Let no other run write to a folder as long as this one is at it; the system forgets it when a process dies.

    What a killed run left half written is cleared away: with the lock in hand nobody else is at it.
    """
    lock = FileLock(beside(place, "lock"))
    with _parents(place):
        _acquire(lock, folder)
        try:
            restore(place)
            if lock.is_locked:
                _clear(place)
            yield
        finally:
            with suppress(OSError):  # Windows takes it away itself; what can only be read has none
                Path(lock.lock_file).unlink(missing_ok=True)
            lock.release()


def _acquire(lock: FileLock, folder: Path) -> None:
    with writing(folder):
        try:
            lock.acquire(blocking=False)
        except Timeout:
            hint = "wait until it is done, or choose another with --to DIR"
            message = "another run is writing to the output folder at this moment"
            raise InvalidInput([Problem(str(folder), 0, 0, "E904", message, hint)]) from None
        except NotImplementedError:
            pass  # a file system without locks


@contextmanager
def replaced(place: Path) -> Iterator[Path]:
    """Give a new folder to write into; on leaving without an error it takes the place of the old one.

    An error, or Ctrl-C, leaves the old folder as it was. After a kill the old or the new folder is there whole; one
    that hit exactly between the two renames is mended by `restore`.
    """
    restore(place)
    with writing(place), _parents(place):
        fresh = beside(place, f"partial-{uuid4().hex[:8]}")
        try:
            fresh.mkdir()
            with writing(place):  # asks the system while what fills the disk is still there
                yield fresh
            _swap(fresh, place)
        finally:
            if fresh.exists():
                shutil.rmtree(fresh, ignore_errors=True)


def _swap(fresh: Path, place: Path) -> None:
    before = beside(place, "before")
    foreign = place.exists() and manifest_of(place) is None and any(place.iterdir())
    if place.exists():
        if before.exists():
            shutil.rmtree(before)
        os.rename(place, before)
    try:
        os.rename(fresh, place)
    finally:
        if before.exists() and not place.exists():
            os.rename(before, place)
    if foreign:
        os.rename(before, kept_beside(place))
    elif before.exists():
        shutil.rmtree(before)


def kept_beside(place: Path) -> Path:
    """Return the first free name beside a place for a folder that is set aside, not deleted."""
    number = 1
    while (name := place.with_name(f"{place.name}.before-{number}")).exists():
        number += 1
    return name


def restore(place: Path) -> None:
    """Put back what a killed run set aside."""
    before = beside(place, "before")
    if before.exists() and not place.exists():
        os.rename(before, place)


def _clear(place: Path) -> None:
    """Clear away what a killed run left half written, beside a place; files of somebody else are kept."""
    before = beside(place, "before")
    if before.exists():
        if manifest_of(before) is None and any(before.iterdir()):
            os.rename(before, kept_beside(place))
        else:
            shutil.rmtree(before)
    name = glob.escape(place.name)
    lefts = [left for what in ("partial", "probe") for left in place.parent.glob(f".{name}.{what}-{HEX}")]
    for left in lefts:
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left)
        else:
            left.unlink()


def write_file(place: Path, content: bytes, hint: str = "name another file") -> None:
    """Write a file that is there whole or not at all, with the folders around it."""
    with writing(place, hint), alone(place, place):
        aside = beside(place, f"partial-{uuid4().hex[:8]}")
        try:
            aside.write_bytes(content)
            os.replace(aside, place)
        finally:
            aside.unlink(missing_ok=True)


def carry_over(place: Path, fresh: Path, written: Collection[str]) -> None:
    """Copy what a user put into an old result into the new one."""
    for old in place.rglob("*"):
        name = old.relative_to(place)
        if name.parts[0] in STORES:
            continue
        if old.is_file() and name.as_posix() not in written and not (fresh / name).exists():
            (fresh / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(old, fresh / name, follow_symlinks=False)
