"""Ids and names of a Word document that a loop repeated: each gets its own."""

from collections.abc import Iterable
from itertools import count
from typing import Any

from docx.oxml.ns import qn

SHAPES = "{urn:schemas-microsoft-com:vml}*"
PARAGRAPH_IDS = tuple(
    f"{{http://schemas.microsoft.com/office/word/2010/wordml}}{name}" for name in ("paraId", "textId")
)
DRAWING = qn("wp:docPr")
ONCE = (qn("w:commentRangeStart"), qn("w:commentRangeEnd"), qn("w:commentReference"))
"""Marks of a comment, which belongs to one place."""


def make_unique(body: Any, others: Iterable[Any]) -> None:
    """Give shapes, bookmarks and content controls that a loop repeated ids and names of their own."""
    taken = {node.get("id") for root in others for node in root.iter(DRAWING)}
    _renumber(body.iter(DRAWING), "id", taken)
    _renumber((node for node in body.iter(qn("w:id")) if node.getparent().tag == qn("w:sdtPr")), qn("w:val"), set())
    _renumber_bookmarks(body)
    seen: set[tuple[str, str | None]] = set()
    for node in list(body.iter(*ONCE)):
        key = str(node.tag), node.get(qn("w:id"))
        if key in seen:
            node.getparent().remove(node)
        seen.add(key)
    for name in PARAGRAPH_IDS:
        _drop_repeated(body, name)
    shapes = [node for node in body.iter(SHAPES) if node.get("id")]
    known: set[str] = set()
    for node in shapes:
        told = node.get("id")
        node.set("id", next(each for each in _names(told) if each not in known))
        known.add(node.get("id"))


def _names(name: str) -> Iterable[str]:
    yield name
    yield from (f"{name}_{number}" for number in count(2))


def _renumber(nodes: Iterable[Any], key: str, taken: set[str | None]) -> None:
    """Give each node that has the number of another the next free one."""
    found = list(nodes)
    numbers = [int(each) for each in (*taken, *(node.get(key) for node in found)) if (each or "").lstrip("-").isdigit()]
    free = count(max(numbers, default=0) + 1)
    for node in found:
        if node.get(key) in taken:
            node.set(key, str(next(free)))
        taken.add(node.get(key))


def _renumber_bookmarks(body: Any) -> None:
    """Give each bookmark that a loop repeated a number and a name of its own, at both its ends."""
    starts = list(body.iter(qn("w:bookmarkStart")))
    numbers = [int(node.get(qn("w:id"))) for node in starts if (node.get(qn("w:id")) or "").isdigit()]
    free, seen, now = count(max(numbers, default=0) + 1), set[str](), dict[str, str]()
    names: set[str] = set()
    for node in body.iter(qn("w:bookmarkStart"), qn("w:bookmarkEnd")):
        number = node.get(qn("w:id")) or ""
        if node.tag == qn("w:bookmarkStart"):
            now[number] = str(next(free)) if number in seen else number
            seen.add(number)
            name = next(each for each in _names(node.get(qn("w:name")) or "bookmark") if each not in names)
            names.add(name)
            node.set(qn("w:name"), name)
        node.set(qn("w:id"), now.get(number, number))


def _drop_repeated(body: Any, name: str) -> None:
    seen = set()
    for node in body.iter(qn("w:p"), qn("w:tr")):
        if node.get(name) in seen:
            del node.attrib[name]
        elif node.get(name):
            seen.add(node.get(name))
