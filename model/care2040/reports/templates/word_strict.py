"""A part of a Strict Open XML file as Transitional has it, the form that Word, LibreOffice and python-docx all read.

Strict names everything by other addresses, writes lengths and shares with their unit, and says start and end for left
and right. Dates are written alike in both, in a document.
"""

import re
from fractions import Fraction
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree  # type: ignore[import-untyped]

STRICT = b"http://purl.oclc.org/ooxml/"
TRANSITIONAL = b"http://schemas.openxmlformats.org/"
ADDRESS = re.compile(rb"(?<=[\"'])" + STRICT + rb"(\w+)/([\w/]*)")
"""An address in Strict, where an attribute or a declaration begins with it: the family, and what follows."""
OTHERWISE = {
    b"extendedProperties": b"extended-properties",
    b"customProperties": b"custom-properties",
    b"relationships/extendedProperties": b"relationships/extended-properties",
    b"relationships/customProperties": b"relationships/custom-properties",
}
"""What is written otherwise behind the family in Transitional."""
THUMBNAIL = b"relationships/metadata/thumbnail"
LENGTH = re.compile(r"(-?\d{1,9}(?:\.\d{1,9})?)(mm|cm|in|pt|pc|pi)")
SHARE = re.compile(r"(-?\d{1,9}(?:\.\d{1,9})?)%")
POINTS = {
    "pt": Fraction(1),
    "pc": Fraction(12),
    "pi": Fraction(12),
    "in": Fraction(72),
    "cm": Fraction(7200, 254),
    "mm": Fraction(720, 254),
}
TWIPS, HALVES, EMUS = 20, 2, 12_700
"""Of these go in a point: what text, type and drawings are measured in."""
FIFTIETHS, THOUSANDTHS = 50, 1_000
"""Of these go in a percent: for the width of a table, and in a drawing."""
SIZES = ("sz", "szCs", "kern", "position", "hps", "hpsRaise", "hpsBaseText")
"""Elements whose value is in half points."""
LENGTHS = ("spacing", "trHeight", "defaultTabStop", "hyphenationZone", "marLeft", "marRight", "marTop", "marBottom")
"""Elements whose value is in twips."""
MEASURED = (
    *("w", "h", "x", "y", "top", "right", "bottom", "left", "start", "end", "header", "footer", "gutter", "space"),
    *("before", "after", "line", "hanging", "firstLine", "pos", "hSpace", "vSpace", "tblpX", "tblpY"),
    *("leftFromText", "rightFromText", "topFromText", "bottomFromText"),
)
"""Attributes in twips."""
SAID = ("name", "descr", "title", "typeface", "formatCode")
"""Attributes of a drawing that are words."""
SIDES = {"start": "left", "end": "right"}
SIDED = ("ind", "tblBorders", "tcBorders", "tblCellMar", "tcMar")
"""Elements with an attribute or a member for each side."""
ALIGNED = ("jc", "lvlJc", "tab")
DIRECTIONS = {"tb": "lrTb", "rl": "tbRl", "lr": "btLr", "tbV": "lrTbV", "rlV": "tbRlV", "lrV": "tbLrV"}
WORD, DRAWING, CHART = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://schemas.openxmlformats.org/drawingml/2006/",
    "http://schemas.openxmlformats.org/drawingml/2006/chart",
)


def is_strict(part: bytes) -> bool:
    """Whether a part names something as Strict does."""
    return STRICT in part and ADDRESS.search(part) is not None


def transitional(part: bytes) -> bytes:
    """Return a part of a Strict file as Transitional has it."""
    named = ADDRESS.sub(_address, part)
    root = parse_xml(named)
    for node in root.iter(etree.Element):
        name = etree.QName(node)
        if name.namespace == WORD:
            _word(node, name.localname)
        elif str(name.namespace).startswith(DRAWING):
            _drawing(node, 1 if name.namespace == CHART else THOUSANDTHS)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return written


def _address(found: re.Match[bytes]) -> bytes:
    family, rest = found[1], found[2]
    if rest == THUMBNAIL:
        return TRANSITIONAL + b"package/2006/" + rest
    return TRANSITIONAL + family + b"/2006/" + OTHERWISE.get(rest, rest)


def _word(node: Any, name: str) -> None:
    """Write one element of a text as Transitional does."""
    node.attrib.pop(qn("w:conformance"), None)
    for key, value in node.attrib.items():
        kind = etree.QName(key).localname
        if kind == "val":
            node.set(key, _value(name, value))
        elif kind in MEASURED:
            node.set(key, _counted(value, TWIPS, FIFTIETHS))
        elif kind == "percent":
            node.set(key, _counted(value, TWIPS, 1))
    if name in SIDED:
        for side, instead in SIDES.items():
            if qn(f"w:{side}") in node.attrib:
                node.set(qn(f"w:{instead}"), node.attrib.pop(qn(f"w:{side}")))
            for member in node.findall(qn(f"w:{side}")):
                member.tag = qn(f"w:{instead}")


def _value(name: str, value: str) -> str:
    """Return what an element says, by the name of the element."""
    if name in ALIGNED:
        return SIDES.get(value, value)
    if name == "textDirection":
        return DIRECTIONS.get(value, value)
    if name in SIZES:
        return _counted(value, HALVES, 1)
    if name in LENGTHS or name == "w":
        return _counted(value, TWIPS, 1)
    return value


def _drawing(node: Any, share: int) -> None:
    """Write one element of a drawing or a chart as Transitional does."""
    for key, value in node.attrib.items():
        if key not in SAID:
            node.set(key, _counted(value, EMUS, share))


def _counted(value: str, to_a_point: int, to_a_percent: int) -> str:
    """Return a length or a share as a count of what goes in a point or a percent; anything else as it is."""
    if length := LENGTH.fullmatch(value):
        return str(round(Fraction(length[1]) * POINTS[length[2]] * to_a_point))
    if share := SHARE.fullmatch(value):
        return str(round(Fraction(share[1]) * to_a_percent))
    return value
