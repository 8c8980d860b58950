"""Workers that care in the Netherlands needs, as a part of all who work there: the vision's ratio, 2016 to 2041.

Until 2022 need is what was counted: workers and vacancies. From then on it is intensities times residents, and from
2024 on it grows beyond demography by the rates per domain of ``care_growth_by_domain.csv``. All who work are those
that "just over 15 %" gives for 2022, moved by participation: until 2022 as counted, then by age as it is now. The
band holds nine in ten draws of that level, of growth, and in the years after 2024 of participation and of how many
grow old.
"""

import numpy as np
from accounts import BASE_YEAR, given, national_workers, region_employed, spread
from balance import NINETY
from care import BRANCH_YEAR, posts_needed
from common import DOMAINS, Floats, observed, one
from national import YEARS, netherlands, netherlands_in_the_middle_of
from scipy.special import ndtri

LAST_YEAR = 2040
SPREAD_AT = 2040
DRAWS, SEED = 20_000, 2040
TOGETHER = 0.3
"""Correlation of growth between two domains."""
COUNTED = np.arange(2015, BRANCH_YEAR + 1)
FIRST_VACANCIES = 2017
WORKING_AGES = slice(15, 75)


def counted_posts() -> tuple[Floats, Floats]:
    """Return workers and posts in the middle of 2015 to 2022, each of shape (8,).

    Vacancies were counted from 2017 on; before, the part of the posts that was vacant is taken as it was then.
    """
    workers = np.array([national_workers(int(year)) for year in COUNTED])
    vacant = {
        int(year): one("care_workforce", measure="vacancies", year=year + 0.5)
        for year in COUNTED
        if year >= FIRST_VACANCIES
    }
    first = vacant[FIRST_VACANCIES] / national_workers(FIRST_VACANCIES)
    vacancies = np.array([vacant.get(int(year), first * held) for year, held in zip(COUNTED, workers, strict=True)])
    return workers, workers + vacancies


def working_in_2022() -> float:
    """Return all who worked in the Netherlands in 2022 when care workers were just over 15 % of them."""
    return national_workers(BRANCH_YEAR) / given("care_share_of_the_netherlands_in_2022")


def working_counted() -> Floats:
    """Return all who worked in the middle of 2015 to 2022, shape (8,): as net participation and residents moved."""
    share = observed("national_net_participation").set_index("year")["value"]
    adults = [netherlands_in_the_middle_of(int(year))[WORKING_AGES].sum() for year in COUNTED]
    moved = np.array(adults) * share.loc[list(COUNTED)].to_numpy(dtype=float)
    return working_in_2022() * moved / moved[-1]


def working() -> Floats:
    """Return all who work on 1 January of 2016 to 2041, shape (years,)."""
    level = working_in_2022() / region_employed(netherlands_in_the_middle_of(BRANCH_YEAR))
    ahead = np.array([level * region_employed(netherlands(int(year))) for year in YEARS])
    return np.where(YEARS <= BRANCH_YEAR, np.interp(YEARS, COUNTED + 0.5, working_counted()), ahead)


def posts_by_demography() -> Floats:
    """Return the posts that residents of the Netherlands need at the intensities of 2022, shape (6, years)."""
    return np.stack([posts_needed(netherlands(int(year))) for year in YEARS], axis=1)


def over_intensities() -> Floats:
    """Return the counted posts over what intensities give in the middle of 2015 to 2022, shape (8,)."""
    needed = [posts_needed(netherlands_in_the_middle_of(int(year))).sum() for year in COUNTED]
    return counted_posts()[1] / np.array(needed)


def growth_of_domains() -> tuple[Floats, Floats, Floats]:
    """Return low, central and high growth beyond demography per domain, each of shape (6,), 1/year."""
    rows = observed("care_growth_by_domain").set_index("domain").loc[list(DOMAINS)]
    low, central, high = (rows[column].to_numpy(dtype=float) for column in ("low", "value", "high"))
    return low, central, high


def share(posts: Floats, growth: Floats) -> Floats:
    """Return the share that is needed on 1 January of 2016 to 2041, shape (draws, years), by growth (draws, domain)."""
    years = np.maximum(YEARS - BASE_YEAR, 0)
    needed = np.stack([((1 + growth) ** passed) @ posts[:, place] for place, passed in enumerate(years)], axis=1)
    counted = np.interp(YEARS, COUNTED + 0.5, counted_posts()[1])
    return np.where(YEARS <= BRANCH_YEAR, counted, needed) / working()


def drawn(posts: Floats) -> Floats:
    """Return draws of the share that is needed, shape (draws, years)."""
    scores = ndtri(np.random.Generator(np.random.Philox(SEED)).random((DRAWS, len(DOMAINS) + 4)))
    common, own, level, old, work = np.split(scores, (1, 1 + len(DOMAINS), 2 + len(DOMAINS), 3 + len(DOMAINS)), axis=1)
    both = np.sqrt(TOGETHER) * common + np.sqrt(1 - TOGETHER) * own
    low, central, high = growth_of_domains()
    growth = central + both / NINETY * np.where(both > 0, high - central, central - low)
    ahead = np.maximum(YEARS - BASE_YEAR, 0) / (SPREAD_AT - BASE_YEAR)
    start = "care_share_of_the_netherlands_in_2022"
    factor = 1 + level * spread(start) / given(start)
    factor = factor * (1 + old * spread("residents_of_65_plus_in_2040") * ahead)
    return share(posts, growth) * factor * np.exp(-work * spread("participation_in_2040") * ahead)


def care_share_national() -> dict[str, Floats]:
    """Return the columns of ``care_share_national.csv``, each of shape (years,)."""
    posts = posts_by_demography()
    _, central, _ = growth_of_domains()
    low, high = np.quantile(drawn(posts), [0.05, 0.95], axis=0)
    return {
        "care_share_needed": share(posts, central[None])[0],
        "care_share_needed_low": low,
        "care_share_needed_high": high,
        "care_share_by_demography": share(posts, np.zeros((1, len(DOMAINS))))[0],
    }


def care_share_working() -> dict[str, Floats]:
    """Return the column of ``care_share_national_working.csv``: 1 January of 2016 to 2022, shape (7,)."""
    workers, _ = counted_posts()
    counted = YEARS[YEARS <= BRANCH_YEAR]
    return {"care_share_working": (np.interp(YEARS, COUNTED + 0.5, workers) / working())[: len(counted)]}


def chance_of(threshold: float) -> float:
    """Return the chance that the share needed in 2040 is at least a threshold."""
    place = int(np.searchsorted(YEARS, LAST_YEAR))
    return float((drawn(posts_by_demography())[:, place] >= threshold).mean())
