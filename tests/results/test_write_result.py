"""A result folder: what is in it, how it is made, and that it is there whole or not at all."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import openpyxl
import pytest
import xarray as xr

from care2040.analysis.levers import comparison
from care2040.figures import registry
from care2040.files import fingerprints, result_folder
from care2040.files.problems import InvalidInput
from care2040.inputs.experiments.experiment import Experiment
from care2040.inputs.experiments.written.asked_figure import AskedFigure
from care2040.reports.tables import workbook, write_result
from care2040.results import manifest
from care2040.results.percentiles import over_draws
from care2040.results.series import Series, adds_up, series

pytestmark = pytest.mark.slow

AREAS = ["utrecht", "west", "oost"]
PAYERS = ["municipality", "state"]
YEARS = list(range(2024, 2029))


def made_up(draws: int = 3) -> xr.Dataset:
    """Return a run that no model made: every value tells where it stands."""
    labels = {"policy": ["as_is", "more"], "scenario": ["evidence"], "draw": range(draws), "year": YEARS}
    base = xr.DataArray(np.zeros((2, 1, draws, len(YEARS))), labels, list(labels))
    base = base + 100 * xr.DataArray([1, 2], {"policy": labels["policy"]}) + base["draw"] + (base["year"] - 2024) / 10
    area = xr.DataArray([30.0, 10.0, 20.0], {"area": AREAS})
    payer = xr.DataArray([1.0, 2.0], {"payer": PAYERS})
    district = xr.DataArray([4.0, 5.0], {"district": ["west", "oost"]})
    age = xr.DataArray(np.ones(7), {"age": range(7)})
    values = {
        "care_share_needed": (base / 1000, "indicator", "dimensionless"),
        "homes": (base * area, "indicator", "dwelling"),
        "care_cost": (base * payer, "indicator", "euro/year"),
        "births": (base * district, "flow", "person/year"),
        "residents": (base * district * age, "stock", "person"),
        "frailty": (base * district, "stock", "dimensionless"),
    }
    found = {
        name: array.assign_attrs(long_name=f"Name of {name}", units=unit, kind=kind)
        for name, (array, kind, unit) in values.items()
    }
    asked = ["care_share_needed", "homes", "care_cost", "births", "residents"]
    about = {"title": "Made up", "question": "Is it?", "experiment": "made_up", "resolution": "district", "seed": 3}
    return xr.Dataset(found, attrs={**about, "indicators": asked})


@pytest.fixture
def experiment() -> Experiment:
    return Experiment(
        name="made_up",
        title={"en": "Made up", "nl": "Verzonnen"},
        question={"en": "Is it?", "nl": "Is het zo?"},
        scenarios={"evidence": ()},
        policies={"as_is": (), "more": ()},
        draws=3,
        seed=3,
        start=2024,
        end=2029,
        resolution="district",
        indicators=("care_share_needed", "homes", "care_cost", "births", "residents"),
        figures=(),
    )


@pytest.fixture
def made(tmp_path: Path) -> manifest.Made:
    file = tmp_path / "made_up.yaml"
    file.write_text("title: made up\n", encoding="utf-8")
    return manifest.begin(file, ("care2040", "run", "made_up.yaml"))


@pytest.fixture
def written(experiment: Experiment, made: manifest.Made, tmp_path: Path) -> Path:
    folder = result_folder.check(tmp_path / "outputs" / "made_up", experiment.name)
    write_result.write(made_up(), experiment, folder, made)
    return folder


# The long table


def test_the_table_has_a_row_for_every_policy_scenario_draw_area_year_and_part() -> None:
    table = write_result.indicators_table(made_up())
    assert list(table.columns) == ["policy", "scenario", "draw", "district", "year", "indicator", "unit", "value"]
    runs = 2 * 1 * 3 * len(YEARS)
    rows = table.groupby("indicator", observed=True).size().to_dict()
    assert rows == {
        "care_share_needed": runs,
        "homes": 3 * runs,
        "care_cost": runs,
        "care_cost.municipality": runs,
        "care_cost.state": runs,
        "births": 3 * runs,
        "residents": 3 * runs,
    }


@pytest.mark.parametrize(
    ("indicator", "district", "expected", "unit"),
    [
        ("care_share_needed", "utrecht", 0.2014, "dimensionless"),
        ("homes", "utrecht", 201.4 * 30, "dwelling"),
        ("homes", "oost", 201.4 * 20, "dwelling"),
        ("care_cost.state", "utrecht", 201.4 * 2, "euro/year"),
        ("care_cost", "utrecht", 201.4 * 3, "euro/year"),
        ("births", "west", 201.4 * 4, "person/year"),
        ("births", "utrecht", 201.4 * 9, "person/year"),
        ("residents", "oost", 201.4 * 5 * 7, "person"),
        ("residents", "utrecht", 201.4 * 9 * 7, "person"),
    ],
)
def test_every_value_stands_in_its_own_row(indicator: str, district: str, expected: float, unit: str) -> None:
    table = write_result.indicators_table(made_up())
    wanted = {"policy": "more", "draw": 1, "year": 2028, "indicator": indicator, "district": district}
    (row,) = [row for row in table.to_dict("records") if all(row[key] == value for key, value in wanted.items())]
    assert row["value"] == pytest.approx(expected)
    assert row["unit"] == unit


def test_at_city_resolution_the_only_district_is_the_city() -> None:
    dataset = made_up().isel(district=[0]).assign_coords(district=["utrecht"])
    table = write_result.indicators_table(dataset)
    births = table[table["indicator"] == "births"]
    assert set(births["district"]) == {"utrecht"}
    assert len(births) == 2 * 3 * len(YEARS)


def test_what_does_not_add_up_over_districts_is_refused_not_added_up() -> None:
    dataset = made_up()
    dataset.attrs["indicators"] = ["frailty"]
    with pytest.raises(ValueError, match=r"'frailty' .* cannot be added up over district"):
        write_result.indicators_table(dataset)


@pytest.mark.parametrize(
    ("unit", "expected"),
    [("person", True), ("euro/year", True), ("dimensionless", False), ("person/dwelling", False), ("1/year", False)],
)
def test_only_counts_add_up(unit: str, expected: bool) -> None:
    assert adds_up(unit) is expected


def test_a_table_of_one_indicator_only_can_come_back_from_netcdf(tmp_path: Path) -> None:
    dataset = made_up()
    dataset.attrs["indicators"] = "homes"  # netCDF gives a list of one text back as a text
    assert set(write_result.indicators_table(dataset)["indicator"]) == {"homes"}


def test_draws_are_told_as_the_middle_and_the_interval_that_holds_ninety_per_cent() -> None:
    told = over_draws(xr.DataArray(np.arange(101.0), dims="draw"), sample=True)
    assert {name: float(value) for name, value in told.items()} == {"low": 5.0, "median": 50.0, "high": 95.0}
    assert list(over_draws(xr.DataArray([3.0], dims="draw"), sample=True)) == ["value"]


# The files


def test_the_folder_holds_every_file_and_nothing_is_left_beside_it(written: Path) -> None:
    names = {path.name for path in written.iterdir()}
    tables = {"indicators.csv", "indicators_nl.csv", "indicators.xlsx", "indicators_nl.xlsx"}
    tables |= {"summary.csv", "summary.md", "summary_nl.md"}
    assert names == {"run.nc", "manifest.json", *tables}
    assert [path.name for path in written.parent.iterdir()] == ["made_up"]


def test_the_table_for_programs_and_the_one_for_dutch_excel_hold_the_same_numbers(written: Path) -> None:
    plain = list(csv.reader((written / "indicators.csv").read_text(encoding="utf-8").splitlines()))
    dutch_text = (written / "indicators_nl.csv").read_text(encoding="utf-8")
    assert dutch_text.startswith("\ufeffpolicy;scenario;draw;")
    dutch = list(csv.reader(dutch_text.removeprefix("\ufeff").splitlines(), delimiter=";"))
    assert dutch[0] == plain[0]
    assert [[*row[:-1], row[-1].replace(",", ".")] for row in dutch[1:]] == plain[1:]
    assert all("." not in row[-1] for row in dutch)
    expected = write_result.indicators_table(made_up())
    assert [float(row[-1]) for row in plain[1:]] == expected["value"].tolist()
    assert [row[5] for row in plain[1:]] == expected["indicator"].tolist()


def test_the_run_reads_back_the_same_with_a_unit_and_a_name_on_every_variable(written: Path) -> None:
    with xr.open_dataset(written / "run.nc", engine="netcdf4") as run:
        xr.testing.assert_equal(run.load(), made_up())
        assert run.attrs["Conventions"] == "CF-1.11"
        for key in ("title", "source", "history"):
            assert run.attrs[key]
        for name, values in run.variables.items():
            assert values.attrs["long_name"], name
            assert values.attrs["units"], name
        assert run["care_share_needed"].attrs["units"] == "1"
        assert run["care_cost"].attrs["units"] == "euro/year"
        assert run["year"].attrs["units"] == "year"


def test_writing_leaves_the_dataset_as_it_was(experiment: Experiment, made: manifest.Made, tmp_path: Path) -> None:
    dataset = made_up()
    write_result.write(dataset, experiment, tmp_path / "made_up", made)
    xr.testing.assert_identical(dataset, made_up())
    assert dataset["care_share_needed"].attrs == made_up()["care_share_needed"].attrs
    assert dataset["policy"].attrs == {}


def test_the_spreadsheet_explains_itself_and_holds_the_numbers(written: Path) -> None:
    book = openpyxl.load_workbook(written / "indicators.xlsx")
    assert book.sheetnames == ["Read me", "City by year", "Charts", "Policies", "All numbers"]
    reading = [[cell.value for cell in row] for row in book["Read me"].iter_rows()]
    assert reading[0][0] == "Made up"
    assert ["homes", "Name of homes", "dwelling"] in reading
    city = book["City by year"]
    assert [cell.value for cell in city[1]] == ["policy", "scenario", "indicator", "unit", "over draws", *YEARS]
    assert [cell.value for cell in city[2]][:5] == ["as_is", "evidence", "care_share_needed", "dimensionless", "low"]
    assert city.cell(3, 6).value == pytest.approx(0.101)
    assert city.cell(3, 6).number_format == "0.0%"
    assert city.freeze_panes == "D2"
    numbers = book["All numbers"]
    assert numbers.freeze_panes == "A2"
    assert numbers.max_row == 1 + 2 * len(YEARS) * (1 + 3 + 3 + 3 + 3)
    assert numbers.auto_filter.ref == f"A1:I{numbers.max_row}"
    assert 10 < numbers.column_dimensions["E"].width < 40


def test_every_sheet_prints_as_wide_as_a_page_with_its_head_on_each(written: Path) -> None:
    for name in ("indicators.xlsx", "indicators_nl.xlsx"):
        for sheet in openpyxl.load_workbook(written / name):
            assert sheet.sheet_properties.pageSetUpPr.fitToPage, "one page wide, which is what is not written down"
            assert sheet.page_setup.fitToWidth is None
            assert sheet.page_setup.orientation == (
                "portrait" if sheet.title in ("Charts", "Grafieken") else "landscape"
            )
            assert "&P" in sheet.oddFooter.right.text
    book = openpyxl.load_workbook(written / "indicators.xlsx")
    assert book["City by year"].print_title_rows == "$1:$1"
    assert book["All numbers"].print_area.endswith(f"${workbook.FIRST_ROWS + 1}")


def test_the_spreadsheet_in_dutch_has_dutch_sheets_heads_names_and_units(written: Path) -> None:
    book = openpyxl.load_workbook(written / "indicators_nl.xlsx")
    assert book.sheetnames == ["Leeswijzer", "Stad per jaar", "Grafieken", "Beleidsvarianten"]
    city = book["Stad per jaar"]
    assert [cell.value for cell in city[1]][:5] == ["beleid", "scenario", "indicator", "eenheid", "over trekkingen"]
    row = [cell.value for cell in city[2]][:5]
    assert row[:3] == ["ongewijzigd beleid", "onderzoek", "Zorgmedewerkers nodig"]
    assert row[4] == "laag"
    money = [row[3].value for row in city.iter_rows() if str(row[2].value).startswith("Zorgkosten")]
    assert set(money) == {"euro per jaar"}, "the cells hold euros, not millions"
    said = " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    assert not {"policy", "dimensionless", "as_is", "median"} & set(said.split())


def test_the_charts_of_the_spreadsheet_are_its_own_and_draw_its_cells(written: Path) -> None:
    (first, *_) = openpyxl.load_workbook(written / "indicators.xlsx")["Charts"]._charts
    assert "City by year" in first.series[0].val.numRef.f
    assert first.y_axis.number_format.formatCode == "0.0%"


def test_one_draw_gives_the_value_itself(experiment: Experiment, made: manifest.Made, tmp_path: Path) -> None:
    write_result.write(made_up(draws=1), replace(experiment, draws=1), tmp_path / "one", made)
    book = openpyxl.load_workbook(tmp_path / "one" / "indicators.xlsx")
    assert [cell.value for cell in book["All numbers"][1]][-1] == "value"
    assert book["City by year"]["E2"].value == "one draw"


def test_a_table_too_long_for_a_spreadsheet_keeps_the_city_and_says_so(
    experiment: Experiment, made: manifest.Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "LONGEST_SHEET", 20)
    write_result.write(made_up(), experiment, tmp_path / "long", made)
    book = openpyxl.load_workbook(tmp_path / "long" / "indicators.xlsx")
    assert {row[2].value for row in book["All numbers"].iter_rows(min_row=2)} == {"utrecht"}
    assert "left out" in [row[0].value for row in book["Read me"].iter_rows()]


def test_a_value_that_is_not_a_number_is_an_empty_cell(tmp_path: Path, written: Path) -> None:
    facts = json.loads((written / "manifest.json").read_text(encoding="utf-8"))
    (first, *_) = series(made_up(draws=1))
    hole = Series(first.name, first.unit, first.about, first.values.where(first.values["year"] != 2026))
    workbook.write(tmp_path / "hole.xlsx", [hole], facts)
    city = openpyxl.load_workbook(tmp_path / "hole.xlsx")["City by year"]
    assert [cell.value is None for cell in city[2]][5:] == [False, False, True, False, False]


@pytest.mark.parametrize(
    ("name", "unit", "largest", "expected"),
    [
        ("care_share_needed", "dimensionless", 0.25, "0.0%"),
        ("workload", "dimensionless", 1.2, "#,##0.00"),
        ("residents", "person", 470_000, "#,##0"),
        ("homeless_people", "person", 12, "#,##0.00"),
        ("care_cost.state", "euro/year", 1e9, "#,##0"),
        ("waiting_time_social_rent", "year", 11.1, "#,##0.00"),
    ],
)
def test_numbers_have_the_decimals_they_deserve(name: str, unit: str, largest: float, expected: str) -> None:
    dims = ("policy", "scenario", "draw", "area", "year")
    values = xr.DataArray(np.full((1, 1, 1, 1, 2), largest), dims=dims)
    assert workbook.number_format(Series(name, unit, "", values)) == expected


def test_figures_are_drawn_in_both_languages(experiment: Experiment, made: manifest.Made, tmp_path: Path) -> None:
    dataset = made_up()
    share = dataset["care_share_needed"]
    dataset["care_share_working"] = (share * 0.9).assign_attrs(share.attrs)
    for name in ("shortage", "need_caused_by_shortage", "working_in_city"):
        dataset[name] = (share * 1e5).assign_attrs(share.attrs)
    for name in ("care_share_vision", "care_share_national", "care_share_national_low", "care_share_national_high"):
        dataset[name] = share
    write_result.write(dataset, replace(experiment, figures=(AskedFigure("one_in_four"),)), tmp_path / "drawn", made)
    names = {path.name for path in (tmp_path / "drawn" / "figures").iterdir()}
    assert {f"one_in_four.{language}.{kind}" for language in ("nl", "en") for kind in ("png", "svg", "pdf")} <= names
    told = json.loads((tmp_path / "drawn" / "figures" / "one_in_four.en.json").read_text(encoding="utf-8"))
    book = openpyxl.load_workbook(tmp_path / "drawn" / "indicators.xlsx")
    assert book.sheetnames[-2:] == ["Figure one_in_four", "All numbers"]
    assert ("Figure one_in_four", told["title"]) in [
        (row[0].value, row[1].value) for row in book["Read me"].iter_rows()
    ]
    rows = [[cell.value for cell in row if cell.value is not None] for row in book["Figure one_in_four"].iter_rows()]
    assert ["title", told["title"]] in rows
    assert ["source", told["source"]] in rows
    assert sorted(_numbers(told["numbers"])) == sorted(
        cell for row in rows for cell in row if not isinstance(cell, str)
    )


def _numbers(node: object) -> list[float]:
    """Return every number in JSON."""
    if isinstance(node, dict | list):
        return [number for below in (node.values() if isinstance(node, dict) else node) for number in _numbers(below)]
    return [] if isinstance(node, str | None) else [float(str(node))]


def test_a_figure_that_lacks_its_numbers_is_left_out_and_the_rest_is_written(
    experiment: Experiment, made: manifest.Made, tmp_path: Path
) -> None:
    asking = replace(experiment, figures=(AskedFigure("one_in_four"),))
    (left_out,) = write_result.write(made_up(), asking, tmp_path / "out", made)
    assert "'one_in_four' was left out" in left_out
    assert "care_share_working" in left_out
    assert (tmp_path / "out" / "run.nc").is_file()
    assert json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))["figures_left_out"] == [left_out]


def test_a_fault_in_one_figure_loses_neither_the_numbers_nor_the_other_figures(
    experiment: Experiment, made: manifest.Made, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(*_: object) -> None:
        raise KeyError("no_such_thing")

    kind = registry.Kind(faulty, frozenset(), frozenset(), "")
    monkeypatch.setattr(registry, "_load", lambda name, _: kind)
    asking = replace(experiment, figures=(AskedFigure("packages"),))
    (left_out,) = write_result.write(made_up(), asking, tmp_path / "out", made)
    assert "'packages' was left out: drawing it failed (KeyError: 'no_such_thing'), a fault of the program" in left_out
    assert (tmp_path / "out" / "run.nc").is_file()
    assert "faulty" in (tmp_path / "out" / "figures" / "packages.fault.txt").read_text("utf-8")


# The manifest


def test_the_manifest_says_how_the_result_was_made(written: Path, made: manifest.Made) -> None:
    facts = json.loads((written / "manifest.json").read_text(encoding="utf-8"))
    assert facts["experiment"]["name"] == "made_up"
    assert facts["experiment"]["seed"] == 3
    assert facts["command"] == ["care2040", "run", "made_up.yaml"]
    assert facts["inputs"]["experiment_sha256"] == fingerprints.sha256(made.experiment_file)
    assert "national/units.txt" in facts["inputs"]["parameters_sha256"]
    assert "population.py" in facts["inputs"]["equations_sha256"]
    assert facts["packages"]["numpy"] == np.__version__
    assert "pytest" not in facts["packages"]
    assert facts["seconds"] >= 0
    for name, digest in facts["files"].items():
        assert fingerprints.sha256(written / name) == digest
    assert set(facts["files"]) == {path.name for path in written.iterdir()} - {"manifest.json"}


def test_a_file_edited_during_the_run_is_hashed_as_it_was_read(
    experiment: Experiment, made: manifest.Made, tmp_path: Path
) -> None:
    before = fingerprints.sha256(made.experiment_file)
    made.experiment_file.write_text("title: edited\n", encoding="utf-8")
    write_result.write(made_up(), experiment, tmp_path / "out", made)
    facts = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert facts["inputs"]["experiment_sha256"] == before


# Into place


def test_running_the_same_experiment_again_replaces_its_result_and_keeps_files_of_the_user(
    written: Path, experiment: Experiment, made: manifest.Made
) -> None:
    (written / "memo.docx").write_text("mine", encoding="utf-8")
    (written / "notes").mkdir()
    (written / "notes" / "why.txt").write_text("mine too", encoding="utf-8")
    (written / "run.nc").write_text("broken", encoding="utf-8")
    for _ in range(2):
        write_result.write(made_up(), experiment, result_folder.check(written, experiment.name), made)
        assert (written / "memo.docx").read_text(encoding="utf-8") == "mine"
        assert (written / "notes" / "why.txt").read_text(encoding="utf-8") == "mine too"
        assert (written / "run.nc").stat().st_size > 1000
    assert [path.name for path in written.parent.iterdir()] == ["made_up"]


def test_a_disk_that_is_full_is_a_problem_not_a_crash(
    written: Path, experiment: Experiment, made: manifest.Made, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(write_result, "write_tables", full)
    before = fingerprints.hashes(written)
    with pytest.raises(InvalidInput, match="the disk is full"):
        write_result.write(made_up(), experiment, written, made)
    assert fingerprints.hashes(written) == before


def test_of_very_many_draws_the_text_files_hold_percentiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from care2040.results import long_table

    values = np.arange(2 * 21 * 3, dtype=float).reshape(2, 1, 21, 3)
    attributes = {"units": "person", "long_name": "People short.", "kind": "indicator"}
    dataset = xr.Dataset(
        {"shortage": (("policy", "scenario", "draw", "year"), values, attributes)},
        {"policy": ["as_is", "all"], "scenario": ["evidence"], "draw": np.arange(21), "year": [2024, 2025, 2026]},
        {"indicators": ["shortage"]},
    )
    monkeypatch.setattr(long_table, "MOST_DRAWS", 20)
    long_table.write_tables(dataset, tmp_path)
    rows = list(csv.DictReader((tmp_path / "indicators.csv").read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 2 * 3 * 7
    found = {(row["policy"], row["draw"], row["year"]): float(row["value"]) for row in rows}
    assert found["all", "p50", "2025"] == np.median(values[1, 0, :, 1])
    assert found["as_is", "p5", "2024"] == np.percentile(values[0, 0, :, 0], 5)
    assert found["as_is", "p95", "2026"] == np.percentile(values[0, 0, :, 2], 95)
    monkeypatch.setattr(long_table, "MOST_DRAWS", 21)
    long_table.write_tables(dataset, tmp_path)
    assert len((tmp_path / "indicators.csv").read_text(encoding="utf-8").splitlines()) == 1 + 2 * 21 * 3


def test_what_policies_change_is_worked_out_once_for_all_that_is_written(
    experiment: Experiment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, made: manifest.Made
) -> None:
    asked = []
    real = comparison.summary
    monkeypatch.setattr(comparison, "summary", lambda *given: asked.append(given) or real(*given))
    write_result.write(made_up(), experiment, tmp_path / "once", made)
    assert len(asked) == 1
    written = {path.name for path in (tmp_path / "once").iterdir()}
    assert {"summary.csv", "summary.md", "summary_nl.md", *write_result.WORKBOOKS.values()} <= written
