"""Problems on a terminal: the line they are on, a caret, a hint."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from care2040.cli.views.words import chosen, meaning, relabelled, say
from care2040.files.problems import LARGEST_QUOTED, LINE_BREAK, Problem, count, in_order, stops_before

MOST_SHOWN = 200
"""Problems on a terminal; nobody reads more, and to quote a long line thousands of times takes minutes."""


Undone = Literal["run", "written"]
"""What a command does not do when its input is wrong: a key of the texts of the terminal."""


def render(problems: Iterable[Problem], console: Console, undone: Undone | None = None) -> None:
    """Print problems with the line they stand on, a caret and a hint, then a line that counts them."""
    sorted_problems = in_order(problems)
    lines = {name: _lines(name) for name in {problem.file for problem in sorted_problems}}
    for problem in sorted_problems[:MOST_SHOWN]:
        _render_one(problem, lines[problem.file], console)
    if len(sorted_problems) > MOST_SHOWN:
        more = len(sorted_problems) - MOST_SHOWN
        console.print(Text(say("not_shown", more=more)), soft_wrap=True)
    if sorted_problems:
        console.print(Text(closing_line(sorted_problems, undone), "bold"), soft_wrap=True)


def closing_line(problems: Sequence[Problem], undone: Undone | None = None) -> str:
    """Return the line that counts the problems, and says what was not done for them."""
    not_done = say("undone", undone) if undone else ""
    if chosen() == "en":
        return count(problems, not_done)
    numbers = {kind: sum(problem.severity == kind for problem in problems) for kind in ("error", "warning")}
    parts = [say("problems", kind if n == 1 else f"{kind}s", n=n) for kind, n in numbers.items() if n]
    files = list(dict.fromkeys(problem.file for problem in problems))
    where = files[0] if len(files) == 1 else say("files_counted", n=len(files))
    stopped = f"; {not_done}" if not_done and stops_before(problems) else ""
    return say("closing", what=say("and").join(parts), where=where) + f"{stopped}."


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

    means, remedy = meaning(problem.code)
    show((f"{say('severities', problem.severity)}[{problem.code}]", colour), (f": {means or problem.message}", "bold"))
    place = say("place", file=problem.file, line=problem.line, column=problem.column) if problem.line else problem.file
    show((f"{gutter}--> ", "blue"), place)
    if 0 < problem.line <= len(lines) and lines[problem.line - 1].strip():
        line, column = _window(lines[problem.line - 1], problem.column, console.width - len(gutter) - 4)
        length = max(1, min(problem.length, len(line) - column + 1))
        show((f"{gutter} |", "blue"))
        show((f"{problem.line} | ", "blue"), line)
        carets = "^" * cell_len(line[column - 1 : column - 1 + length] or " ")
        show((f"{gutter} | ", "blue"), " " * cell_len(line[: column - 1]), (carets, colour))
    told = (("exactly", problem.message if means else ""), ("hint", relabelled(problem.hint)), ("remedy", remedy))
    for label, text in told:
        if text:
            show((f"{gutter} = ", "blue"), (f"{say(label)}: ", "bold cyan"), text)
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
