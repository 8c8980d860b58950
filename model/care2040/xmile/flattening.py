"""The model with the parameters of one policy as stocks and flows of one number each.

Each law is traced by itself, as the names that it reads, and written out member by member: who looks at the flat model
sees the links that the laws have. Time moves in equal steps, and 1 January is a flow in the last step of the year.
"""

from collections.abc import Callable, Iterable
from itertools import product

import numpy as np

from care2040.engine.batch.moment import Moment
from care2040.engine.compiler.system import System
from care2040.engine.compiler.trace import Array, Environment, trace
from care2040.inputs.parameters.parameter_set import Parameter, Parameters
from care2040.inputs.policies.parameter_paths import ParameterPaths
from care2040.language.axes import DETAIL_AXES
from care2040.language.dependencies import order
from care2040.language.equations import Equation
from care2040.language.symbols import Tape
from care2040.language.units import unit
from care2040.xmile.flat_model import FlatModel, FlatStock, FlatVariable, NotInXmile
from care2040.xmile.new_year import add_new_year
from care2040.xmile.piecewise_linear import BrokenLines, check_grid
from care2040.xmile.unrolling import Members, Unroller


def flatten(
    system: System,
    parameters: Parameters,
    paths: ParameterPaths,
    step: float,
    wanted: Iterable[str] = (),
    ageing: Callable[[FlatModel, System], None] = add_new_year,
    begin: Moment | None = None,
) -> FlatModel:
    """Write out the model, from where it stands on the first day; what is counted later than that has no word here."""
    check_grid(paths.breaks, step)
    if later := system.counted_in(int(paths.breaks[0]) + 1):
        raise NotInXmile(
            f"'{later[0]}' is still counted after {paths.breaks[0]:.0f}, and a count has no word in XMILE; export a "
            f"run that starts in {system.counted[later[0]][-1]}",
            later[0],
        )
    flat = _Flattening(system, parameters, paths, step, begin).model(wanted)
    ageing(flat, system)
    return flat


class _Flattening:
    """A flat model while it is being made."""

    def __init__(
        self, system: System, parameters: Parameters, paths: ParameterPaths, step: float, begin: Moment | None
    ) -> None:
        self.system, self.parameters, self.paths = system, parameters, paths
        self.equations = system.model.equations
        first, last = paths.breaks[[0, -1]].tolist()
        self.flat = FlatModel(first, last, step)
        self.scalars = self.flat.scalars
        self.lines = BrokenLines(self.flat, paths.breaks)
        self.held = _at_the_start(system, paths, begin)
        self.read: dict[str, Members] = {}

    def model(self, wanted: Iterable[str]) -> FlatModel:
        """Return the flat model."""
        for name, stock in self.system.model.stocks.items():
            for place, flat in self._names(name, stock.axes).items():
                start = float(self.held[name][(*place, 0)])
                self.flat.stocks[flat] = FlatStock(flat, stock.unit, _about(stock.about), start)
        self._write_laws(wanted)
        return self.flat

    def _names(self, name: str, axes: tuple[str, ...]) -> dict[tuple[int, ...], str]:
        """Return the flat name of every member, by its place."""
        members = [tuple(enumerate(self.system.axes[axis])) for axis in axes]
        return {
            tuple(place for place, _ in one): self.flat.take(name, [member for _, member in one])
            for one in product(*members)
        }

    def _write_laws(self, wanted: Iterable[str]) -> None:
        model, tape = self.system.model, Tape(self.system.axes)
        outside: list[Parameter | Equation] = [*self.parameters.values(), *model.of("stock", "reference").values()]
        known: Environment = {one.name: tape.given(one.name, one.axes, unit(one.unit)) for one in outside}
        laws = {**model.moving, **model.indicators}
        unroller = Unroller(tape, self.scalars, self._given)
        for name in order((*model.flows, *wanted), laws):
            law = laws[name]
            trace([name], laws, known, tape)
            unroller.unroll([known[name]])
            self.read[name] = self._write(law, unroller.of(known[name]))
            known[name] = tape.given(name, law.axes, unit(law.unit))

    def _write(self, equation: Equation, members: Members) -> Members:
        """Make a variable of each member, and return what others read: its name, or the number that it always is."""
        read = members.copy()
        flows = equation.kind == "flow"
        for place, name in self._names(equation.name, equation.axes).items():
            root = int(members[place])
            if flows and self.scalars.value(root) == 0:
                continue
            kind = self.flat.flows if flows else self.flat.auxiliaries
            kind[name] = FlatVariable(name, equation.unit, _about(equation.about), root)
            if self.scalars.value(root) is None:
                read[place] = self.scalars.named(name)
            if flows:
                self._connect(equation, name, place)
        return read

    def _connect(self, flow: Equation, name: str, place: tuple[int, ...]) -> None:
        """Let a flow leave the stock that it comes from, and enter the one that it goes to."""
        where = dict(zip(flow.axes, place, strict=True))
        for end, side in ((flow.source, "outflows"), (flow.sink, "inflows")):
            if end is not None:
                members = [str(self.system.axes[axis][where[axis]]) for axis in self.equations[end].axes]
                getattr(self.flat.stocks["_".join((end, *members))], side).append(name)

    def _given(self, name: str, axes: tuple[str, ...]) -> Members:
        """Return the scalars of what a law reads."""
        if name in self.read:
            return self.read[name]
        shape = tuple(len(self.system.axes[axis]) for axis in axes)
        members = np.empty(shape, dtype=np.int64)
        if name in self.system.stocks:
            for place in np.ndindex(shape):
                one = (name, *(str(self.system.axes[a][p]) for a, p in zip(axes, place, strict=True)))
                members[place] = self.scalars.named("_".join(one))
            return members
        detailed = bool(DETAIL_AXES & set(axes))
        names = {} if detailed else self._names(name, axes)
        about = self.equations[name] if name in self.equations else self.parameters[name]
        for place in np.ndindex(shape):
            members[place] = self._value(name, place)
            if not detailed:
                flat = names[place]
                self.flat.auxiliaries[flat] = FlatVariable(flat, about.unit, _about(about.about), int(members[place]))
                members[place] = self.scalars.named(flat)
        return members

    def _value(self, name: str, place: tuple[int, ...]) -> int:
        if name in self.paths.varying:
            segments = np.moveaxis(self.paths.varying[name], (0, 1), (-2, -1))
            return self.lines.path(segments[(*place, 0)])
        return self.scalars.number(float(self.held[name][(*place, 0)]))


def _at_the_start(system: System, paths: ParameterPaths, begin: Moment | None) -> dict[str, Array]:
    """Return the parameters that stay as they are, and the stocks and references at the start."""
    if begin is not None:
        return {**paths.constant, **begin.values}
    given = {**paths.constant, **{name: values[0, 0] for name, values in paths.varying.items()}}
    return {**paths.constant, **system.at_start(given)}


def _about(text: str) -> str:
    """Return the first sentence or so of a description, on one line."""
    return " ".join(text.split("\n\n")[0].split())
