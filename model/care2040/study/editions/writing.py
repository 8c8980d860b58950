"""A comparison of two editions as a file: for a program, a sheet or a reader."""

import json
from pathlib import Path

from care2040.analysis.editions import telling
from care2040.analysis.editions.comparison import Comparison
from care2040.files.problems import InvalidInput, Problem
from care2040.files.result_folder import write_file
from care2040.wording.language import Language

ENDINGS = (".json", ".csv", ".md")


def check_file(to: Path) -> None:
    """Refuse a file that has no known ending, before anything is run."""
    if to.suffix.lower() not in ENDINGS:
        message = f"a comparison cannot be written as '{to.suffix or to.name}'"
        raise InvalidInput([Problem(str(to), 0, 0, "E986", message, f"allowed endings: {', '.join(ENDINGS)}")])


def write_comparison(told: Comparison, to: Path, language: Language) -> None:
    """Write a comparison in the form that the ending of the file asks for.

    Parameters
    ----------
    told : Comparison
        What `compare` gave.
    to : Path
        Ends in ``.json``, which a memo takes, ``.csv``, which has all of it unrounded, or ``.md``.
    language : {"nl", "en"}
        Of the page in Markdown.
    """
    forms = {
        ".json": lambda: json.dumps(told.as_data(), ensure_ascii=False, indent=2) + "\n",
        ".csv": lambda: telling.as_csv(told),
        ".md": lambda: telling.as_markdown(told, language),
    }
    write_file(to, forms[to.suffix.lower()]().encode())
