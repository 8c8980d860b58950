"""When a mix fails: of each mix in each future the boxes of assumptions in which it misses the aim, found by PRIM."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from care2040.analysis.robust.keeping import Tried
from care2040.analysis.robust.trial import Trial
from care2040.analysis.uncertainty.discovery_dataset import FEWEST, bounds_of
from care2040.analysis.uncertainty.scenario_discovery import DiscoveryProblem, cover, problem_of

COLUMNS = {
    **dict.fromkeys(("mix", "future", "looked_for"), ""),
    **dict.fromkeys(("fails", "box", "coverage", "density"), np.nan),
    **dict.fromkeys(("assumption", "assumption_unit"), ""),
    **dict.fromkeys(("low", "high", "low_share", "high_share", "quasi_p", "found_again"), np.nan),
}
"""Columns, each with what stands there when nothing is found."""
TOO_FEW, NOTHING = 0, -1
"""Numbers in the place of a box: too few draws of the rarer outcome to look, and no assumption that tells."""


def failing(
    found: Tried, trial: Trial, units: Mapping[str, str], progress: Callable[[int, int], None]
) -> list[dict[str, Any]]:
    """Return a row for each bound of each box; of a mix without one a row that says why.

    Parameters
    ----------
    found : Tried
        What the runs say.
    trial : Trial
        What was tried.
    units : mapping of str to str
        Of the assumptions.
    progress : callable
        Called with how many searches are done, and how many there are.
    """
    design, futures = trial.design, list(trial.experiment.scenarios)
    drawn = np.stack([design.drawn[name] for name in design.parameters], axis=1)
    rows: list[dict[str, Any]] = []
    total = len(futures) * len(trial.mixes)
    for place, mix in enumerate(trial.mixes):
        for number, future in enumerate(futures):
            fair = found.fair[number]
            values = found.values[place, number, fair]
            problem = problem_of(design.parameters, design.units[fair], drawn[fair], values, trial.asked.aim)
            facts = {"mix": mix, "future": future, "fails": float(problem.fails.mean())}
            rows += [COLUMNS | facts | {"looked_for": problem.looked_for} | one for one in _boxes(problem, units)]
            progress(place * len(futures) + number + 1, total)
    return rows


def _boxes(problem: DiscoveryProblem, units: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return a row for each bound of each box, the surest of each box first."""
    if int(problem.cases.sum()) < FEWEST:
        return [{"box": TOO_FEW}]
    rows: list[dict[str, Any]] = []
    for number, own in enumerate(cover(problem.units, problem.cases), 1):
        whole = {"box": number, "coverage": own.box.coverage, "density": own.box.density}
        columns = bounds_of(problem, own)
        for place in sorted(own.box.restricted, key=lambda place: own.p_values[place]):
            name = problem.names[place]
            bounds = {column: float(values[place]) for column, values in columns.items()}
            rows.append(whole | {"assumption": name, "assumption_unit": units.get(name, "1")} | bounds)
    return rows or [{"box": NOTHING}]
