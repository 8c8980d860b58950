"""An error of the system, or of a library that reads or writes for us, told as one of ours: which file, and why."""

import errno
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from care2040.files.problems import InvalidInput, Problem

FULL = (errno.ENOSPC, errno.EDQUOT)
LIBRARY = (RuntimeError, ValueError, zlib.error, zipfile.BadZipFile, zipfile.LargeZipFile)
"""What libraries raise, besides OSError, when the system does not let them write: netCDF, zip and pictures."""
UNREADABLE = (OSError, RuntimeError, ValueError, LookupError, TypeError, AttributeError, OverflowError, SyntaxError)
"""What libraries raise over a file that is cut short, changed, or made to hurt."""
PROBE = 4 * 2**20
"""Bytes that a disk that is not full has left; libraries write no larger pieces at once."""


@contextmanager
def writing(place: Path, hint: str = "choose another place with --to") -> Iterator[None]:
    """Tell whatever the system does not allow in this block as a problem of the place; a fault of ours stays one.

    A library may hide what the system said; then the system is asked again, by writing a little to the same place.
    """
    try:
        yield
    except OSError as error:
        raise cannot_write(place, error, hint) from error
    except LIBRARY as error:
        reason = _asked_again(place)
        if reason is None:
            raise
        raise cannot_write(place, reason, hint) from error


@contextmanager
def reading(path: Path, code: str, hint: str) -> Iterator[None]:
    """Tell whatever a library finds wrong with a file in this block as a problem of it; for reading only."""
    try:
        yield
    except UNREADABLE as error:
        why = (error.strerror if isinstance(error, OSError) else None) or str(error).partition("\n")[0]
        told = f"this file cannot be read: {why or type(error).__name__}"
        raise InvalidInput([Problem(str(path), 0, 0, code, told, hint)]) from error


def disk_is_full(error: OSError) -> bool:
    """Return whether there is no room left, on the disk or in what one may use of it."""
    return error.errno in FULL


def of_system(error: OSError) -> InvalidInput:
    """Return what the system did not allow, wherever it was, as a problem of the file that it names."""
    if disk_is_full(error) or error.errno == errno.EROFS:
        return cannot_write(Path(str(error.filename or ".")), error)
    why = error.strerror or str(error) or type(error).__name__
    return _refused(str(error.filename or "the system"), "E003", f"this cannot be used: {why}", "see who may read it")


def cannot_write(place: Path, error: OSError, hint: str = "choose another place with --to") -> InvalidInput:
    """Return the refusal that says why a file or folder cannot be written."""
    named = Path(error.filename) if isinstance(error.filename, str) else place
    ours = ".partial" in str(named) or place.absolute() in (named.absolute(), *named.absolute().parents)
    where = str(place if ours else named)
    if disk_is_full(error):
        return _refused(where, "E905", "the disk is full", f"make room, or {hint}; nothing half-written was left")
    if error.errno == errno.EROFS:
        return _refused(where, "E906", "this place can only be read, not written", hint)
    if isinstance(error, PermissionError):
        hint += ", or close the program that has a file of it open"
    return _refused(where, "E901", f"this cannot be written: {error.strerror or error}", hint)


def _refused(where: str, code: str, message: str, hint: str) -> InvalidInput:
    return InvalidInput([Problem(where, 0, 0, code, message, hint)])


def _asked_again(place: Path) -> OSError | None:
    """Return what the system says when a little is written beside a place; None when it may be written."""
    around = next(folder for folder in (place.parent, *place.absolute().parents) if folder.is_dir())
    probe = around / f".probe-{uuid4().hex[:8]}"
    try:
        probe.write_bytes(bytes(PROBE))
    except OSError as error:
        error.filename = None
        return error
    finally:
        probe.unlink(missing_ok=True)
    return None
