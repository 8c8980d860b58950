"""A project: the model, its parameters, and the experiments, laws and levers that may be named."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from care2040.inputs.experiments.experiment import Experiment, Known
    from care2040.inputs.parameters.parameter_set import Parameters
    from care2040.inputs.policies.levers import Levers
    from care2040.language.axes import Resolution
    from care2040.language.model import Model

Given = str | os.PathLike[str] | Mapping[str, Any]
"""An experiment as it is given: a file, the name of one that is shipped, or a mapping as it would stand in a file."""


@dataclass(frozen=True)
class Project:
    """The model, its parameters, and what an experiment may name.

    Attributes
    ----------
    folder : Path
        The parameters.
    model : Model
        Every equation.
    parameters : Parameters
        At district resolution.
    """

    folder: Path
    model: Model
    parameters: Parameters

    @cached_property
    def known(self) -> Known:
        """Indicators and figures that an experiment may ask for, and the levers it may pull."""
        return known_names(self.model, self.parameters, self.folder)

    @property
    def levers(self) -> Levers:
        """Levers and packages."""
        return self.known.levers

    @property
    def indicators(self) -> tuple[str, ...]:
        """What an experiment may ask for."""
        return self.known.indicators

    @property
    def laws(self) -> Mapping[str, tuple[str, ...]]:
        """Quantity to the laws that an experiment may choose instead of its own."""
        return self.model.other_laws

    @property
    def experiments(self) -> dict[str, Path]:
        """The experiments that are shipped, by name."""
        return shipped_experiments()

    def experiment(self, given: Given, *, draws: int | None = None, resolution: Resolution | None = None) -> Experiment:
        """Read an experiment and check all of it.

        Parameters
        ----------
        given : path, str or mapping
            A YAML file, the name of an experiment that is shipped, or a mapping as it would stand in a file; a mapping
            may hold a ``name``.
        draws : int, optional
            At least 1; replaces the number in the experiment.
        resolution : {"district", "city"}, optional
            Replaces that of the experiment.

        Raises
        ------
        InvalidInput
            With every problem found: file, line, what is allowed and the nearest name.
        """
        from care2040.files.yaml_document import from_mapping
        from care2040.inputs.experiments.experiment import load

        if isinstance(given, Mapping):
            name = str(given.get("name", "experiment"))
            written = from_mapping({key: value for key, value in given.items() if key != "name"}, Path(name))
            return load(written, self.parameters, self.known, draws=draws, resolution=resolution)
        path = find_experiment(Path(given))
        return load(path, self.parameters, self.known, draws=draws, resolution=resolution)


def open_project(folder: str | os.PathLike[str] | None = None) -> Project:
    """Read the model, its parameters and the levers.

    Parameters
    ----------
    folder : path, optional
        A folder with parameters; those that are shipped when left out.

    Returns
    -------
    Project

    Raises
    ------
    InvalidInput
        With every problem in the parameters, or else in the levers.
    ModelError
        When the equations do not make a model.
    """
    from care2040.files.package_files import package_folder
    from care2040.inputs.parameters.parameter_set import load
    from care2040.sectors import load_model

    place = package_folder("parameters") if folder is None else Path(folder)
    project = Project(place, load_model(), load(place))
    _ = project.known  # its problems are told here, not when it is first asked for
    return project


def known_names(model: Model, parameters: Parameters, folder: Path | None = None) -> Known:
    """Return the indicators and figures that an experiment may ask for, and the levers it may pull.

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
        With every problem in the levers.
    """
    from care2040.figures import FIGURES
    from care2040.files.package_files import package_folder
    from care2040.inputs.experiments.experiment import Known
    from care2040.inputs.policies import levers
    from care2040.results.series import has_total

    found = levers.load((folder or package_folder("parameters")) / levers.LEVERS, parameters, model.askable)
    whole = tuple(name for name, one in model.askable.items() if has_total(one.kind, one.unit, one.axes))
    laws = (model.other_laws, model.idle)
    return Known(tuple(model.askable), tuple(FIGURES), found, whole, model.felt_at_start, *laws)


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
    if given.exists():
        return given
    if given.parent in (Path(), Path("experiments")) and given.suffix in ("", ".yaml") and given.stem in shipped:
        return shipped[given.stem]
    hint = did_you_mean(given.stem, shipped, f"experiments that come with the package: {', '.join(shipped)}")
    raise InvalidInput([Problem(str(given), 1, 1, "E001", "there is no such file", hint)])
