"""What the builder prints of the accounts: the level and what it rests on, the shares, and checks beside counts."""

import care_share
import numpy as np
from accounts import BASE_YEAR, Needs, all_of, balanced, by_domain, care_accounts, counted_jobs, given, level
from balance import Balanced
from care_checks import Check, branch_shares, municipal_cost, national_total, province_check
from common import DOMAINS, Floats
from national import YEARS, netherlands

GUESSES = all_of("posts")
WITHOUT = {
    "without 'as the Netherlands'": ("filled",),
    "without Midden-Utrecht": ("filled_in_midden_utrecht",),
    "without institutions and guesses": GUESSES,
    "without 'two in three commute'": ("care_commuters_miss",),
}


def account_lines(found: Balanced, needs: Needs) -> list[str]:
    """Return the accounts per domain, and the level with all and with some of the sources."""
    columns = care_accounts(found, needs)
    shown = ("need_of_residents", "posts_in_city", "vacancies", "served_for_region", "need_of_region")
    lines = ["  " + " " * 18 + "".join(f"{name:>20}" for name in (*shown, "catchment_share"))]
    for place, domain in enumerate(DOMAINS):
        numbers = "".join(f"{columns[name][place]:>20,.0f}" for name in shown)
        lines.append(f"  {domain:<18}{numbers}{columns['catchment_share'][place]:>20.3f}")
    sums = "".join(f"{columns[name].sum():>20,.0f}" for name in shown)
    lines.append(f"  {'all':<18}{sums}{columns['served_for_region'].sum() / needs.province.sum():>20.3f}")
    for name, left_out in ({"all sources": ()} | WITHOUT).items():
        middle, off = level(balanced(needs, left_out))
        lines.append(f"  {name:<34} {100 * middle:.1f} % of the work in the city, give or take {100 * off:.1f}")
    counted = counted_jobs()
    lines.append(f"  care jobs counted in the city: {counted or 'none yet, see care_jobs_in_the_city.csv'}")
    lines.append(f"  identities close to {found.largest_miss():.1e}")
    return lines


def people_lines(found: Balanced) -> list[str]:
    """Return who works in the city, and where residents work."""
    jobs, employed = found["jobs"], found["employed_residents"]
    care = by_domain(found, "need").sum()
    return [
        f"  in the city {jobs:,.0f}: residents {found['residents_in_city']:,.0f}, commuters {found['commuters']:,.0f}",
        f"  residents {employed:,.0f}: {100 * found['residents_in_city'] / employed:.1f} % in the city",
        f"  care in the city {found['filled']:,.0f}: {100 * found['care_residents_in_city'] / found['filled']:.0f} %"
        " by residents",
        f"  residents need {100 * care / employed:.1f} % of those who work",
    ]


def check_line(check: Check, scale: float = 1.0, form: str = ",.0f") -> str:
    """Return a line of a check."""
    here, counted = (f"{value * scale:{form}}" for value in (check.here, check.counted))
    return f"  {check.name:<44} {here:>12} counted {counted:>12} {100 * check.miss:+7.1f} %"


def check_lines(found: Balanced, needs: Needs, residents: Floats) -> list[str]:
    """Return checks of need beside counts: the nation, its branches, the province, the municipal budget."""
    over = care_share.over_intensities()
    years = " ".join(f"{year} {value:.3f}" for year, value in zip(care_share.COUNTED, over, strict=True))
    return [
        check_line(national_total()),
        check_line(province_check(needs)),
        f"  counted posts over intensities, mid-year: {years}",
        "  part of all employees, 2022 beside 2017",
        *(check_line(check, 100, ".1f") for check in branch_shares()),
        "  municipal cost of 2024, million euro, beside its budget",
        *(check_line(check, 1e-6, ".1f") for check in municipal_cost(found, residents)),
    ]


def share_lines() -> list[str]:
    """Return the national share that care needs, and how it was laid beside "just over 15 %"."""
    columns = care_share.care_share_national()
    rows = []
    for year in (2016, 2020, 2022, 2024, 2030, 2035, 2040):
        low, high, middle, demography = (
            100 * columns[name][int(np.searchsorted(YEARS, year))]
            for name in (
                "care_share_needed_low",
                "care_share_needed_high",
                "care_share_needed",
                "care_share_by_demography",
            )
        )
        rows.append(f"  {year}: {middle:.1f} % ({low:.1f}-{high:.1f}), by demography alone {demography:.1f}")
    workers, _ = care_share.counted_posts()
    place = int(np.searchsorted(care_share.COUNTED, 2020))
    share = workers[place] / care_share.working_counted()[place]
    then = given("care_share_of_the_netherlands_in_2020")
    rows.append(
        f"  working in the middle of 2020: {100 * share:.1f} %, published {100 * then:.1f} (of 'just over 15 %')"
    )
    rows.append(f"  chance of one in four or more in 2040: {100 * care_share.chance_of(0.25):.0f} %")
    rows.append(f"  residents in {YEARS[-1]}: {netherlands(int(YEARS[-1])).sum():,.0f}")
    return rows


def text(found: Balanced, needs: Needs, residents: Floats) -> str:
    """Return the report of the accounts."""
    parts = {
        f"Care work in the city on 1 January {BASE_YEAR}, persons": account_lines(found, needs),
        "Who works": people_lines(found),
        "Need beside counts": check_lines(found, needs, residents),
        "The Netherlands: care needed as a part of all who work": share_lines(),
    }
    return "\n".join("\n".join([title, *lines, ""]) for title, lines in parts.items())
