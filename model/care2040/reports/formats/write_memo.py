"""Write a memo in the form that its ending asks for; the file is there whole or not at all."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from uuid import uuid4

from care2040.files.problems import InvalidInput, Problem
from care2040.reports.document.blocks import Memo, figures
from care2040.reports.formats import to_html, to_markdown, to_pdf, to_word
from care2040.reports.templates.word_template import WordTemplate

ENDINGS = (".docx", ".html", ".pdf", ".md")


def write(memo: Memo, to: Path, template: WordTemplate | None, styles: Mapping[str, str]) -> tuple[Path, ...]:
    """Write a memo."""
    makers: dict[str, Callable[[], bytes]] = {
        ".docx": lambda: to_word.content(memo, template, styles),
        ".html": lambda: to_html.content(memo),
        ".pdf": lambda: to_pdf.content(memo, to),
        ".md": lambda: to_markdown.content(memo, to),
    }
    content = makers[to.suffix.lower()]()
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        beside = _beside(memo, to) if to.suffix.lower() == ".md" else ()
        _replace(to, content)
    except OSError as error:
        hint = "name another file, or close the program that has it open"
        message = f"the memo cannot be written: {error.strerror or error}"
        raise InvalidInput([Problem(str(to), 1, 1, "E901", message, hint)]) from error
    return (to, *beside)


def _beside(memo: Memo, to: Path) -> tuple[Path, ...]:
    """Put the figures of a memo in Markdown in a folder beside it; other files in there stay."""
    drawn = tuple(figures(memo.blocks))
    if not drawn:
        return ()
    folder = to_markdown.folder_of(to)
    folder.mkdir(exist_ok=True)
    for figure in drawn:
        for path, name in to_markdown.files_of(figure):
            _replace(folder / name, path.read_bytes())
    return (folder,)


def _replace(path: Path, content: bytes) -> None:
    """Write a file beside its place, then give it its name, so that it is never there in part."""
    aside = path.with_name(f".{path.name}.{uuid4().hex[:8]}")
    try:
        aside.write_bytes(content)
        os.replace(aside, path)
    finally:
        aside.unlink(missing_ok=True)
