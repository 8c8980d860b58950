"""``care2040 list``: experiments, parameters, indicators, levers, packages and other laws, with units."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Literal

import typer

from care2040.cli.views.console import exits, screen, show, table
from care2040.study.project import open_project

Rows = tuple[tuple[str, ...], Iterable[tuple[str, ...]]]
"""What stands at the head of each column, and the rows."""
Kind = Literal["experiments", "parameters", "indicators", "levers", "packages", "laws", "loops", "figures"]


def listing(
    kind: Annotated[Kind, typer.Argument(help="What to list.")],
) -> None:
    """List experiments, parameters, indicators, levers, packages, loops, figures, or laws to choose instead."""
    with exits():
        from rich.text import Text

        heads, rows = MAKERS[kind]()
        show(screen(), table(heads, (tuple(map(Text, row)) for row in rows)))


def _experiments() -> Rows:
    project = open_project()
    rows = []
    for name, path in project.experiments.items():
        experiment = project.experiment(path)
        size = f"{len(experiment.policies)} x {len(experiment.scenarios)} x {experiment.draws}"
        rows.append((name, size, f"{experiment.start}-{experiment.end}", experiment.question["en"]))
    return ("experiment", "policies x scenarios x draws", "years", "question"), rows


def _parameters() -> Rows:
    from care2040.files.package_files import package_folder
    from care2040.inputs.parameters.parameter_set import load
    from care2040.study.explain.parameter_text import range_text, value_text

    found = sorted(load(package_folder("parameters")).values(), key=lambda one: one.name)
    rows = [(one.name, value_text(one), one.unit, range_text(one), one.standing, one.about) for one in found]
    return ("parameter", "value", "unit", "range", "standing", "what it is"), rows


def _indicators() -> Rows:
    from care2040.sectors import load_model
    from care2040.study.explain.parameter_text import first_sentence

    found = load_model().askable.values()
    rows = [(one.name, one.unit, ", ".join(one.axes) or "city", one.kind, first_sentence(one.about)) for one in found]
    return ("indicator", "unit", "for each", "kind", "what it is"), rows


def _levers() -> Rows:
    from care2040.study.explain.parameter_text import millions

    project = open_project()
    rows = []
    for name, lever in project.levers.levers.items():
        price = float(project.parameters[lever.price_parameter].value.sum())
        where = "district" if lever.aimed else "city"
        starts = f"{lever.start}, full in {lever.ramp:g}"
        sure = f"{lever.evidence.quality}, {lever.standing}"
        makes = lever.difference_maker.replace("_", " ")
        rows.append((name, makes, where, starts, f"{lever.delay:g}", millions(price), sure, lever.title["en"]))
    heads = ("lever", "difference maker", "for each", "starts, years", "delay, years", "euro/year", "evidence", "title")
    return heads, rows


def _packages() -> Rows:
    levers = open_project().levers
    rows = [(name, package.title["en"], ", ".join(package.levers)) for name, package in levers.packages.items()]
    return ("package", "title", "levers"), rows


def _laws() -> Rows:
    from care2040.sectors import load_model
    from care2040.study.explain.parameter_text import first_sentence

    found = load_model().alternatives.items()
    rows = [(name, law.name, law.unit, first_sentence(law.about)) for name, law in found]
    return ("law", "instead of the one for", "unit", "what it is"), rows


def _loops() -> Rows:
    from care2040.analysis.feedback.loop_registry import load_loops

    project = open_project()
    rows = []
    for loop in load_loops(project.model, project.parameters).values():
        kind = loop.kind if loop.closes else f"{loop.kind}, open"
        stocks = [name for name in loop.path if project.model.equations[name].kind == "stock"]
        rows.append((loop.name, kind, loop.title["en"], ", ".join(loop.cut), ", ".join(stocks)))
    return ("loop", "kind", "title", "cut by", "stocks on its way"), rows


def _figures() -> Rows:
    from care2040.figures.listing import rows

    return ("figure", "what it shows", "what it needs", "what can be asked"), rows()


MAKERS: Mapping[Kind, Callable[[], Rows]] = {
    "experiments": _experiments,
    "parameters": _parameters,
    "indicators": _indicators,
    "levers": _levers,
    "packages": _packages,
    "laws": _laws,
    "loops": _loops,
    "figures": _figures,
}
