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
from care2040.reports.site.model_page import OUTSIDE
from care2040.sectors import SECTORS

BESIDE = {"definitions": "true_by_definition"}
"""File of parameters that belongs to no sector, to its page; the others stand on that of levers and other laws."""


@dataclass(frozen=True)
class Entries:
    """Tells of equations, parameters and loops."""

    atlas: Atlas
    root: Path

    @cached_property
    def used(self) -> Mapping[str, tuple[str, ...]]:
        """Who reads each name."""
        return readers({**self.atlas.model.equations, **self.atlas.model.alternatives})

    def equation(self, equation: Equation, name: str = "") -> dict[str, Any]:
        """Return what there is to tell of an equation; another law for a quantity has a name of its own."""
        axes = f"each {', '.join(equation.axes)}" if equation.axes else "the city"
        ends = f" · {equation.source or OUTSIDE} → {equation.sink or OUTSIDE}" if equation.kind == "flow" else ""
        return {
            "name": name or equation.name,
            "facts": f"{equation.kind} · {equation.unit} · for {axes}{ends}",
            "about": equation.about,
            "mathml": Markup(mathml(equation, self.atlas.model.moving_stock(equation.name))),
            "reads": [self.linked(read) for read in equation.reads],
            "used": [self.linked(reader) for reader in dict.fromkeys(self.used.get(equation.name, ()))],
            "place": self._place(equation.place),
        }

    def parameter(self, parameter: Parameter) -> dict[str, Any]:
        """Return what there is to tell of a parameter."""
        low, high = float(parameter.value.min()), float(parameter.value.max())
        over = ", ".join([*parameter.axes, *(["year"] if parameter.years else [])])
        value = f"{low:.4g}" if not parameter.value.ndim else f"{low:.4g} to {high:.4g} over {over}"
        times = "× " if parameter.is_factor else ""
        interval = "none" if parameter.range is None else f"{times}{parameter.range[0]:.4g} to {parameter.range[1]:.4g}"
        interval += ", each by itself" if parameter.per_member else ""
        own = {
            "name": parameter.name,
            "about": parameter.about,
            "unit": parameter.unit,
            "value": value.replace("-", "−"),
        }
        return {**own, "range": interval.replace("-", "−"), "standing": parameter.standing, "source": parameter.source}

    def loop(self, loop: Loop) -> dict[str, Any]:
        """Return what there is to tell of a loop: every path, with the sign and strength of each link."""
        paths = []
        for path in loop.paths:
            links = tuple(self.atlas.strength(link) for link in loop.links(path))
            grows = "grows" if product(links) > 0 else "closes its gap"
            speed = f"Alone, at the start, it {grows} by {pace(links):.2g} a year." if loop.closes else ""
            end = path[0] if loop.closes else path[-1]
            paths.append({"links": [self._link_entry(link) for link in links], "end": end, "pace": speed})
        kind = loop.kind if loop.closes else f"{loop.kind}, open: nothing in the model leads back"
        cut = [self.linked(name) for name in loop.cut]
        return {"name": loop.name, "title": loop.title, "about": loop.about, "kind": kind, "paths": paths, "cut": cut}

    def _link_entry(self, link: Strength) -> dict[str, str]:
        share = "" if link.elasticity is None else f"{link.elasticity:+.2g}".replace("-", "−")
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
        sector = Path(self.atlas.parameters[name].file).stem
        page = sector if sector in SECTORS else BESIDE.get(sector, "levers")
        return f"{page}.html#{name}"

    def linked(self, name: str) -> dict[str, str]:
        """Return a name and where it leads."""
        return {"name": name, "link": self.link(name)}

    def _place(self, place: str) -> str:
        path, _, line = place.rpartition(":")
        inside = Path(path).is_relative_to(self.root)
        return f"{Path(path).relative_to(self.root).as_posix() if inside else Path(path).name}:{line}"
