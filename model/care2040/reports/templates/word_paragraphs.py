"""The text of one paragraph of Word: taken out with placeholders whole, and put back filled in, look by look."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from docx.oxml.ns import qn

from care2040.reports.document.blocks import Block, Figure, Line, Pair, Span
from care2040.reports.document.value_text import ValueText
from care2040.reports.templates.filler import MARKED, TAG

NODE_MARK = re.compile("\ue010(\\d+)\ue011")
TYPED = str.maketrans({"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "\xa0": " ", "–": "-"})
"""What Word makes of quotes as one types, turned back inside a placeholder."""
SPACES = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
NARROW, PER_ROW = 8.0, 2
"""Centimetres of the widest figure that another fits beside, and how many there then are."""
OFF = ("0", "false", "none")


class Mixed(Exception):
    """A figure, a table or a list stands among words; whoever knows the place makes a problem of it."""


def nth(text: str, word: str, before: int) -> int:
    """Return where a word stands in a text for the first time after it was there a number of times; -1 for nowhere."""
    at = text.find(word)
    for _ in range(before):
        at = text.find(word, at + len(word))
    return at


def text_nodes(paragraph: Any) -> list[Any]:
    """Return the elements that hold the text of a paragraph, not those of a text box in it."""
    return [node for node in paragraph.iter(qn("w:t")) if next(node.iterancestors(qn("w:p"))) is paragraph]


def with_whole_tags(paragraph: Any) -> str:
    """Return the text of a paragraph, with a mark before the text of each element, and each placeholder in one.

    Word cuts text into runs wherever someone once stopped typing, also inside a placeholder. A placeholder goes to the
    element it begins in, and looks as that does.
    """
    texts = [node.text or "" for node in text_nodes(paragraph)]
    whole = "".join(texts)
    ends = [sum(map(len, texts[: number + 1])) for number in range(len(texts))]
    parts = [""] * len(texts)
    place, at = 0, 0
    spans = {match.start(): match[0] for match in TAG.finditer(whole)}
    while at < len(whole):
        while ends[place] <= at:
            place += 1
        tag = spans.get(at)
        parts[place] += tag.translate(TYPED) if tag else whole[at]
        at += len(tag) if tag else 1
    return "".join(f"\ue010{number}\ue011{part}" for number, part in enumerate(parts))


def _by_node(text: str) -> dict[int, str]:
    """Return the filled-in text of each element, by its number; one that a loop repeats is strung together."""
    parts = NODE_MARK.split(text)
    found: dict[int, str] = {}
    for number, part in zip(parts[1::2], parts[2::2], strict=True):
        found[int(number)] = found.get(int(number), "") + part
    return found


def pieces(text: str, made: Sequence[Any]) -> Iterator[str | ValueText]:
    """Give the stretches of a filled-in text: what stood there, and what placeholders became."""
    for number, part in enumerate(MARKED.split(text)):
        if number % 2:
            yield made[int(part)]
        elif part:
            yield part


def blocks_of(text: str, made: Sequence[Any]) -> tuple[Block, ...] | None:
    """Return the blocks that a paragraph is when placeholders for blocks stand in it; None when none do.

    Two narrow figures in one paragraph come beside each other.
    """
    became = [made[int(mark)] for mark in MARKED.findall(text)]
    whole = [each for each in became if isinstance(each, tuple)]
    if not whole:
        return None
    bare = NODE_MARK.sub("", MARKED.sub("", text)).strip()
    if bare or len(whole) < len(became):
        raise Mixed
    if len(whole) == 1:
        return tuple(whole[0])
    both = [block for blocks in whole for block in blocks]
    narrow = [block for block in both if isinstance(block, Figure) and block.drawn.width <= NARROW]
    if len(narrow) == len(both) == PER_ROW:
        return (Pair((narrow[0], narrow[1])),)
    raise Mixed


def fill_paragraph(paragraph: Any, text: str, made: Sequence[Any]) -> None:
    """Put the filled-in text into a paragraph of Word, each stretch in the element it came from."""
    found = _by_node(text)
    for number, node in enumerate(text_nodes(paragraph)):
        node.text = "".join(str(piece) for piece in pieces(found.get(number, ""), made))
        node.set(SPACE, "preserve")


def line_of(paragraph: Any, text: str, made: Sequence[Any], document: Any) -> Line:
    """Return the filled-in text of a paragraph as words with their looks, for the other forms of output."""
    found, places = _by_node(text), {node: number for number, node in enumerate(text_nodes(paragraph))}
    line = []
    for node in paragraph.iter():
        name = node.tag.partition("}")[2] if isinstance(node.tag, str) else ""
        if node in places:
            look = _look(node, document)
            for piece in pieces(found.get(places[node], ""), made):
                value = piece if isinstance(piece, ValueText) else None
                line.append(Span(str(piece), **look, value=value))
        elif name in SPACES and node.getparent().tag == qn("w:r"):
            line.append(Span(SPACES[name]))
    return tuple(line)


def _look(node: Any, document: Any) -> dict[str, Any]:
    """Return whether the run that holds a text is bold or italic by itself, and where it leads."""
    run = node.getparent()
    link = next(run.iterancestors(qn("w:hyperlink")), None)
    relation = link.get(qn("r:id")) if link is not None else None
    target = document.part.rels[relation].target_ref if relation in document.part.rels else ""
    return {"bold": _is_on(run, "w:b"), "italic": _is_on(run, "w:i"), "link": target}


def _is_on(run: Any, flag: str) -> bool:
    found = run.find(f"{qn('w:rPr')}/{qn(flag)}")
    return found is not None and found.get(qn("w:val"), "1") not in OFF
