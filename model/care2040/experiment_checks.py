"""Checks of an experiment that go beyond types: names that exist, moments in order, values that can be."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import Any

import numpy as np

from care2040.changes import Change, Floats, Operation, at_full_strength
from care2040.experiment_rules import Entry, impossible, meet, number_at, wrong_moments
from care2040.experiment_schema import OPERATIONS, TARGET_PATTERN
from care2040.experiment_targets import Target, TargetError, find_target, hint_for
from care2040.parameter import Parameter
from care2040.policies import paths
from care2040.problems import Problem
from care2040.spreads import extremes
from care2040.yamlfile import Document
from care2040.yamlnodes import Keys

ONE_THING = "write exactly one of set, multiply and add, or effort for a lever"


@dataclass(frozen=True)
class Known:
    """Names that an experiment can ask for.

    Parameters
    ----------
    indicators : tuple of str
        Indicators of the model.
    figures : tuple of str
        Kinds of figure that can be drawn.
    """

    indicators: tuple[str, ...]
    figures: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """A line of a scenario or policy: where it stands and what it changes."""

    keys: Keys
    change: Change


@dataclass(frozen=True)
class Checker:
    """Checks what was written, also where another part of the file has the wrong type.

    Parameters
    ----------
    document : Document
        What was read.
    parameters : mapping of str to Parameter
        All parameters, at district resolution.
    known : Known
        Names of indicators and figures.
    start, end : int
        Horizon in years.
    resolution : str
        Resolution of the run.
    draws : int
        Runs per policy and scenario; 1 is central values.
    lines : dict
        Group (scenarios or policies) and name to the lines that could be understood; filled by `problems`.
    """

    document: Document
    parameters: Mapping[str, Parameter]
    known: Known
    start: int
    end: int
    resolution: str
    draws: int
    lines: dict[tuple[str, str], list[Line]] = field(default_factory=dict)

    def problems(self) -> Iterator[Problem]:
        """Give every problem found, in no order."""
        if self.start >= self.end:
            message = f"the run ends in {self.end}, but starts in {self.start}"
            yield self.document.problem(("end",), "E401", message, f"allowed: {self.start + 1} or later")
        yield from self._wrong_names("indicators", "indicator", self.known.indicators)
        yield from self._wrong_names("figures", "figure", self.known.figures)
        for group in ("scenarios", "policies"):
            for name, entries in _items(self.document.data.get(group)):
                self.lines[group, name] = []
                for target, entry in _items(entries):
                    # what cannot be a name is left to the schema
                    if isinstance(entry, dict) and re.fullmatch(TARGET_PATTERN, target):
                        yield from self._check_line((group, name, target), entry)
                yield from self._overlaps(self.lines[group, name])
        yield from self._impossible_together()

    def _wrong_names(self, group: str, kind: str, options: tuple[str, ...]) -> Iterator[Problem]:
        written = self.document.data.get(group)
        seen: set[str] = set()
        for position, name in enumerate(written if isinstance(written, list) else []):
            if not isinstance(name, str):
                continue
            if name not in options:
                hint = hint_for(name, options)
                yield self.document.problem((group, position), "E402", f"there is no {kind} '{name}'", hint)
            elif name in seen:
                message = f"'{name}' stands in '{group}' for the second time"
                yield self.document.problem((group, position), "E403", message, "keep one of the two")
            seen.add(name)

    def _check_line(self, keys: Keys, entry: Entry) -> Iterator[Problem]:
        """Check one line, and keep it when it says what changes."""
        if self.start < self.end:
            for key, message, hint in wrong_moments(entry, self.start, self.end):
                yield self.document.problem((*keys, key), "E406", message, hint)
        written = [str(key) for key in entry if key in OPERATIONS]
        if not written:
            yield self.document.problem(keys, "E404", f"nothing is said to happen to '{keys[-1]}'", ONE_THING, key=True)
        for second in written[1:]:
            message = f"'{written[0]}' and '{second}' stand in one line"
            yield self.document.problem((*keys, second), "E404", message, ONE_THING, key=True)
        try:
            target = find_target(str(keys[-1]), "effort" in written, self.parameters, self.resolution)
        except TargetError as error:
            yield self.document.problem(keys, "E405", error.message, error.hint, key=True)
            return
        if len(written) == 1 and number_at(entry, written[0]) is not None:
            yield from self._keep(Line(keys, _change(target, written[0], entry)), written[0])

    def _keep(self, line: Line, operation: str) -> Iterator[Problem]:
        """Keep a line, unless what it asks for cannot be."""
        change = line.change
        with np.errstate(over="ignore"):
            values = at_full_strength(change, self.parameters[change.parameter])
        wrong = impossible(change.parameter, [values])
        # the schema already refuses an effort outside 0 to 1 and a negative factor
        told = operation == "effort" or (operation == "multiply" and change.value < 0)
        if not wrong:
            self.lines[str(line.keys[0]), str(line.keys[1])].append(line)
        elif not told:
            yield self.document.problem((*line.keys, operation), "E407", *wrong)

    def _overlaps(self, lines: Iterable[Line]) -> Iterator[Problem]:
        for first, second in combinations(lines, 2):
            if meet(first.change, second.change):
                line, _, _ = self.document.position(first.keys, key=True)
                message = f"'{second.keys[-1]}' changes what '{first.keys[-1]}' on line {line} changes at the same time"
                hint = "keep one of the two, or let the first end ('until') before the other begins ('from')"
                yield self.document.problem(second.keys, "E408", message, hint, key=True)

    def _impossible_together(self) -> Iterator[Problem]:
        """Give the values that only changes together, or only some draws, drive out of what can be."""
        scenarios, policies = (
            {name: lines for (group, name), lines in self.lines.items() if group == wanted}
            for wanted in ("scenarios", "policies")
        )
        for (scenario, befalls), (policy, chosen) in product(scenarios.items(), policies.items()):
            both = [*befalls, *chosen] if self.start < self.end else []
            for name, last in {line.change.parameter: line for line in both}.items():
                wrong = self._impossible_path(name, [line.change for line in both if line.change.parameter == name])
                if wrong:
                    meeting = {line.keys[0] for line in both if line.change.parameter == name}
                    where = f"in scenario '{scenario}' with policy '{policy}' " if len(meeting) > 1 else ""
                    yield self.document.problem(last.keys, "E407", where + wrong[0], wrong[1], key=True)

    def _impossible_path(self, name: str, changes: Sequence[Change]) -> tuple[str, str] | None:
        """Check the central values of a parameter and, where there are draws, the outermost ones."""
        parameter = self.parameters[name]
        wrong = impossible(name, _values(parameter, changes, self.start, self.end, None))
        if wrong or self.draws == 1 or parameter.range is None:
            return wrong
        outermost = np.array(extremes(parameter.spread, *parameter.range, parameter.centre))
        wrong = impossible(name, _values(parameter, changes, self.start, self.end, outermost))
        return (f"{wrong[0]} in some draws", wrong[1]) if wrong else None


def _items(node: Any) -> list[tuple[str, Any]]:
    """Give the named entries of what may or may not be a mapping."""
    return [(key, value) for key, value in node.items() if isinstance(key, str)] if isinstance(node, dict) else []


def _change(target: Target, operation: str, entry: Entry) -> Change:
    done: dict[str, Operation] = {"set": "set", "multiply": "multiply", "add": "add", "effort": "set"}
    moments = (number_at(entry, key) for key in ("from", "full_by", "until"))
    start, full_by, until = (None if moment is None else float(moment) for moment in moments)
    return Change(target.parameter, target.members, done[operation], float(entry[operation]), start, full_by, until)


def _values(
    parameter: Parameter, changes: Sequence[Change], start: int, end: int, drawn: Floats | None
) -> list[Floats]:
    draws = None if drawn is None else {parameter.name: drawn}
    with np.errstate(over="ignore", invalid="ignore"):  # what is not finite is told of
        made = paths({parameter.name: parameter}, changes, start, end, draws)
    return [*made.constant.values(), *made.varying.values()]
