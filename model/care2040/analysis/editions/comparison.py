"""What moved between two editions of the model, and which part of it comes from data, parameters and laws."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from care2040.files.problems import InvalidInput, Problem

CAUSES = ("data", "parameters", "laws")
"""Counts and tables; numbers that people chose or read; equations and what computes them."""
Note = Mapping[str, str]
KIND = "care2040 editions"
"""What the file of a comparison calls itself."""


@dataclass(frozen=True)
class Move:
    """A result of both editions in one year.

    Attributes
    ----------
    indicator, unit : str
        Which result, and what it is counted in.
    year : int
        On its 1 January; of a flow the whole year.
    old, new : float
        What the editions give, in that unit.
    parts : dict of str to float
        Cause to what it adds, in that unit; together they are `new` less `old`. Causes that could not be told apart
        stand together, as ``parameters+laws``.
    """

    indicator: str
    unit: str
    year: int
    old: float
    new: float
    parts: Mapping[str, float]

    @property
    def difference(self) -> float:
        """How far it moved, in its unit."""
        return self.new - self.old


@dataclass(frozen=True)
class Comparison:
    """Two editions beside each other.

    Attributes
    ----------
    old, new : str
        What the editions are called.
    experiment, policy, scenario, resolution : str
        The question that both were asked: that of the new edition.
    headline : str
        The first result of the experiment.
    moves : tuple of Move
        Every result that was asked for, those that stayed too; what moved most comes first.
    changed : dict of str to tuple of str
        Cause to the files or parameters that differ; a cause without any plays no part.
    only_old, only_new : tuple of str
        Results that one edition alone has.
    lent : tuple of str
        What went with the laws that read it, as the other edition has it in no form that these can read.
    apart : dict of str to str
        Causes that could not be told apart to why.
    notes : tuple of dict
        What there is to beware of: ``note`` says what, and the rest which.
    """

    old: str
    new: str
    experiment: str
    policy: str
    scenario: str
    resolution: str
    headline: str
    moves: tuple[Move, ...]
    changed: Mapping[str, tuple[str, ...]]
    only_old: tuple[str, ...] = ()
    only_new: tuple[str, ...] = ()
    lent: tuple[str, ...] = ()
    apart: Mapping[str, str] | None = None
    notes: tuple[Note, ...] = ()

    @property
    def causes(self) -> tuple[str, ...]:
        """Causes that play a part, in their order."""
        return tuple(self.moves[0].parts) if self.moves else ()

    @property
    def indicators(self) -> tuple[str, ...]:
        """The results, what moved most first."""
        return tuple(dict.fromkeys(one.indicator for one in self.moves))

    def moved(self) -> tuple[str, ...]:
        """Return the results that moved by more than the last digits."""
        sizes = relative_sizes(self.moves)
        return tuple(name for name in self.indicators if sizes[name] > CLOSE)

    def of(self, indicator: str) -> tuple[Move, ...]:
        """Return a result by year."""
        return tuple(sorted((one for one in self.moves if one.indicator == indicator), key=lambda one: one.year))

    def as_data(self) -> dict[str, Any]:
        """Return everything as plain mappings and lists, which `read` reads back."""
        return {"kind": KIND, **asdict(self)}


CLOSE = 1e-5
"""Part by which a result may differ and be the same, as in the golden tables."""


def relative_sizes(moves: tuple[Move, ...]) -> dict[str, float]:
    """Return by how much each result moved, as a part of the largest value it has in any year."""
    found = {}
    for name in dict.fromkeys(one.indicator for one in moves):
        own = [one for one in moves if one.indicator == name]
        largest = max(max(abs(one.old), abs(one.new)) for one in own)
        found[name] = max(abs(one.difference) for one in own) / largest if largest else 0.0
    return found


def in_order(moves: tuple[Move, ...]) -> tuple[Move, ...]:
    """Return the results with what moved most first, each by year."""
    sizes = relative_sizes(moves)
    return tuple(sorted(moves, key=lambda one: (-sizes[one.indicator], one.indicator, one.year)))


def read(path: Path) -> Comparison:
    """Read a comparison that ``care2040 edition --to FILE.json`` wrote.

    Raises
    ------
    InvalidInput
        When the file cannot be read or holds something else.
    """
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        if told.pop("kind") != KIND:
            raise ValueError
        moves = tuple(Move(**one) for one in told.pop("moves"))
        lists: dict[str, Any] = {name: tuple(told.pop(name)) for name in ("only_old", "only_new", "lent", "notes")}
        changed = {cause: tuple(names) for cause, names in told.pop("changed").items()}
        return Comparison(moves=moves, changed=changed, **lists, **told)
    except OSError as error:
        hint = "write one with: care2040 edition OLD --to FILE.json"
        raise InvalidInput([Problem(str(path), 0, 0, "E001", f"cannot be read: {error.strerror}", hint)]) from None
    except (ValueError, TypeError, KeyError, AttributeError):
        hint = "write one with: care2040 edition OLD --to FILE.json"
        raise InvalidInput([Problem(str(path), 0, 0, "E985", "this is no comparison of editions", hint)]) from None
