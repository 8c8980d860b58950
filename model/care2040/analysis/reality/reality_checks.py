"""Reality checks: what any sane model of a city must do, read from ``reality_checks.yaml`` and checked."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from pydantic import Field

from care2040.analysis.reality.reality_expression import WRONG_CLAIM, Claim, evaluate, parse
from care2040.files.problems import Fault, InvalidInput, Problem, did_you_mean
from care2040.files.schema import Strict
from care2040.files.schema_problems import schema_problems
from care2040.files.yaml_document import Document, read
from care2040.inputs.experiments.checker import Checker
from care2040.inputs.experiments.experiment import Experiment, Known
from care2040.inputs.experiments.schema import SEED, Changes
from care2040.inputs.experiments.sweep import ends_of_draws
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.policies.change import Change, Key
from care2040.language.axes import AXES, BASE_YEAR, DETAIL_AXES, HORIZON, axes_at
from care2040.language.equations import Equation
from care2040.language.model import Model
from care2040.language.symbols import Symbol, Tape
from care2040.language.unit_rules import TraceError
from care2040.language.units import unit
from care2040.sectors import SECTORS

FILE = "reality_checks.yaml"
START, END = BASE_YEAR, HORIZON + 1
UNCHANGED = "unchanged"
"""The run with nothing given; no check may be called so."""
CITY_AXES = ("district", "area")
"""At city resolution these have one member, which nobody has to add up or to name."""


class CheckInFile(Strict):
    """A reality check as it is written; apart from `RealityCheck`, where changes and the claim have been made out."""

    about: str = Field(description="What must hold, as one sentence.")
    because: str = Field(description="Why the city cannot do otherwise.")
    sector: str = Field(description="The sector that it looks at.")
    given: Changes = Field(default_factory=dict, description="What is changed, as in a policy; without it: nothing.")
    then: str = Field(description="The claim: 'left <= right', never_rises(x) or never_falls(x).")
    start: Annotated[int, Field(ge=START, lt=END)] = Field(
        START, alias="from", description="The first year in which it must hold."
    )
    within: Annotated[float, Field(ge=0, le=1)] = Field(
        1e-9, description="What is put down to rounding, as a part of the largest value."
    )


@dataclass(frozen=True)
class RealityCheck:
    """Something that must hold whatever the draw."""

    name: str
    about: str
    because: str
    sector: str
    given: tuple[Change, ...]
    claim: Claim
    start: int
    within: float
    document: Document

    def problem(self, message: str) -> Problem:
        """Return a problem at the claim of this check, with the reason as hint."""
        return self.document.problem((self.name, "then"), "E961", f"{self.name}: {message}", f"why: {self.because}")


def load(path: Path, model: Model, parameters: Parameters, known: Known) -> tuple[RealityCheck, ...]:
    """Read the reality checks and check all of them: keys, parameters, quantities, members, axes, units."""
    document = read(path)
    checker = _checker(document, parameters, known)
    problems = list(checker.problems())
    claims: dict[str, Claim] = {}
    for name in document.data:
        if not isinstance(document.data[name], dict):
            message = f"'{name}' must be a check with its keys, not a single value"
            problems.append(document.problem((name,), "E103", message, key=True))
            continue
        if name == UNCHANGED:
            problems.append(document.problem((name,), "E105", f"no check can be called '{name}'", key=True))
        part = document.part(name)
        problems += schema_problems(part, CheckInFile)
        problems += _wrong_sector(part)
        try:
            if isinstance(part.data.get("then"), str):
                claims[str(name)] = _checked(parse(part.data["then"]), model)
        except Fault as fault:
            problems.append(part.problem(("then",), fault.code, fault.message, fault.hint))
    if problems:
        raise InvalidInput(problems)
    found = []
    for name, claim in claims.items():
        entry = CheckInFile.model_validate(document.data[name])
        given = tuple(change for line in checker.lines.get(("scenarios", name), ()) for change in line.changes)
        about, because = (" ".join(text.split()) for text in (entry.about, entry.because))
        rest = (entry.start, entry.within, document)
        found.append(RealityCheck(name, about, because, entry.sector, given, claim, *rest))
    return tuple(found)


def experiment_of(checks: tuple[RealityCheck, ...], draws: int) -> Experiment:
    """Return the experiment that runs what is given in each check, and unchanged policy; equal givens run once."""
    policies: dict[str, tuple[Change, ...]] = {UNCHANGED: ()}
    for check in checks:
        if runs_of(check.given) not in map(runs_of, policies.values()):
            policies[check.name] = check.given
    text = {"en": "Reality checks"}
    return Experiment("reality_checks", text, text, {"evidence": ()}, policies, draws, SEED, START, END, "city", (), ())


def runs_of(given: tuple[Change, ...]) -> tuple[Key, ...]:
    """Return what tells the runs of some changes from other runs."""
    return tuple(change.key for change in given)


def _checker(document: Document, parameters: Parameters, known: Known) -> Checker:
    """Return what checks a policy of an experiment, set to look at what is given in each check."""
    given = {
        name: entry["given"]
        for name, entry in document.data.items()
        if isinstance(entry, dict) and isinstance(entry.get("given"), dict)
    }
    places = {
        ("scenarios", keys[0], *keys[2:]): place for keys, place in document.places.items() if keys[1:2] == ("given",)
    }
    as_scenarios = replace(document, data={"scenarios": given}, places=places)
    return Checker(as_scenarios, parameters, known, START, END, "city", ends_of_draws)


def _wrong_sector(part: Document) -> Iterator[Problem]:
    sector = part.data.get("sector")
    if isinstance(sector, str) and sector not in SECTORS:
        yield part.problem(("sector",), "E951", f"there is no sector '{sector}'", did_you_mean(sector, SECTORS))


def axes_kept(equation: Equation) -> tuple[str, ...]:
    """Return the axes that a quantity has in the result of many draws at city resolution."""
    return tuple(axis for axis in equation.axes if axis not in (*DETAIL_AXES, *CITY_AXES))


def axis_of(equation: Equation, member: str) -> str:
    """Return the axis of a quantity that has a member."""
    axes = axes_kept(equation)
    for axis in axes:
        if member in AXES[axis]:
            return axis
    members = tuple(str(one) for axis in axes for one in AXES[axis])
    raise Fault(WRONG_CLAIM, f"'{equation.name}' has no member '{member}'", did_you_mean(member, members))


def _checked(claim: Claim, model: Model) -> Claim:
    """Check the quantities, members, axes and units of a claim by working it out with symbols."""
    tape = Tape(axes_at("city"))
    names = {name: law for name, law in model.equations.items() if _is_kept(law)}

    def look_up(name: str, member: str | None, unchanged: bool) -> Symbol:
        if name not in names:
            hint = did_you_mean(name, tuple(names), "quantities are in: care2040 list indicators")
            raise Fault(WRONG_CLAIM, f"there is no quantity '{name}' that can be checked", hint)
        symbol = tape.given(name, axes_kept(names[name]), unit(names[name].unit))
        return symbol if member is None else symbol.sel(**{axis_of(names[name], member): member})

    def total(symbol: Symbol) -> Symbol:
        return symbol.sum(symbol.node.axes) if symbol.node.axes else symbol

    functions: dict[str, Any] = dict.fromkeys(("start", "highest", "lowest"), lambda symbol: symbol)
    functions |= {"larger": np.maximum, "smaller": np.minimum, "total": total}
    functions["change"] = lambda symbol: symbol / tape.number(1.0, unit("year"))
    try:
        sides = [evaluate(side, look_up, functions) for side in claim.sides]
        if len(sides) == 2:
            sides[0] - sides[1]
    except (TraceError, AttributeError) as error:
        said = str(error) if isinstance(error, TraceError) else "a function takes quantities, not a plain number"
        raise Fault(WRONG_CLAIM, f"'{claim.text}': {said}", "care2040 explain NAME shows unit and axes") from None
    return claim


def _is_kept(law: Equation) -> bool:
    """Whether a run of many draws keeps a quantity: what is worked out per age or sex it does not."""
    summed = law.kind in ("stock", "flow")
    return law.kind != "reference" and (summed or not DETAIL_AXES & set(law.axes))
