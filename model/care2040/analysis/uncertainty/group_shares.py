"""How much of the spread of draws goes with each group of assumptions, read from the draws of a result themselves.

A straight line in all that was drawn at once, and a step for every law, is fitted to an indicator; the part of the
variance that goes with the terms of one group is its share, less what chance alone would give so many terms. What bends
or works only together with another group is in no share. Grouped Sobol' indices (`grouped_variance`) hold all of it and
cost runs of their own.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import xarray as xr

from care2040.analysis.uncertainty.assumption_groups import AssumptionGroups
from care2040.analysis.uncertainty.points import Array, at, counted
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.language.equations import LAW_OF
from care2040.results.valid_draws import CannotAnalyse, fair_draws
from care2040.results.variables import GROUP_SHARE, SHORTAGE, STANDARD

FEWEST = 2
"""Draws for each term of the line, below which no share is told."""


def attach(dataset: xr.Dataset, groups: AssumptionGroups, parameters: Parameters, policy: str, year: int) -> xr.Dataset:
    """Return a result that holds the share of each group in the spread of the need and of the shortage.

    Parameters
    ----------
    dataset : xarray.Dataset
        With the values at which it was run.
    groups : AssumptionGroups
        In which group each parameter is.
    parameters : Parameters
        With the choices of laws.
    policy : str
        Under which policy; in the first scenario.
    year : int
        In which year.
    """
    fair = fair_draws(dataset)
    drawn = dataset["drawn"].transpose("draw", "parameter").isel(draw=np.flatnonzero(fair)).values.astype(float)
    names = [str(name) for name in dataset["parameter"].values]
    told = groups.told_of(parameters, names)
    asked = [name for name in (STANDARD, SHORTAGE) if name in dataset]
    rows = []
    for name in asked:
        whole = at(dataset, name, year).sel(policy=[policy]).isel(scenario=[0])
        rows.append(shares(drawn, names, counted(whole, fair)[0, 0], told, list(groups.titles)))
    titles = {f"title_{language}": [title[language] for title in groups.titles.values()] for language in ("en", "nl")}
    about = {"long_name": "part of the variance over the draws that goes with a group of assumptions", "units": "1"}
    facts = {**about, **titles, "year": year, "policy": policy}
    labels = {"spread_of": asked, "assumption_group": list(groups.titles)}
    held = {GROUP_SHARE: (("spread_of", "assumption_group"), np.array(rows), facts)}
    return dataset.assign_coords(labels).assign(held)


def shares(
    drawn: Array, names: Sequence[str], values: Array, group_of: Mapping[str, str], groups: Sequence[str]
) -> Array:
    """Return the share of each group in the variance of `values`, shape (group,).

    Parameters
    ----------
    drawn : ndarray of shape (point, parameter)
        What was drawn.
    names : sequence of str
        Of the parameters.
    values : ndarray of shape (point,)
        Of the indicator.
    group_of : mapping of str to str
        Parameter to its group.
    groups : sequence of str
        In the order in which their shares are given.

    Raises
    ------
    CannotAnalyse
        When there are fewer than two draws for each term, or the indicator is the same in all of them.
    """
    terms, owners = _terms(drawn, names, group_of)
    count, many = terms.shape
    if count < FEWEST * many or count < many + 2:
        raise CannotAnalyse(f"{count} draws do not tell which group of {many} assumptions the spread goes with")
    spread = float(values.var())
    if spread == 0:
        raise CannotAnalyse("the indicator is the same in all draws: there is no spread to split")
    inverse = np.linalg.pinv(terms.T @ terms)
    weights = inverse @ terms.T @ (values - values.mean())
    left = float(((values - values.mean() - terms @ weights) ** 2).sum()) / (count - many - 1)
    found = []
    for group in groups:
        own = np.flatnonzero(owners == group)
        part = terms[:, own]
        chance = left * float(np.trace(inverse[np.ix_(own, own)] @ part.T @ part)) / count
        found.append(max(0.0, float((part @ weights[own]).var()) - chance) / spread)
    return np.array(found)


def _terms(drawn: Array, names: Sequence[str], group_of: Mapping[str, str]) -> tuple[Array, np.ndarray]:
    """Return the terms of the line, each less its mean and of size one, shape (point, term), and the group of each."""
    columns, owners = [], []
    for place, name in enumerate(names):
        column = drawn[:, place]
        laws = np.unique(column)[1:] if name.startswith(LAW_OF) else ()
        for term in [column == law for law in laws] if len(laws) else [column]:
            size = float(term.std())
            if size > 0:
                columns.append((term - term.mean()) / size)
                owners.append(group_of[name])
    return np.stack(columns, axis=1), np.array(owners)
