"""A count that came in: checked against the register, and written as a row of its table."""

from datetime import date
from pathlib import Path

from care2040.analysis.observations.register import FILE, FIRST, Series, load
from care2040.analysis.observed import rows_of, year_of
from care2040.files.problems import InvalidInput, Problem, did_you_mean
from care2040.files.result_folder import write_file
from care2040.files.yaml_document import read
from care2040.inputs.parameters.possible import out_of_range
from care2040.language.model import Model

SOURCES = "sources.yaml"
TYPED = "observe add"


def add(
    folder: Path, model: Model, name: str, year: float, value: float, source: str, today: date | None = None
) -> Path:
    """Write a count as a row of the table of its series, and return the table.

    Parameters
    ----------
    folder : Path
        The parameters.
    model : Model
        Whose quantities the counts stand for.
    name : str
        A series of the register.
    year : float
        The day, or the calendar year.
    value : float
        As its table counts it, in the unit of the table.
    source : str
        Key of ``sources.yaml``.
    today : date, optional
        Later counts are refused; the present day when left out.

    Raises
    ------
    InvalidInput
        With all that is wrong: a series or a source that is not known, a year that has not been, a value that cannot
        be, or a count of that day that says something else.
    """
    register = load(folder, model, today)
    known = tuple(map(str, read(folder / SOURCES).data))
    problems: list[tuple[str, str, str]] = []
    if name not in register.series:
        problems.append(("E402", f"there is no series '{name}'", did_you_mean(name, tuple(register.series))))
    if source not in known:
        hint = did_you_mean(source, known, f"write it in parameters/{SOURCES} first")
        problems.append(("E203", f"unknown source '{source}'", hint))
    if not FIRST <= year <= year_of(today or date.today()):
        problems.append(("E450", f"{year:g} has not been, or is too long ago", f"allowed: {FIRST} to now"))
    if name in register.series:
        problems += _wrong_value(folder, register.series[name], year, value)
    if problems:
        raise InvalidInput([Problem(TYPED, 0, 0, *one) for one in problems])
    return _written(folder, register.series[name], year, value, source)


def _wrong_value(folder: Path, series: Series, year: float, value: float) -> list[tuple[str, str, str]]:
    found = []
    rule = out_of_range(series.name_of_quantity, value) if not series.over else ""
    if rule or value < 0:
        found.append(
            ("E450", f"'{series.measure}' is {value:g}: {rule or 'a count is not below 0'}", "look it up again")
        )
    for row in rows_of(folder, series.table):
        if row["measure"] == series.measure and float(row["year"]) == year and float(row["value"]) != value:
            message = f"{year:g} was counted already: {row['value']} ({row['source']})"
            found.append(
                (
                    "E450",
                    message,
                    f"take that row out of observed/{series.table}.csv first, or give this one another day",
                )
            )
    return found


def _written(folder: Path, series: Series, year: float, value: float, source: str) -> Path:
    path = folder / "observed" / f"{series.table}.csv"
    text = path.read_text(encoding="utf-8")
    rows = rows_of(folder, series.table)
    unit = next(row["unit"] for row in rows if row["measure"] == series.measure)
    columns = {"year": f"{year:g}", "measure": series.measure, "value": f"{value:.12g}", "unit": unit, "source": source}
    row = ",".join(columns.get(column, "") for column in text.splitlines()[0].split(","))
    write_file(path, f"{text.rstrip()}\n{row}\n".encode(), f"see {FILE}")
    return path
