"""``care2040 edition``: what it tells, in either language, in which form, and what it refuses before it runs."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.analysis.test_editions import comparison
from typer.testing import Result

from care2040.analysis.editions.comparison import Comparison, read
from care2040.study.editions import compare

Call = Callable[..., Result]


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """Let two editions be compared in no time; return what was asked."""
    asked: list[tuple[object, ...]] = []

    def told(*words: object) -> Comparison:
        asked.append(words)
        return comparison()

    monkeypatch.setattr(compare, "compare", told)
    return asked


def test_it_tells_the_headline_the_parts_and_what_differs(call: Call, compared: list[tuple[object, ...]]) -> None:
    told = call("edition", "old", "new", "--rows", 1).stdout
    assert "Care workers needed, 2040: from 20.00% to 19.80%; −0.20 percentage points (parameters −0.25" in told
    assert "Moved so far that it shows: 2 of the 3 results" in told
    assert "and 1 more: --rows 2" in told
    assert "Parameters: what differs: 3 (quit_rate, +one, +two)" in told
    assert compared[0][:2] == ("old", "new")


def test_it_speaks_dutch(call: Call, compared: list[tuple[object, ...]]) -> None:
    told = call("--language", "nl", "edition", "old").stdout
    assert "vergelijkingen" in told
    assert "Zichtbaar verschoven: 2 van de 3 uitkomsten" in told
    assert compared[0][1] is None


def test_json_and_files_hold_all_of_it(call: Call, compared: list[tuple[object, ...]], tmp_path: Path) -> None:
    assert json.loads(call("edition", "old", "--format", "json").stdout)["moves"][0]["indicator"] == "shortage"
    for name in ("e.json", "e.csv", "e.md"):
        assert call("edition", "old", "--to", tmp_path / name).exit_code == 0
    assert read(tmp_path / "e.json") == comparison()
    assert (tmp_path / "e.csv").read_text("utf-8").count("\n") == 5
    assert (tmp_path / "e.md").read_text("utf-8").startswith("# What moved: new beside old")


def test_bad_use_is_told_before_anything_runs(call: Call, tmp_path: Path) -> None:
    wrong = call("edition", "old", "--to", "e.xlsx")
    assert wrong.exit_code == 3
    assert "E986" in wrong.stderr
    nowhere = call("edition", tmp_path)
    assert nowhere.exit_code == 3
    assert "E981" in nowhere.stderr
    assert json.loads(call("edition", tmp_path, "--format", "json").stdout)[0]["code"] == "E981"
