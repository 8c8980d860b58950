"""What was counted in a new city, and which counts stand for which quantity: its own, and those of the country."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from care2040.analysis.new_city.build import Lenders, Made
from care2040.analysis.new_city.written.dumping import dump
from care2040.files import yaml_document

Row = tuple[int, str, float, str, str]
"""Year, measure, value, unit and source."""

OF_JOBS: Mapping[str, Any] = {
    "title": {"en": "jobs in the city", "nl": "banen in de stad"},
    "table": "labour",
    "measure": "jobs",
    "quantity": "working_in_city",
    "day": "date",
    "sampling": 0.02,
    "definition": 0.03,
    "model": 0.02,
    "licence": "facts taken from a public page, with the source of each row",
    "updated_by": "the source of each row",
    "retrieved": "2026-11-28",
}
COUNTS_OF_THE_OLD = frozenset({"waiting_for_nursing_home"})
OLD = "residents of 80 and older"
AT = 0.25
"""Jobs are counted on 1 April."""


def write_observed(city: Made, folder: Path, lenders: Lenders) -> None:
    """Write the counts of the city and the register of them.

    Parameters
    ----------
    city : Made
        The city.
    folder : Path
        The empty folder ``observed`` of the city.
    lenders : Lenders
        Folders of the nation and of the city that lends.
    """
    _write(folder / "population_history.csv", _people(city))
    _write(folder / "dwellings_history.csv", _homes(city))
    jobs = _by_year(city, "jobs", "jobs", "person")
    if jobs:
        _write(folder / "labour.csv", [(year + AT, *rest) for year, *rest in jobs])
    _bands(city, folder / "age_bands.csv")
    register: Any = yaml_document.read(lenders.donor / "observed" / "observations.yaml").data
    series = {"jobs": {**OF_JOBS, "place": city.name}} if jobs else {}
    for name, one in register["series"].items():
        if one["place"] == "netherlands":
            series[name] = {**one, **_part_of(one, city)}
    about = (
        f"Counts that a quantity of the model stands for: those of {city.title} that were found, and of the country."
    )
    dump(folder / "observations.yaml", f"Counts for {city.title}.", {"about": about, "series": series})


def _part_of(series: Mapping[str, Any], city: Made) -> dict[str, float]:
    """Return which part of a count of the country is that of the city, of the old where it counts them."""
    if "city_part" not in series:
        return {}
    size = OLD if series["quantity"] in COUNTS_OF_THE_OLD else "residents"
    return {"city_part": round(float(series["city_part"] * city.sizes[size]), 6)}


def _people(city: Made) -> list[Row]:
    rows: list[Row] = []
    if "residents_by_year" in city.found:
        rows += _by_year(city, "residents_by_year", "residents", "person", "residents_cbs")
    whole = (city.people.year, "residents_cbs", float(city.municipality["residents"]), "person")
    if city.people.year not in {year for year, *_ in rows}:
        rows.append((*whole, f"{city.name}_municipalities"))
    for measure in ("births", "deaths"):
        rows += _by_year(city, "births_and_deaths", measure, "person/year")
    return sorted(rows)


def _homes(city: Made) -> list[Row]:
    rows = _by_year(city, "homes_by_year", "homes", "dwelling")
    if city.people.year not in {year for year, *_ in rows}:
        counted = float(city.municipality["homes"])
        rows.append((city.people.year, "homes", counted, "dwelling", f"{city.name}_municipalities"))
    return sorted(rows)


def _by_year(city: Made, table: str, column: str, unit: str, measure: str = "") -> list[Row]:
    if table not in city.found:
        return []
    counted = city.found[table].by_year(column)
    return [(year, measure or column, value, unit, f"{city.name}_{table}") for year, value in sorted(counted.items())]


def _bands(city: Made, path: Path) -> None:
    """Write the city by five-year age, as counted; men and women together."""
    table, sums = city.found["age_sex"], dict[tuple[int, int], float]()
    for row in table.rows:
        ages = (int(row["age_from"]), min(int(row["age_to"]), 99))
        sums[ages] = sums.get(ages, 0.0) + float(row["residents"])
    lines = [
        f"{table.year},{first},{last},{value:.10g},person,{city.name}_age_sex"
        for (first, last), value in sorted(sums.items())
    ]
    path.write_text("\n".join(["year,age_from,age_to,value,unit,source", *lines]) + "\n", encoding="utf-8")


def _write(path: Path, rows: Sequence[Sequence[object]]) -> None:
    path.write_text("\n".join(_lines(rows)) + "\n", encoding="utf-8", newline="\n")


def _lines(rows: Sequence[Sequence[object]]) -> Iterator[str]:
    yield "year,measure,value,unit,source"
    for year, measure, value, unit, source in rows:
        yield f"{year},{measure},{value:.10g},{unit},{source}"
