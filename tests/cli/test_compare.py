"""``care2040 compare cities``: what it tells, in either language and form, what it writes, and what it refuses."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.analysis.test_between_cities import comparison
from typer.testing import Result

from care2040.analysis.between_cities.comparison import CityComparison
from care2040.study.cities import compare

Call = Callable[..., Result]
TWO = ("--city", "utrecht", "--city", "amersfoort")


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, dict[str, Any]]]:
    """Let two cities be compared in no time; return what was asked."""
    found: list[tuple[Any, dict[str, Any]]] = []

    def told(*given: Any, **named: Any) -> CityComparison:
        found.append((given, named))
        return comparison()

    monkeypatch.setattr(compare, "compare_cities", told)
    return found


def test_it_tells_both_cities_and_why(call: Call, asked: list[tuple[Any, dict[str, Any]]]) -> None:
    told = call("compare", "cities", "one_in_four", *TWO, "--year", 2030, "--policy", "technology").stdout
    assert "20.0% in Utrecht, 21.0% in Amersfoort; +1.0 percentage points" in told
    assert "Of which because of what is borrowed" in told
    (given, named), *_ = asked
    assert given == (["utrecht", "amersfoort"], Path("one_in_four"))
    assert (named["year"], named["policy"]) == (2030, "technology")


def test_it_speaks_dutch_wherever_that_is_asked(call: Call, asked: list[tuple[Any, dict[str, Any]]]) -> None:
    before = call("--language", "nl", "compare", "cities", "one_in_four", *TWO).stdout
    assert "Daarvan door wat is geleend" in before
    assert "the" not in before.split()
    assert call("compare", "cities", "one_in_four", *TWO, "--language=nl").stdout == before


def test_data_and_files_hold_all_of_it(call: Call, asked: list[tuple[Any, dict[str, Any]]], tmp_path: Path) -> None:
    data = json.loads(call("compare", "cities", "one_in_four", *TWO, "--format", "json").stdout)
    assert data["cities"] == ["utrecht", "amersfoort"]
    assert "Wrote cities.csv" in call("compare", "cities", "one_in_four", *TWO, "--to", tmp_path / "out").stdout
    for name in ("cities.csv", "cities_causes.csv", "cities.nl.md", "cities.en.md", "figures/cities.nl.png"):
        assert (tmp_path / "out" / name).is_file(), name


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), "E987"),
        (("--city", "utrecht", "--city=utrecht"), "E987"),
        (("--city", "utrecht", "--city", "amersfort"), "E230"),
        ((*TWO, "--indicator", "shortge"), "E402"),
    ],
)
def test_what_cannot_be_asked_ends_with_three(call: Call, words: tuple[str, ...], code: str) -> None:
    refused = call("compare", "cities", "one_in_four", *words)
    assert refused.exit_code == 3
    assert code in refused.stderr


def test_a_city_before_the_command_is_not_one_of_the_two(call: Call) -> None:
    refused = call("--city", "utrecht", "compare", "cities", "one_in_four", "--city", "amersfoort")
    assert refused.exit_code == 3
    assert "1 named" in refused.stderr
