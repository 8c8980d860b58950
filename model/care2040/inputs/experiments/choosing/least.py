"""The least effort for a target: one case of `choose`, with a search of its own, and what was called `optimise`."""

from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import Field

from care2040.files.problems import Problem
from care2040.files.schema import Name, Strict
from care2040.files.yaml_document import Document
from care2040.inputs.experiments.choosing.schema import EVERYBODY, LEVER_COST, Choose, Constraint, Objective
from care2040.inputs.experiments.written.years import HorizonYear, Side

FORMER = "optimise"
"""What this question was called, and is refused with its present form."""
FORMER_DRAWS = 32
"""Draws that it took for a chance when it did not say how many."""


class Optimise(Strict):
    """Find the least effort with which a policy keeps an indicator on the right side of a target."""

    policy: Name = Field(description="A policy of this experiment; its efforts are the most that can be done.")
    indicator: Name = Field(description="What has to be kept: one number for the city.")
    target: float = Field(description="In the unit of the indicator.")
    side: Side = Field("at_most", description="Which side of the target is right: at_most or at_least.")
    year: HorizonYear = Field(description="1 January of this year; for a flow the whole year.")
    scenario: Name = Field("", description="In which scenario; without it: the first.")
    chance: Annotated[float, Field(gt=0, lt=1)] | None = Field(
        None, description="In which part of the draws the target has to be reached; without it: with central values."
    )
    draws: Annotated[int, Field(ge=1)] = Field(FORMER_DRAWS, description="How many draws `chance` is reckoned over.")


def least_effort_of(choose: Choose | None, start: int, first: str) -> Optimise | None:
    """Return the least effort that a choice comes to: the cost of a policy alone counts, and one target is kept.

    Parameters
    ----------
    choose : Choose or None
        What is asked.
    start : int
        First year of the run.
    first : str
        The scenario that counts where none is named.
    """
    if (
        choose is None
        or choose.robust is not None
        or choose.policy is None
        or len(choose.objectives) != 1
        or len(choose.constraints) != 1
    ):
        return None
    (objective,), (kept,) = choose.objectives.values(), choose.constraints.values()
    if kept.indicator is None or kept.year is None or kept.payer or len(choose.futures) > 1:
        return None
    if not _whole_cost(objective, start, kept) or kept.quantile is not None:
        return None
    if (choose.draws > 1) != (kept.chance is not None):
        return None
    return Optimise(
        policy=choose.policy,
        indicator=kept.indicator,
        target=kept.threshold,
        side=kept.side,
        year=kept.year,
        scenario=choose.futures[0] if choose.futures else first,
        chance=kept.chance,
        draws=choose.draws if kept.chance is not None else FORMER_DRAWS,
    )


def _whole_cost(objective: Objective, start: int, kept: Constraint) -> bool:
    """Whether all that the levers cost until the year of a target is to be as low as can be."""
    plain = objective.payer == EVERYBODY and objective.quantile is None and not objective.regret
    return objective.minimise == LEVER_COST and plain and objective.years == (start, kept.year)


def former_form(document: Document, start: int) -> Iterator[Problem]:
    """Refuse the form that this question had, with the present form of exactly that question."""
    if FORMER in document.data:
        message = "'optimise' is called 'choose' now, which asks more than the least effort for a target"
        yield document.problem((FORMER,), "E466", message, f"write {_present(document.data[FORMER], start)}", key=True)


def _present(entry: Any, start: int) -> str:
    """Write a least effort as it is asked for now; what is not there is left to be filled in."""
    entry = entry if isinstance(entry, Mapping) else {}
    policy, indicator, year = (entry.get(key, key.upper()) for key in ("policy", "indicator", "year"))
    kept = f"indicator: {indicator}, {entry.get('side', 'at_most')}: {entry.get('target', 'TARGET')}, year: {year}"
    draws = ""
    if "chance" in entry:
        kept += f", chance: {entry['chance']}"
        draws = f", draws: {entry.get('draws', FORMER_DRAWS)}"
    futures = f", futures: [{entry['scenario']}]" if entry.get("scenario") else ""
    cost = f"objectives: {{cost: {{minimise: {LEVER_COST}, years: [{start}, {year}]}}}}"
    return f"'choose: {{policy: {policy}, {cost}, constraints: {{target: {{{kept}}}}}{futures}{draws}}}'"
