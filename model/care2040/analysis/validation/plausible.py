"""Whether a run stays where tables and laws say something: bounds from ``plausible.yaml``, by quantity."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import xarray as xr
from pydantic import Field

from care2040.files.problems import InvalidInput, Problem, did_you_mean
from care2040.files.schema import Named, Strict, Text, named
from care2040.files.schema_problems import schema_problems
from care2040.files.yaml_document import Document, read
from care2040.language.cities.layers import path_of
from care2040.language.model import Model
from care2040.results.series import of_quantity

FILE = "plausible.yaml"
BEYOND = "beyond"
"""Attribute of a result: the quantities that leave their bounds."""


class Bound(Named):
    """Between which values something has been seen, or is foreseen."""

    quantity: Text = Field(description="an indicator or a quantity of the model with one number for the city")
    per: Text | None = Field(None, description="what it is divided by")
    low: float = Field(description="the lowest value that says something, in its unit")
    high: float = Field(description="the highest value that says something, in its unit")
    because: Text = Field(description="what was seen or foreseen, in a sentence")


class Bounds(Strict):
    """The file ``plausible.yaml``."""

    about: Text = Field(description="what this file is for")
    bounds: dict[str, Bound] = Field(description="bounds by name")


@dataclass(frozen=True)
class Excess:
    """A quantity that leaves its bounds, at the point where it does so most."""

    bound: Bound
    value: float
    policy: str
    scenario: str
    year: int
    part: float

    def __str__(self) -> str:
        """Return it as a line: how far, where, and what was seen."""
        of = f"{self.bound.quantity} / {self.bound.per}" if self.bound.per else self.bound.quantity
        some = "" if self.part == 1 else f" in {self.part:.2g} of the runs" if self.part >= 0.01 else " in a few runs"
        what = (
            f"'{of}' reaches {_told(self.value)} in {self.year} (policy {self.policy}, scenario {self.scenario}){some}"
        )
        return f"{what}, outside {_told(self.bound.low)} to {_told(self.bound.high)}: {self.bound.because}"


def load(folder: Path, model: Model) -> dict[str, Bound]:
    """Read the bounds of a folder with parameters; none where it has no such file.

    Raises
    ------
    InvalidInput
        With every problem found.
    """
    path = path_of(folder, FILE)
    if not path.exists():
        return {}
    document = read(path)
    problems = list(schema_problems(document, Bounds))
    if not problems:
        bounds = named(Bounds.model_validate(document.data).bounds, document, "bounds")
        problems = list(_cross_checks(document, bounds, model))
    if problems:
        raise InvalidInput(problems)
    return bounds


def _cross_checks(document: Document, bounds: Mapping[str, Bound], model: Model) -> Iterator[Problem]:
    for name, bound in bounds.items():
        for key, quantity in (("quantity", bound.quantity), ("per", bound.per)):
            if quantity is not None and quantity not in model.askable:
                message, hint = f"there is no indicator '{quantity}'", did_you_mean(quantity, list(model.askable))
                yield document.problem(("bounds", name, key), "E971", message, hint)
        if not bound.low < bound.high:
            message = f"the bounds go from {bound.low:g} to {bound.high:g}"
            yield document.problem(("bounds", name, "high"), "E972", message, "write a high above the low")


def excesses(dataset: xr.Dataset, bounds: Mapping[str, Bound]) -> list[Excess]:
    """Return what leaves its bounds, of what a result holds; draws that failed do not count."""
    found: list[Excess] = []
    for bound in bounds.values():
        if bound.quantity in dataset and (bound.per is None or bound.per in dataset):
            values = _city(dataset, bound.quantity)
            values = values / _city(dataset, bound.per) if bound.per else values
            found += _worst(bound, values)
    return found


def with_excesses(dataset: xr.Dataset, found: Sequence[Excess]) -> xr.Dataset:
    """Return a result that says which quantities leave their bounds."""
    return dataset.assign_attrs({BEYOND: json.dumps(list(dict.fromkeys(one.bound.quantity for one in found)))})


def _city(dataset: xr.Dataset, name: str) -> xr.DataArray:
    """Return a quantity for the city as a whole, dims (policy, scenario, draw, year)."""
    return next(of_quantity(dataset[name])).city


def _worst(bound: Bound, values: xr.DataArray) -> Iterator[Excess]:
    """Give the point that lies farthest outside, of those that lie outside."""
    values = values.transpose("policy", "scenario", "draw", "year")
    numbers = values.values.astype(float)
    outside = np.maximum(numbers - bound.high, bound.low - numbers)
    outside = np.where(np.isfinite(outside), outside, -np.inf)
    if not (outside > 0).any():
        return
    policy, scenario, draw, year = np.unravel_index(int(outside.argmax()), outside.shape)
    yield Excess(
        bound,
        float(numbers[policy, scenario, draw, year]),
        str(values["policy"].values[policy]),
        str(values["scenario"].values[scenario]),
        int(values["year"].values[year]),
        float((outside > 0).any(axis=3).mean()),
    )


def _told(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
