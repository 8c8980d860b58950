"""What the pages tell of one equation, one parameter and one loop, with where each name leads."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from markupsafe import Markup

from care2040.analysis.feedback.loop_links import Strength, pace, product
from care2040.analysis.feedback.loop_registry import Loop
from care2040.inputs.parameters.parameter import Parameter
from care2040.language.dependencies import readers
from care2040.language.equations import Equation
from care2040.reports.site.diagrams import Atlas
from care2040.reports.site.formula import mathml
from care2040.reports.site.words import Words
from care2040.sectors import SECTORS
from care2040.wording.assumptions import assumption_name
from care2040.wording.names import indicator_words
from care2040.wording.numbers import sentence

BESIDE = {"definitions": "true_by_definition"}
"""File of parameters that belongs to no sector, to its page; the others stand on that of levers and other laws."""


@dataclass(frozen=True)
class Entries:
    """Tells of equations, parameters and loops."""

    atlas: Atlas
    root: Path
    words: Words

    @cached_property
    def used(self) -> Mapping[str, tuple[str, ...]]:
        """Who reads each name."""
        return readers({**self.atlas.model.equations, **self.atlas.model.alternatives})

    def equation(self, equation: Equation, name: str = "") -> dict[str, Any]:
        """Return what there is to tell of an equation; another law for a quantity has a name of its own."""
        words, outside = self.words, self.words["outside"]
        axes = words.say("each", axes=words.each(equation.axes)) if equation.axes else words["city"]
        ends = f" · {equation.source or outside} → {equation.sink or outside}" if equation.kind == "flow" else ""
        kind, unit = words.called("kinds", equation.kind), words.unit(equation.unit)
        return {
            "name": name or equation.name,
            "title": "" if name else self.called(equation.name),
            "facts": words.say("facts", kind=kind, unit=unit, axes=axes, ends=ends),
            "about": equation.about,
            "mathml": Markup(mathml(equation, self.atlas.model.moving_stock(equation.name))),
            "reads": [self.linked(read) for read in equation.reads],
            "used": [self.linked(reader) for reader in dict.fromkeys(self.used.get(equation.name, ()))],
            "place": self._place(equation.place),
        }

    def parameter(self, parameter: Parameter) -> dict[str, Any]:
        """Return what there is to tell of a parameter."""
        low, high = float(parameter.value.min()), float(parameter.value.max())
        words = self.words
        over = words.each([*parameter.axes, *(["year"] if parameter.years else [])])
        ends = {"low": words.number(f"{low:.4g}"), "high": words.number(f"{high:.4g}")}
        return {
            "name": parameter.name,
            "title": self.called(parameter.name),
            "about": parameter.about,
            "unit": words.unit(parameter.unit),
            "value": words.say("over", axes=over, **ends) if parameter.value.ndim else ends["low"],
            "range": self._interval(parameter),
            "standing": words.called("standing_names", parameter.standing),
            "source": parameter.source,
        }

    def _interval(self, parameter: Parameter) -> str:
        if parameter.range is None:
            return str(self.words["no_interval"])
        low, high = (self.words.number(f"{end:.4g}") for end in parameter.range)
        return ("× " if parameter.is_factor else "") + self.words.say(
            "interval_each" if parameter.per_member else "interval", low=low, high=high
        )

    def called(self, name: str) -> str:
        """Return what a quantity or a parameter is called in Dutch, on a Dutch page; nothing where it has no name."""
        model, known = self.atlas.model, self.atlas.parameters
        if self.words.language == "en":
            return ""
        if name in model.askable:
            return indicator_words(name, "nl")["subject"]
        title = assumption_name(name, "nl") if name in known else ""
        return "" if title == name.replace("_", " ") else title

    def loop(self, loop: Loop) -> dict[str, Any]:
        """Return what there is to tell of a loop: every path, with the sign and strength of each link."""
        paths = []
        for path in loop.paths:
            links = tuple(self.atlas.strength(link) for link in loop.links(path))
            grows = "grows" if product(links) > 0 else "closes"
            rate = self.words.number(f"{pace(links):.2g}")
            speed = self.words.say(grows, pace=rate) if loop.closes else ""
            end = path[0] if loop.closes else path[-1]
            paths.append({"links": [self._link_entry(link) for link in links], "end": end, "pace": speed})
        kind = self.words.called("kinds", loop.kind)
        kind = kind if loop.closes else self.words.say("open", kind=kind)
        title, about = loop.title[self.words.language], loop.about[self.words.language]
        cut = [self.linked(name) for name in loop.cut]
        return {"name": loop.name, "title": sentence(title), "about": about, "kind": kind, "paths": paths, "cut": cut}

    def _link_entry(self, link: Strength) -> dict[str, str]:
        share = "" if link.elasticity is None else self.words.number(f"{link.elasticity:+.2g}")
        sign, colour = ("+", "plus") if link.sign > 0 else ("−", "minus")
        cause = link.link[0]
        return {"cause": cause, "href": self.link(cause), "sign": sign, "colour": colour, "share": share}

    def link(self, name: str) -> str:
        """Return where a name is explained."""
        model = self.atlas.model
        if name in model.equations:
            return f"{model.equations[name].sector}.html#{name}"
        if name in model.alternatives:
            return f"{model.equations[model.alternatives[name].name].sector}.html#{name}"
        sector = self.atlas.parameters[name].sector
        page = sector if sector in SECTORS else BESIDE.get(sector, "levers")
        return f"{page}.html#{name}"

    def linked(self, name: str) -> dict[str, str]:
        """Return a name and where it leads."""
        return {"name": name, "link": self.link(name)}

    def _place(self, place: str) -> str:
        path, _, line = place.rpartition(":")
        inside = Path(path).is_relative_to(self.root)
        return f"{Path(path).relative_to(self.root).as_posix() if inside else Path(path).name}:{line}"
