"""``care2040 theory``: a chain to read, the same as data and in files, and every wrong name told at once."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from care2040.cli.views import console

ALL_CHANGE = """\
title: {en: All change, nl: Alles anders}
question: {en: What does it do?, nl: Wat doet het?}
end: 2041
indicators: [shortage]
policies: {more: {retention: {effort: 1}}, less: {retention: {effort: 0.5}}}
"""


@pytest.fixture
def ask(caller: Callable[..., Callable[..., Result]], tmp_path: Path) -> Callable[..., Result]:
    call = caller(tmp_path, "theory")
    return lambda *words: call("theory", *words)


@pytest.mark.slow
def test_a_chain_is_told_and_written_in_both_languages(ask: Callable[..., Result], tmp_path: Path) -> None:
    told = ask("early_years", "--to", "out", "--language", "nl").stdout
    assert "Inzet, met het deel van het effect dat daar begint: Eerste levensjaren 100%" in told
    assert "Eerste levensjaren −→ Mensen nodig in de zorg" in told
    assert "Te zien" in told or "te zien in 2032" in told
    assert "in the" not in told
    for name in ("theory_steps.csv", "theory_links.csv", "figures/theory_of_change.nl.png"):
        assert (tmp_path / "out" / name).is_file()
    with (tmp_path / "out" / "theory_links.csv").open(encoding="utf-8", newline="") as file:
        links = [row for row in csv.DictReader(file) if row["reached"] == "care_share_needed"]
    figure = json.loads((tmp_path / "out/figures/theory_of_change.en.json").read_text("utf-8"))
    whole = figure["numbers"]["early_years"]["change"]
    assert sum(float(row["effect"]) for row in links) == pytest.approx(whole, rel=1e-9)


@pytest.mark.slow
def test_the_same_as_data(ask: Callable[..., Result]) -> None:
    data = json.loads(ask("carer_respite", "--indicator", "informal_carers", "--format", "json").stdout)
    (maker,) = data["makers"]
    into = sum(link["effect"] for link in maker["links"] if link["reached"] == "informal_carers")
    assert into + maker["rest"]["informal_carers"] == pytest.approx(maker["difference"], rel=1e-9)
    assert maker["efforts"][0]["lever"] == "carer_respite"


def test_everything_that_is_wrong_is_told_at_once(ask: Callable[..., Result]) -> None:
    result = ask("promising_yuth", "as_is", "--scenario", "slump", "--indicator", "shortge", "--year", 2060)
    assert result.exit_code == console.INVALID
    for named in ("'promising_youth'", "'as_is' changes nothing", "'slump'", "'shortage'", "2060"):
        assert named in result.stderr, named


def test_an_experiment_without_unchanged_policy_is_refused(ask: Callable[..., Result], tmp_path: Path) -> None:
    (tmp_path / "all.yaml").write_text(ALL_CHANGE, encoding="utf-8")
    result = ask("more", "--experiment", "all.yaml")
    assert result.exit_code == console.INVALID
    assert "nothing to compare with" in result.stderr
    assert "as_is: {}" in result.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("promising_youth", "--experiment", "nowhere"), "no such file"),
        (("promising_youth", "--review", 2041), "2041"),
        (("promising_youth", "--indicator", "allocation_share_of_group"), "not one number for the city"),
    ],
)
def test_what_cannot_be_asked_is_refused(ask: Callable[..., Result], words: tuple[object, ...], said: str) -> None:
    result = ask(*words)
    assert result.exit_code == console.INVALID
    assert said in result.stderr


@pytest.mark.slow
def test_a_policy_that_changes_nothing_there_is_told(ask: Callable[..., Result]) -> None:
    result = ask("early_years", "--indicator", "homes", "--year", 2026, "--review", 2025)
    assert result.exit_code == console.INVALID
    assert "changes nothing in 'homes'" in result.stderr
