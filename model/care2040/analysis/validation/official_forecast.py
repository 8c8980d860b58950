"""The official forecast of the shortage, every edition, scaled to the city, beside what the model makes of that year.

Nobody publishes it for the city. The national one is scaled by the part of the national workers who work in the city,
and, for the upper end, by how much larger the regional shortage was than the region's part of the workers; the regional
one by the city's part of the workers of the region.
"""

from dataclasses import dataclass
from pathlib import Path

import xarray as xr

from care2040.analysis.observed import observed, rows_of
from care2040.language.axes import BASE_YEAR, whole_city

SHORTAGE, WORKERS = "shortage", "all_care_workers"
INDICATORS = (SHORTAGE, WORKERS)
"""What a run must have kept."""
NATIONAL, REGIONAL = "shortage_forecasts", "regional_shortage_forecasts"
"""Names of the observed series."""
REGION = "three_subregions"
COUNTED = 2022
"""Last year in which the national workers were counted; they are drawn on from the middle of it."""
BESIDE = 2031
"""The year in which a national and a regional edition are there of the same forecast."""


@dataclass(frozen=True)
class Edition:
    """A shortage as an edition has it, and in the city: scaled, between two ways to do it, and in the model.

    `published` is of the Netherlands, or of the region where `region` says which.
    """

    edition: int
    year: int
    kind: str
    published: float
    low: float
    high: float
    model: float


@dataclass(frozen=True)
class OfficialForecast:
    """Every edition, and what scales them.

    Attributes
    ----------
    city_part : float
        Part of the national workers in care who work in the city, on 1 January of the base year.
    region_factor : float
        Regional part of the national shortage over the region's part of the workers, editions of 2022 for 2031.
    national_workers : float
        Workers in care in the Netherlands on 1 January of the base year, drawn on.
    growth_of_workers, growth_of_need : float
        What the model makes of them a year, from the base year to the last year of an edition.
    editions : tuple of Edition
        In the order in which they were published, first the national ones.
    """

    city_part: float
    region_factor: float
    national_workers: float
    growth_of_workers: float
    growth_of_need: float
    editions: tuple[Edition, ...]


def beside_official(folder: Path, found: xr.Dataset) -> OfficialForecast:
    """Lay a run of unchanged policy for the city beside every edition."""
    workers, part_of_region, regional = national_workers(folder), 0.0, {}
    for row in rows_of(folder, REGIONAL):
        if row["measure"] == "part_of_national_workers":
            part_of_region = float(row["value"])
        elif row["region"] == REGION:
            regional[int(row["edition"]), int(row["year"])] = float(row["value"])
    national = [
        (int(row["edition"]), int(row["year"]), row["scenario"], float(row["value"]))
        for row in rows_of(folder, NATIONAL)
    ]
    (then,) = (value for edition, year, _, value in national if (edition, year) == (COUNTED, BESIDE))
    factor = regional[COUNTED, BESIDE] / then / part_of_region
    last = max(year for _, year, _, _ in national)
    days = range(BASE_YEAR, last + 1)
    working = {year: _on(found, WORKERS, year) for year in days}
    part = working[BASE_YEAR] / workers
    short = {year: _on(found, SHORTAGE, year) for year in days}
    editions = [
        Edition(edition, year, kind, value, value * part, value * part * factor, short[year])
        for edition, year, kind, value in national
    ]
    for (edition, year), value in regional.items():
        if year >= BASE_YEAR:
            scaled = value * part / part_of_region
            editions.append(Edition(edition, year, "region", value, scaled, scaled, short[year]))
    return OfficialForecast(
        part,
        factor,
        workers,
        _a_year(working, last),
        _a_year({year: working[year] + short[year] for year in days}, last),
        tuple(editions),
    )


def _a_year(values: dict[int, float], last: int) -> float:
    """Return the growth a year from the base year to a last one."""
    return float((values[last] / values[BASE_YEAR]) ** (1 / (last - BASE_YEAR)) - 1)


def national_workers(folder: Path) -> float:
    """Return the workers in care in the Netherlands on 1 January of the base year, drawn on from the last count."""
    counted = observed(folder, "care_workforce")
    growth = {row["item"]: float(row["value"]) for row in rows_of(folder, "care_account_inputs")}
    workers = counted["employees", COUNTED] + counted["self_employed", COUNTED]
    return float(workers * (1 + growth["growth_of_care_workers"]) ** (BASE_YEAR - COUNTED - 0.5))


def _on(found: xr.Dataset, name: str, year: int) -> float:
    """Return a quantity of the whole city on 1 January."""
    values = found[name].sel(year=year).squeeze(drop=True)
    return float(values.sel(area=whole_city()) if "area" in values.dims else values)
