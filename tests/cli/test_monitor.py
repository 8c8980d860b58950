"""``care2040 monitor``: what it tells, what it writes, and what it refuses."""

import csv
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from typer.testing import Result

import care2040
from care2040.files.problems import InvalidInput
from care2040.study.project import Project

BACK = """\
title: {en: Looking back <now>, nl: Terugkijken}
question: {en: What do the counts change?, nl: Wat veranderen de tellingen?}
start: 2016
end: 2027
resolution: city
monitor: true
draws: 150
scenarios: {evidence: {}, contained: {}}
indicators: [care_share_needed, shortage]
"""

APART = ("--apart", "3")


def ran(folder: Path, name: str, text: str) -> Path:
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    care2040.open().run(folder / f"{name}.yaml", to=folder / name, progress=False)
    return folder / name


@pytest.fixture(scope="module")
def back(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a result with few draws of the counted years."""
    return ran(tmp_path_factory.mktemp("back"), "back", BACK)


@pytest.fixture
def monitor(caller: Callable[..., Callable[..., Result]], tmp_path: Path) -> Callable[..., Result]:
    return partial(caller(tmp_path, "monitor"), "monitor")


def test_it_says_what_came_and_what_that_changes(monitor: Callable[..., Result], back: Path) -> None:
    told = monitor(back, "--temper", *APART)
    assert told.exit_code == 0, told.output
    words = " ".join(told.stdout.split())
    for piece in (
        "The counts of 2016 to 2021 weigh 150 draws",
        "As good as 50 draws are left",
        "at full weight too few draws would be left",
        "none of a district",
        "counts that were kept apart",
        "Every scenario was as likely at the start. The scenarios have not parted yet",
        "Care workers needed in 2026, scenario ‘evidence’",
        "Severely lonely part Utrecht October 2022 kept apart",
        "All together 79",
    ):
        assert piece in words, piece


def test_it_speaks_dutch(monitor: Callable[..., Result], back: Path) -> None:
    words = " ".join(monitor(back, "--temper", *APART, "--language", "nl").stdout.split())
    assert "De tellingen van 2016 tot en met 2021 wegen 150 trekkingen" in words
    assert "Wachtlijst voor verpleeghuizen Nederland december 2024 bleef apart" in words
    assert "De scenario's zijn nog niet uit elkaar" in words


def test_it_is_data_for_programs(monitor: Callable[..., Result], back: Path) -> None:
    data = json.loads(monitor(back, "--temper", *APART, "--scenario", "contained", "--format", "json").stdout)
    assert data["draws"] == 150
    assert data["effective_draws"] == pytest.approx(50)
    assert data["tempered"] < 1
    assert [one["name"] for one in data["scenarios"]] == ["contained"]
    assert {one["scenario"] for one in data["ahead"]} == {"contained"}
    assert data["held_out_together"]["counts"] == 79
    assert all(0 <= one["percentile"] <= 100 for one in data["counts"])


def test_counts_that_are_held_out_can_weigh(monitor: Callable[..., Result], back: Path) -> None:
    told = monitor(back, "--temper", "--held-out")
    assert "none is left to test by" in told.stdout
    data = json.loads(monitor(back, "--temper", "--held-out", "--format", "json").stdout)
    assert data["held_out_together"]["counts"] == 0
    assert {one["role"] for one in data["counts"]} == {"weighs", "beside"}


def test_it_writes_tables_words_and_figures(monitor: Callable[..., Result], back: Path, tmp_path: Path) -> None:
    told = monitor(back, "--temper", *APART, "--to", tmp_path / "told")
    assert told.exit_code == 0, told.output
    place = tmp_path / "told"
    names = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}
    figures = {f"figures/{name}.{language}.png" for name in ("monitor", "moved") for language in ("nl", "en")}
    tables = {f"monitor_{name}.csv" for name in ("counts", "held_out", "ahead", "parameters", "scenarios")}
    assert figures | tables | {"monitor.md", "monitor_nl.md"} <= names
    with (place / "monitor_counts.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    lonely = next(row for row in rows if row["name"] == "severely_lonely" and row["year"] == "2022.75")
    assert float(lonely["value"]) == 0.15
    assert lonely["unit"] == "dimensionless"
    assert float(lonely["before_low"]) < float(lonely["before_middle"]) < float(lonely["before_high"])
    page = (place / "monitor_nl.md").read_text(encoding="utf-8")
    assert page.startswith("# Wat er sindsdien is geteld: Terugkijken")
    assert "| Ernstig eenzame volwassenen | Utrecht | oktober 2022 | bleef apart |" in page
    assert "Looking back \\<now>" in (place / "monitor.md").read_text(encoding="utf-8")
    facts = json.loads((place / "figures" / "monitor.nl.json").read_text(encoding="utf-8"))
    assert facts["numbers"]["held_out"]["counts"] == 79


def test_what_it_writes_in_the_result_becomes_part_of_it(monitor: Callable[..., Result], back: Path) -> None:
    assert monitor(back, "--temper", "--to", back).exit_code == 0
    manifest = json.loads((back / "manifest.json").read_text(encoding="utf-8"))
    assert {"monitor.md", "figures/moved.nl.png"} <= manifest["files"].keys()
    assert care2040.load(back).dataset.sizes["draw"] == 150, "the result is still whole"


def test_too_few_draws_are_told_with_how_many_it_takes(monitor: Callable[..., Result], back: Path) -> None:
    told = monitor(back)
    assert told.exit_code == 3
    assert "error[E934]" in told.stderr
    assert "of 150 draws, and it takes 50 to say anything" in told.stderr
    assert "ask for some" in told.stderr
    assert "--temper" in told.stderr


def test_a_place_that_takes_no_files_is_refused_before_anything_is_weighed(
    monitor: Callable[..., Result], back: Path
) -> None:
    told = monitor(back, "--to", "/")
    assert told.exit_code == 3
    assert "error[E903]" in told.stderr
    assert "E934" not in told.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--policy", "as_si"), "this result holds no policy 'as_si'"),
        (("--scenario", "evidense"), "did you mean 'evidence'?"),
        (("--scenario", "evidense", "--policy", "nobody"), "2 errors"),
    ],
)
def test_a_name_that_is_not_there_is_told_with_the_nearest(
    monitor: Callable[..., Result], back: Path, words: tuple[str, ...], said: str
) -> None:
    told = monitor(back, *words)
    assert told.exit_code == 3
    assert "E927" in told.stderr
    assert said in told.stderr


@pytest.mark.parametrize(
    ("change", "said", "hint"),
    [
        (("monitor: true\n", ""), "did not keep", "put 'monitor: true' in the experiment"),
        (("draws: 150\n", ""), "has one run", "draws: 1000"),
        (("start: 2016\n", "start: 2024\n"), "nothing weighs", "start: 2016"),
        (("monitor: true\n", "monitor: true\nlearn: true\n"), "would weigh twice", "without 'learn: true'"),
        (
            ("draws: 150\n", "sweep: {method: grid, samples: 2, parameters: [quit_rate]}\n"),
            "a grid design were laid by somebody",
            "in place of the sweep",
        ),
        (
            ("draws: 150\n", "sweep: {method: morris, samples: 4, parameters: [quit_rate, lateral_entry_rate]}\n"),
            "a morris design were laid by somebody",
            "in place of the sweep",
        ),
    ],
)
def test_a_result_that_counts_cannot_weigh_is_refused(
    monitor: Callable[..., Result], tmp_path: Path, change: tuple[str, str], said: str, hint: str
) -> None:
    text = BACK.replace(*change).replace("draws: 150", "draws: 4")
    told = monitor(ran(tmp_path, "other", text), *APART)
    assert told.exit_code == 3
    assert "error[E933]" in told.stderr
    assert said in told.stderr
    assert hint in told.stderr


def test_a_folder_that_is_no_result_is_refused(monitor: Callable[..., Result], tmp_path: Path) -> None:
    told = monitor(tmp_path / "nowhere", "--format", "json")
    assert told.exit_code == 3
    assert json.loads(told.stdout)[0]["code"] == "E921"


def test_a_notebook_asks_the_project(project: Project, back: Path) -> None:
    found = project.monitor(care2040.load(back), temper=True, apart=3)
    assert found.effective == pytest.approx(50)
    assert "of the 79 counts that were kept apart" in found.figure("monitor", "en").story.title
    assert project.monitor(back, scenarios=["contained"], temper=True).scenario == "contained"
    assert project.monitor(back, scenarios="contained", temper=True).scenario == "contained"
    with pytest.raises(InvalidInput, match="no scenario 'containd'") as told:
        project.monitor(back, scenarios="containd")
    assert len(told.value.problems) == 1
    with pytest.raises(InvalidInput, match="no scenario 'containd'"):
        project.monitor(back, scenarios=["containd"])
