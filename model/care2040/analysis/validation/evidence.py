"""What is known about whether the model can be trusted, gathered for ``docs/validation.md``."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import xarray as xr

from care2040.analysis.netherlands.out_of_sample import OutOfSample, out_of_sample
from care2040.analysis.netherlands.workforce import National, national_workforce
from care2040.analysis.observed import rows_of
from care2040.analysis.uncertainty import assumption_groups
from care2040.analysis.uncertainty.grouped_variance import (
    IN_ORDER,
    STANDINGS,
    Split,
    Variance,
    split_variance,
    variance_by_standing,
)
from care2040.analysis.validation.calibration import Calibration, check_fit, made_from
from care2040.analysis.validation.forecasts_of_the_old import INDICATORS as OLD
from care2040.analysis.validation.forecasts_of_the_old import TheOld, beside_forecasts
from care2040.analysis.validation.hindcast import Hindcast, hindcast
from care2040.analysis.validation.national_need import NationalNeed, national_need
from care2040.analysis.validation.official_forecast import INDICATORS as SHORT
from care2040.analysis.validation.official_forecast import OfficialForecast, beside_official
from care2040.analysis.validation.rent_fit import QueueFitted, queue_fitted
from care2040.engine.batch.solver import Solver
from care2040.engine.simulation.settings import RunSettings
from care2040.engine.simulation.simulate import run
from care2040.files import fingerprints, package_files
from care2040.inputs.calibration_targets import TARGETS, Carriers, read_plan
from care2040.inputs.experiments.experiment import Experiment
from care2040.inputs.experiments.schema import SEED
from care2040.inputs.parameters import parameter_set as reading
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.parameters.reader import CALIBRATED
from care2040.language.axes import BASE_YEAR, HORIZON, Resolution, whole_city
from care2040.language.cities.layers import files_of, path_of
from care2040.language.model import Model
from care2040.sectors import load_model

MAIN = "care_share_needed"
FORECAST = "care_share_forecast_2005"
"""Name of the observed series."""
LOOKED_AT = (
    MAIN,
    "care_share_working",
    "shortage",
    "unmet_need_share",
    "residents",
    "waiting_time_social_rent",
    "heavily_burdened_share",
    "homeless_people",
)
STEPS = (0.5, 0.25, 0.125)
"""Longest sub-steps in years that are compared; the second is the one that ships. With a year it does not run."""
SAMPLES = 192
"""Draws in each ensemble of the split of the variance; six ensembles are run."""
MADE_BY = (
    "sectors",
    "analysis/validation",
    "analysis/netherlands",
    "analysis/least_squares.py",
    "analysis/observed.py",
    "analysis/uncertainty/grouped_variance.py",
    "analysis/uncertainty/assumption_groups.py",
)
"""The rooms and files that make what the page tells."""


@dataclass(frozen=True)
class Error:
    """How far a way to solve the equations is from the exact one."""

    step: float
    main: float
    shortage: float
    worst: float
    indicator: str


@dataclass(frozen=True)
class Validation:
    """All that the page tells."""

    fit: Calibration
    hindcast: Hindcast
    national: National
    forecast: dict[tuple[str, int], float]
    standings: dict[str, tuple[int, int]]
    variance: Variance
    by_group: dict[str, Variance]
    errors: tuple[Error, ...]
    resolutions: dict[str, tuple[float, float, float, float]]
    laws: dict[str, tuple[float, float]]
    old: TheOld
    need: NationalNeed
    official: OfficialForecast
    out_of_sample: OutOfSample
    queue: QueueFitted
    shipped: Parameters


def fingerprint(folder: Path | None = None) -> str:
    """Return what the page was made from: parameters, laws, observations, and the code that makes it."""
    folder = folder or package_files.package_folder("parameters")
    digest = hashlib.sha256(made_from(folder).encode())
    beside = [path for path in (path_of(folder, CALIBRATED), path_of(folder, assumption_groups.FILE)) if path.is_file()]
    files = [*beside, *files_of(folder, "observed/*.csv")]
    digest.update(fingerprints.fingerprint({path.name: path for path in files}).encode())
    digest.update(fingerprints.sources(MADE_BY).encode())
    return digest.hexdigest()[:16]


def validate(folder: Path | None = None, samples: int = SAMPLES) -> Validation:
    """Run everything that the page tells of: some forty seconds on two cores."""
    folder = folder or package_files.package_folder("parameters")
    model, parameters = load_model(folder), reading.load(folder)
    carriers = read_plan(path_of(folder, TARGETS), parameters).carriers
    forecast = {(row["measure"], int(row["year"])): float(row["value"]) for row in rows_of(folder, FORECAST)}
    as_is = run(model, unchanged_policy("city"), parameters, settings=RunSettings(names=(*OLD, *SHORT)))
    return Validation(
        check_fit(folder),
        hindcast(folder),
        national_workforce(folder),
        forecast,
        _standings(parameters),
        variance_by_standing(model, unchanged_policy("city"), parameters, carriers, MAIN, HORIZON, samples),
        variance_by_group(folder, model, parameters, carriers, samples),
        tuple(_errors(model, parameters)),
        _resolutions(model, parameters),
        _laws(model, parameters),
        beside_forecasts(folder, as_is),
        national_need(folder, parameters),
        beside_official(folder, as_is),
        out_of_sample(folder),
        queue_fitted(folder),
        parameters,
    )


def variance_by_group(
    folder: Path, model: Model, parameters: Parameters, carriers: Carriers, samples: int
) -> dict[str, Variance]:
    """Return what the need and the shortage of 2040 hang on by group of assumptions, with the laws drawn too."""
    groups = assumption_groups.load(folder, parameters)
    if groups is None:
        return {}
    laws = {quantity: dict.fromkeys(model.laws_of(quantity), 1.0) for quantity in model.other_laws}
    experiment = replace(unchanged_policy("city"), drawn_laws=laws)
    drawn = parameters.at("city").with_laws(laws).draw(1, experiment.seed)
    split = Split(tuple(groups.titles), groups.told_of(parameters, drawn), (MAIN, "shortage"), HORIZON)
    return split_variance(model, experiment, parameters, carriers, split, samples)


def unchanged_policy(resolution: Resolution, equations: Mapping[str, str] | None = None) -> Experiment:
    """Return the question of unchanged policy in the default scenario, with central values."""
    text = {"en": "Validation", "nl": "Validatie"}
    return Experiment(
        name="validation",
        title=text,
        question=text,
        scenarios={"evidence": ()},
        policies={"unchanged": ()},
        draws=1,
        seed=SEED,
        start=BASE_YEAR,
        end=HORIZON + 1,
        resolution=resolution,
        indicators=(),
        figures=(),
        equations=dict(equations or {}),
    )


def of_the_city(dataset: xr.Dataset, name: str) -> xr.DataArray:
    """Return a quantity of the whole city per year."""
    values = dataset[name].squeeze(["policy", "scenario", "draw"], drop=True)
    if "area" in values.dims:
        return values.sel(area=whole_city(), drop=True)
    return values.sum([dim for dim in values.dims if dim != "year"])


def _standings(parameters: Parameters) -> dict[str, tuple[int, int]]:
    """Return standing to how many parameters have it, and how many of these are drawn."""
    every = Counter(one.standing for one in parameters.values())
    drawn = Counter(one.standing for one in parameters.values() if one.spread != "none")
    return {
        standing: (every[standing], drawn[standing])
        for standing in IN_ORDER
        if standing in STANDINGS or every[standing]
    }


def _errors(model: Model, parameters: Parameters) -> Iterator[Error]:
    names = tuple(model.indicators)
    exact = run(
        model,
        unchanged_policy("city"),
        parameters,
        settings=RunSettings(names, solver=Solver("DOP853", {"rtol": 1e-9, "atol": 1e-9})),
    )
    for step in STEPS:
        settings = RunSettings(names, solver=Solver(options={"longest_step": step}))
        found = run(model, unchanged_policy("city"), parameters, settings=settings)
        away = {name: _distance(of_the_city(found, name), of_the_city(exact, name)) for name in names}
        worst = max(away, key=away.__getitem__)
        yield Error(step, away[MAIN], away["shortage"], away[worst], worst)


def _distance(found: xr.DataArray, exact: xr.DataArray) -> float:
    """Return the largest distance over the years, against the largest value: a balance may pass through zero."""
    size = float(abs(exact).max())
    return float(abs(found - exact).max()) / size if size else 0.0


def _resolutions(model: Model, parameters: Parameters) -> dict[str, tuple[float, float, float, float]]:
    """Return indicator to its value per district and for the city as one, in the first and in the last year."""
    both = [
        run(model, unchanged_policy(at), parameters, settings=RunSettings(names=LOOKED_AT))
        for at in ("district", "city")
    ]
    return {
        name: tuple(float(of_the_city(one, name).sel(year=year)) for year in (BASE_YEAR, HORIZON) for one in both)  # type: ignore[misc]
        for name in LOOKED_AT
    }


def _laws(model: Model, parameters: Parameters) -> dict[str, tuple[float, float]]:
    """Return law to care share needed and shortage with it in the place of the model's own; first the model itself."""
    choices = {"": {}, **{name: {law.name: name} for name, law in model.alternatives.items()}}
    choices["all"] = {quantity: laws[0] for quantity, laws in model.other_laws.items()}
    found = {}
    for name, equations in choices.items():
        dataset = run(
            model, unchanged_policy("city", equations), parameters, settings=RunSettings(names=(MAIN, "shortage"))
        )
        found[name] = tuple(float(of_the_city(dataset, one).sel(year=HORIZON)) for one in (MAIN, "shortage"))
    return found  # type: ignore[return-value]
