"""An edition of the model: a checkout, an installed package, a commit, or whatever made a result."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING
from weakref import finalize

from care2040.files.fingerprints import sha256
from care2040.files.package_files import checkout, package, package_folder
from care2040.files.problems import InvalidInput, Problem, did_you_mean
from care2040.files.result_folder import MANIFEST, manifest_of
from care2040.results.manifest import PACKAGE, commit, version, version_text
from care2040.study.editions.one_folder import is_divided, written_as_one

if TYPE_CHECKING:
    from care2040.files.yaml_document import Document

FOLDERS = ("model", "parameters", "experiments")
"""What a checkout has of an edition."""
SEEN_ONLY = frozenset({"cli", "reports", "figures", "xmile", "wording", "study", "parameters", "experiments", "memos"})
"""Folders of the package that change no number, and data that a wheel keeps inside it."""
LOOKS_BACK, FITS = "analysis", "validation"
"""A folder that reads runs and makes none, but for what fits the free parameters."""
DATA = ("observed", "tables")
TARGETS, CALIBRATED = "targets.yaml", "calibrated.yaml"
BESIDE = frozenset(
    {"groups.yaml", "city_causes.yaml", "reality_checks.yaml", "plausible.yaml", "sources.yaml", CALIBRATED}
)
"""Files of the parameters that no run reads, or that follow from the others."""
HINT = "name a checkout or an installed package, a commit or a tag, or the folder of a result"


@dataclass(frozen=True)
class Edition:
    """An edition in folders.

    Attributes
    ----------
    name : str
        What it is called.
    code, parameters, experiments : Path
        The package itself, its numbers and its questions.
    """

    name: str
    code: Path
    parameters: Path
    experiments: Path

    @cached_property
    def numbers(self) -> Path:
        """Its numbers in one folder, whether or not it divides them in those of the nation and of cities."""
        if not is_divided(self.parameters):
            return self.parameters
        scratch = Path(mkdtemp(prefix="care2040-edition-"))
        finalize(self, shutil.rmtree, scratch, ignore_errors=True)
        return written_as_one(self.parameters, scratch / "parameters")

    @cached_property
    def causes(self) -> dict[str, dict[str, str]]:
        """Cause to the files that it stands in, each with its hash."""
        data = [path for name in DATA for path in (self.numbers / name).rglob("*.csv")]
        data += [one for one in (self.numbers / TARGETS,) if one.is_file()]
        numbers = [path for path in self.numbers.glob("*.yaml") if path.name not in {*BESIDE, TARGETS}]
        laws = [path for path in self.code.rglob("*.py") if _makes_numbers(path.relative_to(self.code).parts)]
        return {
            "data": {path.relative_to(self.numbers).as_posix(): sha256(path) for path in sorted(data)},
            "parameters": {path.name: sha256(path) for path in sorted(numbers)},
            "laws": {path.relative_to(self.code).as_posix(): sha256(path) for path in sorted(laws)},
        }

    @cached_property
    def names(self) -> frozenset[str]:
        """What its code has functions of, its laws among them; without running it."""
        texts = (path.read_text(encoding="utf-8") for path in self.code.rglob("*.py"))
        return frozenset(name for text in texts for name in re.findall(r"^def ([a-z]\w*)\(", text, re.MULTILINE))

    def experiment(self, name: str) -> Document:
        """Read an experiment of this edition.

        Raises
        ------
        InvalidInput
            When there is none of that name, with the nearest.
        """
        from care2040.files.yaml_document import read

        known = {path.stem: path for path in sorted(self.experiments.glob("*.yaml"))}
        if name not in known:
            message = f"{self.name} has no experiment '{name}'"
            raise InvalidInput([Problem(self.name, 0, 0, "E983", message, did_you_mean(name, known))])
        return read(known[name])


def _makes_numbers(parts: tuple[str, ...]) -> bool:
    return parts[0] not in SEEN_ONLY and (parts[0] != LOOKS_BACK or parts[1] == FITS)


def present() -> Edition:
    """Return the edition that runs."""
    name = f"{PACKAGE} {version_text({'version': version(), 'commit': commit(checkout())})}"
    return Edition(name, package(), package_folder("parameters"), package_folder("experiments"))


def find(given: str, scratch: Path) -> Edition:
    """Return the edition that is meant.

    Parameters
    ----------
    given : str
        A folder with ``model/``, ``parameters/`` and ``experiments/``; one in which the package is installed; a commit
        or a tag of this checkout; or the folder of a result, which stands for the commit that made it.
    scratch : Path
        Where what git keeps may be written out.

    Raises
    ------
    InvalidInput
        When it is none of these.
    """
    if not given.strip():
        raise _no_edition("''", "nothing is named")
    place = Path(given)
    if place.is_file():
        raise _no_edition(given, "this is a file, not a folder")
    if place.is_dir():
        return _in_folder(given, place, scratch)
    root = checkout()
    identity = _git(root, "rev-parse", "--verify", "--quiet", f"{given}^{{commit}}") if root else None
    if root is None or identity is None:
        where = "and this checkout has no such commit or tag" if root else "and this is no checkout with commits"
        raise _no_edition(given, f"there is no such folder, {where}")
    return _written_out(given, root, identity.decode().strip(), scratch)


def _in_folder(given: str, place: Path, scratch: Path) -> Edition:
    inside = place if (place / "parameters").is_dir() and (place / "sectors").is_dir() else place / "care2040"
    if all((place / name).is_dir() for name in FOLDERS) and (place / "model" / "care2040").is_dir():
        return Edition(given, place / "model" / "care2040", place / "parameters", place / "experiments")
    if (inside / "sectors").is_dir() and all((inside / name).is_dir() for name in FOLDERS[1:]):
        return Edition(given, inside, inside / "parameters", inside / "experiments")
    if (place / MANIFEST).is_file():
        return _of_result(given, place, scratch)
    lacking = ", ".join(f"{name}/" for name in FOLDERS if not (place / name).is_dir()) or "model/care2040/"
    raise _no_edition(given, f"the folder lacks {lacking}")


def _of_result(given: str, place: Path, scratch: Path) -> Edition:
    """Return the edition that made a result, from the commit that its manifest names."""
    told, root = manifest_of(place) or {}, checkout()
    made = told.get("commit")
    if not made:
        raise _no_edition(given, "the result does not say which commit made it")
    identity = str(made["id"])
    if made["changed_since"]:
        raise _no_edition(given, f"what made the result was changed after {identity[:9]}, and is kept nowhere")
    if root is None or _git(root, "rev-parse", "--verify", "--quiet", f"{identity}^{{commit}}") is None:
        raise _no_edition(given, f"the result was made by {version_text(told)}, which is no commit of this checkout")
    return _written_out(given, root, identity, scratch)


def _written_out(given: str, root: Path, identity: str, scratch: Path) -> Edition:
    packed = _git(root, "archive", "--format=tar", identity, *FOLDERS)
    place = scratch / identity
    if packed is None:
        raise _no_edition(given, f"the commit {identity[:9]} does not have {', '.join(FOLDERS)}")
    with tarfile.open(fileobj=io.BytesIO(packed)) as held:
        held.extractall(place, filter="data")
    found = _in_folder(str(place), place, scratch)
    short = identity[:9]
    name = given if given.startswith(short[:7]) or identity.startswith(given) else f"{given} ({short})"
    return Edition(name, found.code, found.parameters, found.experiments)


def _git(root: Path, *arguments: str) -> bytes | None:
    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def _no_edition(given: str, why: str) -> InvalidInput:
    return InvalidInput([Problem(given, 0, 0, "E981", f"this is no edition of the model: {why}", HINT)])
