"""Two cities side by side in words and rows, in the language of the reader: for the terminal and a page."""

from collections.abc import Sequence
from dataclasses import replace

from care2040.analysis.between_cities.comparison import Beside, CityComparison
from care2040.language.cities.here import in_city
from care2040.wording.language import Language
from care2040.wording.names import change_unit, indicator_words, name_of, policy_words, unit_words
from care2040.wording.numbers import number, sentence
from care2040.wording.quantities import Quantity, noticeable, per_thousand, written
from care2040.wording.texts import listed, phrase
from care2040.wording.texts import say as said

Rows = list[list[str]]
MOST_OF_SHARES, MOST = 1, 2
"""Digits with which what is not explained is written at most: more would say that two cities are known better."""


def say(language: Language, *keys: str, **blanks: object) -> str:
    """Return a text on cities with its blanks filled in."""
    return said("cities", language, *keys, **blanks)


def names(told: CityComparison, language: Language) -> dict[str, str]:
    """Return what the two cities are called."""
    first, second = (city.names.of(language) for city in told.cities)
    return {"first": first, "second": second}


def asked_words(told: CityComparison, language: Language) -> str:
    """Return what was compared, in a sentence."""
    policy = policy_words("source_policies", told.policy, language)
    scenario = name_of("scenarios", told.scenario, language)
    return say(language, "asked", experiment=told.experiment, policy=policy, scenario=scenario, **names(told, language))


def headline(told: CityComparison, language: Language) -> str:
    """Return what the indicator is in both cities in the year told of, and the difference."""
    main, how = told.main, how_written(told, told.main)
    return say(
        language,
        "headline",
        subject=indicator_words(main.name, language)["subject"],
        year=told.year,
        first_value=how.value(told.at(main.first), language),
        second_value=how.value(told.at(main.second), language),
        change=how.change(told.difference, language),
        unit=_unit(told, main, how, language, change=True),
        **names(told, language),
    )


def how_written(told: CityComparison, one: Beside) -> Quantity:
    """Return how values of a quantity are written, in the years told of."""
    ends = [(told.at(one.first, year), told.at(one.second, year)) for year in years(told)]
    apart = [second - first for first, second in ends if noticeable(second - first, first)]
    if one.name == told.main.name:
        apart += [told.at(cause.adds, year) for cause in told.causes for year in years(told)]
    how = per_thousand(one.unit, apart) if one.per else written(one.name, one.unit, apart)
    most = (
        how.digits if one.name == told.main.name or one.per else MOST_OF_SHARES if how.unit == "dimensionless" else MOST
    )
    return replace(how, digits=min(how.digits, most))


def years(told: CityComparison) -> tuple[int, ...]:
    """Return the first year, and the one that is told of."""
    return tuple(dict.fromkeys((told.start, told.year)))


def _unit(told: CityComparison, one: Beside, how: Quantity, language: Language, change: bool = False) -> str:
    """Return the words for a unit; what is no share and has no unit has none."""
    if how.unit == "ratio" and not one.per:
        own = indicator_words(one.name, language).get("unit", "")
        return own if own and "%" not in own else ""
    with in_city(told.neutral):
        words = (change_unit if change else unit_words)(one.name, one.unit, language)
    return phrase(language, "cities", "per", unit=words) if one.per else words


def why_heads(told: CityComparison, language: Language) -> list[str]:
    """Return the heads of the table of causes."""
    cause, differs, borrowed = (say(language, "why_heads", key) for key in ("cause", "differs", "borrowed"))
    return [cause, *map(str, years(told)), differs, borrowed]


def why_rows(told: CityComparison, language: Language) -> Rows:
    """Return a row for each cause, the largest first, then the whole difference and what of it is borrowed."""
    how = how_written(told, told.main)

    def row(name: str, values: Sequence[float], differing: int | None, borrowed: int | None) -> list[str]:
        counts = ["" if one is None else number(one, language) for one in (differing, borrowed)]
        return [name, *(how.small_change(value, language) for value in values), *counts]

    found = [
        row(
            sentence(one.title.of(language)),
            [told.at(one.adds, year) for year in years(told)],
            len(one.parameters),
            len(one.borrowed),
        )
        for one in sorted(told.causes, key=lambda one: -abs(told.at(one.adds)))
    ]
    whole = [told.at(told.main.second, year) - told.at(told.main.first, year) for year in years(told)]
    differing, borrowed = (sum(len(getattr(one, key)) for one in told.causes) for key in ("parameters", "borrowed"))
    found.append(row(say(language, "whole"), whole, differing, borrowed))
    found.append(row(say(language, "borrowed"), [told.at(told.borrowed, year) for year in years(told)], None, None))
    return found


def beside_heads(told: CityComparison, language: Language) -> list[str]:
    """Return the heads of the table of indicators: each city in each year told of."""
    cities = names(told, language).values()
    values = [say(language, "beside_heads", "value", city=city, year=year) for year in years(told) for city in cities]
    return [say(language, "beside_heads", "indicator"), *values]


def beside_rows(told: CityComparison, language: Language) -> Rows:
    """Return a row for each indicator that is not written the same in both cities."""
    found = []
    for one in (told.main, *told.rows):
        how = how_written(told, one)
        if not _alike(told, one, how):
            values = [
                how.value(told.at(series, year), language) for year in years(told) for series in (one.first, one.second)
            ]
            found.append([_named(told, one, how, language), *values])
    return found


def _named(told: CityComparison, one: Beside, how: Quantity, language: Language) -> str:
    name, unit = indicator_words(one.name, language)["subject"], _unit(told, one, how, language)
    return say(language, "named", name=name, unit=unit) if unit else name


def _alike(told: CityComparison, one: Beside, how: Quantity) -> bool:
    return all(how.alike(told.at(one.first, year), told.at(one.second, year)) for year in years(told))


def borrowed_words(told: CityComparison, language: Language) -> str:
    """Return what of the difference rests on numbers of the cities themselves, and what on borrowed ones."""
    how, borrowed = how_written(told, told.main), told.at(told.borrowed)
    values = {"whole": told.difference, "counted": told.difference - borrowed, "borrowed": borrowed}
    changes = {key: how.change(value, language) for key, value in values.items()}
    return say(language, "rests", unit=_unit(told, told.main, how, language, change=True), **changes)


def notes(told: CityComparison, language: Language) -> list[str]:
    """Return how it was found, what rests on borrowed numbers, and what is the same."""
    alike = [
        indicator_words(one.name, language)["subject"] for one in told.rows if _alike(told, one, how_written(told, one))
    ]
    return [
        say(language, "how", **names(told, language)),
        borrowed_words(told, language),
        *told.cautions(language),
        *([say(language, "alike", names=listed(alike, language))] if alike else []),
    ]


def as_markdown(told: CityComparison, language: Language) -> str:
    """Return the comparison as a page."""
    lines = [f"# {say(language, 'title', **names(told, language))}", "", asked_words(told, language), ""]
    lines += [headline(told, language), "", f"## {say(language, 'why')}", ""]
    lines += [*_table(why_heads(told, language), why_rows(told, language)), ""]
    lines += [f"## {say(language, 'beside')}", ""]
    lines += [*_table(beside_heads(told, language), beside_rows(told, language)), ""]
    for note in notes(told, language):
        lines += [note, ""]
    lines += [f"## {say(language, 'holds')}", ""]
    for one in told.causes:
        title, holds = sentence(one.title.of(language)), one.holds.of(language)
        lines.append(f"- {say(language, 'hold', title=title, holds=holds)}.")
    return "\n".join(lines) + "\n"


def _table(heads: Sequence[str], rows: Rows) -> list[str]:
    sides = ["---", *["---:"] * (len(heads) - 1)]
    return ["| " + " | ".join(cells) + " |" for cells in (heads, sides, *rows)]
