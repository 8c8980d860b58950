"""The monitor in sentences: what came, how surprising it was, what it moved, and what it changes of one in four."""

from collections.abc import Iterator

from care2040.analysis.monitoring.monitoring import Monitoring
from care2040.language.axes import HORIZON
from care2040.reports.monitoring.values import chance_words, count_words, how_ahead, indicator_name, say
from care2040.results.variables import SHORTAGE, STANDARD
from care2040.wording.assumptions import assumption_name
from care2040.wording.language import Language
from care2040.wording.laws import alternative_name
from care2040.wording.names import name_of
from care2040.wording.numbers import number, percent
from care2040.wording.texts import listed

MOST = 6
"""Parameters and laws that are named in a sentence."""
FAIR = 0.9
"""Part of the counts that bands of nine in ten hold when they are as wide as they should be."""


def sentences(found: Monitoring, language: Language) -> list[str]:
    """Return what there is to tell, a paragraph each."""
    parts = (_draws, _held, _surprises, _moved, _scenarios, _ahead)
    return [" ".join(told) for part in parts if (told := [*part(found, language)])]


def _draws(found: Monitoring, language: Language) -> Iterator[str]:
    years = [int(one.year) for one in found.counts if one.role == "weighs"] or [int(found.counts[0].year)]
    yield say(
        language,
        "draws",
        first=min(years),
        last=max(years),
        draws=number(found.draws, language),
        effective=number(found.effective, language),
        policy=name_of("policies", found.policy, language),
        scenario=name_of("scenarios", found.scenario, language),
    )
    if found.tempered < 1:
        yield say(language, "tempered", part=number(100 * found.tempered, language))
    if not any(one.district for one in found.series.values()):
        yield say(language, "place")


def _held(found: Monitoring, language: Language) -> Iterator[str]:
    whole = found.together
    if not whole.counts:
        yield say(language, "held_none" if found.held_out else "held_lacking")
        return
    fair = number(FAIR * whole.counts, language)
    yield say(language, "held", counts=whole.counts, before=whole.before, after=whole.after, fair=fair)
    outside = [
        say(language, "held_item", **count_words(found, one, language))
        for one in found.counts
        if one.role == "held_out" and not one.after.holds(one.value)
    ]
    if outside:
        yield say(language, "held_one", what="; ".join(outside))


def _surprises(found: Monitoring, language: Language) -> Iterator[str]:
    outside = [
        say(language, "surprise_item", **count_words(found, one, language))
        for one in found.counts
        if one.surprise in ("far_below", "below", "above", "far_above")
    ]
    yield say(language, "surprise", what="; ".join(outside)) if outside else say(language, "surprise_none")


def _moved(found: Monitoring, language: Language) -> Iterator[str]:
    every = number(len(found.moved), language)
    beyond = sorted((one for one in found.moved if one.beyond_chance), key=lambda one: -abs(one.shift))[:MOST]
    names = [
        say(language, "moved_item", name=assumption_name(one.name, language), shift=signed(one.shift, language))
        for one in beyond
    ]
    if found.moved:
        yield (
            say(language, "moved", every=every, what="; ".join(names))
            if names
            else say(language, "moved_none", every=every)
        )
    surer = [
        say(language, "narrowed_item", name=assumption_name(one.name, language), left=percent(one.left, language))
        for one in sorted((one for one in found.moved if one.narrowed), key=lambda one: one.left)[:MOST]
    ]
    if surer:
        yield say(language, "narrowed", what="; ".join(surer))
    yield from _laws(found, language)


def _laws(found: Monitoring, language: Language) -> Iterator[str]:
    if found.laws:
        laws = [
            say(
                language,
                "laws_item",
                law=alternative_name(one.law, language),
                before=chance_words(one.before, language),
                after=chance_words(one.after, language),
            )
            for one in found.laws
            if one.beyond_chance and one.law != one.quantity
        ][:MOST]
        yield say(language, "laws", what="; ".join(laws)) if laws else say(language, "laws_none")


def _scenarios(found: Monitoring, language: Language) -> Iterator[str]:
    if len(found.scenarios) < 2:
        return
    yield say(language, "scenarios_prior")
    if not found.weighed.parted:
        yield say(language, "not_parted", chance=chance_words(found.scenarios[0].chance, language))
        return
    names = {one.name: name_of("scenarios", one.name, language) for one in found.scenarios}
    told = [
        say(language, "parted_item", scenario=names[one.name], chance=chance_words(one.chance, language))
        for one in found.scenarios
    ]
    yield say(language, "parted", what=listed(told, language))
    died = [f"‘{names[one.name]}’" for one in found.scenarios if one.died]
    yield say(language, "died", what=listed(died, language)) if died else say(language, "none_died")
    few = [f"‘{names[one.name]}’" for one in found.scenarios if not one.enough]
    if few:
        yield say(language, "too_few", what=listed(few, language))


def _ahead(found: Monitoring, language: Language) -> Iterator[str]:
    """Give the need and the shortage in the last year that is told of, in the scenario that is told of."""
    own = [one for one in found.ahead if one.scenario == found.scenario and one.name in (STANDARD, SHORTAGE)]
    last = max((one.year for one in own), default=HORIZON)
    for one in (each for each in own if each.year == last):
        how = how_ahead(one)
        values = {
            f"{when}{end}": how.value(value, language)
            for when, span in (("before", one.before), ("after", one.after))
            for end, value in (("", span.middle), ("_low", span.low), ("_high", span.high))
        }
        yield say(
            language,
            "ahead_moved" if one.beyond_chance else "ahead_same",
            subject=indicator_name(one.name, language),
            year=one.year,
            scenario=name_of("scenarios", one.scenario, language),
            effective=number(found.effective, language),
            **values,
        )
        if one.reaches is not None:
            before, after = (chance_words(chance, language) for chance in one.reaches)
            yield say(language, "reaches_same" if before == after else "reaches", before=before, after=after)


def signed(value: float, language: Language) -> str:
    """Return a shift with its sign."""
    text = number(value, language, 1)
    return f"+{text}" if round(value, 1) > 0 else text


PARTS = {
    "draws": _draws,
    "held": _held,
    "surprises": _surprises,
    "moved": _moved,
    "scenarios": _scenarios,
    "ahead": _ahead,
}
"""What a paragraph is about, for whoever needs one of them."""


def paragraph(found: Monitoring, part: str, language: Language) -> str:
    """Return one of the paragraphs; empty where there is nothing to tell."""
    return " ".join(PARTS[part](found, language))
