"""The register of observations: what is read, what is refused, what is kept out, and how a count is added."""

import re
import shutil
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from care2040.analysis.observations.adding import add
from care2040.analysis.observations.register import FILE, load
from care2040.analysis.observed import rows_of, year_of
from care2040.analysis.validation.hindcast import beside_count
from care2040.cli.app import app
from care2040.files.package_files import package_folder
from care2040.files.problems import InvalidInput
from care2040.language.cities.layers import path_of
from care2040.sectors import load_model
from care2040.study.project import open_project

TODAY = date(2026, 7, 1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the parameters that a test may write in."""
    return Path(shutil.copytree(package_folder("parameters"), tmp_path / "parameters"))


def read(folder: Path):
    return load(folder, load_model(), TODAY)


def changed(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / "cities" / "utrecht" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def appended(folder: Path, table: str, row: str) -> None:
    path = path_of(folder, f"observed/{table}.csv")
    path.write_text(path.read_text(encoding="utf-8").rstrip() + f"\n{row}\n", encoding="utf-8")


def test_every_series_that_ships_has_counts_and_nothing_is_left_out() -> None:
    register = read(package_folder("parameters"))
    assert register.problems == ()
    assert len(register.series) == 30
    assert all(register.of(series) for series in register.series.values())
    assert all(one.error > 0 for one in register.observations)
    assert any(one.held_out for one in register.observations)


def test_counts_of_the_country_are_brought_to_the_city_and_parts_are_worked_out() -> None:
    register = read(package_folder("parameters"))
    lists = {one.year: one.value for one in register.of(register.series["nursing_home_list"])}
    assert lists[2024.0] == pytest.approx(22_000 * 0.01154)
    workers = {one.year: one.value for one in register.of(register.series["workers_in_care"])}
    assert workers[2022] == pytest.approx(1_616_000)
    posts = {one.year: one.value for one in register.of(register.series["open_posts_in_care"])}
    assert posts[2022] == pytest.approx(67_000 / 1_683_000, rel=1e-3)


def test_the_error_has_sampling_and_definition_in_it() -> None:
    register = read(package_folder("parameters"))
    series = register.series["severely_lonely"]
    last = register.of(series)[-1]
    assert last.error == pytest.approx(last.value * np.hypot(series.sampling, series.definition))


@pytest.mark.parametrize(
    ("old", "new", "code", "says"),
    [
        ("quantity: poverty_share", "quantity: povrty_share", "E402", "there is no quantity 'povrty_share'"),
        (
            "mental_health\n    place",
            "mental_helth\n    place",
            "E402",
            "'waiting_for_care' has no member 'mental_helth'",
        ),
        ("table: loneliness", "table: lonelines", "E001", "there is no table 'lonelines'"),
        ("measure: absence_share", "measure: absense", "E402", "'absence' has no measure 'absense'"),
        ("quantity: lonely_share", "quantity: homes", "E449", "counted in dimensionless, and the quantity in dwelling"),
        ("sampling: 0.06", "sampling: 0", "E106", "sampling"),
        ("sampling: 0.06", "sampling: 1.0e-12", "E106", "sampling"),
        ("sampling: 0.06", "sampling: 0.0004", "E106", "0.0005"),
        ("    sampling: 0.06\n", "", "E102", "the key 'sampling' is missing"),
    ],
)
def test_a_register_that_does_not_fit_is_refused_with_its_line(folder, old, new, code, says) -> None:
    changed(folder, FILE, old, new)
    with pytest.raises(InvalidInput) as caught:
        read(folder)
    told = [problem for problem in caught.value.problems if problem.code == code and says in str(problem)]
    assert told
    assert all(problem.line > 0 for problem in told)


def test_two_counts_of_one_day_that_contradict_each_other_are_both_kept_out(folder) -> None:
    appended(folder, "loneliness", "2022.75,severely_lonely_share,0.12,dimensionless,health_monitor_loneliness")
    register = read(folder)
    assert [one.year for one in register.of(register.series["severely_lonely"])] == [2016.75, 2018.75, 2020.75]
    (problem,) = register.problems
    assert "0.12" in problem.message
    assert "0.15" in problem.message
    assert "contradict each other" in problem.message


def test_the_same_count_twice_is_one_count(folder) -> None:
    appended(folder, "loneliness", "2022.75,severely_lonely_share,0.15,dimensionless,health_monitor_loneliness")
    register = read(folder)
    assert register.problems == ()
    assert len(register.of(register.series["severely_lonely"])) == 4


@pytest.mark.parametrize(
    ("row", "says"),
    [("2031,severely_lonely_share,0.2", "which has not been"), ("2024,severely_lonely_share,20", "a share")],
)
def test_what_has_not_been_or_cannot_be_is_kept_out(folder, row, says) -> None:
    appended(folder, "loneliness", f"{row},dimensionless,health_monitor_loneliness")
    register = read(folder)
    assert len(register.of(register.series["severely_lonely"])) == 4
    (problem,) = register.problems
    assert says in problem.message


def test_a_count_of_today_can_be_and_one_of_tomorrow_cannot(folder) -> None:
    assert [year_of(date(2021, 1, 1)), year_of(date(2024, 7, 2))] == [2021, 2024.5]
    last = date(2024, 12, 31)
    assert year_of(last) < 2025
    add(folder, load_model(), "severely_lonely", year_of(last), 0.14, "health_monitor_loneliness", last)
    with pytest.raises(InvalidInput, match="has not been"):
        add(folder, load_model(), "severely_lonely", 2025, 0.14, "health_monitor_loneliness", last)


def test_a_count_that_came_in_is_a_row_of_its_table(folder) -> None:
    path = add(folder, load_model(), "severely_lonely", 2024, 0.14, "health_monitor_loneliness", TODAY)
    assert path is not None
    assert path.read_text(encoding="utf-8").splitlines()[-1] == (
        "2024,severely_lonely_share,0.14,dimensionless,health_monitor_loneliness"
    )
    register = read(folder)
    assert register.of(register.series["severely_lonely"])[-1].value == 0.14
    # the same again is no second row that contradicts
    with pytest.raises(InvalidInput, match="was counted already"):
        add(folder, load_model(), "severely_lonely", 2024, 0.15, "health_monitor_loneliness", TODAY)


def test_a_calendar_year_that_is_not_over_cannot_be_counted(folder) -> None:
    words = (folder, load_model(), "employed_residents")
    for day in (date(2026, 1, 1), date(2026, 11, 28), date(2026, 12, 31)):
        with pytest.raises(InvalidInput, match="2026 is not over") as caught:
            add(*words, 2026, 240_000, "utrecht_monitor_labour", day)
        assert caught.value.problems[0].hint == "allowed: 1990 to 2025"
    with pytest.raises(InvalidInput, match="2028 has not been"):
        add(*words, 2028, 240_000, "utrecht_monitor_labour", TODAY)
    with pytest.raises(InvalidInput, match="1989 is too long ago"):
        add(*words, 1989, 240_000, "utrecht_monitor_labour", TODAY)
    appended(folder, "labour", "2026,employed_residents,240000,person,utrecht_monitor_labour")
    (problem,) = load(folder, load_model(), date(2026, 12, 31)).problems
    assert "has a count of 2026, which is not over" in problem.message
    register = load(folder, load_model(), date(2027, 1, 1))
    assert register.problems == ()
    assert register.of(register.series["employed_residents"])[-1].year == 2026


# 2024.99726 of 31 December is written as 2024.9973, and is no later than that day
def test_a_count_of_this_very_day_is_kept_when_it_is_read_again(folder) -> None:
    last = date(2024, 12, 31)
    add(folder, load_model(), "severely_lonely", year_of(last), 0.14, "health_monitor_loneliness", last)
    register = load(folder, load_model(), last)
    assert register.of(register.series["severely_lonely"])[-1].year == 2024.9973


def test_a_calendar_year_is_whole_and_counted_once(folder) -> None:
    words = (folder, load_model(), "employed_residents")
    with pytest.raises(InvalidInput, match=r"over a calendar year, not on 2021\.5") as caught:
        add(*words, 2021.5, 230_000, "utrecht_monitor_labour", TODAY)
    assert caught.value.problems[0].hint == "write 2021"
    with pytest.raises(InvalidInput, match="2021 was counted already") as caught:
        add(*words, 2021, 230_001, "utrecht_monitor_labour", TODAY)
    assert "another day" not in caught.value.problems[0].hint
    # half a year that was written by hand is that year too
    appended(folder, "labour", "2024.25,employed_residents,231000,person,utrecht_monitor_labour")
    with pytest.raises(InvalidInput, match=r"2024\.25 was counted already"):
        add(*words, 2024, 231_500, "utrecht_monitor_labour", TODAY)
    assert read(folder).problems == ()


# six figures would make 2024.12 of both
def test_days_of_one_week_stay_two_days(folder) -> None:
    words = (folder, load_model(), "severely_lonely")
    add(*words, 2024.1234567, 0.14, "health_monitor_loneliness", TODAY)
    add(*words, 2024.1243, 0.13, "health_monitor_loneliness", TODAY)
    register = read(folder)
    assert register.problems == ()
    counts = [(one.year, one.value) for one in register.of(register.series["severely_lonely"])]
    assert counts[-2:] == [(2024.1235, 0.14), (2024.1243, 0.13)]
    with pytest.raises(InvalidInput, match=r"2024\.1235 was counted already"):
        add(*words, 2024.12347, 0.15, "health_monitor_loneliness", TODAY)


def test_the_same_count_again_is_not_written_twice(folder, observe_add) -> None:
    words = ("severely_lonely", 2024, 0.14, "health_monitor_loneliness")
    assert "added severely_lonely 2024" in observe_add(*words)
    before = (folder / "cities" / "utrecht" / "observed" / "loneliness.csv").read_bytes()
    assert "is there already; nothing was written" in observe_add(*words)
    assert add(folder, load_model(), *words, TODAY) is None
    assert (folder / "cities" / "utrecht" / "observed" / "loneliness.csv").read_bytes() == before


# log(229 / 232000) is -6.92, and the whole error is hypot(0.015, 0.01, 0.01) = 0.0206
def test_a_count_far_from_the_last_one_takes_a_word(folder) -> None:
    with pytest.raises(InvalidInput, match="standard errors from") as caught:
        add(folder, load_model(), "employed_residents", 2025, 229, "utrecht_monitor_labour", TODAY)
    (problem,) = caught.value.problems
    last = rows_of(folder, "labour")
    counts = {float(row["year"]): float(row["value"]) for row in last if row["measure"] == "employed_residents"}
    errors = np.log(counts[max(counts)] / 229) / np.sqrt(0.015**2 + 0.01**2 + 0.01**2)
    assert problem.code == "E456"
    assert f"{errors:.0f} standard errors from {counts[max(counts)]:.12g} in {max(counts):g}" in problem.message
    assert "--sure" in problem.hint
    add(folder, load_model(), "employed_residents", 2025, 229, "utrecht_monitor_labour", TODAY, sure=True)
    register = read(folder)
    assert register.of(register.series["employed_residents"])[-1].value == 229


def test_more_homeless_people_than_residents_are_refused(folder) -> None:
    with pytest.raises(InvalidInput, match="1234567"):
        add(folder, load_model(), "homeless", 2025, 1_234_567, "health_monitor_homelessness_2022", TODAY)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf"), 0.0, -0.0, -5.0])
def test_no_count_is_nought_or_less_or_no_number_at_all(folder, value) -> None:
    before = (folder / "cities" / "utrecht" / "observed" / "labour.csv").read_bytes()
    for sure in (False, True):
        with pytest.raises(InvalidInput, match="a finite number above 0"):
            add(folder, load_model(), "employed_residents", 2025, value, "utrecht_monitor_labour", TODAY, sure)
    assert (folder / "cities" / "utrecht" / "observed" / "labour.csv").read_bytes() == before
    appended(folder, "labour", f"2025,employed_residents,{value},person,utrecht_monitor_labour")
    register = read(folder)
    assert all(one.year < 2025 for one in register.of(register.series["employed_residents"]))
    (problem,) = register.problems
    assert "a finite number above 0" in problem.message


@pytest.fixture
def observe_add(folder, monkeypatch):
    """Return what adds a count to the copy and gives what the command says."""
    monkeypatch.setattr("care2040.cli.observe.open_project", lambda: open_project(folder))

    def call(*words: object) -> str:
        name, year, value, source = map(str, words)
        done = CliRunner().invoke(app, ["observe", "add", name, "--year", year, "--value", value, "--source", source])
        assert done.exit_code == 0, done.output
        return done.stdout

    return call


# the second was counted in the country and is told for the city, after the last year that residents were counted
@pytest.mark.parametrize(
    ("name", "year", "value", "source"),
    [
        ("severely_lonely", 2024, 0.14, "health_monitor_loneliness"),
        ("nursing_home_list", 2025.9512, 21_000, "waiting_lists_2024"),
    ],
)
def test_what_the_model_makes_of_a_count_that_came_in_is_told(folder, observe_add, name, year, value, source) -> None:
    said = observe_add(name, year, value, source)
    series = read(folder).series[name]
    (told,) = re.findall(r"gives (\S+) where (\S+) was counted: a difference of (\S+) standard errors", said)
    model, counted, errors = (float(one.replace("\N{MINUS SIGN}", "-")) for one in told)
    assert counted == pytest.approx(value * series.city_part, abs=1e-4)
    assert errors == pytest.approx((model - counted) / (counted * series.error), abs=0.06)


def test_of_a_count_before_the_run_only_the_row_is_told(observe_add) -> None:
    said = observe_add("severely_lonely", 2015, 0.14, "health_monitor_loneliness")
    assert "added" in said
    assert "standard errors" not in said


def test_an_index_is_told_as_a_part_of_its_first_year(folder) -> None:
    series = read(folder).series["workers_in_care"]
    one, errors = beside_count(folder, "workers_in_care", 2022)
    assert one.counted == pytest.approx(1_616_000 / 1_376_000)
    assert errors == pytest.approx((one.model / one.counted - 1) / series.error)


def test_all_that_is_wrong_with_a_count_is_told_at_once_and_nothing_is_written(folder) -> None:
    before = {path.name: path.read_bytes() for path in (folder / "cities" / "utrecht" / "observed").iterdir()}
    with pytest.raises(InvalidInput) as caught:
        add(folder, load_model(), "severely_lonly", 2031, 0.14, "health_monitor_lonely", TODAY)
    assert {problem.code for problem in caught.value.problems} == {"E402", "E203", "E450"}
    assert before == {path.name: path.read_bytes() for path in (folder / "cities" / "utrecht" / "observed").iterdir()}


def test_the_command_tells_every_series_in_both_languages() -> None:
    shown = CliRunner().invoke(app, ["observe", "check"])
    assert shown.exit_code == 0
    assert "nursing_home_list" in shown.stdout
    dutch = CliRunner().invoke(app, ["--language", "nl", "observe", "check"])
    assert "standaardfout" in dutch.stdout
    refused = CliRunner().invoke(
        app, ["observe", "add", "trust", "--year", "2025", "--value", "52", "--source", "social_vision_2040"]
    )
    assert refused.exit_code == 3
    assert "a share lies between 0 and 1" in refused.stderr


@pytest.mark.parametrize(
    ("name", "year", "value", "source", "hints"),
    [
        ("severely_lonely", "1980", "0.2", "health_monitor_loneliness", ["toegestaan: 1990 tot en met 2"]),
        ("employed_residents", "1980", "-1", "labour", ["zoek het nog eens op", "zet die eerst in parameters/sources"]),
        (
            "employed_residents",
            "2021.5",
            "229",
            "utrecht_monitor_labour",
            ["schrijf 2021", "klopt het, zeg dan --sure"],
        ),
        (
            "severely_lonely",
            "2022.75",
            "0.2",
            "health_monitor_loneliness",
            ["haal eerst die regel uit observed/loneliness.csv, of geef deze een andere dag"],
        ),
    ],
)
def test_what_is_to_be_done_about_a_count_is_said_in_dutch(name, year, value, source, hints) -> None:
    words = ["observe", "add", name, "--year", year, "--value", value, "--source", source]
    done = CliRunner().invoke(app, ["--language", "nl", *words])
    assert done.exit_code == 3
    assert "weggelaten" not in done.stderr
    for hint in hints:
        assert hint in done.stderr
    tips = [line for line in done.stderr.splitlines() if "tip:" in line]
    assert not any(word in tip for tip in tips for word in ("look", "write", "take", "now", "allowed"))


LONELY = "year,measure,value,unit,source"


@pytest.mark.parametrize(
    ("old", "new", "code", "column", "says"),
    [
        ("0.15,dimensionless", "abc,dimensionless", "E305", 31, "the value 'abc' is no number"),
        ("0.15,dimensionless", ",dimensionless", "E305", 31, "the value '' is no number"),
        ("2022.75,severely_lonely_share", "xx,severely_lonely_share", "E304", 1, "the year 'xx' is no number"),
        ("2022.75,severely_lonely_share", "nan,severely_lonely_share", "E304", 1, "the year 'nan' is no number"),
        ("0.15,dimensionless,health_monitor_loneliness", "0.15", "E302", 31, "this row has 3 cells, the header has 5"),
        ("0.15,dimensionless", "0,15,dimensionless", "E302", 36, "this row has 6 cells, the header has 5"),
        (LONELY, "jaar,measure,value,unit,source", "E214", 1, "the table has no column 'year'"),
        (LONELY, LONELY.replace(",", ";"), "E301", 1, "separated by ';'"),
        (LONELY, "year,measure,value,unit,year", "E303", 25, "the column 'year' stands here for the second time"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_with_its_place(folder, old, new, code, column, says) -> None:
    path = folder / "cities" / "utrecht" / "observed" / "loneliness.csv"
    line = next(n for n, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1) if old in text)
    changed(folder, "observed/loneliness.csv", old, new)
    with pytest.raises(InvalidInput) as caught:
        read(folder)
    (problem,) = [one for one in caught.value.problems if one.code == code]
    assert says in problem.message
    assert (problem.file, problem.line, problem.column) == (str(path), line, column)
    with pytest.raises(InvalidInput):
        add(folder, load_model(), "trust", 2025, 0.5, "social_vision_2040", TODAY)


def test_all_that_is_wrong_with_tables_is_told_at_once(folder, monkeypatch) -> None:
    appended(folder, "loneliness", "xx,severely_lonely_share,abc,dimensionless,health_monitor_loneliness")
    appended(folder, "absence", "2024,absence_share")
    path = folder / "cities" / "utrecht" / "observed" / "poverty.csv"
    path.write_bytes(path.read_bytes() + b"2022,poor_households,\xff,household,utrecht_monitor_poverty\n")
    with pytest.raises(InvalidInput) as caught:
        read(folder)
    assert sorted(one.code for one in caught.value.problems) == ["E005", "E302", "E304", "E305"]
    monkeypatch.setattr("care2040.cli.observe.open_project", lambda: open_project(folder))
    done = CliRunner().invoke(app, ["observe", "check"])
    assert done.exit_code == 3
    assert "4 errors in 3 files" in done.stderr


def test_an_empty_table_is_refused(folder) -> None:
    (folder / "cities" / "utrecht" / "observed" / "loneliness.csv").write_text("", encoding="utf-8")
    with pytest.raises(InvalidInput, match="E307"):
        read(folder)
