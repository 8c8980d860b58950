"""One policy in one scenario of an experiment: as a flat XMILE file, and run by our own engine with the same steps."""

from collections.abc import Collection
from dataclasses import dataclass

from care2040.engine.batch.integrate import integrate
from care2040.engine.batch.moment import Moment
from care2040.engine.batch.runge_kutta import Euler
from care2040.engine.batch.solver import Solver
from care2040.engine.batch.trajectories import Trajectories
from care2040.engine.compiler.system import System
from care2040.engine.simulation.simulate import on_the_first_day
from care2040.inputs.experiments.experiment import Experiment
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.policies.path_maker import ParameterPaths, paths
from care2040.language.cities.here import the_city
from care2040.language.model import Model
from care2040.xmile.document import as_xmile
from care2040.xmile.flat_model import FlatModel
from care2040.xmile.flattening import flatten

STEP = 0.25
"""Our own sub-step, in years."""

CAPTION = (
    "The city of {city} as one district, with central values. Euler's method; on 1 January everyone turns a year "
    "older, by flows that run in the last step of a year. Numbers by age stand in the equations; what is computed once "
    "at the start (names that end in reference) is a number here and does not follow when a parameter is changed, and "
    "so is every initial value: what the run from 2016 to the first year here has made of it."
)
"""What the file says of itself, with a blank for the city."""


@dataclass(frozen=True)
class Chosen:
    """One run: the compiled model, and its parameters at the resolution of the city."""

    experiment: Experiment
    policy: str
    scenario: str
    system: System
    parameters: Parameters
    paths: ParameterPaths
    begin: Moment | None = None

    @property
    def title(self) -> str:
        """Experiment, policy and scenario."""
        return f"{self.experiment.name}: {self.policy}, {self.scenario}"

    def flat(self, step: float = STEP, indicators: Collection[str] | None = None) -> FlatModel:
        """Return it as stocks and flows of one number each."""
        known = self.system.model.indicators
        wanted = [name for name in self.experiment.indicators if name in known] if indicators is None else indicators
        return flatten(self.system, self.parameters, self.paths, step, wanted, begin=self.begin)

    def run(self, step: float = STEP) -> Trajectories:
        """Run it with our own engine and Euler's method."""
        return integrate(self.system, self.paths, Solver(Euler, {"longest_step": step}), begin=self.begin)


def choose(model: Model, experiment: Experiment, parameters: Parameters, policy: str, scenario: str) -> Chosen:
    """Choose a policy and a scenario of an experiment; it is one run, and has the model's own law of what is drawn."""
    folded = experiment.parameters_of(parameters.at("city"), model)
    changes = (*experiment.scenarios[scenario], *experiment.policies[policy])
    made = paths(folded, changes, experiment.start, experiment.end)
    model = experiment.model_of(model)
    system, begin = on_the_first_day(model, folded, made, changes)
    return Chosen(experiment, policy, scenario, system, folded, made, begin)


def xmile(chosen: Chosen, flat: FlatModel, version: str) -> str:
    """Return the text of the file."""
    return as_xmile(flat, chosen.title, CAPTION.format(city=the_city().names.en), version)
