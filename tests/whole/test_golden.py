"""The indicators are those of the golden tables; whoever moves them says so, and why."""

from pathlib import Path

import pytest
import typer
from tools.golden import golden, tables
from typer.testing import CliRunner

APP = typer.Typer()
APP.command()(golden.golden)


FIRST = "one_in_four"
"""What the fast tests look at; the others take half a second each."""


@pytest.mark.parametrize(
    "experiment",
    [pytest.param(name, marks=[] if name == FIRST else pytest.mark.slow) for name in tables.EXPERIMENTS],
)
def test_indicators_are_the_golden_ones(experiment: str) -> None:
    old, new = tables.written(experiment), tables.today(experiment)
    assert old.keys() == new.keys(), f"other rows than the golden table has; {golden.MEANT}"
    said = [str(one) for one in tables.moved(old, new)]
    assert not said, "\n".join([f"{len(said)} golden numbers of {experiment} moved:", *said[:40], golden.MEANT])


def test_a_number_that_moved_is_named_with_its_scenario_year_and_size() -> None:
    old = {("evidence", "homes", "dwelling"): (100.0, 200.0, 0.0, 400.0)}
    new = {("evidence", "homes", "dwelling"): (100.0, 200.004, 1e-8, 401.0)}
    assert [str(one) for one in tables.moved(old, new)] == [
        "evidence, homes in 2030: 200 -> 200.004 dwelling (+0.002%)",
        "evidence, homes in 2040: 400 -> 401 dwelling (+0.250%)",
    ]


def test_six_digits_are_close_enough_to_be_golden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "FOLDER", tmp_path)
    table = {("evidence", "homes", "dwelling"): (1.0000049, 123456.49, 0.0, 9.999994e-7)}
    tables.write("any", table)
    text = (tmp_path / "any.csv").read_text(encoding="utf-8")
    assert text.startswith("scenario,indicator,unit,2024,2030,2035,2040\nevidence,homes,dwelling,1,123456,0,")
    assert tables.moved(tables.written("any"), table) == []


def asked(*arguments: str):
    return CliRunner().invoke(APP, arguments)


@pytest.fixture
def one_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An experiment of one row that moved, and a folder with its golden table."""
    monkeypatch.setattr(tables, "FOLDER", tmp_path)
    tables.write("one_in_four", {("evidence", "homes", "dwelling"): (100.0, 200.0, 300.0, 400.0)})
    monkeypatch.setattr(tables, "today", lambda name: {("evidence", "homes", "dwelling"): (100.0, 250.0, 300.0, 401.0)})
    return tmp_path / "one_in_four.csv"


def test_what_moved_is_shown_as_a_table_the_largest_first_and_nothing_is_written(one_row: Path) -> None:
    before = one_row.read_bytes()
    result = asked("one_in_four")
    assert result.exit_code == 1
    assert "one_in_four: 4 numbers, 2 moved" in result.output
    rows = [line.split() for line in result.output.splitlines() if line.startswith("  evidence")]
    assert rows == [
        ["evidence", "homes", "2030", "200", "250", "+25.000%", "dwelling"],
        ["evidence", "homes", "2040", "400", "401", "+0.250%", "dwelling"],
    ]
    assert "and 1 more: --rows 2" in asked("one_in_four", "--rows", "1").output
    assert one_row.read_bytes() == before


def test_refresh_writes_what_the_model_gives(one_row: Path) -> None:
    assert asked("one_in_four", "--refresh").exit_code == 0
    assert tables.written("one_in_four") == tables.today("one_in_four")
    assert "none moved" in asked("one_in_four").output


def test_an_unknown_experiment_is_told_with_the_nearest_name() -> None:
    result = asked("one_in_for")
    assert result.exit_code == 3
    assert "did you mean 'one_in_four'?" in result.output
