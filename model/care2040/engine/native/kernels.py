"""The machine code of a system: in memory, on disk, or made now."""

from __future__ import annotations

import hashlib
import inspect
from collections import OrderedDict
from collections.abc import Collection, Iterator
from functools import lru_cache
from importlib.metadata import version
from threading import Lock
from types import CodeType, FunctionType
from typing import Any

from care2040.engine.compiler.system import System
from care2040.engine.native.library import available, compiled, processor
from care2040.engine.native.machine import Code
from care2040.engine.native.module import module
from care2040.engine.plan.layout import Layout
from care2040.engine.plan.run_plan import run_plan
from care2040.files.fingerprints import sources
from care2040.files.memory import cache
from care2040.language.model import Model

MADE_BY = sources(("language", "engine"))
"""Everything that turns laws into machine code; read as soon as it is loaded, before anybody can change it."""
HELD = 24
"""Codes held in memory at most."""

_held: OrderedDict[str, Code] = OrderedDict()
_lock = Lock()


def code_of(system: System, lanes: int, own: Collection[str]) -> Code:
    """Return the machine code of a system; the same question is compiled once.

    Parameters
    ----------
    system : System
        The model, which parameters move, and what is looked at.
    lanes : int
        Runs in a vector.
    own : collection of str
        Parameters that differ between runs.

    Raises
    ------
    ModelError
        When a law does not fit, or does what has no machine code.
    """
    key = key_of(system, lanes, own)
    with _lock:
        if key not in _held:
            _held[key] = _found(key, lanes) or _made(system, key, lanes, own)
            while len(_held) > HELD:
                _held.popitem(last=False)
        _held.move_to_end(key)
        return _held[key]


def _found(key: str, lanes: int) -> Code | None:
    found = cache.find(key)
    if found is None:
        return None
    length, _, rest = found.partition(b"\n")
    layout, code = rest[: int(length)], rest[int(length) :]
    return Code(Layout.read(layout.decode()), lanes, code)


def _made(system: System, key: str, lanes: int, own: Collection[str]) -> Code:
    plan = run_plan(system, own)
    code = compiled(module(plan, lanes))
    layout = plan.layout.written().encode()
    cache.keep(key, b"%d\n" % len(layout) + layout + code)
    return Code(plan.layout, lanes, code)


def key_of(system: System, lanes: int, own: Collection[str]) -> str:
    """Return what tells the machine code of a system from that of any other."""
    facts = (
        MADE_BY,
        version("care2040"),
        available(),
        processor(),
        lanes,
        fingerprint(system.model),
        [(axis, tuple(map(repr, members))) for axis, members in system.axes.items()],
        [(name, kind.axes, kind.unit) for name, kind in system.parameters.items()],
        sorted(system.varying),
        sorted({*own} & {*system.parameters}),
        system.looked_at,
        tuple(system.counts),
        tuple(system.counted),
    )
    return hashlib.sha256(repr(facts).encode()).hexdigest()


@lru_cache(maxsize=32)
def fingerprint(model: Model) -> str:
    """Return what tells the laws of a model from any others: what they are declared as, and what they do."""
    digest = hashlib.sha256()
    for name, equation in model.equations.items():
        told = {key: value for key, value in vars(equation).items() if key not in ("law", "about")}
        digest.update(repr((name, sorted(told.items()))).encode())
        for fact in _facts(inspect.unwrap(equation.law), set()):
            digest.update(fact.encode())
        for fact in _facts(equation.law, set()):
            digest.update(fact.encode())
    return digest.hexdigest()


def _facts(value: Any, seen: set[int]) -> Iterator[str]:
    """Return what a law does: its instructions, its numbers, and those of every function that it calls."""
    if isinstance(value, FunctionType):
        if id(value) in seen:
            return
        seen.add(id(value))
        yield from _facts(value.__code__, seen)
        yield repr(value.__defaults__)
        for cell in value.__closure__ or ():
            yield from _facts(cell.cell_contents, seen)
        for name in value.__code__.co_names:
            if name in value.__globals__:
                yield name
                yield from _facts(value.__globals__[name], seen)
    elif isinstance(value, CodeType):
        yield value.co_code.hex()
        yield repr(value.co_names)
        for one in value.co_consts:
            yield from _facts(one, seen)
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _facts(one, seen)
    elif isinstance(value, int | float | str | bytes | None):
        yield repr(value)
    else:
        yield type(value).__name__
