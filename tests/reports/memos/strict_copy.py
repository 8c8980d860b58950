"""A Word file as Word saves it in the form Strict Open XML."""

import re
import zipfile
from pathlib import Path

from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree  # type: ignore[import-untyped]

TRANSITIONAL = re.compile(
    rb"(?<=\")http://schemas\.openxmlformats\.org/(officeDocument|wordprocessingml|drawingml)/2006/"
)
TWIPS = ("w", "h", "top", "bottom", "left", "right", "header", "footer", "gutter", "before", "after", "hanging")
SIDES = {"left": "start", "right": "end"}


def strict_copy(path: Path, to: Path) -> Path:
    """Write a file in Strict: other addresses, lengths in points, start and end for left and right."""
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(to, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, _strict(part) if name.endswith((".xml", ".rels")) and name[0] != "[" else part)
    return to


def _strict(part: bytes) -> bytes:
    root = parse_xml(part)
    if root.tag == qn("w:document"):
        root.set(qn("w:conformance"), "strict")
    for node in root.iter(etree.Element):
        for key, value in node.attrib.items():
            name = etree.QName(key)
            measured = "wordprocessingml/2006" in (name.namespace or "") and name.localname in TWIPS
            if measured and re.fullmatch(r"-?\d+", value) and node.get(qn("w:type")) != "pct":
                node.set(key, f"{int(value) / 20:g}pt")
        if node.tag == qn("w:jc"):
            node.set(qn("w:val"), SIDES.get(node.get(qn("w:val")), node.get(qn("w:val"))))
        for side, instead in SIDES.items():
            if node.tag == qn("w:ind") and qn(f"w:{side}") in node.attrib:
                node.set(qn(f"w:{instead}"), node.attrib.pop(qn(f"w:{side}")))
    written = TRANSITIONAL.sub(rb"http://purl.oclc.org/ooxml/\1/", etree.tostring(root))
    return written.replace(b"extended-properties", b"extendedProperties")
