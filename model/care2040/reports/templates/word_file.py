"""A Word file opened: read whole, and refused with a hint that fits where it is damaged or of another kind."""

import io
import re
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
from docx.styles import BabelFish
from lxml.etree import LxmlError  # type: ignore[import-untyped]

from care2040.files.problems import InvalidInput, Problem
from care2040.reports.templates.word_strict import is_strict, transitional

LARGEST, LARGEST_UNPACKED = 50_000_000, 200_000_000
"""Bytes; a template in house style is far smaller."""
LARGEST_TEXT = 50_000_000
"""Bytes of the parts with text together, which take tenfold in memory."""
TYPES, FIRST = "[Content_Types].xml", "_rels/.rels"
OLE = b"\xd0\xcf\x11\xe0"
CORE = re.compile(rb"(?i)(?<=[\"'])http://[\w./]*/metadata/core-properties(?=[\"'])")
"""How a file says where its title stands; LibreOffice writes it otherwise than the standard."""
CORE_NAME = b"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
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
        _name_styles(document)
        return document


def _as_document(content: bytes, path: Path) -> bytes:
    """Return the bytes of a document, of which a template differs by one word; every part of it is read once."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        parts = old.infolist()
        text = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
        if sum(part.file_size for part in parts) > LARGEST_UNPACKED or text > LARGEST_TEXT:
            raise InvalidInput([Problem(str(path), 1, 1, "E004", "it unpacks to far more than a document")])
        held = {part.filename: old.read(part) for part in parts}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as new:
        for name, told in held.items():
            new.writestr(name, _as_usual(name, told))
    return made.getvalue()


def _as_usual(name: str, told: bytes) -> bytes:
    """Return a part as python-docx knows it, whatever program and in whichever form it was saved."""
    if name == TYPES:
        return told.replace(AS_TEMPLATE.encode(), MAIN.encode())
    if name == FIRST:
        # Else python-docx makes a second part of the same name, and Word takes the file for damaged.
        told = CORE.sub(CORE_NAME, told)
    return transitional(told) if name.endswith((".xml", ".rels")) and is_strict(told) else told


def _probe(document: Any) -> None:
    """Touch what a memo needs of a document, so that what is broken is told before anything is filled in."""
    if document.element.tag != qn("w:document") or document.element.body is None:
        raise ValueError("no body")
    for section in document.sections:
        for edge in (section.page_width, section.left_margin, section.right_margin, section.gutter):
            float(edge or 0)
        for side in (section.header, section.footer):
            if not side.is_linked_to_previous:  # else python-docx gives the document one
                list(side.paragraphs)
    for relation in document.part.rels.values():
        if not relation.is_external:
            bytes(relation.target_part.blob)
        elif relation.reltype.endswith(("/header", "/footer", "/styles", "/settings", "/footnotes", "/numbering")):
            raise ValueError("a part of the document stands in another file")
    for style in document.styles:
        str(style.name), style.style_id, style.type, getattr(style, "base_style", None)
    str(document.core_properties.title), document.settings.odd_and_even_pages_header_footer


def _name_styles(document: Any) -> None:
    """Name the styles that Word knows by itself as Word does: LibreOffice writes Heading 1 for heading 1."""
    held = [style.element for style in document.styles]
    known = {style.name_val for style in held}
    for style in held:
        name = BabelFish.ui2internal(style.name_val or "")
        if name and name not in known:
            style.name_val = name
            known.add(name)
