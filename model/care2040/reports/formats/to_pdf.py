"""A memo as a tagged PDF (PDF/UA-1), set by typst, which comes with the extra ``pdf``."""

import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from unicodedata import category

from care2040.figures.canvas.style import FONTS
from care2040.files.problems import InvalidInput, Problem
from care2040.reports.document.blocks import (
    HEADINGS,
    Figure,
    Line,
    Memo,
    Pair,
    Paragraph,
    Role,
    Span,
    Table,
    groups,
    lines,
    plain,
)
from care2040.reports.document.value_text import say

LOOK = Path(__file__).parent / "memo.typ"
TEXT_WIDTH = 16.0
"""Centimetres."""
MOST_ROWS, PER_ROW = 8, 100
"""Rows that may stand above or below every page, and about how many letters go in one."""
INSTEAD = "□"
"""What is shown of a letter that no font has, such as one of an icon font."""
NO_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed', re.DOTALL)
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
MOST_MISSING = 500
PRIVATE = "Co"
"""What Unicode calls the letters that each font may use as it likes."""
EXCERPT = 60


def content(memo: Memo, to: Path, tell: Callable[[str], None]) -> bytes:
    """Return the file; a letter that no font of it has is shown as a box, which is told with its place."""
    try:
        import typst
    except ImportError:
        message = "a PDF takes typst, which is not installed"
        hint = 'pip install "care2040[pdf]", or write .docx or .html'
        raise InvalidInput([Problem(str(to), 1, 1, "E706", message, hint)]) from None
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        source = "\n".join(_source(memo, place))
        # A font may have anything in a place that is private, so that another word would come out.
        missing = sorted({letter for letter in set(source) if category(letter) == PRIVATE})
        try:
            try:
                made = _compiled(source, place, missing)
            except typst.TypstError as error:
                if NO_GLYPH.search(str(error)) is None:
                    raise
                missing += _without_glyph(source, place, typst.TypstError, missing)
                made = _compiled(source, place, missing)
        except typst.TypstError as error:
            message = f"the PDF cannot be set: {str(error).replace(str(place), 'memo')}"
            raise InvalidInput([Problem(str(to), 1, 1, "E706", message, "write .docx or .html")]) from None
    for note in _notes(memo, missing):
        tell(note)
    return made


def _compiled(source: str, place: Path, missing: Sequence[str] = ()) -> bytes:
    """Return the PDF of a source in the language of typst; no time of day: the same memo gives the same bytes."""
    import typst

    shown = f'#show regex({_text("|".join(missing))}): "{INSTEAD}"\n' if missing else ""
    path = place / "memo.typ"
    path.write_text(shown + source, encoding="utf-8")
    compiler = typst.Compiler(str(path), root=str(place), font_paths=[str(FONTS)], ignore_system_fonts=True)
    made: Any = compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=0)
    return bytes(made)


def _without_glyph(source: str, place: Path, refused: type[Exception], known: Sequence[str]) -> list[str]:
    """Return the letters of a source that no font has: typst names the first, so each is asked for in turn."""
    letters = sorted({letter for letter in set(source) if not letter.isascii()} - {*known})
    missing: list[str] = []
    while letters and len(missing) < MOST_MISSING:
        shown = " ".join(f"#{_text(letter)}" for letter in letters)
        try:
            _compiled(f'#set document(title: "letters")\n#set text(font: "Noto Sans")\n{shown}', place)
            break
        except refused as error:
            found = NO_GLYPH.search(str(error))
            told = ESCAPED.sub(lambda each: chr(int(each[1], 16)), found[1]) if found else ""
            held = [letter for letter in letters if letter in told]
            if not held:
                raise
            missing += held
            letters = [letter for letter in letters if letter not in held]
    return missing


def _notes(memo: Memo, missing: Sequence[str]) -> Iterator[str]:
    """Give for each text with such letters what is shown of it, and around which words."""
    for line in lines(memo):
        said = plain(line).replace("\n", " ")
        held = [letter for letter in missing if letter in said]
        if held:
            start = max(0, said.index(held[0]) - EXCERPT // 2)
            part = ("…" if start else "") + said[start : start + EXCERPT].strip()
            names = ", ".join(f"U+{ord(letter):04X}" for letter in held)
            yield f"“{part}”: no font of the PDF has {names}; {INSTEAD} stands in its place"


def _source(memo: Memo, place: Path) -> Iterator[str]:
    """Give the memo in the language of typst, with its pictures put beside it."""
    yield LOOK.read_text(encoding="utf-8")
    runs = ", ".join(map(_text, memo.runs))
    told = ", ".join(map(_text, (memo.title, memo.language, memo.stale)))
    # What would take a large part of every page stands once, above and below the text.
    above, below = (side if _rows(side) <= MOST_ROWS else () for side in (memo.header, memo.footer))
    edges = ", ".join(f"({''.join(f'[{_unlinked(each.line)}], ' for each in side)})" for side in (above, below))
    yield f"#show: memo.with({told}, ({runs}{',' * bool(runs)}), {edges}, ({_rows(above)}, {_rows(below)}))"
    blocks = (*(() if above else memo.header), *memo.blocks, *(() if below else memo.footer))
    for _, group in groups(blocks):
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


def _rows(side: Sequence[Paragraph]) -> int:
    """Return about how many rows some paragraphs take in small type."""
    return sum(1 + len(plain(each.line)) // PER_ROW for each in side)


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
    rows = "\n".join("".join(f"[{_line(line)}], " for line in row) for row in table.rows)
    counted = "true" if table.number else "false"
    label = say(memo.language, "table")
    return (
        f"#rows({len(table.head)}, {counted}, {_text(label)}, {_text(table.caption)}, {_text(table.about)}, "
        f"({head},), (\n{rows}))\n"
    )


def _line(line: Line) -> str:
    return "".join(map(_span, line))


def _unlinked(line: Line) -> str:
    """Return a line for above or below every page, where a tagged PDF has no links."""
    return _line(tuple(replace(span, link="") for span in line))


def _span(span: Span) -> str:
    said = " \\\n".join(f"#{_text(part)}" for part in span.text.split("\n"))
    for on, tag in ((span.bold, "strong"), (span.italic, "emph")):
        said = f"#{tag}[{said}]" if on else said
    return f"#link({_text(span.link)})[{said}]" if span.link else said + "#[]"


def _text(text: str) -> str:
    """Return a text as typst writes one, in which nothing is code."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'
