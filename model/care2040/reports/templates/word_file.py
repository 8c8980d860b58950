"""A Word file opened: read whole, and refused with a hint that fits where it is damaged or of another kind."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from docx import Document
from docx.exceptions import PythonDocxError
from docx.opc.exceptions import OpcError
from docx.oxml.exceptions import XmlchemyError
from docx.oxml.ns import qn
from lxml.etree import LxmlError  # type: ignore[import-untyped]

from care2040.files.problems import InvalidInput, Problem

LARGEST, LARGEST_UNPACKED = 50_000_000, 200_000_000
"""Bytes; a template in house style is far smaller."""
LARGEST_TEXT = 50_000_000
"""Bytes of the parts with text together, which take tenfold in memory."""
TYPES = "[Content_Types].xml"
OLE = b"\xd0\xcf\x11\xe0"
STRICT = b"http://purl.oclc.org/ooxml/"
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}.main+xml"
MAIN, AS_TEMPLATE = KIND.format(kind="document"), KIND.format(kind="template")
HINT = "open it in Word and save it as .docx"
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, LxmlError),
    *(
        PythonDocxError,
        OpcError,
        XmlchemyError,
        LookupError,
        ValueError,
        TypeError,
        AttributeError,
        SyntaxError,
        AssertionError,
    ),
)
"""What the libraries under a Word file raise when something in it is not what it should be."""


@contextmanager
def as_damage(path: Path) -> Iterator[None]:
    """Make a problem of what a library raises over a file that somebody gives."""
    try:
        yield
    except DAMAGED as error:
        message = "this is no Word document (.docx), or it is damaged"
        raise InvalidInput([Problem(str(path), 1, 1, "E701", message, HINT)]) from error


def open_word(path: Path) -> Any:
    """Return a Word document; one saved as a template (.dotx) too."""
    try:
        if path.stat().st_size > LARGEST:
            raise InvalidInput([Problem(str(path), 1, 1, "E004", f"the file is larger than {LARGEST / 1e6:g} MB")])
        content = path.read_bytes()
    except OSError as error:
        raise InvalidInput([Problem(str(path), 1, 1, "E003", f"the file cannot be read: {error.strerror}")]) from None
    if content.startswith(OLE):
        message = "this is an old .doc, or it has a password, not a Word document (.docx)"
        raise InvalidInput([Problem(str(path), 1, 1, "E701", message, HINT)])
    with as_damage(path):
        document = Document(io.BytesIO(_as_document(content, path)))
        _probe(document)
        return document


def _as_document(content: bytes, path: Path) -> bytes:
    """Return the bytes of a document, of which a template differs by one word; every part of it was read once."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        parts = old.infolist()
        text = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
        if sum(part.file_size for part in parts) > LARGEST_UNPACKED or text > LARGEST_TEXT:
            raise InvalidInput([Problem(str(path), 1, 1, "E004", "it unpacks to far more than a document")])
        held = {part.filename: old.read(part) for part in parts}
    if any(STRICT in told for name, told in held.items() if name.endswith((".xml", ".rels"))):
        message = "this is saved as Strict Open XML, which is another format under the same ending"
        hint = "in Word: Save As, Word Document (*.docx), not Strict Open XML Document"
        raise InvalidInput([Problem(str(path), 1, 1, "E701", message, hint)])
    if AS_TEMPLATE.encode() not in held[TYPES]:
        return content
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name, told in held.items():
            new.writestr(name, told.replace(AS_TEMPLATE.encode(), MAIN.encode()) if name == TYPES else told)
    return made.getvalue()


def _probe(document: Any) -> None:
    """Touch what a memo needs of a document, so that what is broken is told before anything is filled in."""
    if document.element.tag != qn("w:document") or document.element.body is None:
        raise ValueError("no body")
    for section in document.sections:
        for edge in (section.page_width, section.left_margin, section.right_margin, section.gutter):
            float(edge or 0)
        for side in (section.header, section.footer):
            list(side.paragraphs)
    for relation in document.part.rels.values():
        if not relation.is_external:
            bytes(relation.target_part.blob)
        elif relation.reltype.endswith(("/header", "/footer", "/styles", "/settings", "/footnotes", "/numbering")):
            raise ValueError("a part of the document stands in another file")
    for style in document.styles:
        str(style.name), style.style_id, style.type, getattr(style, "base_style", None)
    str(document.core_properties.title), document.settings.odd_and_even_pages_header_footer
