"""``docs/error_codes.md``: every error code and exit code, made from `care2040.files.codes` and its Dutch."""

import re
from collections.abc import Mapping
from pathlib import Path

from care2040.files.codes import CODES, EXITS, GROUPS
from care2040.files.package_files import package
from care2040.wording.texts import texts
from tools.refresh.tables import table

WRITTEN = re.compile(r'"(E[0-9]{3})"')
"""A code as the program writes it."""
REGISTRY = Path("files", "codes.py")
HEAD = """\
# Error codes

Made from `model/care2040/files/codes.py` and, for the Dutch, `model/care2040/wording/texts/codes.yaml` by
`python -m tools.refresh`; do not edit it by hand.

What is wrong with an input is told all at once, each with file, line, column, what is allowed and the nearest name.
The code says what kind of fault it is, and never anything else; `--format json` gives it to other programs, and in
Python `error.problems` carries it. With `care2040 --language nl` the meaning is told in Dutch first, then what is
wrong exactly (*precies*), what is allowed or meant (*tip*), and what to do (*wat je kunt doen*).

"""


def raised_in(root: Path) -> Mapping[str, tuple[str, ...]]:
    """Return every code that is written in the program to the rooms in which it is."""
    rooms: dict[str, set[str]] = {}
    for path in root.rglob("*.py"):
        name = path.relative_to(root)
        for code in WRITTEN.findall(path.read_text("utf-8")) if name != REGISTRY else ():
            rooms.setdefault(code, set()).add(name.parts[0])
    return {code: tuple(sorted(found)) for code, found in rooms.items()}


def error_codes_page() -> str:
    """Return the page: a table for each group of codes, then the exit codes."""
    rooms, dutch = raised_in(package()), texts("codes")["nl"]
    parts = [HEAD]
    for begin, about in GROUPS.items():
        rows = [
            (code, one.means, one.remedy, " ".join(dutch[code]), ", ".join(rooms[code]))
            for code, one in CODES.items()
            if code.startswith(begin)
        ]
        heads = ("code", "what it means", "what to do", "in Dutch", "told by")
        parts += [f"## {about}\n\n*{dutch['groups'][begin]}*\n\n", table(heads, rows, 5), "\n"]
    exits = [(str(int(code)), meaning, dutch["exits"][int(code)]) for code, meaning in EXITS.items()]
    parts += ["## Exit codes\n\n", table(("exit code", "what it means", "in Dutch"), exits, 3)]
    return "".join(parts)
