"""Parameters that move in time, as straight lines between their breaks, in nothing but sums, MIN and MAX."""

from dataclasses import dataclass

import numpy as np

from care2040.inputs.policies.change import Floats
from care2040.xmile.flat_model import FlatModel, FlatVariable, NotInXmile

NEGLIGIBLE = 1e-13
"""Bends smaller than this part of a parameter are rounding of the line between its breaks."""


@dataclass
class BrokenLines:
    """The years since a break, shared by all that bend or jump there.

    Parameters
    ----------
    flat : FlatModel
        Where the years since a break are made a variable.
    breaks : ndarray of shape (segments + 1,)
        Years; all on a whole number of steps.
    """

    flat: FlatModel
    breaks: Floats

    def path(self, segments: Floats) -> int:
        """Return the place of a value that goes along straight lines.

        Parameters
        ----------
        segments : ndarray of shape (segments, 2)
            Value just after each break and just before the next.
        """
        scalars, slight = self.flat.scalars, NEGLIGIBLE * float(np.abs(segments).max())
        lengths = np.diff(self.breaks)
        terms = [scalars.number(float(segments[0, 0]))]
        slope = 0.0
        for number, (begin, length) in enumerate(zip(self.breaks, lengths, strict=False)):
            jump = 0.0 if number == 0 else float(segments[number, 0] - segments[number - 1, 1])
            if abs(jump) > slight:
                terms.append(self._times(jump, self._from(float(begin))))
            steeper = float(segments[number, 1] - segments[number, 0]) / float(length) - slope
            if abs(steeper) * float(lengths.max()) > slight:
                terms.append(self._times(steeper, self._since(float(begin))))
                slope += steeper
        return scalars.total(terms)

    def _times(self, factor: float, place: int) -> int:
        return self.flat.scalars.apply("multiply", self.flat.scalars.number(factor), place)

    def _since(self, year: float) -> int:
        """Years that have passed since a moment; zero before it."""
        apply, number = self.flat.scalars.apply, self.flat.scalars.number
        passed = apply("subtract", self.flat.scalars.named("TIME"), number(year))
        about = f"Years that have passed since {year:g}; zero before it."
        return self._name("years_since", year, about, "year", apply("maximum", number(0.0), passed))

    def _from(self, year: float) -> int:
        """One from a moment on, zero before it: a line so steep that it goes up in one step."""
        apply, number, step = self.flat.scalars.apply, self.flat.scalars.number, self.flat.step
        earlier = apply("subtract", self.flat.scalars.named("TIME"), number(year - step))
        up = apply("minimum", number(1.0), apply("divide", earlier, number(step)))
        about = f"One from {year:g} on; zero before it."
        return self._name("from", year, about, "dimensionless", apply("maximum", number(0.0), up))

    def _name(self, stem: str, year: float, about: str, unit: str, place: int) -> int:
        name = f"{stem}_{year:g}".replace(".", "_")
        if name not in self.flat.auxiliaries:
            self.flat.take(name)
            self.flat.auxiliaries[name] = FlatVariable(name, unit, about, place)
        return self.flat.scalars.named(name)


def check_grid(breaks: Floats, step: float) -> None:
    """Check that a fixed step can follow all breaks to the bit."""
    if step <= 0 or (1 / step) not in {2.0**power for power in range(11)}:
        raise NotInXmile(
            f"a step of {step:g} year does not count up to whole years exactly: use 1, 0.5, 0.25, 0.125, ..."
        )
    between = [f"{moment:g}" for moment in breaks if not float(moment / step).is_integer()]
    if between:
        text = f"XMILE has one fixed step, and {', '.join(between)} falls between two steps of {step:g} year"
        raise NotInXmile(f"{text}: choose another --step, or a moment on a whole step")
