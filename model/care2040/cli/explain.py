"""``care2040 explain``: what a name means, how it is computed, who reads it and where it comes from."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from care2040.cli.views.console import INVALID, exits, from_here, say_why, screen, show
from care2040.cli.views.course import course
from care2040.cli.views.lever_facts import Facts, facts_of, loops_of, of_lever, of_package
from care2040.cli.views.name_tree import trees
from care2040.cli.views.parameter_facts import over, range_of, source_of
from care2040.study.project import Project, open_project

if TYPE_CHECKING:
    from care2040.inputs.parameters.parameter_set import Parameter
    from care2040.language.equations import Equation

MOST_ROWS = 24
WIDEST = 110
"""Letters in a line of a formula."""


def explain(
    name: Annotated[str, typer.Argument(help="A quantity, parameter, law, lever, package or loop.")],
    depth: Annotated[int, typer.Option(min=0, max=20, help="Levels of what it is made from and used by.")] = 0,
    result: Annotated[Path | None, typer.Option(help="A result, to show its course over the years.")] = None,
) -> None:
    """Explain a name: what it is, unit, equation, what it reads, what reads it, source, value and range."""
    with exits():
        project = open_project()
        if name in project.model.equations:
            equation = project.model.equations[name]
            _show(
                name, equation.about, [*_of_equation(equation), *_wires(project, name), *_course(name, result, project)]
            )
            _show_law(equation, project.model.moving_stock(name))
        elif name in project.model.alternatives:
            law = project.model.alternatives[name]
            _show(name, law.about, [("instead of", law.name), *_of_equation(law), ("reads", ", ".join(law.reads))])
            _show_law(law, ())
        elif name in project.parameters:
            parameter = project.parameters[name]
            facts = [*_of_parameter(parameter), *_wires(project, name), *_course(name, result, project)]
            _show(name, parameter.about, facts)
        elif name in project.levers.levers:
            lever = project.levers.levers[name]
            _show(f"{name}: {lever.title['en']}", lever.about["en"], of_lever(lever, project))
        elif name in project.levers.packages:
            package = project.levers.packages[name]
            _show(name, package.title["en"], of_package(package, project))
        elif name in loops_of(project):
            loop = loops_of(project)[name]
            _show(f"{name}: {loop.title['en']}", loop.about["en"], facts_of(loop, project))
        else:
            raise say_why(f"nothing is called '{name}'", _nearest(name, project), "text", INVALID)
        if depth and (name in project.model.equations or name in project.parameters):
            show(screen(), *trees(project, name, depth))


def _nearest(name: str, project: Project) -> str:
    from care2040.files.problems import did_you_mean

    loops = loops_of(project)
    if name.upper() in loops or (len(name) < 4 and name[:1].upper() in "RBC" and name[1:].isdigit()):
        return did_you_mean(name.upper(), tuple(loops))
    names = [*project.model.equations, *project.model.alternatives, *project.parameters, *project.levers.names, *loops]
    lists = ("parameters", "indicators", "levers", "loops")
    return did_you_mean(name, names, f"names are in: {', '.join(f'care2040 list {each}' for each in lists)}")


def _course(name: str, result: Path | None, project: Project) -> Facts:
    return [] if result is None else list(course(name, result, project))


def _of_equation(equation: Equation) -> Facts:
    facts = [("kind", f"{equation.kind}, sector {equation.sector}"), ("unit", equation.unit)]
    facts.append(("for each", ", ".join(equation.axes) or "city"))
    if equation.kind == "flow":
        facts.append(("from", equation.source or "outside the model"))
        facts.append(("to", equation.sink or "outside the model"))
    if equation.cohort:
        facts.append(("grows older", f"one place of {equation.cohort} every 1 January"))
    facts.append(("file", from_here(Path(equation.place))))
    return facts


def _of_parameter(parameter: Parameter) -> Facts:
    spread = "" if parameter.range is None else f", {parameter.spread}; 90 % of the draws"
    return [
        ("kind", f"parameter, {parameter.standing}, of {parameter.year}"),
        ("unit", parameter.unit),
        ("for each", over(parameter.axes, parameter.years) or "city"),
        ("value", _value(parameter)),
        ("range", f"{range_of(parameter)}{spread}"),
        ("source", "\n".join(source_of(key) for key in parameter.source)),
        *([("folds to city", parameter.fold)] if parameter.fold else []),
        ("file", from_here(Path(f"{parameter.file}:{parameter.line}"))),
    ]


def _wires(project: Project, name: str) -> Facts:
    from care2040.language.dependencies import readers

    equation = project.model.equations.get(name)
    read_by = readers({**project.model.equations, **project.model.alternatives}).get(name, ())
    others = project.model.other_laws.get(name, ())
    moved_by = [flow.name for flow in project.model.flows.values() if name in (flow.source, flow.sink)]
    return [
        *([("reads", ", ".join(equation.reads) or "nothing")] if equation else []),
        *([("moved by", ", ".join(moved_by))] if moved_by else []),
        ("read by", ", ".join(read_by) or "nothing"),
        *([("other laws", ", ".join(others))] if others else []),
    ]


def _value(parameter: Parameter) -> str:
    """Return the value, a line per member when there are few, else the lowest, mean and highest."""
    value = parameter.value
    if not parameter.is_factor:
        return f"{parameter.centre:.6g}"
    if value.size > MOST_ROWS or value.ndim > 1:
        return f"{value.min():.4g} to {value.max():.4g}, mean {value.mean():.4g}"
    from care2040.language.axes import AXES

    members = parameter.years or AXES[parameter.axes[0]]
    return "\n".join(f"{member}: {number:.6g}" for member, number in zip(members, value.tolist(), strict=True))


def _show(name: str, about: str, facts: Facts) -> None:
    from rich.table import Table
    from rich.text import Text

    console = screen()
    console.print(Text(name, "bold"))
    console.print(Text(" ".join(about.split())))
    table = Table.grid(padding=(0, 2))
    for label, text in facts:
        table.add_row(Text(label, "cyan"), Text(text))
    show(console, table)


def _show_law(equation: Equation, moved: Sequence[tuple[str, int]]) -> None:
    from rich.syntax import Syntax

    from care2040.reports.site.formula_text import typeset

    console: Any = screen()
    console.print()
    console.print(typeset(equation, min(console.width, WIDEST), moved), markup=False, soft_wrap=True)
    console.print()
    law = textwrap.dedent(inspect.getsource(equation.law))
    console.print(Syntax(law, "python", theme="ansi_dark", background_color="default") if console.is_terminal else law)
