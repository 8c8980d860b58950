"""Where the placeholders, tags and notes of a template stand: found in one walk, however many are not closed."""

import re
from collections.abc import Callable, Iterator

CLOSERS = {"{{": "}}", "{%": "%}", "{#": "#}"}
OPENER = re.compile(r"\{[{%#]")


def tags(text: str) -> Iterator[tuple[int, int]]:
    """Give where each tag begins and ends."""
    at, unclosed = 0, set[str]()
    while found := OPENER.search(text, at):
        opener = found[0]
        end = -1 if opener in unclosed else text.find(CLOSERS[opener], found.end())
        if end < 0:
            # None further on is closed either; to look again for each would take the square of their number.
            unclosed.add(opener)
            at = found.end()
            continue
        at = end + 2
        yield found.start(), at


def replaced(text: str, by: Callable[[str], str] = lambda tag: "") -> str:
    """Return a text with something else in place of each tag."""
    parts, last = [], 0
    for start, end in tags(text):
        parts += [text[last:start], by(text[start:end])]
        last = end
    return "".join((*parts, text[last:]))


def has_tag(text: str) -> bool:
    """Whether a tag stands in a text."""
    return next(tags(text), None) is not None
