"""A count that came in: checked against the register, and written as a row of its table."""

from datetime import date
from math import hypot, log
from pathlib import Path

from care2040.analysis.observations.register import (
    AGAIN,
    FILE,
    FIRST,
    Series,
    day_of,
    impossible,
    latest,
    load,
    not_yet,
)
from care2040.analysis.observed import rows_of, year_of
from care2040.files.problems import InvalidInput, Problem, did_you_mean
from care2040.files.result_folder import write_file
from care2040.inputs.parameters.possible import out_of_range
from care2040.language.cities.layers import path_of, sources_of
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
) -> Path | None:
    """Write a count as a row of the table of its series, and return the table; None where that count stands there.

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
    now = today or date.today()
    register = load(folder, model, now)
    own = register.series.get(name)
    problems = [] if own else [("E402", f"there is no series '{name}'", did_you_mean(name, tuple(register.series)))]
    problems += _wrong_source(folder, source)
    problems += _wrong_count(folder, own, year, value, now, sure) if own else _wrong_day(year, now)
    if own is None or problems:
        raise InvalidInput([Problem(TYPED, 0, 0, *one) for one in problems])
    return None if _is_there(folder, own, year, value) else _written(folder, own, year, value, source)


def _wrong_source(folder: Path, source: str) -> list[Found]:
    known = tuple(map(str, sources_of(folder)))
    hint = did_you_mean(source, known, f"write it in parameters/{SOURCES} first")
    return [] if source in known else [("E203", f"unknown source '{source}'", hint)]


def _wrong_count(folder: Path, series: Series, year: float, value: float, now: date, sure: bool) -> list[Found]:
    """Return what is wrong with a count of a series that is known."""
    early, wrong = not_yet(series, year, now), _wrong_value(series, value)
    if early:
        hint = f"allowed: {FIRST} to {latest(series, now):.8g}"
        return [
            ("E450", f"{year:.8g} {early}", hint),
            *wrong,
            *([] if sure or wrong else _far(folder, series, year, value)),
        ]
    found = [*wrong, *_wrong_year(folder, series, year, value)]
    if sure or wrong or _is_there(folder, series, year, value):
        return found
    return [*found, *_far(folder, series, year, value)]


def _wrong_day(year: float, now: date) -> list[Found]:
    """Return what is wrong with a year, where the series is not known."""
    if FIRST <= year <= year_of(now):
        return []
    return [("E450", f"{year:.8g} has not been, or is too long ago", f"allowed: {FIRST} to {year_of(now):.8g}")]


def _is_there(folder: Path, series: Series, year: float, value: float) -> bool:
    """Whether that count stands in the table already."""
    return any(_same(row, value) for row in _counted(folder, series, year))


def _wrong_value(series: Series, value: float) -> list[Found]:
    rule = impossible(value) or ("" if series.over else out_of_range(series.name_of_quantity, value))
    return [("E450", f"'{series.measure}' is {value:.12g}: {rule}", AGAIN)] if rule else []


def _counted(folder: Path, series: Series, year: float) -> list[dict[str, str]]:
    """Return the rows of a series on a day, or in a calendar year, as the register takes them together."""
    day = day_of(series, year)
    rows = (row for row in rows_of(folder, series.table) if row["measure"] == series.measure)
    return [row for row in rows if day_of(series, float(row["year"])) == day]


def _same(row: dict[str, str], value: float) -> bool:
    return float(row["value"]) == float(f"{value:.12g}")


def _wrong_year(folder: Path, series: Series, year: float, value: float) -> list[Found]:
    """Refuse a part of a calendar year, and a second count of one day, which would lose both."""
    if series.day == "year" and year != int(year):
        return [
            ("E450", f"'{series.measure}' is counted over a calendar year, not on {year:.8g}", f"write {int(year)}")
        ]
    where = f"observed/{series.table}.csv"
    other = " first" if series.day == "year" else " first, or give this one another day"
    return [
        (
            "E450",
            f"{row['year']} was counted already: {row['value']} ({row['source']})",
            f"take that row out of {where}{other}",
        )
        for row in _counted(folder, series, year)
        if not _same(row, value)
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
    path = path_of(folder, f"observed/{series.table}.csv")
    text = path.read_text(encoding="utf-8")
    rows = rows_of(folder, series.table)
    unit = next(row["unit"] for row in rows if row["measure"] == series.measure)
    columns = {
        "year": f"{year:.8g}",
        "measure": series.measure,
        "value": f"{value:.12g}",
        "unit": unit,
        "source": source,
    }
    row = ",".join(columns.get(column, "") for column in text.splitlines()[0].split(","))
    write_file(path, f"{text.rstrip()}\n{row}\n".encode(), f"see {FILE}")
    return path
