"""A figure as it is asked for: which kind, of what, under which policies, where and when."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from hashlib import sha256
from typing import Any, Self, TypedDict

PLURALS = {
    "indicator": "indicators",
    "policy": "policies",
    "scenario": "scenarios",
    "district": "districts",
    "parameter": "parameters",
}
"""What can be asked of a figure by name: as one, and as several."""
SINGULARS = {several: one for one, several in PLURALS.items()}
OPTIONS = (*PLURALS, *PLURALS.values(), "year")
"""Everything that can be asked of a figure besides its kind and its title."""
LONGEST_STEM = 90
"""Letters in the name of a file, before language and ending; a longer one is cut off and told apart by its hash."""


class Options(TypedDict, total=False):
    """What can be asked of a figure; one name may be given in the singular or, in a list, in the plural."""

    indicator: str
    indicators: Sequence[str]
    policy: str
    policies: Sequence[str]
    scenario: str
    scenarios: Sequence[str]
    district: str
    districts: Sequence[str]
    parameter: str
    parameters: Sequence[str]
    year: int


@dataclass(frozen=True)
class AskedFigure:
    """A kind of figure with what was asked of it; what is left out is for the figure to choose.

    Parameters
    ----------
    name : str
        The kind of figure.
    indicators, policies, scenarios, districts, parameters : tuple of str
        What to draw, in this order.
    year : int, optional
        The last year drawn, or the year that is told of.
    title : dict of str to str
        Language to the title that takes the place of the message made from the numbers.
    """

    name: str
    indicators: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    scenarios: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    year: int | None = None
    title: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, options: Mapping[str, Any], title: Mapping[str, str] | None = None) -> Self:
        """Return what was asked with options, where None and nothing stand for what is left out."""
        found: dict[str, Any] = {}
        for one, several in PLURALS.items():
            named = options.get(several) or ()
            listed = (named,) if isinstance(named, str) else tuple(named)
            alone = options.get(one)
            found[several] = tuple(dict.fromkeys((alone, *listed) if alone else listed))
        return cls(name, **found, year=options.get("year"), title=dict(title or {}))

    @property
    def given(self) -> dict[str, Any]:
        """The options that were given, by their name in the plural."""
        held = {one.name: getattr(self, one.name) for one in fields(self) if one.name not in ("name", "title")}
        return {name: value for name, value in held.items() if value}

    @property
    def stem(self) -> str:
        """The name of its files: its kind, and everything that was asked of it, so that no two are the same."""
        said = [self.name]
        for option, value in self.given.items():
            said += [option, str(value) if option == "year" else "+".join(value)]
        whole = "-".join(said)
        if len(whole) <= LONGEST_STEM:
            return whole
        mark = sha256(whole.encode("utf-8")).hexdigest()[:8]
        return f"{whole[: LONGEST_STEM - len(mark) - 1]}-{mark}"

    def as_facts(self) -> dict[str, Any]:
        """Return what a result keeps of it: title by language, and under ``asked`` kind and options if any."""
        given = {option: list(value) if isinstance(value, tuple) else value for option, value in self.given.items()}
        return {**self.title, **({"asked": {"figure": self.name, **given}} if given else {})}

    @classmethod
    def from_facts(cls, stem: str, facts: Mapping[str, Any]) -> Self:
        """Return a figure as a result keeps it."""
        asked = dict(facts.get("asked", {"figure": stem}))
        return cls.of(str(asked.pop("figure")), asked, {key: said for key, said in facts.items() if key != "asked"})


def surplus(asked: AskedFigure, takes: Iterable[str]) -> list[str]:
    """Return the options of a figure that its kind does not take, or of which it takes one and was given more."""
    allowed = set(takes)
    return [
        option
        for option, value in asked.given.items()
        if option not in allowed and (SINGULARS.get(option) not in allowed or len(value) > 1)
    ]


def option_words(takes: Iterable[str]) -> str:
    """Return which options a kind of figure takes, for a hint."""
    return ", ".join(option for option in OPTIONS if option in set(takes)) or "none"
