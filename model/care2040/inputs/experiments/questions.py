"""What an experiment can ask beyond its runs: who does what in a policy, and the least effort that is enough."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from care2040.files.problems import Problem
from care2040.files.yaml_document import Document
from care2040.inputs.experiments.change_target import hint_for
from care2040.inputs.experiments.rules import Entry, number_at
from care2040.inputs.experiments.schema import SIDES, Side

FED_BY = {
    "wedges": "wedges: {policy: ..., indicator: ..., year: 2040}",
    "discovery": "discovery: {policy: ...}",
    "sobol": "sweep: {method: sobol, ...}",
    "tornado": "sweep: {method: sobol, ...}",
    "convergence": "sweep: {method: sobol, ...}",
    "morris": "sweep: {method: morris, ...}",
}
"""Figure to what has to stand in the experiment that it can be drawn."""


@dataclass(frozen=True)
class Wedges:
    """Split what a policy does over its levers."""

    policy: str
    indicator: str
    year: int
    scenario: str


@dataclass(frozen=True)
class Optimise:
    """Find the least effort with which a policy keeps an indicator on the right side of a target."""

    policy: str
    indicator: str
    target: float
    year: int
    scenario: str
    side: Side = "at_most"


@dataclass(frozen=True)
class Robustness:
    """Ask of every policy how often it stays on the right side of a threshold."""

    indicator: str
    year: int
    threshold: float
    side: Side


@dataclass(frozen=True)
class Discovery:
    """Ask in which futures a policy fails to keep what `Robustness` asks."""

    policy: str
    scenario: str


@dataclass(frozen=True)
class Questions:
    """Checks ``wedges``, ``optimise``, ``robustness`` and ``discovery`` beyond their types."""

    document: Document
    indicators: tuple[str, ...]
    start: int
    end: int

    def problems(self) -> Iterator[Problem]:
        """Give every unknown name, year outside the run, policy that cannot be asked about, and impossible target."""
        for question in ("wedges", "optimise", "robustness", "discovery"):
            entry = self.document.data.get(question)
            if isinstance(entry, dict):
                yield from self._wrong_names(question, entry)
                yield from self._wrong_numbers(question, entry)
                if question in ("wedges", "optimise"):
                    yield from self._wrong_policy(question, entry.get("policy"))
        yield from self._wrong_sides()
        yield from self._unfed_figures()

    def _unfed_figures(self) -> Iterator[Problem]:
        """Give each figure of which the experiment does not ask what it draws."""
        figures, sweep = self.document.data.get("figures"), self.document.data.get("sweep")
        swept = sweep if isinstance(sweep, dict) else {}
        then = swept.get("then")
        methods = [one.get("method") for one in (swept, then) if isinstance(one, dict)]
        for place, figure in enumerate(figures if isinstance(figures, list) else ()):
            line = FED_BY.get(figure, "") if isinstance(figure, str) else ""
            asked, _, method = line.removesuffix(", ...}").partition(": {method: ")
            fed = method in methods if method else asked.partition(":")[0] in self.document.data
            if line and not fed:
                hint = f"write '{line}', or leave the figure out"
                yield self.document.problem(
                    ("figures", place), "E411", f"the figure '{figure}' has nothing to draw", hint
                )

    def _wrong_sides(self) -> Iterator[Problem]:
        """Give the problem of a robustness without a threshold, or with two."""
        entry = self.document.data.get("robustness")
        if isinstance(entry, dict) and len([side for side in SIDES if side in entry]) != 1:
            hint = "write exactly one of at_most and at_least, such as 'at_most: 0.2' for one in five"
            told = "two thresholds" if all(side in entry for side in SIDES) else "no threshold"
            yield self.document.problem(("robustness",), "E418", f"'robustness' has {told}", hint, key=True)

    def _group(self, name: str, default: str) -> Mapping[Any, Any]:
        """Give the scenarios or policies as written; one that is nothing when none is."""
        written = self.document.data.get(name, {default: {}})
        return written if isinstance(written, dict) else {}

    def _wrong_names(self, question: str, entry: Entry) -> Iterator[Problem]:
        options = {
            "policy": tuple(self._group("policies", "as_is")),
            "indicator": self.indicators,
            "scenario": tuple(self._group("scenarios", "middle")),
        }
        for key, known in options.items():
            name = entry.get(key)
            if isinstance(name, str) and name not in known:
                yield self.document.problem(
                    (question, key), "E402", f"there is no {key} '{name}'", hint_for(name, known)
                )

    def _wrong_policy(self, question: str, policy: object) -> Iterator[Problem]:
        policies = self._group("policies", "as_is")
        wants = "lever" if question == "optimise" else "change"
        fitting = [name for name, entries in policies.items() if _has(entries, wants)]
        if isinstance(policy, str) and policy in policies and policy not in fitting:
            lacks = "pulls no lever" if wants == "lever" else "changes nothing"
            hint = f"name one that does: {', '.join(map(str, fitting))}" if fitting else "give it a lever or a package"
            yield self.document.problem((question, "policy"), "E410", f"the policy '{policy}' {lacks}", hint)

    def _wrong_numbers(self, question: str, entry: Entry) -> Iterator[Problem]:
        year = number_at(entry, "year")
        if year is not None and self.start < self.end and not self.start <= year < self.end:
            hint = f"allowed: {self.start} to {self.end - 1}"
            yield self.document.problem((question, "year"), "E409", f"the year {year:g} is outside the run", hint)
        indicator = str(entry.get("indicator"))
        for key in ("target", *SIDES):
            target = number_at(entry, key)
            if target is not None and "_share" in indicator and not 0 <= target <= 1:
                message = f"'{indicator}' is a share, and {target:g} is not"
                hint = "allowed: 0 to 1; one in six is 0.1667"
                yield self.document.problem((question, key), "E412", message, hint)


def _has(entries: object, wants: str) -> bool:
    """Say whether a policy as written changes something, or pulls a lever."""
    lines = entries.values() if isinstance(entries, dict) else ()
    return any(wants == "change" or (isinstance(line, dict) and "effort" in line) for line in lines)
