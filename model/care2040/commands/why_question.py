"""What ``care2040 why`` is asked, checked: everything that is not there is told at once, with the nearest name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from care2040.axes import AXES, CITY, Resolution
from care2040.commands.common import House, find_experiment, shipped_experiments

if TYPE_CHECKING:
    from care2040.changes import Change
    from care2040.experiments import Experiment

CODE = "E931"
TYPED = "command line"


@dataclass(frozen=True)
class Typed:
    """What was typed after ``care2040 why``."""

    indicator: str
    year: int
    between: tuple[str, str]
    result: Path | None
    experiment: Path | None
    scenario: str
    area: str
    resolution: Resolution | None


@dataclass(frozen=True)
class Question:
    """What is asked: the indicator, the moment, the two policies and what befalls the city in both."""

    indicator: str
    year: int
    policies: tuple[str, str]
    changes: tuple[tuple[Change, ...], tuple[Change, ...]]
    scenario: str
    area: str
    resolution: Resolution
    experiment: Experiment


def question(house: House, typed: Typed) -> Question:
    """Return what is asked.

    Raises
    ------
    InvalidInput
        With every name that is not there, and the nearest that is.
    """
    from care2040.experiments import load
    from care2040.problems import InvalidInput, Problem

    posed = load(find_experiment(_experiment(house, typed)), house.parameters, house.known)
    problems = [Problem(TYPED, 1, 1, CODE, *told) for told in _wrong(house, typed, posed)]
    if problems:
        raise InvalidInput(problems)
    scenario = typed.scenario or next(iter(posed.scenarios))
    first, second = ((*posed.scenarios[scenario], *_changes(house, posed, policy)) for policy in typed.between)
    fitting: Resolution = typed.resolution or ("city" if typed.area == CITY else "district")
    return Question(typed.indicator, typed.year, typed.between, (first, second), scenario, typed.area, fitting, posed)


def _changes(house: House, posed: Experiment, policy: str) -> tuple[Change, ...]:
    return posed.policies[policy] if policy in posed.policies else house.levers.changes(policy, 1.0)


def _experiment(house: House, typed: Typed) -> Path:
    """Return the experiment that was named, that of the result, or the first that ships with both policies."""
    if typed.experiment is not None:
        return typed.experiment
    if typed.result is not None:
        from care2040.stored import facts_of, find

        facts = facts_of(find(typed.result))["experiment"]
        path = Path(facts["file"])
        return path if path.is_file() else Path(facts["name"])
    from care2040.yamlfile import read

    wanted = set(typed.between) - set(house.levers.names)
    for path in shipped_experiments().values():
        if wanted <= set(read(path).data.get("policies", {})):
            return path
    return shipped_experiments()["one_in_four"]


def _wrong(house: House, typed: Typed, posed: Experiment) -> Iterator[tuple[str, str]]:
    """Give what is wrong and a hint, one by one."""
    from care2040.problems import did_you_mean

    equation = house.model.equations.get(typed.indicator)
    if equation is None or equation.kind == "reference":
        names = [name for name, each in house.model.equations.items() if each.kind != "reference"]
        otherwise = "indicators are in: care2040 list indicators"
        yield f"nothing that moves is called '{typed.indicator}'", did_you_mean(typed.indicator, names, otherwise)
    for policy in typed.between:
        if policy not in posed.policies and policy not in house.levers.names:
            names = [*posed.policies, *house.levers.names]
            told = f"policies of '{posed.name}': {', '.join(posed.policies)}; or a lever or package, at full effort"
            yield f"there is no policy '{policy}'", did_you_mean(policy, names, told)
    if typed.between[0] == typed.between[1]:
        yield f"'{typed.between[0]}' does not differ from itself", "name two policies"
    if typed.scenario and typed.scenario not in posed.scenarios:
        hint = did_you_mean(typed.scenario, list(posed.scenarios))
        yield f"there is no scenario '{typed.scenario}' in '{posed.name}'", hint
    if not posed.start <= typed.year < posed.end:
        yield f"the year {typed.year} is not in the run", f"allowed: {posed.start} to {posed.end - 1}"
    if typed.area != CITY and typed.area not in AXES["district"]:
        yield f"there is no district '{typed.area}'", did_you_mean(typed.area, [CITY, *AXES["district"]])
    elif typed.area != CITY and typed.resolution == "city":
        yield f"the city as one has no district '{typed.area}'", "leave --resolution out"
    elif typed.area != CITY and equation is not None and "district" not in equation.axes:
        yield f"'{typed.indicator}' is one number for the city", "leave --area out"
