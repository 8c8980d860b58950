"""Rules for one change or two: moments in order, values that can be, no two changes of the same thing at once."""

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from care2040.files.problems import Problem, did_you_mean
from care2040.files.yaml_document import Document
from care2040.files.yaml_nodes import Keys
from care2040.inputs.experiments.change_target import hint_for
from care2040.inputs.parameters.checks import out_of_bounds
from care2040.inputs.policies.change import Change, Floats


def wrong_names(document: Document, group: str, kind: str, options: tuple[str, ...]) -> Iterator[Problem]:
    """Give the names in a list that do not exist, or stand in it twice."""
    seen: set[str] = set()
    for position, name in _names(document, group):
        if name not in options:
            yield document.problem((group, position), "E402", f"there is no {kind} '{name}'", hint_for(name, options))
        elif name in seen:
            message = f"'{name}' stands in '{group}' for the second time"
            yield document.problem((group, position), "E403", message, "keep one of the two")
        seen.add(name)


def titles_without_a_figure(document: Document) -> Iterator[Problem]:
    """Give the titles of figures that the experiment does not ask for."""
    asked = [name for _, name in _names(document, "figures")]
    titles = document.data.get("figure_titles")
    for name in titles if isinstance(titles, dict) else ():
        if isinstance(name, str) and name not in asked:
            hint = did_you_mean(name, asked) or "ask for it with 'figures:'"
            message = f"a title for '{name}', which is not among the figures of this experiment"
            yield document.problem(("figure_titles", name), "E402", message, hint, key=True)


def _names(document: Document, group: str) -> Iterator[tuple[int, str]]:
    """Give place and name of each text in a list; what has another type is left to the schema."""
    written = document.data.get(group)
    for position, name in enumerate(written if isinstance(written, list) else []):
        if isinstance(name, str):
            yield position, name


Entry = Mapping[str | int, Any]
"""What stands in the file behind a parameter or a lever."""


def number_at(entry: Entry, key: str) -> float | None:
    """Give the number behind a key, or None when there is none."""
    value = entry.get(key)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def wrong_moments(entry: Entry, start: int, end: int) -> Iterator[tuple[str, str, str]]:
    """Check that the moments of a change are inside the run and in order."""
    begin, full_by, until = (number_at(entry, key) for key in ("from", "full_by", "until"))
    if begin is not None and not start <= begin < end:
        yield "from", f"'from' is {begin}, outside the run", f"allowed: {start} or later, before {end}"
    if full_by is not None and not start <= full_by <= end:
        yield "full_by", f"'full_by' is {full_by}, outside the run", f"allowed: {start} to {end}"
    if until is not None and not start < until <= end:
        yield "until", f"'until' is {until}, outside the run", f"allowed: later than {start}, up to {end}"
    if full_by is not None and "from" not in entry:
        yield "full_by", "'full_by' stands without 'from'", "say with 'from' when the ramp begins"
    if full_by is not None and begin is not None and full_by < begin:
        yield "full_by", f"'full_by' is {full_by}, before 'from'", f"allowed: {begin} or later"
    if until is not None and begin is not None and until <= begin:
        yield "until", f"'until' is {until}, not after 'from'", f"allowed: later than {begin}"
    elif until is not None and full_by is not None and until < full_by:
        yield "until", f"'until' is {until}, before 'full_by'", f"allowed: {full_by} or later"


def impossible(parameter: str, values: Iterable[Floats]) -> tuple[str, str] | None:
    """Check that a parameter keeps to values its name allows."""
    arrays = list(values)
    for number in (min(float(array.min()) for array in arrays), max(float(array.max()) for array in arrays)):
        rule = out_of_bounds(parameter, number) if math.isfinite(number) else "a value is a finite number"
        if rule:
            return f"'{parameter}' would become {number:.6g}", rule
    return None


def too_late(change: Change, start: float) -> tuple[str, str] | None:
    """Say why a change of what is felt at the start of the run only would do nothing."""
    if change.start is None or change.start <= start:
        return None
    message = f"'{change.parameter}' is felt at the start of the run only; later it would change nothing"
    return message, "leave out 'from' and 'full_by', or change what it sets in motion"


def meet(first: Change, second: Change) -> bool:
    """Say whether two changes meet in the same member of the same parameter at the same time."""
    if first.parameter != second.parameter:
        return False
    shared = first.members.keys() & second.members.keys()
    if any(first.members[axis] != second.members[axis] for axis in shared):
        return False
    begins = [-math.inf if change.start is None else change.start for change in (first, second)]
    ends = [math.inf if change.until is None else change.until for change in (first, second)]
    return max(begins) < min(ends)


def wrong_laws(document: Document, laws: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    """Check that the laws an experiment names can take the place of those of the model."""
    written = document.data.get("equations")
    for quantity, law in written.items() if isinstance(written, dict) else ():
        keys = ("equations", quantity)
        if quantity not in laws:
            message = f"there is no other law for '{quantity}'"
            yield document.problem(keys, "E413", message, did_you_mean(quantity, tuple(laws)), key=True)
        elif isinstance(law, str) and law not in laws[quantity]:
            hint = did_you_mean(law, laws[quantity])
            yield document.problem(keys, "E413", f"'{law}' is no other law for '{quantity}'", hint)


def idle_changes(document: Document, changed: Iterable[tuple[Keys, str]], idle: frozenset[str]) -> Iterator[Problem]:
    """Check that what is changed counts with the laws that are in place."""
    for keys, parameter in changed:
        if parameter in idle:
            message = f"'{parameter}' changes nothing here: no law that is in place depends on it"
            hint = f"choose its law under 'equations' (see: care2040 explain {parameter}), or leave this out"
            yield document.problem(keys, "E414", message, hint, key=True)
