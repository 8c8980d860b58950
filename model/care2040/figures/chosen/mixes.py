"""The best mixes of a choice, read from a result: what counts, mixes with a name, what levers do, and their money."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import xarray as xr

from care2040.figures.canvas.errors import CannotDrawError
from care2040.inputs.experiments.choosing.schema import EVERYBODY, LEVER_COST
from care2040.results import variables
from care2040.wording.amounts import limit_words
from care2040.wording.language import Language
from care2040.wording.names import change_unit, indicator_words, name_of, unit_words
from care2040.wording.numbers import figures_that_count, percent, sentence
from care2040.wording.quantities import COUNTED, MILLION, Quantity, quantity, written
from care2040.wording.texts import phrase

CHEAPEST, BEST, FAIREST = "cheapest", "best", "fairest"
NAMES = (CHEAPEST, BEST, FAIREST)
"""Names that a mix may have, in the order in which they are told."""
VISIBLE = 0.1
"""Effort from which a lever counts as one that a mix has."""
MOST = 0.9
"""Part of the mixes that have a lever, or lack it, from which it is told of nearly all of them."""
AMOUNTS = (1, 10, 100)
"""Millions of euros of which is told what they do: the fewest that show."""
SHOWS = {"dimensionless": 0.0005}
"""Change from which an amount shows: half a tenth of a percentage point, or one of what is counted."""


@dataclass(frozen=True)
class Aim:
    """A thing that counts: `wish` is low, high, likely or regret; a chance is that of staying on a side of a limit."""

    name: str
    wish: str
    indicator: str
    unit: str
    when: str
    side: str = ""
    threshold: float = 0.0
    threshold_unit: str = ""

    @property
    def is_money(self) -> bool:
        """Whether it is what levers cost."""
        return self.indicator == LEVER_COST

    @property
    def share(self) -> bool:
        """Whether it is told in per cents, and its changes in percentage points."""
        return self.unit == "dimensionless"

    @property
    def better(self) -> float:
        """The sign of a change for the better."""
        return -1.0 if self.wish in ("low", "regret") else 1.0

    def subject(self, language: Language) -> str:
        """Return what it is called, at the beginning of a line."""
        called = indicator_words(self.indicator, language)["subject"]
        return sentence(self._said("subjects", called, language))

    def measure(self, language: Language) -> str:
        """Return what it is called within a sentence, with its year."""
        called = indicator_words(self.indicator, language)["measure"]
        said = self._said("wishes", called, language)
        years = self.when.replace("-", "\u2013")
        return phrase(language, "choosing", "in_year" if "-" not in self.when else "in_years", measure=said, year=years)

    def _said(self, kind: str, measure: str, language: Language) -> str:
        """Return what counts in words; results of before do not hold the limit that a chance is of."""
        if not self.side:
            return phrase(language, "choosing", kind, self.wish, measure=measure)
        limit = limit_words(self.indicator, self.threshold_unit, self.threshold, language)
        return phrase(language, "choosing", kind, self.side, measure=measure, limit=limit)


@dataclass(frozen=True)
class Mixes:
    """What a result holds of the best mixes."""

    dataset: xr.Dataset

    @cached_property
    def _asked(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.dataset[variables.CHOSEN_VALUE].attrs["asked"])
        return found

    @cached_property
    def told(self) -> dict[str, Any]:
        """Facts that are kept with the names: why, for which aim, which levers are free, and kinds of limits."""
        found: dict[str, Any] = json.loads(self.dataset[variables.CHOSEN_NAMED].attrs["told"])
        return found

    @property
    def reached(self) -> bool:
        """Whether the mixes keep everything that may not be passed."""
        return bool(self.dataset[variables.CHOSEN_VALUE].attrs["reached"])

    @property
    def already(self) -> bool:
        """Whether unchanged policy keeps the aim; results of before do not say so."""
        return bool(self.told.get("already", False))

    @property
    def draws(self) -> int:
        """Of each mix, in the search."""
        return int(self.dataset[variables.CHOSEN_VALUE].attrs["draws"])

    @property
    def futures(self) -> list[str]:
        """Scenarios that counted."""
        return [str(one) for one in self._asked["futures"]]

    @property
    def limits(self) -> Mapping[str, Mapping[str, Any]]:
        """What may not be passed, as it was written."""
        found: dict[str, Any] = self._asked["limits"]
        return found

    @cached_property
    def aims(self) -> dict[str, Aim]:
        """What counts, by name."""
        return {name: Aim(name, **facts) for name, facts in self._asked["aims"].items()}

    @property
    def aim(self) -> Aim:
        """What budgets are spent on: the first thing that counts and is not the money itself, else the first."""
        return self.aims[self.told["aim"]] if self.told["aim"] else next(iter(self.aims.values()))

    @property
    def levers(self) -> list[str]:
        """Levers that could be chosen."""
        return [str(one) for one in self.dataset[variables.CHOOSABLE].values]

    @property
    def free(self) -> list[str]:
        """Those of them of which the effort was chosen."""
        return [lever for lever in self.levers if lever in self.told["free"]]

    @property
    def many(self) -> int:
        """How many mixes there are."""
        return int(self.dataset.sizes[variables.MIX])

    @cached_property
    def efforts(self) -> np.ndarray:
        """How the mixes use the levers, (mix, lever)."""
        return self.dataset[variables.CHOSEN_EFFORT].transpose(variables.MIX, variables.CHOOSABLE).values

    @cached_property
    def named(self) -> dict[str, int]:
        """Name to the place of the mix that has it, of the names that are had."""
        numbers = self.dataset[variables.CHOSEN_NAMED].values.tolist()
        return {name: number - 1 for name, number in zip(NAMES, numbers, strict=True) if number}

    @property
    def first(self) -> str | None:
        """The name that is looked at first: the best within the budget, else the cheapest, else any."""
        return next((name for name in (BEST, CHEAPEST, FAIREST) if name in self.named), None)

    def values(self, aim: Aim) -> np.ndarray:
        """Return what the mixes come to in something that counts, (mix,)."""
        return self.dataset[variables.CHOSEN_VALUE].sel({variables.AIM: aim.name}).values

    def unchanged(self, aim: Aim) -> float:
        """Return what it is without any effort."""
        return float(self.dataset[variables.CHOSEN_NONE].sel({variables.AIM: aim.name}))

    @cached_property
    def costs(self) -> np.ndarray:
        """What the levers of each mix cost all payers together, over all years, in euros, (mix,)."""
        return self.dataset[variables.CHOSEN_COST].sum(variables.PAYER_OF_CHOICE).values

    def by_lever(self, variable: str, name: str, aim: Aim | None = None) -> np.ndarray:
        """Return what is kept of each lever of a mix with a name, (lever,)."""
        at = {variables.NAME_OF_MIX: name} | ({variables.AIM: aim.name} if aim else {})
        found = self.dataset[variable].sel(at)
        return found.sum(variables.PAYER_OF_CHOICE, min_count=1).values if found.ndim > 1 else found.values

    def per_euro(self, name: str) -> np.ndarray:
        """Return what one euro more on each lever changes in the aim at a mix with a name, (lever,)."""
        spent = self.by_lever(variables.CHOSEN_SLOPE_COST, name)
        slope = self.by_lever(variables.CHOSEN_SLOPE, name, self.aim)
        return slope / np.where(spent > 0, spent, np.nan)

    def has(self, place: int) -> np.ndarray:
        """Return which levers a mix has, (lever,): all that are paid for, however little."""
        return np.asarray(self.efforts[place] > 0)

    def written(self, aim: Aim) -> Quantity:
        """Return how values of a thing that counts are written: so that the mixes differ."""
        values = [*self.values(aim), self.unchanged(aim)]
        return written(aim.indicator, aim.unit, [float(np.ptp(values)) / 4])


def mixes_of(dataset: xr.Dataset, figure: str) -> Mixes:
    """Return the best mixes that a result holds, or refuse one that holds none, with what makes them."""
    if variables.CHOSEN_VALUE not in dataset:
        hint = "write 'choose:' with levers, objectives and constraints in the experiment, and run it"
        least = variables.LEAST_EFFORT in dataset
        hint = "a least effort for one target has a search of its own, without mixes" if least else hint
        raise CannotDrawError(f"the figure '{figure}' needs the best mixes, which the result does not hold; {hint}")
    if variables.CHOSEN_NAMED not in dataset:
        hint = "an earlier version made it: run the experiment again"
        raise CannotDrawError(f"the figure '{figure}' needs mixes with a name, which the result does not hold; {hint}")
    return Mixes(dataset)


def value_words(mixes: Mixes, aim: Aim, value: float, language: Language) -> str:
    """Return a value of a thing that counts with its unit: ``7,000 persons``, ``25.1%``, ``470 million euro``."""
    if aim.wish == "likely":
        return percent(value, language)
    if aim.is_money:
        return money_words(value, language)
    how = mixes.written(aim)
    if aim.wish == "regret":
        return f"{how.change(value, language).removeprefix('+')} {change_unit(aim.indicator, aim.unit, language)}"
    said = how.value(value, language)
    plain = how.unit in ("dimensionless", "ratio")
    return said if plain else f"{said} {unit_words(aim.indicator, aim.unit, language)}"


def money_words(euros: float, language: Language) -> str:
    """Return an amount in millions of euros, of large ones the tens."""
    whole = abs(euros) >= 20 * MILLION or euros % MILLION == 0
    how = quantity("euro", [20 * MILLION] if whole else [MILLION])
    return how.size_words(euros, language)


def change_words(aim: Aim, change: float, language: Language) -> str:
    """Return the size of a change of a thing that counts, with its unit, with two figures that count."""
    if aim.share or aim.wish == "likely":
        return f"{figures_that_count(100 * change, language)} {phrase(language, 'points')}"
    scale = MILLION if aim.is_money else 1.0
    return f"{figures_that_count(change / scale, language)} {change_unit(aim.indicator, aim.unit, language)}"


def amount_that_shows(aim: Aim, per_euro: Sequence[float]) -> int:
    """Return of how many millions is told what they do: the fewest that show, of one, ten and a hundred."""
    most = max((abs(one) for one in per_euro if one == one), default=0.0)
    shows = SHOWS.get(aim.unit, 1.0)
    return next((one for one in AMOUNTS if most * one * MILLION >= shows), AMOUNTS[-1])


def step_of(aim: Aim) -> float:
    """Return of how much of a thing that counts the price is told: a percentage point, a hundred persons, or one."""
    if aim.share or aim.wish == "likely":
        return 0.01
    return 100.0 if aim.unit in COUNTED else 1.0


def step_words(aim: Aim, language: Language) -> str:
    """Return how much that is, in words."""
    return _step(aim, "one_point", language)


def per_words(aim: Aim, language: Language) -> str:
    """Return for how much a price is told, after "per"."""
    return _step(aim, "per_point", language)


def _step(aim: Aim, key: str, language: Language) -> str:
    point = aim.share or aim.wish == "likely"
    return phrase(language, "choosing", key) if point else change_words(aim, step_of(aim), language)


def lever_words(name: str, language: Language) -> str:
    """Return what a lever is called, in quotes."""
    return f"\u2018{sentence(name_of('policies', name, language))}\u2019"


def payer_words(payer: str, language: Language) -> str:
    """Return who pays, within a sentence."""
    everybody = payer == EVERYBODY
    return phrase(language, "choosing", "everybody") if everybody else name_of("the_payers", payer, language)
