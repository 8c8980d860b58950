"""The model of an older page, taken out of it to be compared with."""

import binascii
import json
import re
from pathlib import Path

from care2040.files.problems import InvalidInput, Problem
from care2040.study.explorer.packed import FORMAT, unpacked

PART = re.compile(r'<script type="text/plain" id="packed-(?P<name>facts|numbers|wasm)">(?P<content>[^<]*)</script>')
HINT = "give a page that 'care2040 explorer' wrote in one file, without --plain"


def older_parts(page: Path) -> dict[str, str]:
    """Return what an older page holds, under the names by which a page finds what it is compared with.

    Raises
    ------
    InvalidInput
        When there is no such file, it is no page of ours, or one of another kind.
    """
    try:
        text = page.read_text(encoding="utf-8")
    except OSError as error:
        raise _refused(page, f"cannot be read: {error.strerror}", "name a page that is there") from None
    except UnicodeDecodeError:
        raise _refused(page, "is no text", HINT) from None
    found = {part["name"]: part["content"] for part in PART.finditer(text)}
    missing = {"facts", "numbers", "wasm"} - found.keys()
    if missing:
        raise _refused(page, f"holds no model (it lacks: {', '.join(sorted(missing))})", HINT)
    try:
        facts = json.loads(unpacked(found["facts"]))
    except (ValueError, OSError, EOFError, binascii.Error):
        raise _refused(page, "is damaged: what is packed in it cannot be opened", HINT) from None
    if facts.get("format") != FORMAT:
        hint = "make the page again with the version that made it, or compare with a newer page"
        raise _refused(page, f"holds a model of form {facts.get('format')}, and this program reads form {FORMAT}", hint)
    return {f"old-{name}": content for name, content in found.items()}


def _refused(page: Path, why: str, hint: str) -> InvalidInput:
    return InvalidInput([Problem(str(page), 0, 0, "E944", f"'{page.name}' {why}", hint)])
