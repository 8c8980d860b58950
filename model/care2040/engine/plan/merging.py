"""One loop of two that lie next to each other in everything that is read and written."""

from collections.abc import Mapping
from dataclasses import replace

from care2040.engine.plan.nests import Load, Loop, Nest, Operation, Value

Strides = Mapping[str, int]


def merged(nest: Nest) -> Nest:
    """Return a nest with as few loops as can be; what is gathered stays apart from what is not."""
    if nest.fold is not None and nest.fold.running:
        return nest
    place = 0
    while place + 1 < len(nest.loops):
        border = place + 1 == len(nest.loops) - nest.gathered
        if border or not _fits(nest, nest.loops[place], nest.loops[place + 1]):
            place += 1
            continue
        nest = _joined(nest, place)
    return nest


def _fits(nest: Nest, outer: Loop, inner: Loop) -> bool:
    """Whether every load goes on from the last place of the inner loop to the next of the outer one."""
    for load in (*nest.loads, nest.into):
        strides = dict(load.strides)
        if load.shift in (outer.name, inner.name):
            return False
        if strides.get(outer.name, 0) != strides.get(inner.name, 0) * inner.length:
            return False
    return True


def _joined(nest: Nest, place: int) -> Nest:
    outer, inner = nest.loops[place : place + 2]
    loop = Loop(f"{outer.name}.{inner.name}", outer.length * inner.length)
    loops = (*nest.loops[:place], loop, *nest.loops[place + 2 :])
    gathered = nest.gathered - (place >= len(nest.loops) - nest.gathered)
    value, into = _renamed(nest.value, outer, inner, loop), _moved(nest.into, outer, inner, loop)
    return replace(nest, loops=loops, gathered=gathered, value=value, into=into)


def _renamed(value: Value, outer: Loop, inner: Loop, loop: Loop) -> Value:
    if isinstance(value, Load):
        return _moved(value, outer, inner, loop)
    if isinstance(value, Operation):
        return Operation(value.name, tuple(_renamed(taken, outer, inner, loop) for taken in value.takes))
    return value


def _moved(load: Load, outer: Loop, inner: Loop, loop: Loop) -> Load:
    kept = [(name, stride) for name, stride in load.strides if name != outer.name]
    return replace(load, strides=tuple((loop.name if name == inner.name else name, stride) for name, stride in kept))
