"""What ``care2040 explain`` shows around a name: the tree of what it is made from, and of what is made with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from care2040.cli.views.console import from_here
from care2040.study.project import Project

if TYPE_CHECKING:
    from rich.text import Text
    from rich.tree import Tree

    from care2040.language.equations import Equation

MARKS = {"stock": "stock", "flow": "flow", "indicator": "indicator", "reference": "at the start"}


def trees(project: Project, name: str, depth: int) -> Iterator[Tree]:
    """Give the tree of causes of a name, and the tree of its uses, each `depth` levels deep."""
    for title, follow in (("made from", causes_of), ("used by", uses_of)):
        from rich.text import Text
        from rich.tree import Tree

        tree = Tree(Text(title, "cyan"))
        _grow(tree, project, name, depth, follow, {name})
        if tree.children:
            yield tree


def causes_of(project: Project, name: str) -> list[tuple[str, str]]:
    """Return what acts on a quantity at once, each with a word for how: what it reads, and for a stock its flows."""
    equation = project.model.equations.get(name)
    if equation is None:
        return []
    flows = project.model.flows.values()
    moved = [(flow.name, "flows in" if flow.sink == name else "flows out") for flow in flows if name in _ends(flow)]
    entered = [(equation.entering, "enters on 1 January")] if equation.entering else []
    how = "at the start" if equation.kind == "stock" else ""
    return [*moved, *entered, *((read, how) for read in equation.reads)]


def uses_of(project: Project, name: str) -> list[tuple[str, str]]:
    """Return what a name acts on at once, each with a word for how."""
    from care2040.language.dependencies import readers

    equation = project.model.equations.get(name)
    moves: list[tuple[str, str]] = []
    if equation is not None and equation.kind == "flow":
        moves = [(end, "fills" if end == equation.sink else "empties") for end in _ends(equation)]
    stocks = project.model.stocks
    moves += [(stock.name, "enters on 1 January") for stock in stocks.values() if stock.entering == name]
    read_by = readers(project.model.equations).get(name, ())
    return [*moves, *((other, "at the start" if other in stocks else "") for other in read_by)]


def _ends(flow: Equation) -> list[str]:
    return [end for end in (flow.source, flow.sink) if end]


def _grow(tree: Tree, project: Project, name: str, depth: int, follow: object, shown: set[str]) -> None:
    for other, how in follow(project, name):  # type: ignore[operator]
        known = other in shown
        below = tree.add(_label(project, other, how, known))
        shown.add(other)
        if not known and depth > 1:
            _grow(below, project, other, depth - 1, follow, shown)


def _label(project: Project, name: str, how: str, known: bool) -> Text:
    """Return a name with what it is, its unit and where it is written."""
    from rich.text import Text

    equation, parameter = project.model.equations.get(name), project.parameters.get(name)
    if equation is not None:
        kind, unit, place = MARKS.get(equation.kind, ""), equation.unit, equation.place
    else:
        assert parameter is not None
        kind, unit, place = f"{parameter.standing} parameter", parameter.unit, f"{parameter.file}:{parameter.line}"
    said = ", ".join(part for part in (how, kind, unit) if part)
    text = Text.assemble((name, "bold" if equation is not None else ""), (f"  {said}", "dim"))
    if known:
        text.append("  (above)", "dim")
    else:
        text.append(f"  {short(place)}", "blue")
    return text


def short(place: str) -> str:
    """Return a place as it is typed from here, else from the folder that holds the package."""
    from pathlib import Path

    here = from_here(Path(place))
    parts = Path(here).parts
    for folder in ("model", "parameters", "care2040"):
        if Path(here).is_absolute() and folder in parts:
            return str(Path(*parts[parts.index(folder) :]))
    return here
