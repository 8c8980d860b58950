"""Which of the named loops drive the model, and when: Loops That Matter (Schoenberg, Davidsen and Eberlein 2020).

pysimlin gives the score of every link between two numbers of the flat model: which part of the change of the effect
comes from the cause, with its sign. The score of a path is the product over its links. A named loop runs along whole
quantities, so it stands for as many paths as its quantities have members: the matrices of link scores are multiplied,
and the trace of the product is the sum over all of them.

The flat model writes equal operations once: where a law writes out what another quantity is, it reads that quantity
(the number of seekers times the rate at which they leave is how many leave). Links are followed through those.

Growing older is no step of a loop: along a chain of ages, in which about as many come as go, every score is a change
over a difference near nought, and their product runs away. A loop that needs it (training takes years) has no score.
"""

import json
import os
import tempfile
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import xarray as xr

from care2040.analysis.feedback.loop_registry import Loop
from care2040.engine.compiler.system import Kind
from care2040.results.valid_draws import CannotAnalyse
from care2040.results.variables import LOOP_SHARE
from care2040.xmile.age_bands import add_ageing, banded, banded_moment
from care2040.xmile.document import as_xmile
from care2040.xmile.export import STEP, Chosen
from care2040.xmile.flat_model import FlatModel
from care2040.xmile.flattening import flatten

if TYPE_CHECKING:
    from collections.abc import Iterator

Floats = npt.NDArray[np.float64]
Scores = Mapping[str, Mapping[str, Floats]]
"""Cause to effect to the score of the link at every step."""

ALONE = 1e-300
"""Where nothing at all scores, shares are zero."""


@dataclass(frozen=True)
class LoopScores:
    """The score of each named loop at each step of a run.

    Attributes
    ----------
    times : ndarray of shape (steps,)
        Years.
    scores : dict of str to ndarray of shape (steps,)
        Loop to its score: above zero where it reinforces, below where it balances.
    unscored : tuple of str
        Loops that only close when someone grows older.
    sizes : dict of str to int
        What the model with ages in bands holds: stocks, flows, auxiliaries, links.
    """

    times: Floats
    scores: dict[str, Floats]
    unscored: tuple[str, ...]
    sizes: dict[str, int]

    def shares(self) -> xr.DataArray:
        """Return the share of each loop in what the named loops do together, over the steps of a year."""
        raw = np.array(list(self.scores.values()))
        total = np.abs(raw).sum(axis=0)
        of_step = np.divide(raw, total, out=np.zeros_like(raw), where=total > ALONE)
        years = np.floor(self.times).astype(int)
        # nothing has changed yet at the first moment, and the last is the end
        told = np.unique(years[:-1]).tolist()
        means = np.array([of_step[:, (years == year) & (total > ALONE)].mean(axis=1) for year in told]).T
        means /= np.abs(means).sum(axis=0)
        coords = {"loop": list(self.scores), "year": told}
        return xr.DataArray(means, dims=("loop", "year"), coords=coords, name=LOOP_SHARE)


def score(chosen: Chosen, loops: Mapping[str, Loop]) -> LoopScores:
    """Score the named loops that close, over one run with ages in bands."""
    moving = chosen.system.model.moving
    return score_flat(reduced(chosen), loops, {name: law.reads for name, law in moving.items()})


def score_flat(
    flat: FlatModel, loops: Mapping[str, Loop], reads: Mapping[str, tuple[str, ...]] | None = None
) -> LoopScores:
    """Score the loops that close in a flat model; `reads` is what each law of it reads."""
    times, links, sizes = _links(flat)
    ways = _ScoreProducts(flat, links, len(times), reads or {})
    scores = {name: ways.loop(loop) for name, loop in loops.items() if loop.closes}
    unscored = tuple(name for name, values in scores.items() if not values.any())
    return LoopScores(times, {name: values for name, values in scores.items() if values.any()}, unscored, sizes)


def as_dataset(matter: LoopScores, chosen: Chosen, loops: Mapping[str, Loop]) -> xr.Dataset:
    """Return the shares of the loops with what a figure has to say of them."""
    share = matter.shares()
    names = share["loop"].values.tolist()
    told: dict[str, Any] = {"loop_kind": ("loop", [loops[name].kind for name in names])}
    for language in ("nl", "en"):
        told[f"loop_title_{language}"] = ("loop", [loops[name].title[language] for name in names])
    facts = {
        "experiment": chosen.experiment.name,
        "policy": chosen.policy,
        "scenario": chosen.scenario,
        "equations": json.dumps(chosen.experiment.equations),
    }
    return xr.Dataset({LOOP_SHARE: share, **told}, attrs=facts)


def reduced(chosen: Chosen) -> FlatModel:
    """Return the flat model with ages in bands, without indicators."""
    kinds = {name: Kind(one.axes, one.unit, one.years) for name, one in chosen.parameters.items()}
    system, paths = banded(chosen.system, kinds, chosen.paths)
    begin = None if chosen.begin is None else banded_moment(chosen.begin, chosen.system)
    return flatten(system, chosen.parameters, paths, STEP, (), add_ageing, begin)


def _links(flat: FlatModel) -> tuple[Floats, dict[str, dict[str, Floats]], dict[str, int]]:
    """Run the model in pysimlin, and return times, scores by cause and effect, and sizes."""
    import simlin

    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.xmile")
        with open(path, "w", encoding="utf-8") as file:
            file.write(as_xmile(flat, "", "", ""))
        model: Any = simlin.load(path)
    try:
        run = model.simulate(enable_ltm=True)
        run.run_to_end()
    except simlin.SimlinRuntimeError as error:
        raise CannotAnalyse(f"pysimlin could not score the loops: {error}") from error
    links: dict[str, dict[str, Floats]] = {}
    found = [link for link in run.get_links() if link.score is not None]
    for link in found:
        links.setdefault(link.from_var, {})[link.to_var] = np.nan_to_num(np.asarray(link.score, dtype=np.float64))
    parts = (("stocks", flat.stocks), ("flows", flat.flows), ("auxiliaries", flat.auxiliaries), ("links", found))
    return run.get_series("time"), links, {name: len(every) for name, every in parts}


class _ScoreProducts:
    """The ways from one quantity to the next, through what stands for parts of its law."""

    def __init__(self, flat: FlatModel, links: Scores, steps: int, reads: Mapping[str, tuple[str, ...]]) -> None:
        self.links, self.steps, self.reads = links, steps, reads
        self.members: dict[str, list[str]] = {}
        for name, (quantity, *_) in flat.origin.items():
            self.members.setdefault(quantity, []).append(name)
        self.parts = flat.parts
        self.causes: dict[str, list[str]] = {}
        for cause, effects in links.items():
            for effect in effects:
                self.causes.setdefault(effect, []).append(cause)
        self.made: dict[tuple[str, str], Floats] = {}

    def loop(self, loop: Loop) -> Floats:
        """Return the score of a loop at every step: the sum over its paths and over all members."""
        paths = [self._round(loop.links(path)) for path in loop.paths]
        return np.asarray(sum(paths, np.zeros(self.steps)))

    def _round(self, links: Sequence[tuple[str, str]]) -> Floats:
        whole = reduce(np.matmul, [self._between(*link) for link in links])
        return np.asarray(np.trace(whole, axis1=1, axis2=2))

    def _between(self, cause: str, effect: str) -> Floats:
        """Return the scores from the members of a cause to those of its effect: shape (steps, causes, effects)."""
        if (cause, effect) not in self.made:
            causes, effects = self.members.get(cause, []), self.members.get(effect, [])
            places = {name: place for place, name in enumerate(effects)}
            scores = np.zeros((self.steps, len(causes), len(effects)))
            read = {name for one in self.reads.get(effect, ()) for name in self.members.get(one, ())}
            through = self._parts_of(effects, read) if read else self.parts
            for row, name in enumerate(causes):
                for end, value in self._ends(name, np.ones(self.steps), through):
                    if end in places:
                        scores[:, row, places[end]] += value
            self.made[cause, effect] = scores
        return self.made[cause, effect]

    def _parts_of(self, effects: Sequence[str], read: Set[str]) -> Set[str]:
        """Return what stands between a law and what it reads."""
        found: set[str] = set()
        todo = [*effects]
        while todo:
            new = {*self.causes.get(todo.pop(), ())} - read - found - {*effects}
            found |= new
            todo += new
        return found

    def _ends(self, name: str, so_far: Floats, through: Set[str]) -> "Iterator[tuple[str, Floats]]":
        """Give what a variable acts on, straight or through what stands between, and the product of the scores."""
        for effect, own in self.links.get(name, {}).items():
            if effect in through:
                yield from self._ends(effect, so_far * own, through)
            else:
                yield effect, so_far * own
