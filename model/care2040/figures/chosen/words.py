"""What a council reads of a choice, in plain sentences: what every good mix has, mixes with a name, and the money."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from care2040.figures.chosen.mixes import (
    BEST,
    CHEAPEST,
    MOST,
    NAMES,
    VISIBLE,
    Mixes,
    amount_that_shows,
    change_words,
    lever_words,
    money_words,
    payer_words,
    step_of,
    step_words,
    value_words,
)
from care2040.inputs.experiments.choosing.schema import EVERYBODY
from care2040.language.axes import AXES
from care2040.results import variables
from care2040.wording.language import Language
from care2040.wording.numbers import percent, sentence
from care2040.wording.quantities import MILLION
from care2040.wording.texts import listed, phrase

PAYERS = tuple(map(str, AXES["payer"]))
FEW = 3
"""Mixes below which nothing is told of all of them, and levers that are named after the first."""
BUYS = 0.005
"""Effort from which a lever is named among what more money buys."""


def say(language: Language, *keys: str, **blanks: object) -> str:
    """Return a text on choices."""
    return phrase(language, "choosing", *keys, **blanks)


def council(mixes: Mixes, language: Language) -> dict[str, list[str]]:
    """Return all that is told of a choice: ``common``, ``named``, ``next`` and ``worth``, each some sentences."""
    return {
        "common": list(common(mixes, language)),
        "named": list(named(mixes, language)),
        "next": list(next_million(mixes, language)),
        "worth": list(worth(mixes, language)),
    }


def shares(mixes: Mixes) -> dict[str, float]:
    """Return in which part of the mixes each lever stands, of those of which the effort was chosen."""
    part = (mixes.efforts >= VISIBLE).mean(axis=0)
    return {lever: float(one) for lever, one in zip(mixes.levers, part, strict=True) if lever in mixes.free}


def common(mixes: Mixes, language: Language) -> Iterator[str]:
    """Give what every good mix has, what none has, and how many levers it hangs on what one finds most important."""
    if not mixes.reached:
        yield say(language, "not_reached")
        return
    if mixes.many < FEW:
        yield say(language, "few", many=mixes.many)
        return
    part = shares(mixes)
    groups = {
        "every": [lever for lever, one in part.items() if one == 1],
        "nearly_every": [lever for lever, one in part.items() if MOST <= one < 1],
        "hardly_any": [lever for lever, one in part.items() if 0 < one <= 1 - MOST],
        "none": [lever for lever, one in part.items() if one == 0],
    }
    for key, levers in groups.items():
        if levers:
            names = listed([lever_words(one, language) for one in levers], language)
            yield say(language, key, many=mixes.many, levers=names)
    rest = [lever for lever, one in part.items() if 1 - MOST < one < MOST]
    if rest:
        ordered = sorted(rest, key=lambda lever: -part[lever])
        told = [
            say(language, "in_part", lever=lever_words(one, language), part=percent(part[one], language))
            for one in ordered
        ]
        yield say(language, "rest", levers=listed(told, language))
    yield say(language, "only_here")


def named(mixes: Mixes, language: Language) -> Iterator[str]:
    """Give what each mix with a name comes to, which names fall on one mix, and which name nobody has, and why."""
    if mixes.already:
        yield say(language, "already")
    told: dict[int, list[str]] = {}
    for name, place in mixes.named.items():
        told.setdefault(place, []).append(name)
    for place, names in told.items():
        if mixes.already and names == [CHEAPEST] and not mixes.has(place).any():
            continue  # it is unchanged policy, of which it was told
        called = listed([say(language, "names", one) for one in names], language)
        values = [_value(mixes, aim, place, language) for aim in mixes.aims.values()]
        money = [] if any(aim.is_money for aim in mixes.aims.values()) else [_cost(mixes, place, language)]
        key = "mix" if len(names) == 1 else "mix_of_several"
        yield sentence(say(language, key, name=called, number=place + 1, values="; ".join([*values, *money])))
    for name in NAMES:
        if name not in mixes.named and mixes.reached:
            yield say(language, "lacking", f"{name}_{mixes.told['why'][name]}")


def _value(mixes: Mixes, aim: Any, place: int, language: Language) -> str:
    value, none = float(mixes.values(aim)[place]), mixes.unchanged(aim)
    said = value_words(mixes, aim, value, language)
    if aim.is_money:
        return say(language, "costs", cost=said, year=aim.when.rpartition("-")[2])
    return say(
        language, "comes_to", measure=aim.measure(language), value=said, none=value_words(mixes, aim, none, language)
    )


def _cost(mixes: Mixes, place: int, language: Language) -> str:
    last = max(aim.when.rpartition("-")[2] for aim in mixes.aims.values())
    return say(language, "costs", cost=money_words(float(mixes.costs[place]), language), year=last)


def next_million(mixes: Mixes, language: Language) -> Iterator[str]:
    """Give where one more million does most for the aim, at the best mix within the budget and at the cheapest."""
    for name in (BEST, CHEAPEST):
        if name not in mixes.named or (name == CHEAPEST and mixes.named.get(BEST) == mixes.named[name]):
            continue
        rows = ranked(mixes, name)
        if not rows:
            yield say(language, "next_none", name=say(language, "names", name))
            continue
        amount = amount_that_shows(mixes.aim, [each for _, each in rows[:1]])
        (lever, each), *others = rows[: FEW + 1]
        change = change_words(mixes.aim, each * amount * MILLION, language)
        blanks = {"name": say(language, "names", name), "amount": amount, "lever": lever_words(lever, language)}
        way = "lowers" if each < 0 else "raises"
        yield say(language, f"next_{way}", **blanks, measure=mixes.aim.measure(language), change=change)
        if others:
            told = [
                say(
                    language,
                    "then",
                    lever=lever_words(one, language),
                    change=change_words(mixes.aim, own * amount * MILLION, language),
                )
                for one, own in others
            ]
            yield say(language, "after_that" if len(told) > 1 else "after_that_one", levers=listed(told, language))


def ranked(mixes: Mixes, name: str) -> list[tuple[str, float]]:
    """Return levers of which a mix with a name can do more, with what a euro more changes; what does most first."""
    full = mixes.told["most"]
    place = mixes.named[name]
    rows = [
        (lever, float(each))
        for lever, each, effort in zip(mixes.levers, mixes.per_euro(name), mixes.efforts[place], strict=True)
        if np.isfinite(each) and each * mixes.aim.better > 0 and effort < full[lever] - BUYS
    ]
    return sorted(rows, key=lambda row: -abs(row[1]))


def worth(mixes: Mixes, language: Language) -> Iterator[str]:
    """Give what more of each budget would change, whose money has no limit, and what the last of the aim costs."""
    if BEST in mixes.named:
        limited: list[str] = []
        for limit, own in mixes.limits.items():
            if mixes.told["kinds"][limit] in ("a_year", "in_all"):
                limited.append(str(own["payer"]))
                yield _worth(mixes, limit, own, language)
        without = [one for one in PAYERS if one not in limited] if EVERYBODY not in limited else []
        spending = [one for one in without if _spends(mixes, one)]
        if spending:
            yield say(language, "no_limit", payers=listed([payer_words(one, language) for one in spending], language))
    if CHEAPEST in mixes.named and mixes.told["tighter"]:
        limit = next(name for name, kind in mixes.told["kinds"].items() if kind == "indicator")
        kept = [one for one in mixes.aims.values() if one.indicator == mixes.limits[limit]["indicator"]]
        for aim in kept[:1]:
            cost = money_words(mixes.told["tighter"] * step_of(aim), language)
            yield say(language, "tighter", cost=cost, step=step_words(aim, language), measure=aim.measure(language))


def _spends(mixes: Mixes, payer: str) -> bool:
    costs = mixes.dataset[variables.CHOSEN_COST].sel({variables.PAYER_OF_CHOICE: payer})
    return bool(float(costs[mixes.named[BEST]]) > 0)


def _worth(mixes: Mixes, limit: str, own: Any, language: Language) -> str:
    at = {variables.LIMIT: limit}
    each, reach, checked = (
        float(mixes.dataset[one].sel(at))
        for one in (variables.CHOSEN_WORTH, variables.CHOSEN_REACH, variables.CHOSEN_CHECKED)
    )
    kind = mixes.told["kinds"][limit]
    size = say(language, kind, amount=money_words(float(own[kind]), language))
    payer = payer_words(str(own["payer"]), language)
    if each == 0:
        return sentence(say(language, "worth_nothing", payer=payer, size=size))
    if not reach > 0 or not np.isfinite(checked):
        return sentence(say(language, "worth_not_spent", payer=payer, size=size))
    amount = amount_that_shows(mixes.aim, [each]) * MILLION
    # a price is told of no amount for which it does not hold: then only the step that was run
    holds = amount <= reach
    told_of, moved = (amount, each * amount) if holds else (reach, checked)
    change = change_words(mixes.aim, moved, language)
    more = say(language, f"more_{kind}", amount=money_words(told_of, language))
    blanks = {"payer": payer, "size": size, "more": more, "change": change, "measure": mixes.aim.measure(language)}
    told = say(language, "worth_lowers" if moved < 0 else "worth_raises", **blanks)
    bought = _bought(mixes.dataset[variables.CHOSEN_BUYS].sel(at).values.tolist(), mixes.levers, language)
    if not holds:
        return sentence(" ".join(filter(None, (told, bought))))
    until = say(language, f"more_{kind}", amount=money_words(reach, language))
    went = say(
        language,
        "checked",
        change=change_words(mixes.aim, checked, language),
        promised=change_words(mixes.aim, each * reach, language),
    )
    return sentence(" ".join([told, say(language, "until", until=until), bought, went]).replace("  ", " "))


def _bought(efforts: Sequence[float], levers: Sequence[str], language: Language) -> str:
    """Return which levers more money goes to."""
    more = [(lever, effort) for lever, effort in zip(levers, efforts, strict=True) if effort > BUYS]
    names = [lever_words(lever, language) for lever, _ in sorted(more, key=lambda one: -one[1])[:FEW]]
    return say(language, "goes_to", levers=listed(names, language)) if names else ""
