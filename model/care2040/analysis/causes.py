"""A cause of a difference between two policies, with its own causes; what the tree of ``because`` is made of."""

from collections.abc import Iterator
from dataclasses import dataclass

WHOLE = 0.999
"""Part of an effect that a single cause must have for the two to be told on one line."""


@dataclass(frozen=True)
class Cause:
    """One cause of the difference, and its own causes.

    Attributes
    ----------
    name : str
        The quantity or the parameter.
    kind : str
        What it is: that of an equation, ``parameter``, or ``start`` for a stock that was other from the start.
    effect : float
        What it adds to the difference, in the unit of what was asked.
    before, after : float
        What it is itself under A and under B at the moment asked: added up where it can be counted, else the mean.
    causes : tuple of Cause
        Its own causes, the largest first; none at a leaf, or where the tree is cut off.
    smaller : int
        How many causes were too small to show.
    left_out : float
        What those add together.
    rest : float
        What is left of the effect when all causes are taken off: nought but for kinks in a law.
    round : tuple of str
        When the same name stands higher up: the names from there down to this one, the loop that was gone round.
    """

    name: str
    kind: str
    effect: float
    before: float
    after: float
    causes: tuple["Cause", ...] = ()
    smaller: int = 0
    left_out: float = 0.0
    rest: float = 0.0
    round: tuple[str, ...] = ()

    @property
    def only(self) -> "Cause | None":
        """The one cause that makes nearly all of the effect, if there is one."""
        alone = len(self.causes) == 1 and abs(self.causes[0].effect - self.effect) <= (1 - WHOLE) * abs(self.effect)
        return self.causes[0] if alone else None

    def walk(self) -> Iterator["Cause"]:
        """Give the cause and everything below it."""
        yield self
        for cause in self.causes:
            yield from cause.walk()


@dataclass(frozen=True)
class Because:
    """The difference of one quantity between two policies, and the tree of its causes.

    Attributes
    ----------
    unit : str
        Of the quantity.
    before, after : float
        Its value under A and under B.
    tree : Cause
        The quantity itself at the top.
    """

    unit: str
    before: float
    after: float
    tree: Cause

    @property
    def difference(self) -> float:
        """What B has more than A."""
        return self.after - self.before

    @property
    def rest(self) -> float:
        """What is not ascribed to any cause, over the whole tree."""
        return sum(cause.rest for cause in self.tree.walk())
