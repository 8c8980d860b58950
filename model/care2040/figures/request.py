"""A figure as it is asked for, with what every figure takes from a result and the words that all of them have."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.layout import Story
from care2040.figures.canvas.style import SIZES, Size
from care2040.figures.readings import members
from care2040.inputs.experiments.written.asked_figure import AskedFigure
from care2040.results.variables import STANDARD, UNCHANGED
from care2040.wording.assumptions import assumption_name
from care2040.wording.language import Language, Width
from care2040.wording.laws import doubt_words
from care2040.wording.names import indicator_words, name_of, source_line, unit_words
from care2040.wording.numbers import moment, number, sentence
from care2040.wording.texts import phrase

NOTHING_ASKED = AskedFigure("")
PLAIN = frozenset({"policy", "scenario", "draw", "year", "area"})
"""Dims of what is one number for the city in a year of a run."""


@dataclass(frozen=True)
class Request:
    """A figure of a result in a language and a width; see `registry.DOCUMENTED`."""

    name: str
    dataset: xr.Dataset
    language: Language
    width: Width
    title: str | None = None
    asked: AskedFigure = NOTHING_ASKED

    @property
    def indicator(self) -> str | None:
        """The first indicator that was asked for, if any was."""
        return next(iter(self.asked.indicators), None)

    @property
    def size(self) -> Size:
        """The measures that go with its width."""
        return SIZES[self.width]

    @property
    def policies(self) -> list[str]:
        """The policies that were asked for, else those of the result, in the order of the experiment."""
        return list(self.asked.policies) or members(self.dataset, "policy")

    @property
    def unchanged(self) -> str:
        """The policy of the result that changes nothing, else its first."""
        every = members(self.dataset, "policy")
        said = str(self.dataset.attrs.get("unchanged_policy", UNCHANGED))
        return said if said in every else every[0]

    @property
    def scenarios(self) -> list[str]:
        """The scenarios of the result: those asked for in front, the others in the order of the experiment."""
        return members(self.dataset, "scenario")

    @property
    def scenario(self) -> str:
        """The scenario that was asked for, else the first of the result."""
        return self.scenarios[0]

    @property
    def draws(self) -> int:
        """How many draws the result has."""
        return int(self.dataset.sizes["draw"])

    @property
    def last_year(self) -> int:
        """The year that was asked for, else the last of the result."""
        return int(self.dataset["year"].values[-1])

    def headline(self, standard: str = "") -> str:
        """Return the indicator of the city to draw: the one asked for, else `standard`, else the experiment's first."""
        dataset = self.dataset
        asked = [str(name) for name in np.atleast_1d(dataset.attrs.get("indicators", []))]
        one = self.indicator or standard
        wanted = [one] if one else [*asked, STANDARD]
        found = [name for name in wanted if name in dataset and {"draw", "year"} <= set(dataset[name].dims) <= PLAIN]
        if not found:
            names = " or ".join(f"'{name}'" for name in dict.fromkeys(wanted))
            raise CannotDrawError(
                f"the figure '{self.name}' needs {names} for the city, which the result does not hold"
            )
        return found[0]

    def say(self, *keys: str, **blanks: object) -> str:
        """Return a text of this figure with its blanks filled in."""
        return phrase(self.language, self.name, *keys, **blanks)

    def common(self, *keys: str, **blanks: object) -> str:
        """Return a text that figures share."""
        return phrase(self.language, *keys, **blanks)

    def policy_name(self, policy: str) -> str:
        """Return what a policy, a package or a lever is called, with a capital."""
        return sentence(name_of("policies", policy, self.language))

    def assumption_name(self, name: str) -> str:
        """Return what an assumption is called, with a capital."""
        return sentence(assumption_name(name, self.language))

    def measure(self, indicator: str) -> str:
        """Return what an indicator is called within a sentence."""
        return indicator_words(indicator, self.language)["measure"]

    def subject(self, indicator: str, unit: str) -> dict[str, str]:
        """Return the blanks of a subtitle: what is drawn, and its unit in words."""
        subject = indicator_words(indicator, self.language)["subject"]
        return {"subject": subject, "unit": unit_words(indicator, unit, self.language)}

    def when(self, indicator: str, **years: int) -> str:
        """Return when an indicator is told of: see `moment`."""
        kind = str(self.dataset[indicator].attrs.get("kind", "")) if indicator in self.dataset else ""
        return moment(kind, self.language, **years)

    @property
    def doubt(self) -> str:
        """What the bands of draws show beside what is uncertain in the inputs, and what they do not."""
        return doubt_words(self.dataset.attrs, self.language)

    def count(self, many: float) -> str:
        """Return a whole number as it is written."""
        return number(many, self.language)

    def story(
        self,
        title: str,
        subtitle: str,
        notes: Iterable[str],
        run: tuple[str | None, str],
        alt: str,
        numbers: Mapping[str, Any],
    ) -> Story:
        """Return the words and numbers around a plot; `run` are policy, if one is drawn, and scenario."""
        return Story(
            language=self.language,
            width=self.width,
            title=title,
            subtitle=subtitle,
            note=" ".join(note for note in notes if note),
            source=source_line(self.dataset.attrs, *run, self.language),
            alt=alt,
            numbers=numbers,
        )
