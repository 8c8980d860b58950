"""``care2040 know``: the answer as text, data and files, and everything that cannot be asked of a result."""

import csv
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from typer.testing import CliRunner, Result

import care2040
from care2040.cli import app
from care2040.cli.views import console
from care2040.files.problems import InvalidInput
from care2040.results import load
from care2040.study.knowing import know

pytestmark = pytest.mark.slow

POLICIES = """\
title: {en: Known, nl: Bekend}
question: {en: When would we know?, nl: Wanneer zouden we het weten?}
start: 2016
resolution: city
draws: 60
monitor: true
policies:
  as_is: {}
  nothing: {carer_respite: {effort: 0}}
  secure: {financial_security: {effort: 1}}
indicators: [care_share_needed, neighbour_help_share]
"""
FUTURES = """\
title: {en: Futures, nl: Toekomsten}
question: {en: In which future are we?, nl: In welke toekomst zitten we?}
start: 2016
resolution: city
draws: 60
monitor: true
scenarios:
  evidence: {}
  open_ended: {}
indicators: [care_share_needed]
"""
GRID = "sweep: {method: grid, samples: 2, parameters: [quit_rate]}\n"
BLIND = POLICIES.replace("monitor: true\n", "").replace("draws: 60", "draws: 51")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("know")
    texts = {"policies": POLICIES, "futures": FUTURES, "blind": BLIND}
    texts |= {"single": POLICIES.replace("draws: 60\n", ""), "learnt": POLICIES.replace("draws", "learn: true\ndraws")}
    texts["late"] = POLICIES.replace("start: 2016", "start: 2024")
    texts["grid"] = POLICIES.replace("draws: 60\n", GRID)
    for name, text in texts.items():
        (place / f"{name}.yaml").write_text(text, encoding="utf-8")
        done = CliRunner().invoke(app.app, ["run", str(place / f"{name}.yaml"), "--to", str(place / name)])
        assert done.exit_code == 0, done.output
    return place


@pytest.fixture
def ask(caller: Callable[..., Callable[..., Result]], folder: Path) -> Callable[..., Result]:
    return partial(caller(folder, "know"), "know")


def test_the_answer_is_a_sentence_and_two_tables(ask: Callable[..., Result]) -> None:
    told = ask("policies")
    assert told.exit_code == 0, told.stderr
    assert told.stdout.startswith("In 2032 the counts ")
    assert "poor households" in told.stdout.lower()
    assert "workers in care, counted in Utrecht" in told.stdout
    assert "the same to the last bit as 'as_is', and left out: nothing" in told.stdout
    assert "draws" in told.stdout


def test_the_same_as_data_in_both_languages(ask: Callable[..., Result]) -> None:
    data = json.loads(ask("policies", "--format", "json").stdout)
    assert set(data["says"]) == {"en", "nl"}
    told = {(one["row"], one["rhythm"]): one for one in data["when"] if one["second"] == "secure"}
    assert told["poor_households", "yearly"]["chance_right"] > told["trust", "yearly"]["chance_right"] > 0.499
    assert "absence_in_care" not in {row for row, _ in told}, (
        "a count of the country does not show a policy of the city"
    )
    worth = {(one["row"], one["what"]): one["worth_of_variance"] for one in data["worth"]}
    assert worth["workers_in_care_in_the_city", "begin"] > 0
    assert data["by"] == 2032


def test_dutch_is_said_as_a_person_would(ask: Callable[..., Result]) -> None:
    words = " ".join(ask("policies", "--language", "nl").stdout.split())
    for piece in ("hoe vaak", "elk jaar", "elke 4 jaar", "de kans dat ze gelijk hebben", "niet vóór 2040"):
        assert piece in words
    assert "bijna dezelfde tellingen vergelijkt" in words
    assert "precies gelijk aan 'as_is', en weggelaten: nothing" in words
    assert "tellingen wegen voor" in words


def test_a_plain_sample_is_told_in_whole_per_cents(ask: Callable[..., Result]) -> None:
    told = [one["chance_right_by_sample"] for one in json.loads(ask("policies", "--format", "json").stdout)["when"]]
    sampled = [one for one in told if one is not None]
    assert sampled
    assert all(one == round(one, 2) for one in sampled)


def test_futures_are_told_apart_by_counts_of_the_country_too(ask: Callable[..., Result]) -> None:
    data = json.loads(ask("futures", "--between", "evidence", "open_ended", "--format", "json").stdout)
    assert "workers_in_care" in {one["row"] for one in data["when"]}
    assert {one["second"] for one in data["when"]} == {"open_ended"}
    assert json.loads(ask("futures", "--format", "json").stdout)["when"] == data["when"]


def test_a_run_that_starts_later_tells_of_the_same_series(ask: Callable[..., Result]) -> None:
    late, whole = (json.loads(ask(name, "--format", "json").stdout) for name in ("late", "policies"))
    assert {one["row"] for one in late["when"]} == {one["row"] for one in whole["when"]}
    (told,) = (note for note in late["notes"] if note.startswith("no count within the run"))
    assert "poor_households" in told
    assert not [note for note in whole["notes"] if note.startswith("no count within the run")]


def test_tables_and_figures_are_written(ask: Callable[..., Result], folder: Path) -> None:
    told = ask("policies", "--to", "seen", "--by", 2034, "--error", 0.02)
    assert "Wrote when_known.csv, worth_counting.csv and figures in seen" in told.stdout
    rows = list(csv.DictReader((folder / "seen" / "when_known.csv").read_text(encoding="utf-8").splitlines()))
    assert {"first", "second", "row", "rhythm", "first_year", "chance_right"} <= set(rows[0])
    for name in ("when_known", "worth_counting"):
        for language in ("en", "nl"):
            assert (folder / "seen" / "figures" / f"{name}.{language}.png").is_file()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("policies", "--between", "as_is", "secur"), "did you mean 'secure'?"),
        (("policies", "--between", "as_is", "as_is"), "cannot be told apart from itself"),
        (("policies", "--between", "as_is", "nothing"), "'as_is' and 'nothing' are the same to the last bit"),
        (("futures", "--between", "as_is", "evidence"), "a policy and a scenario cannot be told apart"),
        (("futures", "--between", "evidence", "open_ended", "--scenario", "open_ended"), "leave --scenario out"),
        (("policies", "--to", "/"), "E903"),
        (("policies", "--scenario", "evidenc"), "did you mean 'evidence'?"),
        (("policies", "--by", 2060), "allowed: 2026 to 2040"),
        (("policies", "--by", 2025), "the year 2025 is not one in which a count can come"),
        (("policies", "--by", 2020), "E409"),
        (("polices",), "did you mean 'policies'?"),
    ],
)
def test_what_the_result_does_not_have_is_refused(
    ask: Callable[..., Result], words: tuple[object, ...], said: str
) -> None:
    result = ask(*words)
    assert result.exit_code == console.INVALID
    assert said in result.stderr


@pytest.mark.parametrize(
    ("name", "said", "hint"),
    [
        ("blind", "which was counted", "monitor: true"),
        ("single", "the result has one run", "draws: 1000"),
        ("learnt", "would weigh twice", "without 'learn: true'"),
        ("grid", "no sample that counts can weigh", "in place of the sweep"),
    ],
)
def test_a_result_that_lacks_what_it_takes_is_told_what_to_write(
    ask: Callable[..., Result], name: str, said: str, hint: str
) -> None:
    result = ask(name)
    assert result.exit_code == console.INVALID
    assert "E933" in result.stderr
    assert name in result.stderr, "the place"
    assert said in result.stderr
    assert hint in result.stderr


def _nought(dataset: xr.Dataset) -> xr.Dataset:
    return dataset.assign(trust_share=dataset["trust_share"] * 0)


def _some(dataset: xr.Dataset) -> xr.Dataset:
    need = dataset["care_share_needed"]
    return dataset.assign(care_share_needed=need.where(need["draw"] > int(need["draw"][30])))


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lambda one: one.drop_vars("care_share_needed"), "does not hold 'care_share_needed'"),
        (lambda one: one.assign(care_share_needed=one["care_share_needed"] * np.nan), "of 60 draws 0 can be used"),
        (_some, "'care_share_needed' is nought or no number in 31 of them"),
        (_nought, "'trust_share' is nought or no number in 60 of them"),
        (lambda one: one.drop_attrs(), "experiment, indicators, source is missing"),
    ],
)
def test_damaged_numbers_are_told_and_not_called_the_same(
    folder: Path, monkeypatch: pytest.MonkeyPatch, harm: Callable[[xr.Dataset], xr.Dataset], said: str
) -> None:
    harmed = harm(load.load(folder / "policies"))
    monkeypatch.setattr(load, "load", lambda _: harmed)
    with pytest.raises(InvalidInput, match="E933") as told:
        know.know(care2040.open(), know.Question(folder / "policies"))
    assert said in str(told.value)


def test_futures_are_headed_by_the_one_that_the_others_are_told_from(ask: Callable[..., Result]) -> None:
    told = ask("futures", "--between", "open_ended", "evidence", "--format", "json")
    assert json.loads(told.stdout)["scenario"] == "open_ended"
