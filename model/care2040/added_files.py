"""Files that are added to a folder that stays: all of them or none, each whole."""

import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from care2040.files import MANIFEST, cannot_write, manifest_of
from care2040.manifest import sha256
from care2040.problems import InvalidInput, Problem


@contextmanager
def added(place: Path) -> Iterator[Path]:
    """Give a new folder to write into; on leaving without an error every file in it moves to the place.

    An error, or Ctrl-C, leaves the place as it was. A file of the same name is replaced, any other stays.

    Parameters
    ----------
    place : Path
        The folder to add to; made if it does not exist.

    Yields
    ------
    Path
        An empty folder on the same disk.

    Raises
    ------
    InvalidInput
        When the place is a file, or cannot be written, such as with a document in it that Word has open.
    """
    target = place.resolve()
    if target.exists() and not target.is_dir():
        hint = "name a folder with --to DIR"
        raise InvalidInput([Problem(str(place), 1, 1, "E902", "the output folder is a file", hint)])
    missing = [parent for parent in (target, *target.parents) if not parent.exists()]
    try:
        target.mkdir(parents=True, exist_ok=True)
        fresh = target / f".partial-{uuid4().hex[:8]}"
        fresh.mkdir()
    except OSError as error:
        raise cannot_write(place, error) from error
    try:
        yield fresh
        _move_in(fresh, target)
    except OSError as error:
        raise cannot_write(place, error) from error
    finally:
        shutil.rmtree(fresh)
        for parent in missing:
            if not any(parent.iterdir()):
                parent.rmdir()


def _move_in(fresh: Path, place: Path) -> None:
    names = sorted(path.relative_to(fresh) for path in fresh.rglob("*") if path.is_file())
    for name in names:
        if (place / name).exists():
            os.rename(place / name, place / name)  # Windows refuses this for a file that a program has open
    for name in names:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        os.replace(fresh / name, place / name)


def note(result: Path, written: Iterable[Path]) -> None:
    """Write in the manifest of a result that files in it are of care2040: a next run replaces them.

    Parameters
    ----------
    result : Path
        The folder of a result.
    written : iterable of Path
        Files in that folder.
    """
    manifest = manifest_of(result) or {}
    known = {path.relative_to(result).as_posix(): sha256(path) for path in written}
    manifest["files"] = dict(sorted({**manifest.get("files", {}), **known}.items()))
    aside = result / f".{MANIFEST}.partial"
    aside.write_text(json.dumps(manifest, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    os.replace(aside, result / MANIFEST)
