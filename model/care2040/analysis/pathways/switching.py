"""A change-over from one policy to another: what is given up, what goes on, and what begins then with its own ramp."""

from collections.abc import Mapping
from dataclasses import replace

from care2040.inputs.policies.change import Change
from care2040.inputs.policies.levers import Levers
from care2040.inputs.policies.rule import Rule
from care2040.language.axes import AXES

Changes = tuple[Change, ...]
EVERYWHERE = len(AXES["district"])
HERE = "looks"
"""Ending of what says when a rule looks: that has years of its own, which are not put off."""


def lags_of(levers: Levers, rules: tuple[Rule, ...]) -> dict[str, float]:
    """Return by how many years what changes lags behind what is decided: what works, and what waits for a line."""
    found = {one.effort: float(one.delay) for one in levers.levers.values()}
    return found | {rule.called("follows"): rule.wait for rule in rules}


def switched(first: Changes, then: Changes, year: float, lags: Mapping[str, float]) -> Changes:
    """Return one policy until a year, and from then on another.

    A lever of both with the same effort goes on. With another effort it goes from the one to the other over its own
    ramp. A lever of the first alone is not paid any more and stops working its delay later; one of the second alone
    begins in that year, or when it would have begun if that is later, with its own ramp.

    Parameters
    ----------
    first, then : tuple of Change
        What both policies change.
    year : float
        On 1 January of this year.
    lags : mapping of str to float
        Years by which a parameter lags behind what is decided; 0 for one that is not named.

    Returns
    -------
    tuple of Change
        To be applied in this order.
    """
    found: list[Change] = []
    goes_on: set[str] = set()
    for name in dict.fromkeys(one.parameter for one in first):
        begin = year + lags.get(name, 0.0)
        own, next_ = ([one for one in changes if one.parameter == name] for changes in (first, then))
        begun = [one for one in own if one.start is None or one.start < begin]
        if _same(begun, next_) and not name.endswith(f"_{HERE}"):
            found += [replace(one, until=_earlier(one.until, next_[0].until)) for one in begun]
            goes_on.add(name)
        elif _covers(next_) and not name.endswith(f"_{HERE}"):
            found += begun
        else:
            found += [replace(one, until=_earlier(one.until, begin)) for one in begun]
    for one in then:
        if one.parameter not in goes_on:
            found += _put_off(one, year + lags.get(one.parameter, 0.0))
    return tuple(found)


def _same(begun: list[Change], then: list[Change]) -> bool:
    """Whether a policy that goes on makes the same effort, and not later than the one that takes its place."""
    what = [{(tuple(one.members.items()), one.operation, one.value) for one in own} for own in (begun, then)]
    starts = [max((one.start or 0.0 for one in own), default=0.0) for own in (begun, then)]
    return bool(begun) and what[0] == what[1] and starts[0] <= starts[1]


def _covers(then: list[Change]) -> bool:
    """Whether a policy says what a parameter is everywhere, so that nothing is left of what it was."""
    return any(not one.members for one in then) or len(then) >= EVERYWHERE


def _put_off(one: Change, begin: float) -> list[Change]:
    """Return a change that does not begin before a moment: its ramp is as long as it was, its end where it was."""
    if one.start is None:
        # what has no year is the size of a rule, which is in force once that looks
        return [one]
    later = max(0.0, begin - one.start)
    if one.parameter.endswith(f"_{HERE}"):
        start, full_by = one.start + later, one.full_by
    else:
        start, full_by = one.start + later, None if one.full_by is None else one.full_by + later
    if one.until is not None and one.until <= start:
        return []
    return [replace(one, start=start, full_by=full_by)]


def _earlier(first: float | None, second: float | None) -> float | None:
    given = [one for one in (first, second) if one is not None]
    return min(given) if given else None
