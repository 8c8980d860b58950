"""What each policy changes, as a table, a sheet and a page, of a result that no model made."""

import csv
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
import xarray as xr

from care2040.analysis.levers import attribution, comparison
from care2040.analysis.levers.attribution import Attribution
from care2040.analysis.tables import Analysed
from care2040.reports.tables import summary_page, workbook
from care2040.reports.tables.analysis_sheets import analysis_sheets, code_of
from care2040.reports.tables.write_result import write_analysis
from care2040.results.series import series
from care2040.wording import quantities

YEARS = range(2028, 2042)


def made_up(draws: int = 1) -> xr.Dataset:
    """Return a need that grows by a point a year and is two points less under another policy, and a shortage."""
    labels = {"policy": ["as_is", "more"], "scenario": ["evidence", "slump"], "draw": range(draws), "year": list(YEARS)}
    base = xr.DataArray(np.zeros([len(members) for members in labels.values()]), labels, list(labels))
    luck = base["draw"] / 1000
    more = xr.DataArray([0.0, 1.0], {"policy": labels["policy"]})
    slump = xr.DataArray([0.0, 0.01], {"scenario": labels["scenario"]})
    share = base + 0.2 + (base["year"] - 2030) / 100 + luck + slump - more * (0.02 + luck / 8)
    people = base + 12345.0 - 1500 * more * (base["year"] - 2027) / 10
    facts = {
        "title": "Doing more",
        "title_nl": "Meer doen",
        "question": "Does it help?",
        "indicators": ["care_share_needed", "shortage"],
        "unchanged_policy": "as_is",
        "experiment": "doing_more",
    }
    return xr.Dataset(
        {
            "care_share_needed": share.assign_attrs(units="dimensionless", long_name="Need", kind="indicator"),
            "shortage": people.assign_attrs(units="person", long_name="Short", kind="indicator"),
        },
        attrs=facts,
    )


def pick(rows: pd.DataFrame, **where) -> pd.Series:
    for column, wanted in where.items():
        rows = rows[rows[column] == wanted]
    assert len(rows) == 1
    return rows.iloc[0]


def test_the_years_of_the_issue_are_told_or_the_last_of_a_shorter_run():
    assert comparison.shown_years(made_up()) == [2030, 2035, 2040]
    assert comparison.shown_years(made_up().sel(year=[2028, 2029])) == [2029]
    assert comparison.shown_years(made_up().sel(year=range(2031, 2038))) == [2035]


def test_a_change_is_the_difference_with_unchanged_policy_of_the_same_scenario():
    rows = comparison.summary(made_up(), "as_is")
    assert len(rows) == 2 * 2 * 2 * 3
    row = pick(rows, policy="more", scenario="slump", indicator="care_share_needed", year=2035)
    assert row["value"] == pytest.approx(0.24)
    assert row["change"] == pytest.approx(-0.02)
    assert (rows[rows["policy"] == "as_is"]["change"] == 0).all()
    assert rows[["low", "high", "change_low", "change_high"]].isna().all(axis=None)
    people = pick(rows, policy="more", scenario="evidence", indicator="shortage", year=2040)
    assert people["change"] == pytest.approx(-1950)


def test_with_draws_the_change_is_surer_than_the_values():
    rows = comparison.summary(made_up(101), "as_is")
    row = pick(rows, policy="more", scenario="evidence", indicator="care_share_needed", year=2030)
    assert (row["low"], row["value"], row["high"]) == pytest.approx((0.184375, 0.22375, 0.263125))
    assert (row["change_low"], row["change"], row["change_high"]) == pytest.approx((-0.031875, -0.02625, -0.020625))


def test_scenarios_and_policies_keep_their_order():
    rows = comparison.summary(made_up(), "as_is")
    assert list(dict.fromkeys(rows["scenario"])) == ["evidence", "slump"]
    assert list(dict.fromkeys(rows["policy"])) == ["as_is", "more"]
    assert list(dict.fromkeys(rows["indicator"])) == ["care_share_needed", "shortage"]


def test_the_policy_to_compare_with_is_the_unchanged_one_or_the_first():
    assert comparison.compared_with(made_up()) == "as_is"
    reverse = made_up().isel(policy=[1, 0])
    assert comparison.compared_with(reverse) == "as_is"
    del reverse.attrs["unchanged_policy"]
    assert comparison.compared_with(reverse) == "more"


def test_the_page_writes_numbers_as_each_language_does():
    english, dutch = (summary_page.page(Analysed(made_up()), language) for language in ("en", "nl"))
    assert "| 20.0% | 25.0% | 30.0% |" in english
    assert "| 18.0% (\u22122.0) | 23.0% (\u22122.0) | 28.0% (\u22122.0) |" in english
    assert "| 12,300 | 12,300 | 12,300 |" in english
    assert "10,400 (\u22122,000) |" in english
    assert "| 18,0% (\u22122,0) |" in dutch
    assert "| 12.300 |" in dutch
    assert english.startswith("# Doing more\n\nDoes it help?\n")
    assert dutch.startswith("# Meer doen\n")
    assert "## Scenario evidence" in english
    assert "## Scenario onderzoek" in dutch


def test_of_a_city_without_districts_no_gap_between_them_is_told():
    dataset = made_up()
    dataset["frailty_gap"] = (dataset["care_share_needed"] * 0).assign_attrs(dataset["care_share_needed"].attrs)
    dataset.attrs["indicators"] = ["care_share_needed", "frailty_gap"]
    assert "frailty" in summary_page.page(Analysed(dataset), "en")
    assert "frailty" not in summary_page.page(Analysed(dataset.assign_attrs(resolution="city")), "en")


def test_every_table_of_the_page_has_as_many_cells_in_each_row():
    for language in ("en", "nl"):
        for block in summary_page.page(Analysed(made_up(3)), language).split("\n\n"):
            rows = [line.count("|") for line in block.splitlines() if line.startswith("|")]
            assert len(set(rows)) <= 1


def test_a_range_stands_behind_the_change_when_there_are_draws():
    page = summary_page.page(Analysed(made_up(101)), "en")
    assert "22.4% (\u22122.6; \u22123.2 to \u22122.1)" in page
    assert "With 101 draws" in page
    assert "With" not in summary_page.page(Analysed(made_up()), "en")


def test_a_ratio_is_no_percentage_and_nought_has_no_row_of_zeros():
    ratio = quantities.written("workload", "dimensionless", [0.05, -0.02])
    assert ratio.value(1.05, "en") == "1.0500"
    assert quantities.written("staff_gap", "dimensionless", [0.0]).value(0.0, "en") == "0.00"
    assert quantities.written("unmet_need_share", "dimensionless", [0.05]).value(0.1, "en") == "10.0%"


def attributed() -> xr.Dataset:
    found = Attribution(
        policy="more",
        scenario="evidence",
        indicator="care_share_needed",
        unit="dimensionless",
        year=2040,
        resolution="city",
        runs=4,
        start=0.30,
        end=0.28,
        levers=("technology", "retention"),
        values=np.array([-0.0185, -0.0015]),
        first_in=np.array([-0.019, -0.002]),
        last_in=np.array([-0.018, -0.001]),
        standard_errors=None,
    )
    return attribution.attach(made_up(), found)


def test_the_page_tells_what_each_lever_adds_and_what_they_do_to_each_other():
    page = summary_page.page(Analysed(attributed()), "en")
    assert "| Technology | \u22121.85 | \u22121.90 | \u22121.80 |" in page
    assert "| Together | \u22122.00 | \u22122.10 |  |" in page
    assert "add up to \u22122.10; together they do \u22122.00" in page
    assert "30.00% under unchanged policy, 28.00% with this policy" in page


def test_every_table_is_written_and_reads_back(tmp_path: Path):
    write_analysis([Analysed(attributed())], tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"summary.csv", "wedges.csv", "summary.md", "summary_nl.md"}
    with (tmp_path / "summary.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    expected = comparison.summary(made_up(), "as_is")
    assert [float(row["change"]) for row in rows] == expected["change"].tolist()
    assert rows[0]["low"] == ""
    assert (tmp_path / "summary_nl.md").read_text(encoding="utf-8") == summary_page.page(Analysed(attributed()), "nl")


def test_one_policy_has_nothing_to_compare(tmp_path: Path):
    write_analysis([Analysed(made_up().isel(policy=[0]))], tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_spreadsheet_has_a_sheet_for_each_table_with_numbers_that_can_be_calculated_with(tmp_path: Path):
    facts = {
        "experiment": {
            "title": {"en": "Doing more"},
            "question": {"en": "Does it help?"},
            "name": "doing_more",
            "resolution": "city",
            "policies": ["as_is", "more"],
            "scenarios": ["evidence", "slump"],
            "draws": 1,
            "seed": 1,
        },
        "version": "0",
        "commit": None,
        "started": "now",
    }
    dataset = attributed()
    workbook.write(
        tmp_path / "book.xlsx", tuple(series(dataset)), facts, tuple(analysis_sheets(Analysed(dataset).tables))
    )
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    assert book.sheetnames == ["Read me", "City by year", "Charts", "Policies", "Wedges", "All numbers"]
    sheet = book["Policies"]
    head = [cell.value for cell in sheet[1]]
    assert head == ["scenario", "indicator", "unit", "policy", "2030", "2035", "2040"] + [
        f"change {year}" for year in (2030, 2035, 2040)
    ]
    row = dict(zip(head, sheet[3], strict=True))
    assert (row["policy"].value, row["indicator"].value) == ("more", "care_share_needed")
    assert row["change 2040"].value == pytest.approx(-0.02)
    assert row["2040"].number_format == "0.0%"
    assert row["change 2040"].number_format == "+0.0%;\u22120.0%;0.0%"
    wedges = {cell.value: book["Wedges"].cell(2, cell.column) for cell in book["Wedges"][1]}
    assert wedges["lever"].value == "technology"
    assert wedges["year"].value == 2040
    assert wedges["standard_error"].value is None
    explained = {row[0].value: row[1].value for row in book["Read me"].iter_rows(min_row=1, max_col=2)}
    assert "unchanged policy" in explained["Policies"]


def test_a_sheet_of_long_names_keeps_to_what_a_spreadsheet_allows():
    for sheet in analysis_sheets(Analysed(attributed()).tables):
        assert len(sheet.name) <= 31
        assert len(sheet.codes) == len(sheet.rows)
        assert all(len(row) == len(sheet.head) for row in sheet.rows)


@pytest.mark.parametrize(
    ("name", "unit", "largest", "code"),
    [
        ("care_share_needed", "dimensionless", 0.3, "0.0%"),
        ("shortage", "person", 20000.0, "#,##0"),
        ("shortage", "person", 12.0, "#,##0.00"),
        ("care_cost", "euro/year", 1e9, "#,##0"),
        ("lever_cost_per_avoided_care_worker", "euro/person/year", 1e5, "#,##0"),
        ("workload", "dimensionless", 1.2, "#,##0.00"),
    ],
)
def test_a_number_is_shown_by_what_it_is(name, unit, largest, code):
    assert code_of(name, unit, largest) == code
