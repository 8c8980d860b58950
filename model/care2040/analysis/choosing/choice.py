"""A choice from begin to end: what it lets one choose from, the runs of every mix, and what the search found."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from importlib.metadata import version

import numpy as np

from care2040.analysis.choosing import measures
from care2040.analysis.choosing.front import not_dominated
from care2040.analysis.choosing.journal import Journal, NothingYet
from care2040.analysis.choosing.search import Genes, Looked, Searched, search
from care2040.analysis.choosing.space import Space, space_of
from care2040.engine.compiler.trace import Array
from care2040.engine.ensembles.block import made_from
from care2040.engine.native import library
from care2040.engine.simulation.prepared import PreparedRuns
from care2040.engine.simulation.settings import RunSettings
from care2040.engine.simulation.simulate import SIDE_BY_SIDE
from care2040.inputs.calibration_targets import Carriers
from care2040.inputs.experiments.choosing.schema import Choose, Constraint, Measured
from care2040.inputs.experiments.experiment import Experiment
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.policies.levers import Levers
from care2040.inputs.policies.path_maker import PathMaker
from care2040.language.model import Model
from care2040.wording.amounts import difference

FAILED = 0.05
"""Part of the runs of a mix that may go wrong: more than that, and it is not chosen."""
SEEN = {"dimensionless": 0.001}
"""The smallest difference that is visible in a unit: a tenth of a percentage point, as figures are written."""
MANY_AT_ONCE = 50_000
"""Runs that are held in memory at once."""
PART = 32
"""Mixes that NumPy runs side by side, whoever runs them: what stands beside a run moves its last digits there."""


@dataclass(frozen=True)
class World:
    """What a choice is made in."""

    model: Model
    parameters: Parameters
    experiment: Experiment
    levers: Levers
    carriers: Carriers | None = None


@dataclass(frozen=True)
class Choice:
    """What a search found.

    Parameters
    ----------
    choose : Choose
        What was asked.
    space : Space
        What it lets one choose from.
    searched : Searched
        Everything that was looked at.
    values : ndarray of shape (mix, objective)
        What each mix comes to, in the units of what counts.
    missed : ndarray of shape (mix, constraint)
        By how much it misses what may not be passed, in the units of that; 0 or less is kept.
    found : ndarray of shape (mix, objective, scenario, draw)
        What every run came to.
    futures : tuple of str
        The scenarios that count.
    units : tuple of str
        Of each thing that counts.
    limit_units : tuple of str
        Of each thing that may not be passed.
    of_units : tuple of str
        Of the indicator that each thing that counts is about: of a chance the unit of its limit.
    ends : tuple of int
        Mixes that are told of in any case, such as those to which the last steps led.
    """

    choose: Choose
    space: Space
    searched: Searched
    values: Array
    missed: Array
    found: Array
    futures: tuple[str, ...]
    units: tuple[str, ...]
    limit_units: tuple[str, ...]
    of_units: tuple[str, ...]
    ends: tuple[int, ...] = ()

    @property
    def reached(self) -> bool:
        """Whether any mix keeps everything."""
        return bool(self.searched.looked.kept.any())

    @property
    def nearest(self) -> int:
        """The mix that misses least of all constraints together."""
        return int(np.maximum(self.searched.looked.missed, 0).sum(axis=1).argmin())

    @property
    def told(self) -> np.ndarray:
        """Places of the mixes that are told of: the best, or where nothing is kept that which comes nearest."""
        best = self.searched.best if self.reached else np.array([self.nearest])
        if self.ends:
            best = np.unique([*best, *self.ends])
            best = best[not_dominated(self.searched.looked.values[best])]
        return best[np.lexsort(self.searched.looked.values[best].T[::-1])]

    def notes(self) -> list[str]:
        """Return what to beware of: what cannot be kept and by how much, and what decides nothing."""
        kept, said = self.searched.looked.kept, []
        for place, name in enumerate(self.choose.constraints):
            missed = self.missed[:, place]
            if not self.reached:
                said.append(f"not all can be kept at once; '{name}': {self._missed_words(place)}")
            elif np.nanmax(missed) <= 0:
                said.append(f"every mix that was looked at keeps '{name}': it decides nothing")
        for place, name in enumerate(self.choose.objectives):
            values = self.values[kept, place] if kept.any() else self.values[:, place]
            if np.isfinite(values).any() and np.nanmax(values) == np.nanmin(values):
                said.append(f"every mix comes to the same '{name}' ({values[0]:.6g}): it decides nothing")
        if failed := int((~np.isfinite(self.found[:, 0])).sum()):
            runs = self.found[:, 0].size
            said.append(f"{failed:,} of {runs:,} runs went wrong and do not count; of no mix more than {FAILED:.0%}")
        return said

    def _missed_words(self, place: int) -> str:
        """Return whether any mix keeps a limit, and by how much the one that is told of misses it."""
        missed, unit = self.missed[:, place], self.limit_units[place]
        least, here = float(np.nanmin(missed)), float(missed[self.nearest])
        if least > 0:
            nearest, told = difference(least, unit, "en"), difference(here, unit, "en")
            return f"no mix keeps it, the nearest misses by {nearest}, the mix told of by {told}"
        if here > 0:
            return f"some mixes keep it, the mix told of misses by {difference(here, unit, 'en')}"
        return "some mixes keep it, and so does the mix told of"


Elsewhere = Callable[["Chooser", Genes, Callable[[int], None]], dict[str, Array]]
"""Runs mixes in other processes."""


class Chooser:
    """Looks for the best mixes of a question, generation by generation.

    Parameters
    ----------
    world : World
        Model, parameters, experiment and levers.
    choose : Choose
        What is asked.
    journal : Journal
        Where what was looked at is kept.
    threads : int or None
        Batches run at the same time.
    elsewhere : callable or None
        Runs a generation in other processes, given who asks, the mixes, and what is told how many are done.
    """

    def __init__(
        self,
        world: World,
        choose: Choose,
        journal: Journal,
        threads: int | None = None,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        self.world, self.choose, self.journal, self.threads, self.elsewhere = world, choose, journal, threads, elsewhere
        self.space = space_of(choose, world.experiment, world.levers)
        experiment = world.experiment
        self.futures = choose.futures or (next(iter(experiment.scenarios)),)
        years = measures.years_of(choose, experiment.start, experiment.end)
        self.experiment = replace(
            experiment,
            policies={},
            scenarios={name: experiment.scenarios[name] for name in self.futures},
            draws=choose.draws,
            end=years[-1] + 1,
        )
        self.objectives = measures.Objectives(choose.objectives)
        self.kept: dict[int, dict[str, Array]] = {}
        self.again = 0
        self.progress: Callable[[int, int], None] = lambda done, total: None
        self.looks = True

    @property
    def fingerprint(self) -> str:
        """What tells this search from any other: all that its numbers hang on."""
        one = self.experiment
        run = (one.scenarios, one.start, one.end, one.resolution, one.seed, one.equations, one.drawn_laws)
        made = (made_from(self.world.parameters, SIDE_BY_SIDE), sorted((self.world.carriers or {}).items()))
        # whether the best are tried again afterwards changes nothing in the search
        facts = (
            self.choose.model_copy(update={"robust": None}),
            run,
            made,
            self.space.chosen,
            self.space.always,
            version("pymoo"),
        )
        return hashlib.sha256(repr(facts).encode()).hexdigest()

    @cached_property
    def prepared(self) -> PreparedRuns:
        """What all mixes share, made when the first of them is run."""
        known = self.world.model.askable.keys() | self.world.model.equations.keys()
        carriers = self.world.carriers if self.choose.draws > 1 else None
        moments = tuple(one for one in sorted(self.space.moments) if self.experiment.start < one < self.experiment.end)
        names = measures.names_of(self.choose) & known
        settings = RunSettings(names=names, carriers=carriers, moments=moments, threads=self.threads)
        return PreparedRuns(self.world.model, self.experiment, self.world.parameters, self.space.touched, settings)

    @cached_property
    def maker(self) -> PathMaker:
        """Makes the paths of levers, cut as every run is."""
        one, breaks = self.experiment, self.prepared.breaks.tolist()
        return PathMaker(self.prepared.parameters, one.start, one.end, None, breaks)

    @cached_property
    def constraints(self) -> measures.Constraints:
        """What may not be passed, beside unchanged policy."""
        none = self.maker.paths(())
        shape = (len(self.prepared.breaks) - 1, 2)
        paths = {
            name: none.varying[name]
            if name in none.varying
            else np.broadcast_to(none.constant[name], (*shape, *none.constant[name].shape))
            for name in self.space.touched
        }
        names = [one.name for one in self.space.chosen]
        packages = {one.package for one in self.choose.constraints.values() if one.package}
        members = {p: [names.index(m) for m in self.world.levers.members(p) if m in names] for p in packages}
        return measures.Constraints(self.choose.constraints, self.prepared.run(paths), members)

    def choose_from_all(self, progress: Callable[[int, int], None] = lambda done, total: None) -> Choice:
        """Search, and return what was found; what a journal holds already does not count as done or to do."""
        self.progress = progress
        return self._search()

    def best_so_far(self) -> Choice:
        """Return the best of what the journal holds, and run nothing; while a search goes on, or after it was stopped.

        Raises
        ------
        NothingYet
            When not one generation is whole.
        """
        self.looks = False
        return self._search()

    def _search(self) -> Choice:
        asked = self.choose
        units = tuple(self._unit(name) for name in asked.objectives)
        wishes = zip(asked.objectives.values(), units, strict=True)
        visible = [one.visible or SEEN.get(unit) for one, unit in wishes]
        seed = self.experiment.seed if asked.seed is None else asked.seed
        first = self._first()
        how = (self.space.options, min(asked.mixes, asked.evaluations), asked.evaluations, seed, first, visible)
        searched = search(self._looked, *how)
        whole = [self.kept[number] for number in sorted(self.kept)]
        raw, missed = (np.concatenate([one[name] for one in whole]) for name in ("found", "missed"))
        limits = tuple(map(self._limit_unit, asked.constraints.values()))
        of = tuple(self._measured_in(one, one.indicator) for one in asked.objectives.values())
        values = self.objectives.values(raw)
        return Choice(asked, self.space, searched, values, missed, raw, self.futures, units, limits, of)

    def _first(self) -> Genes:
        """Return mixes to look at in any case: corners, and levers added by what they do; half a generation each."""
        corners = self.space.corners()
        found = self.journal.find(0, corners)
        if found is None:
            if not self.looks:
                raise NothingYet("no generation of the search is whole yet", "look again in a while")
            found = self._run(corners)
            self.journal.keep(0, corners, found)
        plain = measures.Objectives(self.choose.objectives).values(found["found"]) * self.objectives.signs
        ladders = self.space.ladders(plain)
        half = max(2, self.choose.mixes // 2)
        if not len(ladders):
            return corners[:half]
        steps = np.unique(np.linspace(0, len(ladders) - 1, half).astype(int))
        return np.concatenate([corners[:half], ladders[steps]])[: self.choose.mixes]

    def _count(self) -> int:
        return sum(len(one["missed"]) for one in self.kept.values())

    def _unit(self, name: str) -> str:
        one = self.choose.objectives[name]
        return "dimensionless" if one.chance_of is not None else self._measured_in(one, one.indicator)

    def _measured_in(self, one: Measured, indicator: str) -> str:
        unit: str = self.world.model.askable[indicator].unit
        return unit.removesuffix("/year") if one.years else unit

    def _limit_unit(self, one: Constraint) -> str:
        own = {"a_year": "euro/year", "in_all": "euro", "staff": "fte", "package": "dimensionless"}
        kind = next((unit for key, unit in own.items() if getattr(one, key) is not None), "")
        return kind or self._measured_in(one, one.indicator or one.worse_nowhere or "")

    def _looked(self, genes: Genes, generation: int) -> Looked | None:
        """Return what mixes come to: from the journal, or from runs; None where nothing may be run."""
        found = self.journal.find(generation + 1, genes)
        self.again += 0 if found is None else len(genes)
        if found is None:
            if not self.looks:
                if generation == 0:
                    raise NothingYet("no generation of the search is whole yet", "look again in a while")
                return None
            found = self._run(genes, self._count())
            self.journal.keep(generation + 1, genes, found)
        self.kept[generation] = found
        self._tell(self._count())
        if generation == 0:
            self.objectives = self.objectives.beginning(found["found"])
        values = self.objectives.values(found["found"]) * self.objectives.signs
        failed = np.isnan(found["found"][:, 0]).mean(axis=(1, 2)) > FAILED
        values = np.where(failed[:, None], np.nan, values)
        missed = found["missed"] / found["sizes"]
        return Looked(values, np.where(np.isnan(missed), np.inf, missed))

    def _tell(self, count: int) -> None:
        """Tell how many of the mixes that were not there already have been looked at."""
        self.progress(min(self.choose.evaluations, count) - self.again, self.choose.evaluations - self.again)

    def _run(self, genes: Genes, before: int | None = None) -> dict[str, Array]:
        if self.elsewhere is None:
            return self.run_here(genes)
        return self.elsewhere(self, genes, lambda done: None if before is None else self._tell(before + done))

    def run_here(self, genes: Genes) -> dict[str, Array]:
        """Run mixes in this process, and return what they come to.

        Parameters
        ----------
        genes : ndarray of shape (mix, choice)
            The mixes.

        Returns
        -------
        dict of str to ndarray
            ``found`` (mix, objective, scenario, draw), ``missed`` (mix, constraint), and the ``sizes`` of constraints.
        """
        each = len(self.futures) * self.choose.draws
        most = PART if library.available() is None else max(8, MANY_AT_ONCE // each)
        parts = [self._part(genes[low : low + most]) for low in range(0, len(genes), most)]
        found, missed = (np.concatenate([part[place] for part in parts]) for place in (0, 1))
        return {"found": found, "missed": missed, "sizes": self.constraints.sizes}

    def _part(self, genes: Genes) -> tuple[Array, Array]:
        dataset = self.prepared.run(self.space.paths(genes, self.maker))
        asked = self.choose.objectives.values()
        found = np.stack([measures.raw(dataset, one, one.indicator) for one in asked], axis=1)
        efforts = np.array([[use.effort for use in self.space.uses(row).values()] for row in genes.tolist()])
        return found, self.constraints.missed(dataset, efforts)
