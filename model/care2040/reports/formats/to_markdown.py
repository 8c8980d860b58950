"""A memo as Markdown, with its figures in a folder beside it."""

import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from urllib.parse import quote

from care2040.reports.document.blocks import Figure, Line, Memo, Pair, Role, Shown, Table, groups, values
from care2040.reports.document.value_text import say

MARKS: dict[Role, str] = {
    "title": "# ",
    "subtitle": "",
    "heading_1": "## ",
    "heading_2": "### ",
    "heading_3": "#### ",
    "body": "",
    "bullet": "- ",
    "number": "1. ",
    "quote": "> ",
}
SPECIAL = re.compile(r"([\\`*_\[\]<>|])")
DASHES = re.compile("-(?=-)")
ADDRESS = ":/?#@!$&'*+,;=%~-._"
"""Letters that stand in the address of a link as they are; brackets and spaces would end it."""
AT_BEGIN = re.compile(r"^(\s*)(?:([#+~-]+)(?=\s|~|$)|(\d+)([.)])(?=\s))", re.MULTILINE)
"""What makes a heading, a list or code of a line that begins with it."""
LISTS = ("bullet", "number")


def folder_of(to: Path) -> Path:
    """Return the folder for the figures of a memo."""
    return to.with_name(f"{to.stem}_figures")


def files_of(figure: Figure) -> Iterator[tuple[Path, str]]:
    """Give the files of a figure, and their names in that folder."""
    for path, ending in ((figure.drawn.svg, "svg"), (figure.drawn.png, "png")):
        yield path, f"{figure.number}_{figure.drawn.name}.{ending}"


def content(memo: Memo, to: Path) -> bytes:
    """Return the text of the file."""
    parts = [f"> **{_escaped(memo.stale)}**"] if memo.stale else []
    parts += [_block(paragraph, memo, to) for paragraph in memo.header]
    for role, group in groups(memo.blocks):
        texts = [_block(block, memo, to) for block in group]
        parts.append(("\n" if role in LISTS else "\n\n").join(texts))
    parts += ["---"] * bool(memo.footer) + [_block(paragraph, memo, to) for paragraph in memo.footer]
    told = [f"{each.asked}: {', '.join(map(repr, each.exact))} (run {each.run})" for each in values(memo) if each.exact]
    origin = "\n".join(_in_comment(line) for line in (*memo.runs, *dict.fromkeys(told)))
    if origin:
        parts.append(f"<!-- care2040\n{origin}\n-->")
    return ("\n\n".join(parts) + "\n").encode()


def _block(block: Shown, memo: Memo, to: Path) -> str:
    if isinstance(block, Pair):
        return "\n\n".join(_block(figure, memo, to) for figure in block.figures)
    if isinstance(block, Figure):
        place = f"{folder_of(to).name}/{block.number}_{block.drawn.name}.svg".replace(" ", "%20")
        label = f"{say(memo.language, 'figure')} {block.number}"
        return f"![{_escaped(block.drawn.alt)}]({place})\n\n*{label}. {_escaped(block.caption)}*"
    if isinstance(block, Table):
        return _table(block, memo)
    return MARKS[block.role] + AT_BEGIN.sub(_as_text, _line(block.line)).replace("\n", "  \n")


def _as_text(found: re.Match[str]) -> str:
    """Return the beginning of a line so that it is no mark of Markdown."""
    room, mark, number, dot = found.groups()
    return f"{room}\\{mark}" if mark else f"{room}{number}\\{dot}"


def _table(table: Table, memo: Memo) -> str:
    marks = (":--" if number == 0 or not table.number else "--:" for number in range(len(table.head)))
    head, *rows = ([_line(line).replace("\n", " ") for line in row] for row in (table.head, *table.rows))
    lines = [head, list(marks), *rows]
    text = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    if not table.number:
        return text
    return f"*{say(memo.language, 'table')} {table.number}. {_escaped(table.caption)}*\n\n{text}"


def _line(line: Line) -> str:
    said = []
    for (bold, italic, link), group in groupby(line, lambda span: (span.bold, span.italic, span.link)):
        text = _escaped("".join(span.text for span in group))
        bare = text.strip()
        marks = "**" * bold + "*" * italic
        if bare and marks:
            text = text.replace(bare, f"{marks}{bare}{marks[::-1]}")
        said.append(f"[{text}]({quote(link, safe=ADDRESS)})" if link else text)
    return "".join(said)


def _in_comment(text: str) -> str:
    """Return a text that does not close the comment it stands in."""
    return DASHES.sub("- ", " ".join(text.split()))


def _escaped(text: str) -> str:
    return SPECIAL.sub(r"\\\1", text)
