"""What is wrong with an input: said all at once, with file, line, column, what is allowed and the nearest name."""

import json
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import ClassVar, Literal

from rapidfuzz import fuzz, process

from care2040.files.codes import CODES, Exit

NEAREST_CUT_OFF = 72
"""Likeness from 0 to 100 below which two names are strangers."""
LONGEST_LIST = 24
"""More names than this are counted in a hint, not listed."""
LARGEST_QUOTED = 4_000_000
"""Bytes; no line is quoted from a larger file."""
WRITING = "E90"
"""How the codes begin of what goes wrong in writing, which may be after everything was run."""
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
        Place of the first character, counted from 1; 0 for what stands in no file.
    code : str
        One of `care2040.files.codes.CODES`, such as ``E101``.
    message : str
        What is wrong, without a full stop.
    hint : str
        What to do about it: what is allowed, the nearest name. May be empty.
    length : int
        Number of characters to underline.
    severity : {"error", "warning"}
        An error stops the work, a warning does not.

    Raises
    ------
    ValueError
        When there is no such code.
    """

    file: str
    line: int
    column: int
    code: str
    message: str
    hint: str = ""
    length: int = 1
    severity: Literal["error", "warning"] = "error"

    def __post_init__(self) -> None:
        if self.code not in CODES:
            raise ValueError(f"there is no error code {self.code}: give it a meaning in care2040.files.codes")

    def __str__(self) -> str:
        hint = f" ({self.hint})" if self.hint else ""
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.severity}[{self.code}]: {self.message}{hint}"


class CareError(Exception):
    """Something that whoever uses the model can mend: on the command line a message and an exit code, in Python this.

    Parameters
    ----------
    message : str
        What is wrong, without a full stop.
    hint : str
        What to do about it; may be empty.

    Attributes
    ----------
    exit_code : int
        What the command line ends with, one of `care2040.files.codes.Exit`.
    problems : tuple of Problem
        What is wrong, with its places where there are any.
    """

    exit_code: ClassVar[int] = Exit.FAILED
    problems: tuple[Problem, ...] = ()

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.message, self.hint = message, hint

    def __str__(self) -> str:
        return self.message


class InvalidInput(CareError):
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

    exit_code = Exit.INVALID

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = in_order(problems)
        if not self.problems:
            raise ValueError("InvalidInput needs at least one problem")
        super().__init__("\n".join(str(problem) for problem in self.problems))
        # the problems are the only argument, so that the exception can be pickled between processes
        self.args = (self.problems,)


class Fault(CareError):
    """What is wrong with a part of an input, told to whoever knows where it stands and makes a `Problem` of it."""

    def __init__(self, code: str, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.code = code
        # what it was made from, so that the exception can be pickled between processes
        self.args = (code, message, hint)


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Return the problems sorted by file, line and column, each once."""
    return tuple(sorted(dict.fromkeys(problems), key=lambda one: (one.file, one.line, one.column, one.code)))


def _spaced(name: str) -> str:
    return name.lower().replace("_", " ").replace("-", " ")


@lru_cache(maxsize=64)
def _sorted_and_spaced(names: frozenset[str]) -> tuple[list[str], list[str]]:
    """Return names in order, and as they are compared; kept, for a wrong file asks for the same ones time and again."""
    found = sorted(names)
    return found, [_spaced(name) for name in found]


def nearest(word: object, options: Iterable[object]) -> str | None:
    """Return the option that looks most like a word, or None when none comes near.

    Parameters
    ----------
    word : object
        What was written.
    options : iterable
        What could have been meant.
    """
    names, spaced = _sorted_and_spaced(frozenset(str(option) for option in options))
    written = _spaced(str(word))
    # Parts of names only count for longer words: a single letter is part of everything.
    scorers = (fuzz.ratio, fuzz.WRatio) if len(str(word)) > 3 else (fuzz.ratio,)
    for scorer in scorers:
        hit = process.extractOne(written, spaced, scorer=scorer, score_cutoff=NEAREST_CUT_OFF)
        if hit is not None:
            return names[hit[2]]
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


def stops_before(problems: Iterable[Problem]) -> bool:
    """Whether these stop a command before its work: not what shows only when the work is done and is written down."""
    errors = [problem for problem in problems if problem.severity == "error"]
    return bool(errors) and not any(problem.code.startswith(WRITING) for problem in errors)


def count(problems: Sequence[Problem], undone: str = "") -> str:
    """Return the closing line, such as ``2 errors in 2 files; nothing was run.``, with `undone` as its last part."""
    parts = []
    for severity in ("error", "warning"):
        number = sum(problem.severity == severity for problem in problems)
        if number:
            parts.append(f"{number} {severity}{'' if number == 1 else 's'}")
    files = {problem.file for problem in problems}
    where = next(iter(files)) if len(files) == 1 else f"{len(files)} files"
    stopped = f"; {undone}" if undone and stops_before(problems) else ""
    return f"{' and '.join(parts) or 'no problems'} in {where}{stopped}."


def as_json(problems: Iterable[Problem]) -> str:
    """Return the problems as a JSON list of objects, for editors and other programs."""
    return json.dumps([asdict(problem) for problem in in_order(problems)], ensure_ascii=False, indent=2)
