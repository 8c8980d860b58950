"""The diagrams: causal loops, and stocks with their flows, per sector and for the whole; drawn from the equations."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import xarray as xr

from care2040.analysis.feedback.loop_links import Strength, strength
from care2040.analysis.feedback.loop_registry import Link, Loop, links_of, load_loops
from care2040.engine.simulation.initial_state import at_start, without_noise
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.language.model import Model
from care2040.reports.site.svg import A3, Arrow, Box, Diagram, draw
from care2040.reports.site.words import Words
from care2040.sectors import SECTORS

MOVING = ("stock", "flow", "variable")
WHOLE = (
    SECTORS[:3],
    SECTORS[3:7],
    SECTORS[7:12],
    SECTORS[12:15],
    SECTORS[15:23],
    SECTORS[23:27],
    SECTORS[27:31],
    SECTORS[31:],
)
"""Pages that are readable in print: people and homes; who gets one; health and help; need; care and money; work."""


@dataclass(frozen=True)
class Atlas:
    """Draws the diagrams of a model."""

    model: Model
    parameters: Parameters
    where: str = "{sector}.html#{name}"
    measured: dict[Link, Strength] = field(default_factory=dict)
    words: Words = field(default_factory=Words)

    @cached_property
    def values(self) -> Mapping[str, xr.DataArray]:
        """Everything at the start, for the city as one."""
        return without_noise(self.model, at_start(self.model, self.parameters, "city"))

    @cached_property
    def loops(self) -> dict[str, Loop]:
        """The named loops."""
        return load_loops(self.model, self.parameters)

    @cached_property
    def links(self) -> dict[str, tuple[str, ...]]:
        """What each name acts on."""
        return links_of(self.model)

    def sign(self, link: Link) -> int:
        """Return the direction in which a link works at the start."""
        return self.strength(link).sign

    def strength(self, link: Link) -> Strength:
        """Return direction and strength of a link at the start."""
        if link not in self.measured:
            self.measured[link] = strength(self.model, self.values, link)
        return self.measured[link]

    def causes(self, sector: str) -> Diagram:
        """Return the causal-loop diagram of a sector: what moves in it, with what acts on it from outside."""
        own = [name for name, each in self.model.equations.items() if each.sector == sector and each.kind in MOVING]
        into = [(cause, name) for cause, effects in self.links.items() for name in effects if name in own]
        known = self.model.of("stock", "flow", "variable")
        into = [link for link in into if link[0] in known]
        outside = list(dict.fromkeys(cause for cause, _ in into if cause not in own))
        boxes = [self._box(name) for name in own]
        boxes += [Box(name, "outside", name, self._page(name)) for name in outside]
        stocks = self.model.stocks
        arrows = [Arrow(link, self.sign(link), back=link[1] in stocks) for link in into]
        linked = {name for arrow in arrows for name in arrow.link}
        title = self.words.say("causes_title", sector=self._sector(sector))
        told = self.words.say("causes_told", own=len(own), others=len(outside))
        return draw([box for box in boxes if box.name in linked], arrows, title, told, self.words["causes_legend"])

    def stocks(self, sectors: Iterable[str]) -> Diagram:
        """Return the stock-flow diagram of some sectors: what fills and empties each stock."""
        chosen = tuple(sectors)
        flows = [flow for flow in self.model.flows.values() if flow.sector in chosen]
        stocks = {end for flow in flows for end in (flow.source, flow.sink) if end}
        stocks |= {name for name, stock in self.model.stocks.items() if stock.sector in chosen}
        boxes = [self._box(name) for name in self.model.equations if name in stocks]
        arrows = []
        for flow in flows:
            boxes.append(self._box(flow.name))
            for end, out in ((flow.source, True), (flow.sink, False)):
                other = end or f"{flow.name}{'<' if out else '>'}"
                if not end:
                    boxes.append(Box(other, "cloud", ""))
                arrows.append(Arrow((other, flow.name) if out else (flow.name, other), pipe=True))
        young = [(stock.entering, name) for name, stock in self.model.stocks.items() if stock.entering in stocks]
        arrows += [Arrow((cause, name)) for cause, name in young if cause]
        title = self.words.say("stocks_title", sectors=", ".join(map(self._sector, chosen)))
        told = self.words.say("stocks_told", stocks=len(stocks), flows=len(flows))
        return draw(boxes, arrows, title, told, self.words["stocks_legend"], gap=(5.0, 1.6))

    def whole(self) -> Diagram:
        """Return the causal-loop diagram of the whole: the named loops, from stock to stock and where loops meet."""
        arrows = [Arrow(link, sign, back=True) for link, sign in self._contracted().items()]
        names = list(dict.fromkeys(name for arrow in arrows for name in arrow.link))
        stocks = [name for name in names if name in self.model.stocks]
        boxes = [self._box(name) for name in (*stocks, *(name for name in names if name not in stocks))]
        arrows = [Arrow(arrow.link, arrow.sign, back=arrow.link[1] in self.model.stocks) for arrow in arrows]
        loops = ", ".join(loop.name for loop in self.loops.values())
        told = self.words.say("loops_told", loops=loops)
        return draw(boxes, arrows, self.words["loops_title"], told, self.words["causes_legend"], pages=A3)

    def _contracted(self) -> dict[Link, int]:
        """Return the links of all loops, with chains through what has one cause and one effect made one link."""
        links = {
            link: self.sign(link) for loop in self.loops.values() for path in loop.paths for link in loop.links(path)
        }
        while True:
            causes: dict[str, list[str]] = {}
            effects: dict[str, list[str]] = {}
            for cause, effect in links:
                causes.setdefault(effect, []).append(cause)
                effects.setdefault(cause, []).append(effect)
            inner = [
                name
                for name in causes
                if name not in self.model.stocks
                and len(causes[name]) == len(effects.get(name, ())) == 1
                and (causes[name][0], effects[name][0]) not in links
                and causes[name][0] != effects[name][0]
            ]
            if not inner:
                return links
            name = inner[0]
            before, after = causes[name][0], effects[name][0]
            links[before, after] = links.pop((before, name)) * links.pop((name, after))

    def _sector(self, name: str) -> str:
        return name.replace("_", " ") if self.words.language == "en" else self.words.sector(name).lower()

    def _box(self, name: str) -> Box:
        kind = self.model.equations[name].kind
        return Box(name, kind if kind in ("stock", "flow") else "variable", name, self._page(name))

    def _page(self, name: str) -> str:
        equation = self.model.equations[name]
        return self.where.format(sector=equation.sector, name=name)
