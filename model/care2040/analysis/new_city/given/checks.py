"""What tables of a city must say of each other: one year, the same wijken, totals that add up."""

import math
from collections.abc import Mapping

from care2040.analysis.new_city.given.plausible import plausible
from care2040.analysis.new_city.given.tables_in import Rows, TablesIn, allowed_years, sexes
from care2040.analysis.new_city.given.wanted import BANDS, POSITIONS, TABLES
from care2040.files.problems import Problem, did_you_mean
from care2040.language.axes import AXES

FEW = 100
"""Residents below which CBS leaves out most figures of a wijk, and nobody can be a district."""
TOTALS = 0.005
"""By how much of it the wijken may miss the municipality: figures are rounded to 5 or 10."""
LATER = 0.03
"""By how much a count of a year earlier may differ."""


def check(found: TablesIn, municipality: str, said: bool = False) -> None:
    """Note everything in which the tables do not agree.

    Parameters
    ----------
    found : TablesIn
        Tables that were read; problems are added to it.
    municipality : str
        Code of the municipality, or the name of the city when there is one such municipality.
    said : bool
        Whether somebody named the municipality: then no other will do.
    """
    if not all(name in found for name, wanted in TABLES.items() if wanted.required):
        return
    _years(found)
    _wijken(found)
    _age_sex(found)
    _borders(found)
    _members(found)
    city = city_row(found, municipality, said)
    if city is not None:
        _municipalities(found, city)
        _totals(found, city)
        plausible(found, float(city["residents"]))


def city_row(found: TablesIn, municipality: str, said: bool = False) -> dict[str, float | str] | None:
    """Return the row of the municipality, and note when there is none."""
    table = found["municipalities"]
    for row in table.rows:
        if municipality.casefold() in (str(row["code"]).casefold(), str(row["name"]).casefold()):
            return row
    codes = {_municipality_of(code) for code in found["wijken"].texts("code")}
    near = [row for row in table.rows if row["code"] in codes]
    if len(near) == 1 and not said:
        return near[0]
    names = table.texts("name")
    hint = did_you_mean(municipality, names, "name it with --municipality, by name or code (GM0307)")
    found.add("municipalities", 1, "E324", f"there is no municipality '{municipality}' in the table", hint)
    return None


def of_the_region(found: TablesIn, city: Mapping[str, float | str]) -> list[dict[str, float | str]]:
    """Return the other municipalities of the province; all others where the table names no province."""
    own = city.get("province")
    others = [row for row in found["municipalities"].rows if row["code"] != city["code"]]
    return [row for row in others if row.get("province") == own] if own else others


def _municipalities(found: TablesIn, city: Mapping[str, float | str]) -> None:
    """Note a municipality that is there twice, and a table that lacks the rest of the province."""
    table = found["municipalities"]
    seen: dict[str, int] = {}
    for code, line in zip(table.texts("code"), table.lines, strict=True):
        if code in seen:
            message = f"the municipality {code} stands there twice, first on line {seen[code]}"
            found.add("municipalities", line, "E306", message)
        seen.setdefault(code, line)
    if not of_the_region(found, city):
        message = f"the rest of the province of {city['name']} is missing"
        found.add("municipalities", 1, "E324", message, "give a row for each municipality of the province")


def _municipality_of(wijk: str) -> str:
    """Return the code of the municipality in that of a wijk: WK030701 is one of GM0307."""
    return f"GM{wijk[2:6]}"


def _years(found: TablesIn) -> None:
    year = found["wijken"].year
    allowed = allowed_years()
    if year not in allowed:
        message = f"the wijken are of 1 January {year}; the model counts until {allowed[-1]}"
        found.add("wijken", 2, "E323", message, f"take the table of {allowed[0]} to {allowed[-1]}")
    for name in ("wijken", "municipalities", "rent", "age_sex"):
        if name not in found:
            continue
        earlier = (year - 1, year) if name == "age_sex" else (year,)
        for row, line in zip(found[name].rows, found[name].lines, strict=True):
            if math.isnan(float(row["year"])) or int(row["year"]) not in earlier:
                other = "no year" if math.isnan(float(row["year"])) else f"1 January {int(row['year'])}"
                message = f"this row is of {other}, the wijken of 1 January {year}"
                hint = f"take the table of {' or '.join(map(str, earlier))}; borders of wijken change every year"
                found.add(name, line, "E323", message, hint)
                break


def _wijken(found: TablesIn) -> None:
    table = found["wijken"]
    names = {str(row["name"]) for row in table.rows}
    if found.groups is None and len(names) == 1 < len(table.rows):
        message = f"all wijken are called '{names.pop()}': that is the name of the municipality (Gemeentenaam_1)"
        hint = "add a column name with that of each wijk: at StatLine the Title of its code in the list WijkenEnBuurten"
        found.add("wijken", 1, "E322", message, hint)
    seen: dict[str, int] = {}
    for row, line in zip(table.rows, table.lines, strict=True):
        code = str(row["code"])
        if code in seen:
            found.add("wijken", line, "E306", f"the wijk {code} stands there twice, first on line {seen[code]}")
        seen.setdefault(code, line)
        people = float(row["residents"])
        if math.isnan(people):
            found.add("wijken", line, "E305", f"the wijk {code} has no residents", "write 0 where nobody lives")
        elif people >= FEW:
            _bands_of(found, "wijken", row, line)


def _bands_of(found: TablesIn, name: str, row: dict[str, float | str], line: int) -> None:
    """Note bands that are empty, or are neither the residents nor a hundred per cent."""
    people, total = float(row["residents"]), sum(float(row[band]) for band in BANDS)
    if math.isnan(total):
        message = f"the ages of {row['name']} ({row['code']}) are not all there, and {people:.0f} people live there"
        found.add(name, line, "E305", message)
        return
    close_to_hundred = abs(total - 100) <= 3 + 1500 / people
    if not close_to_hundred and abs(total - people) > 0.02 * people + 25:
        message = f"the ages of {row['name']} add up to {total:g}; it has {people:.0f} residents"
        found.add(name, line, "E326", message, "ages are persons, or per cents that add up to 100")


def _age_sex(found: TablesIn) -> None:
    table = found["age_sex"]
    known = sexes()
    spans: dict[str, list[tuple[int, int]]] = {sex: [] for sex in known}
    for row, line in zip(table.rows, table.lines, strict=True):
        sex = str(row["sex"])
        if sex not in known:
            found.add("age_sex", line, "E304", f"'{sex}' is no sex", did_you_mean(sex, known))
        elif any(math.isnan(float(row[name])) for name in ("age_from", "age_to", "residents")):
            found.add("age_sex", line, "E305", "a row of ages has an empty cell")
        else:
            spans[sex].append((int(row["age_from"]), int(row["age_to"])))
    for sex, ranges in spans.items():
        ordered = sorted(ranges)
        ends = [-1, *(last for _, last in ordered)]
        joined = all(first == end + 1 for (first, _), end in zip(ordered, ends, strict=False))
        if not ordered or not joined or ends[-1] < 90:
            message = f"the ages of '{sex}' have a gap, overlap, or do not run from 0 to 90 and older"
            found.add("age_sex", 1, "E306", message, "five-year groups: 0-4, 5-9, ... 95-99, the last one open")


def _borders(found: TablesIn) -> None:
    """Note tables whose wijken are not those of the table of wijken."""
    year = found["wijken"].year
    codes = set(found["wijken"].texts("code"))
    others: list[tuple[str, Rows, str]] = []
    if "rent" in found:
        others.append(("rent", found["rent"], "code"))
    if found.groups is not None:
        others.append(("groups", found.groups, "wijk"))
    for name, table, column in others:
        own = set(table.texts(column))
        of = f" of {table.year}" if "year" in table.rows[0] else ""
        strange, missing = sorted(own - codes), sorted(codes - own)
        path = str(table.path)
        if strange:
            message = f"the wijken {', '.join(strange)}{of} are not among those of 1 January {year}"
            found.problems.append(_problem(path, "E324", message, "borders changed: take both of one year"))
        if missing and name == "groups":
            message = f"the wijken {', '.join(missing)} of 1 January {year} are in no district"
            found.problems.append(_problem(path, "E328", message, "give each a row, in the district of a neighbour"))
        twice = sorted({code for code in table.texts(column) if table.texts(column).count(code) > 1})
        if twice:
            message = f"the wijken {', '.join(twice)} stand there twice"
            found.problems.append(_problem(path, "E328", message, "a wijk is in one district"))


def _problem(path: str, code: str, message: str, hint: str) -> Problem:
    return Problem(path, 1, 1, code, message, hint)


def _members(found: TablesIn) -> None:
    """Note positions and domains that there are not."""
    for name, column, known in (
        ("households", "position", POSITIONS),
        ("care_jobs", "domain", (*(str(one) for one in AXES["domain"]), "all")),
    ):
        for row, line in zip(found[name].rows, found[name].lines, strict=True) if name in found else ():
            if row[column] not in known:
                message = f"'{row[column]}' is no {column}"
                found.add(name, line, "E304", message, did_you_mean(row[column], known))


def _totals(found: TablesIn, city: dict[str, float | str]) -> None:
    wijken, year = found["wijken"], found["wijken"].year
    for column, name in (("residents", "residents"), ("homes", "homes")):
        whole = float(city[column])
        parts = math.fsum(value for value in wijken.numbers(column) if not math.isnan(value))
        if abs(parts - whole) > TOTALS * whole:
            message = f"the wijken have {parts:,.0f} {name}, the municipality {whole:,.0f}"
            found.add("wijken", 1, "E326", message, "see whether a wijk is missing, and whether both are of one year")
    ages = found["age_sex"]
    counted, whole = math.fsum(ages.numbers("residents")), float(city["residents"])
    room = TOTALS if ages.year == year else LATER
    if abs(counted - whole) > room * whole:
        message = f"the ages of {ages.year} add up to {counted:,.0f}, the municipality of {year} has {whole:,.0f}"
        found.add(
            "age_sex", 1, "E326", message, "see whether it is the right municipality, and whether a group is missing"
        )
    if "residents_by_year" in found:
        series = found["residents_by_year"].by_year("residents").get(year, whole)
        if abs(series - whole) > TOTALS * whole:
            message = f"the series has {series:,.0f} residents in {year}, the municipality {whole:,.0f}"
            found.add("residents_by_year", 1, "E326", message)
