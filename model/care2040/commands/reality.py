"""``care2040 check --reality``: run the reality checks over many draws, and say which do not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from care2040.commands.common import FAILED, Form, open_house, screen, show, stop
from care2040.commands.progress import Progress

if TYPE_CHECKING:
    from care2040.problems import Problem
    from care2040.reality import Verdict

MOST_NAMED = 3
"""Draws that are named per check, in text; JSON names all."""


def check_reality(draws: int, form: Form) -> None:
    """Run the reality checks and tell what came of them; exit with 1 when one does not hold.

    Raises
    ------
    InvalidInput
        When the parameters, the levers or the checks themselves are not valid.
    """
    house = open_house()

    from care2040 import reality, reality_checks
    from care2040.rooms import room
    from care2040.targets import read_plan

    folder = room("parameters")
    checks = reality_checks.load(folder / reality_checks.FILE, house.model, house.parameters, house.known)
    carriers = read_plan(folder / "targets.yaml", house.parameters).carriers
    with Progress("running") as progress:
        verdicts = reality.look(checks, house.model, house.parameters, draws, carriers, progress)
    if form == "text":
        _tell(verdicts, draws)
    problems = [problem for verdict in verdicts for problem in problems_of(verdict, form)]
    if problems:
        raise stop(problems, form, FAILED)
    if form == "json":
        stop([], form, 0)


def problems_of(verdict: Verdict, form: Form) -> list[Problem]:
    """Return a problem for each draw in which a check does not hold; in text for the worst of them only.

    Parameters
    ----------
    verdict : Verdict
        What came of a check.
    form : {"text", "json"}
        How it is told.
    """
    told = [str(violation) for violation in verdict.violations]
    told += [f"draw {draw}: the run failed, {reason}" for draw, reason in verdict.failed.items()]
    if form == "text" and len(told) > MOST_NAMED:
        told[MOST_NAMED - 1 :] = [f"{told[MOST_NAMED - 1]}; and in {len(told) - MOST_NAMED} draws more"]
    return [verdict.check.problem(text) for text in told]


def _tell(verdicts: tuple[Verdict, ...], draws: int) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    table = Table("check", "sector", "what must hold", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("holds in", justify="right", no_wrap=True)
    for verdict in verdicts:
        away = len(verdict.violations) + len(verdict.failed)
        told = Text(f"{draws - away} of {draws}", "" if verdict.holds else "bold red")
        table.add_row(verdict.check.name, verdict.check.sector, verdict.check.about, told)
    show(screen(), table)
    held = sum(verdict.holds for verdict in verdicts)
    where = f"each of {draws} draws" if draws > 1 else "the run with central values"
    screen().print(f"{held} of {len(verdicts)} reality checks hold in {where}.")
