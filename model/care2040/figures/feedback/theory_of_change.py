"""Theory of change: per difference maker from efforts over what is between, in four quadrants, to one in four."""

from collections.abc import Iterator, Sequence
from typing import Any

import xarray as xr

from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.layout import LITTLE_ROOM, HouseFigure, Story, blank, sheet
from care2040.figures.canvas.style import EDGE
from care2040.figures.flow.arrow_routes import Arrow
from care2040.figures.flow.flow_chart import Box, Flow, Panel, draw_panel, panel_height
from care2040.figures.readings import members
from care2040.figures.registry import figure
from care2040.figures.request import Request
from care2040.results.variables import THEORY
from care2040.wording.names import unit_words
from care2040.wording.numbers import percent
from care2040.wording.quantities import quantity

MOST_ARROWS = 18
"""In one panel; the others are in the table."""
ALWAYS = 0.15
"""Part of the effect from which an arrow is drawn, however many there are."""
PANEL_GAP = 0.16
"""Centimetres between two panels, at the width of a page."""
LAST = "workers_needed"
"""Not told of in a title: it is one in four in other words."""


@figure("theory_of_change", made_of="what care2040 theory computes")
def draw(request: Request) -> HouseFigure:
    """Draw the chain of each difference maker from its efforts to one in four, in four quadrants."""
    if THEORY not in request.dataset:
        raise CannotDrawError("the result holds no theory of change: care2040 theory makes it")
    if request.width == "half":
        raise CannotDrawError("a theory of change does not fit on half a page: ask for full or slide")
    size = request.size
    flow = Flow(size, size.width / 16.0, size.width - 2 * EDGE)
    panels = [_panel(request, maker) for maker in members(request.dataset, "maker")]
    heights = [panel_height(flow, panel) for panel in panels]
    gap = PANEL_GAP * flow.scale
    plot = sheet(story(request), size, EDGE, EDGE, sum(heights) + gap * (len(panels) - 1), LITTLE_ROOM)
    blank(plot)
    plot.axes.set_xlim(0, plot.width)
    top = plot.height
    for panel, height in zip(panels, heights, strict=True):
        draw_panel(flow, plot, panel, top)
        top -= height + gap
    return plot.figure


def story(request: Request) -> Story:
    """Return the words and numbers that go with the figure."""
    facts, dataset = request.dataset.attrs, request.dataset
    blanks: dict[str, Any] = {"year": facts["year"], "review": facts["review"]}
    blanks["measure"] = request.measure(facts["outcome"])
    blanks["least"] = percent(float(facts["least"]), request.language)
    makers = members(dataset, "maker")
    title = request.title or _title(request, makers, blanks)
    said = "; ".join(_maker_in_words(request, maker) for maker in makers)
    return request.story(
        title=title,
        subtitle=request.say("subtitle", **blanks),
        notes=[request.say("note", **blanks), request.say("note_quadrants", **blanks)],
        run=(None, str(facts["scenario"])),
        alt=request.say("alt", title=title, values=said),
        numbers={maker: _numbers(dataset, maker) for maker in makers},
    )


def _title(request: Request, makers: Sequence[str], blanks: dict[str, Any]) -> str:
    changes = dict(zip(makers, request.dataset[THEORY].values.tolist(), strict=True))
    most = max(makers, key=lambda maker: abs(changes[maker]))
    steps = [node for node in _nodes(request.dataset, most, "step") if node["name"] != LAST]
    if not steps:
        return request.say("title_none", **blanks)
    largest = max(steps, key=lambda node: abs(float(node["part"])))
    step = request.say("within", str(largest["name"])) if largest["name"] in _within(request) else ""
    step = step or request.measure(str(largest["name"]))
    key = "title" if len(makers) > 1 else "title_one"
    return request.say(key, maker=request.policy_name(most), step=step)


def _within(request: Request) -> Any:
    from care2040.wording.texts import texts

    return texts("figures")[request.language]["theory_of_change"]["within"]


def _maker_in_words(request: Request, maker: str) -> str:
    steps = [
        request.say(
            "alt_step", step=node[f"title_{request.language}"], change=_change(request, node), part=_part(request, node)
        )
        for node in _nodes(request.dataset, maker, "step")
    ]
    return request.say(
        "alt_maker", maker=request.policy_name(maker), whole=_whole(request, maker), steps=", ".join(steps)
    )


def _whole(request: Request, maker: str) -> str:
    change = float(request.dataset[THEORY].sel(maker=maker))
    unit = str(request.dataset.attrs["unit"])
    written = quantity(unit, [change]).change(change, request.language)
    if unit == "dimensionless":
        return request.say("points", change=written)
    return f"{written} {unit_words(str(request.dataset.attrs['outcome']), unit, request.language)}"


def _part(request: Request, node: dict[str, Any]) -> str:
    return percent(float(node["part"]), request.language)


def _change(request: Request, node: dict[str, Any]) -> str:
    """Return a change with its sign, and its unit where the name does not say what is counted."""
    change, unit = float(node["change"]), str(node["unit"])
    written = quantity(unit, [change]).change(change, request.language)
    short: dict[str, str] = {"dimensionless": request.say("short_points"), "fte": " fte"}
    return written + short.get(unit, "")


def _panel(request: Request, maker: str) -> Panel:
    """Return the boxes and arrows of a difference maker."""
    dataset, language = request.dataset, request.language
    least, facts = float(dataset.attrs["least"]), dataset.attrs
    efforts = [node for node in _nodes(dataset, maker, "effort") if abs(float(node["part"])) >= least]
    boxes = [Box(str(node["name"]), request.policy_name(str(node["name"])), _part(request, node)) for node in efforts]
    for node in _nodes(dataset, maker, "step"):
        detail = f"{_change(request, node)} · {_part(request, node)}"
        place = (str(node["row"]), str(node["column"]))
        boxes.append(Box(str(node["name"]), str(node[f"title_{language}"]), detail, place, bool(node["counted"])))
    before, change = (float(dataset[name].sel(maker=maker)) for name in ("before", THEORY))
    written = quantity(str(facts["unit"]), [change])
    ends = request.common(
        "from_to", start=written.value(before, language), end=written.value(before + change, language)
    )
    outcome = Box(str(facts["outcome"]), str(facts[f"outcome_title_{language}"]), ends, ("outcome", ""))
    known = {box.name for box in (*boxes, outcome)}
    links = [link for link in _links(dataset, maker) if {link["cause"], link["reached"]} <= known]
    arrows = [
        Arrow(
            str(link["cause"]), str(link["reached"]), float(link["part"]), float(link["effect"]) > 0, int(link["sign"])
        )
        for link in _drawn(links)
    ]
    other = float(dataset["other_ways"].sel(maker=maker)) / change if change else 0.0
    return Panel(
        head=request.say("head", maker=request.policy_name(maker), whole=_whole(request, maker)),
        boxes=tuple(boxes),
        outcome=outcome,
        arrows=tuple(arrows),
        other=request.say("other_ways", part=percent(other, language)),
        rows={name: request.say("rows", name) for name in ("lives", "services")},
        columns={name: request.say("columns", name, review=facts["review"]) for name in ("seen", "later")},
        efforts=request.say("efforts"),
    )


def _drawn(links: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the links to draw: of each box the largest that leaves and reaches it, and the largest others."""
    first: dict[tuple[str, str], int] = {}
    for number, link in enumerate(links):
        first.setdefault(("from", str(link["cause"])), number)
        first.setdefault(("to", str(link["reached"])), number)
    needed = {*first.values(), *(number for number, link in enumerate(links) if abs(link["part"]) >= ALWAYS)}
    others = [number for number in range(len(links)) if number not in needed]
    kept = needed | set(others[: max(0, MOST_ARROWS - len(needed))])
    return [links[number] for number in sorted(kept)]


def _nodes(dataset: xr.Dataset, maker: str, kind: str) -> list[dict[str, Any]]:
    """Return the efforts or the quantities of a difference maker, each as a mapping."""
    return [row for row in _rows(dataset, "node") if row["maker"] == maker and row["kind"] == kind]


def _links(dataset: xr.Dataset, maker: str) -> list[dict[str, Any]]:
    return [row for row in _rows(dataset, "link") if row["maker"] == maker]


def _rows(dataset: xr.Dataset, dim: str) -> Iterator[dict[str, Any]]:
    names = [str(name) for name in dataset.data_vars if str(name).startswith(f"{dim}_")]
    columns = {name.removeprefix(f"{dim}_"): dataset[name].values.tolist() for name in names}
    for place in range(dataset.sizes.get(dim, 0)):
        yield {name: values[place] for name, values in columns.items()}


def _numbers(dataset: xr.Dataset, maker: str) -> dict[str, Any]:
    steps = {
        str(node["name"]): {"change": node["change"], "at_review": node["change_at_review"], "part": node["part"]}
        for node in _nodes(dataset, maker, "step")
    }
    efforts = {str(node["name"]): node["part"] for node in _nodes(dataset, maker, "effort")}
    return {"change": float(dataset[THEORY].sel(maker=maker)), "efforts": efforts, "steps": steps}
