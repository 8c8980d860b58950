"""What a new city takes from tables of the nation."""

from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt

from care2040.inputs.parameters.csv_table import read
from care2040.language.axes import BASE_YEAR

Floats = npt.NDArray[np.float64]


class Nation:
    """Tables of the Netherlands, read when they are asked for.

    Parameters
    ----------
    folder : Path
        Holds ``nation_residents.csv`` and the other tables of the nation.
    beside : Path
        Tables of the city that lends, where a table that is of the nation may stand as well.
    """

    def __init__(self, folder: Path, beside: Path) -> None:
        self.folder, self.beside = folder, beside

    def column(self, table: str, column: str) -> Floats:
        """Return a column of a table, shape (axes..., [years])."""
        path = self.folder / f"{table}.csv"
        return read(path if path.is_file() else self.beside / path.name).columns[column]

    @cached_property
    def _residents(self) -> tuple[tuple[int, ...], Floats]:
        table = read(self.folder / "nation_residents.csv")
        return table.years, table.columns["residents"]

    @property
    def years(self) -> tuple[int, ...]:
        """The years of which residents of the nation are known."""
        return self._residents[0]

    def residents(self, year: int) -> Floats:
        """Return the residents of the Netherlands by age and sex on 1 January, shape (100, 2)."""
        years, people = self._residents
        return people[..., years.index(year)]

    @cached_property
    def departures(self) -> Floats:
        """Rates of leaving a municipality by age, shape (100,), 1/year."""
        return self.column("nation_departures", "departure_rate")

    @cached_property
    def mortality(self) -> Floats:
        """Death rates by age and sex, shape (100, 2), 1/year."""
        return self.column("mortality", "mortality_rate")

    @cached_property
    def fertility(self) -> Floats:
        """Births per woman by age, shape (100,), 1/year."""
        return self.column("fertility", "fertility_rate")

    @cached_property
    def participation(self) -> Floats:
        """Part of an age that has paid work, shape (100,)."""
        return self.column("participation", "participation_share")

    def trend(self, name: str) -> Floats:
        """Return a trend by year, shape (years,): ``mortality_trend`` or ``fertility_trend``."""
        return self.column("nation_trends", name)

    def working(self, people: Floats) -> float:
        """Return who works of people by age, shape (100,), as in the nation."""
        return float((self.participation * people).sum())

    def growth_since(self, year: int) -> float:
        """Return by what the nation grew a year from a year to the last of the counts, or over the last year."""
        last = self.residents(BASE_YEAR).sum()
        years = max(BASE_YEAR - year, 1)
        return float((last / self.residents(BASE_YEAR - years).sum()) ** (1 / years) - 1)
