"""A memo as one HTML file that needs nothing else: figures are inside it, values say where they are from."""

import base64
from html import escape
from pathlib import Path
from typing import Literal

from care2040.reports.document.blocks import Figure, Line, Memo, Pair, Role, Shown, Span, Table, groups
from care2040.reports.document.value_text import say

TAGS: dict[Role, str] = {
    "title": "h1",
    "subtitle": "p",
    "heading_1": "h2",
    "heading_2": "h3",
    "heading_3": "h4",
    "body": "p",
    "bullet": "li",
    "number": "li",
    "quote": "p",
}
AROUND: dict[Role, str] = {"bullet": "ul", "number": "ol", "quote": "blockquote"}
LOOK = Path(__file__).parent / "memo.css"


def content(memo: Memo) -> bytes:
    """Return the file."""
    body = []
    for role, group in groups(memo.blocks):
        blocks = "\n".join(_block(block, memo) for block in group)
        around = AROUND.get(role) if role else None
        body.append(f"<{around}>\n{blocks}\n</{around}>" if around else blocks)
    runs = f'<meta name="generator" content="{escape("; ".join(memo.runs))}">\n' if memo.runs else ""
    text = "\n".join(body)
    main = "\n".join(filter(None, (_edge("header", memo), f"<main>\n{text}\n</main>", _edge("footer", memo))))
    below = _with_banner(main, memo.stale)
    page = (
        f'<!DOCTYPE html>\n<html lang="{memo.language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(memo.title)}</title>\n'
        f"{runs}<style>\n{LOOK.read_text(encoding='utf-8')}</style>\n</head>\n<body>\n"
        f"{below}\n</body>\n</html>\n"
    )
    return page.encode()


def _edge(side: Literal["header", "footer"], memo: Memo) -> str:
    """Return what stands above or below the pages of a Word template."""
    told = memo.header if side == "header" else memo.footer
    lines = "\n".join(f"<p>{_line(each.line)}</p>" for each in told)
    return f"<{side}>\n{lines}\n</{side}>" if told else ""


def _with_banner(main: str, stale: str) -> str:
    """Return the memo below its warning, if any: in a table, whose head browsers print again on every page."""
    if not stale:
        return main
    head = f'<thead><tr><td><p class="stale" role="alert">{escape(stale)}</p></td></tr></thead>'
    return f'<table class="pages" role="presentation">\n{head}\n<tbody><tr><td>\n{main}\n</td></tr></tbody>\n</table>'


def _block(block: Shown, memo: Memo) -> str:
    if isinstance(block, Pair):
        both = "\n".join(_block(figure, memo) for figure in block.figures)
        return f'<div class="pair">\n{both}\n</div>'
    if isinstance(block, Figure):
        label = f"{say(memo.language, 'figure')} {block.number}"
        data = base64.b64encode(block.drawn.word.read_bytes()).decode()
        picture = f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(block.drawn.alt)}"'
        return (
            f'<figure style="max-width: {block.drawn.width}cm">\n{picture}>\n'
            f"<figcaption>{label}&ensp;{escape(block.caption)}</figcaption>\n</figure>"
        )
    if isinstance(block, Table):
        return _table(block, memo)
    tag = TAGS[block.role]
    named = ' class="subtitle"' if block.role == "subtitle" else ""
    return f"<{tag}{named}>{_line(block.line)}</{tag}>"


def _table(table: Table, memo: Memo) -> str:
    label = f"{say(memo.language, 'table')} {table.number}"
    caption = f"<caption>{label}&ensp;{escape(table.caption)}</caption>\n" if table.number else ""
    head = "".join(f'<th scope="col">{_line(line)}</th>' for line in table.head)
    rows = "\n".join(
        "<tr>" + "".join(_cell(line, number == 0) for number, line in enumerate(row)) + "</tr>" for row in table.rows
    )
    named = ' class="numbers"' if table.number else ""
    return f"<table{named}>\n{caption}<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"


def _cell(line: Line, first: bool) -> str:
    return f'<th scope="row">{_line(line)}</th>' if first else f"<td>{_line(line)}</td>"


def _line(line: Line) -> str:
    return "".join(map(_span, line))


def _span(span: Span) -> str:
    text = escape(span.text).replace("\n", "<br>")
    value = span.value
    if value is not None and value.run:
        exact = " ".join(map(repr, value.exact))
        text = f'<data value="{escape(exact)}" data-run="{value.run}" title="{escape(value.asked)}">{text}</data>'
    for on, tag in ((span.bold, "strong"), (span.italic, "em")):
        text = f"<{tag}>{text}</{tag}>" if on and span.text.strip() else text
    return f'<a href="{escape(span.link)}">{text}</a>' if span.link else text
