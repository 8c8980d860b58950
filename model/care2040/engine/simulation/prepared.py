"""Many policies under the same draws: what they share is made once, and what is asked again and again is only run.

A search asks the same question of thousands of policies. Draws, the fit of their base year, the years before the start
and the machine code are the same for all of them. Runs of one draw go together in a batch, so that of all parameters
only the efforts and budgets of levers differ within it: what follows from the others is computed once for all of them.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import xarray as xr

from care2040.engine.batch.integrate import integrate
from care2040.engine.batch.solver import Solver
from care2040.engine.batch.trajectories import Trajectories
from care2040.engine.compiler.trace import Array
from care2040.engine.native.kernels import code_of
from care2040.engine.native.machine import Code
from care2040.engine.simulation import simulate
from care2040.engine.simulation.batches import Steps, side_by_side
from care2040.engine.simulation.dataset import labelled, status
from care2040.engine.simulation.run_in import RunIn, evenly
from care2040.engine.simulation.settings import RunSettings
from care2040.inputs.experiments.experiment import Experiment
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.policies.path_maker import ParameterPaths, PathMaker, select
from care2040.language.model import Model

MANY = 10**6
"""As many runs as a search takes: code is made for it alone, wherever there is a compiler."""


@dataclass(frozen=True)
class Piece:
    """Some policies, in one scenario and one draw."""

    scenario: int
    draw: int
    policies: range


class PreparedRuns:
    """Runs whatever policies are asked for, with what they share made ready.

    Parameters
    ----------
    model : Model
        The equations.
    experiment : Experiment
        Scenarios, draws, seed, horizon, resolution and laws; its policies do not count.
    parameters : Parameters
        At district resolution.
    touched : collection of str
        Every parameter that a policy may change, none of which is felt before the start.
    settings : RunSettings
        What is kept, and which draws.
    """

    def __init__(
        self,
        model: Model,
        experiment: Experiment,
        parameters: Parameters,
        touched: Iterable[str],
        settings: RunSettings,
    ) -> None:
        laws = experiment.drawn_laws if experiment.draws > 1 or settings.drawn is not None else {}
        self.parameters = experiment.parameters_of(parameters.at(experiment.resolution), model, laws)
        self.model, self.experiment, self.settings = experiment.model_of(model, laws), experiment, settings
        self.touched = frozenset(touched)
        self.drawn, self.unmatched = simulate.drawn_of(self.model, experiment, self.parameters, settings)
        self.keep = simulate.keeping(settings, self.drawn is not None)
        lanes = simulate.SIDE_BY_SIDE if simulate.lanes_for(experiment.resolution, MANY) else 0
        self.solver = settings.solver or Solver(lanes=lanes, explains=False)
        happening = {one.parameter for changes in experiment.scenarios.values() for one in changes}
        by_year = {name for name, parameter in self.parameters.items() if parameter.years}
        seen = simulate.seen_of(self.model, self.keep)
        varying = self.touched | by_year | happening
        self.system = simulate.system_of(self.model, experiment.resolution, self.parameters, varying, seen)
        # within a batch nothing differs but what policies touch
        self.code = self._code(self.touched)
        self._until_the_start(happening)

    def _code(self, own: frozenset[str]) -> Code | None:
        return code_of(self.system, self.solver.lanes, own) if self.solver.lanes else None

    def _until_the_start(self, happening: set[str]) -> None:
        """Go through the years before the start, and make the paths of every scenario in all draws."""
        experiment, scenarios = self.experiment, self.experiment.scenarios.values()
        self.run_in = RunIn(self.model, self.parameters, experiment.start, self.drawn)
        moments = {at for own in scenarios for one in own for at in (one.start, one.full_by, one.until) if at}
        times = (experiment.start, experiment.end, self.drawn, {*self.settings.moments, *moments})
        maker = PathMaker(self.parameters, *times)
        self.paths = [maker.paths(own) for own in scenarios]
        self.begins = [self.run_in.add(own) for own in scenarios]
        drawn = self.drawn or {}
        differ = {name for name, one in self.parameters.items() if drawn.keys() & one.parts().keys()}
        code = self._code(self.touched | differ | happening)
        self.run_in.run(self.system, self.solver, simulate.BLOCK[experiment.resolution], forgiving=True, code=code)

    @property
    def breaks(self) -> Array:
        """Years between which every parameter is a straight line, shape (segments + 1,)."""
        return self.paths[0].breaks

    def run(
        self,
        changed: Mapping[str, Array],
        progress: Callable[[int, int], None] = lambda done, total: None,
    ) -> xr.Dataset:
        """Run some policies in every scenario and draw.

        Parameters
        ----------
        changed : mapping of str to ndarray, shape (segments, 2, axes..., policies)
            The path of every parameter that policies may touch: just after each break and just before the next.
        progress : callable
            Called with the years done and the years to do.

        Returns
        -------
        xarray.Dataset
            As `simulate.run` gives it, with policies by number; ``status`` and ``reason`` say which runs went wrong.

        Raises
        ------
        ValueError
            When other parameters change than were told.
        """
        if changed.keys() != self.touched:
            raise ValueError("the paths are not those of the parameters that policies may touch")
        policies = next(iter(changed.values())).shape[-1]
        experiment = self.experiment
        named = replace(experiment, policies={str(number): () for number in range(policies)})
        pieces = list(self._pieces(policies))
        steps = Steps((experiment.end - experiment.start) * len(pieces), progress)

        def work(piece: Piece, tick: Callable[[], None]) -> Trajectories:
            return self._integrate(piece, changed, tick)

        gathered: dict[str, Array] = {}
        failed: dict[int, str] = {}
        years: tuple[int, ...] = ()
        shape = (policies, len(experiment.scenarios), experiment.draws)
        order = np.arange(int(np.prod(shape))).reshape(shape)
        done = side_by_side(work, pieces, steps, self.settings.threads)
        for piece, found in zip(pieces, done, strict=True):
            places, years = order[piece.policies.start : piece.policies.stop, piece.scenario, piece.draw], found.years
            for name, values in found.values.items():
                if name not in gathered:
                    gathered[name] = np.empty((*values.shape[:-1], order.size))
                gathered[name][..., places] = values
            failed |= {int(places[run]): reason for run, reason in found.failed.items()}
        dataset = labelled(gathered, self.model, named, years)
        return dataset.assign(status(named, failed, self.unmatched))

    def _pieces(self, policies: int) -> Iterator[Piece]:
        size = simulate.BLOCK[self.experiment.resolution]
        if self.experiment.draws * len(self.experiment.scenarios) == 1:
            size = max(simulate.SIDE_BY_SIDE, size // 8)  # so that every core has as much to do
        for scenario in range(len(self.experiment.scenarios)):
            for draw in range(self.experiment.draws):
                for part in evenly(range(policies), size):
                    yield Piece(scenario, draw, range(part[0], part[-1] + 1))

    def _integrate(self, piece: Piece, changed: Mapping[str, Array], tick: Callable[[], None]) -> Trajectories:
        """Run one batch: the paths of its scenario in its draw, with those of its policies in their place."""
        whole, part = self.paths[piece.scenario], slice(piece.policies.start, piece.policies.stop)
        own = select(whole, np.array([piece.draw]))
        constant = {name: values for name, values in own.constant.items() if name not in changed}
        runs = len(piece.policies)
        varying = own.varying | {name: values[..., part] for name, values in changed.items()}
        paths = ParameterPaths(runs, whole.breaks, constant, varying)
        place = self.begins[piece.scenario][piece.draw]
        begin = self.run_in.of([place])
        if begin is not None and (self.code is None or begin.failed):
            begin = self.run_in.of(np.full(runs, place))  # machine code takes one state for all of them
        keep, years = self.keep, self.settings.years
        return integrate(self.system, paths, self.solver, keep, tick, True, years, begin, self.code)
