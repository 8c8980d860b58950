"""``care2040 edition``: what it tells, in either language, in which form, and what it refuses before it runs."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from tests.analysis.test_editions import comparison
from typer.testing import Result

from care2040.analysis.editions.comparison import Comparison, read
from care2040.files.problems import InvalidInput
from care2040.study.editions import compare
from care2040.study.editions.edition import present
from care2040.study.editions.mixture import Pair
from care2040.study.editions.question import Question

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


def test_another_city_is_refused_wherever_it_is_named(
    call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for words in (("--city", "amersfoort", "edition", "HEAD"), ("edition", tmp_path, "--city", "amersfoort")):
        wrong = call(*words)
        assert wrong.exit_code == 3
        assert "E989" in wrong.stderr
        assert "this is about amersfoort" in " ".join(wrong.stderr.split())
    assert "E981" in call("--city", "utrecht", "edition", tmp_path).stderr
    monkeypatch.setenv("CARE2040_CITY", "amersfoort")
    assert "E989" in call("edition", tmp_path).stderr


def test_an_experiment_of_another_city_is_refused(tmp_path: Path) -> None:
    experiments = tmp_path / "experiments"
    experiments.mkdir()
    (experiments / "there.yaml").write_text("city: amersfoort\nindicators: [shortage]\n", encoding="utf-8")
    one = replace(present(), experiments=experiments)
    with pytest.raises(InvalidInput, match=r"there\.yaml.*E989.*this is about amersfoort"):
        Question("there").settled(Pair(one, one))
