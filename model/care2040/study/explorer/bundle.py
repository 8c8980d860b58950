"""The modules of the page as one script: each in a room of its own, in the order in which they need each other."""

import json
import re
from graphlib import TopologicalSorter
from pathlib import Path

from care2040.files.package_files import package
from care2040.language.cities.here import the_city

IMPORT = re.compile(r'^import (?P<names>\{[^}]*\}) from "(?P<path>\.[^"]+)";\n', re.MULTILINE)
EXPORT = re.compile(
    r"^export (?P<what>(?:async function|function|class|const) (?P<names>\{[^}]*\}|\w+))",
    re.MULTILINE,
)
TOLD = re.compile(r"^ */\*\*.*?\*/\n", re.MULTILINE | re.DOTALL)
"""What is told of a function to whoever reads the module."""
REMARK = re.compile(r"^ *//.*\n", re.MULTILINE)
INDENT = re.compile(r"^ +", re.MULTILINE)
FIRST = "app.mjs"


class UnknownModule(ValueError):
    """A module of the page asks for one that is not there, or in a way that the bundle does not understand."""


def page_folder() -> Path:
    """Return the folder with the modules and styles of the page."""
    return package() / "study" / "explorer" / "page"


def bundle() -> str:
    """Return all modules that the page needs as one script, without comments.

    Raises
    ------
    UnknownModule
        When an import or an export is written in another way than the others.
    """
    needs: dict[Path, list[Path]] = {}
    waiting = [page_folder() / FIRST]
    while waiting:
        path = waiting.pop()
        if path not in needs:
            needs[path] = [_imported(path, found) for found in IMPORT.finditer(_text(path))]
            waiting += needs[path]
    order = [*TopologicalSorter(needs).static_order()]
    return "\n".join(_room(path, order) for path in order)


def alone(module: str) -> str:
    """Return a module that needs no other as a script, without comments."""
    text = REMARK.sub("", TOLD.sub("", _text(page_folder() / module)))
    return INDENT.sub("", EXPORT.sub(lambda found: found["what"], text))


def styles() -> str:
    """Return every style sheet of the page, those that stand deepest first, as one."""
    paths = sorted(page_folder().rglob("*.css"), key=lambda path: (-len(path.parts), path.as_posix()))
    return "\n".join(_text(path) for path in paths)


def _text(path: Path) -> str:
    if not path.is_file():
        raise UnknownModule(f"there is no module {path.name}")
    text = path.read_text(encoding="utf-8")
    if path.parent.name == "words":
        names = the_city().names
        for mark, name in (("CITY_IN_DUTCH", names.nl), ("CITY_IN_ENGLISH", names.en)):
            text = text.replace(mark, json.dumps(name)[1:-1])
    return text


def _imported(path: Path, found: re.Match[str]) -> Path:
    return (path.parent / found["path"]).resolve()


def _room(path: Path, order: list[Path]) -> str:
    """Return a module as a function that is called once and gives what it exports."""
    text = REMARK.sub("", TOLD.sub("", _text(path)))
    names = [name for found in EXPORT.finditer(text) for name in _exported(found)]
    text = EXPORT.sub(lambda found: found["what"], text)
    text = IMPORT.sub(lambda found: f"const {found['names']} = room{order.index(_imported(path, found))};\n", text)
    if re.search(r"^(import|export) ", text, re.MULTILINE):
        raise UnknownModule(f"{path.name} imports or exports in a way that the bundle does not understand")
    # minified modules of others keep every blank
    text = text if path.parent.name == "vendor" else INDENT.sub("", text)
    return f"const room{order.index(path)} = (() => {{\n{text}return {{ {', '.join(names)} }};\n}})();"


def _exported(found: re.Match[str]) -> list[str]:
    listed = found["names"].strip("{} ")
    return [name.strip() for name in listed.split(",")]
