"""The old in 2040: the model beside every municipal forecast that was found, and beside what was counted since."""

from dataclasses import dataclass
from pathlib import Path

import xarray as xr

from care2040.analysis.observed import rows_of
from care2040.language.axes import BASE_YEAR, HORIZON, whole_city

INDICATORS = ("residents_65_plus", "residents_75_plus", "residents_85_plus")
YEARS = (BASE_YEAR, 2030, 2035, HORIZON)
SERIES = "forecasts_of_the_old"
"""Name of the observed series."""


@dataclass(frozen=True)
class OldForecast:
    """An edition of the municipal forecast of residents of 65 and older, and the model in the same year."""

    edition: int
    first: int
    counted: float
    forecast: float
    model: float

    @property
    def growth(self) -> float:
        """Growth that the edition saw from its first year on."""
        return self.forecast / self.counted - 1

    @property
    def difference(self) -> float:
        """Model over forecast, less one."""
        return self.model / self.forecast - 1


@dataclass(frozen=True)
class TheOld:
    """What the model makes of those who are old, and what the municipality saw."""

    model: dict[str, dict[int, float]]
    editions: tuple[OldForecast, ...]


def beside_forecasts(folder: Path, found: xr.Dataset) -> TheOld:
    """Lay a run of unchanged policy for the city as one beside the editions of the forecast."""
    model = {
        name: {year: float(found[name].sel(area=whole_city(), year=year).squeeze()) for year in YEARS}
        for name in INDICATORS
    }
    editions: dict[int, dict[int, float]] = {}
    for row in rows_of(folder, SERIES):
        editions.setdefault(int(row["edition"]), {})[int(row["year"])] = float(row["value"])
    return TheOld(
        model,
        tuple(
            OldForecast(edition, min(values), values[min(values)], values[HORIZON], model[INDICATORS[0]][HORIZON])
            for edition, values in editions.items()
        ),
    )
