"""Word documents as files: opened, or refused with what to do about it."""

import io
import zipfile
from pathlib import Path
from typing import Any

from docx import Document

from care2040.files.problems import InvalidInput, Problem

LARGEST, LARGEST_UNPACKED = 50_000_000, 500_000_000
"""Bytes; a template in house style is far smaller."""
TYPES = "[Content_Types].xml"
OLE = b"\xd0\xcf\x11\xe0"
KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}.main+xml"
MAIN, AS_TEMPLATE = KIND.format(kind="document"), KIND.format(kind="template")


def opened(path: Path) -> Any:
    """Return a Word document; one saved as a template (.dotx) too."""
    try:
        if path.stat().st_size > LARGEST:
            raise InvalidInput([Problem(str(path), 1, 1, "E004", f"the file is larger than {LARGEST / 1e6:g} MB")])
        content = path.read_bytes()
    except OSError as error:
        raise InvalidInput([Problem(str(path), 1, 1, "E003", f"the file cannot be read: {error.strerror}")]) from None
    hint = "open it in Word and save it as .docx"
    if content.startswith(OLE):
        message = "this is an old .doc, or it has a password, not a Word document (.docx)"
        raise InvalidInput([Problem(str(path), 1, 1, "E701", message, hint)])
    try:
        return Document(io.BytesIO(_as_document(content)))
    except (zipfile.BadZipFile, KeyError, ValueError, SyntaxError, AttributeError, NotImplementedError):
        raise InvalidInput([Problem(str(path), 1, 1, "E701", "this is no Word document (.docx)", hint)]) from None


def _as_document(content: bytes) -> bytes:
    """Return the bytes of a document, of which a template differs by one word."""
    with zipfile.ZipFile(io.BytesIO(content)) as old:
        if sum(part.file_size for part in old.infolist()) > LARGEST_UNPACKED:
            raise ValueError("it unpacks to far more than a document")
        if AS_TEMPLATE.encode() not in old.read(TYPES):
            return content
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
            for part in old.infolist():
                told = old.read(part)
                new.writestr(
                    part, told.replace(AS_TEMPLATE.encode(), MAIN.encode()) if part.filename == TYPES else told
                )
        return made.getvalue()
