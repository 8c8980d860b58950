"""``care2040 list``: experiments, parameters, indicators, levers, packages and other laws, with units."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from care2040.cli.views.console import exits, screen, show
from care2040.cli.views.parameter_facts import first_sentence, millions, range_of, value_of
from care2040.study.project import open_project, shipped_experiments

if TYPE_CHECKING:
    from care2040.inputs.parameters.parameter_set import Parameters

Table = tuple[tuple[str, ...], Iterable[tuple[str, ...]]]


Kind = Literal["experiments", "parameters", "indicators", "levers", "packages", "laws", "loops"]


def listing(
    kind: Annotated[Kind, typer.Argument(help="What to list.")],
) -> None:
    """List experiments, parameters, indicators, levers, packages, loops, or laws to choose instead."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table as Drawn
    from rich.text import Text

    makers = {
        "experiments": _experiments,
        "parameters": _parameters,
        "indicators": _indicators,
        "levers": _levers,
        "packages": _packages,
        "laws": _laws,
        "loops": _loops,
    }
    with exits():
        head, rows = makers[kind]()
        table = Drawn(*head, box=SIMPLE_HEAD, pad_edge=False)
        for row in rows:
            table.add_row(*map(Text, row))
        table.columns[0].no_wrap = True
        show(screen(), table)


def _load_parameters() -> Parameters:
    from care2040.files.package_files import package_folder
    from care2040.inputs.parameters.parameter_set import load

    return load(package_folder("parameters"))


def _experiments() -> Table:
    from care2040.inputs.experiments.experiment import load

    project = open_project()
    rows = []
    for name, path in shipped_experiments().items():
        experiment = load(path, project.parameters, project.known)
        size = f"{len(experiment.policies)} x {len(experiment.scenarios)} x {experiment.draws}"
        rows.append((name, size, f"{experiment.start}-{experiment.end}", experiment.question["en"]))
    return ("experiment", "policies x scenarios x draws", "years", "question"), rows


def _parameters() -> Table:
    found = sorted(_load_parameters().values(), key=lambda one: one.name)
    rows = [(one.name, value_of(one), one.unit, range_of(one), one.standing, one.about) for one in found]
    return ("parameter", "value", "unit", "range", "standing", "what it is"), rows


def _indicators() -> Table:
    from care2040.sectors import load_model

    found = load_model().askable.values()
    rows = [(one.name, one.unit, ", ".join(one.axes) or "city", one.kind, first_sentence(one.about)) for one in found]
    return ("indicator", "unit", "for each", "kind", "what it is"), rows


def _levers() -> Table:
    project = open_project()
    rows = []
    for name, lever in project.levers.levers.items():
        price = float(project.parameters[lever.price].value.sum())
        where = "district" if lever.aimed else "city"
        starts = f"{lever.start}, full in {lever.ramp:g}"
        sure = f"{lever.evidence.quality}, {lever.standing}"
        makes = lever.difference_maker.replace("_", " ")
        rows.append((name, makes, where, starts, f"{lever.delay:g}", millions(price), sure, lever.title["en"]))
    head = ("lever", "difference maker", "for each", "starts, years", "delay, years", "euro/year", "evidence", "title")
    return head, rows


def _packages() -> Table:
    levers = open_project().levers
    rows = [(name, package.title["en"], ", ".join(package.levers)) for name, package in levers.packages.items()]
    return ("package", "title", "levers"), rows


def _laws() -> Table:
    from care2040.sectors import load_model

    found = load_model().alternatives.items()
    rows = [(name, law.name, law.unit, first_sentence(law.about)) for name, law in found]
    return ("law", "instead of the one for", "unit", "what it is"), rows


def _loops() -> Table:
    from care2040.cli.views.lever_facts import rows_of

    return ("loop", "kind", "title", "cut by", "stocks on its way"), rows_of(open_project())
