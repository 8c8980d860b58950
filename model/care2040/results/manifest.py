"""How a result was made: version, commit, hashes of all inputs, seed, packages, command, seconds."""

import hashlib
import json
import platform
import re
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from care2040.files.fingerprints import hashes, sha256
from care2040.files.package_files import checkout, package, package_folder
from care2040.files.result_folder import MANIFEST
from care2040.language.cities.here import the_city
from care2040.language.cities.layers import hashes_of

if TYPE_CHECKING:
    from care2040.inputs.experiments.experiment import Experiment

PACKAGE = "care2040"
MAKES = ("model/care2040", "parameters")
"""Folders of a checkout that a result hangs on: its code and its numbers."""
OWN_EXPERIMENT = "experiment.yaml"
"""Name, inside a result, of an experiment that was given as a mapping and stands in no file."""


@dataclass(frozen=True)
class Made:
    """What is only known when a run begins: see `begin`; `text` is that of an experiment that stands in no file."""

    experiment_file: Path
    command: tuple[str, ...]
    started: datetime
    inputs: dict[str, Any]
    text: str = ""


def begin(experiment: Path | str, command: Sequence[str], parameters: Path | None = None) -> Made:
    """Note the time and the hashes of all inputs: a file edited during the run changes nothing.

    An experiment is its file, or its text, which is then kept in the result as `OWN_EXPERIMENT`.
    """
    text = experiment if isinstance(experiment, str) else ""
    file = Path(OWN_EXPERIMENT) if isinstance(experiment, str) else experiment
    inputs = {
        "experiment_sha256": sha256(file) if not text else hashlib.sha256(text.encode()).hexdigest(),
        "parameters_sha256": hashes_of(parameters or package_folder("parameters")),
        "equations_sha256": hashes(package() / "sectors"),
    }
    typed = (word.encode("utf-8", "replace").decode() for word in command)  # names of files may hold any byte
    return Made(file, tuple(typed), datetime.now(UTC), inputs, text)


def version() -> str:
    """Return the version of the installed package; ``not installed`` when it runs from bare files."""
    try:
        return metadata.version(PACKAGE)
    except metadata.PackageNotFoundError:
        return "not installed"


def commit(root: Path | None) -> dict[str, Any] | None:
    """Return the commit of a checkout and whether what makes a result differs from it; None without a commit or git.

    What lies around is no part of a result; its experiment has a hash of its own in the manifest.
    """
    if root is None:
        return None
    identity = _git(root, "rev-parse", "--verify", "HEAD")
    state = _git(root, "status", "--porcelain", "--", *MAKES)
    return {"id": identity, "changed_since": bool(state)} if identity else None


def _git(root: Path, *arguments: str) -> str | None:
    try:
        done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


def packages() -> dict[str, str]:
    """Return the installed version of Python packages that the package asks for, by name."""
    try:
        wanted = metadata.requires(PACKAGE) or []
    except metadata.PackageNotFoundError:
        return {}
    names = [re.split(r"[^A-Za-z0-9._-]", line, maxsplit=1)[0] for line in wanted if "extra ==" not in line]
    compiler = [name for name in ("llvmlite",) if find_spec(name)]  # last digits of many runs hang on it
    return {name: metadata.version(name) for name in sorted([*names, *compiler], key=str.lower)}


def describe(experiment: "Experiment", made: Made) -> dict[str, Any]:
    """Return how a result is made: the manifest without its files and seconds."""
    return {
        "experiment": {
            "name": experiment.name,
            "title": dict(experiment.title),
            "question": dict(experiment.question),
            "file": str(made.experiment_file).encode("utf-8", "replace").decode(),
            "policies": list(experiment.policies),
            "scenarios": list(experiment.scenarios),
            "draws": experiment.draws,
            "seed": experiment.seed,
            "start": experiment.start,
            "end": experiment.end,
            "resolution": experiment.resolution,
            "equations": dict(experiment.equations),
            "drawn_laws": {quantity: dict(chances) for quantity, chances in experiment.drawn_laws.items()},
            "learn": experiment.learn,
        },
        "city": the_city().facts(),
        "command": list(made.command),
        "started": stamp(made.started),
        "version": version(),
        "commit": commit(checkout()),
        "inputs": made.inputs,
        "packages": packages(),
        "python": platform.python_version(),
        "platform": platform.platform(),
    }


def maker(facts: Mapping[str, Any]) -> str:
    """Return what made a result in a few words, such as ``care2040 0.1.0 (1f3870be2)``."""
    return f"{PACKAGE} {version_text(facts)}"


def version_text(facts: Mapping[str, Any]) -> str:
    """Return the version that made a result, with the commit where there is one: ``0.1.0 (1f3870be2)``."""
    if facts["commit"] is None:
        return str(facts["version"])
    changed = ", changed" if facts["commit"]["changed_since"] else ""
    return f"{facts['version']} ({facts['commit']['id'][:9]}{changed})"


def write(facts: dict[str, Any], folder: Path, made: Made) -> None:
    """Write the manifest of a result, with the hash of every other file in its folder."""
    seconds = (datetime.now(UTC) - made.started).total_seconds()
    whole = {**facts, "seconds": round(seconds, 3), "files": hashes(folder)}
    (folder / MANIFEST).write_text(json.dumps(whole, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def stamp(moment: datetime) -> str:
    """Return a moment as text, in UTC to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
