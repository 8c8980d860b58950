"""A count that came in: checked against the register, and written as a row of its table."""

from datetime import date
from math import hypot, log
from pathlib import Path

from care2040.analysis.observations.register import AGAIN, FILE, FIRST, Series, impossible, load
from care2040.analysis.observed import rows_of, year_of
from care2040.files.problems import InvalidInput, Problem, did_you_mean
from care2040.files.result_folder import write_file
from care2040.files.yaml_document import read
from care2040.inputs.parameters.possible import out_of_range
from care2040.language.model import Model

SOURCES = "sources.yaml"
TYPED = "observe add"
FAR = 10.0
"""Standard errors from the last count beyond which a count is taken for a slip of the pen."""
Found = tuple[str, str, str]
"""Code, message and hint of what is wrong."""


def add(
    folder: Path,
    model: Model,
    name: str,
    year: float,
    value: float,
    source: str,
    today: date | None = None,
    sure: bool = False,
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
    sure : bool
        Whether a count far from the last one is right.

    Raises
    ------
    InvalidInput
        With all that is wrong: a series or a source that is not known, a year that has not been, a value that cannot
        be or is far from the last one, or a count of that day that says something else.
    """
    register = load(folder, model, today)
    known = tuple(map(str, read(folder / SOURCES).data))
    problems: list[Found] = []
    if name not in register.series:
        problems.append(("E402", f"there is no series '{name}'", did_you_mean(name, tuple(register.series))))
    if source not in known:
        hint = did_you_mean(source, known, f"write it in parameters/{SOURCES} first")
        problems.append(("E203", f"unknown source '{source}'", hint))
    if not FIRST <= year <= year_of(today or date.today()):
        problems.append(("E450", f"{year:g} has not been, or is too long ago", f"allowed: {FIRST} to now"))
    if name in register.series:
        own = register.series[name]
        wrong = _wrong_value(own, value)
        problems += [*wrong, *_counted_already(folder, own, year, value)]
        problems += [] if sure or wrong else _far(folder, own, year, value)
    if problems:
        raise InvalidInput([Problem(TYPED, 0, 0, *one) for one in problems])
    return _written(folder, register.series[name], year, value, source)


def _wrong_value(series: Series, value: float) -> list[Found]:
    rule = impossible(value) or ("" if series.over else out_of_range(series.name_of_quantity, value))
    return [("E450", f"'{series.measure}' is {value:.12g}: {rule}", AGAIN)] if rule else []


def _counted_already(folder: Path, series: Series, year: float, value: float) -> list[Found]:
    hint = f"take that row out of observed/{series.table}.csv first, or give this one another day"
    return [
        ("E450", f"{year:g} was counted already: {row['value']} ({row['source']})", hint)
        for row in rows_of(folder, series.table)
        if row["measure"] == series.measure and float(row["year"]) == year and float(row["value"]) != value
    ]


def _far(folder: Path, series: Series, year: float, value: float) -> list[Found]:
    """Refuse what lies too many errors, that of the model too, from the last count before it, or else the first."""
    rows = [row for row in rows_of(folder, series.table) if row["measure"] == series.measure]
    counts = sorted((float(row["year"]), float(row["value"])) for row in rows)
    counts = [(day, count) for day, count in counts if not impossible(count)]
    before = [one for one in counts if one[0] < year]
    if not counts:
        return []
    day, last = before[-1] if before else counts[0]
    errors = abs(log(value) - log(last)) / hypot(series.error, series.model)
    if errors <= FAR:
        return []
    message = f"'{series.measure}' is {value:.12g}, {errors:.0f} standard errors from {last:.12g} in {day:.8g}"
    return [("E456", message, f"{AGAIN}; when it is right, say --sure")]


def _written(folder: Path, series: Series, year: float, value: float, source: str) -> Path:
    path = folder / "observed" / f"{series.table}.csv"
    text = path.read_text(encoding="utf-8")
    rows = rows_of(folder, series.table)
    unit = next(row["unit"] for row in rows if row["measure"] == series.measure)
    columns = {"year": f"{year:g}", "measure": series.measure, "value": f"{value:.12g}", "unit": unit, "source": source}
    row = ",".join(columns.get(column, "") for column in text.splitlines()[0].split(","))
    write_file(path, f"{text.rstrip()}\n{row}\n".encode(), f"see {FILE}")
    return path
