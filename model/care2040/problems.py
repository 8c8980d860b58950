"""What is wrong with an input: said all at once, with file, line, column, what is allowed and the nearest name.

Codes are stable and grouped: ``E0..`` files and YAML, ``E1..`` keys and types, ``E2..`` parameters, ``E3..`` tables.
"""

import json
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from rapidfuzz import fuzz, process
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

NEAREST_CUT_OFF = 72
"""Likeness from 0 to 100 below which two names are strangers."""
LONGEST_LIST = 24
"""More names than this are counted in a hint, not listed."""
LARGEST_QUOTED = 4_000_000
"""Bytes; no line is quoted from a larger file."""
LINE_BREAK = re.compile("\r\n|[\r\n\x85\u2028\u2029]")
"""What YAML counts as the end of a line."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, and where.

    Parameters
    ----------
    file : str
        The file, as the user named it.
    line, column : int
        Place of the first character, counted from 1.
    code : str
        Stable code, such as ``E101``.
    message : str
        What is wrong, without a full stop.
    hint : str
        What to do about it: what is allowed, the nearest name. May be empty.
    length : int
        Number of characters to underline.
    severity : {"error", "warning"}
        An error stops the work, a warning does not.
    """

    file: str
    line: int
    column: int
    code: str
    message: str
    hint: str = ""
    length: int = 1
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.file}:{self.line}:{self.column}: {self.severity}[{self.code}]: {self.message}{hint}"


class InvalidInput(Exception):
    """Every problem found in what the user gave, sorted by file, line and column.

    Parameters
    ----------
    problems : iterable of Problem
        At least one.

    Raises
    ------
    ValueError
        When there is no problem to tell of.
    """

    problems: tuple[Problem, ...]

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        if not self.problems:
            raise ValueError("InvalidInput needs at least one problem")
        # The problems are the only argument, so that the exception can be pickled between processes.
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems sorted by file, line and column, each once."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda one: (one.file, one.line, one.column, one.code)))


def _spaced(name: str) -> str:
    return name.lower().replace("_", " ").replace("-", " ")


def nearest(word: object, options: Iterable[object]) -> str | None:
    """Return the option that looks most like a word, or None when none comes near.

    Parameters
    ----------
    word : object
        What was written.
    options : iterable
        What could have been meant.
    """
    names = sorted({str(option) for option in options})
    # Parts of names only count for longer words: a single letter is part of everything.
    scorers = (fuzz.ratio, fuzz.WRatio) if len(str(word)) > 3 else (fuzz.ratio,)
    for scorer in scorers:
        hit = process.extractOne(str(word), names, scorer=scorer, processor=_spaced, score_cutoff=NEAREST_CUT_OFF)
        if hit is not None:
            return str(hit[0])
    return None


def did_you_mean(word: object, options: Collection[object], otherwise: str = "") -> str:
    """Return a hint: the nearest name where there is one, then what is allowed.

    Parameters
    ----------
    word : object
        What was written.
    options : collection
        What is allowed, in the order to list it.
    otherwise : str
        Says what is allowed when the list itself would be too long, such as where to find it.
    """
    near = nearest(word, options)
    question = f"did you mean '{near}'?" if near is not None else ""
    return " ".join(part for part in (question, otherwise or allowed(options)) if part)


def allowed(options: Collection[object]) -> str:
    """Return ``allowed: a, b, c``; long lists are counted, an empty one gives an empty text."""
    if not options:
        return ""
    if len(options) > LONGEST_LIST:
        return f"allowed: one of {len(options)} names"
    return "allowed: " + ", ".join(str(option) for option in options)


def render(problems: Iterable[Problem], console: Console) -> None:
    """Print problems with the line they stand on, a caret and a hint, then a line that counts them.

    Parameters
    ----------
    problems : iterable of Problem
        In any order; printed by file, line and column.
    console : rich.console.Console
        Where to print.
    """
    sorted_problems = in_order(problems)
    lines = {name: _lines(name) for name in {problem.file for problem in sorted_problems}}
    for problem in sorted_problems:
        _render_one(problem, lines[problem.file], console)
    if sorted_problems:
        console.print(Text(count(sorted_problems), "bold"), soft_wrap=True)


def count(problems: Sequence[Problem]) -> str:
    """Return the closing line: ``2 errors and 1 warning in 2 files; nothing was run.``."""
    parts = []
    for severity in ("error", "warning"):
        number = sum(problem.severity == severity for problem in problems)
        if number:
            parts.append(f"{number} {severity}{'' if number == 1 else 's'}")
    files = {problem.file for problem in problems}
    where = next(iter(files)) if len(files) == 1 else f"{len(files)} files"
    stopped = "; nothing was run" if any(problem.severity == "error" for problem in problems) else ""
    return f"{' and '.join(parts) or 'no problems'} in {where}{stopped}."


def as_json(problems: Iterable[Problem]) -> str:
    """Return the problems as a JSON list of objects, for editors and other programs."""
    return json.dumps([asdict(problem) for problem in in_order(problems)], ensure_ascii=False, indent=2)


def _lines(file: str) -> list[str]:
    """Return the lines of a file to quote from; none when it is no file that can be read as text."""
    try:
        # A pipe or a device was read once and has no second time; a huge file was refused unread.
        if not Path(file).is_file() or Path(file).stat().st_size > LARGEST_QUOTED:
            return []
        return LINE_BREAK.split(Path(file).read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return []


def _render_one(problem: Problem, lines: Sequence[str], console: Console) -> None:
    colour = "bold red" if problem.severity == "error" else "bold yellow"
    gutter = " " * len(str(problem.line))

    def show(*parts: str | tuple[str, str]) -> None:
        console.print(Text.assemble(*parts), soft_wrap=True)

    show((f"{problem.severity}[{problem.code}]", colour), (f": {problem.message}", "bold"))
    show((f"{gutter}--> ", "blue"), f"{problem.file}:{problem.line}:{problem.column}")
    if problem.line <= len(lines) and lines[problem.line - 1].strip():
        line, column = _window(lines[problem.line - 1], problem.column, console.width - len(gutter) - 4)
        length = max(1, min(problem.length, len(line) - column + 1))
        show((f"{gutter} |", "blue"))
        show((f"{problem.line} | ", "blue"), line)
        carets = "^" * cell_len(line[column - 1 : column - 1 + length] or " ")
        show((f"{gutter} | ", "blue"), " " * cell_len(line[: column - 1]), (carets, colour))
    if problem.hint:
        show((f"{gutter} = ", "blue"), ("hint: ", "bold cyan"), problem.hint)
    show("")


def _window(line: str, column: int, width: int) -> tuple[str, int]:
    """Return the part of a long line around a column, and the column within that part."""
    shown = "".join(letter if letter.isprintable() else " " for letter in line.rstrip())
    if len(shown) <= width or width < 20:
        return shown, column
    start = max(0, min(column - 1 - width // 3, len(shown) - width))
    part = shown[start : start + width]
    if start:
        part = "…" + part[1:]
    if start + width < len(shown):
        part = part[:-1] + "…"
    return part, column - start
