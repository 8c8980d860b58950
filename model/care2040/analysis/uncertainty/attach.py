"""What an ensemble tells beyond its numbers, put into the result: robustness, discovery and sensitivity."""

from collections.abc import Callable

import numpy as np
import xarray as xr

from care2040.analysis.uncertainty import discovery_dataset, group_shares, robustness, sensitivity_dataset
from care2040.analysis.uncertainty.assumption_groups import AssumptionGroups
from care2040.analysis.uncertainty.points import at
from care2040.inputs.experiments.experiment import Experiment
from care2040.inputs.parameters.parameter import LawChoice, Parameter, legend
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.language.axes import HORIZON
from care2040.language.equations import LAW_OF
from care2040.results.valid_draws import GRID, MORRIS, SOBOL, CannotAnalyse, design_of, learnt_in


def attach(
    dataset: xr.Dataset, experiment: Experiment, parameters: Parameters, groups: AssumptionGroups | None = None
) -> tuple[xr.Dataset, tuple[str, ...]]:
    """Return a result that holds what its draws or its sweep tell, and a line for each thing that it cannot."""
    if dataset.sizes["draw"] < 2:
        return dataset, ("discovery needs more than one draw: there is nothing to discover",) * bool(
            experiment.discovery
        )
    parameters = parameters.with_laws(experiment.drawn_laws)
    dataset = with_laws(with_drawn(dataset, experiment, parameters), experiment)
    method = str(design_of(dataset)["method"])
    kept = robustness.question_of(dataset, experiment.robustness)
    steps: list[Callable[[xr.Dataset], xr.Dataset]] = []
    if kept and method not in (MORRIS, GRID):
        steps.append(lambda held: robustness.attach(held, kept))
    if experiment.discovery and kept:
        asked, units = experiment.discovery, {name: unit_of(one) for name, one in parameters.drawn.items()}
        steps.append(lambda held: discovery_dataset.attach(held, asked, kept, units))
    if method in (SOBOL, MORRIS):
        year = kept.year if kept else min(HORIZON, int(dataset["year"].max()))
        told = indicators(dataset, year, kept.indicator if kept else None)
        steps.append(lambda held: sensitivity_dataset.attach(held, told, year))
    if groups is not None and not learnt_in(dataset.attrs):  # of draws that hang together no part goes with one group
        dataset = _with_groups(dataset, experiment, parameters, groups)
    notes = []
    for step in steps:
        try:
            dataset = step(dataset)
        except CannotAnalyse as error:
            notes.append(str(error))
    return dataset, tuple(dict.fromkeys(notes))


def _with_groups(
    dataset: xr.Dataset, experiment: Experiment, parameters: Parameters, groups: AssumptionGroups
) -> xr.Dataset:
    """Return a result with the share of each group in its spread, where its draws tell."""
    year = min(HORIZON, int(dataset["year"].max()))
    try:
        return group_shares.attach(dataset, groups, parameters, experiment.unchanged, year)
    except CannotAnalyse:
        return dataset  # nobody asked for it: a handful of draws simply does not tell


def with_drawn(dataset: xr.Dataset, experiment: Experiment, parameters: Parameters) -> xr.Dataset:
    """Return a result that holds the values at which it was run; those of plain draws are drawn again."""
    if "drawn" in dataset or "design" in dataset.attrs:
        return dataset
    drawn = parameters.at(experiment.resolution).draw(experiment.draws, experiment.seed)
    about = {"long_name": "value of a parameter in each draw, or the factor on a table", "units": "1"}
    values = np.stack(list(drawn.values()), axis=1)
    return dataset.assign_coords(parameter=list(drawn)).assign(drawn=(("draw", "parameter"), values, about))


def with_laws(dataset: xr.Dataset, experiment: Experiment) -> xr.Dataset:
    """Return a result that holds, by name, which law of each quantity whose law was drawn each draw has."""
    held = [name for name in experiment.drawn_laws if f"{LAW_OF}{name}" in dataset["parameter"].values]
    if not held:
        return dataset
    columns = []
    for quantity in held:
        places = dataset["drawn"].sel(parameter=f"{LAW_OF}{quantity}").values.astype(int)
        columns.append(np.array(list(experiment.drawn_laws[quantity]))[places])
    about = {"long_name": "law that each draw has for this quantity", "units": "1"}
    return dataset.assign_coords(quantity=held).assign(law=(("draw", "quantity"), np.stack(columns, axis=1), about))


def unit_of(parameter: Parameter) -> str:
    """Return the unit of what is drawn of a parameter: its own, ``factor`` of a whole table, or which law is which."""
    if isinstance(parameter, LawChoice):
        return legend(parameter.laws)
    return "factor" if parameter.is_factor else parameter.unit


def indicators(dataset: xr.Dataset, year: int, first: str | None) -> tuple[str, ...]:
    """Return the indicators asked for that are one number for the city; `first` before the others."""
    asked = [str(name) for name in np.atleast_1d(dataset.attrs["indicators"]).tolist()]
    names = dict.fromkeys([first, *asked] if first else asked)
    return tuple(name for name in names if name in dataset and _is_told(dataset, name, year))


def _is_told(dataset: xr.Dataset, name: str, year: int) -> bool:
    try:
        at(dataset, name, year)
    except CannotAnalyse:
        return False
    return True
