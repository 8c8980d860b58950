"""Whose colours and font a figure has: those of the house, or those of a municipality."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Role = Literal["first", "second", "third", "fourth"]

ROLES: tuple[Role, ...] = ("first", "second", "third", "fourth")
"""What a colour is for: need and more; supply and less; a third and a fourth line."""


@dataclass(frozen=True)
class Theme:
    """Colours and a font that take the place of those of the house."""

    name: str = "care2040"
    colours: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    fonts: tuple[Path, ...] = ()
    family: str = ""


HOUSE = Theme()
_current: ContextVar[Theme] = ContextVar("theme", default=HOUSE)


def current() -> Theme:
    """Return the theme that figures are drawn in now."""
    return _current.get()


@contextmanager
def used(theme: Theme) -> Iterator[None]:
    """Draw figures in a theme, and in the one before it afterwards."""
    before = _current.set(theme)
    try:
        yield
    finally:
        _current.reset(before)
