"""What is wrong with the tables of a city is told, each with its code, and all of it at once."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from care2040.cli.app import app
from care2040.files.problems import InvalidInput, Problem
from care2040.study.cities.new_city import new_city

HERE = Path(__file__).parent / "tables"
GROUPS = "wijk,district,nl,en\n" + "".join(f"WK02680{n},d{(n - 1) // 3},D,D\n" for n in range(1, 10))


@pytest.fixture
def tables(tmp_path: Path) -> Path:
    shutil.copytree(HERE, tmp_path / "tables")
    return tmp_path / "tables"


def changed(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def problems(tables: Path, tmp_path: Path, name: str = "nijmegen", **more: Path) -> tuple[Problem, ...]:
    with pytest.raises(InvalidInput) as raised:
        new_city(name, tables, to=tmp_path / "out" / name, **more)
    assert not (tmp_path / "out").exists() or not any((tmp_path / "out").iterdir())
    return raised.value.problems


def only(found: tuple[Problem, ...], code: str) -> Problem:
    assert {one.code for one in found} == {code}, [str(one) for one in found]
    return found[0]


def another_year(tables: Path) -> None:
    changed(tables / "municipalities.csv", "2022,", "2023,")


def age_of_another_year(tables: Path) -> None:
    changed(tables / "age_sex.csv", "2021,", "2018,")


def changed_borders(tables: Path) -> None:
    rows = "".join(f"2022,WK02680{n},40,20\n" for n in range(1, 9))
    (tables / "rent.csv").write_text(f"year,code,corporation,other_landlord\n{rows}2022,WK026811,40,20\n")


def few_residents(tables: Path) -> None:
    changed(tables / "wijken.csv", "WK026801,Nijmegen-Centrum,", "WK026801,Nijmegen-Centrum,")
    text = (tables / "wijken.csv").read_text(encoding="utf-8").splitlines()
    cells = text[1].split(",")
    head = text[0].split(",")
    place = head.index("residents")
    whole = float(cells[place])
    cells[place] = "60"
    other = text[2].split(",")
    other[place] = str(float(other[place]) + whole - 60)
    text[1], text[2] = ",".join(cells), ",".join(other)
    (tables / "wijken.csv").write_text("\n".join(text) + "\n", encoding="utf-8")
    (tables / "groups.csv").write_text(GROUPS.replace("WK026801,d0,D,D", "WK026801,alone,A,A"), encoding="utf-8")


def a_wijk_missing(tables: Path) -> None:
    lines = (tables / "wijken.csv").read_text(encoding="utf-8").splitlines()
    (tables / "wijken.csv").write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")


def ages_that_do_not_add_up(tables: Path) -> None:
    lines = (tables / "age_sex.csv").read_text(encoding="utf-8").splitlines()
    doubled = [lines[0], *(f"{line}0" for line in lines[1:])]
    (tables / "age_sex.csv").write_text("\n".join(doubled) + "\n", encoding="utf-8")


def a_column_missing(tables: Path) -> None:
    changed(tables / "wijken.csv", "owner_occupied", "bought")


def a_table_missing(tables: Path) -> None:
    (tables / "age_sex.csv").unlink()


def a_wijk_in_no_district(tables: Path) -> None:
    (tables / "groups.csv").write_text(GROUPS.replace("WK026809,d2,D,D\n", ""), encoding="utf-8")


def no_number(tables: Path) -> None:
    changed(tables / "households.csv", "2020,0,4,child,", "2020,0,4,child,x")


def above_a_hundred(tables: Path) -> None:
    text = (tables / "wijken.csv").read_text(encoding="utf-8")
    (tables / "wijken.csv").write_text(text.replace("11845,", "11845,", 1), encoding="utf-8")
    rows = "".join(f"2022,WK02680{n},140,20\n" for n in range(1, 10))
    (tables / "rent.csv").write_text(f"year,code,corporation,other_landlord\n{rows}")


CASES: dict[str, tuple[Callable[[Path], None], str, str]] = {
    "another year": (another_year, "E323", "1 January 2023, the wijken of 1 January 2022"),
    "ages of another year": (age_of_another_year, "E323", "1 January 2018"),
    "changed borders": (changed_borders, "E324", "WK026811 of 2022 are not among those of 1 January 2022"),
    "fewer than a hundred residents": (few_residents, "E325", "'alone' (WK026801) has 60 residents"),
    "a wijk missing": (a_wijk_missing, "E326", "residents, the municipality 179,100"),
    "ages that do not add up": (ages_that_do_not_add_up, "E326", "the municipality of 2022 has 179,100"),
    "a column missing": (a_column_missing, "E322", "the column owner_occupied is missing"),
    "a table missing": (a_table_missing, "E321", "the table 'age_sex' is missing"),
    "a wijk in no district": (a_wijk_in_no_district, "E328", "WK026809 of 1 January 2022 are in no district"),
    "no number": (no_number, "E305", "is no number"),
    "above a hundred": (above_a_hundred, "E329", "corporation is 140"),
}


@pytest.mark.parametrize("case", CASES)
def test_each_fault_has_its_code_and_says_what_and_where(case: str, tables: Path, tmp_path: Path) -> None:
    spoil, code, said = CASES[case]
    spoil(tables)
    found = problems(tables, tmp_path)
    only(found, code)
    assert any(said in one.message for one in found), [one.message for one in found]
    assert all(Path(one.file).is_relative_to(tables) for one in found)


def test_a_name_that_exists_is_refused(tables: Path, tmp_path: Path) -> None:
    found = problems(tables, tmp_path, "utrecht")
    assert {"E327"} <= {one.code for one in found}
    (tmp_path / "new" / "nijmegen").mkdir(parents=True)
    (tmp_path / "new" / "nijmegen" / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(InvalidInput, match="there is a city 'nijmegen' already"):
        new_city("nijmegen", tables, to=tmp_path / "new" / "nijmegen")
    assert [path.name for path in (tmp_path / "new" / "nijmegen").iterdir()] == ["mine.txt"]


def test_a_name_that_cannot_be_one_is_refused(tables: Path, tmp_path: Path) -> None:
    found = problems(tables, tmp_path, "Den Haag")
    assert "E105" in {one.code for one in found}


def test_a_municipality_that_is_not_there_has_the_nearest_name(tables: Path, tmp_path: Path) -> None:
    changed(tables / "municipalities.csv", "GM0268,Nijmegen", "GM9999,Nimwegen")
    found = problems(tables, tmp_path)
    assert only(found, "E324").hint.startswith("did you mean 'Nimwegen'?")


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert only(problems(tmp_path / "nowhere", tmp_path), "E001").file.endswith("nowhere")


def test_everything_that_is_wrong_is_told_at_once(tables: Path, tmp_path: Path) -> None:
    another_year(tables)
    ages_that_do_not_add_up(tables)
    changed_borders(tables)
    a_wijk_in_no_district(tables)
    found = problems(tables, tmp_path, "utrecht")
    assert {"E323", "E324", "E326", "E327", "E328"} <= {one.code for one in found}


def in_other_units(tables: Path) -> None:
    """Write each optional table as somebody does who took another unit, another city or another year."""
    for name, text in {
        "jobs": "year,jobs\n2022,110\n",
        "births_and_deaths": "year,births,deaths\n2022,17000,1250\n",
        "forecast": "year,residents\n2015,170000\n2035,185\n",
        "rent": "year,code,corporation,other_landlord\n" + "".join(f"2022,WK02680{n},60,50\n" for n in range(1, 10)),
    }.items():
        (tables / f"{name}.csv").write_text(text, encoding="utf-8")
    text = (tables / "households.csv").read_text(encoding="utf-8")
    (tables / "households.csv").write_text(text + text.partition("\n")[2], encoding="utf-8")
    lines = (tables / "wijken.csv").read_text(encoding="utf-8").splitlines()
    rows = [line.split(",") for line in lines[1:]]
    for row in rows:
        row[3], row[-3], row[-2] = f"{float(row[3]) * 100}", f"{row[-3]}000", "0.65"
    (tables / "wijken.csv").write_text("\n".join([lines[0], *map(",".join, rows)]) + "\n", encoding="utf-8")


def test_numbers_that_cannot_be_are_told_all_at_once(tables: Path, tmp_path: Path) -> None:
    in_other_units(tables)
    told = {(Path(one.file).stem, one.code) for one in problems(tables, tmp_path)}
    optional = {(name, "E326") for name in ("jobs", "births_and_deaths", "forecast", "households")}
    assert told == optional | {("forecast", "E329"), ("rent", "E329"), ("wijken", "E329")}
    said = " ".join(one.message + " " + one.hint for one in problems(tables, tmp_path))
    for words in ("these are fractions", "per cents", "thousands of euros", "km2", "of the past", "overlap"):
        assert words in said


def test_only_the_own_municipality_lacks_the_rest_of_the_province(tables: Path, tmp_path: Path) -> None:
    path = tables / "municipalities.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    own = [line for line in lines if "GM0268" in line]
    path.write_text("\n".join([lines[0], *own]) + "\n", encoding="utf-8")
    assert "the rest of the province" in only(problems(tables, tmp_path), "E324").message
    path.write_text("\n".join([*lines, *own]) + "\n", encoding="utf-8")
    assert "GM0268 stands there twice" in only(problems(tables, tmp_path), "E306").message


def test_a_municipality_that_is_named_must_be_there(tables: Path, tmp_path: Path) -> None:
    found = problems(tables, tmp_path, municipality="Nijmgen")  # type: ignore[arg-type]
    assert only(found, "E324").hint.startswith("did you mean 'Nijmegen'?")


def test_a_district_has_a_name_of_its_own_and_new_homes_name_one_that_is(tables: Path, tmp_path: Path) -> None:
    text = GROUPS.replace("d0,", "nijmegen,").replace("d1,", "netherlands,")
    (tables / "groups.csv").write_text(text, encoding="utf-8")
    assert len([one for one in problems(tables, tmp_path) if one.code == "E327"]) == 2
    (tables / "groups.csv").write_text(GROUPS.replace("d0,", "noord,").replace("d1,", "zuid,"), encoding="utf-8")
    (tables / "new_homes.csv").write_text("district,share\nnord,0.5\nzuid,0.5\n", encoding="utf-8")
    assert only(problems(tables, tmp_path), "E328").hint.startswith("did you mean 'noord'?")
    (tables / "new_homes.csv").unlink()
    assert "E327" in {one.code for one in problems(tables, tmp_path, "netherlands")}


def test_a_table_with_an_unknown_name_is_a_warning(tables: Path, tmp_path: Path) -> None:
    (tables / "job.csv").write_text("year,jobs\n2022,1\n", encoding="utf-8")
    made = new_city("nijmegen", tables, to=tmp_path / "nijmegen")
    assert len(made.warnings) == 1
    assert "no table of a city is called 'job' (did you mean 'jobs'?" in made.warnings[0]


def test_a_column_that_is_misspelt_is_told_with_its_place_and_the_nearest_name(tables: Path, tmp_path: Path) -> None:
    changed(tables / "wijken.csv", "home_value,employment", "home_valeu,Nettoarbeidsparticipatie_71")
    made = new_city("nijmegen", tables, to=tmp_path / "nijmegen")
    header = (tables / "wijken.csv").read_text(encoding="utf-8").splitlines()[0]
    assert [one.partition(": ")[2].partition("]")[0] for one in made.warnings] == ["warning[E322"] * 2
    for one, wrong, meant in zip(
        made.warnings,
        ("home_valeu", "Nettoarbeidsparticipatie_71"),
        ("home_value", "Nettoarbeidsparticipatie_67"),
        strict=True,
    ):
        assert f"wijken.csv:1:{header.index(wrong) + 1}: " in one
        assert f"'{wrong}' is not known" in one
        assert f"did you mean '{meant}'?" in one


def test_foreign_columns_are_told_in_one_warning_and_beside_what_is_missing(tables: Path, tmp_path: Path) -> None:
    path = tables / "households.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([f"{lines[0]},Mannen_6,remark", *(f"{line},1,x" for line in lines[1:])]) + "\n")
    (told,) = new_city("nijmegen", tables, to=tmp_path / "nijmegen").warnings
    assert "the columns 'Mannen_6', 'remark' are not known" in told
    changed(tables / "wijken.csv", "owner_occupied", "owner_ocupied")
    found = problems(tables, tmp_path)
    assert {one.severity for one in found if "owner_ocupied" in one.message} == {"warning"}
    assert "did you mean 'owner_occupied'?" in [one.hint for one in found]
    assert len([one for one in found if "Mannen_6" in one.message]) == 1


def test_files_that_look_like_a_table_are_warned_of_and_others_noted(tables: Path, tmp_path: Path) -> None:
    for name in ("jobs.xlsx", "Forecast.CSV", "sources.yml", "README.md", "budget 2019.ods", ".DS_Store"):
        (tables / name).write_text("x", encoding="utf-8")
    made = new_city("nijmegen", tables, to=tmp_path / "nijmegen")
    assert made.foreign == ("README.md", "budget 2019.ods")
    assert len(made.warnings) == 3
    for name, meant in (("jobs.xlsx", "jobs.csv"), ("Forecast.CSV", "forecast.csv"), ("sources.yml", "sources.yaml")):
        (told,) = [one for one in made.warnings if name in one]
        assert "[E321]" in told
        assert f"did you mean '{meant}'?" in told


def test_what_was_not_read_is_told_on_the_command_line(tables: Path, tmp_path: Path) -> None:
    (tables / "README.md").write_text("x", encoding="utf-8")
    (tables / "mine.csv").write_text(GROUPS.replace("d0,", "noord,").replace("d1,", "zuid,"), encoding="utf-8")
    asked = ["city", "new", "nijmegen", "--tables", str(tables), "--to", str(tmp_path / "nijmegen")]
    done = CliRunner().invoke(app, ["--language", "nl", *asked, "--groups", str(tables / "mine.csv")])
    assert done.exit_code == 0, done.output
    assert "let op: niet gelezen, want het is geen van de tabellen: README.md\n" in done.output
    assert "E321" not in done.output


def test_wijken_that_bear_the_name_of_the_municipality_are_told(tables: Path, tmp_path: Path) -> None:
    path = tables / "wijken.csv"
    rows = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
    rows = [[*row[:2], "Gemeentenaam_1" if place == 0 else "Nijmegen", *row[3:]] for place, row in enumerate(rows)]
    path.write_text("\n".join(map(",".join, rows)) + "\n", encoding="utf-8")
    told = [one for one in problems(tables, tmp_path) if one.code == "E322"]
    assert ["all wijken are called 'Nijmegen'" in one.message for one in told] == [True]
    assert "WijkenEnBuurten" in told[0].hint
    groups = GROUPS.replace("d0,", "noord,").replace("d1,", "zuid,")
    (tables / "groups.csv").write_text(groups, encoding="utf-8")
    assert new_city("nijmegen", tables, to=tmp_path / "nijmegen").warnings == ()
