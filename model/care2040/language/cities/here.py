"""Which city it is about: the first one that is shipped, unless somebody says otherwise for as long as it takes.

Some hundred places ask for the districts. A value that is handed to each of them would stand in every signature from
the command line to the last figure; a context variable is set once, by whoever knows, and holds for what it calls.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar, copy_context
from functools import lru_cache
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from care2040.language.cities.city import City

DEFAULT = "utrecht"
"""The city that a question is about when it names none."""

Given = ParamSpec("Given")
Found = TypeVar("Found")

_chosen: ContextVar[City | None] = ContextVar("city", default=None)


def is_chosen() -> bool:
    """Whether somebody said which city it is about."""
    return _chosen.get() is not None


def the_city() -> City:
    """Return the city it is about now."""
    return _chosen.get() or _default()


@contextmanager
def in_city(city: City | None) -> Iterator[City]:
    """Let it be about a city for what is called meanwhile in this thread; None changes nothing."""
    token = _chosen.set(city or _chosen.get())
    try:
        yield the_city()
    finally:
        _chosen.reset(token)


def carried(work: Callable[Given, Found]) -> Callable[Given, Found]:
    """Return the same work for another thread, where it is about the city that it is about here."""
    context = copy_context()

    def done(*given: Given.args, **named: Given.kwargs) -> Found:
        return context.copy().run(work, *given, **named)

    return done


@lru_cache(maxsize=1)
def _default() -> City:
    from care2040.language.cities.city_file import load_city, shipped_cities

    return load_city(shipped_cities()[DEFAULT])
