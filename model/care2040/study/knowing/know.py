"""When would we know: the first year in which the monitors tell policies or futures apart, and which counts to add."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from care2040.analysis.knowing.candidates import ERROR
from care2040.analysis.knowing.rows import COUNTED, Row, Side, rows_of
from care2040.analysis.knowing.telling import ENOUGH, first_year
from care2040.analysis.knowing.when_known import possible, when_known
from care2040.analysis.knowing.worth_counting import Wanted, worth_counting
from care2040.analysis.monitoring.monitoring import refuse_no_sample
from care2040.analysis.observations.register import Register
from care2040.analysis.observations.register import load as load_register
from care2040.analysis.observations.weighing import TooFewLeft, effective, weigh
from care2040.figures import known
from care2040.files.problems import InvalidInput, Problem, did_you_mean
from care2040.inputs.parameters.distributions import Floats
from care2040.language.axes import HALF_WAY
from care2040.results import load
from care2040.results.valid_draws import CannotAnalyse, Mask, fair_draws
from care2040.results.variables import (
    CHANCE_BY_SAMPLE,
    CHANCE_RIGHT,
    CHANCE_SURE,
    GAIN,
    STANDARD,
    UNCHANGED,
    WORTH,
    WRONG,
)
from care2040.study.monitor import placed
from care2040.study.project import Project
from care2040.wording.language import LANGUAGES

TYPED = "command line"
FACTS = ("experiment", "indicators", "source")
"""What the numbers of a result say of themselves."""
FEWEST = 50
"""Draws below which a mean and a covariance of many counts are those of the draws, not of the model."""


@dataclass(frozen=True)
class Question:
    """What is asked.

    Parameters
    ----------
    result : Path
        A result with draws, of an experiment with ``monitor: true``.
    between : tuple of str
        Policies, or scenarios, that are to be told apart: the first from each of the others. When left empty:
        unchanged policy from every other policy, or where there is one policy the first scenario from the others.
    scenario : str
        The future in which policies are compared; the first when left empty.
    by : int
        The year in which is looked and chosen.
    error : float
        Standard error of a count that is not made yet, as a part of it.
    """

    result: Path
    between: tuple[str, ...] = ()
    scenario: str = ""
    by: int = HALF_WAY
    error: float = ERROR


@dataclass(frozen=True)
class Answer:
    """What is told, as numbers with labels: see `when_known` and `worth_counting`."""

    question: Question
    found: xr.Dataset
    notes: tuple[str, ...]

    @property
    def years(self) -> range:
        """The years that are told of."""
        years = self.found["year"].values
        return range(int(years[0]), int(years[-1]) + 1)

    def as_data(self) -> dict[str, Any]:
        """Return the answer as plain data: a year that is null is not before the last that is told of."""
        facts = self.found.attrs
        told = {key: facts[key] for key in ("experiment", "scenario", "by", "enough", "error", "effective_draws")}
        told |= {key: facts[key] for key in ("chosen_between", "usual_takes", "usual_takes_by_neighbours")}
        told |= {key: facts[key] for key in ("wrong_now", "wrong_then")}
        told["says"] = {language: known.council(self.found, language) for language in LANGUAGES}
        return told | {"notes": list(self.notes), "when": list(self.when()), "worth": list(self.worth())}

    def when(self) -> Iterator[dict[str, Any]]:
        """Give for each pair, row and rhythm the first year, and the chances in the year that is looked at."""
        found, by = self.found, self.question.by
        for at in np.ndindex(found.sizes["pair"], found.sizes["row"], found.sizes["rhythm"]):
            one = found.isel(pair=at[0], row=at[1], rhythm=at[2])
            right = one[CHANCE_RIGHT].values
            yield {
                "first": str(one["first"].item()),
                "second": str(one["second"].item()),
                "row": str(one["row"].item()),
                "kind": str(one["kind"].item()),
                "rhythm": str(one["rhythm"].item()),
                "first_year": first_year(right, self.years),
                "chance_right": round(float(one[CHANCE_RIGHT].sel(year=by)), 4),
                "chance_sure": round(float(one[CHANCE_SURE].sel(year=by)), 4),
                "chance_right_at_end": round(float(right[-1]), 4),
                CHANCE_BY_SAMPLE: _sampled(one),
            }

    def worth(self) -> Iterator[dict[str, Any]]:
        """Give each count with what it takes off the variance, off the chance of a wrong choice, and off the need."""
        found = self.found
        for at in range(found.sizes["count"]):
            one = found.isel(count=at)
            numbers = {name: float(one[name]) for name in (WORTH, WRONG, GAIN)}
            yield {"row": str(one["counted"].item()), "what": str(one["what"].item()), **numbers}


def _sampled(one: xr.Dataset) -> float | None:
    """Return what a plain sample gives, in whole per cents, as it rests on few cities; nothing where none was drawn."""
    found = float(one[CHANCE_BY_SAMPLE])
    present = str(one["rhythm"].item()) == "present"
    return round(found, 2) if present and np.isfinite(found) else None


def know(project: Project, question: Question) -> Answer:
    """Say when counts would tell policies or futures apart, and which counts are worth adding.

    Parameters
    ----------
    project : Project
        Whose parameters hold the register of observations.
    question : Question
        What is asked, of which result.

    Raises
    ------
    InvalidInput
        With everything in the question that the result does not have, when there is nothing to tell apart, or when
        the result has no draws that counts can weigh or did not keep what was counted.
    """
    folder = load.folder_of(question.result)
    dataset, register = load.load(folder), load_register(project.folder, project.model)
    policies = _of_policies(question, dataset)
    years = _years(dataset, register)
    problems = [Problem(TYPED, 0, 0, *fault) for fault in _faults(question, dataset, policies, years)]
    if problems:
        raise InvalidInput(problems)
    with placed(str(folder)):
        return _answered(question, _drawn(dataset), register, policies, years)


def _years(dataset: xr.Dataset, register: Register) -> range:
    """Return the years that are told of: from the first in which a count can come, to the last that is run."""
    first = min(one.retrieved.year for one in register.series.values())
    return range(max(first, int(dataset["year"].values[0]) + 1), int(dataset["year"].values[-1]) + 1)


def _answered(question: Question, dataset: xr.Dataset, register: Register, policies: bool, years: range) -> Answer:
    sides = _sides(question, dataset, register, policies)
    base, pairs, notes = _pairs(sides)
    weights, few = _weights(sides[0])
    rows = rows_of(register, base.dataset, question.error)
    there = possible(rows, list(sides))
    out = [row.name for row in rows if row not in there]
    notes += few + _without_past(register, rows, base)
    notes += [f"left out, as some draws foretell nought or less: {', '.join(out)}"] if out else []
    found = when_known(pairs, there, weights, years, policies, question.by)
    worth, chosen = _worth(question, base, sides, there, weights)
    found = xr.merge([found, worth], combine_attrs="drop").assign_attrs(dataset.attrs | worth.attrs)
    facts = {
        "scenario": _scenario(question, dataset) if policies else base.name,
        "by": question.by,
        "enough": ENOUGH,
        "error": question.error,
    }
    facts |= {"effective_draws": round(effective(weights), 1), "draws": dataset.sizes["draw"]}
    facts |= {"compared": "policies" if policies else "scenarios", "chosen_between": list(chosen)}
    facts["of_the_country"] = [str(row.series.title["en"]) for row in there if row.kind == "country"]
    return Answer(question, found.assign_attrs(facts), tuple(notes))


def _of_policies(question: Question, dataset: xr.Dataset) -> bool:
    """Return whether policies are compared: else futures are."""
    if question.between:
        return not set(question.between) <= set(map(str, dataset["scenario"].values))
    return dataset.sizes["policy"] > 1


def _faults(question: Question, dataset: xr.Dataset, policies: bool, years: range) -> Iterator[tuple[str, str, str]]:
    """Give what is wrong with a question and a hint, one by one."""
    names = {kind: [str(name) for name in dataset[kind].values] for kind in ("policy", "scenario")}
    everyone = [*names["policy"], *names["scenario"]]
    for name in question.between:
        if name not in everyone:
            known = f"allowed: {', '.join(everyone)}"
            yield "E402", f"there is no policy or scenario '{name}' in the result", did_you_mean(name, everyone, known)
    yield from _not_alike(question, names, policies)
    if question.between and not policies and question.scenario:
        message = "scenarios are told apart, so that --scenario does nothing: it is for comparing policies"
        yield "E931", message, "leave --scenario out, or name two policies with --between"
    if len(question.between) == 1 or len(set(question.between)) < len(question.between):
        yield "E931", "one policy cannot be told apart from itself", "name two or more"
    if question.scenario and question.scenario not in names["scenario"]:
        hint = did_you_mean(question.scenario, names["scenario"])
        yield "E402", f"there is no scenario '{question.scenario}' in the result", hint
    if not question.between and max(map(len, names.values())) == 1:
        yield "E931", "the result has one policy in one scenario: nothing is to be told apart", "run it with two"
    if not years:
        last = int(dataset["year"].values[-1])
        yield "E409", f"the run ends in {last}, before a next count is known", "run it to a later year, such as 2040"
    elif question.by not in years:
        message = f"the year {question.by} is not one in which a count can come within the run"
        yield "E409", message, f"allowed: {years[0]} to {years[-1]}"


def _not_alike(question: Question, names: dict[str, list[str]], policies: bool) -> Iterator[tuple[str, str, str]]:
    """Give it when a policy and a scenario are to be told apart."""
    others = [name for name in question.between if policies and name not in names["policy"]]
    scenarios = [name for name in others if name in names["scenario"]]
    own = [name for name in question.between if name in names["policy"]]
    if scenarios and own:
        message = f"a policy and a scenario cannot be told apart: '{own[0]}' and '{scenarios[0]}'"
        allowed = f"policies ({', '.join(names['policy'])}) or scenarios ({', '.join(names['scenario'])})"
        yield "E931", message, f"name two {allowed}"


def _drawn(dataset: xr.Dataset) -> xr.Dataset:
    """Return the draws that are a fair sample of a result that holds what is needed."""
    lost = [name for name in FACTS if name not in dataset.attrs]
    if lost:
        message = f"the numbers of the result do not say of what they are: {', '.join(lost)} is missing"
        raise CannotAnalyse(message, "run the experiment again")
    if STANDARD not in dataset:
        message = f"the result does not hold '{STANDARD}', the need that counts are to make more certain"
        raise CannotAnalyse(message, f"put {STANDARD} among the indicators and run it again")
    refuse_no_sample(dataset)
    if dataset.sizes["draw"] < FEWEST:
        raise CannotAnalyse(
            f"the result has {dataset.sizes['draw']} draws, and it takes {FEWEST} to say how sure a count is",
            "put 'draws: 2000' in the experiment and run it again",
        )
    return dataset.isel(draw=np.flatnonzero(fair_draws(dataset)))


def _scenario(question: Question, dataset: xr.Dataset) -> str:
    return question.scenario or str(dataset["scenario"].values[0])


def _sides(question: Question, dataset: xr.Dataset, register: Register, policies: bool) -> tuple[Side, ...]:
    """Return what is compared: the one that the others are told apart from in front."""
    unchanged = str(dataset.attrs.get("unchanged_policy", UNCHANGED))
    if unchanged not in dataset["policy"].values:
        unchanged = str(dataset["policy"].values[0])
    scenario = _scenario(question, dataset)
    kind, chosen = ("policy", {"scenario": scenario}) if policies else ("scenario", {"policy": unchanged})
    own = dataset.sel(chosen)
    everyone = [str(name) for name in own[kind].values]
    first = unchanged if policies else scenario
    names = question.between or (first, *(name for name in everyone if name != first))
    along = {name: own.sel({kind: name}) for name in dict.fromkeys([*names, *([first] if policies else [])])}
    good = _countable(along, register)
    along = {name: one.isel(draw=good) for name, one in along.items()}
    return tuple(Side(name, along[name], along[first] if policies else along[name], register) for name in names)


def _countable(along: dict[str, xr.Dataset], register: Register) -> np.ndarray:
    """Return which draws have a need, and give more than nought of all that was counted, under every policy."""
    from care2040.analysis.observations.expected import expected

    draws = next(iter(along.values())).sizes["draw"]
    fit: dict[str, Mask] = {}
    for one in along.values():
        fit[STANDARD] = fit.get(STANDARD, np.ones(draws, dtype=bool)) & np.isfinite(_need(one))
        for each in expected(one, register):
            name = each.series.name_of_quantity
            fit[name] = fit.get(name, np.ones(draws, dtype=bool)) & (each.values > 0).all(axis=1)
    good = np.flatnonzero(np.all(list(fit.values()), axis=0))
    if len(good) < FEWEST:
        worst = min(fit, key=lambda name: int(fit[name].sum()))
        raise CannotAnalyse(
            f"of {draws} draws {len(good)} can be used, and it takes {FEWEST}: "
            f"'{worst}' is nought or no number in {draws - int(fit[worst].sum())} of them",
            "run it again, with more draws",
        )
    return good


def _need(dataset: xr.Dataset) -> Floats:
    """Return the need in the last year of one policy in one scenario, shape (draws,)."""
    values: Floats = dataset[STANDARD].isel(year=-1).values
    return values.reshape(dataset.sizes["draw"], -1)[:, 0]


def _pairs(sides: tuple[Side, ...]) -> tuple[Side, list[tuple[Side, Side]], list[str]]:
    """Return the first side, its pairs with those that differ from it, and which do not."""
    base, *others = sides
    same = [other.name for other in others if base.same_as(other)]
    if len(same) == len(others):
        which = " and ".join(f"'{name}'" for name in (base.name, *same))
        message = f"{which} are the same to the last bit: no count will ever tell them apart"
        raise InvalidInput([Problem(TYPED, 0, 0, "E931", message, "name two that do something else")])
    notes = [f"the same to the last bit as '{base.name}', and left out: {', '.join(same)}"] if same else []
    return base, [(base, other) for other in others if other.name not in same], notes


def _without_past(register: Register, rows: tuple[Row, ...], base: Side) -> list[str]:
    """Return what is to be told of series that are counted, but not within the run, or not kept by it."""
    told = {row.name for row in rows}
    lost = [name for name, one in register.series.items() if register.of(one) and name not in told]
    before = [row.name for row in rows if row.kind in COUNTED and row.name not in base.past]
    said = {"no count within the run, so that what is off in them is not known": before, "not kept by the run": lost}
    return [f"{words}: {', '.join(names)}" for words, names in said.items() if names]


def _weights(side: Side) -> tuple[Floats, list[str]]:
    """Return for how much each draw counts, and what is to be told of that."""
    try:
        found = weigh(tuple(side.past.values()), temper=True, held_out=True)
    except TooFewLeft as error:
        draws = side.dataset.sizes["draw"]
        return np.full(draws, 1 / draws), [f"{error.message}; all draws were counted alike, so that less is known"]
    if found.tempered < 1:
        return found.values, [f"counts weigh for {found.tempered:.0%} of what they say, as too few draws were left"]
    return found.values, []


def _worth(
    question: Question, base: Side, sides: tuple[Side, ...], rows: tuple[Row, ...], weights: Floats
) -> tuple[xr.Dataset, tuple[str, str]]:
    """Return what counts are worth, and between which two is chosen: the two with the least need in the last year."""
    needs = {side.name: _need(side.dataset) for side in sides}
    best = sorted(needs, key=lambda name: float(weights @ needs[name]))[:2]
    first, second = (best[0], best[1])
    more = needs[second] - needs[first]
    wanted = Wanted(needs[base.name], more, float(weights @ more), question.by)
    return worth_counting(base, rows, wanted), (first, second)
