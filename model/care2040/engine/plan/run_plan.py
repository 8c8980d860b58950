"""The plan of a whole run: where everything lies in memory, and the programs that take it from its start to its end.

What does not change is computed before the first step (``still``). At every moment of a step the parameters that move
get their value (``moment``), what follows from them alone is computed (``follow``), and then the ``rates``. A step of
Runge and Kutta's is ``begin``, ``rates``, ``first``, ``rates``, ``second``, ``rates``, ``third``, ``rates``, ``leave``.
On 1 January there is ``turn``: counts back to nought and everyone a year older; ``again`` computes stocks that were
counted, ``look`` what is told of, and ``check`` gives the lowest number and the sum of every stock.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from care2040.engine.compiler.system import System
from care2040.engine.plan.layout import Layout
from care2040.engine.plan.nests import Load, Loop, Nest, Operation, Place, Value
from care2040.engine.plan.of_laws import LawPrograms
from care2040.language.operations import ALONG_AXES


@dataclass(frozen=True)
class RunPlan:
    """Everything that a back end prints.

    Attributes
    ----------
    programs : dict of str to tuple of Nest
        By name; those that end in ``shared`` fill what all runs share.
    layout : Layout
        Where everything lies.
    """

    programs: dict[str, tuple[Nest, ...]]
    layout: Layout


def run_plan(system: System, own: Collection[str]) -> RunPlan:
    """Return the plan of the runs of a system.

    Parameters
    ----------
    system : System
        The model, and which parameters move.
    own : collection of str
        Parameters that differ between the runs of a batch; all others are kept once.
    """
    laws = LawPrograms(system, frozenset(own))
    parts = _Parts(system, laws)
    return RunPlan({**laws.programs(), **parts.programs()}, Layout(laws.places, laws.memory.size))


@dataclass
class _Parts:
    """What is not in the laws: the steps of the method, the turn of the year, and the look for what went wrong."""

    system: System
    laws: LawPrograms
    nests: dict[str, tuple[Nest, ...]] = field(default_factory=dict)

    def programs(self) -> dict[str, tuple[Nest, ...]]:
        """Return their programs."""
        return {**self._moments(), **self._steps(), "turn": self._turn(), "check": self._check()}

    def _length(self, name: str) -> Load:
        return self.laws.places["length"][name].load(frozenset())

    def _moments(self) -> dict[str, tuple[Nest, ...]]:
        found: dict[str, list[Nest]] = {"moment": [], "moment shared": []}
        places = self.laws.places
        for name, place in places["before"].items():
            before, after, now = (flat(each) for each in (place, places["after"][name], places["given"][name]))
            moved = Operation("multiply", (Operation("subtract", (after, before)), self._length("part")))
            which = "moment shared" if place.region == "shared" else "moment"
            found[which].append(along(place.size, Operation("add", (before, moved)), now, name))
        return {name: tuple(nests) for name, nests in found.items()}

    def _steps(self) -> dict[str, tuple[Nest, ...]]:
        area = self.laws.areas
        state, there, change, total = (flat(area[name]) for name in ("state", "there", "change", "total"))
        size = area["state"].size

        def go(name: str, length: str, weight: float) -> tuple[Nest, ...]:
            weighed: Value = change if weight == 1.0 else Operation("multiply", (change, weight))
            gathered = weighed if name == "first" else Operation("add", (total, weighed))
            moved = Operation("add", (state, Operation("multiply", (change, self._length(length)))))
            return along(size, gathered, total, name), along(size, moved, there, name)

        last = Operation("multiply", (Operation("add", (total, change)), self._length("sixth")))
        return {
            "begin": (along(size, state, there, "begin"),),
            "first": go("first", "half", 1.0),
            "second": go("second", "half", 2.0),
            "third": go("third", "whole", 2.0),
            "leave": (along(size, Operation("add", (state, last)), state, "leave"),),
        }

    def _turn(self) -> tuple[Nest, ...]:
        nests = []
        for name in self.system.counts:
            nests.append(self._nought(name))
        for name, stock in self.system.model.stocks.items():
            if stock.restarts:
                nests.append(self._nought(name))
            if stock.cohort:
                nests += self._older(name, stock.cohort, stock.entering)
        return tuple(nests)

    def _nought(self, name: str) -> Nest:
        place = self.laws.places["state"][name]
        return along(place.size, 0.0, flat(place), name)

    def _older(self, name: str, axis: str, entering: str | None) -> list[Nest]:
        """Let everyone turn a year older: the oldest stay where they are, and those who enter are the youngest."""
        place = self.laws.places["state"][name]
        last = dict(zip(place.axes, place.shape, strict=True))[axis] - 1
        others = tuple(Loop(one, n) for one, n in zip(place.axes, place.shape, strict=True) if one != axis and n > 1)
        looped = frozenset(loop.name for loop in others)
        nests = []
        if last:
            kept = self.laws.memory.take("scratch", place.axes, place.shape)
            nests.append(along(place.size, flat(place), flat(kept), name))
            before = kept.load(looped | {axis})
            stride = dict(before.strides)[axis]
            shifted = Load(before.region, before.base - stride, before.strides, axis)
            order = tuple(Loop(one, n) for one, n in zip(place.axes, place.shape, strict=True) if n > 1)
            nests.append(Nest(order, 0, None, shifted, place.load(looped | {axis}), name))
            oldest = Operation("add", tuple(kept.load(looped, {axis: at}) for at in (last, last - 1)))
            nests.append(Nest(others, 0, None, oldest, place.load(looped, {axis: last}), name))
        if entering:
            young, first = self.laws.places["state"][entering], place.load(looped, {axis: 0})
            entered = Operation("add", (first, young.load(looped)))
            nests += [Nest(others, 0, None, entered, first, name), self._nought(entering)]
        return nests

    def _check(self) -> tuple[Nest, ...]:
        nests = []
        for name in self.system.stocks:
            place = self.laws.places["state"][name]
            for kind, operation in (("lowest", "min"), ("total", "sum")):
                fold = ALONG_AXES[operation].fold
                loops = (Loop("place", place.size),) if place.size > 1 else ()
                into = self.laws.places[kind][name].load(frozenset())
                nests.append(Nest(loops, len(loops), fold if loops else None, flat(place), into, name))  # type: ignore[arg-type]
        return tuple(nests)


def flat(place: Place) -> Load:
    """Return the number of a place in a loop over all of its numbers."""
    return Load(place.region, place.base, (("place", 1),) if place.size > 1 else ())


def along(size: int, value: Value, into: Load, name: str) -> Nest:
    """Return a nest over so many numbers that lie next to each other."""
    return Nest((Loop("place", size),) if size > 1 else (), 0, None, value, into, name)
