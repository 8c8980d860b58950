"""``python -m tools.release VERSION``: all that a release is, made beside the checkout and taken over at the end."""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Annotated

import typer
import yaml

ROOT = Path(__file__).parents[1]
PAGE = "docs/releases.md"
UNRELEASED = "## Unreleased"
FIRST_ENTRY = "<!-- the newest first -->"

CHECKS = (
    ("-m", "ruff", "check"),
    ("-m", "ruff", "format", "--check"),
    ("-m", "tools.refresh", "--check"),
    ("-m", "care2040", "check"),
)
"""What must pass before a version is made; the tests are those of ``.ci/run``."""
MOST_DRAWS = 100
"""Sweeps, and experiments with more draws than this, take many runs; their results are not in the table."""

Version = tuple[int, int, int]


class Refused(Exception):
    """There can be no release, and nothing was changed."""


def release(version: str, dry_run: bool = False, root: Path = ROOT) -> str:
    """Release a version: changelog, version and results in a commit with a tag, wheel and source in ``dist/``.

    Parameters
    ----------
    version : str
        Such as ``0.2.0``. Results may move only when the first or the second number does.
    dry_run : bool
        Do everything, and leave the checkout, its tags and ``dist/`` as they are.
    root : path
        The checkout.

    Returns
    -------
    str
        What was done, or the changes that would be committed.

    Raises
    ------
    Refused
        When the version is no next version, the checkout holds changes, nothing is told in the changelog, or a check,
        the build or a run fails.
    """
    _check_version(version, root)
    _check_checkout(root)
    today = datetime.now(UTC).date().isoformat()
    with _copy(root) as copy:
        _set_version(copy, version, today)
        for words in CHECKS:
            _python(copy, *words, path=copy / "model")
        built = copy / "dist"
        _python(copy, "-m", "build", "--wheel", "--no-isolation", "--outdir", built)
        (wheel,) = built.glob("*.whl")
        _add_entry(copy, _entry(version, today, copy, wheel))
        _git(copy, "add", "--update")
        changes = _git(copy, "diff", "--cached")
        _git(copy, "commit", "--quiet", "--no-verify", "--message", f"Release {version}")
        _python(copy, "-m", "build", "--sdist", "--no-isolation", "--outdir", built)
        if dry_run:
            return f"{changes}\nnothing is changed: this was a dry run of {version}"
        return _take_over(root, copy, version)


def _numbers(version: str) -> Version:
    if not re.fullmatch(r"(0|[1-9]\d*)(\.(0|[1-9]\d*)){2}", version):
        raise Refused(f"'{version}' is no version: three numbers, such as 0.2.0")
    major, minor, patch = map(int, version.split("."))
    return major, minor, patch


def _check_version(version: str, root: Path) -> None:
    asked, now = _numbers(version), _current(root)
    tags = _git(root, "tag", "--list", "v*").split()
    if f"v{version}" in tags:
        raise Refused(f"{version} is released already: the tag v{version} is there")
    released = [_numbers(tag[1:]) for tag in tags if re.fullmatch(r"v\d+\.\d+\.\d+", tag)]
    for other in (_numbers(now), *released):
        if asked < other:
            raise Refused(f"{version} comes before {'.'.join(map(str, other))}, which is there already")


def _current(root: Path) -> str:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["version"])


def _check_checkout(root: Path) -> None:
    changed = _git(root, "status", "--porcelain")
    if changed:
        raise Refused(f"the checkout holds changes; commit them, or put them away:\n{changed}")
    if not _git(root, "branch", "--show-current"):
        raise Refused("no branch is checked out: git switch main")
    told = _section((root / "CHANGELOG.md").read_text(encoding="utf-8"))
    if not told.strip():
        raise Refused(f"CHANGELOG.md tells nothing under '{UNRELEASED}': what can be done, and which results move?")


def _section(changelog: str) -> str:
    """Return what stands under the heading of what is not released."""
    found = re.search(rf"^{UNRELEASED}$(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL)
    if found is None:
        raise Refused(f"CHANGELOG.md has no heading '{UNRELEASED}'")
    return found[1]


@contextmanager
def _copy(root: Path) -> Iterator[Path]:
    """Give the last commit in a folder of its own, which is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "care2040")
        _git(root, "worktree", "add", "--quiet", "--detach", str(copy))
        try:
            yield copy
        finally:
            _git(root, "worktree", "remove", "--force", str(copy))


def _set_version(copy: Path, version: str, today: str) -> None:
    _replace(copy / "pyproject.toml", r'^version = ".*"$', f'version = "{version}"')
    _replace(copy / "CITATION.cff", r"^version: .*$", f"version: {version}")
    _replace(copy / "CITATION.cff", r"^date-released: .*$", f"date-released: {today}")
    _replace(copy / "CHANGELOG.md", rf"^{UNRELEASED}$", f"{UNRELEASED}\n\n## {version} ({today})")


def _replace(file: Path, line: str, by: str) -> None:
    text, count = re.subn(line, lambda _: by, file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    if count != 1:
        raise Refused(f"{file.name} has {count} lines like '{line}', and should have one")
    file.write_text(text, encoding="utf-8", newline="\n")


def _entry(version: str, today: str, copy: Path, wheel: Path) -> str:
    """Return what the page says of a version, after running what the wheel ships."""
    short, long = _by_length(copy / "experiments")
    rows = [f"| `{name}` | `{hashed}` |" for name, hashed in _results(wheel, short).items()]
    packages = ", ".join(f"{name} {version_of(name)}" for name in ("numpy", "scipy", "pandas"))
    lines = [
        f"## {version} ({today})",
        "",
        f"Python {platform.python_version()} on {platform.system()} {platform.machine()}, {packages}.",
        f"Left out, for they take many runs: {', '.join(f'`{name}`' for name in long) or 'none'}.",
        "",
        "| experiment | SHA-256 of its `indicators.csv` |",
        "|---|---|",
        *rows,
    ]
    return "\n".join(lines)


def _by_length(experiments: Path) -> tuple[list[str], list[str]]:
    """Return the names of the experiments that run in seconds, and of the others."""
    names: dict[bool, list[str]] = {True: [], False: []}
    for path in sorted(experiments.glob("*.yaml")):
        asked = yaml.safe_load(path.read_text(encoding="utf-8"))
        names["sweep" not in asked and asked.get("draws", 1) <= MOST_DRAWS].append(path.stem)
    return names[True], names[False]


def _results(wheel: Path, names: list[str]) -> Mapping[str, str]:
    """Return the hash of the numbers of each experiment, run with its own settings from the wheel alone."""
    from care2040.files.fingerprints import sha256

    hashes = {}
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder, "package")
        zipfile.ZipFile(wheel).extractall(package)
        for name in names:
            print(f"running {name}", flush=True)
            _python(Path(folder), "-m", "care2040", "run", name, path=package)
            hashes[name] = sha256(Path(folder, "outputs", name, "indicators.csv"))
    return hashes


def _add_entry(copy: Path, entry: str) -> None:
    _replace(copy / PAGE, f"^{FIRST_ENTRY}$", f"{FIRST_ENTRY}\n\n{entry}")


def _take_over(root: Path, copy: Path, version: str) -> str:
    """Move the branch to the commit of the release and name it; only here the checkout changes."""
    made = _git(copy, "rev-parse", "HEAD")
    _git(root, "merge", "--quiet", "--ff-only", made)
    _git(root, "tag", "--annotate", f"v{version}", "--message", f"care2040 {version}")
    (root / "dist").mkdir(exist_ok=True)
    names = []
    for file in sorted((copy / "dist").glob("care2040*")):
        (root / "dist" / file.name).write_bytes(file.read_bytes())
        names.append(f"dist/{file.name}")
    return f"released {version}: {', '.join(names)}\nto publish it: git push --follow-tags"


def _python(folder: Path, *words: str | Path, path: Path | None = None) -> None:
    environment = dict(os.environ) if path is None else os.environ | {"PYTHONPATH": str(path)}
    done = subprocess.run(
        [sys.executable, *words], cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        raise Refused(f"{' '.join(map(str, words))} failed:\n{done.stdout}{done.stderr}")


def _git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *words], cwd=folder, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise Refused(f"git {' '.join(words)} failed: {done.stderr.strip()}")
    return done.stdout.strip()


def main(
    version: str,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Do everything, and keep nothing of it.")] = False,
) -> None:
    """Release VERSION: checks, version, changelog, wheel and source, results with their hashes, commit and tag."""
    try:
        print(release(version, dry_run))
    except Refused as error:
        sys.exit(f"no release: {error}")


if __name__ == "__main__":
    typer.run(main)
