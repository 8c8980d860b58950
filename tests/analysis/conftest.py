"""A small city to try the analysis on: people leave care, levers keep them, and somebody pays."""

from dataclasses import dataclass, replace
from types import ModuleType

import numpy as np
import pytest

from care2040.inputs.experiments.experiment import Experiment
from care2040.inputs.parameters.parameter import Parameter
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.policies.change import Change
from care2040.language.axes import AXES, BASE_YEAR, RUN_IN
from care2040.language.equations import flow, indicator, stock, variable
from care2040.language.model import Model, collect

LEVERS = ("bonus", "course", "twin", "idle")
"""The first two work with less and less effect together, the third does what the second does, the fourth nothing."""


@stock("person", ("district",))
def staff(staff_at_start):
    return staff_at_start


@variable("dimensionless")
def leaving_effect(bonus_effort, bonus_gain, course_effort, twin_effort, course_gain, idle_effort, idle_gain):
    helped = 1 - bonus_effort * bonus_gain
    taught = 1 - (course_effort + twin_effort) * course_gain
    return helped * taught * (1 - idle_effort * idle_gain)


@flow("person/year", ("district",), source="staff")
def leaving(staff, leaving_rate, leaving_effect):
    return staff * leaving_rate * leaving_effect


@flow("euro/year", ("payer",), sink="spent")
def lever_cost(
    bonus_budget, bonus_price, course_budget, course_price, twin_budget, twin_price, idle_budget, idle_price
):
    both = bonus_budget * bonus_price + course_budget * course_price
    return both + twin_budget * twin_price + idle_budget * idle_price


@stock("euro", ("payer",))
def spent():
    return 0


@indicator("person")
def all_staff(staff):
    return staff.sum("district")


@indicator("dimensionless")
def staff_gap(staff):
    return staff.max("district") / staff.min("district") - 1


LAWS = (staff, leaving_effect, leaving, lever_cost, spent, all_staff, staff_gap)


def parameter(name, unit, value, axes=(), fold=None):
    return Parameter(
        name=name,
        about="made for a test",
        unit=unit,
        axes=axes,
        years=(),
        value=np.array(value, dtype=np.float64),
        range=None,
        spread="none",
        year=2024,
        source=("judgement",),
        standing="judged",
        fold=fold,
        file="test.yaml",
        line=1,
    )


def lever(name: str, price: float, gain: str | None) -> list[Parameter]:
    """Return the parameters of a lever; the municipality pays a quarter more than the insurer."""
    euros = price * np.array([1.0, 0.8, 0.0, 0.0, 0.0])
    own = [
        parameter(f"{name}_effort", "dimensionless", 0.0),
        parameter(f"{name}_budget", "dimensionless", 0.0),
        parameter(f"{name}_price", "euro/year", euros, ("payer",)),
    ]
    return own if gain is None else [*own, parameter(f"{name}_gain", "dimensionless", gain)]


IN_2016 = np.linspace(100, 1000, len(AXES["district"])) * np.exp(0.1 * (BASE_YEAR - RUN_IN))
"""Such that a tenth a year leaves, and 100 to 1,000 are there when the levers of 2024 can be pulled."""

PARAMETERS = Parameters(
    [
        parameter("staff_at_start", "person", IN_2016, ("district",), "sum"),
        parameter("leaving_rate", "1/year", 0.1),
        *lever("bonus", 50.0, 0.6),
        *lever("course", 20.0, 0.3),
        *lever("twin", 20.0, None),
        *lever("idle", 10.0, 0.0),
    ]
)


@dataclass(frozen=True)
class Small:
    """The small city with an experiment on it."""

    model: Model
    parameters: Parameters
    experiment: Experiment

    levers = LEVERS

    @staticmethod
    def pull(name: str, effort: float = 1.0, start: float = 2026.0, ramp: float = 2.0) -> tuple[Change, ...]:
        """Return the changes of one lever, which works a year after it is paid."""
        return (
            Change(f"{name}_budget", {}, "set", effort, start, start + ramp, None),
            Change(f"{name}_effort", {}, "set", effort, start + 1, start + 1 + ramp, None),
        )

    def with_policy(self, changes: tuple[Change, ...], **other: object) -> Experiment:
        """Return the experiment with the policy `all` made of other changes."""
        return replace(self.experiment, policies={"as_is": (), "all": changes}, **other)


@pytest.fixture(scope="session")
def small() -> Small:
    module = ModuleType(__name__)
    vars(module).update({law.__name__: law for law in LAWS})
    text = {"en": "A small city", "nl": "Een kleine stad"}
    experiment = Experiment(
        name="small",
        title=text,
        question=text,
        scenarios={"evidence": (), "hard": (Change("leaving_rate", {}, "multiply", 1.5, None, None, None),)},
        policies={"as_is": (), "all": tuple(change for name in LEVERS for change in Small.pull(name))},
        draws=1,
        seed=3,
        start=2024,
        end=2041,
        resolution="district",
        indicators=("all_staff", "leaving"),
        figures=(),
    )
    return Small(collect([module]), PARAMETERS, experiment)
