"""The part of a run's plan that comes from the laws: their programs, and where everything lies."""

from collections.abc import Iterable

from care2040.engine.compiler.system import System
from care2040.engine.compiler.trace import Computation
from care2040.engine.plan.lowering import Known, lower
from care2040.engine.plan.nests import Memory, Nest, Place, Region
from care2040.language.symbols import Given, Number, Tape

PLAIN = ("given", "number", "spread", "sel")
"""What costs nothing to read where it is needed."""


class LawPrograms:
    """Gives places to everything that a run has, and lowers the laws to programs on them.

    Parameters
    ----------
    system : System
        The model.
    own : frozenset of str
        Parameters that differ between runs.

    Attributes
    ----------
    memory : Memory
        How large it is by now.
    places : dict of str to dict of str to Place
        As `RunPlan` has them.
    areas : dict of str to Place
        The whole state, the state on the way of a step, its change, and the sum of changes.
    """

    def __init__(self, system: System, own: frozenset[str]) -> None:
        self.system, self.memory = system, Memory()
        self.own = own | self._own_references(own)
        self.places: dict[str, dict[str, Place]] = {}
        self._give_places()
        motion = system.traced.rates
        self.tape = motion.tape
        self.stocks = motion.depending(frozenset(system.stocks))
        self.moves = motion.depending(system.varying)
        self.differs = motion.depending(self.own | {*system.stocks})
        self.held: dict[int, Place] = {}

    def _own_references(self, own: frozenset[str]) -> frozenset[str]:
        """Return the references that differ between runs, for what they are computed from does."""
        start = self.system.traced.start
        differs = start.depending(own)
        names = (*self.system.stocks, *self.system.references)
        found = {name for name, index in zip(names, start.wanted, strict=True) if differs[index]}
        return frozenset(found & {*self.system.references})

    def _region(self, name: str) -> Region:
        return "own" if name in self.own else "shared"

    def _take(self, name: str, axes: tuple[str, ...], region: Region = "own") -> Place:
        return self.memory.take(region, axes, tuple(len(self.system.axes[axis]) for axis in axes))

    def _give_places(self) -> None:
        system = self.system
        size = (system.size,)
        names = ("state", "there", "change", "total")
        self.areas = {name: self.memory.take("own", ("place",), size) for name in names}
        slots = {**system.stocks, **system.counts}
        for kind in names[:3]:
            base = self.areas[kind].base
            self.places[kind] = {
                name: Place("own", base + slot.start, slot.axes, slot.shape) for name, slot in slots.items()
            }
        read = {name: kind.axes for name, kind in system.parameters.items()}
        read |= {name: one.axes for name, one in system.model.of("reference").items()}
        self.places["given"] = {name: self._take(name, own, self._region(name)) for name, own in read.items()}
        for kind in ("before", "after"):
            self.places[kind] = {
                name: self._take(name, one.axes, self._region(name))
                for name, one in system.parameters.items()
                if name in system.varying
            }
        shapes = system.traced.look
        self.places["seen"] = {
            name: self._take(name, shapes.axes(index))
            for name, index in zip(system.looked_at, shapes.wanted, strict=True)
        }
        self.places["again"] = {name: self._take(name, system.stocks[name].axes) for name in system.counted}
        for kind in ("lowest", "total"):
            self.places[kind] = {name: self._take(name, ()) for name in system.stocks}
        self.places["held"] = {}
        self.places["length"] = {name: self._take(name, (), "shared") for name in ("part", "half", "whole", "sixth")}

    def programs(self) -> dict[str, tuple[Nest, ...]]:
        """Return the programs of the laws."""
        traced, places = self.system.traced, self.places
        slots = (*self.system.stocks, *self.system.counts)
        given = places["given"]
        begun = {name: places["state"][name] for name in self.system.stocks}
        begun |= {name: given[name] for name in self.system.references}
        found = {
            "start": self._lowered(traced.start, begun.values(), self._given_on(traced.start.tape, given)),
            "again": self._lowered(traced.again, places["again"].values(), self._given_on(traced.again.tape, given)),
        }
        there = {**given, **{name: places["there"][name] for name in self.system.stocks}}
        now = {**given, **{name: places["state"][name] for name in self.system.stocks}}
        changed = [places["change"][name] for name in slots]
        found["rates"] = self._lowered(traced.rates, changed, self._in_motion(there))
        found["look"] = self._lowered(traced.look, places["seen"].values(), self._in_motion(now))
        return found | self._before_the_rates()

    def _lowered(self, computation: Computation, into: Iterable[Place], known: Known) -> tuple[Nest, ...]:
        return self._forgetful(computation.tape, zip(computation.wanted, into, strict=True), known, "scratch")

    def _forgetful(
        self, tape: Tape, wanted: Iterable[tuple[int, Place]], known: Known, region: Region
    ) -> tuple[Nest, ...]:
        """Lower some nodes; what is kept on the way is forgotten afterwards, so that all programs use the same room."""
        before, self.memory.size["scratch"] = self.memory.size["scratch"], 0
        nests = lower(tape, wanted, known, self.memory, region)
        self.memory.size["scratch"] = max(before, self.memory.size["scratch"])
        return nests

    def _given_on(self, tape: Tape, given: dict[str, Place]) -> Known:
        def known(index: int) -> Place | None:
            detail = tape.nodes[index].detail
            return given[detail.name] if isinstance(detail, Given) else None

        return known

    def _in_motion(self, given: dict[str, Place], but: int = -1) -> Known:
        """Say where a node is that does not hang on stocks: given, or computed before the rates."""

        def known(index: int) -> Place | None:
            node = self.tape.nodes[index]
            if isinstance(node.detail, Given):
                return given[node.detail.name]
            plain = isinstance(node.detail, Number) or node.operation in PLAIN
            return None if plain or self.stocks[index] or index == but else self._hold(index)

        return known

    def _hold(self, index: int) -> Place:
        """Return where something is kept that is computed before the rates."""
        if index not in self.held:
            axes = self.tape.nodes[index].axes
            region: Region = "own" if self.differs[index] else "shared"
            law = self.tape.laws[index]
            self.held[index] = self.places["held"][f"{law}.{index}"] = self._take(law, axes, region)
        return self.held[index]

    def _before_the_rates(self) -> dict[str, tuple[Nest, ...]]:
        """Return what is computed before the rates, and whatever it takes, which lies earlier on the tape."""
        nests: dict[str, list[Nest]] = {"still": [], "still shared": [], "follow": [], "follow shared": []}
        done = set[int]()
        while waiting := {*self.held} - done:
            index = max(waiting)
            done.add(index)
            place = self.held[index]
            name = ("follow" if self.moves[index] else "still") + (" shared" if place.region == "shared" else "")
            known = self._apart(index)
            region: Region = "shared" if place.region == "shared" else "scratch"
            nests[name] = [*self._forgetful(self.tape, [(index, place)], known, region), *nests[name]]
        return {name: tuple(own) for name, own in nests.items()}

    def _apart(self, index: int) -> Known:
        """Say where what a node takes is: kept too where it is used more widely, or computed along with it."""
        known = self._in_motion(self.places["given"], index)

        def apart(other: int) -> Place | None:
            node = self.tape.nodes[other]
            if other in self.held and other != index:
                return self.held[other]
            alike = self.moves[other] == self.moves[index] and self.differs[other] == self.differs[index]
            return None if alike and not isinstance(node.detail, Given) else known(other)

        return apart
