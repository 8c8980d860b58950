"""What a sweep or draws vary, and a scenario or policy sets: there it does not vary, and its rank says nothing."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product

from care2040.files.problems import Problem
from care2040.files.yaml_document import Document
from care2040.files.yaml_nodes import Keys
from care2040.inputs.parameters.parameter import member_name
from care2040.inputs.policies.change import Change

Group = tuple[str, str]
"""Scenarios or policies, and the name of one of them."""


@dataclass(frozen=True)
class Held:
    """A parameter, or a member drawn by itself, that varies, and a line that sets it."""

    name: str
    group: Group
    keys: Keys
    change: Change
    whole: bool

    @property
    def when(self) -> str:
        """How far it is held: in every year and member, or in some."""
        return "" if self.whole else " for a part of it, or for some years"


@dataclass(frozen=True)
class Varied:
    """What varies between runs, and how that was asked.

    Parameters
    ----------
    document : Document
        The experiment.
    names : frozenset of str
        The parameters that vary.
    itself : frozenset of str
        Those that the sweep names themselves, not by a pattern or by leaving all names out.
    start, end : int
        Of the run.
    sweep : bool
        Whether it is a sweep; else draws.
    """

    document: Document
    names: frozenset[str]
    itself: frozenset[str]
    start: int
    end: int
    sweep: bool

    def problems(self, changes: Mapping[Group, Iterable[tuple[Keys, Change]]]) -> Iterator[Problem]:
        """Give what is set: an error where that holds in every run, a warning where it holds in some."""
        found = [
            Held(name, group, keys, change, self._whole(change, name))
            for group, lines in changes.items()
            for keys, change in lines
            if _sets(change)
            for name in self._varied_by(change)
        ]
        for one in found:
            name, (group, which) = one.name, one.group
            who = "the sweep varies" if self.sweep else "draws vary"
            kind = "scenario" if group == "scenarios" else "policy"
            message = f"{who} '{name}', but the {kind} '{which}' sets it{one.when}"
            if name in self.itself and self._everywhere(name, found, changes):
                hint = "no run would differ by it: leave it out of the sweep, or write multiply or add instead of set"
                yield self.document.problem(one.keys, "E430", message, hint, key=True)
            else:
                hint = f"in this {kind} its range does not count, and how much it matters there says nothing"
                yield self.document.problem(one.keys, "E430", message, hint, key=True, severity="warning")

    def _varied_by(self, change: Change) -> list[str]:
        """Return what varies and is changed: the parameter, or those of its members that are drawn by themselves."""
        members = [member_name(change.parameter, member) for member in change.members.values()]
        by_themselves = [name for name in self.names if name.startswith(f"{change.parameter}.")]
        return sorted({change.parameter, *by_themselves} & {change.parameter, *(members or by_themselves)} & self.names)

    def _whole(self, change: Change, name: str) -> bool:
        """Say whether a change is in full force from the first day to the last, for every member that is meant."""
        begins = change.start is None or change.start <= self.start
        at_once = change.full_by is None or change.full_by <= self.start
        every = not change.members or name != change.parameter
        return every and begins and at_once and (change.until is None or change.until >= self.end)

    def _everywhere(self, name: str, found: Iterable[Held], changes: Mapping[Group, object]) -> bool:
        """Say whether a parameter is held over the whole of every run."""
        held = {one.group for one in found if one.name == name and one.whole}
        scenarios, policies = ([group for group in changes if group[0] == kind] for kind in ("scenarios", "policies"))
        pairs = product(scenarios or [("scenarios", "")], policies or [("policies", "")])
        return all(scenario in held or policy in held for scenario, policy in pairs)


def _sets(change: Change) -> bool:
    """Say whether nothing of the value before is left."""
    return change.operation == "set" or (change.operation, change.value) == ("multiply", 0)
