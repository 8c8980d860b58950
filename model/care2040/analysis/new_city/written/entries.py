"""Entries of a new city that are borrowed: with a wider range, and from where."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from care2040.files import yaml_document
from care2040.inputs.parameters.reader import NO_PARAMETERS

Entry = dict[str, Any]

WIDER = 1.5
"""By how much further from the value the ends of a range lie when it is borrowed."""
UNSURE = (0.7, 1.3)
"""Range of a factor on what is borrowed and had no range, because it was counted where it comes from."""
DONOR_SOURCE = "borrowed_figures"
NATION, DONOR = "the nation", "Utrecht"


@dataclass(frozen=True)
class Told:
    """A line of the report: an entry, what it is, and what it comes from.

    Attributes
    ----------
    name : str
        The entry.
    origin : str
        The table it was found in; for what is borrowed the nation or the city that lends it.
    borrowed : bool
        Whether it was borrowed.
    size : str
        What it is scaled by; empty when it is not.
    factor : float
        How much of that of the city that lends it is.
    """

    name: str
    origin: str
    borrowed: bool
    size: str = ""
    factor: float = 1.0


BY_RESIDENTS = (
    "homeless_people_at_start",
    "people_in_treatment_at_start",
    "people_ready_at_start",
    "status_holders_waiting_at_start",
    "status_holders_per_year",
    "urgent_seekers_at_start",
    "urgent_needs_per_year",
)
BY_OLD = ("nursing_home_residents_at_start", "waiting_for_nursing_home_at_start")
BY_POOR = ("on_welfare_at_start",)
BY_SOCIAL_HOMES = (
    "seekers_at_start",
    "homes_for_housing_first_base",
    "homes_for_housing_first_full",
    "homes_to_people_ready",
    "homes_to_status_holders",
    "homes_to_urgent",
    "homes_to_homeless_people",
    "temporary_homes_added",
    "region_homes_added",
)
BY_BUILDING = ("homes_planned_at_start", "approvals_per_year")
SIZES: Mapping[str, tuple[str, ...]] = {
    "residents": BY_RESIDENTS,
    "residents of 80 and older": BY_OLD,
    "poor households": BY_POOR,
    "social homes": BY_SOCIAL_HOMES,
    "homes built a year": BY_BUILDING,
    "jobs": ("planned_jobs",),
}
"""What entries that count people, homes or places are scaled by; a test asks that none is forgotten."""

NOT_SIZED = frozenset(
    {
        "households_per_letting",
        "households_per_person_leaving_care",
        "hours_asked_by_65_plus",
        "hours_asked_under_65",
        "national_children",
        "care_intensity",
        "full_week",
    }
)
"""Entries in persons, homes or hours that are of the nation, or of one of them."""


def written_entries(*folders: Path) -> dict[str, Entry]:
    """Return every entry of some folders, as it is written, by name; of two of a name that of the later folder."""
    return {name: entry for part in by_file(*folders).values() for name, entry in part.items()}


def by_file(*folders: Path) -> dict[str, dict[str, Entry]]:
    """Return the entries of some folders, by the name of their file and then by their own."""
    found: dict[str, dict[str, Entry]] = {}
    for path in sorted((path for folder in folders for path in folder.glob("*.yaml")), key=lambda one: one.name):
        if path.name not in NO_PARAMETERS:
            own = {str(name): entry for name, entry in yaml_document.read(path).data.items()}
            found[path.name] = {**found.get(path.name, {}), **own}
    return found


def scaled(entries: Mapping[str, Entry], by: Mapping[str, float]) -> Iterator[tuple[str, Entry, str]]:
    """Give name, entry and size of what the donor has as a number of people, homes or places.

    Parameters
    ----------
    entries : mapping of str to dict
        As they are written for the donor.
    by : mapping of str to float
        Size of the city against that of the donor, for each of `SIZES`.
    """
    for size, names in SIZES.items():
        for name in names:
            yield name, times(entries[name], by[size], size), size


def times(entry: Entry, factor: float, size: str) -> Entry:
    """Return an entry of the donor times a factor, with a wider range."""
    value = entry["value"]
    many = isinstance(value, Mapping)
    new: Any = {key: rounded(one * factor) for key, one in value.items()} if many else rounded(value * factor)
    bounds = entry["range"]
    if bounds is not None and not many:
        bounds = [float(one) * factor for one in bounds]
    about = f"Borrowed from {DONOR}, {factor:.3f} of it, by {size}. There: {_sentence(entry['about'])}"
    kept = _kept(entry)
    return _borrowed(kept, new, bounds, entry, about)


def as_it_is(entry: Entry, origin: str, range_of: tuple[float, float] | None = None) -> Entry:
    """Return an entry of the donor or the nation unchanged, with a wider range, or the one given."""
    kept = _kept(entry)
    about = f"Borrowed from {origin} as it is. There: {_sentence(entry['about'])}"
    made = _borrowed(kept, entry["value"], entry["range"], entry, about)
    if range_of is not None:
        made |= {"range": list(range_of), "spread": "triangular"}
    return made


def lent_whole(entry: Entry) -> Entry:
    """Return an entry that only the donor has: as it is, with a wider range where it has one."""
    made = as_it_is(entry, DONOR)
    if entry["range"] is None:
        # Parts that add up to one, or what by its nature has no range: a factor on it would make it something else.
        return made | {"range": None, "spread": "none"}
    # A wide range of a factor: a triangle around it would reach below 0.
    return made | {"spread": "lognormal"} if made["spread"] == "triangular" and made["range"][0] > 0 else made


def _kept(entry: Entry) -> Entry:
    """Return what stays of an entry, whatever its value becomes."""
    return {key: one for key, one in entry.items() if key in ("unit", "axes", "fold", "drawn", "after")}


def _borrowed(kept: Entry, value: Any, bounds: list[float] | None, entry: Entry, about: str) -> Entry:
    factor = isinstance(value, Mapping)
    per_member = kept.get("drawn") == "per_member"
    if bounds is None:
        wide, spread = (list(UNSURE) if factor else _around(value, *UNSURE)), "triangular"
    else:
        middle = 1.0 if factor and not per_member else value
        wide, spread = widened([float(one) for one in bounds], middle), entry["spread"]
        # A wide range around what is not below 0: a lognormal keeps it there.
        spread = "lognormal" if spread in ("none", "triangular") and bounds[0] > 0 and not factor else spread
    return {
        "about": about,
        "unit": kept["unit"],
        "value": value,
        "range": wide,
        "spread": spread,
        "year": entry["year"],
        "source": [DONOR_SOURCE, *(one for one in entry["source"] if one != "judgement")],
        "standing": "borrowed",
        **{key: one for key, one in kept.items() if key != "unit"},
    }


def widened(bounds: list[float], middle: Any) -> list[float]:
    """Return the ends of a range further from its middle, and above nothing when both were."""
    if isinstance(middle, Mapping):
        return bounds
    low = middle - WIDER * (middle - bounds[0])
    high = middle + WIDER * (bounds[1] - middle)
    if bounds[0] > 0:
        low = max(low, 0.3 * bounds[0])
    return [rounded(low), rounded(high)]


def _around(value: float, low: float, high: float) -> list[float]:
    return sorted([rounded(value * low), rounded(value * high)])


def _sentence(about: str) -> str:
    return " ".join(str(about).split())


def rounded(value: float) -> float:
    """Return a number with four digits, a whole one without a point."""
    short = float(f"{float(value):.4g}")
    return int(short) if short.is_integer() and abs(short) < 1e15 else short
