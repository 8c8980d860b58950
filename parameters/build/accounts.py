"""Accounts of care work in the city on 1 January 2024: who needs it, where the posts are, who fills them.

Every estimate goes in with its spread and all of them are balanced (``balance``), so that posts are filled or vacant,
are asked for by residents or by the region, and the filled ones are held by residents or commuters. Most of the level
rests on sizes of institutions from memory (``care_institutions.csv``), until someone has a count: a row in
``care_jobs_in_the_city.csv`` is taken as measured, and the level follows it.
"""

from dataclasses import dataclass
from functools import cache

import national
import numpy as np
import people
from balance import NINETY, UNKNOWN, Accounts, Balanced
from care import BRANCH_YEAR, FTE_PER_WORKER, branches, national_posts, national_vacancy_share, posts_needed
from common import DOMAINS, Floats, observed, one

BASE_YEAR = 2024
COUNTED = "care_jobs_in_the_city"
EVERY_DOMAIN = "all"
COUNT_SPREAD = 0.01
"""Standard deviation of a count, as a part of it: what a register misses and what a year's growth may be off."""
COUNT_AT = 0.25
"""A register counts on 1 April."""
HOSPITALS = "hospital_and_gp"
LOCAL_BRANCHES = ("general_practices", "other_care")
JOBS_YEAR = 2023


@dataclass(frozen=True)
class Needs:
    """Posts that people need per domain, persons, each of shape (6,).

    Attributes
    ----------
    city, province, midden_utrecht : array
        Residents of the city, of the rest of the province, and of the rest of Midden-Utrecht.
    """

    city: Floats
    province: Floats
    midden_utrecht: Floats

    @classmethod
    def of(cls, residents: Floats) -> "Needs":
        """Return the needs of the base year, given the residents of the city by age, shape (100,)."""
        areas = [national.area(name, BASE_YEAR) for name in ("rest_of_province", "rest_of_midden_utrecht")]
        return cls(*(posts_needed(ages) for ages in (residents, *areas)))


def given(item: str) -> float:
    """Return an estimate of ``care_account_inputs.csv``."""
    return one("care_account_inputs", item=item)


def spread(item: str) -> float:
    """Return the standard deviation of an estimate of ``care_account_inputs.csv``, from its nine-in-ten range."""
    row = observed("care_account_inputs", item=item).iloc[0]
    return float(row["high"] - row["low"]) / (2 * NINETY)


def national_workers(year: int) -> float:
    """Return the employees and self-employed in care in the Netherlands in a year."""
    return sum(one("care_workforce", measure=measure, year=year) for measure in ("employees", "self_employed"))


def drawn_on(years: float) -> float:
    """Return by what the workers in care grew nationally over a number of years after 2022."""
    return float((1 + given("growth_of_care_workers")) ** years)


@cache
def workers_since_2020() -> float:
    """Return by what the workers in care grew nationally from 2020 to 1 January 2024."""
    return national_workers(BRANCH_YEAR) / national_workers(2020) * drawn_on(BASE_YEAR - BRANCH_YEAR - 0.5)


def local_share() -> float:
    """Return the part of the posts in hospital and GP care that general practices and the like have."""
    table = branches().set_index("branch")["posts"]
    return float(table.loc[list(LOCAL_BRANCHES)].sum() / national_posts()[DOMAINS.index(HOSPITALS)])


def posts_guessed(needs: Needs) -> tuple[Floats, Floats]:
    """Return the posts in the city by domain and their standard deviation, each (6,), as institutions have them."""
    posts, spreads = np.empty(len(DOMAINS)), np.empty(len(DOMAINS))
    vacant = national_vacancy_share()
    for place, domain in enumerate(DOMAINS):
        rows = observed("care_institutions", domain=domain)
        per = {
            "posts": 1.0,
            "filled": 1.0,
            "posts_per_need": needs.city[place],
            "filled_per_need": needs.city[place] * local_share(),
        }
        scale = rows["measure"].map(per).to_numpy(dtype=float)
        filled = rows["measure"].str.startswith("filled").to_numpy()
        value = rows["value"].to_numpy(dtype=float) * scale / np.where(filled, 1 - vacant[place], 1.0)
        # Each was remembered on its own, so their errors are taken as independent.
        width = (rows["high"] - rows["low"]).to_numpy(dtype=float) * scale / (2 * NINETY)
        posts[place], spreads[place] = value.sum(), np.sqrt(np.square(width).sum())
    return posts, spreads


def counted_jobs() -> dict[str, float]:
    """Return the care jobs counted in the city per domain, or for ``all``, drawn on to 1 January 2024.

    The last year of each domain counts.

    Raises
    ------
    LookupError
        When a row names no domain, or stands twice.
    """
    try:
        rows = observed(COUNTED).sort_values("year")
    except LookupError:
        return {}
    known = (*DOMAINS, EVERY_DOMAIN)
    unknown = sorted(set(rows["domain"]) - set(known))
    if unknown:
        raise LookupError(f"{COUNTED}.csv: {', '.join(unknown)} is no domain; allowed: {', '.join(known)}")
    if rows.duplicated(["year", "domain"]).any():
        raise LookupError(f"{COUNTED}.csv has a year and domain twice")
    wrong = rows[~(rows["value"] > 0) | ~rows["year"].between(2000, 2100)]
    if not wrong.empty:
        raise LookupError(f"{COUNTED}.csv: {len(wrong)} rows without a year and a number of persons above 0")
    last = rows.drop_duplicates("domain", keep="last")
    return {
        str(row.domain): float(row.value) * drawn_on(BASE_YEAR - row.year - COUNT_AT)
        for row in last.itertuples(index=False)
    }


def jobs_at_start() -> tuple[float, float]:
    """Return the jobs in the city on 1 January 2024 and their standard deviation: those of 1 April 2023 drawn on."""
    counted, years = one("labour", measure="jobs", year=JOBS_YEAR), 1.0 - COUNT_AT
    return counted * (1 + given("growth_of_jobs") * years), counted * spread("growth_of_jobs") * years


def _domains(accounts: Accounts, needs: Needs, counted: dict[str, float]) -> None:
    """Add need, posts, vacancies, filled posts and service to the region per domain."""
    posts, spreads = posts_guessed(needs)
    vacant = posts * national_vacancy_share()
    for place, domain in enumerate(DOMAINS):
        need = needs.city[place]
        accounts.estimate(f"need.{domain}", need, need * spread(f"need_of_{domain}"))
        accounts.estimate(f"posts.{domain}", posts[place], spreads[place])
        accounts.estimate(f"vacancies.{domain}", vacant[place], vacant[place] * spread("vacancies"))
        filled = counted.get(domain)
        if filled is None:
            accounts.estimate(f"filled.{domain}", posts[place] - vacant[place])
        else:
            accounts.estimate(f"filled.{domain}", filled, filled * COUNT_SPREAD)
        accounts.estimate(f"region.{domain}", posts[place] - need)
        accounts.adds_up(f"posts.{domain}", f"filled.{domain}", f"vacancies.{domain}")
        accounts.adds_up(f"posts.{domain}", f"need.{domain}", f"region.{domain}")
    accounts.adds_up("filled", *(f"filled.{domain}" for domain in DOMAINS))


def _care_workers(accounts: Accounts, jobs: float, counted: float | None) -> None:
    """Add who fills the posts: residents, who may also work elsewhere, and commuters."""
    if counted is None:
        accounts.estimate("filled", given("care_share_of_jobs") * jobs, spread("care_share_of_jobs") * jobs)
    else:
        accounts.estimate("filled", counted, counted * COUNT_SPREAD)
    employed = given("employed_residents")
    share = "care_share_of_employed_residents"
    residents = given(share) * employed
    inside = given("care_residents_in_city")
    accounts.estimate("care_residents", residents, spread(share) * employed)
    accounts.estimate("care_residents_in_city", inside * residents, spread("care_residents_in_city") * residents)
    accounts.estimate("care_residents_elsewhere", (1 - inside) * residents)
    accounts.estimate("care_commuters", given("care_commuters_in") * given("care_share_of_jobs") * jobs)
    accounts.estimate("care_commuters_miss", 0.0, spread("care_commuters_in_miss"))
    accounts.is_nought({"care_commuters": 1.0, "filled": -given("care_commuters_in"), "care_commuters_miss": -1.0})
    accounts.adds_up("filled", "care_residents_in_city", "care_commuters")
    accounts.adds_up("care_residents", "care_residents_in_city", "care_residents_elsewhere")


def _all_workers(accounts: Accounts) -> None:
    """Add all who work in the city and all residents who work; commuting as counted in 2019, of employees."""
    jobs, jobs_spread = jobs_at_start()
    employed = given("employed_residents")
    year = 2019
    inside, out, commuters = (
        one("labour", measure=name, year=year) for name in ("live_and_work_in_city", "commuters_out", "commuters_in")
    )
    employees = (inside + out) / one("labour", measure="employed_residents", year=year)
    in_city = employees * inside / (inside + out) + (1 - employees) * given("self_employed_residents_in_city")
    of_jobs = given("employees_among_jobs")
    coming = of_jobs * commuters / (commuters + inside) + (1 - of_jobs) * given("commuters_among_self_employed")
    accounts.estimate("jobs", jobs, jobs_spread)
    accounts.estimate("employed_residents", employed, spread("employed_residents"))
    accounts.estimate("residents_in_city", employed * in_city, spread("residents_work_in_city_miss"))
    accounts.estimate("residents_elsewhere", employed * (1 - in_city))
    accounts.estimate("commuters", jobs * coming, spread("commuters_in_miss"))
    accounts.adds_up("jobs", "residents_in_city", "commuters")
    accounts.adds_up("employed_residents", "residents_in_city", "residents_elsewhere")


def _midden_utrecht(accounts: Accounts, needs: Needs) -> None:
    """Add the region Midden-Utrecht, whose care was counted in 2020: city and rest."""
    counted = given("midden_utrecht_employees") / FTE_PER_WORKER * workers_since_2020()
    rest = float((needs.midden_utrecht * (1 - national_vacancy_share())).sum())
    self_employed, per_need = "midden_utrecht_with_self_employed", "rest_of_midden_utrecht_per_need"
    accounts.estimate("filled_in_midden_utrecht", counted * given(self_employed), counted * spread(self_employed))
    accounts.estimate("filled_in_the_rest_of_it", rest * given(per_need), rest * spread(per_need))
    accounts.adds_up("filled_in_midden_utrecht", "filled", "filled_in_the_rest_of_it")


def balanced(needs: Needs, without: tuple[str, ...] = ()) -> Balanced:
    """Return the accounts of the city on 1 January 2024.

    Parameters
    ----------
    needs : Needs
        Posts that residents need.
    without : tuple of str
        Figures whose estimate is left out, to see what the others say.
    """
    counted = counted_jobs()
    accounts = Accounts()
    _domains(accounts, needs, counted)
    _care_workers(accounts, jobs_at_start()[0], counted.get(EVERY_DOMAIN))
    _all_workers(accounts)
    _midden_utrecht(accounts, needs)
    for name in without:
        accounts.spreads[accounts.names.index(name)] = 10 * UNKNOWN
    return accounts.balanced()


def all_of(kind: str) -> tuple[str, ...]:
    """Return the names of a figure in every domain."""
    return tuple(f"{kind}.{domain}" for domain in DOMAINS)


def by_domain(found: Balanced, kind: str) -> Floats:
    """Return a figure by domain, shape (6,)."""
    return np.array([found[name] for name in all_of(kind)])


def care_accounts(found: Balanced, needs: Needs) -> dict[str, Floats]:
    """Return the columns of ``care_accounts.csv``, each of shape (6,); posts are persons, filled or vacant."""
    figures = {kind: by_domain(found, kind) for kind in ("need", "posts", "vacancies", "filled", "region")}
    width = {kind: np.array([found.half_width(name) for name in all_of(kind)]) for kind in ("need", "posts", "region")}
    share = figures["region"] / needs.province
    return {
        "need_of_residents": figures["need"],
        "need_of_residents_low": figures["need"] - width["need"],
        "need_of_residents_high": figures["need"] + width["need"],
        "posts_in_city": figures["posts"],
        "posts_in_city_low": figures["posts"] - width["posts"],
        "posts_in_city_high": figures["posts"] + width["posts"],
        "vacancies": figures["vacancies"],
        "filled_in_city": figures["filled"],
        "served_for_region": figures["region"],
        "need_of_region": needs.province,
        "catchment_share": share,
        "catchment_share_low": share - width["region"] / needs.province,
        "catchment_share_high": share + width["region"] / needs.province,
        "vacancy_share_at_start": figures["vacancies"] / figures["posts"],
    }


def level(found: Balanced) -> tuple[float, float]:
    """Return the posts in the city as a part of all work in the city, and how far that may lie off."""
    jobs = found["jobs"]
    return by_domain(found, "posts").sum() / jobs, found.half_width(*all_of("posts")) / jobs


def care_share_of_city(found: Balanced) -> dict[str, Floats]:
    """Return the columns of ``care_share_of_city.csv``, each of shape (1,): the level, and its nine-in-ten range."""
    middle, off = level(found)
    ends = {"care_share_needed": middle, "care_share_needed_low": middle - off, "care_share_needed_high": middle + off}
    return {name: np.array([share]) for name, share in ends.items()}


def region_employed(residents: Floats) -> float:
    """Return who works of the residents of an area by age, shape (100,), at national participation."""
    return float((people.participation() * residents).sum())
