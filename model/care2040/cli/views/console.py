"""What the commands share: exit codes, tables, and how problems are shown."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from typing import TYPE_CHECKING, Literal

import typer

from care2040.cli.views.words import meaning, relabelled, say
from care2040.files.codes import Exit

if TYPE_CHECKING:
    from rich.console import Console, JustifyMethod, RenderableType
    from rich.table import Table
    from rich.text import Text

    from care2040.cli.views.problem_text import Undone
    from care2040.files.problems import Problem

FAILED, INVALID, FOREIGN, STOPPED = Exit.FAILED, Exit.INVALID, Exit.FOREIGN, Exit.STOPPED

Form = Literal["text", "json"]
"""How a command tells what it has to tell."""


def any_letter() -> None:
    """Let every letter be printed: UTF-8 where the output goes to a file or a program, ``?`` where a console lacks one.

    Who sets PYTHONIOENCODING has said what a file or a program takes.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            chosen = stream.isatty() or "PYTHONIOENCODING" in os.environ
            stream.reconfigure(encoding=None if chosen else "utf-8", errors="replace")


def screen(stderr: bool = False) -> Console:
    """Return where to print; lines are not broken when it is no terminal."""
    from rich.console import Console

    console = Console(stderr=stderr, highlight=False)
    if not console.is_terminal:
        console = Console(stderr=stderr, highlight=False, width=1000, soft_wrap=True)
    return console


def show(console: Console, *drawn: RenderableType) -> None:
    """Print tables; without the spaces that fill them up when it is no terminal, where programs read on."""
    if console.is_terminal:
        console.print(*drawn)
        return
    with console.capture() as captured:
        console.print(*drawn)
    print("\n".join(line.rstrip() for line in captured.get().strip("\n").splitlines()))


def table(
    heads: Sequence[str],
    rows: Iterable[Sequence[str | Text]],
    right: Collection[str] = (),
    title: str = "",
    fold: bool = False,
) -> Table:
    """Return a table to show: numbers to the right, the first column in one piece unless it may be folded."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    above = Text(title, no_wrap=True, overflow="ignore") if title else None
    made = Table(box=SIMPLE_HEAD, title=above, title_justify="left", pad_edge=False)
    for place, head in enumerate(heads):
        side: JustifyMethod = "right" if head in right else "left"
        made.add_column(head, justify=side, vertical="top", no_wrap=place == 0 and not fold)
    for row in rows:
        made.add_row(*row)
    return made


def plain(text: str) -> str:
    """Return a number with the minus of a keyboard, which programs can read."""
    return text.replace("\u2212", "-")


def stop(problems: list[Problem], form: Form, code: int, undone: Undone | None = None) -> typer.Exit:
    """Tell problems, and what was not done for them, and return the exit to raise: text on stderr, JSON on stdout."""
    from care2040.cli.views.problem_text import render
    from care2040.files.problems import as_json

    if form == "json":
        print(as_json(problems))
    else:
        render(problems, screen(stderr=True), undone)
    return typer.Exit(code)


def say_why(message: str, hint: str, form: Form, code: int, means: str = "") -> typer.Exit:
    """Tell one thing that stands in no file, what it means first where that is said, and return the exit to raise."""
    import json

    from rich.text import Text

    if form == "json":
        print(json.dumps([{"severity": "error", "message": message, "hint": hint}], ensure_ascii=False, indent=2))
    else:
        console = screen(stderr=True)
        console.print(Text.assemble((say("severities", "error"), "bold red"), (f": {means or message}", "bold")))
        for label, text in (("exactly", message if means else ""), ("hint", relabelled(hint))):
            if text:
                console.print(Text.assemble(" = ", (f"{say(label)}: ", "bold cyan"), text))
    return typer.Exit(code)


@contextmanager
def exits(form: Form = "text", undone: Undone | None = None) -> Iterator[None]:
    """Turn whatever a user can cause into a message and an exit code; a fault of the program keeps its traceback.

    What a command does not do when its input is wrong stands in `undone`; None is a command that only tells.
    """
    from care2040.cli.views.interrupt import listen
    from care2040.files.library_errors import of_system
    from care2040.files.problems import CareError

    try:
        listen()
        yield
    except BrokenPipeError:
        raise  # whoever reads along has stopped: nothing is wrong
    except (CareError, OSError) as caught:
        error = of_system(caught) if isinstance(caught, OSError) else caught
        code = error.exit_code
        if error.problems:
            raise stop(list(error.problems), form, code, undone) from None
        raise say_why(error.message, error.hint, form, code, meaning(code)[0]) from None
    except KeyboardInterrupt:
        print(say("stopped"), file=sys.stderr)
        raise typer.Exit(STOPPED) from None
    except MemoryError:
        raise say_why(say("no_memory"), say("no_memory_hint"), form, FAILED) from None


def as_typed() -> tuple[str, ...]:
    """Return the command as it was typed, without the place of the program."""
    return ("care2040", *sys.argv[1:])
