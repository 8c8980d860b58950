"""What a template may be at most: how large, how deep, how often it repeats, and which pieces of Jinja it may hold."""

from collections.abc import Iterator
from typing import Any

from jinja2 import nodes

from care2040.reports.document.value_text import Unfillable, ValueText

LONGEST = 2_000_000
"""Letters of a template; a memo of a hundred pages has a tenth of them."""
MOST_TAGS = 20_000
LONGEST_TEXT = 10_000
"""Letters of one text between quotes, or put together."""
LARGEST_NUMBER = 10**15
DEEPEST_CHOICES = 10
"""Choices and loops inside one another."""
DEEPEST = 40
"""Brackets inside one another, with what stands around them."""
MOST_TURNS = 10_000
"""Turns of all loops together."""
LONGEST_MEMO = 10_000_000
"""Letters that may come out."""
HINT = "a memo that needs more is better made of several"
LOOP = ("index", "index0", "first", "last", "length", "revindex")
"""What a loop tells of itself."""
KNOWN = (
    *(nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Assign, nodes.Name, nodes.Const),
    *(nodes.Call, nodes.Keyword, nodes.List, nodes.Tuple, nodes.Filter, nodes.Test, nodes.Compare, nodes.Operand),
    *(nodes.And, nodes.Or, nodes.Not, nodes.CondExpr, nodes.Concat, nodes.Getattr, nodes.BinExpr, nodes.UnaryExpr),
    *(nodes.Getitem, nodes.Slice, nodes.Include, nodes.Import, nodes.FromImport, nodes.Extends, nodes.Dict, nodes.Pair),
)
"""What a template is made of; what reads other files is refused by itself."""


def faults_of_size(source: str) -> Iterator[tuple[int, str]]:
    """Give line and message where a template is too large before it is read."""
    if len(source) > LONGEST:
        yield 1, f"the template is longer than {LONGEST:,} letters"
    if source.count("{{") + source.count("{%") > MOST_TAGS:
        yield 1, f"the template has more than {MOST_TAGS:,} placeholders"


def faults_of_tree(tree: nodes.Template) -> Iterator[tuple[int, str, str]]:
    """Give line, code and message of what a template may not hold; without recursion, for it may be deep."""
    waiting: list[tuple[nodes.Node, int, int]] = [(tree, 0, 0)]
    while waiting:
        node, depth, choices = waiting.pop()
        fault = _fault(node, depth, choices)
        if fault is not None:
            yield node.lineno or 1, *fault
            continue
        inside = choices + isinstance(node, (nodes.If, nodes.For))
        waiting.extend((child, depth + 1, inside) for child in node.iter_child_nodes())


def _fault(node: nodes.Node, depth: int, choices: int) -> tuple[str, str] | None:
    """Return code and message of what is wrong with one node."""
    if choices > DEEPEST_CHOICES:
        return "E719", f"more than {DEEPEST_CHOICES} choices and loops stand inside one another"
    if depth > DEEPEST:
        return "E719", f"more than {DEEPEST} brackets and choices stand inside one another"
    if isinstance(node, nodes.Getattr) and not _is_of_loop(node):
        return "E715", f"a template does not look inside what it names ('.{node.attr}')"
    if not isinstance(node, KNOWN):
        return "E715", f"a template has no use for '{type(node).__name__.lower()}': it fills in, chooses and repeats"
    if isinstance(node, nodes.Name) and node.name.startswith("_"):
        return "E710", f"there is no placeholder '{node.name}'"
    if isinstance(node, nodes.Call):
        named = [each.key for each in node.kwargs]
        if len(set(named)) < len(named) or any(each.startswith("_") for each in named):
            return "E712", "something is named twice between the brackets, or begins with _"
    if isinstance(node, nodes.For) and node.recursive:
        return "E715", "a loop cannot call itself"
    if isinstance(node, nodes.Const) and isinstance(node.value, int | float) and not abs(node.value) < LARGEST_NUMBER:
        return "E712", "the number is too large for anything in a result"
    if isinstance(node, nodes.Const) and isinstance(node.value, str) and len(node.value) > LONGEST_TEXT:
        return "E719", f"a text between quotes is longer than {LONGEST_TEXT:,} letters"
    return None


def _is_of_loop(node: nodes.Getattr) -> bool:
    return isinstance(node.node, nodes.Name) and node.node.name == "loop" and node.attr in LOOP


class Meter:
    """Counts what a template does while it is filled in, and stops what has no end."""

    def __init__(self) -> None:
        self.turns = 0

    def each(self, members: Any) -> list[Any]:
        """Return what a loop goes over, as a list that holds texts and numbers only, or short lists of them."""
        if not isinstance(members, list | tuple):
            raise Unfillable("E712", "a loop goes over a list", "{% for policy in ['as_is', 'all_together'] %}")
        self.turns += len(members)
        if self.turns > MOST_TURNS:
            raise Unfillable("E719", f"the loops of this template take more than {MOST_TURNS:,} turns", HINT)
        for member in members:
            for one in member if isinstance(member, list | tuple) else (member,):
                self.text(one)
        return list(members)

    def text(self, given: Any) -> str:
        """Return something plain as text; refused when it is no text or far too long."""
        if not isinstance(given, str | ValueText | int | float):
            raise Unfillable("E715", "this is no text, so it cannot be put together or changed as one")
        text = str(given)
        if len(text) > LONGEST_TEXT:
            raise Unfillable("E719", f"a text is longer than {LONGEST_TEXT:,} letters", HINT)
        return text

    def joined(self, *parts: Any) -> str:
        """Return texts behind one another."""
        return self.text("".join(map(self.text, parts)))


def metered(tree: nodes.Template) -> None:
    """Let the loops, and the texts that are put together, of a template be counted."""
    for loop in list(tree.find_all(nodes.For)):
        loop.iter = _call("_each", [loop.iter], loop.lineno)
    for parent in [tree, *tree.find_all(nodes.Node)]:
        for name in parent.fields:
            held = getattr(parent, name)
            if isinstance(held, nodes.Concat):
                setattr(parent, name, _call("_joined", held.nodes, held.lineno))
            elif isinstance(held, list):
                held[:] = [
                    _call("_joined", each.nodes, each.lineno) if isinstance(each, nodes.Concat) else each
                    for each in held
                ]


def _call(name: str, given: list[Any], line: int) -> nodes.Call:
    # The list itself, not a copy: what stands deeper is replaced in it afterwards.
    return nodes.Call(nodes.Name(name, "load", lineno=line), given, [], None, None, lineno=line)
