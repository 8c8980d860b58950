"""``care2040 export xmile``: the model with the parameters of one policy, for other system-dynamics tools."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from care2040.cli.views.console import exits, from_here, screen
from care2040.study.project import open_project
from care2040.study.shipped import find_experiment

if TYPE_CHECKING:
    from care2040.files.problems import Problem
    from care2040.study.project import Project
    from care2040.xmile.export import Chosen
    from care2040.xmile.flat_model import FlatModel, NotInXmile

ENDINGS = (".xmile", ".stmx", ".xml")
"""By these other tools know an XMILE file."""

export = typer.Typer(help="Write the model for other tools.", no_args_is_help=True)


@export.callback()
def _together() -> None:
    """Keep ``xmile`` a command of its own, also while it is the only one."""
    return


@export.command()
def xmile(
    experiment: Annotated[Path, typer.Argument(help="A YAML file, or the name of an experiment that is shipped.")],
    policy: Annotated[str, typer.Option(help="The policy of the experiment whose parameters are written.")],
    to: Annotated[Path, typer.Option(help=f"The file to write: {', '.join(ENDINGS)}.")],
    scenario: Annotated[
        str | None, typer.Option(help="The scenario.", show_default="the first of the experiment")
    ] = None,
    step: Annotated[float, typer.Option(help="Sub-step in years: 1, 0.5, 0.25, 0.125, ...")] = 0.25,
) -> None:
    """Write the model with the parameters of a policy as a flat XMILE file: one number a variable, the city as one."""
    with exits():
        from care2040.files.problems import InvalidInput
        from care2040.results.manifest import version
        from care2040.xmile.export import xmile as text_of
        from care2040.xmile.flat_model import NotInXmile

        chosen = chosen_run(experiment, policy, scenario, list(_wrong_ending(to)))
        try:
            flat = chosen.flat(step)
            text = text_of(chosen, flat, version())
        except NotInXmile as error:
            raise InvalidInput([_refusal(error, chosen, experiment)]) from None
        _write(to, text)
        screen().print(f"{_told(flat)}\nWrote {from_here(to)}", markup=False)


def chosen_run(
    experiment: Path, policy: str | None, scenario: str | None, problems: list[Problem], project: Project | None = None
) -> Chosen:
    """Read an experiment for the city as one, and choose a policy and a scenario."""
    from care2040.files import yaml_document
    from care2040.files.problems import InvalidInput, did_you_mean
    from care2040.inputs.experiments import experiment as experiments
    from care2040.xmile.export import choose

    path = find_experiment(experiment)
    project = project or open_project()
    read = experiments.load(path, project.parameters, project.known, draws=1, resolution="city")
    document = yaml_document.read(path)
    chosen = (policy or read.unchanged, scenario or next(iter(read.scenarios)))
    for kind, key, name in zip(("policy", "scenario"), ("policies", "scenarios"), chosen, strict=True):
        if name not in (known := getattr(read, key)):
            hint = did_you_mean(name, known)
            keys = (key,) if key in document.data else ()
            problems.append(document.problem(keys, "E941", f"there is no {kind} '{name}'", hint, key=True))
    if problems:
        raise InvalidInput(problems)
    return choose(project.model, read, project.parameters, *chosen)


def _wrong_ending(to: Path) -> Iterator[Problem]:
    from care2040.files.problems import Problem

    if to.suffix not in ENDINGS:
        yield Problem(str(to), 1, 1, "E942", "other tools would not see that this is XMILE", f"end it in {ENDINGS[0]}")


def _refusal(error: NotInXmile, chosen: Chosen, experiment: Path) -> Problem:
    """Tell what XMILE has no word for: where its law stands, else in the experiment."""
    from care2040.files.problems import Problem

    equation = chosen.system.model.equations.get(error.quantity)
    file, line = equation.place.rsplit(":", 1) if equation else (str(find_experiment(experiment)), "1")
    return Problem(file, int(line), 1, "E943", str(error))


def _write(to: Path, text: str) -> None:
    """Write beside the place and move it there, so that nobody finds half a file."""
    from care2040.files.result_folder import cannot_write

    aside = to.with_name(f".{to.name}.part")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        aside.write_text(text, encoding="utf-8", newline="\n")
        os.replace(aside, to)
    except OSError as error:
        aside.unlink(missing_ok=True)
        raise cannot_write(to, error) from error


def _told(flat: FlatModel) -> str:
    return (
        f"{len(flat.stocks)} stocks, {len(flat.flows)} flows, {len(flat.auxiliaries)} auxiliaries; "
        f"{flat.start:.0f} to {flat.end:.0f}, Euler, {round(1 / flat.step)} steps a year"
    )
