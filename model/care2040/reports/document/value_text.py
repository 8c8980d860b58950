"""A value as a memo tells it: its text in the language of the memo, with what carries it, and where it is from."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from care2040.wording import texts
from care2040.wording.language import Language
from care2040.wording.names import indicator_words, unit_words
from care2040.wording.numbers import Fraction, one_in
from care2040.wording.quantities import COUNTED, MONEY, Quantity, written
from care2040.wording.texts import phrase

ONE_IN: dict[str, Fraction] = {"one in n": "words", "een op n": "words", "1 in n": "digits", "1 op n": "digits"}
FORMS = ("number", "full", *ONE_IN)
"""Ways to write a value: with its unit; of a share also of what it is a part; a share as one in so many."""
OF_WHAT = "%"
"""Words for the unit of a share begin with it when they say of what it is a part."""


class Unfillable(Exception):
    """A placeholder that cannot be filled in: the code, the message and the hint of a problem."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(code, message, hint)
        self.code, self.message, self.hint = code, message, hint


@dataclass(frozen=True)
class ValueText:
    """A text that a placeholder became."""

    text: str
    run: str = ""
    asked: str = ""
    exact: tuple[float, ...] = ()

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Deferred:
    """A text that can be told only when the whole memo has been filled in."""

    tell: Callable[[], ValueText]


def say(language: Language, *keys: str, **blanks: object) -> str:
    """Return a text of the documents with its blanks filled in."""
    return texts.say("documents", language, *keys, **blanks)


@dataclass(frozen=True)
class Writer:
    """How the values of one indicator are written in one sentence: digits, unit, and the words that carry them."""

    name: str
    unit: str
    how: Quantity
    language: Language

    def value(self, value: float, form: str) -> str:
        """Return a value with its unit, or as one in so many."""
        if form in ONE_IN:
            return self._one_in(value, ONE_IN[form])
        of_what = indicator_words(self.name, self.language).get("unit", "")
        if form == "full" and self.unit == "dimensionless" and not of_what.startswith(OF_WHAT):
            message = f"'{self.name}' has no words that say of what it is a part, so it cannot be told in full"
            raise Unfillable("E714", message, "leave out as=, and say it in your sentence")
        if self.how.unit == "dimensionless":
            plain = self.how.value(value, self.language)
            return plain + of_what.removeprefix(OF_WHAT) if form == "full" else plain
        if self.unit == "dimensionless" and of_what.startswith(OF_WHAT):
            share = Quantity("dimensionless", max(0, self.how.digits - 2))
            return share.value(value, self.language) + of_what.removeprefix(OF_WHAT)
        return self._with_unit(self.how.value(value, self.language))

    def size(self, difference: float) -> str:
        """Return the size of a difference with its unit, such as ``1.2 percentage points``."""
        if self.how.unit in (*COUNTED, *MONEY, "dimensionless", "year"):
            return self.how.size_words(difference, self.language)
        return self._with_unit(self.how.value(abs(difference), self.language))

    def direction(self, difference: float) -> str:
        """Return ``lower``, ``more`` and the like, as is said of this unit."""
        kind = "counted" if self.unit in COUNTED else "long" if self.unit == "year" else "other"
        return say(self.language, "direction", kind, "up" if difference > 0 else "down")

    def _with_unit(self, plain: str) -> str:
        if self.how.unit == "ratio":
            subject = indicator_words(self.name, self.language)["subject"]
            return say(self.language, "ratio", value=plain, subject=subject[:1].lower() + subject[1:])
        kind = "money" if self.unit in MONEY else self.unit
        if kind in (*COUNTED, "money", "year"):
            each_year = say(self.language, "each_year") if self.unit.endswith("/year") else ""
            return phrase(self.language, "sizes", kind, size=plain) + each_year
        return f"{plain} {unit_words(self.name, self.unit, self.language)}"

    def _one_in(self, value: float, form: Fraction) -> str:
        if self.how.unit != "dimensionless":
            raise Unfillable("E713", f"'{self.name}' is no share, so it is not one in so many", "leave out as=")
        fraction = one_in(value, self.language, form)
        if fraction is None:
            plain = self.how.value(value, self.language)
            message = f"{plain} is not near enough to one in so many to be called so"
            raise Unfillable("E713", message, "leave out as=, or say 'full'")
        return fraction


def writer(name: str, unit: str, apart: list[float], language: Language, digits: int | None = None) -> Writer:
    """Return how to write values of an indicator."""
    how = written(name.partition(".")[0], unit, apart)
    return Writer(name.partition(".")[0], unit, how if digits is None else replace(how, digits=digits), language)


def between(low: float, high: float, write: Callable[[float], str], language: Language) -> str:
    """Return the words for a range, or the value itself when both ends are written the same."""
    first, last = write(low), write(high)
    if first == last:
        return first
    number, _, unit = first.partition(" ")
    # A unit that is the same for both is said once: between 19,000 and 26,100 persons.
    return say(language, "between", low=number if unit and unit == last.partition(" ")[2] else first, high=last)
