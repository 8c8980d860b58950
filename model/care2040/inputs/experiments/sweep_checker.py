"""Checks of a sweep beyond its types: how many points, from which file, what is kept, and what comes then."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal, get_args

from care2040.files.problems import InvalidInput, Problem
from care2040.files.yaml_document import Document
from care2040.files.yaml_nodes import Place
from care2040.inputs.experiments.limits import LONGEST_NAME, is_there, written
from care2040.inputs.experiments.questions import Known
from care2040.inputs.experiments.schema import NAME_OR_PATTERN, Method
from care2040.inputs.experiments.sweep import (
    FEWEST_OF_SOBOL,
    MOST_NUMBERS,
    Range,
    Sweep,
    beyond,
    count_points,
    read_points,
)
from care2040.inputs.experiments.written.lines import hint_for, number_at, own_lever
from care2040.inputs.parameters.distributions import Floats
from care2040.inputs.parameters.parameter import Parameter
from care2040.inputs.policies.levers import Levers
from care2040.language.equations import LAW_OF

PLACE = ("sweep", "parameters")


@dataclass
class Swept:
    """Reads the parameters of a sweep."""

    document: Document
    parameters: Mapping[str, Parameter]
    levers: Levers
    ranges: dict[str, Range | None] = field(default_factory=dict)
    options: dict[str, Parameter] = field(default_factory=dict)

    def problems(self) -> Iterator[Problem]:
        """Give every name that is unknown, means nothing that can be swept, or is meant twice, and wrong ranges."""
        self.options = {name: part for one in self.parameters.values() for name, part in one.parts().items()}
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
                    yield self._problem((pattern,), "E426", message, hint, key=True)
                    break
                by[name], found[name] = pattern, given
        self.ranges.update({name: found[name] for name in self.options if name in found})

    def _problem(self, keys: tuple[str, ...], code: str, message: str, hint: str, key: bool = False) -> Problem:
        return self.document.problem((*PLACE, *keys), code, message, hint, key=key)

    def _matched(self, pattern: str, own: bool) -> list[str]:
        """Give the parameters that a name or pattern stands for and that can be swept so."""
        return [
            name
            for name, parameter in self.options.items()
            if _stands_for(pattern, name)
            and own_lever(name, self.levers) is None
            and not (own and (parameter.spread == "none" or parameter.range is None))
        ]

    def _wrong_name(self, pattern: str, own: bool) -> Problem | None:
        """Return the problem of a name or pattern that stands for nothing that can be swept."""
        keys = (pattern,)
        meant = [name for name in self.options if _stands_for(pattern, name)]
        lever = own_lever(pattern, self.levers)
        if lever is not None or pattern in self.levers.names:
            message = f"'{pattern}' is not for a sweep: efforts and budgets are set by a policy"
            hint = f"give '{lever or pattern}' an effort in a policy; what it does is swept by its gain or reduction"
            return self._problem(keys, "E420", message, hint, key=True)
        if not meant and is_pattern(pattern):
            hint = hint_for(pattern.strip("*?_"), list(self.parameters))
            return self._problem(keys, "E405", f"the pattern '{pattern}' matches no parameter", hint, key=True)
        if not meant:
            hint = hint_for(pattern, [*self.parameters, *self.options])
            if pattern.startswith(LAW_OF):
                hint = f"write 'equations: {{{pattern.removeprefix(LAW_OF)}: drawn}}' to have its law drawn"
            return self._problem(keys, "E405", f"there is no parameter '{pattern}'", hint, key=True)
        if self._matched(pattern, own):
            return None
        hint = "give one: {range: [low, high]}"
        message = f"'{pattern}' has no range of its own to sweep over"
        if is_pattern(pattern):
            message = f"the pattern '{pattern}' matches only parameters without a range of their own"
        return self._problem(keys, "E427", message, hint, key=True)

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
            if name.startswith(LAW_OF):
                return self._problem(
                    keys, "E415", f"'{name}' has no range: a law is drawn, or it is not", "leave it out"
                )
            wrong = beyond(self.options[name], low) or beyond(self.options[name], high)
            if wrong:
                return self._problem(keys, "E407", f"'{name}' would become {wrong[0]:.6g}", wrong[1])
        return None


def _stands_for(pattern: str, name: str) -> bool:
    """Say whether a name or pattern stands for a parameter, or for a member of one that is drawn by itself."""
    return fnmatchcase(name, pattern) or fnmatchcase(name.partition(".")[0], pattern)


def is_pattern(name: object) -> bool:
    """Say whether a name stands for several parameters."""
    return "*" in str(name) or "?" in str(name)


def _as_range(written: Any) -> Range | None:
    """Return a range as two numbers; what is wrong with it the schema or `Swept` has said."""
    numbers = [float(end) for end in written if type(end) in (int, float)] if isinstance(written, list) else []
    return (numbers[0], numbers[1]) if len(numbers) == 2 else None


def as_mapping(document: Document) -> Document:
    """Return an experiment in which a list of parameters is written out: each over its own range."""
    sweep = document.data.get("sweep")
    listed = sweep.get("parameters") if isinstance(sweep, dict) else None
    if not isinstance(listed, list) or not listed:
        return document
    places = dict(document.places)
    for number, name in enumerate(listed):
        value = places[("sweep", "parameters", number)].value
        places.setdefault(("sweep", "parameters", str(name)), Place(value, value))
    named = {**dict(sweep or {}), "parameters": {str(name): {} for name in listed}}
    return replace(document, data={**document.data, "sweep": named}, places=places)


@dataclass
class SweepChecker:
    """Checks ``sweep`` beyond its types, also where another part of the file has the wrong type."""

    document: Document
    parameters: Mapping[str, Parameter]
    known: Known
    start: int
    end: int
    draws: int
    found: Sweep | None = None

    def problems(self) -> Iterator[Problem]:
        """Give every problem found, in no order."""
        sweep = self.document.data.get("sweep")
        if not isinstance(sweep, dict):
            return
        if self.draws > 1:
            hint = "leave out 'draws' (or --draws): 'samples' says how many; monte_carlo draws as 'draws' does"
            yield self._problem((), "E422", "an experiment has draws or a sweep, not both", hint, key=True)
        ranges: dict[str, Range | None] = {}
        given: dict[str, Floats] = {}
        if sweep.get("method") == "file":
            yield from self._read_file(sweep, given)
            ranges = dict.fromkeys(given)
        else:
            if "file" in sweep:
                hint = "write 'method: file', or leave it out"
                yield self._problem(("file",), "E423", "'file' goes with the method file", hint, key=True)
            yield from Swept(self.document, self.parameters, self.known.levers, ranges).problems()
            yield from self._wrong_samples(sweep, "", len(ranges))
        yield from self._wrong_choice(sweep)
        yield from self._wrong_then(sweep, len(ranges))
        if ranges and sweep.get("method") in get_args(Method):
            samples = len(next(iter(given.values()))) if given else int(number_at(sweep, "samples") or 2)
            self.found = Sweep(sweep["method"], samples, ranges, given)

    def _problem(
        self,
        keys: tuple[str | int, ...],
        code: str,
        message: str,
        hint: str,
        key: bool = False,
        severity: Literal["error", "warning"] = "error",
    ) -> Problem:
        return self.document.problem(("sweep", *keys), code, message, hint, key, severity)

    def _read_file(self, sweep: Mapping[str | int, Any], given: dict[str, Floats]) -> Iterator[Problem]:
        for key, why in (("samples", "every row of the file is a point"), ("parameters", "the file names them")):
            if key in sweep:
                yield self._problem((key,), "E423", f"'{key}' does not go with the method file", why, key=True)
        name = sweep.get("file")
        if not isinstance(name, str) or not name.strip():
            if "file" not in sweep:
                hint = "write 'file: points.csv', a CSV beside the experiment with a column for each parameter"
                yield self._problem(("method",), "E423", "the method file has no file", hint)
            return
        path = self.document.path.parent / Path(name)
        if not is_there(path):
            hint = f"it is looked for beside the experiment: {path}"
            if len(name) > LONGEST_NAME:
                name, hint = f"{name[:20]}...", f"its name has {len(name)} letters; a disk takes some 250 at most"
            yield self._problem(("file",), "E416", f"there is no file '{name}'", hint)
            return
        try:
            given.update(read_points(path, self.parameters, self.known.levers))
        except InvalidInput as error:
            yield from error.problems

    def _wrong_samples(self, sweep: Mapping[str | int, Any], where: str, parameters: int) -> Iterator[Problem]:
        """Check how many; `where` is empty, or the stage within the sweep."""
        keys = (where,) if where else ()
        samples, method = number_at(sweep, "samples"), sweep.get("method")
        if samples is None:
            if "samples" not in sweep and not where:
                hint = "write how many, such as 'samples: 64'"
                who = f"the method {method}" if method in get_args(Method) else "a sweep"
                yield self._problem(("method",), "E423", f"{who} needs 'samples'", hint)
            return
        if not isinstance(samples, int):
            return  # the schema asks for a whole number
        if method == "sobol" and 2 <= samples < FEWEST_OF_SOBOL:
            message = f"sobol over {samples} samples says nothing of what matters: no index is computed"
            hint = f"write {FEWEST_OF_SOBOL} or more, such as 256"
            yield self._problem((*keys, "samples"), "E431", message, hint, severity="warning")
        if method == "sobol" and samples >= 2 and samples.bit_count() != 1:
            below = 2 ** (samples.bit_length() - 1)
            message = f"{written(samples)} is no power of two, and the points of sobol are even only then"
            yield self._problem((*keys, "samples"), "E424", message, f"write {written(below)} or {written(2 * below)}")
        points = count_points(str(method), samples, parameters)
        if points * parameters > MOST_NUMBERS:
            message = f"{written(samples)} samples over {parameters} parameters make {written(points)} points"
            hint = f"allowed: {MOST_NUMBERS // max(1, parameters):,} points; take fewer samples or parameters"
            yield self._problem((*keys, "samples"), "E425", message, hint)

    def _wrong_choice(self, sweep: Mapping[str | int, Any]) -> Iterator[Problem]:
        """Check the indicators and years that are kept."""
        asked = self.document.data.get("indicators")
        options = [name for name in asked if isinstance(name, str)] if isinstance(asked, list) else []
        for key in ("indicators", "years"):
            chosen = sweep.get(key)
            written: list[Any] = chosen if isinstance(chosen, list) else []
            for place, one in enumerate(written):
                if key == "indicators" and isinstance(one, str) and one not in options:
                    hint = hint_for(one, options)
                    message = f"the experiment has no indicator '{one}'"
                    yield self._problem((key, place), "E402", message, hint)
                if key == "years" and isinstance(one, int) and not self.start <= one < self.end:
                    hint = f"allowed: {self.start} to {self.end - 1}"
                    yield self._problem((key, place), "E409", f"the year {one} is outside the run", hint)
                if one in written[:place]:
                    yield self._problem((key, place), "E403", f"'{one}' stands here for the second time", "keep one")

    def _wrong_then(self, sweep: Mapping[str | int, Any], parameters: int) -> Iterator[Problem]:
        """Check the second stage."""
        then = sweep.get("then")
        if not isinstance(then, dict):
            return
        if sweep.get("method") != "morris":
            hint = "write 'method: morris', which says what matters most"
            yield self._problem(("then",), "E417", "a second stage comes after the method morris only", hint, key=True)
        most = int(number_at(then, "most_important") or 12)
        if most > parameters > 0:
            hint = f"allowed: {parameters} or less"
            message = f"{most} parameters cannot go on: the first stage has {parameters}"
            yield self._problem(("then", "most_important"), "E428", message, hint)
        yield from self._wrong_samples(then, "then", most)
        kept = sweep.get("indicators") or self.document.data.get("indicators")
        kept = [name for name in kept if name in self.known.whole_indicators] if isinstance(kept, list) else []
        indicator, year = then.get("indicator"), number_at(then, "year")
        if isinstance(indicator, str) and indicator not in kept:
            message = f"'{indicator}' is no indicator of this sweep with one number for the city"
            yield self._problem(("then", "indicator"), "E402", message, hint_for(indicator, kept))
        years = sweep.get("years") or range(self.start, self.end)
        if year is not None and isinstance(years, list | range) and year not in years:
            hint = f"allowed: {', '.join(map(str, years))}" if isinstance(years, list) else ""
            hint = hint or f"allowed: {self.start} to {self.end - 1}"
            yield self._problem(("then", "year"), "E409", f"the year {year:g} is not kept by this sweep", hint)
