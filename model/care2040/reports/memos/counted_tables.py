"""Tables of what was counted, as wide as a page of a memo: what came, what it changes, and what is next."""

from collections.abc import Callable, Iterator, Mapping

from care2040.analysis.monitoring.ahead import HALF_WAY
from care2040.analysis.monitoring.counts import Counted
from care2040.analysis.monitoring.counts import Span as Ends
from care2040.analysis.monitoring.monitoring import Monitoring
from care2040.analysis.monitoring.next_counts import next_counts
from care2040.language.axes import HORIZON, whole_city
from care2040.reports.document.blocks import Line, Span, Table
from care2040.reports.document.value_text import ValueText
from care2040.reports.document.value_text import say as said
from care2040.reports.monitoring.values import (
    count_words,
    how_ahead,
    how_counted,
    indicator_name,
    place_words,
    say,
    series_name,
    span_words,
)
from care2040.wording.language import Language
from care2040.wording.numbers import sentence
from care2040.wording.quantities import Quantity
from care2040.wording.texts import phrase, texts

Row = list[str]


def table(what: str, found: Monitoring, language: Language, run: str, caption: str = "") -> Table:
    """Return a table with its caption."""
    rows = list(TABLES[what](found, language))
    head = [said(language, "counted", "heads", name) for name in HEADS[what]]
    told = caption or said(language, "counted", "captions", what)

    def line(cell: str) -> Line:
        return (Span(cell, value=ValueText(cell, run, f"monitor, {what}")),)

    about = said(language, "about_table", caption=told, columns=", ".join(head))
    cells = tuple(tuple(map(line, row)) for row in rows)
    return Table(tuple((Span(name),) for name in head), cells, told, about, shares=SHARES[what])


def _came(found: Monitoring, language: Language) -> Iterator[Row]:
    """Give the last count of each series that tells something of its own, with what was foretold of it."""
    last: dict[str, Counted] = {one.name: one for one in found.counts if one.role != "beside"}
    for one in last.values():
        words = count_words(found, one, language)
        place = _placed(found, one.name, words["series"], language)
        ends = _ends(one.before, how_counted(found, one.name), language)
        yield [place, words["when"], ends, words["count"], say(language, "surprises", one.surprise)]


def _ahead(found: Monitoring, language: Language) -> Iterator[Row]:
    """Give each indicator half-way and in 2040, before and after weighing."""
    before = ""
    for one in found.ahead:
        if one.scenario == found.scenario and one.year in (HALF_WAY, HORIZON):
            how = how_ahead(one)
            spans = [span_words(span, how, language) for span in (one.before, one.after)]
            shift = say(language, "shifts", "yes" if one.beyond_chance else "no")
            name = indicator_name(one.name, language) if one.name != before else ""
            yield [name, str(one.year), *spans, shift]
            before = one.name


def _watch(found: Monitoring, language: Language) -> Iterator[Row]:
    """Give the next count of each series, between which values it is foretold, and who counts it."""
    seed, counted = int(found.dataset.attrs.get("seed", 0)), {one.name for one in found.counts}
    own = [one for one in found.expected if one.series.weighs and one.name in counted]
    for one in next_counts(own, found.dataset.sel(scenario=found.scenario), found.weights, seed):
        how = how_counted(found, one.name)
        place = _placed(found, one.name, series_name(found, one.name, language), language)
        yield [place, f"{one.year:.0f}", _ends(one.span, how, language), _office(found, one.name, language)]


def _ends(span: Ends, how: Quantity, language: Language) -> str:
    """Return the ends of a band, apart from its middle."""
    return phrase(language, "span", low=how.value(span.low, language), high=how.value(span.high, language))


def _office(found: Monitoring, name: str, language: Language) -> str:
    """Return who counts a series again; the register says so in English."""
    office = found.series[name].updated_by
    return str(texts("documents")[language]["counted"]["offices"].get(office, office))


def _placed(found: Monitoring, name: str, called: str, language: Language) -> str:
    """Return what a series is called, with the country where it was not counted in the city."""
    series = found.series[name]
    where = "" if series.place == whole_city() else f" ({place_words(series, language)})"
    return f"{sentence(called)}{where}"


TABLES: Mapping[str, Callable[[Monitoring, Language], Iterator[Row]]] = {
    "came": _came,
    "ahead": _ahead,
    "watch": _watch,
}
HEADS: Mapping[str, tuple[str, ...]] = {
    "came": ("series", "when", "expected", "counted", "stands"),
    "ahead": ("indicator", "year", "before", "after", "shift"),
    "watch": ("series", "next", "foretold", "updated_by"),
}
SHARES: Mapping[str, tuple[float, ...]] = {
    "came": (0.35, 0.16, 0.21, 0.11, 0.17),
    "ahead": (0.25, 0.07, 0.255, 0.255, 0.17),
    "watch": (0.33, 0.11, 0.2, 0.36),
}
