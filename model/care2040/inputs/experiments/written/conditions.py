"""Conditions of a rule: which there are, how they go together, and what can never be met."""

from collections.abc import Iterator
from itertools import combinations, count
from typing import Any

from care2040.files.yaml_nodes import Keys
from care2040.inputs.experiments.written.excluded import NEVER, OVERLAP, excludes, together_in
from care2040.inputs.experiments.written.lines import Entry
from care2040.inputs.policies.rule import Combined, Condition, How

WHEN = "when"
TOGETHER: tuple[How, How] = ("all", "any")
KINDS = ("indicator", *TOGETHER)
VALUES = ("above", "below", "full_at")
ONE_KIND = "write exactly one of indicator, all and any"
A_HUNDREDTH = 0.01
DEEPEST = 2
"""Groups within each other."""
Told = tuple[Keys, str, str, str]
"""Keys below the line, code, message and hint."""


def leaves(written: Entry, where: Keys = (WHEN,)) -> Iterator[tuple[Keys, Entry]]:
    """Give everything that a rule looks at, with where it stands below its line."""
    if "indicator" in written:
        yield where, written
    for how in TOGETHER:
        for place, part in enumerate(_listed(written.get(how))):
            yield from leaves(part, (*where, how, place))


def wrong_conditions(written: Entry, where: Keys = (WHEN,), deep: int = 0) -> Iterator[Told]:
    """Give what does not fit in how conditions go together; what they look at is checked by itself."""
    kinds = [kind for kind in KINDS if kind in written]
    waits = deep == 0 and "after" in written
    if len(kinds) > 1:
        yield where, "E475", f"{' and '.join(map(repr, kinds))} stand beside each other", ONE_KIND
    elif not kinds and not waits:
        more = ", or 'after'" if deep == 0 else ""
        yield where, "E475", "a rule does not say what it waits for", ONE_KIND + more
    for key in (key for key in VALUES if key in written and "indicator" not in written):
        hint = "write it in each condition" if kinds else "name what is looked at: 'indicator'"
        yield (*where, key), "E475", f"'{key}' stands beside no indicator", hint
    if "wait" in written and "after" not in written:
        yield (*where, "wait"), "E475", "'wait' is said, and not after what", "write 'after', or leave it out"
    if deep == 0 and (found := together_in(written, where)):
        yield from found.never()
    for how in TOGETHER:
        parts = _listed(written.get(how))
        yield from _wrong_together(how, parts, (*where, how))
        for place, part in enumerate(parts) if deep + 1 < DEEPEST else ():
            yield from wrong_conditions(part, (*where, how, place), deep + 1)


def _wrong_together(how: How, parts: list[Entry], where: Keys) -> Iterator[Told]:
    """Give conditions that stand there twice, and those that are never met at once."""
    for place, part in enumerate(parts):
        if part in parts[:place]:
            yield (*where, place), "E403", "this condition stands here for the second time", "keep one of the two"
    for (one, first), (_, second) in combinations(enumerate(parts), 2) if how == "all" else ():
        if why := excludes(first, second):
            yield (*where, one), NEVER, why, OVERLAP


def seen_of(written: Entry) -> Condition | Combined | None:
    """Return what a rule that was found right looks at; None when it only waits for another line."""
    labels = (f"condition_{number}" for number in count(1))
    if "indicator" in written:
        return _condition(written, next(labels) if "after" in written else "")
    for how in TOGETHER:
        if how in written:
            return _combined(how, written[how], labels)
    return None


def _combined(how: How, parts: Any, labels: Iterator[str]) -> Combined:
    found: list[Condition | Combined] = []
    for part in parts:
        inner = next((one for one in TOGETHER if one in part), None)
        found.append(_combined(inner, part[inner], labels) if inner else _condition(part, next(labels)))
    return Combined(how, tuple(found))


def _condition(written: Entry, label: str) -> Condition:
    reads, _, member = str(written["indicator"]).partition(".")
    side = "above" if "above" in written else "below"
    threshold = float(written[side])
    past = A_HUNDREDTH * (abs(threshold) or 1.0)
    full_at = float(written.get("full_at", threshold + (past if side == "above" else -past)))
    return Condition(label, reads, member, threshold, full_at)


def _listed(written: Any) -> list[Entry]:
    return [one for one in written if isinstance(one, dict)] if isinstance(written, list) else []
