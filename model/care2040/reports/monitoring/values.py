"""How the values of the monitor are written: counts with their bands, moments, chances and names."""

from care2040.analysis.monitoring.ahead import Ahead
from care2040.analysis.monitoring.counts import Counted, Span
from care2040.analysis.monitoring.monitoring import Monitoring
from care2040.analysis.observations.register import Series
from care2040.language.axes import whole_city
from care2040.wording import texts
from care2040.wording.language import Language
from care2040.wording.names import area_name, indicator_words
from care2040.wording.numbers import percent, sentence
from care2040.wording.quantities import Quantity, written

SMALL = 0.01
INDEX = "index"


def say(language: Language, *keys: str, **blanks: object) -> str:
    """Return a text of the monitor with its blanks filled in."""
    return texts.say("monitor", language, *keys, **blanks)


def how_counted(found: Monitoring, name: str) -> Quantity:
    """Return how the counts of a series are written, so that a third of their bands is seen."""
    series = found.series[name]
    widths = [(one.before.high - one.before.low) / 3 for one in found.counts if one.name == name]
    if series.index:
        return Quantity("ratio", 2)
    unit = str(found.dataset[series.name_of_quantity].attrs.get("units", ""))
    return written(series.name_of_quantity, {"1": "dimensionless"}.get(unit, unit), [min(widths)])


def how_ahead(one: Ahead) -> Quantity:
    """Return how an indicator ahead is written; shares with one decimal, as tables have them."""
    how = written(one.name, one.unit, [(one.before.high - one.before.low) / 3])
    return Quantity(how.unit, 1) if how.unit == "dimensionless" else how


def count_words(found: Monitoring, one: Counted, language: Language) -> dict[str, str]:
    """Return the blanks that say a count and its bands."""
    how = how_counted(found, one.name)
    spans = {"before": one.before, "after": one.after}
    return {
        "series": series_name(found, one.name, language),
        "when": when_words(found, one, language),
        "count": how.value(one.value, language),
        **{key: span_words(span, how, language) for key, span in spans.items()},
        "low": how.value(one.after.low, language),
        "high": how.value(one.after.high, language),
        "part": percent(one.percentile / 100, language),
    }


def span_words(span: Span, how: Quantity, language: Language) -> str:
    """Return a middle with the ends of its band."""
    ends = texts.phrase(language, "span", low=how.value(span.low, language), high=how.value(span.high, language))
    return f"{how.value(span.middle, language)} ({ends})"


def place_words(series: Series, language: Language) -> str:
    """Return where a series is counted."""
    return (
        area_name(series.district, language)
        if series.district
        else say(language, "places", "city" if series.place == whole_city() else series.place)
    )


def series_name(found: Monitoring, name: str, language: Language) -> str:
    """Return what a series is called."""
    title = found.series[name].title
    return title.nl if language == "nl" else title.en


def when_words(found: Monitoring, one: Counted, language: Language) -> str:
    """Return when was counted: the year, or the month of a day within it."""
    year, part = int(one.year), one.year % 1
    if found.series[one.name].day == "year" or not part:
        return str(year)
    months: list[str] = texts.texts("monitor")[language]["months"]
    return f"{months[min(11, int(part * 12))]} {year}"


def chance_words(chance: float, language: Language) -> str:
    """Return a chance in per cent; one that is small as less than one."""
    return say(language, "chance_small") if chance < SMALL else percent(chance, language)


def indicator_name(name: str, language: Language) -> str:
    """Return what an indicator is called, with a capital."""
    return sentence(indicator_words(name, language)["subject"])
