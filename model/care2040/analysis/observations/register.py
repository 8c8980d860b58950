"""The register of observations: series of counts that a quantity of the model stands for, with how sure they are."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import Field

from care2040.analysis.observed import rows_of, year_of
from care2040.files.problems import InvalidInput, Problem, did_you_mean, in_order
from care2040.files.schema import Bilingual, Named, Several, Strict, Text, named
from care2040.files.schema_problems import schema_problems
from care2040.files.yaml_document import Document, read
from care2040.inputs.parameters.possible import out_of_range
from care2040.language.axes import AXES, whole_city
from care2040.language.cities.layers import files_of, layers, path_of
from care2040.language.model import Model

FOLDER = "observed"
FILE = f"{FOLDER}/observations.yaml"
SERIES = "series"
COUNTRY = "netherlands"


def places() -> tuple[str, str]:
    """Return where something may be counted beside the districts: the city and the country."""
    return whole_city(), COUNTRY


COLUMNS = ("year", "measure", "value", "unit", "source")
"""What a table with counts of the register must have."""
FIRST = 1990
"""No count of the register is older."""
AGAIN = "look it up again"
"""What to do about a count that cannot be."""
LEAST_SAMPLING = 0.0005
"""No count is surer; far below it the errors of a series are one, and cannot be told apart."""
LONGEST_APART = 20
"""Years of each series that can be held out at most, to test by."""
Share = Annotated[float, Field(ge=0, le=1)]
Sampling = Annotated[float, Field(ge=LEAST_SAMPLING, le=1)]


class Break(Strict):
    """From when on something was counted another way."""

    year: int = Field(alias="from", description="the first year")
    because: Text = Field(description="what was done otherwise, in a sentence")


class Series(Named):
    """Counts of one thing."""

    title: Bilingual = Field(description="what was counted")
    table: Text = Field(description="the table with the counts, without its ending")
    measure: Text = Field(description="what the table calls it")
    adds: Several[str] = Field((), description="[measures that are added to it]")
    over: Several[str] = Field((), description="[measures whose sum it is a part of]")
    quantity: Text = Field(description="what the model calls it, with a member after a dot")
    place: Text = Field(description="where it was counted: the city, netherlands, or a district")
    day: Literal["year", "date"] = Field(description="over the calendar year, or on the day that the year says")
    city_part: Annotated[float, Field(gt=0, le=1)] = Field(1.0, description="the city's part of a count of the country")
    index: bool = Field(False, description="laid beside each other as parts of the first year")
    sampling: Sampling = Field(description="standard error of the count, as a part of it")
    definition: Share = Field(description="by how much what was asked may differ from the quantity, as a part of it")
    model: Share = Field(description="by how much the model by itself may be off for some years, as a part of it")
    weighs: bool = Field(True, description="false where another series of the register tells the same")
    breaks: Several[Break] = Field((), description="[{from: year, because: what was done otherwise}]")
    held_out: Several[int] = Field((), description="[years that nothing is fitted to and no draw is weighed by]")
    licence: Text = Field(description="under what terms the counts may be used")
    updated_by: Text = Field(description="the office that counts it again")
    retrieved: date = Field(strict=False, description="the day on which they were read")

    @property
    def member(self) -> str:
        """The member of the quantity; empty for the whole."""
        return self.quantity.partition(".")[2]

    @property
    def name_of_quantity(self) -> str:
        """The quantity, without its member."""
        return self.quantity.partition(".")[0]

    @property
    def district(self) -> str:
        """The district in which it was counted; empty for the city and the country."""
        return "" if self.place in places() else self.place

    @property
    def error(self) -> float:
        """Standard error of a count with what it was asked about, as a part of it."""
        return float(np.hypot(self.sampling, self.definition))


class RegisterInFile(Strict):
    """The file ``observations.yaml``."""

    about: Text = Field(description="what this file is for")
    series: dict[str, Series] = Field(min_length=1, description="series by name")


@dataclass(frozen=True)
class Observation:
    """One count, in the unit of the quantity it stands for.

    Attributes
    ----------
    series : Series
        What it is a count of.
    year : float
        The day, or the calendar year.
    value, error : float
        The count and its standard error.
    source : str
        Key of ``sources.yaml``.
    held_out : bool
        Whether nothing may be fitted to it.
    """

    series: Series
    year: float
    value: float
    error: float
    source: str
    held_out: bool


@dataclass(frozen=True)
class Register:
    """All series, their counts, and what is wrong with any.

    Attributes
    ----------
    series : mapping of str to Series
        In the order of the file.
    observations : tuple of Observation
        Counts that can be used; two of one day that contradict each other are both kept out.
    problems : tuple of Problem
        What was kept out, and why.
    """

    series: Mapping[str, Series]
    observations: tuple[Observation, ...]
    problems: tuple[Problem, ...]

    def of(self, series: Series) -> tuple[Observation, ...]:
        """Return the counts of a series by year."""
        return tuple(one for one in self.observations if one.series is series)

    def apart(self, years: int) -> "Register":
        """Return the register with the counts of the last so many years of each series held out too, to test by.

        Raises
        ------
        ValueError
            When it is not 0 to 20 years.
        """
        if not 0 <= years <= LONGEST_APART:
            raise ValueError(f"apart is {years} years; allowed: 0 to {LONGEST_APART}")
        last = {
            name: sorted({int(one.year) for one in self.of(series)})[-years:] if years else []
            for name, series in self.series.items()
        }
        held = {id(series): last[name] for name, series in self.series.items()}
        counts = tuple(
            replace(one, held_out=one.held_out or int(one.year) in held[id(one.series)]) for one in self.observations
        )
        return replace(self, observations=counts)


def load(folder: Path, model: Model, today: date | None = None) -> Register:
    """Read the register and its counts.

    Parameters
    ----------
    folder : Path
        The parameters.
    model : Model
        Whose quantities the counts stand for.
    today : date, optional
        Counts of later days are refused; the present day when left out.

    Raises
    ------
    InvalidInput
        When the register itself or a table cannot be read; what is wrong with counts is kept in `Register.problems`.
    """
    path = path_of(folder, FILE)
    if len(layers(folder)) > 1 and not path.exists():
        return Register({}, (), ())  # a city of which nothing was counted yet
    document = read(path)
    problems = [*schema_problems(document, RegisterInFile)]
    if problems:
        raise InvalidInput(problems)
    series = named(RegisterInFile.model_validate(document.data).series, document, SERIES)
    reader = _Reader(document, folder, model, today or date.today())
    found = {name: reader.counts(name, one) for name, one in series.items()}
    if reader.broken:
        raise InvalidInput(in_order(reader.broken))
    return Register(series, tuple(one for own in found.values() for one in own), tuple(in_order(reader.problems)))


def impossible(value: float) -> str:
    """Return why no count is this, whatever it counts; empty when one can be: errors are laid on a logarithm."""
    return "" if np.isfinite(value) and value > 0 else "a count is a finite number above 0"


def day_of(series: Series, year: float) -> float:
    """Return when a count was, as it is written and compared: a calendar year, or a day to eight figures."""
    return float(int(year)) if series.day == "year" else float(f"{year:.8g}")


def latest(series: Series, today: date) -> float:
    """Return the last day, or the last calendar year that is over, of which there can be a count."""
    now = float(f"{year_of(today):.8g}")
    return float(int(now) - 1) if series.day == "year" else now


def not_yet(series: Series, year: float, today: date) -> str:
    """Return why there can be no count of a day or a calendar year; empty when there can be."""
    whole = series.day == "year"
    last = latest(series, today)
    if FIRST <= year <= last or (whole and FIRST <= year < last + 1):
        return ""
    if year < FIRST:
        return "is too long ago"
    return "is not over" if whole and year < last + 2 else "has not been"


class _Reader:
    """Reads the counts of series, and says what is wrong with them."""

    def __init__(self, document: Document, folder: Path, model: Model, today: date) -> None:
        self.document, self.folder, self.model, self.today = document, folder, model, today
        self.broken: list[Problem] = []
        self.problems: list[Problem] = []
        self.tables: dict[str, list[dict[str, str]]] = {}

    def counts(self, name: str, series: Series) -> tuple[Observation, ...]:
        """Return the counts of a series, in the unit of its quantity; nothing when the series is wrong."""
        wrong = [*self._wrong_quantity(name, series), *self._wrong_table(name, series)]
        self.broken += wrong
        return () if wrong else tuple(self._kept(name, series))

    def _wrong_quantity(self, name: str, series: Series) -> Iterator[Problem]:
        known, keys = self.model.askable, (SERIES, name, "quantity")
        equation = known.get(series.name_of_quantity)
        if equation is None:
            hint = did_you_mean(series.name_of_quantity, tuple(known))
            yield self.document.problem(keys, "E402", f"there is no quantity '{series.name_of_quantity}'", hint)
            return
        if series.district and series.district not in AXES["district"]:
            hint = did_you_mean(series.place, (*places(), *map(str, AXES["district"])))
            yield self.document.problem((SERIES, name, "place"), "E402", f"there is no place '{series.place}'", hint)
        elif series.district and "district" not in equation.axes:
            message = f"'{series.name_of_quantity}' is one number for the city"
            yield self.document.problem((SERIES, name, "place"), "E447", message, f"place: {whole_city()}")
        along = [axis for axis in equation.axes if axis != "district"]
        if series.member and series.member not in {str(one) for axis in along for one in AXES[axis]}:
            message = f"'{series.name_of_quantity}' has no member '{series.member}'"
            options = [str(one) for axis in along for one in AXES[axis]]
            yield self.document.problem(keys, "E402", message, did_you_mean(series.member, options, "leave it out"))

    def _wrong_table(self, name: str, series: Series) -> Iterator[Problem]:
        path = path_of(self.folder, f"{FOLDER}/{series.table}.csv")
        if not path.is_file():
            options = [one.stem for one in files_of(self.folder, f"{FOLDER}/*.csv")]
            message = f"there is no table '{series.table}'"
            yield self.document.problem((SERIES, name, "table"), "E001", message, did_you_mean(series.table, options))
            return
        try:
            rows = self._rows(series)
        except InvalidInput as error:  # told with those of the other tables
            yield from error.problems
            return
        measures = {row["measure"] for row in rows}
        for measure in (series.measure, *series.adds, *series.over):
            if measure not in measures:
                hint = did_you_mean(measure, tuple(measures))
                message = f"'{series.table}' has no measure '{measure}'"
                yield self.document.problem((SERIES, name, "measure"), "E402", message, hint)
        equation = self.model.askable.get(series.name_of_quantity)
        units = {row["unit"] for row in rows if row["measure"] == series.measure}
        wanted = "dimensionless" if series.over else equation.unit if equation else ""
        own = {"dimensionless"} if series.over else units
        if equation is not None and not series.index and own != {equation.unit}:
            message = (
                f"'{series.measure}' is counted in {', '.join(sorted(units))}, and the quantity in {equation.unit}"
            )
            hint = f"name a quantity in the same unit, or bring the counts to {wanted}"
            yield self.document.problem((SERIES, name, "measure"), "E449", message, hint)

    def _rows(self, series: Series) -> list[dict[str, str]]:
        """Return the rows of the table of a series, each table read once."""
        if series.table not in self.tables:
            self.tables[series.table] = rows_of(self.folder, series.table, COLUMNS)
        return self.tables[series.table]

    def _kept(self, name: str, series: Series) -> Iterator[Observation]:
        last = latest(series, self.today)
        for year, (value, source) in sorted(self._values(name, series).items()):
            rule = impossible(value) or out_of_range(series.name_of_quantity, value)
            if not_yet(series, year, self.today):
                message = f"'{series.measure}' has a count of {year:.8g}, which {not_yet(series, year, self.today)}"
                self._told(name, message, f"take it out; allowed: {FIRST} to {last:.8g}")
            elif rule:
                self._told(name, f"'{series.measure}' is {value:g} in {year:g}: {rule}", AGAIN)
            else:
                held = int(year) in series.held_out
                yield Observation(series, year, value, abs(value) * series.error, source, held)

    def _values(self, name: str, series: Series) -> dict[float, tuple[float, str]]:
        """Return year to value and source; a year with two different counts is told of and left out."""
        parts = {
            measure: self._single(name, series, measure)
            for measure in dict.fromkeys((series.measure, *series.adds, *series.over))
        }
        found = {}
        for year, (value, source) in parts[series.measure].items():
            beside = (*series.adds, *series.over)
            if all(year in parts[measure] for measure in beside):
                total = value + sum(parts[measure][year][0] for measure in series.adds)
                whole = sum(parts[measure][year][0] for measure in series.over) or 1.0
                found[year] = (total / whole * series.city_part, source)
        return found

    def _single(self, name: str, series: Series, measure: str) -> dict[float, tuple[float, str]]:
        found: dict[float, set[tuple[float, str]]] = {}
        for row in self._rows(series):
            if row["measure"] == measure:
                day = day_of(series, float(row["year"]))
                found.setdefault(day, set()).add((float(row["value"]), row["source"]))
        for year, values in found.items():
            if len({value for value, _ in values}) > 1:
                told = " and ".join(f"{value:.12g} ({source})" for value, source in sorted(values))
                message = f"'{measure}' has two counts of {year:.8g} that contradict each other: {told}"
                self._told(name, message, "both are left out until one is taken away")
        return {year: min(own) for year, own in found.items() if len({value for value, _ in own}) == 1}

    def _told(self, name: str, message: str, hint: str) -> None:
        keys = (SERIES, name, "measure")
        self.problems.append(self.document.problem(keys, "E450", message, hint, severity="warning"))
