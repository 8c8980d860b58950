"""From YAML events to plain content with places; refuses what can be read in two ways or grows without end."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from care2040.files.problems import Fault, InvalidInput, Problem
from care2040.files.yaml_scalars import CONTROL, Scalar, resolved

Keys = tuple[str | int, ...]
Spot = tuple[int, int, int]
"""Line and column from 1, and length in characters."""
MOST_NODES = 20_000
"""Keys and values of a file; the largest that ships has some 2,000."""
DEEPEST = 32
"""Levels of values within values."""
_DIGITS = re.compile(r"[0-9]+")
_WHOLE = re.compile(r"[-+]?[0-9]+")


@dataclass(frozen=True)
class Place:
    """Where a value stands, and its key (None in a list)."""

    key: Spot | None
    value: Spot


def too_deep(file: str, line: int, column: int) -> Problem:
    """Return the problem of brackets or indents beyond all sense."""
    message = f"this is more than {DEEPEST} levels deep"
    return Problem(file, line, column, "E017", message, "is a closing bracket missing somewhere before it?")


@dataclass
class Builder:
    """Builds plain content from YAML events and gathers places and problems on the way."""

    file: str
    lines: list[str]
    places: dict[Keys, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    nodes: int = 0

    def document(self, events: Iterator[yaml.Event]) -> Any:
        """Return the content of the only document in a stream of events; None when there is none."""
        content: Any = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                self._check_start(event, documents)
            elif isinstance(event, yaml.NodeEvent):
                found = self._node(event, events, (), None)
                content = found if documents == 1 else content
        return content

    def _check_start(self, event: yaml.DocumentStartEvent, documents: int) -> None:
        if event.version or event.tags:
            self._refuse(event, "E010", "directives (lines with %) are not used here", "remove the line")
        if documents > 1:
            self._refuse(event, "E018", "a second document starts here", "keep one document in a file: remove '---'")

    def _refuse(self, event: yaml.Event, code: str, message: str, hint: str = "") -> None:
        line, column, length = self._spot(event, event)
        self.problems.append(Problem(self.file, line, column, code, message, hint, length))

    def _spot(self, first: yaml.Event, last: yaml.Event) -> Spot:
        start, end = _marks(first)[0], _marks(last)[1]
        if end.line == start.line:
            length = end.column - start.column
        else:
            length = len(self.lines[start.line].split(" #")[0].rstrip()) - start.column
        return start.line + 1, start.column + 1, max(1, length)

    def _node(self, event: yaml.Event, events: Iterator[yaml.Event], keys: Keys, key: Spot | None) -> Any:
        """Return the content that starts with an event, and note where it stands."""
        if len(keys) > DEEPEST:
            line, column, _ = self._spot(event, event)
            raise InvalidInput([*self.problems, too_deep(self.file, line, column)])
        self.nodes += 1
        if self.nodes > MOST_NODES:
            line, column, _ = self._spot(event, event)
            message = f"the file holds more than {MOST_NODES:,} keys and values"
            raise InvalidInput([Problem(self.file, line, column, "E021", message, "is this the right file?")])
        self._refuse_references(event)
        last = event
        content: Any = None
        if isinstance(event, yaml.ScalarEvent):
            content = self._scalar(event)
        elif isinstance(event, yaml.SequenceStartEvent):
            content, last = self._list(events, keys)
        elif isinstance(event, yaml.MappingStartEvent):
            content, last = self._mapping(event, events, keys)
        # The first of two equal keys keeps its place.
        self.places.setdefault(keys, Place(key, self._spot(event, last)))
        return content

    def _refuse_references(self, event: yaml.Event) -> None:
        """Refuse anchors, aliases and tags: a few of them can stand for billions of values, or for objects."""
        if isinstance(event, yaml.AliasEvent):
            self._refuse(event, "E012", f"aliases such as '*{event.anchor}' are not used here", "write the value out")
        elif getattr(event, "anchor", None) is not None:
            self._refuse(event, "E012", f"anchors such as '&{event.anchor}' are not used here", "remove it")  # type: ignore[attr-defined]
        if getattr(event, "tag", None) is not None:
            hint = "remove it; put text in quotes instead"
            self._refuse(event, "E012", "tags (words with !) are not used here", hint)

    def _scalar(self, event: yaml.ScalarEvent) -> Scalar:
        if event.style in ("'", '"', "|", ">"):
            wrong = CONTROL.search(event.value)  # only by an escape: the file itself was looked through
            if wrong:
                message = f"the text holds a control character (U+{ord(wrong.group()):04X})"
                self._refuse(event, "E006", message, "leave it out; no spreadsheet or Word document can hold it")
            return str(event.value)
        try:
            return resolved(event.value)
        except Fault as refused:
            self._refuse(event, refused.code, refused.message, refused.hint)
            return str(event.value)

    def _list(self, events: Iterator[yaml.Event], keys: Keys) -> tuple[list[Any], yaml.Event]:
        content: list[Any] = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            content.append(self._node(event, events, (*keys, len(content)), None))
        return content, event

    def _mapping(
        self, start: yaml.MappingStartEvent, events: Iterator[yaml.Event], keys: Keys
    ) -> tuple[dict[str | int, Any], yaml.Event]:
        content: dict[str | int, Any] = {}
        before: yaml.Event = start
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            name = self._key(event, events, keys)
            first = self.places.get((*keys, name)) if name in content else None
            value_event = next(events)
            self._check_comma(before, event, value_event)
            value = self._node(value_event, events, (*keys, name), self._spot(event, event))
            if first is not None and first.key is not None:
                hint = f"first written on line {first.key[0]}; keep one of the two"
                self._refuse(event, "E011", f"the key '{name}' stands here for the second time", hint)
            content.setdefault(name, value)
            before = value_event
        return content, event

    def _key(self, event: yaml.Event, events: Iterator[yaml.Event], keys: Keys) -> str | int:
        if not isinstance(event, yaml.ScalarEvent):
            # Read past the whole key; what is in it is of no use.
            self._node(event, events, (*keys, "?"), None)
            self._refuse(event, "E013", "a key must be a word or a whole number", "write 'key: value'")
            return f"?{len(self.places)}"
        self._refuse_references(event)
        name = self._scalar(event)
        if name == "<<" and event.style not in ("'", '"'):
            self._refuse(event, "E012", "merge keys ('<<') are not used here", "write the keys out")
        if isinstance(name, bool) or not isinstance(name, str | int):
            message = f"a key must be a word or a whole number, not '{event.value}'"
            self._refuse(event, "E013", message, "write the word in quotes, or give another name")
            return str(event.value)
        return name

    def _check_comma(self, before: yaml.Event, key: yaml.Event, value: yaml.Event) -> None:
        """Refuse ``{share: 0,12}``: YAML reads a share of 0 and a key 12 without value."""
        if not (isinstance(before, yaml.ScalarEvent) and isinstance(key, yaml.ScalarEvent)):
            return
        if not (isinstance(value, yaml.ScalarEvent) and not value.value and _length(value) == 0):
            return
        touching = _marks(key)[0].index == _marks(before)[1].index + 1
        if touching and _WHOLE.fullmatch(before.value) and _DIGITS.fullmatch(key.value):
            hint = f"use a point as decimal mark: {before.value}.{key.value}"
            self._refuse(before, "E016", f"'{before.value},{key.value}' is not a number", hint)


def _marks(event: yaml.Event) -> tuple[Any, Any]:
    """Return start and end of an event; the parser always sets both, the stubs do not say so."""
    return event.start_mark, event.end_mark


def _length(event: yaml.Event) -> int:
    start, end = _marks(event)
    return int(end.index - start.index)
