"""What a run reads: the model, its parameters, and the experiments, laws and levers that may be named."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from care2040.language.cities.here import in_city, the_city
from care2040.study.shipped import find_experiment, known_names, shipped_experiments

if TYPE_CHECKING:
    from care2040.files.yaml_document import Document
    from care2040.inputs.calibration_targets import Carriers
    from care2040.inputs.experiments.experiment import Experiment, Known
    from care2040.inputs.parameters.parameter_set import Parameters
    from care2040.inputs.policies.levers import Levers
    from care2040.language.axes import Resolution
    from care2040.language.cities.city import City
    from care2040.language.model import Model

Given = str | os.PathLike[str] | Mapping[str, Any]
"""An experiment as it is given: a file, the name of one that is shipped, or a mapping as it would stand in a file."""


@dataclass(frozen=True)
class ModelInputs:
    """The model, its parameters, and what an experiment may name.

    Attributes
    ----------
    folder : Path
        The parameters.
    model : Model
        Every equation.
    parameters : Parameters
        At district resolution.
    city : City
        The one it is about.
    """

    folder: Path
    model: Model
    parameters: Parameters
    city: City = field(default_factory=the_city)

    def __repr__(self) -> str:
        held = {
            "parameters": len(self.parameters),
            "equations": len(self.model.equations),
            "levers": len(self.levers.levers),
            "experiments": len(self.experiments),
        }
        told = ", ".join(f"{number} {what}" for what, number in held.items())
        return f"care2040 project of {self.city.names.en}: {told}"

    @cached_property
    def known(self) -> Known:
        """Indicators and figures that an experiment may ask for, and the levers it may pull."""
        with in_city(self.city):
            return known_names(self.model, self.parameters, self.folder)

    @property
    def levers(self) -> Levers:
        """Levers and packages."""
        return self.known.levers

    @property
    def carriers(self) -> Carriers:
        """Which parameters carry what was fitted from draw to draw, by the targets of the city."""
        from care2040.inputs.calibration_targets import TARGETS, read_plan
        from care2040.language.cities.layers import path_of

        with in_city(self.city):
            return read_plan(path_of(self.folder, TARGETS), self.parameters).carriers

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

        with in_city(self.city):
            return load(self._document(given), self.parameters, self.known, draws=draws, resolution=resolution)

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
