"""How far an experiment may go: years that there is data of, as many runs as fit, names that a disk takes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from care2040.files.problems import Problem
from care2040.files.yaml_document import Document
from care2040.inputs.experiments.sweep import MOST_NUMBERS
from care2040.inputs.experiments.written.years import FIRST_YEAR, LAST_YEAR
from care2040.language.axes import BASE_YEAR, BETWEEN_DISTRICTS, FARTHEST, RUN_IN

LONGEST_NAME = 100
"""Letters of an experiment or a file beside it: lock, store and figures add to it, and a disk takes 255 bytes."""
MOST_WRITTEN = 10**15
"""A larger number has more digits than one reads, and may have more than Python writes."""
LONGEST_TEXT = 2_000
"""Letters of a title or a question; a page holds some 3,000."""


def wrong_years(document: Document, start: int, end: int) -> Iterator[Problem]:
    """Give the years that there is no data of; what is no year the schema refuses."""
    if FIRST_YEAR <= start < RUN_IN:
        message = f"'start' is {start}, and every run begins on 1 January {RUN_IN}, from what was counted then"
        yield document.problem(("start",), "E429", message, f"allowed: {RUN_IN} to {BASE_YEAR}")
    if BASE_YEAR < start <= LAST_YEAR:
        message = f"'start' is {start}, and residents and homes were counted until {BASE_YEAR}"
        hint = f"allowed: {RUN_IN} to {BASE_YEAR}; leave 'start' out, and read the answer from {start} on"
        yield document.problem(("start",), "E429", message, hint)
    if FARTHEST < end <= LAST_YEAR:
        message = f"the run ends in {end}, and nothing is assumed after {FARTHEST}"
        hint = f"births, deaths, homes and jobs have no number after it; allowed: {FARTHEST} or earlier"
        yield document.problem(("end",), "E429", message, hint)


def too_many_draws(document: Document, draws: int, drawn: int) -> Iterator[Problem]:
    """Give the problem of more draws than fit in memory."""
    most = MOST_NUMBERS // max(1, drawn)
    if draws > most:
        message = f"{written(draws)} draws of {drawn} parameters do not fit in memory"
        yield document.problem(("draws",), "E425", message, f"allowed: {most:,}; some hundreds tell the range")


def between_districts(document: Document, resolution: str) -> Iterator[Problem]:
    """Give the questions about what compares districts, where the city is run as one and has none."""
    sweep = document.data.get("sweep")
    questions: dict[tuple[str, ...], Any] = {("robustness",): document.data.get("robustness")}
    questions |= {("sweep", "then"): sweep.get("then") if isinstance(sweep, dict) else None}
    for keys, question in questions.items() if resolution == "city" else ():
        name = question.get("indicator") if isinstance(question, dict) else None
        if str(name).endswith(BETWEEN_DISTRICTS):
            message = f"'{name}' compares districts, and the city is run as one: it is not defined here"
            yield document.problem((*keys, "indicator"), "E433", message, "use 'resolution: district'")


def too_long(document: Document) -> Iterator[Problem]:
    """Give the names and texts that are too long for what they are written to."""
    name = document.path.stem
    if len(name.encode()) > LONGEST_NAME:
        message = f"the name of the experiment has {len(name)} letters"
        yield document.problem((), "E432", message, f"its results are named after it; allowed: {LONGEST_NAME}")
    for group in ("scenarios", "policies"):
        entries = document.data.get(group)
        for one in entries if isinstance(entries, dict) else ():
            if len(str(one)) > LONGEST_NAME:
                message = f"the name '{str(one)[:20]}...' has {len(str(one))} letters"
                yield document.problem((group, one), "E432", message, f"allowed: {LONGEST_NAME}", key=True)
    for key in ("title", "question", "reading", "figure_titles"):
        yield from _too_long_texts(document, (key,), document.data.get(key))


def _too_long_texts(document: Document, keys: tuple[str | int, ...], node: object) -> Iterator[Problem]:
    """Give each text below some keys that is too long."""
    if isinstance(node, dict):
        for key, below in node.items():
            yield from _too_long_texts(document, (*keys, key), below)
    elif isinstance(node, str) and len(node) > LONGEST_TEXT:
        message = f"this text has {len(node):,} letters"
        yield document.problem(keys, "E432", message, f"it stands on a page; allowed: {LONGEST_TEXT:,}")


def written(number: int) -> str:
    """Return a whole number to read, however large."""
    return f"{number:,}" if number < MOST_WRITTEN else f"more than {MOST_WRITTEN:,}"


def is_there(path: Path) -> bool:
    """Say whether a path is that of a file; a name that no disk takes is that of none."""
    try:
        return path.is_file()
    except OSError:
        return False
