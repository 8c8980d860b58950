"""The versions that the README installs: every package that is asked for is among them, in a version that fits."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from tools.lock import PYTHONS

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LINES = [
    line for line in (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines() if not line.startswith("#")
]
PINS = [Requirement(line) for line in LINES]
EXTRAS = [text for extra in PROJECT["optional-dependencies"].values() for text in extra]
ASKED = [Requirement(text) for text in (*PROJECT["dependencies"], *EXTRAS)]


@pytest.mark.parametrize("asked", ASKED, ids=str)
def test_what_is_asked_for_has_a_version(asked: Requirement) -> None:
    if asked.name == PROJECT["name"]:
        return
    pins = [pin for pin in PINS if canonicalize_name(pin.name) == canonicalize_name(asked.name)]
    assert pins, "run: python -m tools.lock"
    for pin in pins:
        (only,) = pin.specifier
        assert only.operator == "=="
        assert asked.specifier.contains(only.version, prereleases=True), "run: python -m tools.lock"


def test_the_file_says_nothing_of_where_packages_come_from() -> None:
    assert not [line for line in LINES if re.search(r"https?:|@|--|\.whl|/", line)]


def test_both_lines_of_the_readme_install_these_versions_on_every_system() -> None:
    installs = re.findall(r"^.*pip install .*$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert len(installs) == 4
    assert all("pip install -c constraints.txt" in line for line in installs)


def test_every_python_that_is_promised_is_looked_at() -> None:
    promised = [text.rpartition(" ")[2] for text in PROJECT["classifiers"] if "Python :: 3." in text]
    assert promised == [*PYTHONS]
