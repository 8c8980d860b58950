"""The words of a workbook in one language: sheets, heads, units, and how policies and indicators are called."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from care2040.reports.tables.analysis_sheets import Cell
from care2040.results.manifest import maker
from care2040.wording import texts
from care2040.wording.assumptions import assumption_name
from care2040.wording.language import Language
from care2040.wording.names import indicator_words, mix_names, name_of, part_name, unit_words

NAMED = {
    **dict.fromkeys(("policy", "against", "lever"), "policies"),
    **dict.fromkeys(("scenario", "future"), "scenarios"),
}
"""Column to the kind of name that stands in it."""
BETWEEN = " / "


@dataclass(frozen=True)
class SheetWords:
    """The words of a workbook; in English names and units are those of the model, in Dutch those that people use."""

    language: Language

    def say(self, *keys: str, **blanks: object) -> str:
        """Return a text with its blanks filled in."""
        return texts.say("sheets", self.language, *keys, **blanks)

    def _known(self, group: str) -> Any:
        return texts.texts("sheets")[self.language][group]

    def heads(self, group: str) -> list[str]:
        """Return the heads of the columns of a sheet."""
        return [str(head) for head in self._known(group)]

    def head(self, name: str) -> str:
        """Return the head of a column; ``change 2040`` is translated in its parts."""
        known: dict[str, str] = self._known("heads")
        if self.language != "en" and name in texts.texts("figures")[self.language]["indicators"]:
            return self.indicator(name)
        return " ".join(known.get(part, part) for part in (name.split(" ") if name not in known else [name]))

    def way(self, name: str) -> str:
        """Return the head of a column of a figure: a way of names."""
        return BETWEEN.join(self.head(part) for part in name.split(BETWEEN))

    def sheet(self, name: str) -> str:
        """Return how a sheet of the analysis is called."""
        return str(self._known("names").get(name, name))

    def about(self, name: str, otherwise: str) -> str:
        """Return what a sheet of the analysis holds."""
        return str(self._known("abouts").get(name, otherwise))

    def indicator(self, name: str, spoken: bool = False) -> str:
        """Return how an indicator, or a part of it, is called."""
        if self.language == "en" and not spoken:
            return name
        whole, _, part = name.partition(".")
        subject = indicator_words(whole, self.language)["subject"]
        return f"{subject}, {part_name(part, self.language)}" if part else subject

    def unit(self, name: str, unit: str, spoken: bool = False) -> str:
        """Return how a unit is called."""
        if spoken:
            return unit_words(name.partition(".")[0], unit, self.language)
        known: dict[str, str] = self._known("units")
        return known.get(unit) or (unit if self.language == "en" else self.unit(name, unit, spoken=True))

    def city_row(self, row: Sequence[str]) -> Iterator[str]:
        """Give the labels of a row of the city by year: policy, scenario, indicator, unit, over draws."""
        policy, scenario, name, unit, told = row
        yield from (self._name("policy", policy), self._name("scenario", scenario))
        yield from (self.indicator(name), self.unit(name, unit), self.say("over_draws", told))

    def row(self, head: Sequence[str], row: Sequence[Cell]) -> tuple[Cell, ...]:
        """Return a row of the analysis with its names in words."""
        of = str(dict(zip(head, row, strict=True)).get("indicator", ""))
        return tuple(self.cell(name, cell, of) for name, cell in zip(head, row, strict=True))

    def cell(self, head: str, cell: Cell, of: str) -> Cell:
        """Return a cell with a name of the model in words; `of` is the indicator that it tells of."""
        if not isinstance(cell, str) or self.language == "en":
            return cell
        if head == "indicator":
            return self.indicator(cell)
        if head == "name":
            return mix_names(cell, self.language)
        if head == "unit":
            return self.unit(of, cell)
        return assumption_name(cell, self.language) if head in ("parameter", "assumption") else self._name(head, cell)

    def _name(self, head: str, name: str) -> str:
        if self.language == "en":
            return name
        if head == "payer":
            return part_name(name, self.language)
        return name_of(NAMED[head], name, self.language) if head in NAMED else name  # type: ignore[arg-type]

    def how_made(self, facts: Mapping[str, Any], whole: bool, sample: bool) -> Iterator[tuple[str, str]]:
        """Give what is said of a result before its numbers, a label and a text: what it is, how it was made."""
        experiment = facts["experiment"]
        labels: dict[str, str] = self._known("labels")
        draws = self.say("central")
        if experiment["draws"] > 1:
            draws = self.say("many" if sample else "points", draws=experiment["draws"], seed=experiment["seed"])
        resolution = self.say("resolutions", experiment["resolution"])
        policies, scenarios = (
            ", ".join(self._name(head, name) for name in experiment[group])
            for head, group in (("policy", "policies"), ("scenario", "scenarios"))
        )
        yield labels["question"], experiment["question"].get(self.language, experiment["question"]["en"])
        yield labels["experiment"], self.say("made_at", name=experiment["name"], resolution=resolution)
        yield labels["made_with"], f"{maker(facts)}, {facts['started']}"
        yield labels["choices"], f"{policies}; {scenarios}"
        yield labels["draws"], draws
        yield from self._known("how_to_read").items()
        if not whole:
            label, text = self._known("left_out")
            yield label, text
