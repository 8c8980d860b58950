"""Need for care laid beside what was counted: posts of the nation, sizes of branches, and what the municipality pays.

The municipality pays by law and not by branch: youth help is also given in mental health and disability care. So its
cost is laid beside the lines of its budget, by the part of each age that it pays (``municipal_part_of_care.csv``).
Those parts were judged with the budget in view, so that the check is of consistency and not a test.
"""

from dataclasses import dataclass

from accounts import BASE_YEAR, Needs, by_domain, drawn_on, given, national_workers
from balance import Balanced
from care import BRANCH_YEAR, CHILDCARE, FTE_PER_WORKER, branches, care_intensity, national_posts, posts_needed
from common import DOMAINS, Floats, observed
from national import netherlands


@dataclass(frozen=True)
class Check:
    """What intensities give, beside what was counted.

    Attributes
    ----------
    name : str
    here, counted : float
        In the same unit.
    """

    name: str
    here: float
    counted: float

    @property
    def miss(self) -> float:
        """Return how far it lies above what was counted, as a part of that."""
        return self.here / self.counted - 1


def national_total() -> Check:
    """Return posts on 1 January 2024: intensities times residents, beside workers drawn on and vacancies counted."""
    workers = national_workers(BRANCH_YEAR) * drawn_on(BASE_YEAR - BRANCH_YEAR - 0.5)
    here = float(posts_needed(netherlands(BASE_YEAR)).sum())
    return Check("posts in the Netherlands on 1 January 2024", here, workers + given("vacancies_in_2024"))


def branch_shares() -> list[Check]:
    """Return parts of all employees in 2022 that the domains rest on, beside the parts counted in 2017."""
    counted = observed("national_care_branches", year=2017).set_index("branch")["value"]
    now = branches().set_index("branch")["employees"]
    pairs = {
        "hospitals": ("hospitals",),
        "nursing_and_home_care_with_household_help": ("nursing_and_home_care", "household_help"),
        "youth_help": ("youth_help",),
        "childcare": (CHILDCARE,),
    }
    return [
        Check(name, float(now[list(parts)].sum() / now.sum()), float(counted[name] / counted["all"]))
        for name, parts in pairs.items()
    ]


def youth_help_share() -> float:
    """Return the part of the posts in youth care that is no childcare."""
    table = branches().set_index("branch")["posts"]
    return float(1 - table[CHILDCARE] / national_posts()[DOMAINS.index("youth_care")])


def municipal_cost(found: Balanced, residents: Floats) -> list[Check]:
    """Return what care costs the municipality by line of its budget, beside that budget, euro a year.

    Parameters
    ----------
    found : Balanced
        Accounts of 1 January 2024.
    residents : array, shape (100,)
        Residents of the city by age.
    """
    need, posts, filled = (by_domain(found, kind) for kind in ("need", "posts", "filled"))
    intensity = care_intensity()
    cost = observed("care_cost_per_fte").set_index("domain")["value"]
    budget = observed("municipal_care_budget", year=BASE_YEAR).set_index("line")["value"]
    found_cost = dict.fromkeys(budget.index, 0.0)
    for part in observed("municipal_part_of_care").itertuples(index=False):
        place = DOMAINS.index(part.domain)
        by_age = intensity[place] * residents
        asked = {"need": need, "posts": posts}[part.of][place] * filled[place] / posts[place]
        asked *= by_age[part.age_from : part.age_to + 1].sum() / by_age.sum()
        asked *= youth_help_share() if part.domain == "youth_care" else 1.0
        found_cost[part.line] += asked * FTE_PER_WORKER * float(cost[part.domain]) * part.value
    checks = [Check(line, found_cost[line], float(budget[line])) for line in budget.index]
    return [*checks, Check("all", sum(check.here for check in checks), float(budget.sum()))]


def province_check(needs: Needs) -> Check:
    """Return posts that residents of the province need, beside those that its vacancies of 2022 stand for."""
    table = branches()
    per_vacancy = float(table["posts"].sum() / table["vacancies"].sum())
    here = float(needs.city.sum() + needs.province.sum())
    return Check("posts in the province", here, given("vacancies_of_the_province_in_2022") * per_vacancy)
