"""Titles that an experiment gives in place of the message made from the numbers."""

import json
from typing import Any

import xarray as xr

from care2040.figures.canvas.errors import CannotDrawError
from care2040.files.yaml_scalars import CONTROL
from care2040.inputs.experiments.written.asked_figure import AskedFigure
from care2040.wording.language import Language

FIGURES = "figures"
"""Attribute of a result: JSON text of each figure that the experiment asks for, by the name of its files."""


def asked(dataset: xr.Dataset) -> tuple[AskedFigure, ...]:
    """Return the figures that the experiment of a result asks for, in its order, with the titles it gives."""
    found: dict[str, dict[str, Any]] = json.loads(str(dataset.attrs.get(FIGURES, "{}")))
    return tuple(AskedFigure.from_facts(stem, facts) for stem, facts in found.items())


def given(dataset: xr.Dataset, stem: str, language: Language) -> str | None:
    """Return the title that the experiment gives a figure, or None where it leaves that to the numbers."""
    return next((one.title.get(language) for one in asked(dataset) if one.stem == stem), None)


def checked(title: str | None) -> str | None:
    """Return a title that every format can hold."""
    wrong = CONTROL.search(title or "")
    if wrong:
        raise CannotDrawError(f"the title holds a control character (U+{ord(wrong.group()):04X}): leave it out")
    return title
