"""Valid values for the laws, drawn by Hypothesis: what a quantity may be follows from what its name promises."""

from typing import Any

import numpy as np
import pytest
import xarray as xr
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from care2040.files.package_files import package_folder
from care2040.inputs.parameters.parameter_set import load
from care2040.language.axes import AXES
from care2040.sectors import load_model

# A few members are enough, but the first and the last age have laws of their own.
MEMBERS = {
    **AXES,
    "district": AXES["district"][:3],
    "age": (0, 1, 2, 30, 65, 85, 99),
    "domain": AXES["domain"][:5],
    "worker_age": AXES["worker_age"][::6],
}
PARTS = {"technology_adoption", "technology_relief", "part_of_year", "neighbour_reach", "working_on_levers"}
NOT_ALL = {"absence", "absence_at_start", "administrative_burden", "administration_by_rules", "indicated_burden"}
"""Something is left: it stands below a ratio."""
WHOLES = {"adults", "households"}
BETWEEN_ZERO_AND_ONE = ("_effort", "_in_force", "_budget", "_reduction", "_saving", "_sensitivity")


def bounds(name):
    """Return the smallest and the largest value that is drawn for a quantity."""
    if name in PARTS or name.endswith(BETWEEN_ZERO_AND_ONE):
        return 0.0, 1.0
    if name in WHOLES:
        return 3000.0, 9000.0
    if "_elasticity_" in name:
        return 0.0, 3.0
    if name.endswith("_rate"):
        return 0.001, 1.5
    share = name in NOT_ALL or ("_share" in name and not name.endswith("_reference"))
    return (0.0, 0.99) if share else (0.01, 1000.0)


class Worlds:
    """Makes values for equations, labelled as they are in the model."""

    def __init__(self):
        model = load_model()
        self.equations = {**model.equations, **model.alternatives}
        parameters = {name: parameter.axes for name, parameter in load(package_folder("parameters")).items()}
        self.axes = parameters | {name: equation.axes for name, equation in self.equations.items()}

    def labelled(self, name, values):
        """Return an array with the axes that the quantity `name` has."""
        axes = self.axes[name]
        return xr.DataArray(values, coords={axis: list(MEMBERS[axis]) for axis in axes}, dims=axes)

    def filled(self, name, value):
        """Return the same number everywhere."""
        return self.labelled(name, np.full([len(MEMBERS[axis]) for axis in self.axes[name]], float(value)))

    def drawn(self, data, name):
        """Return any valid values of a quantity."""
        shape = tuple(len(MEMBERS[axis]) for axis in self.axes[name])
        elements = st.sampled_from([0.0, 1.0]) if name.startswith("is_") else st.floats(*bounds(name))
        return self.labelled(name, data.draw(arrays(np.float64, shape, elements=elements), label=name))

    def typical(self, name, seed):
        """Return values in the middle of the road, always the same for a seed."""
        low, high = bounds(name)
        shape = [len(MEMBERS[axis]) for axis in self.axes[name]]
        random = np.random.default_rng([seed, *name.encode()])
        if name.startswith("is_"):
            return self.labelled(name, random.integers(0, 2, shape))
        if low == 0.01:  # without a scale of its own: so that either side of a minimum is seen
            return self.labelled(name, random.lognormal(0.0, 1.5, shape))
        return self.labelled(name, random.uniform(low + 0.1 * (high - low), high - 0.1 * (high - low), shape))

    def law(self, name, values):
        """Return what an equation makes of the values of what it reads."""
        return self.equations[name].of(values)

    def make(self, data, *computed, **fixed: Any):
        """Draw all that the equations `computed` read, and compute them in the order given.

        What is in `fixed` is not drawn: a number stands for the same number everywhere.
        """
        values = {
            name: self.filled(name, value) if isinstance(value, int | float) else value for name, value in fixed.items()
        }
        for name in computed:
            for argument in self.equations[name].reads:
                if argument not in values:
                    values[argument] = self.drawn(data, argument)
            values[name] = self.law(name, values)
        return values


@pytest.fixture(scope="session")
def worlds():
    return Worlds()


@pytest.fixture(scope="session")
def close():
    """Return a check that values are equal but for rounding, relative to the largest of them and of `beside`."""

    def check(found, expected, beside=0.0):
        size = max(float(abs(found).max()), float(np.max(np.abs(expected))), float(np.max(np.abs(beside))))
        assert bool((abs(found - expected) <= 1e-9 * size + 1e-12).all()), f"{found} is not {expected}"

    return check
