"""What draws learnt from the counts, as a result keeps and tells it."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from care2040.inputs.parameters.distributions import Floats

TOLD = 10
"""Parameters that are named, by how far they went."""
FAR = 2.0
"""Errors: a series from which draws are further off than this on average is told of."""


@dataclass(frozen=True)
class Fit:
    """How well a series fits: the mean square of its distances in units of error, which is one for a true model."""

    name: str
    counts: int
    before: float
    after: float


@dataclass(frozen=True)
class Moved:
    """What counts made of a parameter: how far its mean went, in its standard deviations, and what is left of those."""

    name: str
    by: float
    left: float


@dataclass(frozen=True)
class Law:
    """How many of the draws have each law of a quantity, as a part of all, before and after."""

    name: str
    before: tuple[float, ...]
    after: tuple[float, ...]


@dataclass(frozen=True)
class Learnt:
    """Draws that have learnt from the counts.

    Attributes
    ----------
    shares : dict of str to ndarray of shape (draws,)
        The cumulative probability of each, in the distribution that it was drawn from.
    fits : tuple of Fit
        The series that moved them, in the order of the register.
    moved : tuple of Moved
        Every parameter but the choices of laws, in their order.
    laws : tuple of Law
        Every choice of a law.
    """

    shares: dict[str, Floats]
    fits: tuple[Fit, ...]
    moved: tuple[Moved, ...]
    laws: tuple[Law, ...]

    @property
    def furthest(self) -> tuple[Moved, ...]:
        """The parameters by how far they went, the furthest first."""
        return tuple(sorted(self.moved, key=lambda one: -abs(one.by)))

    def facts(self) -> dict[str, Any]:
        """Return what a result keeps of it, as JSON has it, with four digits."""
        told = {
            "counts": sum(one.counts for one in self.fits),
            "spread_left": float(np.mean([one.left for one in self.moved])),
            "series": [asdict(one) for one in self.fits],
            "furthest": [asdict(one) for one in self.furthest[:TOLD]],
            "laws": [asdict(one) for one in self.laws],
        }
        found: dict[str, Any] = _rounded(told)
        return found


def notes(facts: Mapping[str, Any]) -> Iterator[str]:
    """Give what there is to know of draws that learnt, from what a result keeps of it."""
    if not facts:
        return
    moved = ", ".join(f"{one['name']} {one['by']:+.2f} ({one['left']:.0%})" for one in facts["furthest"])
    yield (
        f"the draws learnt from {facts['counts']} counts of {len(facts['series'])} series; their parameters keep "
        f"{facts['spread_left']:.1%} of their spread, and moved most, in standard deviations (spread left): {moved}"
    )
    fits = ", ".join(f"{one['name']} {one['before']:.1f} to {one['after']:.1f}" for one in facts["series"])
    yield f"mean square of the distance to the counts, in errors, before and after the draws learnt: {fits}"
    far = [one["name"] for one in facts["series"] if one["after"] > FAR**2]
    if far:
        yield f"also after they learnt the draws lie far from the counts of {', '.join(far)}"


def _rounded(node: Any) -> Any:
    if isinstance(node, dict):
        return {name: _rounded(one) for name, one in node.items()}
    if isinstance(node, list | tuple):
        return [_rounded(one) for one in node]
    return float(f"{node:.4g}") if isinstance(node, float) else node
