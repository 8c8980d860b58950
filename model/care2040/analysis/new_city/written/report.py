"""The report of a new city: what was found, what is borrowed, how well it fits, and what no count speaks of."""

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from care2040.analysis.demography.cohorts import BROAD
from care2040.analysis.new_city.build import Made
from care2040.analysis.new_city.given.checks import FEW
from care2040.analysis.new_city.given.wanted import TABLES
from care2040.analysis.new_city.made.district_columns import given_the_least
from care2040.analysis.new_city.written.entries import Told
from care2040.analysis.new_city.written.table_entries import WITHOUT
from care2040.wording.language import Language
from care2040.wording.numbers import number
from care2040.wording.texts import say, texts

OF_LEVERS = ("_price", "_staff")


def report(city: Made, told: Sequence[Told], unchecked: Sequence[str], place: str, language: Language) -> str:
    """Return the report in Markdown.

    Parameters
    ----------
    city : Made
        The city.
    told : sequence of Told
        What was found and what borrowed.
    unchecked : sequence of str
        Targets of the city that lends, of which this one has no count.
    place : str
        How the city is named on the command line: its name or its folder.
    language : {"nl", "en"}
        Of the report.
    """
    sections = (
        _head(city, language),
        _found(city, language),
        _missing(city, language),
        _fit(city, language),
        _borrowed(told, language),
        _unchecked(city, unchecked, language),
        (f"## {_say(language, 'next')}", _say(language, "steps", place=place)),
    )
    return "\n\n".join(part for section in sections for part in section) + "\n"


def _say(language: Language, *keys: str, **blanks: object) -> str:
    return " ".join(text.split(" ")) if (text := say("new_city", language, *keys, **blanks)) else ""


def _head(city: Made, language: Language) -> Iterator[str]:
    yield f"# {_say(language, 'title', city=city.title)}"
    yield _say(language, "intro", year=city.people.year)


def _table(heads: Any, rows: Iterable[Sequence[str]]) -> str:
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)])


def _heads(language: Language, key: str) -> Any:
    words: Any = texts("new_city")[language]
    return words[key]


def _found(city: Made, language: Language) -> Iterator[str]:
    yield f"## {_say(language, 'found')}"
    rows = []
    for name, table in city.found.tables.items():
        years = sorted({int(float(row["year"])) for row in table.rows if "year" in row})
        span = "" if not years else str(years[0]) if len(years) == 1 else f"{years[0]}-{years[-1]}"
        source = city.found.sources.get(name, {}).get("where", TABLES[name].where)
        rows.append((f"`{name}`", span, str(len(table.rows)), str(source)))
    yield _table(_heads(language, "found_head"), rows)


def _missing(city: Made, language: Language) -> Iterator[str]:
    yield f"## {_say(language, 'missing')}"
    words: Any = texts("new_city")[language]
    rows = [(f"`{name}`", *words["without"][name]) for name in WITHOUT if name not in city.found]
    yield _table(words["missing_head"], rows) if rows else words["no_missing"]
    given = [
        f"{city.districts[row].titles[language]} ({number(100 * city.columns['new_homes_share'][row], language, 2)})"
        for row in given_the_least(city.found, city.districts)
    ]
    if given:
        yield _say(language, "least_new_homes", districts=", ".join(given))


def _fit(city: Made, language: Language) -> Iterator[str]:
    people, found = city.people, city.found
    yield f"## {_say(language, 'fit')}"
    model = people.base.sum(axis=(1, 2))
    whole = [_whole(one, language) for one in (model.sum(), float(city.municipality["homes"]))]
    yield _say(language, "people", year=people.year, total=whole[0])
    rows = [
        (one.titles[language], _whole(counted, language), _whole(made, language), f"{made - counted:+.0f}")
        for one, counted, made in zip(city.districts, people.totals, model, strict=True)
    ]
    yield _table(_heads(language, "fit_head"), rows)
    persons, points, worst = largest_difference(city)
    blanks = {"persons": _whole(persons, language), "points": number(points, language, 2)}
    yield _say(language, "bands", district=city.districts[worst].titles[language], **blanks)
    sums = [
        _whole(math.fsum(one for one in found["wijken"].numbers(name) if not math.isnan(one)), language)
        for name in ("residents", "homes")
    ]
    yield _say(language, "totals", parts=sums[0], homes_parts=sums[1], total=whole[0], homes=whole[1])
    ages = found["age_sex"]
    yield _say(language, "ages", year=ages.year, sum=_whole(sum(ages.numbers("residents")), language))
    few = [str(row["name"]) for row in found["wijken"].rows if float(row["residents"]) < FEW]
    if few:
        yield _say(language, "filled", names=", ".join(few))


def largest_difference(city: Made) -> tuple[float, float, int]:
    """Return the largest difference with the bands of the table, in persons and percentage points, and its district."""
    made = np.stack([city.people.base[:, low : high + 1].sum(axis=(1, 2)) for low, high in BROAD], axis=1)
    away = np.abs(made - city.people.bands)
    points = 100 * np.abs(
        made / made.sum(axis=1, keepdims=True) - city.people.bands / city.people.bands.sum(axis=1, keepdims=True)
    )
    worst = int(points.max(axis=1).argmax())
    return float(away.max()), float(points.max()), worst


def _borrowed(told: Sequence[Told], language: Language) -> Iterator[str]:
    yield f"## {_say(language, 'borrowed')}"
    lent = [one for one in told if one.borrowed]
    yield _say(language, "borrowed_intro", count=len(lent), all=len(told))
    words: Any = texts("new_city")[language]
    own = [one for one in lent if not one.name.endswith(OF_LEVERS)]
    rows = [(f"`{one.name}`", words["lenders"].get(one.origin, one.origin), _what(one, language)) for one in own]
    yield _table(words["borrowed_head"], rows)
    yield _say(language, "of_levers", count=len(lent) - len(own))


def _what(one: Told, language: Language) -> str:
    """Return what a borrowed value is, or by what it was scaled."""
    if one.size:
        return _say(language, "sizes", one.size, factor=number(one.factor, language, 2))
    return _say(language, "what", one.name)


def _unchecked(city: Made, unchecked: Sequence[str], language: Language) -> Iterator[str]:
    if unchecked:
        yield f"## {_say(language, 'unchecked')}"
        yield _say(language, "unchecked_intro", city=city.title)
        yield "\n".join(f"- `{name}`" for name in unchecked)


def _whole(value: float, language: Language) -> str:
    return number(value, language, 0)
