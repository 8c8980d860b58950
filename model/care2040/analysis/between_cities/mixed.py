"""A mixed city: parameters of one city, in which those of some causes are of another.

What is a number of people, homes, euros or square kilometres is taken per resident, and counts for the residents that
the mixed city has, so that it is a city that could be: with the homes of a small city, a large one has as many for each
resident.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from care2040.inputs.parameters.parameter import Parameter
from care2040.inputs.parameters.parameter_set import Parameters

RESIDENTS = "residents_counted"
GROWS = ("person", "household", "dwelling", "place", "fte", "euro", "square_kilometre")
"""Units of what a city has more of when it has more residents, and nothing else in the unit but the year."""


@dataclass(frozen=True)
class CityPair:
    """The parameters of two cities, each folded to the city as one.

    Parameters
    ----------
    first, second : Parameters
        At resolution "city".
    """

    first: Parameters
    second: Parameters

    @cached_property
    def residents(self) -> tuple[float, float]:
        """Residents of each in the last year that was counted."""
        return float(self.first[RESIDENTS].latest.sum()), float(self.second[RESIDENTS].latest.sum())

    @cached_property
    def differing(self) -> tuple[str, ...]:
        """The parameters that are not the same in both."""
        return tuple(name for name, own in self.first.items() if not _same(own, self.second[name]))

    @cached_property
    def borrowed(self) -> frozenset[str]:
        """Those of them that one of the two borrowed."""
        sides = (self.first, self.second)
        return frozenset(name for name in self.differing if any(one[name].standing == "borrowed" for one in sides))

    def mix(self, of_second: Callable[[str], bool], large_as_second: bool) -> Parameters:
        """Return the parameters of a mixed city.

        Parameters
        ----------
        of_second : callable
            Says of a parameter that differs whether it is that of the second city.
        large_as_second : bool
            Whether it has as many residents as the second city.
        """
        size = self.residents[large_as_second]
        chosen = dict(self.first)
        for name in self.differing:
            second = of_second(name)
            own = (self.second if second else self.first)[name]
            # a city with its own number of residents keeps its numbers to the last digit
            grows = grows_with_residents(own.unit) and second != large_as_second
            chosen[name] = replace(own, value=own.value * (size / self.residents[second])) if grows else own
        return Parameters(chosen.values(), "city", self.first.groups)


def grows_with_residents(unit: str) -> bool:
    """Whether what is counted in a unit is more in a larger city: persons, homes or euros, or so many a year."""
    return unit.removesuffix("/year") in GROWS


def _same(one: Parameter, other: Parameter) -> bool:
    return one.years == other.years and np.array_equal(one.value, other.value)
