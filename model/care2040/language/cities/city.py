"""A city: what it and its districts are called, and where they lie. No name of one stands anywhere else in the code."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Names:
    """A name in both languages."""

    nl: str
    en: str

    def of(self, language: str) -> str:
        """Return the name in a language, ``nl`` or ``en``."""
        return self.nl if language == "nl" else self.en


@dataclass(frozen=True)
class District:
    """A district of a city.

    Parameters
    ----------
    name : str
        Its member of the axis ``district``.
    names : Names
        What readers know it by.
    tile : tuple of int
        Row from the north and column from the west on a map of tiles, counted from 0.
    made_of : tuple of str
        Codes of the areas in public tables that it is made of, such as ``WK034401``.
    """

    name: str
    names: Names
    tile: tuple[int, int]
    made_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class City:
    """A city, as its folder says in ``city.yaml``.

    Parameters
    ----------
    name : str
        Name of its folder, and of the area that is the whole city.
    names : Names
        What readers know it by.
    region : Names
        The region that its care also works for.
    province : Names
        The province it lies in.
    districts : tuple of District
        At least one, in the order of the axis.
    base_year : int
        The last year of its counts.
    municipality : str
        Code of the municipality in public tables, such as ``GM0344``.
    folder : Path or None
        Where its numbers stand; None for a city of a stored result, of which no more is known than the result tells.
    borrows : bool
        Whether much of its numbers is borrowed, as of one that was built of public tables.
    """

    name: str
    names: Names
    region: Names
    province: Names
    districts: tuple[District, ...]
    base_year: int = 2024
    municipality: str = ""
    folder: Path | None = None
    borrows: bool = False

    def __hash__(self) -> int:
        return self._hash

    def __getstate__(self) -> dict[str, Any]:
        return {key: value for key, value in vars(self).items() if key != "_hash"}  # texts hash otherwise elsewhere

    @cached_property
    def _hash(self) -> int:
        # worked out once: every text that is looked up asks for it
        return hash((self.name, self.districts, self.folder))

    @property
    def members(self) -> tuple[str, ...]:
        """The members of the axis ``district``."""
        return tuple(district.name for district in self.districts)

    @property
    def tiles(self) -> dict[str, tuple[int, int]]:
        """Row from the north and column from the west of each district."""
        return {district.name: district.tile for district in self.districts}

    def called(self, area: str, language: str) -> str:
        """Return what an area is called: a district, or the city itself; another by its name as a word."""
        if area == self.name:
            return self.names.of(language)
        found = next((district.names for district in self.districts if district.name == area), None)
        return found.of(language) if found else area.replace("_", " ").capitalize()

    def facts(self) -> dict[str, Any]:
        """Return what a stored result tells of the city, so that it can be drawn where the folder is not."""
        return {
            "name": self.name,
            **{key: vars(getattr(self, key)) for key in ("names", "region", "province")},
            "districts": [
                {"name": one.name, "names": vars(one.names), "tile": list(one.tile)} for one in self.districts
            ],
            "base_year": self.base_year,
            **({"borrows": True} if self.borrows else {}),
        }


def from_facts(facts: Mapping[str, Any]) -> City:
    """Return a city from what a stored result tells of it; it has no folder."""
    return City(
        name=facts["name"],
        names=Names(**facts["names"]),
        region=Names(**facts["region"]),
        province=Names(**facts["province"]),
        districts=tuple(
            District(one["name"], Names(**one["names"]), (one["tile"][0], one["tile"][1])) for one in facts["districts"]
        ),
        base_year=facts["base_year"],
        borrows=facts.get("borrows", False),
    )
