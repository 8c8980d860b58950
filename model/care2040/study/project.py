"""A project: the model, its parameters, and the experiments, laws and levers that may be named."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from care2040.study.shipped import find_experiment, known_names, shipped_experiments

if TYPE_CHECKING:
    from care2040.files.problems import Problem
    from care2040.files.yaml_document import Document
    from care2040.inputs.experiments.experiment import Experiment, Known
    from care2040.inputs.parameters.parameter_set import Parameters
    from care2040.inputs.policies.levers import Levers
    from care2040.language.axes import Resolution
    from care2040.language.model import Model
    from care2040.study.result import Result

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

    def __repr__(self) -> str:
        held = {
            "parameters": len(self.parameters),
            "equations": len(self.model.equations),
            "levers": len(self.levers.levers),
            "experiments": len(self.experiments),
        }
        return f"care2040 project: {', '.join(f'{number} {what}' for what, number in held.items())}"

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
            may also hold a ``name``.
        draws : int, optional
            At least 1; replaces the number in the experiment.
        resolution : {"district", "city"}, optional
            Replaces that of the experiment.

        Raises
        ------
        InvalidInput
            With every problem found: file, line, what is allowed and the nearest name.
        """
        from care2040.inputs.experiments.experiment import load

        return load(self._document(given), self.parameters, self.known, draws=draws, resolution=resolution)

    def check(self, *given: Given) -> tuple[Problem, ...]:
        """Check parameters, levers, equations, reality checks and experiments, and return what there is to warn of.

        Parameters
        ----------
        *given : path or str
            Experiments; all that are shipped when none is given.

        Raises
        ------
        InvalidInput
            With everything that is wrong, at once.
        """
        from care2040.files.problems import InvalidInput
        from care2040.study.check import check

        written = [Path(str(one)) for one in given if not isinstance(one, Mapping)]
        for one in given:
            if isinstance(one, Mapping):
                self.experiment(one)
        found = check(written, self.folder) if written or not given else check(folder=self.folder)
        if found.errors:
            raise InvalidInput(found.problems)
        return found.problems

    def run(
        self,
        given: Given,
        *,
        to: str | os.PathLike[str] | None = None,
        draws: int | None = None,
        resolution: Resolution | None = None,
        workers: int | None = None,
        scheduler: str | None = None,
        force: bool = False,
        progress: bool | None = None,
    ) -> Result:
        """Run an experiment: its policies in its scenarios, its draws or its sweep, and its questions about levers.

        Parameters
        ----------
        given : path, str or mapping
            As for `experiment`.
        to : path, optional
            Folder to write the result to, as the command line does: tables, figures, netCDF and how it was made. Draws
            and sweeps then go on where they stopped when the same call is made again. Nothing is written when left out.
        draws : int, optional
            As for `experiment`.
        resolution : {"district", "city"}, optional
            As for `experiment`.
        workers : int, optional
            Processes for draws and sweeps; a thread for each core when left out.
        scheduler : str, optional
            Address of a dask scheduler that runs already, for draws and sweeps.
        force : bool
            Whether a result of another experiment in the folder may be replaced.
        progress : bool, optional
            Whether bars show how far it is; in a notebook they do when left out.

        Returns
        -------
        Result

        Raises
        ------
        InvalidInput
            When the experiment is not valid, or the folder cannot be written.
        RunFailed
            When a stock turns negative or is not a number.
        ForeignResult
            When the folder holds something else and `force` is not given.
        SweepStopped
            When the work on draws or a sweep cannot go on; what is finished is kept.
        """
        from care2040.study.progress import watch
        from care2040.study.run import run
        from care2040.study.work import Means

        experiment = self.experiment(given, draws=draws, resolution=resolution)
        means = Means(None if to is None else Path(to), workers, scheduler, force)
        command = ("care2040.Project.run", experiment.name)
        return run(self, experiment, self._source(given), means, watch(progress), command)

    def sweep(self, given: Given, sweep: Mapping[str, Any], **how: Any) -> Result:
        """Run an experiment over many values of parameters.

        Parameters
        ----------
        given : path, str or mapping
            As for `experiment`; a sweep of its own is replaced.
        sweep : mapping
            As it would stand below ``sweep:`` in a file, such as ``{"method": "sobol", "samples": 64, "parameters":
            ["quit_rate", "retirement_age"]}``.
        **how
            As for `run`.

        Returns
        -------
        Result
            With a draw for each point; ``dataset["drawn"]`` holds the values of the parameters at each.
        """
        written = self._document(given)
        name = {"name": written.path.stem}
        return self.run(dict(written.data) | name | {"sweep": dict(sweep)}, **how)

    def _document(self, given: Given) -> Document:
        from care2040.files.yaml_document import from_mapping, read

        if isinstance(given, Mapping):
            return from_mapping(*_named(given))
        return read(find_experiment(Path(given)))

    def _source(self, given: Given) -> Path | str:
        """Return the file of an experiment, or the text of one that has none."""
        from care2040.files.yaml_document import as_text

        return as_text(*_named(given)) if isinstance(given, Mapping) else find_experiment(Path(given))


def _named(given: Mapping[str, Any]) -> tuple[dict[str, Any], Path]:
    """Return what would stand in the file of an experiment, and what the file would be called."""
    inside = {key: value for key, value in given.items() if key != "name"}
    return inside, Path(str(given.get("name", "experiment")))


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
    project = Project(place, load_model(place), load(place))
    _ = project.known  # its problems are told here, not when it is first asked for
    return project
