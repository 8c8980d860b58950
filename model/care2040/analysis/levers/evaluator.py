"""One number of the city in one year for many policies at once: what attribution and least effort ask the model."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from care2040.engine.simulation.settings import RunSettings
from care2040.engine.simulation.simulate import run
from care2040.inputs.calibration_targets import Carriers
from care2040.inputs.experiments.experiment import Experiment, Optimise, Wedges
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.policies.change import Change
from care2040.inputs.policies.lever import BUDGET, EFFORT
from care2040.language.axes import BETWEEN_DISTRICTS, Resolution
from care2040.language.model import Model
from care2040.results.series import of_quantity

Array = npt.NDArray[np.float64]
Changes = tuple[Change, ...]
COST = "lever_cost"


@dataclass(frozen=True)
class Outcomes:
    """The indicator under some policies, and euros spent on levers from the start to the end of the year."""

    values: Array  # (policy, draw), in the unit of the indicator
    costs: Array  # (policy,), by all payers together, the mean of the draws


@dataclass(frozen=True)
class Evaluator:
    """Evaluates policies on the indicator, scenario and year of a question.

    With central values of all parameters, or with as many draws as a question about a chance asks for.
    """

    model: Model
    parameters: Parameters
    experiment: Experiment
    question: Wedges | Optimise
    progress: Callable[[int, int], None] = lambda done, total: None
    carriers: Carriers | None = None

    @property
    def unit(self) -> str:
        """Unit of the indicator."""
        return self.model.askable[self.question.indicator].unit

    @property
    def draws(self) -> int:
        """Draws that a question about a chance asks for, else one."""
        question = self.question
        return question.draws if isinstance(question, Optimise) and question.chance is not None else 1

    @cached_property
    def together(self) -> Changes:
        """What the scenario and the whole policy change."""
        experiment, question = self.experiment, self.question
        return (*experiment.scenarios[question.scenario], *experiment.policies[question.policy])

    @property
    def resolution(self) -> Resolution:
        """Districts where something is aimed at one of them or compares them, else the city as one."""
        aimed = any("district" in change.members for change in self.together)
        return "district" if aimed or self.question.indicator.endswith(BETWEEN_DISTRICTS) else "city"

    def evaluate(self, policies: Sequence[Changes]) -> Outcomes:
        """Run the model for some policies, which are parts of the policy of the question."""
        scenario, year = self.question.scenario, self.question.year
        times = {at for one in self.together for at in (one.start, one.full_by, one.until) if at is not None}
        experiment = replace(
            self.experiment,
            policies={str(number): changes for number, changes in enumerate(policies)},
            scenarios={scenario: self.experiment.scenarios[scenario]},
            draws=self.draws,
            end=year + 1,
            resolution=self.resolution,
            indicators=(self.question.indicator,),
        )
        names = {self.question.indicator, COST} & set(self.model.askable)
        moments = tuple(map(float, sorted(times)))
        settings = RunSettings(names=names, moments=moments, carriers=self.carriers if self.draws > 1 else None)
        dataset = run(self.model, experiment, self.parameters, self.progress, settings)
        values = next(of_quantity(dataset[self.question.indicator])).city.sel(year=year)
        costs = next(of_quantity(dataset[COST])).city.sum("year")
        of_policies = values.transpose("policy", ...).values.reshape(len(policies), -1)
        spent = costs.transpose("policy", ...).values.reshape(len(policies), -1)
        return Outcomes(of_policies, np.nanmean(spent, axis=1))


def by_lever(changes: Iterable[Change]) -> dict[str, Changes]:
    """Return the changes of a policy by the lever that makes them."""
    found: dict[str, list[Change]] = {}
    for change in changes:
        found.setdefault(lever_of(change), []).append(change)
    return {name: tuple(own) for name, own in found.items()}


def lever_of(change: Change) -> str:
    """Return the lever whose effort or budget a change sets, else the parameter that it changes."""
    for ending in (EFFORT, BUDGET):
        if change.parameter.endswith(ending):
            return change.parameter.removesuffix(ending)
    return change.parameter


def is_lever(name: str, changes: Iterable[Change]) -> bool:
    """Whether a name that `by_lever` gives stands for a lever, not for a parameter changed by hand."""
    return all(change.parameter != name for change in changes)
