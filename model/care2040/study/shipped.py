"""What comes with the package, and what an experiment may name."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from care2040.inputs.experiments.experiment import Known
    from care2040.inputs.parameters.parameter_set import Parameters
    from care2040.inputs.policies.levers import Levers
    from care2040.language.model import Model


def known_names(model: Model, parameters: Parameters, folder: Path | None = None) -> Known:
    """Return the indicators and figures that an experiment may ask for, the levers it may pull, and futures.

    Parameters
    ----------
    model : Model
        Every equation.
    parameters : Parameters
        At district resolution.
    folder : Path, optional
        Where the levers are; with the parameters that are shipped when left out.

    Raises
    ------
    InvalidInput
        With every problem in the levers or the futures, or a year that lacks a count.
    """
    from care2040.figures import FIGURES
    from care2040.figures.registry import takes_of
    from care2040.files.package_files import package_folder
    from care2040.inputs import futures
    from care2040.inputs.experiments.experiment import Known
    from care2040.inputs.parameters.counts import check_counts
    from care2040.inputs.policies import levers
    from care2040.language.cities.layers import path_of
    from care2040.results.series import has_total

    check_counts(model, parameters)
    place = folder or package_folder("parameters")
    found = levers.load(path_of(place, levers.LEVERS), parameters, model.askable)
    ahead = {name: one.written for name, one in futures.load(path_of(place, futures.FUTURES), parameters).items()}
    whole = tuple(name for name, one in model.askable.items() if has_total(one.kind, one.unit, one.axes))
    laws = (model.other_laws, model.idle)
    kinds = kinds_of(model, parameters, found)
    start, counted = model.felt_at_start, frozenset(one.counted for one in model.stocks.values() if one.counted)
    names = (tuple(model.askable), tuple(FIGURES), found, whole)
    readable = {name: (one.unit, one.axes) for name, one in model.askable.items()}
    return Known(*names, start, *laws, kinds, takes_of, ahead, counted, readable)


def kinds_of(model: Model, parameters: Parameters, levers: Levers) -> dict[str, str]:
    """Return what each name is that is no indicator, with what to do with it, for a hint: ``a parameter: ...``."""
    said = dict.fromkeys(parameters, "a parameter: change it under scenarios, policies or sweep")
    said |= dict.fromkeys(levers.levers, "a lever: pull it under policies")
    said |= dict.fromkeys(levers.packages, "a package of levers: pull it under policies")
    said |= dict.fromkeys(model.alternatives, "another law: choose it under equations")
    for name, one in model.equations.items():
        if name not in model.askable:
            axes = f" for each {' and '.join(one.axes)}" if one.axes else ""
            said[name] = f"a {one.kind}{axes} that is no indicator yet; see it with: care2040 explain {name}"
    return said


def shipped_experiments() -> dict[str, Path]:
    """Return the experiments that come with the package, by name."""
    from care2040.files.package_files import package_folder

    return {path.stem: path for path in sorted(package_folder("experiments").glob("*.yaml"))}


def find_experiment(given: Path) -> Path:
    """Return the file that a user means: the path itself, else the shipped experiment of that name.

    Raises
    ------
    InvalidInput
        When there is neither; with the nearest shipped name.
    """
    from care2040.files.problems import InvalidInput, Problem, did_you_mean

    shipped = shipped_experiments()
    if os.path.exists(given):
        return given
    if given.parent in (Path(), Path("experiments")) and given.suffix in ("", ".yaml") and given.stem in shipped:
        return shipped[given.stem]
    hint = did_you_mean(given.stem, shipped, f"experiments that come with the package: {', '.join(shipped)}")
    raise InvalidInput([Problem(str(given), 1, 1, "E001", "there is no such file", hint)])
