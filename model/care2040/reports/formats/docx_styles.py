"""Which style of a Word document each piece of a memo gets: from one YAML, checked against the document."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from docx.enum.style import WD_STYLE_TYPE

from care2040.files.package_files import package_folder
from care2040.files.problems import InvalidInput, Problem, did_you_mean
from care2040.files.yaml_document import read
from care2040.reports.formats.docx_document import CAPTION, FIGURE, TABLE_TEXT, new_document

OWN = (FIGURE, CAPTION, TABLE_TEXT)
"""Styles that a document without them is given, for few documents have them."""


def load_styles(path: Path | None) -> Mapping[str, str]:
    """Return role to name of a style: those of Word itself, changed by a YAML."""
    known = _own()
    if path is None:
        return known
    document = read(path)
    problems = []
    for role, name in document.data.items():
        if role not in known:
            hint = did_you_mean(role, [*known])
            problems.append(document.problem((role,), "E101", f"there is no role '{role}'", hint, key=True))
        elif not isinstance(name, str) or not name.strip():
            message = "the name of a style is a text"
            problems.append(document.problem((role,), "E103", message, "such as: Heading 1"))
    if problems:
        raise InvalidInput(problems)
    return MappingProxyType({**known, **{str(role): str(name) for role, name in document.data.items()}})


@lru_cache(maxsize=1)
def _own() -> Mapping[str, str]:
    return MappingProxyType(
        {str(role): str(name) for role, name in read(package_folder("memos") / "styles.yaml").data.items()}
    )


def check_styles(document: Any, styles: Mapping[str, str], needed: set[str], file: str) -> None:
    """See that a document has the styles that a memo needs; those for figures and tables are added where they lack."""
    paragraphs = {style.name for style in document.styles if style.type == WD_STYLE_TYPE.PARAGRAPH}
    problems = []
    for role in sorted(needed):
        name = styles[role]
        if name in paragraphs:
            continue
        if name in OWN:
            _add(document, name)
            continue
        hint = did_you_mean(name, sorted(paragraphs)) + " (a style that was never used is not in the file: use it once)"
        message = f"the template has no style '{name}' for '{role}'"
        problems.append(Problem(file, 1, 1, "E707", message, hint.strip()))
    if problems:
        raise InvalidInput(problems)


def _add(document: Any, name: str) -> None:
    """Give a document a style of ours, in its own type."""
    ours, base = new_document("nl", "").styles[name], document.styles.default(WD_STYLE_TYPE.PARAGRAPH)
    style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name == CAPTION)
    style.base_style, style.font.size = base, ours.font.size
    style.paragraph_format.space_after = ours.paragraph_format.space_after
    style.paragraph_format.keep_with_next = ours.paragraph_format.keep_with_next
    if name != CAPTION:
        style.paragraph_format.line_spacing = 1.0
