"""One number of the city in one year for many policies at once: what attribution and least effort ask the model."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from care2040.engine.simulation.settings import RunSettings
from care2040.engine.simulation.simulate import run
from care2040.inputs.experiments.experiment import Experiment
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.policies.change import Change
from care2040.inputs.policies.lever import BUDGET, EFFORT
from care2040.language.axes import Resolution
from care2040.language.model import Model
from care2040.results.series import of_quantity

Array = npt.NDArray[np.float64]
Changes = tuple[Change, ...]

BETWEEN_DISTRICTS = "_gap"
"""Ending of the indicators that compare districts: for the city as one there is no gap."""
COST = "lever_cost"


@dataclass(frozen=True)
class Answers:
    """What a batch of policies gave.

    Attributes
    ----------
    values : ndarray, shape (policy,)
        The indicator, in its unit.
    costs : ndarray, shape (policy,)
        Spent on levers from the start up to and including the year, in euros, by all payers together.
    """

    values: Array
    costs: Array


@dataclass(frozen=True)
class Asker:
    """Asks the model for one indicator in one year, under one scenario, with central values of all parameters."""

    model: Model
    parameters: Parameters
    experiment: Experiment
    indicator: str
    scenario: str
    year: int
    resolution: Resolution
    moments: tuple[float, ...]
    progress: Callable[[int, int], None]

    @property
    def unit(self) -> str:
        """Unit of the indicator."""
        return self.model.askable[self.indicator].unit

    def ask(self, policies: Sequence[Changes]) -> Answers:
        """Run the model for some policies."""
        asked = replace(
            self.experiment,
            policies={str(number): changes for number, changes in enumerate(policies)},
            scenarios={self.scenario: self.experiment.scenarios[self.scenario]},
            draws=1,
            end=self.year + 1,
            resolution=self.resolution,
            indicators=(self.indicator,),
        )
        names = {self.indicator, COST} & set(self.model.askable)
        settings = RunSettings(names=names, moments=self.moments)
        dataset = run(self.model, asked, self.parameters, self.progress, settings)
        values = next(of_quantity(dataset[self.indicator])).city.sel(year=self.year)
        costs = next(of_quantity(dataset[COST])).city.sum("year")
        return Answers(values.values.ravel(), costs.values.ravel())


def asker(
    model: Model,
    parameters: Parameters,
    experiment: Experiment,
    changes: Changes,
    indicator: str,
    scenario: str,
    year: int,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Asker:
    """Return whoever asks about parts of a policy."""
    together = (*experiment.scenarios[scenario], *changes)
    moments = sorted({at for one in together for at in (one.start, one.full_by, one.until) if at is not None})
    aimed = any("district" in change.members for change in together)
    resolution: Resolution = "district" if aimed or indicator.endswith(BETWEEN_DISTRICTS) else "city"
    return Asker(
        model, parameters, experiment, indicator, scenario, year, resolution, tuple(map(float, moments)), progress
    )


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
