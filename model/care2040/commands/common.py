"""What the commands share: exit codes, what they tell, and the inputs they all read."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import typer

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from care2040.experiments import Known
    from care2040.graph import ModelError
    from care2040.levers import Levers
    from care2040.model import Model
    from care2040.parameters import Parameters
    from care2040.problems import Problem

FAILED, INVALID, FOREIGN, STOPPED = 1, 3, 4, 130

STOPPED_MESSAGE = "stopped; what was there before is as it was"

Form = Literal["text", "json"]
"""How a command tells what it has to tell."""


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


def from_here(path: Path) -> str:
    """Return a path as one would type it from the folder one is in."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def stop(problems: list[Problem], form: Form, code: int) -> typer.Exit:
    """Tell problems, and return the exit to raise: text on stderr, JSON on stdout."""
    from care2040.problems import as_json, render

    if form == "json":
        print(as_json(problems))
    else:
        render(problems, screen(stderr=True))
    return typer.Exit(code)


def say_why(message: str, hint: str, form: Form, code: int) -> typer.Exit:
    """Tell one thing that stands in no file, and return the exit to raise."""
    import json

    from rich.text import Text

    if form == "json":
        print(json.dumps([{"severity": "error", "message": message, "hint": hint}], ensure_ascii=False, indent=2))
    else:
        console = screen(stderr=True)
        console.print(Text.assemble(("error", "bold red"), (f": {message}", "bold")))
        if hint:
            console.print(Text.assemble(" = ", ("hint: ", "bold cyan"), hint))
    return typer.Exit(code)


@contextmanager
def exits(form: Form = "text") -> Iterator[None]:
    """Turn whatever a user can cause into a message and an exit code; a fault of the program keeps its traceback."""
    from care2040.files import ForeignResult
    from care2040.graph import ModelError
    from care2040.problems import InvalidInput

    try:
        yield
    except InvalidInput as error:
        raise stop(list(error.problems), form, INVALID) from None
    except ModelError as error:
        raise stop(model_problems(error), form, INVALID) from None
    except ForeignResult as error:
        hint = "choose another folder with --to DIR, or replace it with --force"
        raise say_why(str(error), hint, form, FOREIGN) from None
    except KeyboardInterrupt:
        print(STOPPED_MESSAGE, file=sys.stderr)
        raise typer.Exit(STOPPED) from None
    except MemoryError:
        hint = "take fewer --draws, or --resolution city"
        raise say_why("there is not enough memory for this run", hint, form, FAILED) from None


def model_problems(error: ModelError) -> list[Problem]:
    """Return the faults of the equations, one a line of the message, at the file and line they name."""
    from care2040.problems import Problem

    found = []
    for line in str(error).splitlines():
        place = re.search(r" \(([^()]+):(\d+)\)$", line)
        message = line[: place.start()] if place else line
        file, number = (place[1], int(place[2])) if place else ("model", 1)
        found.append(Problem(file, number, 1, "E801", message))
    return found


@dataclass(frozen=True)
class House:
    """The model, its parameters, and what an experiment may name: indicators, figures and levers."""

    model: Model
    parameters: Parameters
    known: Known

    @property
    def levers(self) -> Levers:
        """Levers and packages."""
        return self.known.levers


def open_house() -> House:
    """Read the model, its parameters and the levers.

    Raises
    ------
    InvalidInput
        With every problem in the parameters, or else in the levers.
    ModelError
        When the equations do not make a model.
    """
    from care2040.model import load_model
    from care2040.parameters import load
    from care2040.rooms import room

    model = load_model()
    parameters = load(room("parameters"))
    return House(model, parameters, known_names(model, parameters))


def known_names(model: Model, parameters: Parameters) -> Known:
    """Return the indicators and figures that an experiment may ask for, and the levers it may pull.

    Raises
    ------
    InvalidInput
        With every problem in the levers.
    """
    from care2040 import levers
    from care2040.experiments import Known
    from care2040.figures import FIGURES
    from care2040.rooms import room
    from care2040.series import has_total

    found = levers.load(room("parameters") / levers.LEVERS, parameters, model.askable)
    whole = tuple(name for name, one in model.askable.items() if has_total(one.kind, one.unit, one.axes))
    laws = (model.other_laws, model.idle)
    return Known(tuple(model.askable), tuple(FIGURES), found, whole, model.felt_at_start, *laws)


def shipped_experiments() -> dict[str, Path]:
    """Return the experiments that come with the package, by name."""
    from care2040.rooms import room

    return {path.stem: path for path in sorted(room("experiments").glob("*.yaml"))}


def find_experiment(given: Path) -> Path:
    """Return the file that a user means: the path itself, else the shipped experiment of that name.

    Raises
    ------
    InvalidInput
        When there is neither; with the nearest shipped name.
    """
    from care2040.problems import InvalidInput, Problem, did_you_mean

    shipped = shipped_experiments()
    if given.exists():
        return given
    if given.parent in (Path(), Path("experiments")) and given.suffix in ("", ".yaml") and given.stem in shipped:
        return shipped[given.stem]
    hint = did_you_mean(given.stem, shipped, f"experiments that come with the package: {', '.join(shipped)}")
    raise InvalidInput([Problem(str(given), 1, 1, "E001", "there is no such file", hint)])


def as_typed() -> tuple[str, ...]:
    """Return the command as it was typed, without the place of the program."""
    return ("care2040", *sys.argv[1:])
