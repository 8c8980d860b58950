"""What the model must give for the city: the targets of the calibration, read from ``parameters/targets.yaml``."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from care2040.files.problems import InvalidInput, Problem, did_you_mean
from care2040.files.schema_problems import schema_problems
from care2040.files.yaml_document import Document, read
from care2040.inputs.parameters.parameter_set import Parameter
from care2040.inputs.parameters.schema import Strict, Text
from care2040.language.axes import AXES
from care2040.language.readings import city_reading
from care2040.sectors import load_model

TARGETS = "targets.yaml"
Role = Literal["fitted", "set", "checked"]


class TargetEntry(Strict):
    """One target as it is written."""

    about: Text = Field(description="what it is, in a sentence")
    quantity: Text = Field(description="a quantity of the model, or one member of it: lettings.vulnerable")
    year: Annotated[int, Field(ge=2000, le=2100)] = Field(description="1 January of the year, or the year of a flow")
    value: float = Field(description="what it must be")
    at_least: bool = Field(default=False, description="true when more is fine too")
    weight: Annotated[float, Field(gt=0)] = Field(default=1.0, description="weight in the fit")
    role: Role = Field(description="fitted, set (true by construction) or checked only")
    source: Annotated[list[Text], Field(min_length=1)] = Field(description="[keys of sources.yaml]")


class PlanEntry(Strict):
    """The file ``targets.yaml``."""

    about: Text = Field(description="what this file is for")
    start: int = Field(description="first year of the run")
    end: int = Field(description="the run ends on 1 January of this year")
    free: dict[Text, Annotated[list[float], Field(min_length=2, max_length=2)]] = Field(
        description="parameters that may move, each with the [lowest, highest] value the fit may give it"
    )
    base_year: dict[Text, Text] = Field(
        default_factory=dict, description="free parameters that are fitted anew in every draw, each with its target"
    )
    targets: dict[str, TargetEntry] = Field(description="targets by name")


@dataclass(frozen=True)
class Target:
    """A figure that the model must give."""

    name: str
    about: str
    quantity: str
    member: str
    year: int
    value: float
    at_least: bool
    weight: float
    role: Role


@dataclass(frozen=True)
class Plan:
    """What may move, and what it must lead to."""

    start: int
    end: int
    free: dict[str, tuple[float, float]]
    targets: tuple[Target, ...]
    carriers: dict[str, str]

    @property
    def quantities(self) -> frozenset[str]:
        """Names of what has to be kept of a run."""
        names = {target.quantity for target in self.targets}
        return frozenset(names | {*map(city_reading, names)})


def read_plan(path: Path, parameters: Mapping[str, Parameter]) -> Plan:
    """Read the free parameters and the targets."""
    document = read(path)
    problems = list(schema_problems(document, PlanEntry))
    if not problems:
        entry = PlanEntry.model_validate(document.data)
        problems = list(_cross_checks(document, entry, parameters))
    if problems:
        raise InvalidInput(problems)
    targets = tuple(
        Target(name, t.about, *_split(t.quantity), t.year, t.value, t.at_least, t.weight, t.role)
        for name, t in entry.targets.items()
    )
    free = {name: (low, high) for name, (low, high) in entry.free.items()}
    carriers = {name: entry.targets[target].quantity for name, target in entry.base_year.items()}
    return Plan(entry.start, entry.end, free, targets, carriers)


def _split(quantity: str) -> tuple[str, str]:
    name, _, member = quantity.partition(".")
    return name, member


def _cross_checks(document: Document, entry: PlanEntry, parameters: Mapping[str, Parameter]) -> Iterator[Problem]:
    for name, (low, high) in entry.free.items():
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
    for name, parameter in parameters.items():
        if parameter.standing == "calibrated" and name not in entry.free:
            yield document.problem(("free",), "E812", f"the calibrated parameter '{name}' is not free", f"add {name}")
    yield from _wrong_carriers(document, entry, parameters)
    equations = load_model().equations
    for name, target in entry.targets.items():
        quantity, member = _split(target.quantity)
        keys = ("targets", name, "quantity")
        if quantity not in equations:
            yield document.problem(
                keys, "E813", f"unknown quantity '{quantity}'", did_you_mean(quantity, list(equations))
            )
        elif member and member not in {str(m) for axis in equations[quantity].axes[:1] for m in AXES[axis]}:
            yield document.problem(keys, "E814", f"'{quantity}' has no member '{member}'")
        if not entry.start <= target.year < entry.end:
            yield document.problem(("targets", name, "year"), "E815", f"{target.year} is outside the run", "")


def _wrong_carriers(document: Document, entry: PlanEntry, parameters: Mapping[str, Parameter]) -> Iterator[Problem]:
    for name, target in entry.base_year.items():
        if name not in entry.free:
            hint = did_you_mean(name, list(entry.free))
            yield document.problem(("base_year", name), "E818", f"'{name}' is not free", hint, key=True)
        elif parameters[name].spread != "none":
            hint = "write 'spread: none' there, or take it out of 'base_year:'"
            yield document.problem(("base_year", name), "E818", f"'{name}' is drawn, so it cannot be fitted", hint)
        if target not in entry.targets:
            hint = did_you_mean(target, list(entry.targets))
            yield document.problem(("base_year", name), "E818", f"unknown target '{target}'", hint)
        elif entry.targets[target].year != entry.start or "." in entry.targets[target].quantity:
            message = f"'{target}' is not a whole quantity of {entry.start}, so no start can be fitted to it"
            yield document.problem(("base_year", name), "E818", message)
