"""The parts of a Word file beside its body that hold text: headers, footers, notes, comments and properties."""

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml import etree  # type: ignore[import-untyped]

from care2040.reports.templates.tags import has_tag

KINDS = {
    "header": "header or footer",
    "footer": "header or footer",
    "footnotes": "footnote",
    "endnotes": "endnote",
    "comments": "comment",
}
"""Ending of the kind of a relation, and what it is called."""
PROPERTIES = ("core-properties", "extended-properties", "custom-properties")
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""What older programs show in place of a shape; it is a copy."""
CHOICE = FALLBACK.replace("Fallback", "Choice")
BOX = qn("w:txbxContent")
DEAD = (qn("w:delText"), qn("w:delInstrText"))
"""Text that was deleted, of which Word keeps track."""

OWN_TEXT = etree._Element.text.__get__


@dataclass(frozen=True)
class WordPart:
    """A part with text.

    What it is called, its root, where its links lead, and the raw part to write back to, where python-docx has one.
    """

    kind: str
    root: Any
    links: Mapping[str, Any]
    raw: Any = None

    def holders(self) -> Iterator[Any]:
        """Give what holds text: paragraphs, or the properties in which a placeholder stands."""
        if self.kind == "property":
            yield from (each for each in self.root.iter() if not len(each) and has_tag(each.text or ""))
        else:
            yield from live_paragraphs(self.root)

    def keep(self) -> None:
        """Write what was changed back into a part that python-docx keeps as bytes."""
        if self.raw is not None:
            self.raw._blob = etree.tostring(self.root, xml_declaration=True, encoding="UTF-8", standalone=True)


def live_paragraphs(root: Any) -> Iterator[Any]:
    """Give the paragraphs below an element, without the copies that older programs show in place of a shape."""
    for paragraph in root.iter(qn("w:p")):
        if next(paragraph.iterancestors(FALLBACK), None) is None:
            yield paragraph


def parts_of(document: Any) -> tuple[WordPart, ...]:
    """Return the parts with text of a document, each once."""
    found: dict[int, WordPart] = {}
    relations = [*document.part.rels.values(), *document.part.package.rels.values()]
    for relation in relations:
        ending = relation.reltype.rpartition("/")[2]
        kind = "property" if ending in PROPERTIES else KINDS.get(ending)
        if kind is None or relation.is_external:
            continue
        part = relation.target_part
        element = getattr(part, "element", None)
        root, raw = (parse_xml(part.blob), part) if element is None else (element, None)
        found[id(part)] = WordPart(kind, root, part.rels, raw)
    return tuple(found.values())


def unfillable(document: Any, filled: set[Any]) -> Iterator[tuple[str, str]]:
    """Give place and text of placeholders that stand where nothing is filled in: a chart, a field, an alt text."""
    for part in document.part.package.iter_parts():
        name = str(part.partname)
        if not name.endswith(".xml") or name.startswith("/customXml"):
            continue
        element = getattr(part, "element", None)
        if element is None and b"{{" not in part.blob and b"{%" not in part.blob:
            continue
        if (element is None and name in ("/word/footnotes.xml", "/word/endnotes.xml")) or name.startswith("/docProps"):
            continue  # read as parts with text
        yield from ((name, text) for text in _left(parse_xml(part.blob) if element is None else element, filled))
    for relation in document.part.rels.values():
        if relation.is_external and ("{{" in relation.target_ref or "%7b%7b" in relation.target_ref.lower()):
            yield "the address of a link", relation.target_ref


def _left(root: Any, filled: set[Any]) -> Iterator[str]:
    for node in root.iter():
        told = [str(value) for value in node.attrib.values()]
        if node not in filled and node.tag not in DEAD and isinstance(node.tag, str):
            # Not node.text: that of a paragraph and of a run is, in python-docx, the text of all that stands in it.
            told.append(OWN_TEXT(node) or "")
        for text in told:
            if has_tag(text) and next(node.iterancestors(FALLBACK, qn("w:moveFrom"), qn("w:del")), None) is None:
                yield text


def repeat_in_fallback(root: Any) -> None:
    """Give the copy of each text box that older programs show the text that was filled in."""
    for fallback in list(root.iter(FALLBACK)):
        choice = next((each for each in fallback.itersiblings(CHOICE, preceding=True)), None)
        filled = list(choice.iter(BOX)) if choice is not None else []
        for box, full in zip(fallback.iter(BOX), filled, strict=False):
            box[:] = [copy.deepcopy(child) for child in full]


def unbind(paragraph: Any) -> None:
    """Let content controls around what is filled in keep it: Word would put what they are bound to in its place."""
    controls = [*paragraph.iterancestors(qn("w:sdt")), *paragraph.iter(qn("w:sdt"))]
    for control in controls:
        for bound in list(control.iter(qn("w:dataBinding"))):
            bound.getparent().remove(bound)
