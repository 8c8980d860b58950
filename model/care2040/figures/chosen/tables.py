"""A choice as tables for a page and a memo: mixes with a name beside each other, and what levers do for money."""

from collections.abc import Iterator

import numpy as np

from care2040.figures.chosen.mixes import (
    Aim,
    Mixes,
    amount_that_shows,
    change_words,
    money_words,
    per_words,
    step_of,
    value_words,
)
from care2040.figures.chosen.words import PAYERS, say
from care2040.language.axes import HORIZON
from care2040.results import variables
from care2040.wording.language import Language
from care2040.wording.names import name_of, part_name, unit_words
from care2040.wording.numbers import percent, sentence
from care2040.wording.quantities import MILLION, quantity

NOTHING = "\u2013"
Rows = tuple[list[str], list[list[str]]]
"""Heads, and rows of as many cells."""


def named_rows(mixes: Mixes, language: Language) -> Rows:
    """Return the mixes with a name beside unchanged policy: what counts, what each payer pays, and their levers."""
    names = list(mixes.named)
    head = [say(language, "what"), say(language, "unchanged_head")]
    head += [say(language, "short_names", name) for name in names]
    rows = [_of_aim(mixes, aim, language) for aim in mixes.aims.values() if not aim.is_money]
    rows += _of_money(mixes, language)
    has = [
        lever for place, lever in enumerate(mixes.levers) if any(mixes.has(at)[place] for at in mixes.named.values())
    ]
    for lever in has:
        efforts = mixes.efforts[[mixes.named[name] for name in names], mixes.levers.index(lever)]
        called = sentence(name_of("policies", lever, language))
        rows.append([called, percent(0, language), *(percent(float(one), language) for one in efforts)])
    return head, rows


def _of_aim(mixes: Mixes, aim: Aim, language: Language) -> list[str]:
    """Return a row of values, with their unit in its name where they do not say it."""
    values = [mixes.unchanged(aim), *(float(mixes.values(aim)[place]) for place in mixes.named.values())]
    told = [value_words(mixes, aim, value, language) for value in values]
    years, unit = aim.when.replace("-", "\u2013"), f" {unit_words(aim.indicator, aim.unit, language)}"
    if not all(one.endswith(unit) for one in told):
        return [f"{aim.subject(language)}, {years}", *told]
    return [f"{aim.subject(language)}, {years},{unit}", *(one.removesuffix(unit) for one in told)]


def _of_money(mixes: Mixes, language: Language) -> Iterator[list[str]]:
    """Give what all pay, and what each payer pays, over all years."""
    last = max((aim.when.rpartition("-")[2] for aim in mixes.aims.values()), default=str(HORIZON))
    places = [*mixes.named.values()]
    yield [say(language, "all_costs", year=last), *_millions(mixes.costs[places].tolist(), language)]
    for payer in PAYERS:
        costs = mixes.dataset[variables.CHOSEN_COST].sel({variables.PAYER_OF_CHOICE: payer}).values[places]
        if costs.any():
            called = say(language, "of_whom", payer=part_name(payer, language))
            yield [called, *_millions(costs.tolist(), language)]


def _millions(euros: list[float], language: Language) -> list[str]:
    """Return amounts in millions, after that of unchanged policy, which is nothing."""
    how = quantity("euro", [20 * MILLION])
    return [how.value(one, language) for one in (0.0, *euros)]


def lever_rows(mixes: Mixes, language: Language, most: int | None = None) -> Rows:
    """Return what each lever does at the first mix with a name: by how much more money, in company, and alone.

    Parameters
    ----------
    mixes : Mixes
        Of which one has a name.
    language : {"nl", "en"}
        Of the words.
    most : int, optional
        Levers that are told of: those that the mix uses most, and those that more money does most for.
    """
    name, aim = str(mixes.first), mixes.aim
    each, efforts = mixes.per_euro(name), mixes.efforts[mixes.named[name]]
    amount = amount_that_shows(aim, each.tolist())
    prices = [_prices(mixes, name, aim, way) for way in ("COMPANY", "ALONE")]
    free = [place for place, lever in enumerate(mixes.levers) if lever in mixes.free]
    order = sorted(free, key=lambda place: (-round(float(efforts[place]), 2), -aim.better * np.nan_to_num(each[place])))
    head = [say(language, "lever"), say(language, "effort"), say(language, "more_money", amount=amount)]
    head += [say(language, key, step=per_words(aim, language)) for key in ("in_company", "alone")]
    rows = []
    for place in order[:most]:
        full = efforts[place] >= mixes.told["most"][mixes.levers[place]] - 1e-9
        change = float(each[place]) * amount * MILLION
        more = say(language, "full") if full else _signed(aim, change, language)
        called = sentence(name_of("policies", mixes.levers[place], language))
        cells = [money_words(one[place], language) if np.isfinite(one[place]) else NOTHING for one in prices]
        rows.append([called, percent(float(efforts[place]), language), more, *cells])
    return head, rows


def _signed(aim: Aim, change: float, language: Language) -> str:
    """Return a change with its sign and unit; nothing where it is not known."""
    if not np.isfinite(change):
        return NOTHING
    sign = "\u2212" if change < 0 else "+" if change > 0 else ""
    return sign + change_words(aim, change, language)


def _prices(mixes: Mixes, name: str, aim: Aim, way: str) -> list[float]:
    """Return euros for each step of the aim; NaN of a lever that is not used, or that works the other way."""
    brings = aim.better * mixes.by_lever(getattr(variables, f"CHOSEN_{way}"), name, aim)
    costs = mixes.by_lever(getattr(variables, f"CHOSEN_{way}_COST"), name)
    steps = np.where(brings > 0, brings, np.nan) / step_of(aim)
    return [float(one) for one in costs / steps]
