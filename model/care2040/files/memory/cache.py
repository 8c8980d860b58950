"""What took long to make, kept on disk from one command to the next: machine code, and parameters as they were read.

It is found by a key that tells it from anything else, or made anew without a word.
"""

from __future__ import annotations

import hashlib
import logging
import os
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile

VARIABLE = "CARE2040_CACHE"
"""The environment says with it in which folder things are kept, or ``off``."""
OFF = "off"
HEAD = b"care2040 kept 1\n"
SUFFIX, HALF = ".kept", ".half"
MOST = 96 * 2**20
"""Bytes kept at most; what was used longest ago goes first."""
PRIVATE = 0o700

log = logging.getLogger("care2040")


@dataclass(frozen=True)
class Kept:
    """What lies in the cache.

    Attributes
    ----------
    folder : Path or None
        Where; None when nothing is kept.
    files : tuple of Path
        What was made, the one used last in front.
    size : int
        Bytes in all.
    """

    folder: Path | None
    files: tuple[Path, ...]
    size: int


def folder() -> Path | None:
    """Return where things are kept: what the environment says, or where this system keeps what can be made anew."""
    asked = os.environ.get(VARIABLE, "").strip()
    if asked.lower() == OFF:
        return None
    if asked:
        return Path(asked).expanduser()
    from platformdirs import user_cache_path

    return user_cache_path("care2040", appauthor=False)


def kept() -> Kept:
    """Return what lies in the cache."""
    where = folder()
    times = []
    for path in where.glob(f"*{SUFFIX}") if where else ():
        with suppress(OSError):  # another process may clear it meanwhile
            facts = path.stat()
            times.append((facts.st_mtime, facts.st_size, path))
    times.sort(key=lambda one: one[0], reverse=True)
    return Kept(where, tuple(path for _, _, path in times), sum(size for _, size, _ in times))


def clear() -> Kept:
    """Throw away what lies in the cache, and return what lay there."""
    found = kept()
    halves = found.folder.glob(f"*{HALF}") if found.folder else ()  # of whoever was stopped while writing
    for path in (*found.files, *halves):
        path.unlink(missing_ok=True)
    return found


def find(key: str) -> bytes | None:
    """Return what is kept under a key; None when there is nothing, or nothing that can be trusted."""
    where = folder()
    if where is None:
        return None
    path = where / f"{key}{SUFFIX}"
    try:
        if not _ours(path):
            return None
        content = path.read_bytes()
        os.utime(path)
    except OSError:
        return None
    head, told, rest = content[: len(HEAD)], content[len(HEAD) :][:65], content[len(HEAD) + 65 :]
    if head != HEAD or told != _sum_of(rest):
        return None
    return rest


def keep(key: str, content: bytes) -> None:
    """Keep what was made; a folder that cannot be written is told of once, and all goes on without."""
    where = folder()
    if where is None:
        return
    try:
        where.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        # written aside and renamed, so that nobody ever reads half a file
        with NamedTemporaryFile(dir=where, suffix=HALF, delete=False) as file:
            try:
                file.write(HEAD + _sum_of(content) + content)
                file.close()
                Path(file.name).replace(where / f"{key}{SUFFIX}")
            except OSError:
                file.close()
                Path(file.name).unlink(missing_ok=True)
                raise
        _make_room()
    except OSError as error:
        _tell_once(where, error.strerror or type(error).__name__)


def _sum_of(content: bytes) -> bytes:
    return hashlib.sha256(content).hexdigest().encode() + b"\n"


def _ours(path: Path) -> bool:
    """Whether nobody else can have written a file: what stands in it is run."""
    facts = path.stat()
    if not hasattr(os, "getuid"):
        return True
    return facts.st_uid in (0, os.getuid()) and not facts.st_mode & 0o022


def _make_room() -> None:
    found = kept()
    size = found.size
    for path in reversed(found.files[1:]):
        if size <= MOST:
            break
        with suppress(OSError):
            size -= path.stat().st_size
            path.unlink()


@lru_cache
def _tell_once(where: Path, why: str) -> None:
    log.warning(
        "nothing can be kept in %s (%s), so that every command begins anew; set %s to a folder that can be "
        "written, or to off",
        where,
        why,
        VARIABLE,
    )
