"""Which parameters a sweep means by names and patterns, and over what."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from care2040.experiment_design import Range
from care2040.experiment_points import beyond
from care2040.experiment_schema import NAME_OR_PATTERN
from care2040.experiment_targets import hint_for, own_lever
from care2040.levers import Levers
from care2040.parameter import Parameter
from care2040.problems import Problem
from care2040.yamlfile import Document

PLACE = ("sweep", "parameters")


@dataclass
class Swept:
    """Reads the parameters of a sweep.

    Parameters
    ----------
    document : Document
        The experiment as written, its list of parameters as a mapping.
    parameters : mapping of str to Parameter
        All parameters, at district resolution.
    levers : Levers
        Their efforts and budgets are set by a policy, not by a sweep.
    ranges : dict of str to tuple of float or None
        Parameter to the given range, None for its own, in the order of the parameters; filled by `problems`.
    """

    document: Document
    parameters: Mapping[str, Parameter]
    levers: Levers
    ranges: dict[str, Range | None] = field(default_factory=dict)

    def problems(self) -> Iterator[Problem]:
        """Give every name that is unknown, means nothing that can be swept, or is meant twice, and wrong ranges."""
        written = self.document.data["sweep"].get("parameters", {"*": {}})
        by: dict[str, str] = {}
        found: dict[str, Range | None] = {}
        # what is named itself has the last word over a pattern
        for pattern in sorted(written if isinstance(written, dict) else (), key=is_pattern, reverse=True):
            entry = written[pattern]
            # what cannot be a name is left to the schema
            if not isinstance(entry, dict) or not re.fullmatch(NAME_OR_PATTERN, str(pattern)):
                continue
            wrong = self._wrong_name(pattern, "range" not in entry) or self._wrong_range(pattern, entry.get("range"))
            if wrong:
                yield wrong
                continue
            given = _as_range(entry.get("range"))
            for name in self._matched(pattern, "range" not in entry):
                if name in by and is_pattern(pattern) and found[name] != given:
                    hint = f"name '{name}' itself beside them: that has the last word"
                    message = f"'{pattern}' and '{by[name]}' give '{name}' different ranges"
                    yield self._problem((pattern,), "E415", message, hint, key=True)
                    break
                by[name], found[name] = pattern, given
        self.ranges.update({name: found[name] for name in self.parameters if name in found})

    def _problem(self, keys: tuple[str, ...], code: str, message: str, hint: str, key: bool = False) -> Problem:
        return self.document.problem((*PLACE, *keys), code, message, hint, key=key)

    def _matched(self, pattern: str, own: bool) -> list[str]:
        """Give the parameters that a name or pattern stands for and that can be swept so."""
        return [
            name
            for name, parameter in self.parameters.items()
            if fnmatchcase(name, pattern)
            and own_lever(name, self.levers) is None
            and not (own and (parameter.spread == "none" or parameter.range is None))
        ]

    def _wrong_name(self, pattern: str, own: bool) -> Problem | None:
        """Return the problem of a name or pattern that stands for nothing that can be swept."""
        keys = (pattern,)
        meant = [name for name in self.parameters if fnmatchcase(name, pattern)]
        lever = own_lever(pattern, self.levers)
        if lever is not None or pattern in self.levers.names:
            message = f"'{pattern}' is not for a sweep: efforts and budgets are set by a policy"
            hint = f"give '{lever or pattern}' an effort in a policy; what it does is swept by its gain or reduction"
            return self._problem(keys, "E405", message, hint, key=True)
        if not meant and is_pattern(pattern):
            hint = hint_for(pattern.strip("*?_"), list(self.parameters))
            return self._problem(keys, "E415", f"the pattern '{pattern}' matches no parameter", hint, key=True)
        if not meant:
            hint = hint_for(pattern, list(self.parameters))
            return self._problem(keys, "E405", f"there is no parameter '{pattern}'", hint, key=True)
        if self._matched(pattern, own):
            return None
        hint = "give one: {range: [low, high]}"
        message = f"'{pattern}' has no range of its own to sweep over"
        if is_pattern(pattern):
            message = f"the pattern '{pattern}' matches only parameters without a range of their own"
        return self._problem(keys, "E415", message, hint, key=True)

    def _wrong_range(self, pattern: str, written: Any) -> Problem | None:
        """Return the problem of a given range; what is no list of numbers is left to the schema."""
        if not isinstance(written, list) or any(type(end) not in (int, float) for end in written):
            return None
        keys = (pattern, "range")
        if len(written) != 2:
            hint = "use a point as decimal mark: [0.5, 1.5]" if len(written) in (3, 4) else "write [low, high]"
            return self._problem(keys, "E415", f"a range has two numbers, not {len(written)}", hint)
        low, high = written
        if not low < high:
            message = f"the range goes from {low:g} to {high:g}"
            return self._problem(keys, "E415", message, "write the lower number first")
        for name in self._matched(pattern, False):
            wrong = beyond(self.parameters[name], low) or beyond(self.parameters[name], high)
            if wrong:
                return self._problem(keys, "E407", f"'{name}' would become {wrong[0]:.6g}", wrong[1])
        return None


def is_pattern(name: object) -> bool:
    """Say whether a name stands for several parameters."""
    return "*" in str(name) or "?" in str(name)


def _as_range(written: Any) -> Range | None:
    """Return a range as two numbers; what is wrong with it the schema or `Swept` has said."""
    numbers = [float(end) for end in written if type(end) in (int, float)] if isinstance(written, list) else []
    return (numbers[0], numbers[1]) if len(numbers) == 2 else None
