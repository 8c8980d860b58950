"""Which result, policy, scenario and year a placeholder means, and the numbers there; what is not there is refused."""

import os
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import xarray as xr

from care2040.analysis.levers.comparison import compared_with
from care2040.files.package_files import package_folder
from care2040.files.problems import did_you_mean
from care2040.inputs.experiments.schema import DEFAULT_SCENARIO
from care2040.language.axes import whole_city
from care2040.language.cities.here import in_city, the_city
from care2040.reports.document.stored_results import Result
from care2040.reports.document.value_text import Unfillable
from care2040.results.valid_draws import is_sample
from care2040.wording.language import LANGUAGES

ALIKE = 1e-9
"""Part by which values at two points may differ and be the same."""
PLACE_LETTERS = ("/", "\\", "..")


@dataclass(frozen=True)
class Query:
    """What a placeholder asks of a result."""

    name: str
    year: int
    policy: str | None = None
    scenario: str | None = None
    area: str | None = None
    experiment: str | None = None


@dataclass(frozen=True)
class QueryResult:
    """The numbers that a placeholder asks for.

    Attributes
    ----------
    result : Result
        Where they are from.
    unit : str
        Of the indicator.
    values : ndarray, shape (draw,)
        In that unit; not a number (NaN) for draws that failed.
    where : str
        What was asked for, in full.
    """

    result: Result
    unit: str
    values: Any
    where: str

    @property
    def middle(self) -> float:
        """The value, or the median of the draws."""
        return self.middle_of(self.values)

    def middle_of(self, values: Any) -> float:
        """Return the value, or the median of the draws; of points that somebody laid none stands for the others."""
        known = values[np.isfinite(values)]
        low, high = float(known.min()), float(known.max())
        if high - low > ALIKE * max(abs(low), abs(high)) and not is_sample(self.result.dataset):
            name, points = self.result.name, len(known)
            message = (
                f"'{self.where}' differs between the {points} points of '{name}', and somebody laid these: there is"
            )
            hint = f"run: care2040 run {name} --draws 1, without its sweep, or show all points with a figure"
            raise Unfillable("E734", f"{message} no middle to tell", hint)
        return float(np.median(known))


def by_experiment(results: Sequence[Result], experiment: str | None) -> tuple[Result, ...]:
    """Return the results to look in: all, or that of one experiment."""
    if experiment is None:
        return tuple(results)
    names = [result.name for result in results]
    if experiment not in names:
        if any(letters in str(experiment) for letters in PLACE_LETTERS):
            hint = "an experiment is named, and its folder is given with --results"
            raise Unfillable("E721", f"'{experiment}' is a path outside the results", hint)
        message = f"there is no result of the experiment '{experiment}'"
        if os.path.isfile(package_folder("experiments") / f"{experiment}.yaml"):
            hint = f"care2040 run {experiment}, and give its folder with --results"
            raise Unfillable("E721", message, hint)
        raise Unfillable("E721", message, did_you_mean(experiment, names))
    return tuple(result for result in results if result.name == experiment)


def look_up(results: Sequence[Result], query: Query) -> QueryResult:
    """Return the numbers of an indicator in the one result that has them."""
    looked = by_experiment(results, query.experiment)
    faults = {result.name: _fault(result, _of_its_city(result, query)) for result in looked}
    able = [result for result in looked if faults[result.name] is None]
    if len(able) > 1:
        names = [result.name for result in able]
        message = f"'{query.name}' is in {len(able)} results: {', '.join(names)}"
        raise Unfillable("E722", message, f"add experiment='{names[0]}'")
    if not able:
        # The result that comes nearest is told of: the one whose fault lies in the last thing that was query.
        raise max((fault for fault in faults.values() if fault is not None), key=lambda fault: fault.code)
    return _taken(able[0], _of_its_city(able[0], query))


def _of_its_city(result: Result, query: Query) -> Query:
    """Return the question with the area as the city of a result calls it; without one it is about the whole city."""
    with in_city(result.city):
        return replace(query, area=_area(query.area or whole_city()))


def _area(given: str) -> str:
    """Return the district that is meant, written as the model does or as people do: Overvecht, Leidsche Rijn."""
    plain = " ".join(str(given).split()).casefold()
    city = the_city()
    known = (city.name, *city.members)
    called = {
        " ".join(city.called(area, language).split()).casefold(): area for area in known for language in LANGUAGES
    }
    return called.get(plain, plain if plain in known else given)


def _fault(result: Result, query: Query) -> Unfillable | None:
    """Return why a result cannot answer; codes rise with how far it came."""
    series = result.series(query.name)
    if series is None:
        known = [part for name in result.indicators for part in (result.parts(name) if "." in query.name else [name])]
        hint = did_you_mean(query.name, known, f"see: the indicators of experiments/{result.name}.yaml")
        return Unfillable("E723", f"the result '{result.name}' has no indicator '{query.name}'", hint)
    places = (("policy", query.policy), ("scenario", query.scenario), ("area", query.area), ("year", query.year))
    for code, (axis, member) in zip(("E724", "E725", "E726", "E727"), places, strict=True):
        there = series.values[axis].values.tolist()
        if member is not None and member not in there:
            message = f"the result '{result.name}' has no {axis} {member!r} for '{query.name}'"
            years = f"it has {there[0]} to {there[-1]}" if axis == "year" else ""
            return Unfillable(code, message, years or did_you_mean(member, there))
    return None


def default_policy(result: Result, policy: str | None) -> str:
    """Return the policy that is meant: unchanged policy when none is named."""
    return policy or compared_with(result.dataset)


def default_scenario(result: Result, scenario: str | None) -> str:
    """Return the scenario that is meant: what evidence gives, else the first, when none is named."""
    known = result.members("scenario")
    return scenario or (DEFAULT_SCENARIO if DEFAULT_SCENARIO in known else str(known[0]))


def _taken(result: Result, query: Query) -> QueryResult:
    policy, scenario = default_policy(result, query.policy), default_scenario(result, query.scenario)
    series = result.series(query.name)
    if series is None:
        raise Unfillable("E723", f"the result '{result.name}' has no indicator '{query.name}'")
    there = series.values.sel(policy=policy, scenario=scenario, area=query.area, year=query.year)
    values, done = np.asarray(there, dtype=float), _done(result.dataset, policy, scenario)
    where = ", ".join((query.name, str(query.year), policy, scenario, str(query.area)))
    if not np.isfinite(values[done]).all() or not values[done].size:
        raise Unfillable(
            "E728", f"'{where}' is not a number in the result '{result.name}'", "look in its indicators.csv"
        )
    return QueryResult(result, series.unit, np.where(done, values, np.nan), where)


def _done(dataset: xr.Dataset, policy: str, scenario: str) -> Any:
    """Return which draws were run to the end; all of them where a result does not say."""
    if "status" not in dataset:
        return np.ones(dataset.sizes["draw"], dtype=bool)
    return dataset["status"].sel(policy=policy, scenario=scenario).values == 0


def one_result(results: Sequence[Result], experiment: str | None, what: str, able: Callable[[Result], bool]) -> Result:
    """Return the one result that can tell something."""
    found = [result for result in by_experiment(results, experiment) if able(result)]
    if len(found) == 1:
        return found[0]
    names = [result.name for result in found or results]
    if found:
        raise Unfillable(
            "E722", f"{what} is in {len(found)} results: {', '.join(names)}", f"add experiment='{names[0]}'"
        )
    raise Unfillable("E721", f"none of the results has {what}", f"results that were given: {', '.join(names)}")


def check_option(what: str, given: object, known: Collection[str]) -> None:
    """Refuse a word that is not one of a few, with the nearest."""
    if given not in known:
        raise Unfillable("E714", f"{what}={given!r} is not known", did_you_mean(given, known))
