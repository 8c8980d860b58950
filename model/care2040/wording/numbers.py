"""Words and numbers in a figure, in the language of the reader, without the locale of the machine."""

from collections.abc import Callable
from math import floor, log10
from typing import Literal

from care2040.results.variables import BY_RESIDENTS, NATIONAL, STANDARD, VISION, WORKING
from care2040.wording.language import Language
from care2040.wording.texts import phrase, texts

MINUS = "\u2212"
AS_GOOD_AS = 0.01
"""A share this close to one in n, as a part of it, is called one in n."""
NEARLY = 0.05
"""Up to this far it is called almost or over one in n; further off, it is a percentage."""

Fraction = Literal["words", "digits"]
Write = Callable[[float, Language], str]
OF_WORKERS = (STANDARD, WORKING, BY_RESIDENTS, NATIONAL, VISION)
"""Shares of all who work, that the city speaks of as one in so many."""


def sentence(text: str) -> str:
    """Return a text that starts with a capital."""
    return text[:1].upper() + text[1:]


def number(value: float, language: Language, digits: int = 0) -> str:
    """Return a number as it is written: ``12.345,6`` in Dutch, ``12,345.6`` in English, with a true minus sign."""
    marks: dict[str, str] = texts("figures")[language]["numbers"]
    plain = f"{round(value, digits) + 0.0:,.{digits}f}"
    return plain.translate(str.maketrans(",.-", marks["thousands"] + marks["decimal"] + MINUS))


def sized(written: str, language: Language) -> str:
    """Return a number that was written in English with the marks of a language."""
    marks: dict[str, str] = texts("figures")[language]["numbers"]
    return written.translate(str.maketrans(",.", marks["thousands"] + marks["decimal"]))


def figures_that_count(value: float, language: Language, figures: int = 2) -> str:
    """Return the size of a number with so many figures that count: ``1.3``, ``6.0``, ``0.0041``, ``130``."""
    size = abs(value)
    if size == 0:
        return number(0, language)
    size = round(size, figures - 1 - floor(log10(size)))
    return number(size, language, max(0, figures - 1 - floor(log10(size))))


def percent(share: float, language: Language, digits: int = 0) -> str:
    """Return a share (1 is all) as a percentage."""
    return f"{number(100 * share, language, digits)}%"


def share_percent(share: float, language: Language) -> str:
    """Return a share of all workers as a percentage with one decimal, as tables have it."""
    return percent(share, language, 1)


def about_percent(share: float, language: Language) -> str:
    """Return a share as a whole percentage, with just under or just over where that shows: ``just over 15%``."""
    whole = percent(share, language)
    off = round(100 * share, 1) - round(100 * share)
    return phrase(language, "about", "under" if off < 0 else "over", share=whole) if off else whole


def rounded(persons: float) -> float:
    """Return a number of persons with no more figures than a model can know: hundreds from 1,000 on, else tens."""
    return round(persons, -2 if abs(persons) >= 1000 else -1)


def one_in(share: float, language: Language, form: Fraction = "words") -> str | None:
    """Return a share as one in so many, with almost or over where apt."""
    counts: list[str] = texts("figures")[language]["counts"]
    count = round(1 / share) if share > 0 else 0
    if not 2 <= count < 2 + len(counts):
        return None
    off = share * count - 1
    if abs(off) > NEARLY + 1e-9:
        return None
    fraction = phrase(language, "one_in", form, n=counts[count - 2] if form == "words" else count)
    if abs(off) <= AS_GOOD_AS:
        return fraction
    return phrase(language, "one_in", "under" if off < 0 else "over", fraction=fraction)


def from_to(indicator: str, ends: tuple[float, float], write: Write, language: Language) -> str:
    """Return the words for going from one value to another; for a share of all workers as one in so many if fair."""
    fractions = one_in_apart(ends, language) if indicator in OF_WORKERS else None
    start, end = fractions or (write(ends[0], language), write(ends[1], language))
    return phrase(language, "from_to", start=start, end=end)


def one_in_apart(ends: tuple[float, float], language: Language) -> tuple[str, str] | None:
    """Return two shares as one in so many, if both are fairly called so and are not one in the same number."""
    start, end = (one_in(share, language) for share in ends)
    return (start, end) if start and end and round(1 / ends[0]) != round(1 / ends[1]) else None


def moment(kind: str, language: Language, **years: int) -> str:
    """Return when a quantity is told of: a flow over the year, anything else on 1 January of it."""
    return phrase(
        language, "moments", "span" if "start" in years else "one", "flow" if kind == "flow" else "other", **years
    )


def draws_note(draws: int, language: Language, form: str, doubt: str = "") -> str:
    """Return the sentence on the draws that a figure of some form tells of; nothing for a single run."""
    return phrase(language, "notes", form, draws=number(draws, language), doubt=doubt) if draws > 1 else ""


def four_figures(value: float) -> str:
    """Return a number of any size: four figures that count, thousands apart, a true minus."""
    text = f"{value:,.0f}" if abs(value) >= 10_000 else f"{value:.4g}"
    return text.replace("-", "\u2212")
