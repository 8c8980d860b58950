"""Checks of what an experiment changes, beyond types: moments in order, values that can be, no two changes at once."""

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import Any

import numpy as np

from care2040.files.problems import Fault, Problem
from care2040.files.yaml_document import Document
from care2040.files.yaml_nodes import Keys
from care2040.inputs.experiments.laws import Laws
from care2040.inputs.experiments.questions import Known
from care2040.inputs.experiments.schema import OPERATIONS, TARGET_PATTERN
from care2040.inputs.experiments.written.conditions import WHEN
from care2040.inputs.experiments.written.lines import (
    Aim,
    Entry,
    Target,
    aim_of,
    changes_of,
    number_at,
    target_of,
    wrong_start,
)
from care2040.inputs.experiments.written.rules import Pulled, Setting, idle_conditions, rule_of, wrong_rule
from care2040.inputs.experiments.written.steps import BETWEEN, Part, Steps
from care2040.inputs.parameters.parameter import Parameter
from care2040.inputs.parameters.possible import out_of_bounds
from care2040.inputs.policies.change import Change, Floats, Operation, at_full_strength
from care2040.inputs.policies.path_maker import paths
from care2040.inputs.policies.rule import Rule
from care2040.language.axes import BASE_YEAR, RUN_IN

ONE_THING = "write exactly one of set, multiply and add, or effort for a lever or a package"


@dataclass(frozen=True)
class Line:
    """A line of a scenario or policy, or the part of it that is one lever."""

    keys: Keys
    changes: tuple[Change, ...]
    lever: str | None = None
    package: bool = False
    ruled: Entry | None = None


@dataclass(frozen=True)
class Checker:
    """Checks what was written, also where another part of the file has the wrong type."""

    document: Document
    parameters: Mapping[str, Parameter]
    known: Known
    start: int
    end: int
    resolution: str
    ends: Callable[[Parameter], tuple[float, float] | None]
    lines: dict[tuple[str, str], list[Line]] = field(default_factory=dict)

    @property
    def setting(self) -> Setting:
        """In which run a rule stands."""
        return Setting(self.start, self.end, self.resolution, self.known.readable)

    def changes(self, group: str, name: str) -> tuple[Change, ...]:
        """Return what a scenario or a policy changes, but for what rules do."""
        lines = self.lines.get((group, name), ())
        return tuple(one for line in lines if line.ruled is None for one in line.changes)

    def rules(self) -> tuple[Rule, ...]:
        """Return the rules of all policies, in the order of the file, when nothing in them is wrong."""
        found: dict[Keys, list[Line]] = {}
        for line in (line for lines in self.lines.values() for line in lines if line.ruled is not None):
            found.setdefault(line.keys, []).append(line)
        names = {keys: f"rule_{number}" for number, keys in enumerate(found, 1)}
        return tuple(
            rule_of(names[keys], str(keys[1]), self._ruled(own, names), self.setting) for keys, own in found.items()
        )

    def _ruled(self, lines: Sequence[Line], names: Mapping[Keys, str]) -> Pulled:
        pulled = ((self.known.levers.levers[str(line.lever)], line.changes) for line in lines)
        entry, (group, policy, *_) = lines[0].ruled or {}, lines[0].keys
        steps = self._steps(str(group), str(policy))
        rules = {str(keys[-1]): name for keys, name in names.items() if keys[:2] == (group, policy)}
        named = {key: steps.step(entry[WHEN][key], rules) for key in BETWEEN if entry[WHEN].get(key)}
        return Pulled(entry, tuple(pulled), **named)

    def _steps(self, group: str, name: str) -> Steps:
        """Return the lines of a policy that make an effort, as others may come after them."""
        entries = {key: one for key, one in _items(self.document.data[group][name]) if isinstance(one, dict)}
        lines = [line for line in self.lines[group, name] if line.lever is not None]
        known = self.known.levers.levers
        return Steps(entries, [Part(str(one.keys[-1]), known[str(one.lever)], one.changes) for one in lines], self.end)

    def problems(self) -> Iterator[Problem]:
        """Give every problem found, in no order."""
        if self.start >= self.end:
            message = f"the run ends in {self.end}, but starts in {self.start}"
            yield self.document.problem(("end",), "E401", message, f"allowed: {self.start + 1} or later")
        for group in ("scenarios", "policies"):
            for name, entries in _items(self.document.data.get(group)):
                self.lines[group, name] = []
                for target, entry in _items(entries):
                    # what cannot be a name is left to the schema
                    if isinstance(entry, dict) and re.fullmatch(TARGET_PATTERN, target):
                        yield from self._check_line((group, name, target), entry)
                self.lines[group, name] = _without_overridden(self.lines[group, name])
                yield from self._overlaps(self.lines[group, name])
                if group == "policies" and isinstance(entries, dict):
                    for line, (below, code, message, hint) in self._steps(group, name).problems():
                        yield self.document.problem((group, name, line, *below), code, message, hint)
        yield from self._impossible_together()

    def idle(self, laws: Laws) -> Iterator[Problem]:
        """Give what is changed, but counts for no law that is in place."""
        idle = self.known.idle(laws.chosen, tuple(laws.drawn))
        for line in (line for own in self.lines.values() for line in own):
            for parameter in (change.parameter for change in line.changes if change.parameter in idle):
                message = f"'{parameter}' changes nothing here: no law that is in place depends on it"
                hint = f"choose its law under 'equations' (see: care2040 explain {parameter}), or leave this out"
                yield self.document.problem(line.keys, "E414", message, hint, key=True)

    def _check_line(self, keys: Keys, entry: Entry) -> Iterator[Problem]:
        """Check one line, and keep it when it says what changes."""
        if hint := self._stray(str(keys[-1])):
            yield self.document.problem(keys, "E405", f"'{keys[-1]}' is no parameter, lever or package", hint, key=True)
            return
        if self.start < self.end:
            for key, message, hint in _wrong_moments(entry, self.start, self.end):
                yield self.document.problem((*keys, key), "E406", message, hint)
        written = [str(key) for key in entry if key in OPERATIONS]
        if not written:
            yield self.document.problem(keys, "E404", f"nothing is said to happen to '{keys[-1]}'", ONE_THING, key=True)
        for second in written[1:]:
            message = f"'{written[0]}' and '{second}' stand in one line"
            yield self.document.problem((*keys, second), "E404", message, ONE_THING, key=True)
        if "spread" in entry and "effort" not in written:
            message = "'spread' goes with the effort of a lever or a package"
            yield self.document.problem((*keys, "spread"), "E419", message, "leave it out", key=True)
        if WHEN in entry and ("effort" not in written or keys[0] != "policies"):
            message = "'when' goes with the effort of a lever or a package, in a policy"
            yield self.document.problem((*keys, WHEN), "E448", message, "leave it out", key=True)
            return
        understood = len(written) == 1 and number_at(entry, written[0]) is not None
        try:
            if "effort" in written:
                aim = aim_of(str(keys[-1]), entry, self.known.levers, self.parameters, self.resolution)
                yield from self._pull(keys, entry, aim) if understood else ()
                for below, code, message, hint in wrong_rule(entry, aim, self.setting):
                    yield self.document.problem((*keys, *below), code, message, hint, key=code != "E407")
                for below, code, message, hint in idle_conditions(entry):
                    yield self.document.problem((*keys, *below), code, message, hint, severity="warning")
            elif written or str(keys[-1]).partition(".")[0] not in self.known.levers.names:
                target = target_of(str(keys[-1]), self.parameters, self.known.levers, self.resolution)
                yield from self._keep(keys, _change(target, written[0], entry), written[0]) if understood else ()
        except Fault as fault:
            yield self.document.problem(keys, fault.code, fault.message, fault.hint, key=True)

    def _stray(self, name: str) -> str:
        """Return where something belongs that is known, but cannot be changed; nothing for what may stand here."""
        if name in self.known.futures and name not in self.parameters:
            return f"a future stands among the scenarios itself: '{name}: {{}}'"
        quantity = name.removeprefix("law_of_")
        if quantity != name and quantity in self.known.laws:
            return f"choose another law under 'equations': '{quantity}: {self.known.laws[quantity][0]}'"
        return ""

    def _pull(self, keys: Keys, entry: Entry, aim: Aim) -> Iterator[Problem]:
        """Keep a line for each lever that is pulled, unless the schema refuses its effort."""
        for lever in aim.levers if self.start < self.end else ():
            for message, hint in wrong_start(lever, entry, self.start, self.end):
                yield self.document.problem(keys, "E406", message, hint, key=True)
        for lever in aim.levers if 0 <= entry["effort"] <= 1 else ():
            changes = changes_of(self.known.levers, lever, entry, aim, self.resolution)
            ruled = entry if isinstance(entry.get(WHEN), dict) else None
            self.lines[str(keys[0]), str(keys[1])].append(Line(keys, changes, lever.name, aim.package, ruled))

    def _keep(self, keys: Keys, change: Change, operation: str) -> Iterator[Problem]:
        """Keep a line, unless what it asks for cannot be."""
        for code, message, hint in self._past(str(keys[0]), change):
            yield self.document.problem(keys, code, message, hint, key=True)
        with np.errstate(over="ignore"):
            values = at_full_strength(change, self.parameters[change.parameter])
        wrong = _impossible(self.parameters[change.parameter], [values])
        if not wrong:
            self.lines[str(keys[0]), str(keys[1])].append(Line(keys, (change,)))
        elif operation != "multiply" or change.value >= 0:  # the schema refuses a negative factor
            yield self.document.problem((*keys, operation), "E407", *wrong)

    def _past(self, group: str, change: Change) -> Iterator[tuple[str, str, str]]:
        """Say why a change of what is over when it begins cannot be made, or would do nothing."""
        name = change.parameter
        if name in self.known.counted:
            message = f"'{name}' is what was counted until {BASE_YEAR}"
            yield "E442", message, "change what moves it afterwards, such as building, births or moving"
        elif name in self.known.at_start and group == "policies":
            message = f"'{name}' says how the city was in {RUN_IN}, before any policy"
            yield "E441", message, "write it under 'scenarios' or 'sweep', or change what moves it afterwards"
        elif name in self.known.at_start and change.start is not None and change.start > self.start:
            message = f"'{name}' is felt at the start of the run only; later it would change nothing"
            yield "E412", message, "leave out 'from' and 'full_by', or change what it sets in motion"

    def _overlaps(self, lines: Iterable[Line]) -> Iterator[Problem]:
        for first, second in combinations(lines, 2):
            if any(_meet(one, other) for one, other in product(first.changes, second.changes)):
                line, _, _ = self.document.position(first.keys, key=True)
                message = f"'{second.keys[-1]}' changes what '{first.keys[-1]}' on line {line} changes at the same time"
                hint = "keep one of the two, or let the first end ('until') before the other begins ('from')"
                if first.package and second.package:
                    hint += f", or name '{first.lever}' beside them: what is named itself has the last word"
                yield self.document.problem(second.keys, "E408", message, hint, key=True)

    def _impossible_together(self) -> Iterator[Problem]:
        """Give the values that only changes together, or only some draws, drive out of what can be."""
        # a group that is not in the file holds one that changes nothing
        scenarios, policies = (
            {name: lines for (group, name), lines in self.lines.items() if group == wanted} or {"": []}
            for wanted in ("scenarios", "policies")
        )
        for (scenario, happening), (policy, chosen) in product(scenarios.items(), policies.items()):
            both = [*happening, *chosen] if self.start < self.end else []
            # nothing but its lever sets an effort or a budget, from 0 to 1
            by_hand = [(line.keys, change) for line in both for change in line.changes if line.lever is None]
            for name, last in {change.parameter: keys for keys, change in by_hand}.items():
                own = [(keys[0], change) for keys, change in by_hand if change.parameter == name]
                wrong = self._impossible_path(name, [change for _, change in own])
                if wrong:
                    meeting = {group for group, _ in own}
                    where = f"in scenario '{scenario}' with policy '{policy}' " if len(meeting) > 1 else ""
                    yield self.document.problem(last, "E407", where + wrong[0], wrong[1], key=True)

    def _impossible_path(self, name: str, changes: Sequence[Change]) -> tuple[str, str] | None:
        """Check the central values of a parameter and, where there are draws, the outermost ones."""
        parameter = self.parameters[name]
        wrong = _impossible(parameter, _values(parameter, changes, self.start, self.end, {}))
        ends = {} if wrong else {part: found for part, one in parameter.parts().items() if (found := self.ends(one))}
        if not ends:
            return wrong
        drawn = {part: np.array(found) for part, found in ends.items()}
        wrong = _impossible(parameter, _values(parameter, changes, self.start, self.end, drawn))
        return (f"{wrong[0]} in some draws", wrong[1]) if wrong else None


def _items(node: Any) -> list[tuple[str, Any]]:
    """Give the named entries of what may or may not be a mapping."""
    return [(key, value) for key, value in node.items() if isinstance(key, str)] if isinstance(node, dict) else []


def _without_overridden(lines: Sequence[Line]) -> list[Line]:
    """Leave a lever out of its package where it is named itself, whole, in the same scenario or policy."""
    named = {line.lever for line in lines if not line.package and not any(one.members for one in line.changes)}
    return [line for line in lines if not (line.package and line.lever in named)]


def _change(target: Target, operation: str, entry: Entry) -> Change:
    done: dict[str, Operation] = {"set": "set", "multiply": "multiply", "add": "add"}
    moments = (number_at(entry, key) for key in ("from", "full_by", "until"))
    start, full_by, until = (None if moment is None else float(moment) for moment in moments)
    return Change(target.parameter, target.members, done[operation], float(entry[operation]), start, full_by, until)


def _values(
    parameter: Parameter, changes: Sequence[Change], start: int, end: int, drawn: Mapping[str, Floats]
) -> list[Floats]:
    with np.errstate(over="ignore", invalid="ignore"):  # what is not finite is told of
        made = paths({parameter.name: parameter}, changes, start, end, drawn)
    return [*made.constant.values(), *made.varying.values()]


def _wrong_moments(entry: Entry, start: int, end: int) -> Iterator[tuple[str, str, str]]:
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


def _impossible(parameter: Parameter, values: Iterable[Floats]) -> tuple[str, str] | None:
    """Check that a parameter keeps to values that its name and its unit allow."""
    arrays = list(values)
    for number in (min(float(array.min()) for array in arrays), max(float(array.max()) for array in arrays)):
        rule = "a value is a finite number"
        if math.isfinite(number):
            rule = out_of_bounds(parameter.name, parameter.unit, number)
        if rule:
            return f"'{parameter.name}' would become {number:.6g}", rule
    return None


def _meet(first: Change, second: Change) -> bool:
    """Say whether two changes meet in the same member of the same parameter at the same time."""
    if first.parameter != second.parameter:
        return False
    shared = first.members.keys() & second.members.keys()
    if any(first.members[axis] != second.members[axis] for axis in shared):
        return False
    begins = [-math.inf if change.start is None else change.start for change in (first, second)]
    ends = [math.inf if change.until is None else change.until for change in (first, second)]
    return max(begins) < min(ends)
