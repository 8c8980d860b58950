"""Compute everything once and write every table: which module makes which file."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import accounts
import accounts_report
import base_population
import budgets
import care
import care_share
import districts
import growth_modes
import history
import homes
import informal
import migration
import nation
import national
import numpy as np
import numpy.typing as npt
import people
import prices
import rates
import report
import work
import workforce
from common import AGES, DISTRICTS, DOMAINS, PAYERS, SEXES, TENURES, WORKER_AGES, Floats, round_to_total, write_table
from projection import Schedules

WHERE_AND_WHO = {"district": DISTRICTS, "age": AGES.tolist(), "sex": SEXES}


@dataclass(frozen=True)
class Built:
    """Everything the tables are written from.

    Attributes
    ----------
    start, base : array, shape (10, 100, 2)
        Residents on 1 January 2021 and 2024.
    history : array, shape (year, 10, 100, 2)
        Residents on each 1 January from 2016 to 2024.
    margins : list of str
        How well they meet what they were raked to.
    schedules : Schedules
        City totals, mortality, fertility and their trends.
    migration : Migration
        Departures and arrivals by age.
    multipliers : array, shape (2, knots)
        What the fit did to departures and arrivals.
    """

    start: Floats
    base: Floats
    history: Floats
    margins: list[str]
    schedules: Schedules
    migration: migration.Migration
    multipliers: Floats


def build() -> Built:
    """Compute the base population, the schedules and the fitted migration."""
    start, lines_start = base_population.residents_2021()
    base, lines_base = base_population.residents_2024(start)
    start, base = (round_to_total(people, round(people.sum()), 2) for people in (start, base))
    people, lines_history = history.residents({2021: start, 2024: base})
    city = base.sum(axis=0)
    mortality = rates.mortality()
    schedules = Schedules(
        start.sum(axis=0),
        city,
        mortality,
        rates.fertility(),
        rates.mortality_trend(city * mortality),
        rates.fertility_trend(),
    )
    leaving = migration.scaled_departures(migration.national_departures(), city.sum(axis=1))
    dying = (city * mortality).sum(axis=1) / city.sum(axis=1)
    first = migration.Migration(leaving, migration.arrivals_of_stock(city.sum(axis=1), leaving, dying))
    fitted, multipliers = migration.fitted(first, schedules)
    lines = ["1 January 2021", *lines_start, "1 January 2024", *lines_base, *lines_history]
    return Built(start, base, people, lines, schedules, fitted, multipliers)


def write_population(folder: Path, built: Built) -> None:
    """Write residents, mortality, fertility, departures and arrivals."""
    schedules, ages = built.schedules, {"age": AGES.tolist()}
    later = rates.YEARS >= history.LAST
    years = {"year": [*history.YEARS[:-1], *rates.YEARS[later].tolist()]}
    city = built.history.sum(axis=1)[:-1]
    counted = {"year": history.YEARS} | WHERE_AND_WHO
    write_table(folder, "residents_counted", counted, {"residents": built.history}, 2)
    write_table(folder, "mortality", ages | {"sex": SEXES}, {"mortality_rate": schedules.mortality}, 7)
    expected = (city * schedules.mortality).sum(axis=(1, 2))
    trend = history.before(schedules.mortality_trend[later], "deaths", expected)
    write_table(folder, "mortality_trend", years, {"mortality_trend": trend}, 5)
    write_table(folder, "fertility", ages, {"fertility_rate": schedules.fertility}, 7)
    trend = history.before(
        schedules.fertility_trend[later], "births", (city[:, :, 1] * schedules.fertility).sum(axis=1)
    )
    write_table(folder, "fertility_trend", years, {"fertility_trend": trend}, 5)
    write_table(folder, "departures", ages, {"departure_rate": built.migration.departures}, 6)
    profile, _ = migration.arrival_profile(built.base, built.migration)
    rounded = np.stack([round_to_total(shares, 1.0, 7) for shares in profile])
    write_table(folder, "arrival_profile", WHERE_AND_WHO, {"arrival_share": rounded}, 7)


def write_districts(folder: Path, built: Built) -> None:
    """Write homes, what they cost, and the one-number-per-district table."""
    stock = homes.homes(2024, built.base.sum(axis=(1, 2)))
    where = {"district": DISTRICTS, "tenure": TENURES}
    counted = history.homes(built.history.sum(axis=(2, 3)), stock)
    write_table(folder, "homes_counted", {"year": history.YEARS} | where, {"homes": counted}, 0)
    write_table(folder, "house_price", {"year": history.YEARS}, {"house_price": prices.house_price()}, 0)
    columns = districts.table(built.base, built.history[0], built.schedules.mortality, built.schedules.fertility)
    share, _ = homes.new_homes_share(built.base.sum(axis=(1, 2)), stock)
    columns["new_homes_share"] = round_to_total(share, 1.0, 6)
    _, arrivals = migration.arrival_profile(built.base, built.migration)
    columns["resident_share"] = round_to_total(columns["resident_share"], 1.0, 6)
    columns["arrivals_share"] = round_to_total(arrivals, 1.0, 6)
    digits = dict.fromkeys(columns, 6) | {"land_area": 2, "total_area": 2, "ses_score": 3, "poor_households": 2}
    digits |= {"expected_births": 2, "adults": 2}
    write_table(folder, "districts", {"district": DISTRICTS}, columns, digits)


def near_pension_age(ages: npt.NDArray[np.int_]) -> Floats:
    """Return 1 at the ages at which people stop working because of the state pension, else 0."""
    first, last = workforce.NEAR_PENSION
    return ((ages >= first) & (ages <= last)).astype(float)


def write_people(folder: Path, built: Built) -> None:
    """Write participation, informal care, health and the need for care by age."""
    ages, city = {"age": AGES.tolist()}, built.base.sum(axis=(0, 2))
    columns = {"participation_share": people.participation(), "near_pension_age": near_pension_age(AGES)}
    write_table(folder, "participation", ages, columns, {"participation_share": 5, "near_pension_age": 0})
    carers = people.informal_carers(city)
    hours, by_relation = informal.informal_hours(city, carers)
    columns = {"hours_asked": hours, "carer_share": by_relation}
    where = {**ages, "relation": informal.RELATIONS}
    write_table(folder, "informal_care", where, columns, {"hours_asked": 4, "carer_share": 6})
    years = {"year": national.YEARS.tolist()}
    write_table(folder, "informal_care_national", years, informal.national_load(carers), 0)
    write_table(folder, "unhealthy", ages, {"unhealthy_share": people.unhealthy(city)}, 5)
    write_table(folder, "care_intensity", {"domain": DOMAINS} | ages, {"intensity": care.care_intensity()}, 8)


def write_workforce(folder: Path, built: Built) -> None:
    """Write the age mix, entry ages, retirement and quits of care workers."""
    del built
    force = workforce.workforce(people.participation())
    ages = {"worker_age": WORKER_AGES.tolist()}
    shares = np.stack([round_to_total(mix, 1.0, 6) for mix in workforce.age_shares(force.mix)])
    write_table(folder, "worker_age", {"domain": DOMAINS} | ages, {"age_share": shares}, 6)
    entry = {kind: round_to_total(share, 1.0, 6) for kind, share in force.entry.items()}
    write_table(folder, "entry_age", ages, entry, 6)
    columns = {"retirement_rate": force.retirement, "near_pension_age": near_pension_age(WORKER_AGES)}
    write_table(folder, "retirement", ages, columns, {"retirement_rate": 5, "near_pension_age": 0})
    write_table(folder, "quits", ages, {"quit_factor": force.quit_factor}, 5)
    studies = {"year": history.YEARS, "training_year": (1, 2, 3, 4)}
    write_table(folder, "training_history", studies, {"training_history": history.training_history()}, 4)


def write_accounts(folder: Path, built: Built) -> None:
    """Write the accounts of care work, the region around the city, and the share of care in the Netherlands."""
    city, region = built.base.sum(axis=(0, 2)), national.region_residents()
    years = {"year": national.YEARS.tolist()}
    needs = accounts.Needs.of(city)
    found = accounts.balanced(needs)
    columns = accounts.care_accounts(found, needs)
    digits = {name: 5 if "share" in name else 2 for name in columns}
    write_table(folder, "care_accounts", {"domain": DOMAINS}, columns, digits)
    write_table(folder, "region_residents", {"age": AGES.tolist()} | years, {"region_residents": region}, 1)
    columns = work.work_in_the_city(found, built.history.sum(axis=(1, 3)), region)
    write_table(folder, "work_in_the_city", years, columns, 5)
    write_table(folder, "care_share_national", years, care_share.care_share_national(), 5)
    write_table(folder, "care_share_of_city", {"year": [accounts.BASE_YEAR]}, accounts.care_share_of_city(found), 5)
    columns = care_share.care_share_working()
    counted = {"year": years["year"][: len(columns["care_share_working"])]}
    write_table(folder, "care_share_national_working", counted, columns, 5)


def write_budgets(folder: Path, built: Built) -> None:
    """Write the growth of the money of each payer."""
    del built
    columns = {"announced_change": budgets.announced_change()}
    write_table(folder, "budget_growth", {"year": budgets.YEARS, "payer": PAYERS}, columns, 5)


def write_growth(folder: Path, built: Built) -> None:
    """Write the slow wave of growth beyond demography."""
    del built
    growth_modes.write(folder)


def write_nation(folder: Path, built: Built) -> None:
    """Write what a new city takes from the nation."""
    del built
    nation.write(folder)


WRITERS: tuple[Callable[[Path, Built], None], ...] = (
    write_population,
    write_districts,
    write_people,
    write_workforce,
    write_accounts,
    write_growth,
    write_budgets,
    write_nation,
)


def write_all(folder: Path) -> str:
    """Write every table to a folder and return the report."""
    built = build()
    for write in WRITERS:
        write(folder, built)
    city = built.base.sum(axis=(0, 2))
    needs = accounts.Needs.of(city)
    people_and_homes = report.text(
        built.margins, built.schedules, built.migration, built.multipliers, built.base, built.start.sum(axis=(1, 2))
    )
    return f"{people_and_homes}\n{accounts_report.text(accounts.balanced(needs), needs, city)}"
