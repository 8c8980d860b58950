"""Paths from begin to end: every policy by itself, every change-over in every year, and what they tell."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import xarray as xr

from care2040.analysis.choosing.choice import World
from care2040.analysis.choosing.measures import series_of
from care2040.analysis.pathways.counted import Count, readings
from care2040.analysis.pathways.in_time import between, reach
from care2040.analysis.pathways.signposts import Signpost, signposts
from care2040.analysis.pathways.switching import Changes, lags_of, switched
from care2040.analysis.pathways.tipping import NEVER, Kept
from care2040.analysis.pathways.waiting import Told, Ways, ways_to_decide
from care2040.engine.compiler.trace import Array
from care2040.engine.simulation.prepared import PreparedRuns
from care2040.engine.simulation.settings import RunSettings
from care2040.inputs.experiments.choosing.schema import LEVER_COST
from care2040.inputs.experiments.pathways.schema import Pathways
from care2040.inputs.policies.parameter_paths import ParameterPaths
from care2040.inputs.policies.path_maker import PathMaker
from care2040.language.axes import whole_city

Switch = tuple[str, str, int]
"""From which policy to which, and in which year."""
DIMS = ("policy", "scenario", "draw", "year")
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Outcome:
    """What paths come to.

    Attributes
    ----------
    kept : ndarray of bool, shape (path, future, draw, year)
        Whether the aim is kept.
    cost : ndarray of shape (path, future, draw)
        Euros spent on levers over all years, of 2024.
    """

    kept: Kept
    cost: Array

    def chance(self) -> Array:
        """Return the part of the draws that came through in which the aim is kept in the last year, (path, future)."""
        through = np.isfinite(self.cost)
        return np.asarray((self.kept[..., -1] & through).sum(axis=-1) / np.maximum(through.sum(axis=-1), 1))


@dataclass(frozen=True)
class Paths:
    """All that was found.

    Attributes
    ----------
    asked : Pathways
        What was asked.
    policies, futures : tuple of str
        Policies, of which the first goes on while one waits, and scenarios.
    years : tuple of int
        Of the runs, to the last in which the aim should be kept.
    whole : Outcome
        Every policy by itself.
    switches : mapping of (from, to, year) to Outcome of one path
        Every change-over that was run.
    open_until : mapping of (from, to) to ndarray of shape (future,)
        The last year in which a change-over is in time; -inf when none is, +inf when it is in the last that counts.
    open_between : mapping of (from, to) to ndarray of shape (future, 2)
        Between which years that lies, as far as these draws can say: nine times in ten.
    signposts : mapping of (policy, future, year) to list of Signpost
        What tells that a policy will fail, as known in a year of decision.
    counted : frozenset of str
        What of that is counted already.
    unit, units : str and mapping of str to str
        Of the aim, and of everything that is read.
    waiting : mapping of (future, year) to dict of str to Told
        What each way to decide comes to.
    failed : int
        Draws of which a run went wrong, which do not count.
    """

    asked: Pathways
    policies: tuple[str, ...]
    futures: tuple[str, ...]
    years: tuple[int, ...]
    unit: str
    whole: Outcome
    switches: Mapping[Switch, Outcome]
    open_until: Mapping[tuple[str, str], Array]
    open_between: Mapping[tuple[str, str], Array]
    signposts: Mapping[tuple[str, str, int], list[Signpost]]
    counted: frozenset[str]
    units: Mapping[str, str]
    waiting: Mapping[tuple[str, int], dict[str, Told]]
    failed: int


class Pathfinder:
    """Runs every path of a question, and reads off what they say.

    Parameters
    ----------
    world : World
        Model, parameters, experiment and levers.
    asked : Pathways
        What is asked.
    counts : tuple of Count
        What can be read in a year of decision.
    threads : int or None
        Batches run at the same time.
    """

    def __init__(
        self, world: World, asked: Pathways, counts: tuple[Count, ...] = (), threads: int | None = None
    ) -> None:
        self.world, self.asked, self.threads = world, asked, threads
        experiment = world.experiment
        self.policies = tuple(asked.policies or experiment.policies)
        self.futures = tuple(asked.futures or [next(iter(experiment.scenarios))])
        self.last = experiment.end - 1 if asked.aim.year is None else asked.aim.year
        self.lags = lags_of(world.levers, experiment.rules)
        self.experiment = replace(
            experiment,
            policies={},
            scenarios={name: experiment.scenarios[name] for name in self.futures},
            draws=asked.draws,
            end=self.last + 1,
        )
        self.counts = counts
        self.done: dict[Switch, Outcome] = {}
        self.valid = np.ones(asked.draws, dtype=bool)

    def changes(self, switch: Switch) -> Changes:
        """Return what a change-over changes."""
        first, then, year = switch
        policies = self.world.experiment.policies
        return switched(policies[first], policies[then], float(year), self.lags)

    @cached_property
    def moments(self) -> tuple[float, ...]:
        """Years at which some path begins or ends something: every run is cut there, so that they share batches."""
        years = range(self.experiment.start + 1, self.last)
        pairs = [(one, other) for one in self.policies for other in self.policies if one != other]
        whole = [self.world.experiment.policies[name] for name in self.policies]
        whole += [self.changes((*pair, year)) for pair in pairs for year in years]
        found = {at for changes in whole for one in changes for at in (one.start, one.full_by, one.until) if at}
        return tuple(sorted(at for at in found if self.experiment.start < at < self.experiment.end))

    @cached_property
    def touched(self) -> frozenset[str]:
        """Every parameter that a path may change; of one that changes nothing, an effort that stays as it is."""
        found = {one.parameter for name in self.policies for one in self.world.experiment.policies[name]}
        return frozenset(found or {next(iter(self.world.levers.levers.values())).effort})

    def prepared(self, names: Iterable[str]) -> PreparedRuns:
        """Return what runs paths, and keeps some quantities of them."""
        known = self.world.model.askable.keys() | self.world.model.equations.keys()
        kept = frozenset({self.asked.aim.indicator, LEVER_COST, *names} & known)
        carriers = self.world.carriers
        settings = RunSettings(names=kept, carriers=carriers, moments=self.moments, threads=self.threads)
        return PreparedRuns(self.world.model, self.experiment, self.world.parameters, self.touched, settings)

    def find(self, progress: Progress = lambda done, total: None) -> Paths:
        """Run all paths, and return what they say."""
        decide = sorted(self.asked.decide)
        pairs = [(one, other) for one in self.policies for other in self.policies if one != other]
        total = len(self.policies) + len(pairs) * (len(decide) + 2)
        alone = self.prepared(one.quantity for one in self.counts)
        dataset = self._run(alone, [self.world.experiment.policies[name] for name in self.policies])
        whole = self._outcome(dataset)
        progress(len(self.policies), total)
        self._switch([(*pair, year) for pair in pairs for year in decide], progress, total)
        until = self._open_until(whole, pairs, progress, total)
        progress(total, total)
        self.valid &= whole_draws([whole, *self.done.values()])
        whole = self._valid(whole)
        switches = {switch: self._valid(one) for switch, one in self.done.items()}
        told, waiting = self._told(dataset, whole, switches, decide)
        return Paths(
            asked=self.asked,
            policies=self.policies,
            futures=self.futures,
            years=tuple(int(year) for year in dataset["year"].values),
            unit=self.world.model.askable[self.asked.aim.indicator].unit,
            whole=whole,
            switches=switches,
            open_until=until,
            open_between={pair: self._bounds(pair) for pair in pairs},
            signposts=told,
            counted=frozenset(one.name for one in self.counts if one.counted),
            units={
                one.name: str(dataset[one.quantity].attrs["units"]) for one in self.counts if one.quantity in dataset
            },
            waiting=waiting,
            failed=int((~self.valid).sum()),
        )

    @cached_property
    def changing(self) -> PreparedRuns:
        """What runs change-overs, of which the aim and the cost are kept."""
        return self.prepared(())

    def _switch(self, switches: Sequence[Switch], progress: Progress, total: int) -> None:
        """Run the change-overs that were not run yet."""
        new = [one for one in switches if one not in self.done]
        if not new:
            return
        outcome = self._outcome(self._run(self.changing, [self.changes(one) for one in new]))
        for place, one in enumerate(new):
            self.done[one] = Outcome(outcome.kept[place : place + 1], outcome.cost[place : place + 1])
        progress(min(total, len(self.policies) + len(self.done)), total)

    def _run(self, prepared: PreparedRuns, policies: Sequence[Changes]) -> xr.Dataset:
        """Run some policies, each with its own changes of what paths may change."""
        one, breaks = self.experiment, prepared.breaks.tolist()
        maker = PathMaker(prepared.parameters, one.start, one.end, None, breaks)
        whole = [maker.paths(changes) for changes in policies]
        moments = (len(breaks) - 1, 2)

        def path(made: ParameterPaths, name: str) -> Array:
            if name in made.varying:
                return made.varying[name][..., 0]
            values = made.constant[name][..., 0]
            return np.broadcast_to(values, (*moments, *values.shape))

        changed = {name: np.stack([path(made, name) for made in whole], axis=-1) for name in sorted(self.touched)}
        return prepared.run(changed)

    def _outcome(self, dataset: xr.Dataset) -> Outcome:
        """Return whether the aim is kept and what it costs; a run that went wrong has no cost."""
        aim = self.asked.aim
        values = series_of(dataset, aim.indicator).sel(area=whole_city()).transpose(*DIMS).values
        kept = values <= aim.threshold if aim.side == "at_most" else values >= aim.threshold
        cost = series_of(dataset, LEVER_COST).sel(area=whole_city()).transpose(*DIMS).sum("year", skipna=False).values
        wrong = ~np.isfinite(values).all(axis=-1)
        return Outcome(np.asarray(kept), np.where(wrong, np.nan, cost))

    def _valid(self, outcome: Outcome) -> Outcome:
        return Outcome(outcome.kept[:, :, self.valid], outcome.cost[:, :, self.valid])

    def _open_until(
        self, whole: Outcome, pairs: Sequence[tuple[str, str]], progress: Progress, total: int
    ) -> dict[tuple[str, str], Array]:
        """Return the last year in which each change-over is in time: between two years of decision by halving.

        All that still has to be halved is run together, once for each halving. What is in time in the last year of
        decision is looked at up to the end, and what is not in the first from the first year on.
        """
        futures, decide = range(len(self.futures)), sorted(self.asked.decide)
        sure = {policy: whole.chance()[place] >= self.asked.chance for place, policy in enumerate(self.policies)}
        ends = {
            (pair, future): self._between(pair, future, decide, bool(sure[pair[1]][future]))
            for pair in pairs
            for future in futures
        }
        while wide := {key: (low + high) // 2 for key, (low, high) in ends.items() if high - low > 1}:
            self._switch([(*pair, year) for (pair, _), year in wide.items()], progress, total)
            for (pair, future), year in wide.items():
                low, high = ends[pair, future]
                ends[pair, future] = (year, high) if self._in_time((*pair, year), future) else (low, year)
        near = self.asked.chance - reach(self.asked.chance, self.asked.draws)
        close = [pair for pair in pairs if self.done[(*pair, decide[0])].chance().max() >= near]
        self._switch([(*pair, self.experiment.start + 1) for pair in close], progress, total)
        first, never = self.experiment.start, self.last

        def told(low: int) -> float:
            return -NEVER if low == first else (NEVER if low == never - 1 else float(low))

        return {pair: np.array([told(ends[pair, future][0]) for future in futures]) for pair in pairs}

    def _between(self, pair: tuple[str, str], future: int, decide: Sequence[int], sure: bool) -> tuple[int, int]:
        """Return a year in which a change-over is in time, or the start, and the next one in which it is not.

        Before the first year of decision it is not looked at when the policy is not sure enough from the start on.
        """
        timely = [year for year in decide if self._in_time((*pair, year), future)]
        start = self.experiment.start
        if not timely and not sure:
            return start, start + 1
        low = max(timely, default=start)
        return low, min((year for year in decide if year > low), default=self.last)

    def _bounds(self, pair: tuple[str, str]) -> Array:
        """Return between which years the last year in time lies, shape (future, 2), by all years that were run."""
        own = {year: one.chance()[0] for (*names, year), one in self.done.items() if tuple(names) == pair}
        found = [
            between({year: float(each[future]) for year, each in own.items()}, self.asked.chance, self.asked.draws)
            for future in range(len(self.futures))
        ]
        return np.array(found)

    def _in_time(self, switch: Switch, future: int) -> bool:
        """Whether the aim is kept often enough in the end after a change-over."""
        return bool(self.done[switch].chance()[0, future] >= self.asked.chance)

    def _told(
        self, dataset: xr.Dataset, whole: Outcome, switches: Mapping[Switch, Outcome], decide: Sequence[int]
    ) -> tuple[dict[tuple[str, str, int], list[Signpost]], dict[tuple[str, int], dict[str, Told]]]:
        """Return the signposts of every policy, and what each way to decide comes to, in every year of decision."""
        found: dict[tuple[str, str, int], list[Signpost]] = {}
        waiting: dict[tuple[str, int], dict[str, Told]] = {}
        for place, future in enumerate(self.futures):
            kept, cost = whole.kept[:, place, :, -1], whole.cost[:, place]
            for year in decide:
                for number, policy in enumerate(self.policies):
                    read = readings(dataset, self.counts, str(number), future, year, self.experiment.seed)
                    read = {name: values[self.valid] for name, values in read.items()}
                    found[policy, future, year] = signposts(read, ~kept[number])
                    if number == 0:
                        others = [switches[policy, other, year] for other in self.policies[1:]]
                        kept_then = np.stack([kept[0], *(one.kept[0, place, :, -1] for one in others)])
                        cost_then = np.stack([cost[0], *(one.cost[0, place] for one in others)])
                        ways = Ways(kept, cost, kept_then, cost_then)
                        waiting[future, year] = ways_to_decide(ways, read, self.asked.chance)
        return found, waiting


def whole_draws(outcomes: Iterable[Outcome]) -> np.ndarray:
    """Return the draws of which no run went wrong, so that all paths are laid beside each other in the same ones."""
    return np.asarray(np.all([np.isfinite(one.cost).all(axis=(0, 1)) for one in outcomes], axis=0))
