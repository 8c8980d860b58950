"""Hours of informal care that are asked, and who gives them, by age: the Netherlands of 2022 laid on the city.

Method
------
1. **Who needs help.** From 65 on the chance doubles every eight years of age; its level is such that 230,000 people of
   75 and older in the Netherlands were helped for four hours a week or more in 2018. Below 65 the chance goes with the
   intensity of disability care, social support and part of mental-health care.
2. **How many hours, of whom.** Patterns by household position (judged): a partner gives most, who lives alone asks
   children. A partner of the same age is often in need as well; part of what that one cannot do is asked of children.
3. **Level.** Hours by relation (household, children outside it, others) add up to what 1.9 million carers gave in 2022.
4. **Who gives.** Carers by age, split over the three relations (judged).
5. **Parents elsewhere.** Children in the city also care for parents outside it, so hours per potential child in the
   Netherlands are written by year.

The positions are those of the city in 2020; the Netherlands has more couples above 65 (recalled).
"""

import numpy as np
from care import care_intensity
from common import AGES, DOMAINS, Floats, observed
from national import YEARS, netherlands

RELATIONS = ("household", "children", "others")
POSITIONS = ("partner", "alone", "other", "child", "institution")
HOURS_65_PLUS = np.array([(20, 5, 2), (0, 10, 5), (14, 4, 3), (14, 4, 3), (0, 4, 1)], dtype=float)
HOURS_UNDER_65 = np.array([(15, 2, 3), (0, 4, 4), (8, 3, 4), (18, 0, 2), (0, 2, 1)], dtype=float)
SPLIT_65_PLUS, SPLIT_UNDER_65 = np.array([0.36, 0.52, 0.12]), np.array([0.75, 0.08, 0.17])
TO_65_PLUS = 0.55
YEARS_TO_DOUBLE = 8.0
HELPED_75_PLUS, HELPED_YEAR = 230_000.0, 2018
MOST_NEEDY = 0.7
PARTNER_UNABLE, ASKED_OF_CHILDREN = 0.8, 0.3
MORE_COUPLES = ((65, 74, 0.08), (75, 84, 0.07), (85, 99, 0.02))
CARERS, HOURS_A_WEEK, COUNTED_YEAR = 1.9e6, 12.0, 2022
WEEKS = 52.0
MENTAL_PART = 0.3
FOR_A_PARENT = ((18, 0.30), (30, 0.35), (45, 0.55), (55, 0.72), (64, 0.62), (72, 0.25), (80, 0.0))
IN_THE_HOUSEHOLD = ((18, 0.12), (30, 0.22), (50, 0.18), (64, 0.22), (75, 0.50), (85, 0.70))
HOURS_OF_CARER = np.array([24.0, 8.0, 6.0])
HOME_FROM = 20


def positions() -> Floats:
    """Return the share of each household position in the city by age, shape (5, 100)."""
    table = observed("household_position").pivot_table(index="age_from", columns="measure", values="value")
    groups = np.minimum(AGES // 5, len(table) - 1)
    everyone, home, alone, child, partner = (
        table[name].to_numpy(dtype=float)
        for name in ("residents", "persons_in_households", "living_alone", "children_at_home", "living_with_partner")
    )
    institution = np.maximum(everyone - home, 0.0)
    shares = np.stack([partner, alone, home - partner - alone - child, child, institution])
    by_age: Floats = (shares / shares.sum(axis=0))[:, groups]
    return by_age


def positions_in_the_netherlands() -> Floats:
    """Return the share of each household position in the Netherlands by age, shape (5, 100)."""
    shares = positions()
    for first, last, more in MORE_COUPLES:
        moved = np.minimum(more, shares[1, first : last + 1])
        shares[0, first : last + 1] += moved
        shares[1, first : last + 1] -= moved
    return shares


def chance_of_needing_help() -> Floats:
    """Return the chance that someone of an age, from 65 on, is helped for four hours a week or more, shape (100,)."""
    chance = np.where(AGES >= 65, 2.0 ** ((AGES - 80) / YEARS_TO_DOUBLE), 0.0)
    at_home = netherlands(HELPED_YEAR) * (1.0 - positions_in_the_netherlands()[-1])
    return np.minimum(chance * HELPED_75_PLUS / (at_home * chance)[75:].sum(), MOST_NEEDY)


def help_under_65() -> Floats:
    """Return how much more or less someone of an age below 65 needs help, up to a level, shape (100,)."""
    intensity = dict(zip(DOMAINS, care_intensity(), strict=True))
    need = intensity["disability_care"] + intensity["social_support"] + MENTAL_PART * intensity["mental_health"]
    return np.where(AGES < 65, need, 0.0)


def hours_of_one(shares: Floats) -> tuple[Floats, Floats]:
    """Return hours a week asked of each relation by one resident, by age, 65 and older and younger, (100, 3) each."""
    old, young = chance_of_needing_help(), help_under_65()
    able = np.ones_like(shares)
    able[0] = 1.0 - PARTNER_UNABLE * old
    from_65 = (shares * old).T @ HOURS_65_PLUS
    lost = (shares * old * (1.0 - able)).T @ HOURS_65_PLUS[:, 0]
    from_65[:, 0] -= lost
    from_65[:, 1] += ASKED_OF_CHILDREN * lost
    return from_65, (shares * young).T @ HOURS_UNDER_65


def levels() -> tuple[Floats, Floats]:
    """Return what the hours of one are multiplied by, per relation, so that they are those of 2022, (3,) each."""
    people = netherlands(COUNTED_YEAR)
    old, young = hours_of_one(positions_in_the_netherlands())
    given = CARERS * HOURS_A_WEEK
    return (
        given * TO_65_PLUS * SPLIT_65_PLUS / (people @ old),
        given * (1.0 - TO_65_PLUS) * SPLIT_UNDER_65 / (people @ young),
    )


def relation_of_carers() -> Floats:
    """Return the part of the carers of an age who care for a relation, shape (100, 3)."""
    parent = np.interp(AGES, *zip(*FOR_A_PARENT, strict=True))
    household = np.interp(AGES, *zip(*IN_THE_HOUSEHOLD, strict=True))
    return np.stack([household, parent, 1.0 - household - parent], axis=1)


def informal_hours(city: Floats, carers: Floats) -> tuple[Floats, Floats]:
    """Return hours a year asked of each relation by one resident of the city, and of the carers who give them.

    What household members in the city are asked is what they give, which sets the level below 65.

    Parameters
    ----------
    city : array, shape (100,)
        Residents of the city by age.
    carers : array, shape (100,)
        Part of the residents of an age who give informal care.

    Returns
    -------
    tuple of array
        Hours a year, shape (100, 3); carers per resident, shape (100, 3).
    """
    by_relation = carers[:, None] * relation_of_carers()
    (old, young), (level_old, level_young) = hours_of_one(positions()), levels()
    old, young = old * level_old, young * level_young
    own = (city @ by_relation)[0] * HOURS_OF_CARER[0]
    fitting = (own - (city @ old)[0]) / (city @ young)[0]
    return (old + max(fitting, 0.3) * young) * WEEKS, by_relation


def national_load(carers: Floats) -> dict[str, Floats]:
    """Return what children in the Netherlands are asked by year, and how many could care for a parent, (years,) each.

    Parameters
    ----------
    carers : array, shape (100,)
        Part of the people of an age who give informal care, as in the city; only its pattern matters.
    """
    people = np.stack([netherlands(int(year)) for year in YEARS])
    (old, young), (level_old, level_young) = hours_of_one(positions_in_the_netherlands()), levels()
    return {
        "hours_asked_by_65_plus": people @ old[:, 1] * level_old[1] * WEEKS,
        "hours_asked_under_65": people @ young[:, 1] * level_young[1] * WEEKS,
        "national_children": people @ (carers * relation_of_carers()[:, 1]),
    }
