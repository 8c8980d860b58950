"""Fingerprints of files: what a result, a calibration and a store of runs were made from."""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path

from care2040.files.package_files import package

ENGINE = ("files", "language", "sectors", "inputs", "engine")
"""Rooms that the numbers of a run hang on."""


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, byte by byte."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def hashes(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below a folder, by its name relative to it; caches of Python left out."""
    files = (path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return {path.relative_to(folder).as_posix(): sha256(path) for path in sorted(files)}


def fingerprint(files: Mapping[str, Path]) -> str:
    """Return the SHA-256 over names and contents; line ends count as one character, so Windows gives the same."""
    digest = hashlib.sha256()
    for name in sorted(files):
        content = files[name].read_bytes().replace(b"\r\n", b"\n")
        # lengths keep a name from running into a content
        digest.update(f"{len(name)} {name} {len(content)} ".encode())
        digest.update(content)
    return digest.hexdigest()


def sources(rooms: Iterable[str]) -> str:
    """Return the fingerprint of the code in some rooms of the package."""
    root = package()
    found: dict[str, Path] = {}
    for room in rooms:
        files = sorted((root / room).rglob("*.py")) if (root / room).is_dir() else [root / room]
        if not files:
            raise FileNotFoundError(f"the room '{room}' of {root} holds no code")
        found |= {path.relative_to(root).as_posix(): path for path in files}
    return fingerprint(found)
