"""Futures: named scenarios of how need may grow, which stand once in ``futures.yaml`` for every experiment.

An experiment names one among its scenarios, with nothing below it: ``scenarios: {evidence: {}, contained: {}}``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import Field

from care2040.files.problems import InvalidInput, Problem, did_you_mean
from care2040.files.schema import Bilingual, Name, Named, Several, Strict, Text, named
from care2040.files.schema_problems import schema_problems
from care2040.files.yaml_document import Document, read
from care2040.inputs.experiments.checker import Checker
from care2040.inputs.experiments.questions import Known
from care2040.inputs.experiments.schema import DEFAULT_SCENARIO, Changes
from care2040.inputs.experiments.sweep import ends_of_draws
from care2040.inputs.parameters.parameter import Parameter, Standing
from care2040.inputs.parameters.reader import FUTURES
from care2040.inputs.policies.change import Change
from care2040.language.axes import BASE_YEAR, HORIZON
from care2040.language.cities.layers import around, sources_of

SCENARIOS = "scenarios"

__all__ = ["FUTURES", "Future", "changes_of", "load", "names"]


class Future(Named):
    """A future: what it is called, what it says, and what changes in it."""

    title: Bilingual = Field(description="what it is called in a figure, in a few words")
    about: Bilingual = Field(description="what happens in it, and why that could be")
    changes: Changes = Field(description="what changes, as in a scenario ({} is nothing)")
    source: Several[Text] = Field(min_length=1, description="[keys of sources.yaml]")
    standing: Standing = Field(description="measured, derived, calibrated or judged")

    @property
    def written(self) -> dict[str, Any]:
        """Return its changes as they would stand in an experiment."""
        return {target: one.model_dump(by_alias=True, exclude_unset=True) for target, one in self.changes.items()}


class FuturesFile(Strict):
    """The file ``futures.yaml``."""

    about: Text = Field(description="what this file is for")
    futures: Annotated[dict[Name, Future], Field(min_length=1)] = Field(description="futures by name")


def load(path: Path, parameters: Mapping[str, Parameter]) -> dict[str, Future]:
    """Read the futures, and check what they change as that of a scenario is checked.

    Raises
    ------
    InvalidInput
        With every problem found.
    """
    document = read(path)
    problems = [*schema_problems(document, FuturesFile), *_pulled(document)]
    problems += _checker(document, parameters).problems()
    if not problems:
        problems += _cross_checks(document, [str(key) for key in sources_of(around(path))])
    if problems:
        raise InvalidInput(problems)
    return named(FuturesFile.model_validate(document.data).futures, document, "futures")


def names(path: Path) -> tuple[str, ...]:
    """Return what the futures of a file are called; none when it has none."""
    found = read(path).data.get("futures") if path.is_file() else None
    return tuple(map(str, found)) if isinstance(found, dict) else ()


def changes_of(path: Path, parameters: Mapping[str, Parameter], future: str) -> tuple[Change, ...]:
    """Return what changes in a future of a file that was checked."""
    checker = _checker(read(path), parameters)
    if problems := list(checker.problems()):
        raise InvalidInput(problems)
    return tuple(change for line in checker.lines[SCENARIOS, future] for change in line.changes)


def _pulled(document: Document) -> Iterator[Problem]:
    """Give the levers that a future would pull."""
    for name, changes in _changes(document).items():
        for target, entry in changes.items() if isinstance(changes, dict) else ():
            if _pulls(entry):
                message = f"'{name}' would pull '{target}': a future is what happens, not what is chosen"
                hint = "pull it in an experiment, under 'policies'"
                yield document.problem(("futures", name, "changes", target), "E443", message, hint, key=True)


def _pulls(entry: object) -> bool:
    return isinstance(entry, dict) and "effort" in entry


def _changes(document: Document) -> dict[str, Any]:
    """Return what changes in each future, as it was written."""
    entries = document.data.get("futures")
    found = entries.items() if isinstance(entries, dict) else ()
    return {name: one.get("changes", {}) for name, one in found if isinstance(one, dict)}


def _checker(document: Document, parameters: Mapping[str, Parameter]) -> Checker:
    """Return what checks the changes of futures as if they were scenarios."""
    lines = {
        name: {
            target: entry for target, entry in changes.items() if not (isinstance(entry, dict) and "effort" in entry)
        }
        for name, changes in _changes(document).items()
        if isinstance(changes, dict)
    }
    at = {
        (SCENARIOS, keys[1], *keys[3:]): place
        for keys, place in document.places.items()
        if keys[:1] == ("futures",) and len(keys) > 1 and keys[2:3] in ((), ("changes",))
    }
    as_scenarios = replace(document, data={SCENARIOS: lines}, places=at)
    return Checker(as_scenarios, parameters, Known((), ()), BASE_YEAR, HORIZON + 1, "district", ends_of_draws)


def _cross_checks(document: Document, sources: list[str]) -> Iterator[Problem]:
    futures: Any = document.data["futures"]
    if DEFAULT_SCENARIO not in futures:
        hint = "write one with 'changes: {}'; it is the scenario of experiments that name none"
        yield document.problem(("futures",), "E437", f"there is no future '{DEFAULT_SCENARIO}'", hint, key=True)
    elif futures[DEFAULT_SCENARIO]["changes"]:
        keys = ("futures", DEFAULT_SCENARIO, "changes")
        hint = "put what changes in the parameters themselves"
        yield document.problem(keys, "E437", f"'{DEFAULT_SCENARIO}' is what the parameters say by themselves", hint)
    for name, one in futures.items():
        for place, key in enumerate(one["source"]):
            if key not in sources:
                hint = did_you_mean(key, sources)
                yield document.problem(("futures", name, "source", place), "E203", f"unknown source '{key}'", hint)
