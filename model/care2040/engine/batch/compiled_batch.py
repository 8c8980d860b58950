"""A batch on its way through the years in machine code: what `integrate` does with NumPy, run for run the same."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping

import numpy as np

from care2040.engine.batch.failures import ROUNDING
from care2040.engine.batch.moment import Moment
from care2040.engine.batch.trajectories import coarse
from care2040.engine.compiler.system import System
from care2040.engine.compiler.trace import Array
from care2040.engine.native.machine import Code, Machine, numbers_of
from care2040.engine.plan.nests import Place
from care2040.inputs.policies.path_maker import ParameterPaths
from care2040.language.axes import DETAIL_AXES
from care2040.language.readings import quantity_of

BEGIN, MIDDLE, END = range(3)
"""The moments of a step."""


class CompiledBatch:
    """One batch of runs, each on its own: a run that goes wrong goes on as it may, and is only noted.

    Parameters
    ----------
    system : System
        The model; parameters that vary in `paths` are among those that vary in it.
    code : Code
        Its machine code.
    paths : ParameterPaths
        The value of every parameter over time.
    longest : float
        Longest step, in years.
    keep : callable
        Whether to keep a quantity, by name and axes.
    years : tuple of int
        Years that are kept.
    begin : Moment or None
        Where the runs stand on the first day; None as the laws of their stocks say.
    """

    def __init__(
        self,
        system: System,
        code: Code,
        paths: ParameterPaths,
        longest: float,
        keep: Callable[[str, tuple[str, ...]], bool],
        years: tuple[int, ...],
        begin: Moment | None,
    ) -> None:
        self.system, self.code, self.paths, self.longest = system, code, paths, longest
        self.keep, self.years, self.start = keep, years, begin
        self.machine, self.places = Machine(code, paths.runs), code.layout.places
        self._gather_ends()
        unsigned = [not system.model.stocks[name].signed for name in system.stocks]
        self.lowest, self.total = (self._area(kind) for kind in ("lowest", "total"))
        self.may_not_be_below = np.array(unsigned)[:, None]
        self.reasons: dict[int, str] = {}
        self.wrong_at_start: frozenset[int] = frozenset()
        self.looked, self.stocks, self.counts = self._records()

    def _gather_ends(self) -> None:
        """Put what all runs have in common of parameters that move side by side: (segment, 2, number)."""
        varying, before = self.paths.varying, self.places["before"]
        alike = [n for n, values in varying.items() if values.shape[-1] == 1 and before[n].region == "own"]
        apart = [name for name in varying if name not in alike]
        # of those that differ, one call puts all where they belong
        self.apart = [name for name in apart if varying[name].shape[-1] > 1 and before[name].region == "own"]
        self.single = [name for name in apart if name not in self.apart]
        self.alike, self.differing = (
            {kind: numbers_of(self.places[kind][name] for name in names) for kind in ("before", "after")}
            for names in (alike, self.apart)
        )
        moments = (len(self.paths.breaks) - 1, 2)
        self.ends = np.concatenate(
            [np.empty((*moments, 0)), *(varying[name].reshape(*moments, -1) for name in alike)], 2
        )

    def run(self, tick: Callable[[], None]) -> None:
        """Go through the years."""
        breaks = self.paths.breaks
        self._begin()
        for segment in range(len(breaks) - 1):
            begin, end = float(breaks[segment]), float(breaks[segment + 1])
            self._enter(segment)
            if begin in self.years:
                self._look()
            self._advance(begin, end)
            if end.is_integer():
                self._turn_of_the_year(int(end))
                tick()

    def _area(self, kind: str) -> slice:
        """Return where the places of one kind lie, one after the other."""
        places = self.places[kind].values()
        return slice(min(one.base for one in places), max(one.base + one.size for one in places))

    def _records(self) -> tuple[Record, Record, Record]:
        """Return what is kept of the readings, of the stocks and of what flows gathered."""
        system, model = self.system, self.system.model
        readings = [
            name
            for name in system.looked_at
            if name not in model.flows and self.keep(name, model.equations[quantity_of(name)].axes)
        ]
        stocks = [
            name
            for name, slot in system.stocks.items()
            if self.keep(name, slot.axes) or self.keep(name, coarse(slot.axes))
        ]
        counts = [name for name, slot in system.counts.items() if self.keep(name, slot.axes)]
        return (
            Record({name: self.places["seen"][name] for name in readings}),
            Record({name: self.places["state"][name] for name in stocks}),
            Record({name: self.places["state"][name] for name in counts}),
        )

    def _begin(self) -> None:
        machine, given = self.machine, self.places["given"]
        for kind in ("given", "before", "after"):
            machine.fill(self.places[kind], self.paths.constant)
        if self.start is None:
            self._enter(0)
            machine.call("start")
            self._share_alike()
        else:
            machine.fill(self.places["state"], self.start.stocks)
            machine.fill(given, self.start.references)
        machine.call_shared("still")
        self._share_alike()
        machine.call("still")
        machine.call("check")
        self._note(float(self.paths.breaks[0]))
        self.wrong_at_start = frozenset(self.reasons)

    def _share_alike(self) -> None:
        """Give all moments of a step what the first one has."""
        for shared in self.machine.shared[1:]:
            shared[:] = self.machine.shared[0]

    def _enter(self, segment: int) -> None:
        """Begin a segment: parameters that move are at its begin."""
        for end, kind in enumerate(("before", "after")):
            self.machine.own[:, self.alike[kind], :] = self.ends[segment, end][:, None]
            for name in self.single:
                self.machine.put(self.places[kind][name], self.paths.varying[name][segment, end])
            if self.apart:
                values = [self.paths.varying[name][segment, end].reshape(-1, self.paths.runs) for name in self.apart]
                self.machine.put_numbers(self.differing[kind], np.concatenate(values))
        self.machine.lengths(BEGIN, part=0.0)
        self._move(BEGIN)
        self.machine.call("moment", BEGIN)
        self.machine.call("follow", BEGIN)

    def _move(self, moment: int) -> None:
        """Give what all runs share its value at a moment of a step."""
        self.machine.call_shared("moment", moment)
        self.machine.call_shared("follow", moment)

    def _advance(self, begin: float, end: float) -> None:
        machine = self.machine
        steps = max(1, math.ceil((end - begin) / self.longest - 1e-9))
        length = (end - begin) / steps
        for shared in range(3):
            machine.lengths(shared, half=length / 2, whole=length, sixth=length / 6)
        for step in range(steps):
            time = begin + step * length
            after = end if step + 1 == steps else begin + (step + 1) * length
            for moment, at in ((MIDDLE, time + length / 2), (END, time + length)):
                machine.lengths(moment, part=(at - begin) / (end - begin))
                self._move(moment)
            machine.step()
            self._note(after)
            # the end of a step is the begin of the next
            machine.shared[BEGIN], machine.shared[END] = machine.shared[END], machine.shared[BEGIN]

    def _note(self, time: float) -> None:
        """Note which runs have a stock below zero that may not be, or one that is not a number any more."""
        lowest, total = self.machine.own[:, self.lowest, :][:, ::2], self.machine.own[:, self.total, :][:, ::2]
        if lowest.min() >= -ROUNDING and math.isfinite(total.sum()):
            return
        below = (lowest < -ROUNDING) & self.may_not_be_below
        bad = below | ~np.isfinite(total)
        for chunk, lane in np.argwhere(bad.any(axis=1)):
            run = int(chunk) * self.code.lanes + int(lane)
            if run < self.paths.runs and run not in self.reasons:
                which = int(np.flatnonzero(bad[chunk, :, lane])[0])
                stock = list(self.system.stocks)[which]
                self.reasons[run] = f"'{stock}' is below zero, or not a number, in {time:.2f}"

    def _look(self) -> None:
        self.machine.call("look", BEGIN)
        self.looked.add(self.machine)
        self.stocks.add(self.machine)

    def _turn_of_the_year(self, year: int) -> None:
        """Keep what the flows gathered, let everyone turn a year older, and count what was counted."""
        if year - 1 in self.years:
            self.counts.add(self.machine)
        self.machine.call("turn")
        self._again(self.system.counted_in(year))

    def _again(self, names: Collection[str]) -> None:
        """Give some stocks what their laws have, with the parameters at the end of the segment."""
        if not names:
            return
        self.machine.call("again", BEGIN)
        for name in names:
            to, place = self.places["state"][name], self.places["again"][name]
            self.machine.own[:, to.base : to.base + to.size] = self.machine.own[:, place.base : place.base + place.size]

    def found(self) -> dict[str, Array]:
        """Return what was kept: (year, axes..., run) by name."""
        kept = self.looked.arrays(self.paths.runs)
        for name, values in self.stocks.arrays(self.paths.runs).items():
            axes = self.system.stocks[name].axes
            detail = tuple(1 + place for place, axis in enumerate(axes) if axis in DETAIL_AXES)
            kept[name] = values if self.keep(name, axes) else values.sum(axis=detail)
        return kept | self.counts.arrays(self.paths.runs)

    def moment(self) -> Moment:
        """Return where the runs stand, with what begins afresh there; those that went wrong where a sound one does."""
        self._again([name for name, stock in self.system.model.stocks.items() if stock.afresh])
        stocks = {name: self.machine.get(self.places["state"][name]) for name in self.system.stocks}
        references = {name: self.machine.get(self.places["given"][name]) for name in self.system.references}
        sound = next((run for run in range(self.paths.runs) if run not in self.reasons), None)
        if sound is not None:
            for values in stocks.values():
                values[..., list(self.reasons)] = values[..., [sound]]
        return Moment(int(self.paths.breaks[-1]), stocks, references)


class Record:
    """What is kept of some places of memory, year by year."""

    def __init__(self, places: Mapping[str, Place]) -> None:
        self.places = places
        self.numbers = numbers_of(places.values())
        self.years: list[Array] = []

    def add(self, machine: Machine) -> None:
        """Keep what lies there now."""
        self.years.append(machine.own[:, self.numbers, :])

    def arrays(self, runs: int) -> dict[str, Array]:
        """Return arrays (year, axes..., run) by name."""
        if not self.years or not self.places:
            return {}
        # (year, chunk, number, lane) to (year, number, run)
        whole = np.stack(self.years).swapaxes(1, 2).reshape(len(self.years), len(self.numbers), -1)[..., :runs]
        found, first = {}, 0
        for name, place in self.places.items():
            found[name] = whole[:, first : first + place.size].reshape(len(whole), *place.shape, runs)
            first += place.size
        return found
