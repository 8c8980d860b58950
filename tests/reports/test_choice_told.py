"""A choice on the page of tables, on the screen and in sheets, in both languages, of mixes that nobody computed."""

import json

import pytest
import xarray as xr
from rich.console import Console
from tests.figures.chosen_mixes import choice

from care2040.analysis.tables import Analysed, tables
from care2040.cli.views import findings, words
from care2040.figures.chosen.mixes import mixes_of
from care2040.figures.chosen.words import worth
from care2040.reports.tables import summary_page
from care2040.reports.tables.analysis_sheets import analysis_sheets
from care2040.reports.tables.sheet_words import SheetWords
from care2040.results import variables
from care2040.wording.language import Language


@pytest.mark.parametrize(
    ("language", "head", "said"),
    [
        ("nl", "### Mixen met een naam", "Geen enkele goede mix zet in op"),
        ("en", "### Mixes with a name", "No good mix uses"),
    ],
)
def test_the_page_tells_what_a_council_reads(language: str, head: str, said: str) -> None:
    page = summary_page.page(Analysed(choice()), language)
    assert head in page
    assert f"- {said}" in page
    assert page.count("### ") == 4
    rows = [line for line in page.splitlines() if line.startswith("|")]
    assert any(line.count("|") == 6 for line in rows)


def test_the_page_of_an_older_result_tells_of_the_front_alone() -> None:
    older = choice().drop_vars([name for name in choice().data_vars if name.startswith("chosen_w")])
    page = summary_page.page(Analysed(older.drop_vars(variables.CHOSEN_NAMED)), "en")
    assert "## The best mixes that were found" in page
    assert "###" not in page


@pytest.mark.parametrize(("language", "said"), [("nl", "Met 1 miljoen euro meer"), ("en", "With 1 million euro more")])
def test_the_screen_tells_what_a_council_reads(language: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    words.choose(language)
    try:
        findings.print_findings(choice(), Console(width=400))
    finally:
        words.choose("en")
    assert said in capsys.readouterr().out


def chances() -> xr.Dataset:
    """Return a choice of which a chance and a regret count."""
    dataset = choice()
    asked = json.loads(dataset[variables.CHOSEN_VALUE].attrs["asked"])
    limit = {"side": "at_most", "threshold": 6000.0, "threshold_unit": "person"}
    asked["aims"]["short"] |= {"wish": "likely", "unit": "dimensionless"} | limit
    asked["aims"]["fair"] |= {"wish": "regret"}
    dataset[variables.CHOSEN_VALUE].attrs["asked"] = json.dumps(asked)
    values = dataset[variables.CHOSEN_VALUE]
    values[:, 0] = [0.2, 0.4, 0.5, 0.6]
    return dataset


@pytest.mark.parametrize(
    ("language", "limit", "regret"),
    [
        ("nl", "20% kans op hoogstens 6.000 personen", "spijt 23,0 procentpunt"),
        ("en", "20% chance of at most 6,000 persons", "regret 23.0 percentage points"),
    ],
)
def test_a_chance_is_told_with_its_limit_and_regret_with_its_unit(
    language: Language, limit: str, regret: str, capsys: pytest.CaptureFixture[str]
) -> None:
    words.choose(language)
    try:
        findings.print_findings(chances(), Console(width=400))
    finally:
        words.choose("en")
    told = next(line for line in capsys.readouterr().out.splitlines() if "mix 1" in line)
    assert limit in told
    assert regret in told
    assert limit.removeprefix("20% ") in str(summary_page.page(Analysed(chances()), language)).splitlines()[6]
    aims = mixes_of(chances(), "mixes").aims
    assert limit.partition("op " if language == "nl" else "of ")[2] in aims["short"].measure(language)
    assert tables(chances())["choose"]["threshold_unit"].tolist()[:3] == ["person", "", ""]


def test_a_chance_of_before_its_limit_was_kept_is_told_without() -> None:
    dataset = chances()
    asked = json.loads(dataset[variables.CHOSEN_VALUE].attrs["asked"])
    for key in ("side", "threshold", "threshold_unit"):
        del asked["aims"]["short"][key]
    dataset[variables.CHOSEN_VALUE].attrs["asked"] = json.dumps(asked)
    assert "shortage 2040 chance 20%," in "".join(findings.LINES["choose"](tables(dataset)["choose"]))
    assert "(chance)" in summary_page.page(Analysed(dataset), "en")
    assert "right side of the limit" in mixes_of(dataset, "mixes").aims["short"].measure("en")


def test_programs_get_names_and_prices_as_data() -> None:
    found = findings.as_data(choice())
    assert [row["mix"] for row in found["choose_named"] if row["aim"] == "short"] == [4, 1, 3]
    purse = next(row for row in found["choose_worth"] if row["limit"] == "purse")
    assert (purse["worth"], purse["per"], purse["holds_to"]) == (pytest.approx(-2.0), "million euro", 2e7)


def test_sheets_hold_names_levers_and_limits_in_words_of_the_language() -> None:
    sheets = {sheet.name: sheet for sheet in analysis_sheets(tables(choice()))}
    assert {"Mixes", "Named mixes", "Levers in mixes", "Worth of limits"} <= set(sheets)
    dutch = SheetWords("nl")
    named = sheets["Named mixes"]
    assert dutch.sheet("Named mixes") == "Mixen met een naam"
    assert [dutch.head(one) for one in named.head][-2:] == ["Inwoners", "iedereen samen"]
    assert all(
        dutch.head(one) != one
        for name in ("Levers in mixes", "Worth of limits")
        for one in sheets[name].head
        if one not in ("per", "mix")
    )


def test_a_name_that_nobody_has_still_has_a_row() -> None:
    rows = tables(choice((4, 1, 0)))["choose_named"]
    assert rows[rows["name"] == "fairest"]["mix"].tolist() == [0]
    assert next(sheet for sheet in analysis_sheets({"choose_named": rows})).rows


@pytest.mark.parametrize(
    ("language", "not_spent", "amount"),
    [("nl", "is niet te zeggen", "Met 0,6 miljoen euro meer"), ("en", "cannot be told", "With 0.6 million euro more")],
)
def test_no_price_is_told_of_money_for_which_it_does_not_hold(language: str, not_spent: str, amount: str) -> None:
    dataset = choice()
    reach, checked = variables.CHOSEN_REACH, variables.CHOSEN_CHECKED
    nowhere = dataset.assign({reach: 0 * dataset[reach]})
    told = " ".join(worth(mixes_of(nowhere, "mixes"), language))
    assert not_spent in told
    assert "1 mil" not in told
    little = dataset.assign({reach: 0 * dataset[reach] + 6e5, checked: 0 * dataset[checked] - 18.0})
    told = " ".join(worth(mixes_of(little, "mixes"), language))
    assert amount in told
    assert "18" in told
    rows = tables(little)["choose_worth"]
    assert rows[rows["limit"] == "purse"]["worth"].isna().all()
