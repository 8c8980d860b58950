"""The command: write the page, or say that it is stale; `tools.refresh` makes it too."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from care2040.cli.views.console import FAILED, exits, say_why, screen

PAGE = "docs/changes_of_the_answer.md"
HERE = Path(__file__).parent
MADE_FROM = "<!-- made from {fingerprint} -->"
COMMAND = "python -m tools.changes_of_the_answer"


def fingerprint() -> str:
    """Return what the page is made from: what validation is, and the files beside this one."""
    from care2040.analysis.validation.evidence import fingerprint
    from care2040.files import fingerprints

    own = fingerprints.fingerprint({path.name: path for path in sorted(HERE.glob("*.py"))})
    return f"{fingerprint()} {own[:16]}"


def is_fresh(written: str) -> bool:
    """Whether a page was made from what is there now."""
    return written.rstrip().endswith(MADE_FROM.format(fingerprint=fingerprint()))


def page() -> str:
    """Return the page; makes some forty runs of the city as one."""
    from tools.changes_of_the_answer.measure import measure
    from tools.changes_of_the_answer.page import changes_page

    return changes_page(measure()) + "\n" + MADE_FROM.format(fingerprint=fingerprint()) + "\n"


def changes(
    check: Annotated[bool, typer.Option("--check", help="Write nothing; fail if the page is stale.")] = False,
) -> None:
    """Write what each row of the second edition did to the need in 2040, from the answer of 0.1.0 on."""
    with exits():
        path = Path(__file__).parents[2] / PAGE
        fresh = path.is_file() and is_fresh(path.read_text(encoding="utf-8"))
        if check and not fresh:
            raise say_why(f"not what the code makes of it: {PAGE}", f"run: {COMMAND}", "text", FAILED)
        if not fresh:
            path.write_text(page(), encoding="utf-8")
        screen().print(f"{PAGE} is up to date" if fresh else f"wrote {PAGE}")
