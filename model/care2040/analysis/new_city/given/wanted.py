"""The public tables that a city is built from: their columns, where CBS has them, and whether they may be left out."""

from collections.abc import Mapping
from dataclasses import dataclass

BANDS = ("age_0_14", "age_15_24", "age_25_44", "age_45_64", "age_65_plus")
"""Columns with the five broad bands, as persons or as whole per cents of the residents."""
SHARES = ("owner_occupied", "low_income", "employment", "corporation", "other_landlord")
"""Columns with per cents."""


@dataclass(frozen=True)
class Wanted:
    """A table that may stand in the folder with tables.

    Attributes
    ----------
    where : str
        Where it is published: the number of the table at CBS StatLine, or who counts it.
    texts, numbers : tuple of str
        Columns that must be there.
    may : tuple of str
        Columns with numbers that may be left out.
    required : bool
        Whether there is no city without it.
    may_texts : tuple of str
        Columns with a text that may be left out.
    """

    where: str
    texts: tuple[str, ...]
    numbers: tuple[str, ...]
    may: tuple[str, ...] = ()
    required: bool = False
    may_texts: tuple[str, ...] = ()


_AREA = ("residents", *BANDS, "homes", "owner_occupied")

TABLES: Mapping[str, Wanted] = {
    "wijken": Wanted(
        "CBS 85318NED", ("code", "name"), ("year", "area", *_AREA), ("low_income", "employment", "home_value"), True
    ),
    "municipalities": Wanted(
        "CBS 85318NED",
        ("code", "name"),
        ("year", *_AREA),
        ("low_income", "employment", "home_value"),
        True,
        ("province",),
    ),
    "age_sex": Wanted("CBS 03759ned or 83502NED", ("sex",), ("year", "age_from", "age_to", "residents"), (), True),
    "residents_by_year": Wanted("CBS 37230ned", (), ("year", "residents")),
    "homes_by_year": Wanted("CBS 81955NED", (), ("year", "homes")),
    "births_and_deaths": Wanted("CBS 37230ned", (), ("year", "births", "deaths")),
    "rent": Wanted("CBS 85318NED", ("code",), ("year", "corporation", "other_landlord")),
    "households": Wanted("CBS 71488ned", ("position",), ("year", "age_from", "age_to", "persons")),
    "jobs": Wanted("LISA, or CBS 83582NED", (), ("year", "jobs")),
    "care_jobs": Wanted("LISA, or CBS 83582NED", ("domain",), ("year", "jobs")),
    "new_homes": Wanted("the municipality", ("district",), ("share",)),
    "forecast": Wanted("CBS 85171NED", (), ("year", "residents")),
}
"""Stem of each file to what it must hold; `docs/een_andere_stad.md` says the same in Dutch, and a test lays them beside
each other."""

GROUPS = Wanted("the analyst", ("wijk", "district", "nl", "en"), (), ("row", "column"))
"""``groups.csv``: in which district each wijk is, how that is called, and where it lies on the map of tiles."""

ALIASES: Mapping[str, str] = {
    "WijkenEnBuurten": "code",
    "Codering_3": "code",
    "Gemeentenaam_1": "name",
    "AantalInwoners_5": "residents",
    "k_0Tot15Jaar_8": "age_0_14",
    "k_15Tot25Jaar_9": "age_15_24",
    "k_25Tot45Jaar_10": "age_25_44",
    "k_45Tot65Jaar_11": "age_45_64",
    "k_65JaarOfOuder_12": "age_65_plus",
    "Woningvoorraad_34": "homes",
    "Koopwoningen_40": "owner_occupied",
    "InBezitWoningcorporatie_42": "corporation",
    "InBezitOverigeVerhuurders_43": "other_landlord",
    "GemiddeldeWOZWaardeVanWoningen_35": "home_value",
    "Nettoarbeidsparticipatie_67": "employment",
}
"""Columns as StatLine calls them in the edition of 2022 to the names here: who downloads need not change the header."""

POSITIONS = ("alone", "couple", "single_parent", "child", "other")
"""Positions in a household in the table ``households``; persons."""
