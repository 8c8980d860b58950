"""A city made of its public tables: everything that its folder holds, before it is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from care2040.analysis.new_city.given.checks import check, city_row
from care2040.analysis.new_city.given.grouping import District, check_names, districts
from care2040.analysis.new_city.given.tables_in import TablesIn, read_folder
from care2040.analysis.new_city.made import district_columns
from care2040.analysis.new_city.made.homes import homes, households
from care2040.analysis.new_city.made.nation import Nation
from care2040.analysis.new_city.made.population import YEARS, Population, population
from care2040.analysis.new_city.made.work import Work, work
from care2040.files.problems import InvalidInput
from care2040.inputs.parameters.csv_table import read
from care2040.language.axes import AXES, BASE_YEAR
from care2040.language.cities.city_file import CITIES
from care2040.language.cities.here import DEFAULT
from care2040.language.cities.layers import NATIONAL

Floats = npt.NDArray[np.float64]

HOME_VALUE_OF_DONOR = 392.0
"""Mean value of a home in Utrecht for the tax (WOZ) in the year of the first new city, 2022, thousand euros."""


@dataclass(frozen=True)
class Lenders:
    """The folders that a new city borrows from.

    Attributes
    ----------
    parameters : Path
        Holds ``national/`` and ``cities/``.
    """

    parameters: Path

    @property
    def nation(self) -> Path:
        """The folder of the nation."""
        return self.parameters / NATIONAL

    @property
    def donor(self) -> Path:
        """The folder of the city that lends what is of cities."""
        return self.parameters / CITIES / DEFAULT

    def column(self, table: str, column: str) -> Floats:
        """Return a column of a table of the donor, shape (axes..., [years])."""
        return read(self.donor / "tables" / f"{table}.csv").columns[column]


@dataclass(frozen=True)
class Made:
    """A city that was made.

    Attributes
    ----------
    name, title : str
        As its folder is called, and as the table calls the municipality.
    municipality : mapping
        Row of the municipality.
    found : TablesIn
        The tables, without problems.
    districts : tuple of District
        Which wijken make which district.
    people : Population
        Residents by year.
    homes : array, shape (years, districts, 3)
        Homes by year, district and tenure.
    work : Work
        Work in the city and in care.
    columns : dict of str to array, shape (districts,)
        Columns of ``districts.csv``.
    arrivals : array, shape (districts, 100, 2)
        Who arrives.
    nation : Nation
        Tables of the nation.
    """

    name: str
    title: str
    municipality: Mapping[str, Any]
    found: TablesIn
    districts: tuple[District, ...]
    people: Population
    homes: Floats
    work: Work
    columns: dict[str, Floats]
    arrivals: Floats
    nation: Nation
    sizes: dict[str, float] = field(default_factory=dict)

    @property
    def members(self) -> tuple[str, ...]:
        """The members of the axis ``district``."""
        return tuple(one.name for one in self.districts)

    @property
    def of_base(self) -> Floats:
        """Homes of the base year by district and tenure, shape (districts, 3)."""
        found: Floats = self.homes[YEARS.index(BASE_YEAR)]
        return found


def build(name: str, tables: Path, lenders: Lenders, municipality: str = "", groups: Path | None = None) -> Made:
    """Make a city of the public tables in a folder.

    Parameters
    ----------
    name : str
        Name of the city: that of its folder.
    tables : Path
        Folder with the tables of `given.wanted.TABLES`.
    lenders : Lenders
        Folders of the nation and of the city that lends.
    municipality : str
        Name or code of the municipality; the name of the city when left out.
    groups : Path, optional
        Table with the district of each wijk.

    Raises
    ------
    InvalidInput
        With everything that is wrong with the tables.
    """
    found = read_folder(tables, groups)
    called, said = municipality or name.replace("_", " "), bool(municipality)
    check(found, called, said)
    city = city_row(found, called, said) if "municipalities" in found else None
    made = districts(found) if "wijken" in found else ()
    check_names(found, name, made)
    errors = [problem for problem in found.problems if problem.severity == "error"]
    if errors or city is None:
        raise InvalidInput(found.problems)
    nation = Nation(lenders.nation / "tables", lenders.donor / "tables")
    people = population(found, made, float(city["residents"]), nation)
    stock = homes(found, made, float(city["homes"]), people)
    trend = lenders.column("work_in_the_city", "participation_trend")
    done = work(found, people, city, nation, trend, _intensity(nation))
    columns = district_columns.columns(
        found,
        made,
        people,
        stock[YEARS.index(people.year)].sum(axis=1),
        households(found, float(city["homes"])),
        nation,
    )
    arriving, columns["arrivals_share"] = district_columns.arrivals(people, nation)
    whole = Made(name, str(city["name"]), city, found, made, people, stock, done, columns, arriving, nation)
    whole.sizes.update(_sizes(whole, lenders))
    return whole


def _intensity(nation: Nation) -> Floats:
    """Return care by domain and age, fte a person, shape (domains, 100)."""
    table = read(nation.folder / "care_intensity.csv")
    values = table.columns["intensity"]
    return values if table.axes.index("domain") == 0 else values.T


def _sizes(city: Made, lenders: Lenders) -> dict[str, float]:
    """Return the size of the city against that of the donor, for each thing that entries are scaled by."""
    residents, stock = lenders.column("residents_counted", "residents"), lenders.column("homes_counted", "homes")
    # The years come last in a table that was read, first in what was made.
    old, social = slice(80, None), AXES["tenure"].index("social_rent")
    return {
        "residents": city.people.of(BASE_YEAR).sum() / residents[..., -1].sum(),
        "residents of 80 and older": city.people.by_year[0][:, old].sum() / residents[:, old, :, 0].sum(),
        "poor households": city.columns["poor_households"].sum() / lenders.column("districts", "poor_households").sum(),
        "social homes": city.of_base[:, social].sum() / stock[:, social, -1].sum(),
        "homes": city.of_base.sum() / stock[..., -1].sum(),
    }
