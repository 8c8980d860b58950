"""What care by age asks for, beside counts: posts of the Netherlands, sizes of branches, the municipal budget.

All of it is read from the tables that ship. None of it is a test in the strict sense: the level of each domain was set
to the posts of its branches in 2022, those were made from the parts counted in 2017, and what the municipality pays was
judged with its budget in view. It shows that the tables hang together.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from care2040.analysis.observed import Compared, rows_of
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.language.axes import AXES, BASE_YEAR
from care2040.language.cities.layers import path_of

Floats = npt.NDArray[np.float64]
BRANCH_YEAR, COUNTED = 2022, 2017
"""Year of the posts that set the levels, and the year in which the sizes of some branches were counted."""
OLDEST = 99
CHILDCARE = "childcare"
PARTS = {
    "hospitals": ("hospitals",),
    "nursing_and_home_care_with_household_help": ("nursing_and_home_care", "household_help"),
    "youth_help": ("youth_help",),
    CHILDCARE: (CHILDCARE,),
}
"""Branch as it was counted to the branches of the table that it is made of."""


@dataclass(frozen=True)
class Domain:
    """What a domain asks of the Netherlands, and the posts of its branches in the year that set its level, persons."""

    name: str
    branches: tuple[str, ...]
    asked: float
    posts: float
    asked_now: float


@dataclass(frozen=True)
class NationalNeed:
    """What was laid beside counts.

    Attributes
    ----------
    domains : tuple of Domain
        All six.
    total : Compared
        Posts on 1 January of the base year: intensities times residents, beside workers drawn on and vacancies.
    branches : tuple of Compared
        Part of all employees that a branch has in our table, beside the part that was counted.
    budget : tuple of Compared
        Care that the municipality pays, euro a year, by line of its budget and in all.
    """

    domains: tuple[Domain, ...]
    total: Compared
    branches: tuple[Compared, ...]
    budget: tuple[Compared, ...]


def national_need(folder: Path, parameters: Parameters) -> NationalNeed:
    """Lay what the care by age asks for beside what was counted."""
    return _Tables(folder, parameters).compared()


@dataclass(frozen=True)
class _Tables:
    """The tables that ship, and what they say together."""

    folder: Path
    parameters: Parameters

    def compared(self) -> NationalNeed:
        """Return all that is laid beside counts."""
        table = self._branches()
        then = self._asked((self._residents(BRANCH_YEAR) + self._residents(BRANCH_YEAR + 1)) / 2)
        now = self._asked(self._residents(BASE_YEAR))
        domains = tuple(
            Domain(str(name), tuple(own.index), float(then[place]), float(own["posts"].sum()), float(now[place]))
            for place, name in enumerate(AXES["domain"])
            for own in [table[table["domain"] == name]]
        )
        total = Compared("posts", BASE_YEAR, self._counted_posts(), float(now.sum()))
        return NationalNeed(domains, total, self._sizes(table), self._budget(table))

    def _observed(self, name: str) -> pd.DataFrame:
        return pd.read_csv(path_of(self.folder, f"observed/{name}.csv"))

    def _branches(self) -> pd.DataFrame:
        """Return employees, self-employed, vacancies and posts by branch, with its domain."""
        every = self._observed("national_care_branches").query(f"year == {BRANCH_YEAR}")
        wide = every.pivot_table(index=["branch", "domain"], columns="measure", values="value", sort=False)
        return wide.assign(posts=wide.sum(axis=1)).reset_index("domain")

    def _residents(self, year: int) -> Floats:
        """Return the residents of the Netherlands by age as the UN has them, with the total that CBS counted."""
        people = self._observed("national_population").query(f"year == {year}").groupby("age")["value"].sum()
        by_age = people.groupby(people.index.to_numpy().clip(max=OLDEST)).sum().to_numpy(dtype=float)
        bands = self._observed("region_age_bands").query(f"year == {year} and area == 'netherlands'")
        counted = bands.query(f"age_from == 0 and age_to == {OLDEST}")["value"]
        return np.asarray(by_age * float(counted.iloc[0]) / by_age.sum())

    def _asked(self, residents: Floats) -> Floats:
        """Return the posts that residents by age ask for, by domain."""
        intensity = self.parameters["care_intensity"]
        by_domain = np.moveaxis(intensity.value, intensity.axes.index("domain"), 0)
        return np.asarray(by_domain @ residents / float(self.parameters["fte_per_worker"].value))

    def _counted_posts(self) -> float:
        """Return workers of the last count, drawn on, and vacancies counted on 1 January of the base year."""
        workers = self._observed("care_workforce").query(f"year == {BRANCH_YEAR}").set_index("measure")["value"]
        given = self._observed("care_account_inputs").set_index("item")["value"]
        growth = (1 + given["growth_of_care_workers"]) ** (BASE_YEAR - BRANCH_YEAR - 0.5)
        return float((workers["employees"] + workers["self_employed"]) * growth + given["vacancies_in_2024"])

    def _sizes(self, table: pd.DataFrame) -> tuple[Compared, ...]:
        counted = self._observed("national_care_branches").query(f"year == {COUNTED}").set_index("branch")["value"]
        every = table["employees"].sum()
        return tuple(
            Compared(name, COUNTED, float(counted[name] / counted["all"]), float(now / every))
            for name, parts in PARTS.items()
            for now in [table.loc[list(parts), "employees"].sum()]
        )

    def _budget(self, table: pd.DataFrame) -> tuple[Compared, ...]:
        """Return what filled posts for residents cost by line; a line pays part of a domain at some ages."""
        accounts = pd.read_csv(path_of(self.folder, "tables/care_accounts.csv")).set_index("domain")
        cost = self._observed("care_cost_per_fte").set_index("domain")["value"]
        budget = self._observed("municipal_care_budget").query(f"year == {BASE_YEAR}").set_index("line")["value"]
        own = table[table["domain"] == "youth_care"]["posts"]
        youth_help = 1 - own[CHILDCARE] / own.sum()
        paid = dict.fromkeys(budget.index, 0.0)
        for part in rows_of(self.folder, "municipal_part_of_care"):
            domain = part["domain"]
            account = accounts.loc[domain]
            filled = account["filled_in_city"] / account["posts_in_city"]
            asked = account[{"need": "need_of_residents", "posts": "posts_in_city"}[part["of"]]] * filled
            asked *= self._at(domain, int(part["age_from"]), int(part["age_to"]))
            asked *= youth_help if domain == "youth_care" else 1.0
            price = float(self.parameters["fte_per_worker"].value) * cost[domain] * float(part["value"])
            paid[part["line"]] += asked * price
        lines = [Compared(line, BASE_YEAR, float(budget[line]), float(paid[line])) for line in budget.index]
        return (*lines, Compared("all", BASE_YEAR, float(budget.sum()), float(sum(paid.values()))))

    def _at(self, domain: str, first: int, last: int) -> float:
        """Return the part of the need of residents in a domain that lies between two ages."""
        intensity, counted = self.parameters["care_intensity"], self.parameters["residents_counted"]
        by_domain = np.moveaxis(intensity.value, intensity.axes.index("domain"), 0)
        now = counted.value[..., counted.years.index(BASE_YEAR)]
        others = tuple(place for place, axis in enumerate(counted.axes) if axis != "age")
        by_age = by_domain[AXES["domain"].index(domain)] * now.sum(axis=others)
        return float(by_age[first : last + 1].sum() / by_age.sum())
