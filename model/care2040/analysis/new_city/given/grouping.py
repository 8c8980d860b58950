"""Wijken put together in districts: as ``groups.csv`` says, or proposed by their codes."""

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from care2040.analysis.new_city.given.checks import FEW
from care2040.analysis.new_city.given.tables_in import TablesIn
from care2040.files.problems import Problem, did_you_mean

MOST_PROPOSED = 10
"""Districts that are proposed where a city has more wijken."""
ACROSS = 4
NATION = "netherlands"
"""What tables call the country: no city and no district can."""


@dataclass(frozen=True)
class District:
    """A district of a city.

    Attributes
    ----------
    name : str
        As it stands in tables and results.
    titles : mapping of str to str
        Language to how it is called.
    wijken : tuple of int
        Rows of the table of wijken that make it.
    tile : tuple of int
        Row from the north and column from the west on the map of tiles.
    """

    name: str
    titles: Mapping[str, str]
    wijken: tuple[int, ...]
    tile: tuple[int, int]


def districts(found: TablesIn) -> tuple[District, ...]:
    """Return the districts of a city, and note those that are too small.

    Without ``groups.csv`` wijken that follow each other by code are put together until a district has a tenth of the
    residents; a wijk with fewer than 100 residents joins the one before it. Each is called after its largest wijk.
    """
    made = _given(found) if found.groups is not None else _proposed(found)
    people = found["wijken"].numbers("residents")
    for one in made:
        total = sum(people[row] for row in one.wijken)
        if total < FEW:
            codes = ", ".join(found["wijken"].texts("code")[row] for row in one.wijken)
            message = f"the district '{one.name}' ({codes}) has {total:.0f} residents; at least {FEW} make a district"
            path = found["wijken"].path if found.groups is None else found.groups.path
            hint = "put its wijken in the district of a neighbour"
            found.problems.append(Problem(str(path), 1, 1, "E325", message, hint))
    if len(made) < 2:
        message = "a city needs two districts or more"
        found.problems.append(Problem(str(found["wijken"].path), 1, 1, "E325", message, "see --groups"))
    return made


def check_names(found: TablesIn, city: str, made: Sequence[District]) -> None:
    """Note names that are taken, tiles that are too, and new homes of a district that there is not."""
    names = [one.name for one in made]
    path = str((found.groups or found["wijken"]).path) if "wijken" in found else str(found.folder)
    if city == NATION:
        message = f"a city cannot be called '{NATION}': that is the country in every table"
        found.problems.append(Problem(city, 0, 0, "E327", message, "take another name"))
    for name in names:
        if name in (city, NATION):
            message = f"a district cannot be called '{name}': that is the {'city' if name == city else 'country'}"
            found.problems.append(Problem(path, 1, 1, "E327", message, f"such as {name}_centre"))
    if "new_homes" not in found:
        return
    table = found["new_homes"]
    for name, line in zip(table.texts("district"), table.lines, strict=True):
        if name not in names:
            found.add("new_homes", line, "E328", f"there is no district '{name}'", did_you_mean(name, names))


def _given(found: TablesIn) -> tuple[District, ...]:
    assert found.groups is not None
    place = {code: row for row, code in enumerate(found["wijken"].texts("code"))}
    members: dict[str, list[int]] = {}
    titles: dict[str, dict[str, str]] = {}
    tiles: dict[str, tuple[int, int]] = {}
    for row in found.groups.rows:
        name = str(row["district"])
        if re.fullmatch(r"[a-z][a-z0-9_]*", name) is None:
            message = f"'{name}' cannot be the name of a district"
            hint = "small letters, digits and _, a letter first"
            found.problems.append(Problem(str(found.groups.path), 1, 1, "E105", message, hint))
        if str(row["wijk"]) in place:
            members.setdefault(name, []).append(place[str(row["wijk"])])
        titles.setdefault(name, {"nl": str(row["nl"]), "en": str(row["en"])})
        place_on_map = float(row.get("row", math.nan)), float(row.get("column", math.nan))
        if not any(math.isnan(one) for one in place_on_map):
            tiles.setdefault(name, (int(place_on_map[0]), int(place_on_map[1])))
    whole = len(set(tiles.values())) == len(members)
    if len(set(tiles.values())) < len(tiles):
        shared = [name for name, tile in tiles.items() if [*tiles.values()].count(tile) > 1]
        message = f"the districts {', '.join(shared)} lie on one tile of the map; all are put in rows of {ACROSS}"
        hint = "give each a row and a column of its own"
        found.problems.append(Problem(str(found.groups.path), 1, 1, "E328", message, hint, severity="warning"))
    return tuple(
        District(name, titles[name], tuple(rows), tiles[name] if whole else _on_a_grid(number))
        for number, (name, rows) in enumerate(members.items())
    )


def _on_a_grid(number: int) -> tuple[int, int]:
    """Return the tile of a district where nobody said where it lies: in rows of four."""
    return divmod(number, ACROSS)


def _proposed(found: TablesIn) -> tuple[District, ...]:
    table = found["wijken"]
    people = [0.0 if math.isnan(one) else one for one in table.numbers("residents")]
    order = sorted(range(len(people)), key=lambda row: str(table.rows[row]["code"]))
    least = FEW if len(order) <= MOST_PROPOSED else sum(people) / MOST_PROPOSED
    groups: list[list[int]] = [[]]
    for row in order:
        if groups[-1] and sum(people[one] for one in groups[-1]) >= least and people[row] >= FEW:
            groups.append([])
        groups[-1].append(row)
    if len(groups) > 1 and sum(people[row] for row in groups[-1]) < least / 2:
        groups[-2].extend(groups.pop())
    made: dict[str, District] = {}
    for rows in groups:
        title = str(table.rows[max(rows, key=lambda row: people[row])]["name"])
        name = named(title)
        name = f"{name}_{len(made) + 1}" if name in made else name
        made[name] = District(name, {"nl": title, "en": title}, tuple(rows), _on_a_grid(len(made)))
    return tuple(made.values())


def named(title: str) -> str:
    """Return a title as a name: small letters, digits and _."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    plain = re.sub(r"^wijk \d+ ", "", plain)
    plain = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    return plain if plain[:1].isalpha() else f"d_{plain}"
