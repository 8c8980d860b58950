"""A comparison of two editions on the terminal and in a file."""

import json
from pathlib import Path

from rich.text import Text

from care2040.analysis.editions import telling
from care2040.analysis.editions.comparison import Comparison
from care2040.cli.views.console import screen, show, table
from care2040.cli.views.words import chosen, say
from care2040.files.package_files import from_here
from care2040.files.problems import InvalidInput, Problem
from care2040.files.result_folder import write_file

ENDINGS = (".json", ".csv", ".md")


def check_file(to: Path) -> None:
    """Refuse a file that has no known ending, before anything is run."""
    if to.suffix.lower() not in ENDINGS:
        message = f"a comparison cannot be written as '{to.suffix or to.name}'"
        raise InvalidInput([Problem(str(to), 0, 0, "E986", message, f"allowed endings: {', '.join(ENDINGS)}")])


def write_comparison(told: Comparison, to: Path) -> None:
    """Write a comparison in the form that the ending of the file asks for."""
    forms = {
        ".json": lambda: json.dumps(told.as_data(), ensure_ascii=False, indent=2) + "\n",
        ".csv": lambda: telling.as_csv(told),
        ".md": lambda: telling.as_markdown(told, chosen()),
    }
    write_file(to, forms[to.suffix.lower()]().encode())


def show_comparison(told: Comparison, most: int, to: Path | None) -> None:
    """Print what moved, what differs, and what to beware of."""
    console, language = screen(), chosen()
    console.print(telling.asked_words(told, language), markup=False)
    console.print(Text(telling.headline(told, language), "bold"))
    console.print(telling.count_words(told, language), markup=False)
    names = telling.whole_results(told)
    if names:
        columns = telling.heads(told, language)
        show(console, table(columns, telling.rows(told, language, names[:most]), right=columns[1:-1]))
        if len(names) > most:
            console.print(telling.say(language, "more", count=len(names) - most, rows=len(names)), markup=False)
        console.print(Text(telling.say(language, "how"), "dim"))
    for line in telling.changed_lines(told, language):
        console.print(line, markup=False)
    for line in telling.caution_lines(told, language):
        console.print(Text(f"{say('noted')}: {line}", "dim"))
    if to is not None:
        console.print(say("wrote", what=from_here(to)), markup=False)
