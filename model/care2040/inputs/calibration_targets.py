"""What the model must give for the city: the targets of the calibration, read from ``targets.yaml``."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

from pydantic import Field

from care2040.files.problems import InvalidInput, Problem, did_you_mean
from care2040.files.schema import Named, Several, Strict, Text, named
from care2040.files.schema_problems import schema_problems
from care2040.files.yaml_document import Document, read
from care2040.inputs.futures import FUTURES, names
from care2040.inputs.parameters.parameter_set import Parameter
from care2040.language.axes import AXES, BASE_YEAR, RUN_IN
from care2040.language.cities.layers import around, path_of
from care2040.language.readings import city_reading
from care2040.sectors import load_model

TARGETS = "targets.yaml"
Role = Literal["fitted", "set", "checked"]


class Counted(NamedTuple):
    """A quantity of the city, and the 1 January on which it was counted."""

    quantity: str
    year: int


Carriers = Mapping[str, Counted]
"""Parameters that are fitted anew in every draw, each to what was counted."""


class Target(Named):
    """A figure that the model must give."""

    about: Text = Field(description="what it is, in a sentence")
    of: Text = Field(alias="quantity", description="a quantity of the model, or one member of it: lettings.vulnerable")
    year: Annotated[int, Field(ge=2000, le=2100)] = Field(description="1 January of the year, or the year of a flow")
    value: float = Field(description="what it must be")
    at_least: bool = Field(default=False, description="true when more is fine too")
    weight: Annotated[float, Field(gt=0)] = Field(default=1.0, description="weight in the fit")
    role: Role = Field(description="fitted, set (true by construction) or checked only")
    source: Several[Text] = Field(min_length=1, description="[keys of sources.yaml]")

    @property
    def quantity(self) -> str:
        """Name of the quantity."""
        return self.of.partition(".")[0]

    @property
    def member(self) -> str:
        """The member of it that is meant; empty for the whole."""
        return self.of.partition(".")[2]


class Solved(Named):
    """One parameter that is solved after the fit, at central values under unchanged policy, in a future."""

    about: Text = Field(description="what it is, in a sentence")
    future: Text = Field(description="the future in which it counts")
    quantity: Text = Field(description="a quantity of the model, one number for the city")
    year: Annotated[int, Field(ge=2000, le=2100)] = Field(description="1 January of the year")
    value: float = Field(description="what the quantity must be")
    between: Annotated[Several[float], Field(min_length=2, max_length=2)] = Field(
        description="[lowest, highest] value of the parameter that is tried"
    )
    path: Text = Field(description="the parameter by year that keeps the quantity in that run")
    source: Several[Text] = Field(min_length=1, description="[keys of sources.yaml]")


class Plan(Strict):
    """The file ``targets.yaml``: what may move, and what it must lead to."""

    about: Text = Field(description="what this file is for")
    start: int = Field(description="first year of the run")
    end: int = Field(description="the run ends on 1 January of this year")
    free: dict[Text, Annotated[Several[float], Field(min_length=2, max_length=2)]] = Field(
        description="parameters that may move, each with the [lowest, highest] value the fit may give it"
    )
    base_year: dict[Text, Text] = Field(
        default_factory=dict, description="free parameters that are fitted anew in every draw, each with its target"
    )
    targets: dict[str, Target] = Field(description="targets by name")
    solved: dict[str, Solved] = Field(
        default_factory=dict, description="parameters that are solved after the fit, each with what it must lead to"
    )

    @property
    def carriers(self) -> dict[str, Counted]:
        """Free parameter that is fitted anew in every draw, to what it is fitted to and the year of its count."""
        aims = {name: self.targets[target] for name, target in self.base_year.items()}
        return {name: Counted(aim.quantity, aim.year) for name, aim in aims.items()}

    @property
    def quantities(self) -> frozenset[str]:
        """Names of what has to be kept of a run."""
        names = {target.quantity for target in self.targets.values()}
        return frozenset(names | {*map(city_reading, names)})


def read_plan(path: Path, parameters: Mapping[str, Parameter]) -> Plan:
    """Read the free parameters and the targets."""
    document = read(path)
    problems = list(schema_problems(document, Plan))
    if not problems:
        plan = Plan.model_validate(document.data)
        named(plan.targets, document, "targets")
        named(plan.solved, document, "solved")
        problems = list(_cross_checks(document, plan, parameters))
    if problems:
        raise InvalidInput(problems)
    return plan


def _cross_checks(document: Document, plan: Plan, parameters: Mapping[str, Parameter]) -> Iterator[Problem]:
    for name, (low, high) in plan.free.items():
        place = ("free", name)
        value = parameters[name].value if name in parameters else None
        if value is not None and value.ndim:
            yield document.problem(place, "E817", f"'{name}' is more than one number; only single numbers are fitted")
        elif value is not None and not low < float(value) < high:
            message = f"the fit starts at {float(value):g}, which is not between {low:g} and {high:g}"
            yield document.problem(place, "E816", message, "widen the bounds, or change the value it starts from")
        if name not in parameters:
            yield document.problem(place, "E810", f"unknown parameter '{name}'", did_you_mean(name, list(parameters)))
        elif parameters[name].standing != "calibrated":
            hint = "write 'standing: calibrated' there, or take it out of 'free:'"
            yield document.problem(place, "E811", f"'{name}' is not a calibrated parameter", hint)
    found = {*plan.free, *plan.solved, *(one.path for one in plan.solved.values())}
    for name, parameter in parameters.items():
        if parameter.standing == "calibrated" and name not in found:
            yield document.problem(("free",), "E812", f"the calibrated parameter '{name}' is not free", f"add {name}")
    yield from _wrong_carriers(document, plan, parameters)
    equations = load_model().equations
    yield from _wrong_solved(document, plan, parameters, tuple(equations))
    for name, target in plan.targets.items():
        quantity, member = target.quantity, target.member
        keys = ("targets", name, "quantity")
        if quantity not in equations:
            yield document.problem(
                keys, "E813", f"unknown quantity '{quantity}'", did_you_mean(quantity, list(equations))
            )
        elif member and member not in {str(m) for axis in equations[quantity].axes[:1] for m in AXES[axis]}:
            yield document.problem(keys, "E814", f"'{quantity}' has no member '{member}'")
        if not plan.start <= target.year < plan.end:
            yield document.problem(("targets", name, "year"), "E815", f"{target.year} is outside the run", "")


def _wrong_solved(
    document: Document, plan: Plan, parameters: Mapping[str, Parameter], quantities: tuple[str, ...]
) -> Iterator[Problem]:
    """Give what is solved after the fit and names something that there is not, or cannot be solved so."""
    futures = names(path_of(around(document.path), FUTURES))
    for name, solved in plan.solved.items():
        one, path = parameters.get(name), parameters.get(solved.path)
        if one is None or one.value.ndim or one.standing != "calibrated":
            hint = did_you_mean(name, [key for key, each in parameters.items() if each.standing == "calibrated"])
            message = f"'{name}' is no calibrated parameter that is one number"
            yield document.problem(("solved", name), "E826", message, hint, key=True)
        if path is None or path.axes or not path.years or path.standing != "calibrated":
            hint = did_you_mean(solved.path, [key for key, each in parameters.items() if each.years])
            message = f"'{solved.path}' is no calibrated parameter by year"
            yield document.problem(("solved", name, "path"), "E826", message, hint)
        asked = (("future", solved.future, futures), ("quantity", solved.quantity, quantities))
        for key, written, options in asked:
            if written not in options:
                hint = did_you_mean(written, options)
                yield document.problem(("solved", name, key), "E826", f"there is no {key} '{written}'", hint)
        if not plan.start <= solved.year < plan.end:
            yield document.problem(("solved", name, "year"), "E815", f"{solved.year} is outside the run", "")
        if not solved.between[0] < solved.between[1]:
            hint = "write the lower number first"
            yield document.problem(("solved", name, "between"), "E827", "there is nothing between these", hint)


def _wrong_carriers(document: Document, plan: Plan, parameters: Mapping[str, Parameter]) -> Iterator[Problem]:
    for name, target in plan.base_year.items():
        if name not in plan.free:
            hint = did_you_mean(name, list(plan.free))
            yield document.problem(("base_year", name), "E818", f"'{name}' is not free", hint, key=True)
        elif parameters[name].spread != "none":
            hint = "write 'spread: none' there, or take it out of 'base_year:'"
            yield document.problem(("base_year", name), "E819", f"'{name}' is drawn, so it cannot be fitted", hint)
        if target not in plan.targets:
            hint = did_you_mean(target, list(plan.targets))
            yield document.problem(("base_year", name), "E824", f"unknown target '{target}'", hint)
        elif not RUN_IN <= plan.targets[target].year <= BASE_YEAR or plan.targets[target].member:
            message = f"'{target}' is not a whole quantity of {RUN_IN} to {BASE_YEAR}, so no start can be fitted to it"
            yield document.problem(("base_year", name), "E825", message)
