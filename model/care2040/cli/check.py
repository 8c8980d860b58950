"""``care2040 check``: everything that is wrong, at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from care2040.cli.views import completion
from care2040.cli.views.console import FAILED, INVALID, Form, exits, screen, show, stop
from care2040.cli.views.progress import Progress
from care2040.cli.views.words import say, translated
from care2040.study.project import open_project

if TYPE_CHECKING:
    from care2040.analysis.reality.reality_run import Verdict
    from care2040.files.problems import Problem

MOST_NAMED = 3
"""Draws that are named per check, in text; JSON names all."""


def check_reality(draws: int, form: Form) -> None:
    """Run the reality checks and the levers and tell what came of them; exit with 1 when one does not hold."""
    project = open_project()

    from care2040.analysis.levers import promises
    from care2040.analysis.reality import reality_checks, reality_run
    from care2040.analysis.validation import endings
    from care2040.files.package_files import package_folder
    from care2040.language.cities.layers import path_of

    folder = package_folder("parameters")
    checks = reality_checks.load(path_of(folder, reality_checks.FILE), project.model, project.parameters, project.known)
    with Progress("running") as progress:
        verdicts = reality_run.run_checks(checks, project.model, project.parameters, draws, project.carriers, progress)
    all_levers = tuple(change for name in project.levers.levers for change in project.levers.changes(name, 1))
    policies = {"unchanged": (), "all_levers": all_levers}
    outside = endings.outside(project.model, project.parameters, draws, policies)
    broken = promises.broken(project.levers, project.model, project.parameters, folder)
    if form == "text":
        _print_verdicts(verdicts, draws)
        _print_promises(sum(len(lever.sign) for lever in project.levers.levers.values()), len(broken))
    problems = [*(problem for verdict in verdicts for problem in problems_of(verdict, form)), *broken, *outside]
    if problems:
        raise stop(problems, form, FAILED)
    if form == "json":
        stop([], form, 0)


def problems_of(verdict: Verdict, form: Form) -> list[Problem]:
    """Return a problem for each draw in which a check does not hold; in text for the worst of them only."""
    told = [str(violation) for violation in verdict.violations]
    told += [say("reality", "failed", draw=draw, reason=reason) for draw, reason in verdict.failed.items()]
    if form == "text" and len(told) > MOST_NAMED:
        told[MOST_NAMED - 1 :] = [say("reality", "more", first=told[MOST_NAMED - 1], count=len(told) - MOST_NAMED)]
    return [verdict.check.problem(text) for text in told]


def _print_verdicts(verdicts: tuple[Verdict, ...], draws: int) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    heads = [say("reality", "heads", name) for name in ("check", "sector", "about")]
    table = Table(*heads, box=SIMPLE_HEAD, pad_edge=False)
    table.add_column(say("reality", "heads", "holds"), justify="right", no_wrap=True)
    for verdict in verdicts:
        away = len(verdict.violations) + len(verdict.failed)
        told = Text(say("reality", "held", holds=draws - away, draws=draws), "" if verdict.holds else "bold red")
        table.add_row(verdict.check.name, verdict.check.sector, verdict.check.about, told)
    show(screen(), table)
    held = sum(verdict.holds for verdict in verdicts)
    where = say("reality", "all_draws", draws=draws) if draws > 1 else say("reality", "central")
    screen().print(say("reality", "closing", held=held, count=len(verdicts), where=where))


def _print_promises(made: int, broken: int) -> None:
    screen().print(f"{made - broken} of {made} promises of levers are kept at full effort, with central values.")


def check(
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            autocompletion=completion.experiments, help="Experiments to check.", show_default="all that are shipped"
        ),
    ] = None,
    reality: Annotated[
        bool, typer.Option("--reality", help="Run the model, and check what any sane model of a city must do.")
    ] = False,
    draws: Annotated[
        int | None, typer.Option(min=1, help="With --reality: draws in which it must hold.", show_default="32")
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="Problems as text or as JSON, for editors.")] = "text",
) -> None:
    """Check experiments, parameters, levers, units, equations and calibration, and say everything that is wrong."""
    from care2040.study import check as study

    with exits(form):
        if reality:
            if files:
                raise typer.BadParameter(say("reality_alone"))

            check_reality(32 if draws is None else draws, form)
            return
        if draws is not None:
            raise typer.BadParameter(say("draws_of_reality"))
        found = study.check(files or ())
        if found.errors:
            raise stop(list(found.problems), form, INVALID)
        if found.problems or form == "json":
            stop(list(found.problems), form, 0)
        if form == "text":
            what = ", ".join(f"{number} {translated('counted', name)}" for name, number in found.counts.items())
            outcome = say("no_errors" if found.problems else "all_is_well")
            screen().print(say("checked", what=what, outcome=outcome))
