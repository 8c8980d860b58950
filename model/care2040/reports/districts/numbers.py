"""What a result says of a district, and of the city beside it: each row of its page as one number a place and year."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import xarray as xr

from care2040.language.axes import whole_city
from care2040.language.cities.here import the_city
from care2040.results.series import of_quantity

Standing = Literal["counted", "estimated", "model", "borrowed"]
THOUSAND = 1000.0


@dataclass(frozen=True)
class Row:
    """One row: how to read it, how it is written, what its value of 2024 rests on, and whether every city has that."""

    read: Callable[[xr.Dataset], xr.DataArray]
    unit: Literal["count", "share", "rate"]
    standing: Standing
    found: bool = False

    @property
    def rests_on(self) -> Standing:
        """What its value rests on in this city: of one that was built of public tables little by district is found."""
        lent = the_city().borrows and self.standing == "counted" and not self.found
        return "borrowed" if lent else self.standing


def total(name: str) -> Callable[[xr.Dataset], xr.DataArray]:
    """Return how to read a quantity that is one number for every place: the first of its series."""
    return lambda dataset: next(of_quantity(dataset[name])).values


def _per_resident(name: str, times: float = 1.0) -> Callable[[xr.Dataset], xr.DataArray]:
    return lambda dataset: times * total(name)(dataset) / total("residents")(dataset)


def _social_rent(dataset: xr.Dataset) -> xr.DataArray:
    parts = {one.name: one.values for one in of_quantity(dataset["homes"])}
    return parts["homes.social_rent"] / parts["homes"]


ROWS: Mapping[str, Row] = {
    "residents": Row(total("residents"), "count", "counted", found=True),
    "residents_65_plus": Row(total("residents_65_plus"), "count", "counted", found=True),
    "residents_75_plus": Row(total("residents_75_plus"), "count", "counted", found=True),
    "share_75_plus": Row(_per_resident("residents_75_plus"), "share", "counted", found=True),
    "homes": Row(total("homes"), "count", "counted", found=True),
    "social_rent_share": Row(_social_rent, "share", "counted"),
    "poverty_share": Row(total("poverty_share"), "share", "counted"),
    "unhealthy_share_18_64": Row(total("unhealthy_share_18_64"), "share", "estimated"),
    "lonely_share": Row(total("lonely_share"), "share", "counted"),
    "heavily_burdened_share": Row(total("heavily_burdened_share"), "share", "model"),
    "neighbour_help_share": Row(total("neighbour_help_share"), "share", "model"),
    "willing_share": Row(total("willing_share"), "share", "model"),
    "meeting_places_per_1000": Row(total("meeting_places_per_1000"), "rate", "model"),
    "workers_per_1000": Row(_per_resident("workers_needed_by_residents", THOUSAND), "rate", "estimated"),
}
"""Rows of the table of figures, in order."""
STANDING_OUT = ("share_75_plus", "social_rent_share", "poverty_share", "lonely_share")
"""Shares that rest on counts by district: the first sentence of a page speaks of these."""
MOVED = ("poverty_share", "lonely_share", "heavily_burdened_share", "workers_per_1000")
"""What the table of levers tells of: shares and rates, so that districts compare."""


@dataclass(frozen=True)
class Numbers:
    """The numbers of one scenario of a result with a single draw."""

    dataset: xr.Dataset

    def values(self, name: str, policy: str) -> xr.DataArray:
        """Return a row by area and year."""
        found = ROWS[name].read(self.dataset)
        return found.sel(policy=policy).isel(scenario=0, draw=0, drop=True)

    def value(self, name: str, policy: str, area: str, year: int) -> float:
        """Return one number."""
        return float(self.values(name, policy).sel(area=area, year=year))

    def standing_out(self, area: str, policy: str, year: int) -> list[tuple[str, int]]:
        """Return what sets a district apart, the most telling first, each with its place from the highest.

        How far a district lies from the city counts against how far districts lie from each other.
        """
        found = []
        for name in STANDING_OUT:
            values = self.values(name, policy).sel(year=year)
            districts = values.drop_sel(area=whole_city())
            apart = abs(float(values.sel(area=area) - values.sel(area=whole_city()))) / float(districts.std())
            rank = 1 + int((districts > values.sel(area=area)).sum())
            found.append((apart, name, rank))
        return [(name, rank) for _, name, rank in sorted(found, reverse=True)]
