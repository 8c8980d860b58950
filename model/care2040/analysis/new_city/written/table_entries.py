"""Entries of a new city whose value is a column of a table: what each was made of, and how sure that is."""

from collections.abc import Mapping
from typing import NamedTuple

from care2040.analysis.new_city.written.entries import DONOR, DONOR_SOURCE, NATION, Entry, as_it_is


class Made(NamedTuple):
    """What a table of the city holds.

    Attributes
    ----------
    about : str
        The entry in a sentence.
    tables : tuple of str
        Tables that it was made of; empty for what is borrowed whole.
    lender : str
        Who lends what the tables do not say; empty when they say all of it.
    unsure : tuple of float, or None
        Range of the factor on it.
    """

    about: str
    tables: tuple[str, ...]
    lender: str = ""
    unsure: tuple[float, float] | None = None


MADE: Mapping[str, Made] = {
    "residents_counted": Made(
        "Residents by district, age and sex: raked to the wijken of one 1 January and to the city by five-year age and"
        " sex, and carried to the other years of the run-in with the cohorts of the nation. Only that"
        " day was counted by district.",
        ("wijken", "age_sex", "residents_by_year"),
    ),
    "homes_counted": Made(
        "Homes by district and tenure, of one 1 January; in other years as residents, or as counted for the city.",
        ("wijken", "rent", "homes_by_year"),
    ),
    "total_area": Made("Area of the district.", ("wijken",)),
    "resident_share_of_district": Made("Part of the residents of the city who live in a district.", ("wijken",)),
    "adults_weight": Made("Adults of a district in 2016; weighs districts when they fold.", ("wijken", "age_sex")),
    "fertility_weight": Made("Births expected in a district by the ages of its women; weighs districts.", ("age_sex",)),
    "households_per_resident": Made(
        "Households without students per resident; divided over districts as homes are.", ("households", "wijken")
    ),
    "region_residents": Made(
        "Residents of the rest of the province by age: the bands of its municipalities; ages within them and growth as"
        " the nation.",
        ("municipalities",),
        unsure=(0.97, 1.03),
    ),
    "new_homes_share": Made("Part of the new homes that each district gets.", ("new_homes",)),
    "commuting_share": Made(
        "Part of those who work in the rest of the province that works in the city, such that the jobs are done.",
        ("jobs", "municipalities"),
        unsure=(0.9, 1.1),
    ),
    "arrival_share": Made(
        "Arrivals in a district by age and sex: what it needs to stay as it is; above 55 as many as leave, by age as in"
        " the nation.",
        ("wijken", "age_sex"),
        NATION,
    ),
    "arrivals_weight": Made("Part of the arrivals that comes to a district; weighs districts.", ("wijken",), NATION),
    "departure_rate": Made(
        "Part of an age that leaves the city in a year: moves in the nation.", (), NATION, (0.85, 1.15)
    ),
    "mortality_trend": Made("Mortality against 2024, as in the nation.", (), NATION),
    "fertility_trend": Made("Fertility against 2023, as in the nation.", (), NATION),
    "district_fertility_factor": Made("Births in a district against its ages: one for all, not given.", (), NATION),
    "ses_score": Made(
        "Socio-economic score, from the share of low incomes along the line through the districts of Utrecht.",
        ("wijken",),
        DONOR,
        (0.8, 1.2),
    ),
    "poor_households_at_start": Made(
        "Households up to 125 % of the social minimum in 2016: as in Utrecht, by the share of low incomes to the power"
        " 2.5.",
        ("wijken", "households"),
        DONOR,
        (0.6, 1.4),
    ),
    "lonely_share_at_start": Made(
        "Severely lonely adults: as in Utrecht, by the score.", ("wijken",), DONOR, (0.8, 1.2)
    ),
    "willing_share_at_start": Made(
        "Adults who would want to help neighbours: as in Utrecht, by the score.", ("wijken",), DONOR, (0.8, 1.2)
    ),
    "counted_house_price": Made(
        "Price of a home: that of Utrecht, by what homes are worth here and there (WOZ).",
        ("municipalities",),
        DONOR,
        (0.9, 1.1),
    ),
    "catchment_share": Made(
        "Part of the need in the rest of the province that care in the city serves, less what residents get elsewhere.",
        ("care_jobs", "municipalities"),
    ),
    "participation_trend": Made("Participation at equal age against 2024.", (), DONOR, (0.98, 1.02)),
    "unemployed_share": Made("Part of the labour force without work.", (), DONOR, (0.7, 1.4)),
    "unhealthy_share": Made("Residents who feel unhealthy, by age.", (), DONOR, (0.85, 1.15)),
    "carer_share": Made("Residents who give informal care, by age and for whom.", (), DONOR, (0.85, 1.15)),
    "hours_asked_of_relation": Made("Hours of informal care that an age asks.", (), DONOR, (0.85, 1.15)),
}
"""Every entry that reads a table of the city; a test holds the list beside the tables of Utrecht."""
OF_THE_NATION = ("participation_share", "near_pension_age")
"""Entries that read a table which stands with Utrecht and is of the nation: nothing of them is borrowed."""

WITHOUT = (
    "residents_by_year",
    "homes_by_year",
    "rent",
    "households",
    "jobs",
    "care_jobs",
    "new_homes",
    "births_and_deaths",
    "forecast",
)
"""Tables that may be missing; wording/texts/new_city.yaml says what is then not known, and what is taken instead."""
BY_TABLE = {
    "households": ("households_per_resident",),
    "new_homes": ("new_homes_share",),
    "care_jobs": ("catchment_share",),
}
BY_TABLE |= {"jobs": ("commuting_share",)}
"""Entries that are borrowed when a table is missing."""


def table_entry(entry: Entry, made: Made, there: frozenset[str], year: int, prefix: str, lacking: bool) -> Entry:
    """Return the entry of the city that reads a table.

    Parameters
    ----------
    entry : dict
        As it is written for the donor.
    made : Made
        What the table holds.
    there : frozenset of str
        Tables that the city has.
    year : int
        The 1 January of the wijken.
    prefix : str
        Name of the city, with which its sources begin.
    lacking : bool
        Whether the table that it is made of is missing, so that it is borrowed from the nation.
    """
    lender = made.lender or (NATION if lacking else "")
    if not made.tables and not lacking:
        whole = as_it_is(entry, lender, made.unsure)
        whole["about"] = f"{made.about} Borrowed from {lender} as it is."
        if made.unsure is None:
            whole |= {"range": None, "spread": "none"}
        return whole
    sources = [f"{prefix}_{name}" for name in made.tables if name in there]
    unsure = made.unsure or ((0.8, 1.2) if lacking and not entry.get("fold") else None)
    result: Entry = {
        "about": f"{made.about} Borrowed from {lender} in part." if lender else made.about,
        "unit": entry["unit"],
        "value": entry["value"],
        "range": list(unsure) if unsure else None,
        "spread": "triangular" if unsure else "none",
        "year": year,
        "source": [*sources, DONOR_SOURCE] if lender else sources,
        "standing": "borrowed" if lender else "derived",
    }
    return result | {key: entry[key] for key in ("fold", "after") if key in entry}
