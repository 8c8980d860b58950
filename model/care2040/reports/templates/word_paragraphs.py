"""The text of one paragraph of Word: taken out with placeholders whole, and put back filled in, look by look."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

from docx.oxml.ns import qn

from care2040.reports.document.blocks import Block, Figure, Line, Pair, Span, safe_link
from care2040.reports.document.value_text import ValueText
from care2040.reports.templates.filler import MARKED
from care2040.reports.templates.tags import tags

NODE_MARK = re.compile("\x03(\\d+)\x04")
TYPED = str.maketrans({"‘": "'", "’": "'", "‚": "'", "“": '"', "”": '"', "„": '"', "\xa0": " ", "–": "-"})
"""What Word makes of quotes as one types, turned back inside a placeholder."""
SPACES = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
SYMBOLS = {
    "wingdings": {0xE0: "→", 0xDF: "←", 0xE8: "→", 0xFC: "✓", 0xFB: "✗", 0xA7: "▪", 0x6C: "●", 0x4A: "☺"},
    "symbol": {0xB7: "•", 0xAE: "→", 0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB4: "×"},
}
"""Signs that Word keeps as the place of one in a font, which it makes of ``-->`` and the like, in fonts of its own."""
NO_SIGN = "□"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
NARROW, PER_ROW = 8.0, 2
"""Centimetres of the widest figure that another fits beside, and how many there then are."""
OFF = ("0", "false", "none")


NoteMark = Callable[[str, str], str]
"""From the kind of a note and its id to what stands in the text for it."""
NOT_LIVE = ("moveFrom", "del")
"""Tracked changes whose text is no longer there: what was moved away, and what was deleted."""
NOTES = {qn("w:footnoteReference"): "footnote", qn("w:endnoteReference"): "endnote"}


class Mixed(Exception):
    """A figure, a table or a list stands among words; whoever knows the place makes a problem of it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def nth(text: str, word: str, before: int) -> int:
    """Return where a word stands in a text for the first time after it was there a number of times; -1 for nowhere."""
    at = text.find(word)
    for _ in range(before):
        at = text.find(word, at + len(word))
    return at


def text_nodes(paragraph: Any) -> list[Any]:
    """Return the elements that hold the text of a paragraph, not those of a text box in it, nor what was moved away.

    What is no paragraph, such as the title among the properties of a document, holds its text itself.
    """
    if paragraph.tag != qn("w:p"):
        return [paragraph]
    return [node for node in paragraph.iter(qn("w:t")) if is_of(node, paragraph)]


def is_of(node: Any, paragraph: Any) -> bool:
    """Whether a text is one that a paragraph says now."""
    for above in node.iterancestors():
        if above is paragraph:
            return True
        if above.tag == qn("w:p") or above.tag in map(qn, (f"w:{name}" for name in NOT_LIVE)):
            return False
    return False


def with_whole_tags(paragraph: Any) -> str:
    """Return the text of a paragraph, with a mark before the text of each element, and each placeholder in one.

    Word cuts text into runs wherever someone once stopped typing, also inside a placeholder. A placeholder goes to the
    element it begins in, and looks as that does.
    """
    texts = [node.text or "" for node in text_nodes(paragraph)]
    whole = "".join(texts)
    starts = [0, *accumulate(map(len, texts))]
    parts: list[list[str]] = [[] for _ in texts]

    def put(start: int, end: int) -> None:
        """Give each element its own of what stands between placeholders."""
        for number in range(bisect_right(starts, start) - 1, len(texts)):
            if starts[number] >= end:
                break
            parts[number].append(whole[max(start, starts[number]) : min(end, starts[number + 1])])

    last = 0
    for start, end in tags(whole):
        put(last, start)
        # The last of those that begin here holds the letter: the others are empty.
        parts[min(bisect_right(starts, start), len(texts)) - 1].append(whole[start:end].translate(TYPED))
        last = end
    put(last, len(whole))
    return "".join(f"\x03{number}\x04{''.join(part)}" for number, part in enumerate(parts))


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
    marks = list(map(int, MARKED.findall(text)))
    became = [made[mark] for mark in marks]
    first = next((mark for mark in marks if isinstance(made[mark], tuple)), None)
    if first is None:
        return None
    whole = [each for each in became if isinstance(each, tuple)]
    bare = NODE_MARK.sub("", MARKED.sub("", text)).strip()
    if bare or len(whole) < len(became):
        raise Mixed(first)
    if len(whole) == 1:
        return tuple(whole[0])
    both = [block for blocks in whole for block in blocks]
    narrow = [block for block in both if isinstance(block, Figure) and block.drawn.width <= NARROW]
    if len(narrow) == len(both) == PER_ROW:
        return (Pair((narrow[0], narrow[1])),)
    raise Mixed(first)


def fill_paragraph(paragraph: Any, text: str, made: Sequence[Any]) -> None:
    """Put the filled-in text into a paragraph of Word, each stretch in the element it came from."""
    found = _by_node(text)
    for number, node in enumerate(text_nodes(paragraph)):
        node.text = "".join(str(piece) for piece in pieces(found.get(number, ""), made))
        node.set(SPACE, "preserve")


def line_of(paragraph: Any, text: str, made: Sequence[Any], links: Mapping[str, Any], note_mark: NoteMark) -> Line:
    """Return the filled-in text of a paragraph as words with their looks, for the other forms of output.

    Links of a part of a document are told by its own relations.
    """
    found, places = _by_node(text), {node: number for number, node in enumerate(text_nodes(paragraph))}
    line = []
    for node in paragraph.iter():
        name = node.tag.partition("}")[2] if isinstance(node.tag, str) else ""
        if node in places:
            look = _look(node, links)
            for piece in pieces(found.get(places[node], ""), made):
                value = piece if isinstance(piece, ValueText) else None
                line.append(Span(str(piece), **look, value=value))
        elif name in SPACES and node.getparent().tag == qn("w:r") and is_of(node, paragraph):
            line.append(Span(SPACES[name]))
        elif name == "sym" and is_of(node, paragraph):
            line.append(Span(_sign(node)))
        elif node.tag in NOTES and is_of(node, paragraph):
            line.append(Span(f"[{note_mark(NOTES[node.tag], node.get(qn('w:id')))}]"))
    return tuple(line)


def _sign(node: Any) -> str:
    """Return the letter that a sign of an icon font is, or a box for one that is not known."""
    place = int(node.get(qn("w:char")) or "0", 16) & 0xFF
    return SYMBOLS.get((node.get(qn("w:font")) or "").lower(), {}).get(place, NO_SIGN)


def _look(node: Any, links: Mapping[str, Any]) -> dict[str, Any]:
    """Return whether the run that holds a text is bold or italic by itself, and where it leads."""
    run = node.getparent()
    link = next(run.iterancestors(qn("w:hyperlink")), None)
    relation = (link.get(qn("r:id")) or "") if link is not None else ""
    target = links[relation].target_ref if relation in links else ""
    return {"bold": _is_on(run, "w:b"), "italic": _is_on(run, "w:i"), "link": safe_link(target)}


def _is_on(run: Any, flag: str) -> bool:
    found = run.find(f"{qn('w:rPr')}/{qn(flag)}")
    return found is not None and found.get(qn("w:val"), "1") not in OFF
