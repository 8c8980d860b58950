"""The tables of the monitor as text, in the language of the reader: heads, and rows of cells."""

from collections.abc import Sequence
from dataclasses import dataclass

from care2040.analysis.monitoring.monitoring import Monitoring
from care2040.reports.monitoring.sentences import signed
from care2040.reports.monitoring.values import (
    chance_words,
    count_words,
    how_ahead,
    indicator_name,
    place_words,
    say,
    series_name,
    span_words,
)
from care2040.wording.assumptions import assumption_name
from care2040.wording.language import Language
from care2040.wording.laws import alternative_name, law_name
from care2040.wording.names import name_of
from care2040.wording.numbers import number, percent, sentence

MOST = 12
"""Parameters in the table; the CSV has all."""


@dataclass(frozen=True)
class WrittenTable:
    """A table as it is shown; the first `left` columns are text."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    left: int
    note: str = ""


def tables(found: Monitoring, language: Language, brief: bool = False) -> list[WrittenTable]:
    """Return the tables that there is something in.

    Parameters
    ----------
    found : Monitoring
        What was found.
    language : {"nl", "en"}
        Of every word and number.
    brief : bool
        Whether only the last count of each series is told of, one scenario ahead, and the laws that moved.
    """
    made = [
        _counts(found, language, brief),
        _held(found, language),
        _ahead(found, language, brief),
        _moved(found, language),
        _laws(found, language, brief),
        _scenarios(found, language),
    ]
    return [one for one in made if one.rows]


def _heads(language: Language, *names: str) -> list[str]:
    return [say(language, "columns", name) for name in names]


def _counts(found: Monitoring, language: Language, brief: bool) -> WrittenTable:
    last = {one.name: one for one in found.counts}
    rows = []
    for one in last.values() if brief else found.counts:
        words, series = count_words(found, one, language), found.series[one.name]
        rows.append(
            [
                sentence(words["series"]),
                place_words(series, language),
                words["when"],
                say(language, "roles", one.role),
                say(language, "surprises", one.surprise),
                words["count"],
                words["before"],
                number(one.percentile, language),
                words["after"],
            ]
        )
    names = ("series", "place", "when", "role", "surprise", "counted", "before", "percentile", "after")
    note = say(language, "last_only") if brief else say(language, "roles_note")
    return WrittenTable("counts", _heads(language, *names), rows, 5, note)


def _held(found: Monitoring, language: Language) -> WrittenTable:
    rows = [
        [sentence(series_name(found, one.name, language)), str(one.counts), str(one.before), str(one.after)]
        for one in found.held
    ]
    if rows:
        whole = found.together
        rows.append([say(language, "all"), str(whole.counts), str(whole.before), str(whole.after)])
    return WrittenTable("held", _heads(language, "series", "held", "held_before", "held_after"), rows, 1)


def _ahead(found: Monitoring, language: Language, brief: bool) -> WrittenTable:
    rows = []
    for one in found.ahead:
        if brief and one.scenario != found.scenario:
            continue
        how = how_ahead(one)
        rows.append(
            [
                indicator_name(one.name, language),
                sentence(name_of("scenarios", one.scenario, language)),
                str(one.year),
                say(language, "shifts", _yes_no(one.beyond_chance)),
                span_words(one.before, how, language),
                span_words(one.after, how, language),
            ]
        )
    names = ("indicator", "scenario", "year", "told", "before", "after")
    note = say(language, "one_scenario") if len(rows) < len(found.ahead) else ""
    return WrittenTable("ahead", _heads(language, *names), rows, 4, note)


def _moved(found: Monitoring, language: Language) -> WrittenTable:
    rows = [
        [
            sentence(assumption_name(one.name, language)),
            one.name,
            signed(one.shift, language),
            percent(one.left, language),
        ]
        for one in found.moved
        if one.told
    ][:MOST]
    limit, every = number(found.limit, language, 2), number(len(found.moved), language)
    least = percent(1 - found.limit / 2**0.5, language)
    note = say(language, "parameters_note", every=every, limit=limit, least=least)
    return WrittenTable(
        "moved", [say(language, "columns", "parameter"), "", *_heads(language, "shift", "left")], rows, 2, note
    )


def _laws(found: Monitoring, language: Language, brief: bool) -> WrittenTable:
    rows = [
        [
            sentence(law_name(one.quantity, language)),
            alternative_name(one.law, language) if one.law != one.quantity else say(language, "own_law"),
            say(language, "yes_no", _yes_no(one.beyond_chance)),
            chance_words(one.before, language),
            chance_words(one.after, language),
        ]
        for one in found.laws
        if one.beyond_chance or not brief
    ]
    heads = _heads(language, "law", "beyond", "law_before", "law_after")
    note = say(language, "few_laws") if len(rows) < len(found.laws) else ""
    return WrittenTable("laws", [heads[0], "", *heads[1:]], rows, 3, note)


def _scenarios(found: Monitoring, language: Language) -> WrittenTable:
    rows = [
        [
            sentence(name_of("scenarios", one.name, language)),
            chance_words(one.chance, language),
            number(one.effective, language),
        ]
        for one in found.scenarios
    ]
    return WrittenTable(
        "scenarios", _heads(language, "scenario", "chance", "effective"), rows if len(rows) > 1 else [], 1
    )


def _yes_no(value: bool) -> str:
    return "yes" if value else "no"
