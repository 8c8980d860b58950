"""What an experiment asks by name: indicators, figures, laws, and the questions beyond its runs."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from care2040.files.problems import Problem, did_you_mean
from care2040.files.yaml_document import Document
from care2040.inputs.experiments.laws import wrong_laws
from care2040.inputs.experiments.schema import DEFAULT_SCENARIO
from care2040.inputs.experiments.written.asked_figure import OPTIONS
from care2040.inputs.experiments.written.figure_checker import FigureChecker, districts_to_ask
from care2040.inputs.experiments.written.lines import Entry, hint_for, number_at
from care2040.inputs.experiments.written.rules import Readable
from care2040.inputs.experiments.written.years import SIDES
from care2040.inputs.policies.levers import Levers

SCENARIOS = "scenarios"
FORMER = {"middle": DEFAULT_SCENARIO}
"""What a future was called before, and is refused with its present name."""


@dataclass(frozen=True)
class Known:
    """Names that an experiment can ask for; of futures also what they change, as it would stand there."""

    indicators: tuple[str, ...]
    figures: tuple[str, ...]
    levers: Levers = field(default_factory=Levers)
    whole: tuple[str, ...] = ()
    at_start: frozenset[str] = frozenset()
    laws: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    idle: Callable[[Mapping[str, str], Collection[str]], frozenset[str]] = lambda chosen, drawn: frozenset()
    kinds: Mapping[str, str] = field(default_factory=dict)
    options: Callable[[str], frozenset[str]] = lambda figure: frozenset(OPTIONS)
    futures: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    counted: frozenset[str] = frozenset()
    readable: Readable = field(default_factory=dict)

    def says_of(self, name: str) -> str:
        """Return what kind of thing bears a name that was asked for as an indicator or a figure; nothing for none."""
        if name in self.indicators:
            return f"'{name}' is an indicator: write it under 'indicators'"
        if name in self.figures:
            return f"'{name}' is a figure: write it under 'figures'"
        return f"'{name}' is {self.kinds[name]}" if name in self.kinds else ""

    @property
    def whole_indicators(self) -> tuple[str, ...]:
        """Indicators that are one number for the city; all of them where nobody says which."""
        return self.whole or self.indicators


@dataclass(frozen=True)
class Questions:
    """Checks what is asked beyond its types, also where another part of the file has the wrong type."""

    document: Document
    known: Known
    start: int
    end: int
    parameters: tuple[str, ...] = ()

    def problems(self) -> Iterator[Problem]:
        """Give every unknown name, year outside the run, policy that cannot be asked about, and impossible target."""
        yield from self._wrong_in_list("indicators", "indicator", self.known.indicators)
        yield from self._figures().problems()
        yield from wrong_laws(self.document, self.known.laws)
        for question in ("wedges", "robustness", "discovery"):
            entry = self.document.data.get(question)
            if isinstance(entry, dict):
                yield from self._wrong_names(question, entry)
                yield from self._wrong_numbers(question, entry)
                if question == "wedges":
                    yield from self._wrong_policy(question, entry.get("policy"))
        yield from self._wrong_sides()

    def _wrong_in_list(self, group: str, kind: str, options: tuple[str, ...]) -> Iterator[Problem]:
        """Give the names in a list that do not exist, or stand in it twice."""
        seen: set[str] = set()
        for position, name in _names(self.document, group):
            if name not in options:
                hint = self.known.says_of(name) or hint_for(name, options)
                yield self.document.problem((group, position), "E402", f"there is no {kind} '{name}'", hint)
            elif name in seen:
                message = f"'{name}' stands in '{group}' for the second time"
                yield self.document.problem((group, position), "E403", message, "keep one of the two")
            seen.add(name)

    def _figures(self) -> FigureChecker:
        """Give what checks the figures: what can be asked of one are the names of this experiment."""
        members = {
            "indicators": self.known.indicators,
            "policies": tuple(map(str, self._group("policies", "as_is"))),
            "scenarios": tuple(map(str, self._group("scenarios", DEFAULT_SCENARIO))),
            "districts": districts_to_ask(),
            "parameters": self.parameters,
        }
        known = self.known
        return FigureChecker(self.document, known.figures, known.options, members, self.start, self.end, known.says_of)

    def _wrong_sides(self) -> Iterator[Problem]:
        """Give the problem of a robustness without a threshold, or with two."""
        entry = self.document.data.get("robustness")
        if isinstance(entry, dict) and len([side for side in SIDES if side in entry]) != 1:
            hint = "write exactly one of at_most and at_least, such as 'at_most: 0.2' for one in five"
            thresholds = "two thresholds" if all(side in entry for side in SIDES) else "no threshold"
            yield self.document.problem(("robustness",), "E418", f"'robustness' has {thresholds}", hint, key=True)

    def _group(self, name: str, default: str) -> Mapping[Any, Any]:
        """Give the scenarios or policies as written; one that is nothing when none is."""
        written = self.document.data.get(name, {default: {}})
        return written if isinstance(written, dict) else {}

    def _wrong_names(self, question: str, entry: Entry) -> Iterator[Problem]:
        options = {
            "policy": tuple(self._group("policies", "as_is")),
            "indicator": self.known.whole_indicators,
            "scenario": tuple(self._group("scenarios", DEFAULT_SCENARIO)),
        }
        for key, known in options.items():
            name = entry.get(key)
            if isinstance(name, str) and name not in known:
                said = self.known.says_of(name) if key == "indicator" and name not in self.known.indicators else ""
                hint = said or hint_for(name, known)
                yield self.document.problem((question, key), "E402", f"there is no {key} '{name}'", hint)

    def _wrong_policy(self, question: str, policy: object) -> Iterator[Problem]:
        policies = self._group("policies", "as_is")
        fitting = [name for name, entries in policies.items() if isinstance(entries, dict) and entries]
        if isinstance(policy, str) and policy in policies and policy not in fitting:
            hint = f"name one that does: {', '.join(map(str, fitting))}" if fitting else "give it a lever or a package"
            yield self.document.problem((question, "policy"), "E410", f"the policy '{policy}' changes nothing", hint)

    def _wrong_numbers(self, question: str, entry: Entry) -> Iterator[Problem]:
        year = number_at(entry, "year")
        if year is not None and self.start < self.end and not self.start <= year < self.end:
            hint = f"allowed: {self.start} to {self.end - 1}"
            yield self.document.problem((question, "year"), "E409", f"the year {year:g} is outside the run", hint)
        indicator = str(entry.get("indicator"))
        for key in SIDES:
            target = number_at(entry, key)
            if target is not None and "_share" in indicator and not 0 <= target <= 1:
                message = f"'{indicator}' is a share, and {target:g} is not"
                hint = "allowed: 0 to 1; one in six is 0.1667"
                yield self.document.problem((question, key), "E421", message, hint)


def with_futures(document: Document, futures: Mapping[str, Mapping[str, Any]]) -> tuple[Document, list[Problem]]:
    """Return an experiment in which the futures it names are written out, and what is wrong with how it names them."""
    written = document.data.get(SCENARIOS)
    if not isinstance(written, dict):
        return document, []
    problems = list(_wrong_names(document, written, futures))
    out = {
        name: dict(futures[name]) if name in futures and entries == {} else entries for name, entries in written.items()
    }
    return replace(document, data={**document.data, SCENARIOS: out}), problems


def _wrong_names(
    document: Document, written: Mapping[Any, Any], futures: Mapping[str, Mapping[str, Any]]
) -> Iterator[Problem]:
    for name, entries in written.items():
        keys = (SCENARIOS, name)
        if name in FORMER:
            message = f"the scenario '{name}' is called '{FORMER[name]}' now"
            yield document.problem(keys, "E434", message, f"write '{FORMER[name]}: {{}}'", key=True)
        elif name in futures and entries:
            hint = "leave what stands below it out, or give the scenario a name of its own"
            yield document.problem(keys, "E436", f"'{name}' is a future, which stands in futures.yaml", hint, key=True)
        elif futures and name not in futures and entries == {}:
            hint = did_you_mean(str(name), list(futures))
            message = f"'{name}' changes nothing, and there is no future of that name"
            yield document.problem(keys, "E435", message, hint, key=True)


def _names(document: Document, group: str) -> Iterator[tuple[int, str]]:
    """Give place and name of each text in a list; what has another type is left to the schema."""
    written = document.data.get(group)
    for position, name in enumerate(written if isinstance(written, list) else []):
        if isinstance(name, str):
            yield position, name
