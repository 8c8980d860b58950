"""The tables of the analysis that a result holds, by name: what files, sheets, pages and the terminal are made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd
import xarray as xr

from care2040.analysis.choosing import chosen_dataset
from care2040.analysis.choosing.telling import telling_dataset
from care2040.analysis.levers import attribution, comparison, costs, least_effort
from care2040.analysis.pathways import pathways_dataset
from care2040.analysis.robust import robust_dataset
from care2040.analysis.uncertainty import discovery_dataset, robustness, sensitivity_dataset
from care2040.results import variables

STORED: Mapping[str, tuple[str, Callable[[xr.Dataset], pd.DataFrame]]] = {
    "wedges": (variables.WEDGES, attribution.table),
    "least_effort": (least_effort.LEAST, least_effort.table),
    "choose": (variables.CHOSEN_VALUE, chosen_dataset.table),
    "choose_levers": (variables.CHOSEN_EFFORT, chosen_dataset.levers),
    "choose_named": (variables.CHOSEN_NAMED, telling_dataset.named_table),
    "choose_does": (variables.CHOSEN_NAMED, telling_dataset.does_table),
    "choose_worth": (variables.CHOSEN_WORTH, telling_dataset.worth_table),
    "choose_search": (variables.SEARCH_VOLUME, chosen_dataset.convergence),
    "choose_robust": (variables.ROBUST_CHANCE, robust_dataset.table),
    "choose_failing": (variables.FAILING_DENSITY, robust_dataset.failing_table),
    "pathways": (variables.PATH_CHANCE, pathways_dataset.policies),
    "pathways_switches": (variables.SWITCH_CHANCE, pathways_dataset.switches),
    "pathways_signposts": (variables.SIGN_NAME, pathways_dataset.signs),
    "pathways_waiting": (variables.WAIT_CHANCE, pathways_dataset.waiting),
    "robustness": (variables.CHANCE, robustness.table),
    "discovery": (variables.BOUNDS, discovery_dataset.table),
    "discovery_steps": (variables.BOUNDS, discovery_dataset.steps),
    "sobol": (variables.SOBOL_TOTAL, sensitivity_dataset.sobol_table),
    "convergence": (variables.CONVERGENCE, sensitivity_dataset.convergence_table),
    "morris": (variables.MORRIS_SIZE, sensitivity_dataset.morris_table),
}
"""Table to the variable of a result that it is made from, and what makes it."""


def stored_table(dataset: xr.Dataset, name: str) -> pd.DataFrame | None:
    """Return a table that was put into a result when it was made, or None where the result does not hold it."""
    variable, make = STORED[name]
    return make(dataset) if variable in dataset else None


@dataclass(frozen=True, eq=False)
class Analysed:
    """A result with its tables, which are worked out once for all that is written of it."""

    dataset: xr.Dataset

    @cached_property
    def tables(self) -> Mapping[str, pd.DataFrame]:
        """Every table that the result has, by name."""
        return tables(self.dataset)


def tables(dataset: xr.Dataset) -> dict[str, pd.DataFrame]:
    """Return every table that a result has, by name.

    Parameters
    ----------
    dataset : xarray.Dataset
        A result.

    Returns
    -------
    dict of str to DataFrame
        ``summary`` and ``costs`` where there are policies to compare, and those of `STORED` that it holds.
    """
    against = comparison.compared_with(dataset)
    found: dict[str, pd.DataFrame] = {}
    if dataset.sizes["policy"] > 1:
        found["summary"] = comparison.summary(dataset, against)
    if costs.has_costs(dataset):
        found["costs"] = costs.table(dataset, against)
    stored = {name: stored_table(dataset, name) for name in STORED}
    return found | {name: table for name, table in stored.items() if table is not None}
