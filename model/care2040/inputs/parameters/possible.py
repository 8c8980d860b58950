"""What a value can be, as the name and the unit of its parameter say: told in one place for every way to change it."""

from care2040.language.units import DIMENSIONLESS

BETWEEN_0_AND_1 = ("effort", "share")
"""Endings of the first part of a name (before _of_, _at_ or _to_) that promise a part of a whole."""
NET_SHARES = ("catchment_share",)
"""Shares of what goes one way less what goes the other, which may be below 0."""
OF_A_WEEK = ("fte_per_worker", "full_week", "shortest_hours")
"""Hours as a part of a full week."""
YES_OR_NO = "is_"
"""How the name of what holds for a member, or does not, begins."""
MORE_THAN_0 = "time"
NOT_BELOW_0 = ("factor", "history", "level", "need", "pace", "path", "pull", "start", "trend", "weight")
"""Endings of names of what others are multiplied by, and of what there is at the start."""
LARGEST = 1e15
"""Beyond it nothing is counted or paid in a city, and a run overflows."""
GROWTH = "growth_"
"""How the name of what grows in a year begins: it may shrink too."""
FASTEST = 0.2
"""No need for care has grown or shrunk by more in a year; with a few times that, a run overflows before 2040."""
PREPOSITIONS = ("_of_", "_at_", "_to_")


def out_of_bounds(name: str, unit: str, number: float) -> str:
    """Return what name and unit say that a number must be, or an empty text when it is.

    Parameters
    ----------
    name, unit : str
        Of the parameter.
    number : float
        In that unit.

    Returns
    -------
    str
        Such as ``a share lies between 0 and 1``. What has a unit (rates, persons, dwellings, euros) is never below 0,
        unless it is named as growth, which has bounds of its own; a plain number without a unit (an elasticity, a
        shift, a score) may be, unless its name says otherwise.
    """
    if abs(number) > LARGEST:
        return f"no number of a city is larger than {LARGEST:g}"
    promised = out_of_range(name, number)
    if promised:
        return promised
    grows = name.startswith(GROWTH) and unit == "1/year"
    if grows and not abs(number) <= FASTEST:
        return f"growth lies between {-FASTEST:g} and {FASTEST:g} a year: 0.01 is one per cent"
    if unit != DIMENSIONLESS and not number >= 0 and not grows:
        return f"what is counted in {unit} is not below 0"
    if name.rpartition("_")[2] in NOT_BELOW_0 and not number >= 0:
        return f"a {name.rpartition('_')[2]} is not below 0"
    return ""


def out_of_range(name: str, number: float) -> str:
    """Return what the name of a parameter or a quantity promises of it, or an empty text when a number keeps to it."""
    kind = _kind(name)
    if name in NET_SHARES:
        return "" if -1 <= number <= 1 else "a share of what comes less what goes lies between -1 and 1"
    if (kind in BETWEEN_0_AND_1 or name.startswith(YES_OR_NO)) and not 0 <= number <= 1:
        what = {"share": "a share", "effort": "an effort"}.get(kind, "what holds or does not")
        return f"{what} lies between 0 and 1"
    if name in OF_A_WEEK and not 0 < number <= 1:
        return "hours are a part of a full week: more than 0 and at most 1"
    if name.endswith(f"_{MORE_THAN_0}") and not number > 0:
        return "a time must be more than 0"
    return ""


def _kind(name: str) -> str:
    """Return the last word of the first part of a name: share for ``willing_share_at_start``."""
    for preposition in PREPOSITIONS:
        name = name.partition(preposition)[0]
    return name.rpartition("_")[2]
