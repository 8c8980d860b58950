"""The page of the theory of change: the figure, two sentences and a table for each difference maker."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import xarray as xr

from care2040.figures import draw
from care2040.figures.canvas.export import svg
from care2040.reports.site.entries import Entries
from care2040.reports.site.words import Words
from care2040.results.variables import THEORY
from care2040.wording.names import lever_titles, name_of
from care2040.wording.numbers import MINUS, percent, sentence
from care2040.wording.quantities import quantity
from care2040.wording.texts import listed, phrase

NAME, LAST = "theory_of_change", "workers_needed"
"""The figure; and what is one in four in other words, of which no sentence tells."""


@dataclass(frozen=True)
class TheoryPage:
    """Tells of the chains of difference makers in one language.

    Attributes
    ----------
    dataset : xarray.Dataset
        What `care2040.study.theory.Theory.as_dataset` gives.
    words : Words
        Of the pages.
    """

    dataset: xr.Dataset
    words: Words

    @property
    def file(self) -> str:
        """The name of the file of the figure."""
        return f"{NAME}.svg"

    @cached_property
    def figure(self) -> str:
        """The figure as SVG."""
        return svg(self._drawn, NAME)

    @cached_property
    def _drawn(self) -> Any:
        return draw(NAME, self.dataset, self.words.language)

    def blanks(self, entries: Entries) -> dict[str, Any]:
        """Return what the template is filled in with."""
        facts = self.dataset.attrs
        years = {"review": facts["review"], "year": facts["year"]}
        experiment, scenario = str(facts["experiment"]), str(facts["scenario"])
        run = {"experiment": experiment, "scenario": name_of("scenarios", scenario, self.words.language)}
        return {
            "said": self.words["theory"],
            "intro": self._say("intro", **years),
            "how": self._say("how", **run),
            "heads": [str(head).format(**years) for head in self.words["theory"]["heads"]],
            "picture": self.file,
            "alt": self._drawn.story.alt,
            "makers": [self._maker(str(maker), entries) for maker in self.dataset["maker"].values],
        }

    def _say(self, key: str, **blanks: object) -> str:
        return str(self.words["theory"][key]).format(**blanks)

    def _maker(self, maker: str, entries: Entries) -> dict[str, Any]:
        language = self.words.language
        change = float(self.dataset[THEORY].sel(maker=maker))
        other = float(self.dataset["other_ways"].sel(maker=maker)) / change if change else 0.0
        rows = [*self._rows("node", maker)]
        steps = [row for row in rows if row["kind"] == "step"]
        return {
            "name": maker,
            "title": sentence(name_of("policies", maker, language)),
            "sentences": [self._largest(change, steps), self._seen(steps)],
            "efforts": [(self._called(row["name"]), self._part(row)) for row in rows if row["kind"] == "effort"],
            "steps": [self._step(row, entries) for row in steps],
            "links": [self._link(row) for row in self._rows("link", maker)],
            "other": self._say("other_ways", part=percent(other, language)),
        }

    def _largest(self, change: float, steps: list[dict[str, Any]]) -> str:
        """Say what changes, and which step most of it runs by."""
        written = quantity("dimensionless", [change]).change(change, self.words.language)
        blanks = {"year": self.dataset.attrs["year"], "change": written}
        own = [row for row in steps if row["name"] != LAST]
        if not own:
            return self._say("no_step", **blanks)
        most = max(own, key=lambda row: abs(row["part"]))
        step = most[f"title_{self.words.language}"]
        return self._say("largest", **blanks, part=self._part(most), step=step, delay=f"{most['delay']:.0f}")

    def _seen(self, steps: list[dict[str, Any]]) -> str:
        """Say what can be seen by the review, and what the city counts."""
        language = self.words.language
        names = [f"‘{row[f'title_{language}']}’" for row in steps if row["column"] == "seen"]
        series = [str(row[f"counted_{language}"]).partition("; ")[0] for row in steps if row["counted"]]
        counted = self._say("counted", series=listed(series, language)) if series else self._say("counted_none")
        review = self.dataset.attrs["review"]
        if not names:
            return self._say("seen_none", review=review, counted=counted)
        return self._say("seen", review=review, names=listed(names, language), counted=counted)

    def _step(self, row: dict[str, Any], entries: Entries) -> dict[str, Any]:
        language, review = self.words.language, self.dataset.attrs["review"]
        places = (
            phrase(language, NAME, "rows", row["row"]),
            phrase(language, NAME, "columns", row["column"], review=review),
        )
        written = quantity(row["unit"], [row["change"]])
        unit = {"dimensionless": phrase(language, NAME, "short_points"), "fte": " fte"}.get(row["unit"], "")
        return {
            "title": row[f"title_{language}"],
            "link": entries.link(row["name"]),
            "part": self._part(row),
            "changes": [written.change(row[key], language) + unit for key in ("change_at_review", "change")],
            "delay": self._say("years", years=f"{row['delay']:.0f}"),
            "quadrant": ", ".join(places),
            "counted": row[f"counted_{language}"],
        }

    def _link(self, row: dict[str, Any]) -> dict[str, str]:
        sign = ("+", "plus") if row["sign"] > 0 else (MINUS, "minus")
        return {
            "cause": self._called(row["cause"]),
            "reached": self._called(row["reached"]),
            "sign": sign[0],
            "colour": sign[1],
            "part": self._part(row),
        }

    def _called(self, name: str) -> str:
        titles = lever_titles(self.words.language)
        known = {str(row["name"]): str(row[f"title_{self.words.language}"]) for row in self._rows("node")}
        if name == self.dataset.attrs["outcome"]:
            return str(self.dataset.attrs[f"outcome_title_{self.words.language}"])
        return sentence(titles[name]) if name in titles else known.get(name, name)

    def _part(self, row: dict[str, Any]) -> str:
        return percent(float(row["part"]), self.words.language)

    def _rows(self, dim: str, maker: str = "") -> Iterator[dict[str, Any]]:
        """Give the nodes or the links, of one difference maker or of all."""
        names = [str(name) for name in self.dataset.data_vars if str(name).startswith(f"{dim}_")]
        columns = {name.removeprefix(f"{dim}_"): self.dataset[name].values.tolist() for name in names}
        for place in range(self.dataset.sizes[dim]):
            row = {name: values[place] for name, values in columns.items()}
            if maker in ("", row["maker"]):
                yield row
