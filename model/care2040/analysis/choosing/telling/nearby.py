"""Runs beside the best mixes, in the same draws: what each costs, a lever more or less, alone, and taken out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from care2040.analysis.choosing import measures
from care2040.analysis.choosing.choice import MANY_AT_ONCE, Chooser
from care2040.analysis.choosing.search import Genes
from care2040.engine.compiler.trace import Array
from care2040.inputs.experiments.choosing.schema import LEVER_COST
from care2040.language.axes import AXES, whole_city

PAYERS = tuple(map(str, AXES["payer"]))
STEP = 5
"""Hundredths of effort that a lever is moved to both sides, to see what a little more or less of it does."""
EFFORT = 0
"""Kind of choice that is an effort, in `Space.free`."""


@dataclass(frozen=True)
class Measured:
    """What some mixes came to.

    Parameters
    ----------
    found : ndarray of shape (mix, objective, scenario, draw)
        What counts, of every run.
    missed : ndarray of shape (mix, constraint)
        By how much a limit is missed, in its unit; 0 or less is kept.
    costs : ndarray of shape (mix, payer)
        What the levers cost over all years, in euros; the mean of draws and futures.
    """

    found: Array
    missed: Array
    costs: Array

    def one(self, place: int) -> "Measured":
        """Return what one of the mixes came to."""
        own = slice(place, place + 1)
        return Measured(self.found[own], self.missed[own], self.costs[own])


@dataclass(frozen=True)
class Slopes:
    """What one more unit of effort of each lever does at a mix; NaN where its effort is not chosen.

    Parameters
    ----------
    aims : ndarray of shape (lever, objective)
    missed : ndarray of shape (lever, constraint)
    costs : ndarray of shape (lever, payer)
    """

    aims: Array
    missed: Array
    costs: Array


@dataclass(frozen=True)
class Effects:
    """What each lever of a mix does, as far as the mix uses it; NaN where it does not.

    Parameters
    ----------
    alone, company : ndarray of shape (lever, objective)
        Against unchanged policy, and against the mix without it.
    alone_costs, company_costs : ndarray of shape (lever,)
        What that costs all payers together, over all years.
    """

    alone: Array
    company: Array
    alone_costs: Array
    company_costs: Array


@dataclass
class Nearby:
    """Runs mixes near those that were found.

    Parameters
    ----------
    chooser : Chooser
        That has searched: its draws, its futures, and what regret is counted from.
    progress : callable
        Called with the mixes done and None.
    """

    chooser: Chooser
    progress: Callable[[int, None], None] = lambda done, total: None
    done: int = 0

    @cached_property
    def genes_of_effort(self) -> Mapping[int, int]:
        """Lever to its choice of effort, of levers whose effort is chosen."""
        return {lever: gene for gene, (lever, kind) in enumerate(self.chooser.space.free) if kind == EFFORT}

    def measure(self, genes: Genes) -> Measured:
        """Return what mixes come to."""
        chooser = self.chooser
        each = len(chooser.futures) * chooser.choose.draws
        most = max(8, MANY_AT_ONCE // (8 * each))
        parts = [self._part(genes[low : low + most]) for low in range(0, len(genes), most)]
        found, missed, costs = (np.concatenate([part[place] for part in parts]) for place in range(3))
        return Measured(found, missed, costs)

    def _part(self, genes: Genes) -> tuple[Array, Array, Array]:
        chooser, space = self.chooser, self.chooser.space
        dataset = chooser.prepared.run(space.paths(genes, chooser.maker))
        asked = chooser.choose.objectives.values()
        found = np.stack([measures.raw(dataset, one, one.indicator) for one in asked], axis=1)
        efforts = np.array([[use.effort for use in space.uses(row).values()] for row in genes.tolist()])
        whole = [measures.series_of(dataset, LEVER_COST, one).sel(area=whole_city()).sum("year") for one in PAYERS]
        costs = np.stack([one.transpose("policy", "scenario", "draw").values for one in whole], axis=-1)
        costs[~np.isfinite(found[:, 0])] = np.nan
        self.done += len(genes)
        self.progress(self.done, None)
        return found, chooser.constraints.missed(dataset, efforts), np.nanmean(costs, axis=(1, 2))

    def differences(self, many: Array, few: Array) -> Array:
        """Return what counts in some mixes less what it is in others, (mix, objective); of draws that both have."""
        both = np.isfinite(many) & np.isfinite(few)
        own = [self.chooser.objectives.values(np.where(both, each, np.nan)) for each in (many, few)]
        return own[0] - own[1]

    def slopes(self, row: Sequence[int]) -> Slopes:
        """Return what one more unit of effort of each lever does at a mix, by central differences of `STEP`."""
        space, levers, genes = self.chooser.space, [*self.genes_of_effort], [*self.genes_of_effort.values()]
        more, less = (np.tile(np.asarray(row, dtype=np.int64), (len(genes), 1)) for _ in range(2))
        places, ends = np.arange(len(genes)), np.array(space.options)[genes] - 1
        more[places, genes] = np.minimum(more[places, genes] + STEP, ends)
        less[places, genes] = np.maximum(less[places, genes] - STEP, 0)
        options = [space.chosen[lever].efforts for lever in levers]
        moved = np.array(
            [own[m] - own[n] for own, m, n in zip(options, more[places, genes], less[places, genes], strict=True)]
        )
        high, low = self.measure(more), self.measure(less)
        pairs = (self.differences(high.found, low.found), high.missed - low.missed, high.costs - low.costs)
        found = [np.full((len(space.chosen), one.shape[1]), np.nan) for one in pairs]
        for whole, own in zip(found, pairs, strict=True):
            whole[levers] = own / moved[:, None]
        return Slopes(*found)

    def effects(self, row: Sequence[int], none: Measured) -> Effects:
        """Return what each lever of a mix does, alone and in company of the others.

        Parameters
        ----------
        row : sequence of int
            The mix.
        none : Measured
            What a single mix without any effort comes to.
        """
        space, kept = self.chooser.space, [lever for lever, gene in self.genes_of_effort.items() if row[gene] > 0]
        own = [[gene for gene, (lever, _) in enumerate(space.free) if lever == one] for one in kept]
        aims, levers = len(self.chooser.choose.objectives), len(space.chosen)
        found = [np.full((levers, aims), np.nan) for _ in range(2)] + [np.full(levers, np.nan) for _ in range(2)]
        if not kept:
            return Effects(*found)
        mix = np.asarray(row, dtype=np.int64)
        alone, without = np.zeros((len(kept), len(mix)), dtype=np.int64), np.tile(mix, (len(kept), 1))
        for place, (lever, genes) in enumerate(zip(kept, own, strict=True)):
            alone[place, genes] = mix[genes]
            without[place, self.genes_of_effort[lever]] = 0
        each, rest, whole = self.measure(alone), self.measure(without), self.measure(mix[None])
        found[0][kept] = self.differences(each.found, np.repeat(none.found, len(kept), axis=0))
        found[1][kept] = self.differences(np.repeat(whole.found, len(kept), axis=0), rest.found)
        found[2][kept] = (each.costs - none.costs).sum(axis=1)
        found[3][kept] = (whole.costs - rest.costs).sum(axis=1)
        return Effects(*found)
