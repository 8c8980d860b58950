"""Read a YAML file by the rules of YAML 1.2, with the line and column of every key and value.

PyYAML's own construction is not used: it lets a duplicate key win, reads ``1e3`` as text, ``010`` as 8, ``12:30`` as
750 and ``no`` as False. Here each of these is read as YAML 1.2 says, or refused.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import yaml

from care2040.files.problems import LINE_BREAK, InvalidInput, Problem, nearest
from care2040.files.yaml_nodes import DEEPEST, Builder, Keys, Place, Spot, too_deep
from care2040.files.yaml_scalars import CONTROL

LARGEST_FILE = 1_000_000
"""Bytes; what people write by hand is far smaller."""
Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Document:
    """A YAML file that was read, or the part of one below some keys."""

    path: Path
    data: dict[str | int, Any]
    places: dict[Keys, Place]
    at: Keys = ()
    in_memory: bool = False

    def part(self, *keys: str | int, without: Collection[str | int] = ()) -> "Document":
        """Return the mapping below some keys as a document of its own, which points at the same places."""
        below: Any = self.data
        for key in keys:
            below = below[key]
        kept = {key: value for key, value in below.items() if key not in without}
        return replace(self, data=kept, at=(*self.at, *keys))

    def position(self, keys: Keys, key: bool = False) -> Spot:
        """Return line, column and length of a value, or of its key."""
        whole = (*self.at, *keys)
        for depth in range(len(whole), 0, -1):
            place = self.places.get(whole[:depth])
            if place is not None:
                at_key = key or depth < len(whole)
                return place.key if at_key and place.key is not None else place.value
        return 1, 1, 1

    def problem(
        self,
        keys: Keys,
        code: str,
        message: str,
        hint: str = "",
        key: bool = False,
        severity: Literal["error", "warning"] = "error",
    ) -> Problem:
        """Return a problem that points at a value of this file, or at its key."""
        if self.in_memory:
            where = ".".join(map(str, (*self.at, *keys)))
            return Problem(f"{self.path}, {where}" if where else str(self.path), 0, 0, code, message, hint, 1, severity)
        line, column, length = self.position(keys, key)
        return Problem(str(self.path), line, column, code, message, hint, length, severity)


def read(path: Path) -> Document:
    """Read a YAML file whose top level is a mapping."""
    return parsed(text_of(path), path)


class _Whole(yaml.SafeDumper):
    """Writes what a program uses twice out twice: anchors and aliases are not read back."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def from_mapping(data: Mapping[str, Any], path: Path) -> Document:
    """Return a mapping of a program as a document, as if it stood in a file; its places are keys.

    Raises
    ------
    InvalidInput
        When it holds something that YAML has no plain word for.
    """
    return replace(parsed(as_text(data, path), path), in_memory=True)


def as_text(data: Mapping[str, Any], path: Path) -> str:
    """Return a mapping as the text of a YAML file; see `from_mapping`."""
    try:
        return str(yaml.dump(dict(data), Dumper=_Whole, sort_keys=False, allow_unicode=True))
    except (yaml.YAMLError, RecursionError) as error:
        message = f"this cannot be written as YAML: {error.args[0] if error.args else error}"
        hint = "use plain texts, numbers, true or false, lists and mappings"
        raise InvalidInput([Problem(str(path), 0, 0, "E019", message, hint)]) from None


def parsed(text: str, path: Path) -> Document:
    """Return a text as a document; see `read`."""
    lines = LINE_BREAK.split(text)
    builder = Builder(str(path), lines)
    try:
        top = builder.document(yaml.parse(text, Loader=Loader))
    except yaml.YAMLError as error:
        raise InvalidInput([*builder.problems, _syntax(path, lines, error)]) from None
    if not builder.problems and not isinstance(top, dict):
        builder.problems.append(_no_mapping(path, top, builder.places.get(())))
    if builder.problems:
        raise InvalidInput(builder.problems)
    return Document(path, top, builder.places)


def text_of(path: Path, largest: int = LARGEST_FILE) -> str:
    """Return the text of a file in UTF-8, without byte-order mark."""
    try:
        if path.is_dir():
            raise InvalidInput([Problem(str(path), 1, 1, "E002", "this is a folder, not a file")])
        with path.open("rb") as file:
            content = file.read(largest + 1)
    except FileNotFoundError:
        raise InvalidInput([Problem(str(path), 1, 1, "E001", "there is no such file", _neighbour(path))]) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InvalidInput([Problem(str(path), 1, 1, "E003", f"the file cannot be read: {reason}")]) from None
    if len(content) > largest:
        message = f"the file is larger than {largest / 1e6:g} MB"
        raise InvalidInput([Problem(str(path), 1, 1, "E004", message, "is this the right file?")])
    return _decoded(path, content)


def _decoded(path: Path, content: bytes) -> str:
    """Return text in UTF-8 without control characters, or refuse it at the first byte that is not."""
    code, message = "E005", "the file is not text in UTF-8"
    hint = "save it as UTF-8" + (", not as UTF-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "")
    try:
        text = content.decode("utf-8-sig")
        wrong = CONTROL.search(text)
        if wrong is None:
            return text
        before = text[: wrong.start()]
        code, message = "E006", f"the file holds a control character (U+{ord(wrong.group()):04X})"
        hint = "delete it; a text file has letters, spaces and line ends only"
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8-sig", errors="replace")
    lines = LINE_BREAK.split(before)
    raise InvalidInput([Problem(str(path), len(lines), len(lines[-1]) + 1, code, message, hint)])


def _neighbour(path: Path) -> str:
    """Return a hint with the file in the same folder that looks most like the one asked for."""
    if not path.parent.is_dir():
        return f"there is no folder '{path.parent}' either"
    near = nearest(path.name, [other.name for other in path.parent.iterdir() if other.is_file()])
    return f"did you mean '{path.parent / near}'?" if near else ""


def _syntax(path: Path, lines: Sequence[str], error: yaml.YAMLError) -> Problem:
    """Return what the library could not read; what it finds nested too deep before we do is told in our words."""
    begun = getattr(error, "context_mark", None)
    mark: Any = getattr(error, "problem_mark", None) or begun
    said = getattr(error, "problem", None) or getattr(error, "reason", None) or "not YAML"
    context = getattr(error, "context", None)
    since = f" begun on line {begun.line + 1}" if begun is not None and begun.line != mark.line else ""
    before = lines if mark is None else [*lines[: mark.line], *(line[: mark.column] for line in lines[mark.line :][:1])]
    nested = _too_deep(before)
    if nested is not None:
        return too_deep(str(path), *nested)
    message = f"this is not YAML: {said}" + (f", {context}{since}" if context else "")
    hint = "check indentation, quotes, brackets, and the space after each colon"
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    return Problem(str(path), line, column, "E008", message, hint)


def _too_deep(lines: Sequence[str]) -> tuple[int, int] | None:
    """Return line and column of the bracket that is one too many inside others, in text that cannot be read."""
    unclosed = 0
    for number, line in enumerate(lines, 1):
        for place, letter in enumerate(line, 1):
            unclosed = max(0, unclosed + (letter in "[{") - (letter in "]}"))
            if unclosed > DEEPEST:
                return number, place
    return None


def _no_mapping(path: Path, top: object, place: Place | None) -> Problem:
    if top is None:
        return Problem(str(path), 1, 1, "E007", "the file is empty", "write keys and values, such as 'draws: 1'")
    line, column, length = place.value if place is not None else (1, 1, 1)
    kind = "a list" if isinstance(top, list) else "a single value"
    message = f"the file holds {kind} where keys and values are wanted"
    return Problem(str(path), line, column, "E009", message, "write keys and values, such as 'draws: 1'", length)
