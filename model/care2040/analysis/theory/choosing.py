"""Which quantities stand in a chain: those that a reader knows and that carry much of the effect, without echoes."""

from collections.abc import Callable, Collection, Mapping

from care2040.analysis.theory.passages import Passages, Walk
from care2040.analysis.theory.slopes import Slopes

GLANCE = 0.5
"""Part of the least that counts which a quantity must have at first sight to be looked at."""
ROUGH, FINE = 1e-3, 1e-5
"""Part of the effect below which a quantity is not followed further: to choose what stands in a chain, and in it."""
ECHO = 0.9
"""Part of what passes through two quantities in a row from which they say the same."""


def chosen(
    slopes: Slopes,
    year: int,
    told: Collection[str],
    kept: Callable[[str], int],
    least: float,
    most: int,
) -> Passages:
    """Choose the quantities of a chain, and split the effect over them.

    Parameters
    ----------
    slopes : Slopes
        Between two runs.
    year : int
        On its 1 January the outcome is looked at.
    told : collection of str
        Quantities that have words.
    kept : callable
        Of two that say the same the one with the highest number stays.
    least : float
        Part of the effect that must pass through a quantity.
    most : int
        Largest number of quantities.
    """
    sight = Walk(slopes, year)
    whole = abs(sight.go().whole)
    rough, fine = (slopes.narrowed(_followed(sight, part * whole)) for part in (ROUGH, FINE))
    seen = [name for name, size in sight.size.items() if name in told and size >= GLANCE * least * whole]
    looked = Walk(rough, year, tuple(name for name in seen if name != slopes.outcome)).go()
    large = {name for name, size in looked.through.items() if abs(size) >= least * whole}
    edges = dict(looked.edges)
    for name in [name for name in looked.nodes if name not in large]:
        _bridge(edges, name)
    while echo := _echo(edges, large, kept):
        large.discard(echo)
        _bridge(edges, echo)
    largest = sorted(large, key=lambda name: -abs(looked.through[name]))[:most]
    return Walk(fine, year, tuple(name for name in looked.nodes if name in largest)).go()


def _followed(sight: Walk, least: float) -> frozenset[str]:
    """Return the quantities through which at least so much passes, and the parameters."""
    return frozenset((*sight.slopes.leaves, *(name for name, size in sight.size.items() if size >= least)))


def _echo(edges: Mapping[tuple[str, str], float], nodes: Collection[str], kept: Callable[[str], int]) -> str:
    """Return the less telling of two quantities of which the one passes on nearly all that the other gets."""
    for (cause, reached), size in edges.items():
        if cause in nodes and reached in nodes and cause != reached:
            out = sum(abs(each) for (one, other), each in edges.items() if one == cause != other)
            came = sum(abs(each) for (one, other), each in edges.items() if other == reached != one)
            if abs(size) >= ECHO * max(out, came):
                return min(cause, reached, key=lambda name: (kept(name), name))
    return ""


def _bridge(edges: dict[tuple[str, str], float], name: str) -> None:
    """Take a quantity out of a chain, and let what came into it go on to where it went."""
    causes = {cause: edges.pop((cause, name)) for cause, reached in [*edges] if reached == name}
    reached = {other: edges.pop((name, other)) for cause, other in [*edges] if cause == name}
    causes.pop(name, None)
    reached.pop(name, None)
    whole = sum(reached.values())
    for cause, came in causes.items():
        for other, went in reached.items():
            if whole:
                edges[cause, other] = edges.get((cause, other), 0.0) + came * went / whole
