"""How the values of one quantity are written in one figure: unit, digits and sign, the same for all of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import floor, log10

from care2040.wording.language import Language
from care2040.wording.numbers import number, percent
from care2040.wording.numbers import rounded as as_known
from care2040.wording.texts import phrase

COUNTED = ("person", "fte", "dwelling", "household", "place")
MONEY = ("euro", "euro/year")
MILLION = 1e6
SIZED = (*COUNTED, "dimensionless", "money", "year")
"""What has words of its own for the size of a difference."""
SHARE_DIGITS = ((0.15, 0), (0.005, 1))
"""Shares that differ at least so much are told apart with so many digits behind the mark of a percentage."""
LIKE_SHARES = (
    "absence",
    "green_and_sport_level",
    "gp_level",
    "poverty_gap",
    "loneliness_gap",
    "unhealthy_gap",
)
"""Indicators that are written as a percentage although their names do not say ``_share``."""
GROWTH = ("growth_for_one_in_four",)
"""Growth a year, written as a percentage to one digit: the same in every run, so that no difference sets the digits."""
LEAST_SEEN = 0.002
"""Part of the value that a difference must have to be called one: what is less lies within the width of a line."""
MOST_DIGITS = 2
"""Behind the mark of a percentage; more would say that the model is surer than it is."""


@dataclass(frozen=True)
class Quantity:
    """How values of one quantity are written."""

    unit: str
    digits: int

    def value(self, value: float, language: Language) -> str:
        """Return a value as it is written: ``25.1%``, ``12,300``, ``11.1``."""
        if self.unit == "dimensionless":
            return percent(value, language, self.digits)
        return number(self._shown(value), language, max(0, self.digits))

    def change(self, value: float, language: Language) -> str:
        """Return a difference with its sign, of shares in percentage points: ``+1.2``; nought has no sign."""
        shown = self.rounded(value)
        return ("+" if shown > 0 else "") + number(shown, language, max(0, self.digits))

    def size_words(self, value: float, language: Language) -> str:
        """Return the size of a difference with its unit, for a sentence: ``1.2 percentage points``."""
        size = number(abs(self.rounded(value)), language, max(0, self.digits))
        kind = "money" if self.unit in MONEY else self.unit
        return phrase(language, "sizes", kind if kind in SIZED else "other", size=size)

    def is_nought(self, change: float) -> bool:
        """Whether a difference is written as 0."""
        return self.rounded(change) == 0

    def tells(self, change: float, level: float) -> bool:
        """Whether a difference is worth a word: it is seen as written, and no trifle against what it changes."""
        seen = not self.is_nought(change) and not self.alike(level, level + change)
        return seen and noticeable(change, level)

    def small_change(self, value: float, language: Language) -> str:
        """Return a difference with its sign; one that would be written as 0 and is not, as less than the smallest."""
        if value == 0 or not self.is_nought(value):
            return self.change(value, language)
        return f"< {number(10.0**-self.digits, language, max(0, self.digits))}"

    def alike(self, one: float, other: float) -> bool:
        """Whether two values are written the same."""
        return self.rounded(one) == self.rounded(other)

    def rounded(self, value: float) -> float:
        """Return a value to the digits with which it is written, in the unit in which it is written."""
        return round(self._shown(value), max(0, self.digits))

    def _shown(self, value: float) -> float:
        """Return a value in the unit in which it is written."""
        if self.unit == "dimensionless":
            return 100 * value
        if self.unit in MONEY:
            return value / MILLION if abs(value) < 1000 * MILLION else round(value / MILLION, -1)
        return as_known(value) if self.digits < 0 else value


def noticeable(change: float, level: float) -> bool:
    """Whether a difference is more than a trifle against what it changes."""
    return abs(change) >= LEAST_SEEN * abs(level) and change != 0


def quantity(unit: str, differences: Iterable[float]) -> Quantity:
    """Return how to write values whose largest difference must be seen, and no more exactly than is known."""
    largest = max((abs(difference) for difference in differences), default=0.0)
    if unit == "dimensionless":
        return Quantity(unit, _share_digits(largest))
    if unit in COUNTED:
        return Quantity(unit, -1 if largest >= 100 else 0)
    if unit in MONEY:
        return Quantity(unit, 0 if largest >= 20 * MILLION else 1)
    if unit == "year":
        return Quantity(unit, 1)
    return Quantity(unit, max(0, 2 - floor(log10(max(1e-3, largest)))))


def per_thousand(unit: str, differences: Iterable[float]) -> Quantity:
    """Return how to write counts and euros for each 1,000 residents: a tenth of the largest difference shows."""
    if unit in MONEY:
        return Quantity(unit, MOST_DIGITS)
    largest = max((abs(difference) for difference in differences), default=0.0)
    return Quantity("ratio", max(0, 1 - floor(log10(max(1e-2, largest)))))


def written(name: str, unit: str, differences: Sequence[float]) -> Quantity:
    """Return how the values of an indicator are written, so that the largest of its differences is seen."""
    if name in GROWTH:
        return Quantity("dimensionless", 1)
    share = "_share" in name or name in LIKE_SHARES
    apart = differences if any(differences) else [1.0]
    return quantity(unit if share or unit != "dimensionless" else "ratio", apart)


def tick_words(ticks: Sequence[float], unit: str, language: Language) -> list[str]:
    """Return the marks of an axis as they are written, exactly, at even distances in a unit of the model."""
    step = abs(ticks[1] - ticks[0]) * (100 if unit == "dimensionless" else 1 / MILLION if unit in MONEY else 1)
    exact = Quantity(unit, max(0, -floor(log10(step) + 1e-9)))
    return [exact.value(tick, language) for tick in ticks]


def _share_digits(largest: float) -> int:
    if largest == 0:
        return 1
    return next((digits for limit, digits in SHARE_DIGITS if largest >= limit), MOST_DIGITS)
