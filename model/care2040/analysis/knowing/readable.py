"""What can be read to decide by: what the register counts, and what an experiment looks at and nobody counts yet."""

from care2040.analysis.knowing.candidates import ERROR
from care2040.analysis.observations.register import Register, places
from care2040.analysis.pathways.counted import Count
from care2040.results.variables import SHORTAGE, STANDARD


def counts_of(register: Register, indicators: tuple[str, ...]) -> tuple[Count, ...]:
    """Return what can be read: what the register counts in the city or the country, and what the experiment looks at.

    Needs and shortages cannot be counted: nobody sees who would be needed.
    """
    found: dict[str, Count] = {}
    for series in register.series.values():
        if series.place in places() and series.quantity not in found:
            found[series.quantity] = Count(series.quantity, series.name_of_quantity, series.error, True)
    for name in indicators:
        if name not in found and not name.startswith((STANDARD, SHORTAGE)):
            found[name] = Count(name, name, ERROR, False)
    return tuple(found.values())
