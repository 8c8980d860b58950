"""A city that is built of public tables: Nijmegen, of the key figures of its nine wijken in 2022."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml
from typer.testing import CliRunner

from care2040.analysis.demography.cohorts import BROAD
from care2040.analysis.new_city.build import Lenders
from care2040.analysis.new_city.given.wanted import ALIASES, BANDS, TABLES
from care2040.analysis.new_city.written.entries import NOT_SIZED, SIZES, written_entries
from care2040.analysis.new_city.written.table_entries import MADE, OF_THE_NATION, WITHOUT
from care2040.analysis.validation.calibration import check_fit, made_from
from care2040.cli.app import app
from care2040.files.package_files import package_folder
from care2040.files.yaml_document import read
from care2040.inputs.parameters.parameter_set import Parameters, load
from care2040.language.axes import AXES
from care2040.language.cities.city_file import find_city
from care2040.language.cities.here import in_city
from care2040.study.cities.new_city import NewCity, new_city
from care2040.wording import assumptions
from care2040.wording.texts import texts

HERE = Path(__file__).parent / "tables"
PARAMETERS = package_folder("parameters")
SMALL = """\
title: {en: Small, nl: Klein}
question: {en: Does it run?, nl: Loopt het?}
end: 2027
resolution: district
indicators: [care_share_needed, residents]
"""
PEOPLE = ("person", "household", "dwelling", "fte", "euro", "hour")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> NewCity:
    return new_city("nijmegen", HERE, to=tmp_path_factory.mktemp("new") / "nijmegen")


@pytest.fixture
def parameters(made: NewCity) -> Iterator[Parameters]:
    with in_city(find_city(made.folder)):
        yield load(PARAMETERS, calibrated=False)


@pytest.fixture(scope="module")
def utrecht() -> Parameters:
    return load(PARAMETERS)


def table(made: NewCity, name: str) -> pd.DataFrame:
    return pd.read_csv(made.folder / "tables" / f"{name}.csv")


def test_it_is_a_city_with_its_own_districts(made: NewCity, parameters: Parameters) -> None:
    city = find_city(made.folder)
    assert city.names.nl == "Nijmegen"
    assert city.province.nl == "Gelderland"
    assert AXES["district"] == city.members
    assert len(city.members) == 9
    assert city.districts[1].made_of == ("WK026802",)
    assert parameters["residents_counted"].value.shape[0] == 9


def test_residents_add_up_to_the_municipality_and_meet_the_wijken(made: NewCity) -> None:
    people = table(made, "residents_counted")
    assert people["residents"].min() > 0
    counted = pd.read_csv(HERE / "wijken.csv")
    base = people[people["year"] == 2022]
    whole = pd.read_csv(HERE / "municipalities.csv").set_index("name").loc["Nijmegen", "residents"]
    assert base["residents"].sum() == pytest.approx(whole, abs=0.01)
    by_district = base.groupby("district", sort=False)["residents"].sum().to_numpy()
    np.testing.assert_allclose(by_district, counted["residents"], rtol=2e-4)
    for band, (first, last) in zip(BANDS, BROAD, strict=True):
        here = base[base["age"].between(first, last)].groupby("district", sort=False)["residents"].sum().to_numpy()
        # the table has whole per cents
        np.testing.assert_allclose(100 * here / by_district, counted[band], atol=1.0)


def test_the_city_by_age_and_sex_is_the_count_of_a_year_earlier_a_year_older(made: NewCity) -> None:
    people = table(made, "residents_counted").query("year == 2021").groupby(["age", "sex"])["residents"].sum()
    counted = pd.read_csv(HERE / "age_sex.csv").set_index(["age_from", "sex"])["residents"]
    model = {
        (low, sex): people.xs(sex, level="sex").loc[low : low + 4].sum()
        for low in range(0, 95, 5)
        for sex in AXES["sex"]
    }
    away = pd.Series({key: value / counted[key] - 1 for key, value in model.items()})
    assert away.abs().max() < 0.08
    assert abs(sum(model.values()) / counted.sum() - 1) < 0.02


def test_homes_are_whole_and_owned_as_the_wijken_say(made: NewCity) -> None:
    homes = table(made, "homes_counted").query("year == 2022").pivot(index="district", columns="tenure", values="homes")
    counted = pd.read_csv(HERE / "wijken.csv")
    assert homes.to_numpy().sum() == pd.read_csv(HERE / "municipalities.csv").set_index("name").loc["Nijmegen", "homes"]
    owned = 1 - (homes["social_rent"] / homes.sum(axis=1)) / (29 / 43)
    order = [find_city(made.folder).members[row] for row in range(9)]
    np.testing.assert_allclose(owned.loc[order], counted["owner_occupied"] / 100, atol=0.003)


@pytest.mark.parametrize(
    ("name", "columns"),
    [("districts", ["new_homes_share", "arrivals_share", "resident_share"]), ("arrival_profile", None)],
)
def test_shares_add_up_to_one(made: NewCity, name: str, columns: list[str] | None) -> None:
    rows = table(made, name)
    sums = rows[columns].sum() if columns else rows.groupby("district")["arrival_share"].sum()
    np.testing.assert_allclose(sums, 1.0, atol=1e-9)


def test_what_is_borrowed_says_so_and_is_less_sure(utrecht: Parameters, parameters: Parameters) -> None:
    borrowed = [name for name in parameters if parameters[name].standing == "borrowed"]
    assert {"homeless_people_at_start", "ses_score", "technology_price", "departure_rate"} <= set(borrowed)
    for name in borrowed:
        own, theirs = parameters[name], utrecht[name]
        assert "Borrowed from" in own.about, name
        if theirs.range and own.range and not own.is_factor and not theirs.is_factor and theirs.range[0] > 0:
            width, their_width = own.range[1] / own.range[0], theirs.range[1] / theirs.range[0]
            assert width > their_width or own.range[0] <= 0, name
    assert parameters["homeless_people_at_start"].range is not None
    assert parameters["residents_counted"].standing == "derived"


def test_what_stands_with_utrecht_alone_is_borrowed_and_told(
    made: NewCity, utrecht: Parameters, parameters: Parameters
) -> None:
    own = written_entries(PARAMETERS / "cities" / "utrecht")
    assert {"tenants_leaving_rate", "works_in_city_share", "volunteer_share_at_start"} <= {*own}
    assert not {*own} & {*written_entries(PARAMETERS / "national")}, "an entry stands in one of the two"
    told = {one.name: one.origin for one in made.told if one.borrowed}
    for name in own:
        assert told[name] == "Utrecht", name
        assert parameters[name].standing == "borrowed", name
        np.testing.assert_array_equal(parameters[name].value, utrecht[name].value)
        assert (parameters[name].range is None) == (utrecht[name].range is None), name
        assert f"| `{name}` | Utrecht |" in made.report


def test_what_has_a_size_is_of_the_size_of_the_city(utrecht: Parameters, parameters: Parameters) -> None:
    for name in ("seekers_at_start", "homeless_people_at_start", "prevention_price", "prevention_staff"):
        part = parameters[name].value.max() / utrecht[name].value.max()
        assert 0.3 < part < 0.8, name


def test_no_entry_that_counts_people_or_homes_is_forgotten() -> None:
    sized = {name for names in SIZES.values() for name in names}
    entries = written_entries(PARAMETERS / "national", PARAMETERS / "cities" / "utrecht")
    found = {
        name
        for name, entry in entries.items()
        if "value" in entry
        and str(entry["unit"]).split("/")[0] in PEOPLE
        and str(entry["unit"]).removesuffix("/year") in PEOPLE
        and not (isinstance(entry["value"], dict) and "table" in entry["value"])
    }
    fitted = {"construction_capacity", "homes_started"}
    missing = found - sized - fitted - NOT_SIZED
    assert missing == set(), "say in analysis/new_city/written/entries.py what it is scaled by in another city"


def test_every_entry_that_reads_a_table_of_a_city_says_what_it_is_made_of() -> None:
    of_city = {path.name for path in (Lenders(PARAMETERS).donor / "tables").glob("*.csv")}
    reading = {
        name
        for name, entry in written_entries(PARAMETERS / "national", PARAMETERS / "cities" / "utrecht").items()
        if isinstance(entry.get("value"), dict) and entry["value"].get("table") in of_city
    }
    assert reading == {*MADE, *OF_THE_NATION}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_report_has_words_for_all_it_tells(language: str, tmp_path: Path) -> None:
    found = new_city("nijmegen", HERE, to=tmp_path / "nijmegen", language=language)  # type: ignore[arg-type]
    assert found.report == (tmp_path / "nijmegen" / "report.md").read_text(encoding="utf-8")
    missing = {name for name, wanted in TABLES.items() if not wanted.required} - {"households"}
    assert all(f"| `{name}` |" in found.report for name in missing)
    assert "179" in found.report
    words = texts("new_city")[language]
    assert set(words["without"]) == set(WITHOUT) == {name for name, wanted in TABLES.items() if not wanted.required}
    assert set(words["sizes"]) == set(SIZES)


def test_tables_that_are_added_are_found_and_no_longer_borrowed(tmp_path: Path) -> None:
    tables = tmp_path / "tables"
    shutil.copytree(HERE, tables)
    (tables / "jobs.csv").write_text("year,jobs\n2020,110000\n2022,115000\n", encoding="utf-8")
    (tables / "care_jobs.csv").write_text("year,domain,jobs\n2022,all,30000\n", encoding="utf-8")
    (tables / "births_and_deaths.csv").write_text("year,births,deaths\n2022,1800,1500\n", encoding="utf-8")
    (tables / "forecast.csv").write_text("year,residents\n2040,200000\n", encoding="utf-8")
    made = new_city("nijmegen", tables, to=tmp_path / "nijmegen")
    standing = {one.name: one.borrowed for one in made.told}
    for name in ("commuting_share", "catchment_share", "mortality_level", "construction_capacity"):
        assert not standing[name], name
    plan = yaml.safe_load((made.folder / "targets.yaml").read_text(encoding="utf-8"))
    assert {"births", "deaths", "residents_2040"} <= set(plan["targets"])
    assert set(plan["base_year"]) == {"participation_level", "mortality_level", "fertility_level"}
    accounts = table(made, "care_accounts")
    assert accounts["filled_in_city"].sum() == pytest.approx(30000, rel=1e-3)
    assert (accounts["catchment_share"] > 0).all()


@pytest.mark.parametrize("whole", [1, 100])
def test_the_report_says_what_a_district_gets_that_new_homes_leaves_out(whole: int, tmp_path: Path) -> None:
    tables = tmp_path / "tables"
    shutil.copytree(HERE, tables)
    rows = "".join(f"WK02680{n},d{(n - 1) // 3},Wijk {(n - 1) // 3},Part {(n - 1) // 3}\n" for n in range(1, 10))
    (tables / "groups.csv").write_text(f"wijk,district,nl,en\n{rows}", encoding="utf-8")
    (tables / "new_homes.csv").write_text(f"district,share\nd0,{whole}\nd2,0\n", encoding="utf-8")
    made = new_city("nijmegen", tables, to=tmp_path / "nijmegen", language="nl")
    shares = table(made, "districts").set_index("district")["new_homes_share"]
    np.testing.assert_allclose(shares, [1 / 1.004, 0.002 / 1.004, 0.002 / 1.004], atol=1e-6)
    assert "Wijk 1 (0,20), Wijk 2 (0,20)." in made.report
    (tables / "new_homes.csv").write_text("district,share\nd0,0.5\nd1,0.3\nd2,0.2\n", encoding="utf-8")
    whole_table = new_city("nijmegen", tables, to=tmp_path / "again" / "nijmegen", language="nl")
    assert "geen of bijna geen nieuwe woningen" not in whole_table.report


def test_the_tables_lie_beside_what_was_made_of_them_and_give_the_same_again(made: NewCity, tmp_path: Path) -> None:
    again = new_city("nijmegen", made.folder / "tables_in", to=tmp_path / "nijmegen")
    for path in sorted((made.folder / "tables").glob("*.csv")):
        assert (again.folder / "tables" / path.name).read_bytes() == path.read_bytes(), path.name
    for path in sorted(made.folder.glob("*.yaml")):
        assert (again.folder / path.name).read_bytes() == path.read_bytes(), path.name


@pytest.mark.slow
def test_the_city_runs_on_the_command_line(made: NewCity, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.yaml").write_text(SMALL, encoding="utf-8")
    runner = CliRunner()
    done = runner.invoke(app, ["--city", str(made.folder), "run", "small.yaml", "--to", "out"])
    assert done.exit_code == 0, done.output
    numbers = pd.read_csv(tmp_path / "out" / "indicators.csv")
    assert set(numbers["district"]) == {"nijmegen", *find_city(made.folder).members}
    share = numbers.query("indicator == 'care_share_needed' and district == 'nijmegen' and year == 2024")["value"].iloc[
        0
    ]
    assert 0.12 < share < 0.2
    people = numbers.query("indicator == 'residents' and year == 2024").set_index("district")["value"]
    assert people["nijmegen"] == pytest.approx(people.drop("nijmegen").sum(), rel=1e-6)


@pytest.mark.slow
def test_amersfoort_is_what_its_tables_make_of_it(tmp_path: Path) -> None:
    shipped = PARAMETERS / "cities" / "amersfoort"
    made = new_city("amersfoort", shipped / "tables_in", to=tmp_path / "amersfoort", language="nl", known=True)
    written = {path.relative_to(made.folder) for path in made.folder.rglob("*") if path.is_file()}
    stale = [
        str(name) for name in sorted(written) if (shipped / name).read_bytes() != (made.folder / name).read_bytes()
    ]
    assert stale in ([], ["report.md"]), "build it again: see docs/een_andere_stad.md"


def test_amersfoort_is_calibrated_on_what_it_holds() -> None:
    with in_city(find_city("amersfoort")):
        fit = check_fit(PARAMETERS)
        assert yaml.safe_load((PARAMETERS / "cities/amersfoort/calibrated.yaml").read_text())["made_from"] == made_from(
            PARAMETERS
        )
    for target in fit.targets:
        assert fit.fits[target.name] == pytest.approx(target.value, rel=2e-3), target.name


def test_the_page_for_analysts_names_every_table_and_column() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "een_andere_stad.md").read_text(encoding="utf-8")
    for name, wanted in TABLES.items():
        line = next(line for line in page.splitlines() if line.startswith(f"| `{name}.csv` |"))
        named = set(re.findall(r"[a-z_0-9]+", line))
        columns = {*wanted.texts, *wanted.numbers}
        if name == "municipalities":
            assert "dezelfde, zonder `area`" in line
            continue
        assert columns | set(wanted.may) <= named, name
        for number in re.findall(r"\d{5}(?:NED|ned)", wanted.where):
            assert number in line, (name, number)


def test_the_page_for_analysts_says_how_statline_calls_each_column() -> None:
    page = (Path(__file__).resolve().parents[3] / "docs" / "een_andere_stad.md").read_text(encoding="utf-8")
    rows = [line for line in page.splitlines() if line.startswith("| `")]
    for theirs, ours in ALIASES.items():
        named = [re.findall(r"`(\w+)`", line) for line in rows if f"`{theirs}`" in line]
        assert named, theirs
        assert any(ours in one for one in named), (theirs, ours)
    assert "`SoortRegio_2`" in page


@pytest.mark.parametrize("language", ["nl", "en"])
def test_what_is_drawn_of_a_borrowed_city_has_a_name(parameters: Parameters, language: str) -> None:
    called = read(Path(assumptions.__file__).with_suffix(".yaml")).data
    drawn = {name.partition(".")[0] for name in parameters.drawn}
    lacking = [
        name for name in drawn if language not in called.get(name, {}) and not name.endswith(("_price", "_staff"))
    ]
    assert lacking == [], "give it a name in model/care2040/wording/assumptions.yaml"
