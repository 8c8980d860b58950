"""What the builder prints: residuals, hindcast, look ahead, and sums beside the figures they should come near."""

from collections.abc import Iterable

import base_population
import care
import districts
import homes
import numpy as np
import older
import people
import workforce
from common import CITY, DISTRICTS, DOMAINS, WORKER_AGES, Floats, between, observed, one
from migration import KNOTS, Migration, arrival_profile
from projection import Schedules, band_sums, counted, death_levels, hindcast, look_ahead

from care2040.analysis.demography.cohorts import BROAD

BANDS = tuple(f"{first}-{last}" if last < 99 else f"{first}+" for first, last in base_population.MUNICIPAL)
ARRIVALS = 38_000.0
ARRIVALS_TO_FORECAST = 38_500.0
EMPLOYED_RESIDENTS = 227_000.0


def row(label: str, values: Iterable[float], form: str = "9.2f") -> str:
    """Return one line of a table: a label of 34 characters and numbers."""
    return f"  {label:<34}" + "".join(f"{value:{form}}" for value in values)


def as_published(base: Floats) -> list[str]:
    """Return how far the districts of 2024 are from the figures as published, which are rounded to 5."""
    table = observed("district_residents", year=2024).pivot_table(index="district", columns="group", values="value")
    groups = ["0_14", "15_24", "25_44", "45_64", "65_99"]
    sums = np.stack([base[:, between(*group)].sum(axis=(1, 2)) for group in BROAD], axis=1)
    away = sums - table.loc[list(DISTRICTS), groups].to_numpy(dtype=float)
    city = sums.sum(axis=0) - table.loc[CITY, groups].to_numpy(dtype=float)
    bands = band_sums(base.sum(axis=0)) - base_population.municipal_bands(2024, base.sum())
    return [
        f"  districts by band against CBS as published: largest {np.abs(away).max():.1f} persons;"
        f" city {np.abs(city).max():.1f}",
        f"  city bands against the municipal count scaled as a whole: largest {np.abs(bands).max():.1f} persons",
    ]


def migration_lines(schedules: Schedules, migration: Migration, multipliers: Floats) -> list[str]:
    """Return the multipliers of the fit and the hindcast of 2021 to 2024 per municipal band, in per cent."""
    lines = [
        row("age on 1 January", KNOTS, "7d"),
        row("departures multiplied by", multipliers[0], "7.2f"),
        row("arrivals multiplied by", multipliers[1], "7.2f"),
        "Hindcast from 1 January 2021 with births, deaths and moves as counted: per cent above the count",
        "  " + " " * 34 + "".join(f"{band:>9}" for band in (*BANDS, "all")),
    ]
    for year, result in zip(
        (2022, 2023, 2024), hindcast(schedules, migration.departures, migration.arrivals)[1:], strict=True
    ):
        total = one("population_history", measure="residents_cbs", year=year)
        wanted = base_population.municipal_bands(year, total)
        misses = [*(100.0 * (band_sums(result) / wanted - 1.0)), 100.0 * (result.sum() / total - 1.0)]
        lines.append(row(f"1 January {year}", misses))
    lost = older.expected_net(schedules.start, migration.departures, migration.arrivals)
    counted_loss = older.counted_net(schedules.start, schedules.mortality)
    lines.append(f"  moved away, net, of those of 65+ in 2016 by 2021: {lost:.0f}; by the counts {counted_loss:.0f}")
    young = migration.arrivals[between(18, 24)].sum()
    crude = (migration.departures * schedules.end.sum(axis=1)).sum() / schedules.end.sum()
    lines.append(f"  arrivals aged 18 to 24: {100 * young:.1f} %; departures {100 * crude:.2f} % of residents a year")
    return lines


def levels(schedules: Schedules, migration: Migration) -> list[str]:
    """Return births and deaths over what national schedules give: the level of the city."""
    births = counted("births") / schedules.expected_births()
    deaths = death_levels(schedules, migration.departures, migration.arrivals)
    return [
        row("births over national rates of 2023", births, "9.3f"),
        row("deaths over national rates 2021-22", deaths, "9.3f"),
    ]


def ahead(schedules: Schedules, migration: Migration) -> list[str]:
    """Return the city in 2030, 2035 and 2040 under even arrivals, and how need and labour grow."""
    now = schedules.end.sum(axis=1)
    need, work = care.care_intensity(), people.participation()
    lines = [
        "  "
        + " " * 24
        + "".join(f"{name:>11}" for name in ("residents", "minors", "65+", "75+", "85+", "need x", "employed x"))
    ]
    for arrivals in (ARRIVALS, ARRIVALS_TO_FORECAST):
        path = look_ahead(schedules, migration.departures, migration.arrivals, arrivals)
        for year in (2030, 2035, 2040):
            then = path[year - 2024].sum(axis=1)
            sums = [then.sum(), then[:18].sum(), *(then[age:].sum() for age in (65, 75, 85))]
            growth = [(need * then).sum() / (need * now).sum(), (work * then).sum() / (work * now).sum()]
            text = "".join(f"{value:>11,.0f}" for value in sums) + "".join(f"{value:>11.3f}" for value in growth)
            lines.append(f"  {arrivals:,.0f} a year, {year}    {text}")
    return lines


def place_lines(base: Floats, schedules: Schedules, migration: Migration) -> list[str]:
    """Return the districts: homes, households, poverty, factors, new homes and arrivals."""
    total = base.sum(axis=(1, 2))
    stock = homes.homes(2024, total)
    share, factor = homes.new_homes_share(total, stock)
    columns = districts.table(base, base, schedules.mortality, schedules.fertility)
    settled, students = districts.households(base.sum(axis=2))
    _, arrivals = arrival_profile(base, migration)
    poor = (columns["poverty_share"] * settled).sum()
    return [
        "  " + " " * 34 + "".join(f"{name[:8]:>9}" for name in DISTRICTS),
        row("residents per home", total / stock.sum(axis=1)),
        row("households without students", settled, "9.0f"),
        row("households of students", students, "9.0f"),
        *(
            row(name, columns[name])
            for name in ("fertility_factor", "mortality_factor", "poverty_share", "lonely_share")
        ),
        row("new homes 2024-2040", share * (homes.HOMES_IN_2040 - stock.sum()), "9.0f"),
        row("share of arrivals", arrivals),
        districts.overvecht_2020(columns),
        f"  residents per home in 2040 over 2024, all districts: {factor:.3f}",
        f"  households without students {settled.sum():,.0f}; poor {100 * poor / settled.sum():.1f} %",
    ]


def worker_lines() -> list[str]:
    """Return the age mix of care workers and its drift in ten years per field, in points."""
    force = workforce.workforce(people.participation())
    shares = workforce.age_shares(force.mix)
    heads = "".join(f"{first}-{last}".rjust(9) for first, last in workforce.MIX)
    retiring = (force.retirement * force.mix).sum()
    lines = [
        f"  inflow {workforce.INFLOW:.3f}, retirement {retiring:.3f}, moving {workforce.MOVING:.3f},"
        f" quits {force.quit_rate:.3f} a year",
        "  per cent of workers" + " " * 15 + heads,
    ]
    for domain, mix in zip(DOMAINS, shares, strict=True):
        lines.append(row(domain, [100 * mix[between(*ages, WORKER_AGES)].sum() for ages in workforce.MIX]))
    lines.append("  change in ten years of even growth, points")
    return lines + [row(domain, change) for domain, change in zip(DOMAINS, workforce.drift(force, shares), strict=True)]


def people_lines(city: Floats) -> list[str]:
    """Return sums of the age schedules over the city of 2024, shape (100,)."""
    employed = (people.participation() * city).sum()
    carers = people.informal_carers(city) * city
    intensity = care.care_intensity()
    return [
        f"  employed residents {employed:,.0f}; times {EMPLOYED_RESIDENTS / employed:.4f} is {EMPLOYED_RESIDENTS:,.0f}",
        f"  informal carers {carers.sum():,.0f}; need for care {(intensity * city).sum():,.0f} fte",
        *care.against_cost(intensity, city),
    ]


def text(
    margins: list[str], schedules: Schedules, migration: Migration, multipliers: Floats, base: Floats, start: Floats
) -> str:
    """Return the whole report."""
    parts = {
        "Residuals of the raked population": [*margins, *as_published(base)],
        "Residents per district on 1 January 2021": [row("", start, "9.0f")],
        "Migration schedules": migration_lines(schedules, migration, multipliers),
        "Level of births and deaths in 2021, 2022, 2023": levels(schedules, migration),
        "Even arrivals from 2024, births and deaths at the level of 2023": ahead(schedules, migration),
        "Districts": place_lines(base, schedules, migration),
        "Care workers": worker_lines(),
        "Residents of 2024": people_lines(base.sum(axis=(0, 2))),
    }
    return "\n".join("\n".join([title, *lines, ""]) for title, lines in parts.items())
