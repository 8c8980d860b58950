"""What acts on a name at once, and what it acts on."""

from care2040.language.dependencies import readers
from care2040.language.equations import Equation
from care2040.study.project import Project

Neighbours = list[tuple[str, str]]
"""Names, each with a word for how it acts; empty where it is only read."""


def causes_of(project: Project, name: str) -> Neighbours:
    """Return what acts on a quantity: what it reads, and for a stock its flows."""
    equation = project.model.equations.get(name)
    if equation is None:
        return []
    flows = project.model.flows.values()
    moved = [(flow.name, "flows in" if flow.sink == name else "flows out") for flow in flows if name in _ends(flow)]
    entered = [(equation.entering, "enters on 1 January")] if equation.entering else []
    how = "at the start" if equation.kind == "stock" else ""
    return [*moved, *entered, *((read, how) for read in equation.reads)]


def uses_of(project: Project, name: str) -> Neighbours:
    """Return what a name acts on."""
    equation = project.model.equations.get(name)
    moves: Neighbours = []
    if equation is not None and equation.kind == "flow":
        moves = [(end, "fills" if end == equation.sink else "empties") for end in _ends(equation)]
    stocks = project.model.stocks
    moves += [(stock.name, "enters on 1 January") for stock in stocks.values() if stock.entering == name]
    read_by = readers(project.model.equations).get(name, ())
    return [*moves, *((other, "at the start" if other in stocks else "") for other in read_by)]


def _ends(flow: Equation) -> list[str]:
    return [end for end in (flow.source, flow.sink) if end]
