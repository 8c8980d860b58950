"""A memo as a tagged PDF (PDF/UA-1), set by typst, which comes with the extra ``pdf``."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from care2040.figures.canvas.style import FONTS
from care2040.files.problems import InvalidInput, Problem
from care2040.reports.document.blocks import HEADINGS, Figure, Line, Memo, Pair, Role, Span, Table, groups
from care2040.reports.document.value_text import say

LOOK = Path(__file__).parent / "memo.typ"
TEXT_WIDTH = 16.0
"""Centimetres."""


def content(memo: Memo, to: Path) -> bytes:
    """Return the file."""
    try:
        import typst
    except ImportError:
        message = "a PDF takes typst, which is not installed"
        hint = 'pip install "care2040[pdf]", or write .docx or .html'
        raise InvalidInput([Problem(str(to), 1, 1, "E706", message, hint)]) from None
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        (place / "memo.typ").write_text("\n".join(_source(memo, place)), encoding="utf-8")
        compiler = typst.Compiler(
            str(place / "memo.typ"), root=str(place), font_paths=[str(FONTS)], ignore_system_fonts=True
        )
        try:
            # No time of day: the same memo gives the same bytes.
            made: Any = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=0)
        except typst.TypstError as error:
            message = f"the PDF cannot be set: {str(error).replace(str(place), 'memo')}"
            raise InvalidInput([Problem(str(to), 1, 1, "E706", message, "write .docx or .html")]) from None
    return bytes(made)


def _source(memo: Memo, place: Path) -> Iterator[str]:
    """Give the memo in the language of typst, with its pictures put beside it."""
    yield LOOK.read_text(encoding="utf-8")
    runs = ", ".join(map(_text, memo.runs))
    told = ", ".join(map(_text, (memo.title, memo.language, memo.stale)))
    yield f"#show: memo.with({told}, ({runs}{',' * bool(runs)}))"
    for _, group in groups(memo.blocks):
        for block in group:
            if isinstance(block, Figure):
                yield f"#{_figure(block, memo, place)}\n"
            elif isinstance(block, Pair):
                left, right = (_figure(figure, memo, place) for figure in block.figures)
                yield f"#grid(columns: (1fr, 1fr), column-gutter: 0.4cm, {left}, {right})\n"
            elif isinstance(block, Table):
                yield _table(block, memo)
            else:
                yield _paragraph(block.role, block.line)
        yield ""


def _paragraph(role: Role, line: Line) -> str:
    said = _line(line)
    if role in HEADINGS:
        return f"#heading(level: {HEADINGS.index(role) + 1})[{said}]\n"
    if role in ("bullet", "number"):
        return f"{'-' if role == 'bullet' else '+'} {said}"
    if role == "quote":
        return f"#quote(block: true)[{said}]\n"
    return f"#subtitle[{said}]\n" if role == "subtitle" else f"{said}\n"


def _figure(figure: Figure, memo: Memo, place: Path) -> str:
    name = f"{figure.number}.svg"
    (place / name).write_bytes(figure.drawn.word.read_bytes())
    width = min(figure.drawn.width, TEXT_WIDTH)
    return (
        f"drawn({_text(name)}, {width}cm, {_text(figure.drawn.alt)}, {_text(say(memo.language, 'figure'))}, "
        f"{_text(figure.caption)})"
    )


def _table(table: Table, memo: Memo) -> str:
    head = ", ".join(f"[{_line(line)}]" for line in table.head)
    rows = ",\n".join(", ".join(f"[{_line(line)}]" for line in row) for row in table.rows)
    counted = "true" if table.number else "false"
    label = say(memo.language, "table")
    return (
        f"#rows({len(table.head)}, {counted}, {_text(label)}, {_text(table.caption)}, {_text(table.about)}, "
        f"({head},), (\n{rows},))\n"
    )


def _line(line: Line) -> str:
    return "".join(map(_span, line))


def _span(span: Span) -> str:
    said = " \\\n".join(f"#{_text(part)}" for part in span.text.split("\n") if part)
    for on, tag in ((span.bold, "strong"), (span.italic, "emph")):
        said = f"#{tag}[{said}]" if on else said
    return f"#link({_text(span.link)})[{said}]" if span.link else said + "#[]"


def _text(text: str) -> str:
    """Return a text as typst writes one, in which nothing is code."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
