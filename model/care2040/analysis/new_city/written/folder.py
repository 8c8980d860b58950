"""Writes the folder of a new city: its tables, entries, targets and sources."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from care2040.analysis.demography.table_files import write_table
from care2040.analysis.new_city.build import HOME_VALUE_OF_DONOR, Lenders, Made
from care2040.analysis.new_city.given.wanted import TABLES
from care2040.analysis.new_city.made.population import YEARS
from care2040.analysis.new_city.made.work import FILLED, SERVED
from care2040.analysis.new_city.written.dumping import dump
from care2040.analysis.new_city.written.entries import (
    DONOR,
    DONOR_SOURCE,
    NATION,
    Entry,
    Told,
    by_file,
    lent_whole,
    rounded,
    scaled,
    times,
    written_entries,
)
from care2040.analysis.new_city.written.observed import write_observed
from care2040.analysis.new_city.written.table_entries import BY_TABLE, MADE, table_entry
from care2040.analysis.new_city.written.targets import BUILDING, fitted_entries, targets
from care2040.files import yaml_document
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.language.axes import AXES, BASE_YEAR

Floats = npt.NDArray[np.float64]
LENT = ("informal_care", "unhealthy", "participation")
"""Tables that are taken from the donor whole."""
OF_LEVERS = "finance.yaml"
"""The file in which the nation says what all levers have in common."""
CATCHMENT = "catchment_share"
PLAUSIBLE, LOWEST, HIGHEST = "plausible.yaml", 0.8, 1.6
"""Bounds of residents and homes against those of the base year, as wide as those of Utrecht."""


def write_folder(city: Made, folder: Path, lenders: Lenders, parameters: Parameters) -> list[Told]:
    """Write everything but the report, and return what was found and what borrowed.

    Parameters
    ----------
    city : Made
        The city.
    folder : Path
        An empty folder.
    lenders : Lenders
        Folders of the nation and of the city that lends.
    parameters : Parameters
        Those of the city that lends, for what a lever costs.
    """
    (folder / "tables").mkdir()
    _tables(city, folder / "tables", lenders)
    entries, told = _entries(city, lenders)
    of_levers = _of_levers(parameters, city.sizes["residents"])
    told.extend(Told(name, DONOR, True, "residents", city.sizes["residents"]) for name in of_levers)
    # Each in a file that is called as that of the nation, for groups of assumptions go by it.
    for file, written in by_file(lenders.nation, lenders.donor).items():
        own = {name: entries[name] for name in written if name in entries}
        if file == OF_LEVERS:
            own |= of_levers
        if own:
            dump(folder / file, f"What differs in {city.title} from the nation; see report.md.", own)
    plan = targets(city.found, city.people, float(city.of_base.sum()), _employed(city), city.name, _solved(lenders))
    dump(folder / "targets.yaml", f"What the model must give for {city.title}, as far as its tables say.", plan)
    dump(folder / "sources.yaml", f"Sources of {city.title}.", _sources(city))
    (folder / "city.yaml").write_text(city_yaml(city), encoding="utf-8", newline="\n")
    about = f"Bounds within which the model says something of {city.title}."
    dump(folder / PLAUSIBLE, about, _plausible(city, lenders))
    (folder / "observed").mkdir()
    write_observed(city, folder / "observed", lenders)
    _copy_tables(city, folder / "tables_in")
    return told


def _copy_tables(city: Made, folder: Path) -> None:
    """Keep the public tables beside what was made of them, so that the folder can be made again."""
    folder.mkdir()
    for table in (*city.found.tables.values(), *([city.found.groups] if city.found.groups else [])):
        name = "groups.csv" if table is city.found.groups else table.path.name
        shutil.copyfile(table.path, folder / name)
    if city.found.sources:
        shutil.copyfile(city.found.folder / "sources.yaml", folder / "sources.yaml")


def _tables(city: Made, folder: Path, lenders: Lenders) -> None:
    where = {"district": city.members}
    who = {"age": AXES["age"], "sex": AXES["sex"]}
    years, nation = {"year": YEARS}, city.nation
    write_table(folder, "residents_counted", {**years, **where, **who}, {"residents": city.people.by_year}, 2)
    write_table(folder, "homes_counted", {**years, **where, "tenure": AXES["tenure"]}, {"homes": city.homes}, 0)
    write_table(folder, "arrival_profile", {**where, **who}, {"arrival_share": city.arrivals}, 7)
    digits = dict.fromkeys(city.columns, 6) | {"total_area": 2, "ses_score": 3, "expected_births": 2, "adults": 2}
    write_table(folder, "districts", where, city.columns, digits | {"poor_households": 2})
    all_years = {"year": nation.years}
    for trend in ("mortality_trend", "fertility_trend"):
        write_table(folder, trend, all_years, {trend: nation.trend(trend)}, 5)
    write_table(folder, "departures", {"age": AXES["age"]}, {"departure_rate": nation.departures}, 6)
    write_table(
        folder, "region_residents", {"age": AXES["age"], **all_years}, {"region_residents": city.work.region}, 1
    )
    columns = {"commuting_share": city.work.commuting}
    for name in ("participation_trend", "unemployed_share"):
        columns[name] = lenders.column("work_in_the_city", name)
    write_table(folder, "work_in_the_city", all_years, columns, 5)
    value = float(city.municipality.get("home_value", np.nan))
    level = 1.0 if np.isnan(value) else value / HOME_VALUE_OF_DONOR
    write_table(folder, "house_price", years, {"house_price": lenders.column("house_price", "house_price") * level}, 0)
    for name in LENT:
        shutil.copyfile(lenders.donor / "tables" / f"{name}.csv", folder / f"{name}.csv")
    _accounts(city, folder)


def _accounts(city: Made, folder: Path) -> None:
    """Write the accounts of care work, with how far each may be off, and the share that figures print."""
    done = city.work
    off = _unsure(city)
    columns = {
        "need_of_residents": done.need,
        "posts_in_city": done.posts,
        "vacancies": done.posts * (1 - FILLED),
        "filled_in_city": done.posts * FILLED,
        "served_for_region": done.posts - done.need,
        "need_of_region": done.of_region,
        CATCHMENT: done.catchment,
        "vacancy_share_at_start": np.full(len(done.posts), 1 - FILLED),
    }
    columns |= {f"need_of_residents_{end}": done.need * part for end, part in (("low", 0.92), ("high", 1.08))}
    for end, sign in (("low", -1), ("high", 1)):
        columns[f"posts_in_city_{end}"] = done.posts + sign * off * done.need
        columns[f"{CATCHMENT}_{end}"] = done.catchment + sign * off * done.need / done.of_region
    digits = {name: 5 if "share" in name else 2 for name in columns}
    write_table(folder, "care_accounts", {"domain": AXES["domain"]}, columns, digits)
    jobs = done.jobs[city.nation.years.index(BASE_YEAR)]
    # Domains err by themselves, so that the whole errs less than each.
    width = off * np.sqrt(np.square(done.need).sum()) + 0.08 * done.need.sum()
    share = {f"care_share_needed{end}": np.array([(done.posts.sum() + sign * width) / jobs]) for end, sign in _ENDS}
    write_table(folder, "care_share_of_city", {"year": [BASE_YEAR]}, share, 5)


_ENDS = (("", 0), ("_low", -1), ("_high", 1))


def _unsure(city: Made) -> float:
    """Return how much of the need of residents the service to the region may be off."""
    return SERVED if "care_jobs" not in city.found else SERVED / 3


def _entries(city: Made, lenders: Lenders) -> tuple[dict[str, Entry], list[Told]]:
    """Return the entries of the city, and a line of the report for each."""
    written = written_entries(lenders.nation, lenders.donor)
    calibrated: Any = yaml_document.read(lenders.donor / "calibrated.yaml").data
    there = frozenset(city.found.tables)
    homes = float(city.of_base.sum())
    free = targets(city.found, city.people, homes, 1.0, city.name, {})["free"]
    entries: dict[str, Entry] = {}
    told = []
    for name, made in MADE.items():
        lacking = any(name in names and table not in there for table, names in BY_TABLE.items())
        entries[name] = table_entry(written[name], made, there, city.people.year, city.name, lacking)
        borrowed = entries[name]["standing"] == "borrowed"
        origin = (made.lender or NATION) if borrowed else ", ".join(one for one in made.tables if one in there)
        told.append(Told(name, origin, borrowed))
    entries[CATCHMENT] |= _catchment(city)
    fitted = fitted_entries(written, calibrated["values"], free, homes)
    for name, entry in fitted.items():
        borrowed = entry["standing"] == "borrowed"
        told.append(Told(name, NATION if NATION in entry["about"] else DONOR, borrowed))
    by = {size: factor for size, factor in city.sizes.items() if size != "homes"}
    by["homes built a year"] = float(fitted[BUILDING]["value"]) / calibrated["values"][BUILDING]
    jobs = city.work.jobs[city.nation.years.index(BASE_YEAR)]
    by["jobs"] = float(jobs) / float(written["planned_jobs"]["value"][BASE_YEAR])
    for name, entry, size in scaled(written, by):
        entries[name] = entry
        told.append(Told(name, DONOR, True, size, by[size]))
    for name, entry in written_entries(lenders.donor).items():
        if name not in entries | fitted:
            entries[name] = lent_whole(entry)
            told.append(Told(name, DONOR, True))
    return entries | fitted, told


def _catchment(city: Made) -> Entry:
    """Return what is drawn of the service to the region: each domain by itself, as a part of the need there."""
    off = _unsure(city) * float((city.work.need / city.work.of_region).mean())
    middle = city.work.catchment
    return {
        "range": [rounded(float(middle.min()) - off), rounded(float(middle.max()) + off)],
        "spread": "triangular",
        "drawn": "per_member",
    }


def _of_levers(parameters: Parameters, size: float) -> dict[str, Entry]:
    """Return price and staff of every lever, by residents."""
    found = {}
    for name in parameters:
        one = parameters[name]
        if not name.endswith(("_price", "_staff")) or one.unit not in ("euro/year", "fte"):
            continue
        members = AXES[one.axes[0]] if one.axes else ()
        value: Any = dict(zip(map(str, members), one.value.tolist(), strict=True)) if members else float(one.value)
        bounds = list(one.range) if one.range else None
        entry: Entry = {"about": one.about, "unit": one.unit, "value": value, "range": bounds, "spread": one.spread}
        entry |= {"year": one.year, "source": list(one.source), "standing": one.standing}
        made = times(entry, size, "residents")
        if one.range is None:
            made |= {"range": None, "spread": "none"}
        found[name] = made
    return found


def _employed(city: Made) -> float:
    """Return the residents who worked on 1 January of the year of the wijken."""
    return float(city.work.employed[city.nation.years.index(city.people.year)])


def _solved(lenders: Lenders) -> dict[str, Any]:
    plan: Any = yaml_document.read(lenders.donor / "targets.yaml").data
    return dict(plan["solved"])


def _plausible(city: Made, lenders: Lenders) -> dict[str, Any]:
    """Return the bounds of the nation, with those of residents and homes by the size of the city."""
    bounds: Any = yaml_document.read(lenders.nation / PLAUSIBLE).data
    counted = {"residents": city.people.of(BASE_YEAR).sum(), "homes": city.of_base.sum()}
    for name, value in counted.items():
        because = f"There were {value:,.0f} in {BASE_YEAR}; as wide as for {DONOR}, judged."
        ends = {"low": rounded(LOWEST * value), "high": rounded(HIGHEST * value)}
        bounds["bounds"][name] = {**bounds["bounds"][name], **ends, "because": because}
    return dict(bounds)


def _sources(city: Made) -> dict[str, Any]:
    """Return the sources of the city: one for each table, as given or as the table is published, and what lends."""
    made = {}
    for name, table in city.found.tables.items():
        year = table.year if "year" in table.rows[0] else city.people.year
        made[f"{city.name}_{name}"] = city.found.sources.get(name) or {
            "title": f"{city.title}: {name.replace('_', ' ')}",
            "publisher": TABLES[name].where.split()[0].rstrip(","),
            "year": year,
            "where": TABLES[name].where,
            "confidence": "measured",
            "note": f"Table of {year}, as it stands in tables_in/.",
        }
    made[DONOR_SOURCE] = {
        "title": f"Figures of {NATION} or {DONOR}, for want of those of {city.title}",
        "publisher": "care2040",
        "year": BASE_YEAR,
        "where": "report.md beside this file",
        "confidence": "derived",
        "note": "Borrowed as they are, or by residents, homes or poor households; never to be quoted as of the city.",
    }
    return made


def city_yaml(city: Made) -> str:
    """Return ``city.yaml``: names, districts, and how they were grouped."""
    return "\n".join(_lines(city)) + "\n"


def _lines(city: Made) -> Iterator[str]:
    how = "as tables_in/groups.csv says" if city.found.groups else "by their codes, as proposed; tables_in/wijken.csv"
    yield f"# {city.title}: wijken of 1 January {city.people.year}, grouped {how}. Counts were carried to {BASE_YEAR};"
    yield "# report.md says what was found and what is borrowed."
    title = _quoted(city.title)
    yield f"names: {{nl: {title}, en: {title}}}"
    around = _quoted(f"{city.title} en omgeving"), _quoted(f"{city.title} and surroundings")
    yield f"region: {{nl: {around[0]}, en: {around[1]}}}"
    province = _quoted(str(city.municipality.get("province", "")) or "-")
    yield f"province: {{nl: {province}, en: {province}}}"
    yield f"municipality: {city.municipality['code']}"
    yield f"base_year: {BASE_YEAR}"
    yield "districts:  # in the order of every table; a tile is [row from the north, column from the west]"
    codes = city.found["wijken"].texts("code")
    for one in city.districts:
        titles = f"{{nl: {_quoted(one.titles['nl'])}, en: {_quoted(one.titles['en'])}}}"
        made_of = ", ".join(codes[row] for row in one.wijken)
        yield f"  {one.name}:"
        yield f"    names: {titles}"
        yield f"    tile: [{one.tile[0]}, {one.tile[1]}]"
        yield f"    made_of: [{made_of}]"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "").replace('"', "'") + '"'
