"""Every equation of the model, live on labelled arrays and compiled to NumPy: the same numbers."""

import numpy as np
import pytest
import xarray as xr

from care2040.engine.compiler.numpy_code import numpy_program
from care2040.engine.compiler.trace import Computation, trace
from care2040.files.package_files import package_folder
from care2040.inputs.parameters.parameter_set import load
from care2040.language.axes import AXES
from care2040.language.symbols import Tape
from care2040.language.units import unit
from care2040.sectors import load_model

EQUATIONS = load_model().equations
PRIMES = dict(zip(AXES, (3, 7, 5, 11, 13, 2, 17, 19, 23, 29), strict=False))
ONES = dict.fromkeys(AXES, 1)


@pytest.fixture(scope="module")
def kinds():
    """Return axes and unit of everything that an equation may read."""
    parameters = load(package_folder("parameters"))
    found = {name: (parameter.axes, parameter.unit) for name, parameter in parameters.items()}
    return found | {name: (equation.axes, equation.unit) for name, equation in EQUATIONS.items()}


def traced(equation, kinds, axes):
    tape = Tape(axes)
    known = {name: tape.given(name, kinds[name][0], unit(kinds[name][1])) for name in equation.reads}
    trace([equation.name], {equation.name: equation}, known, tape)
    return tape, known[equation.name]


def short_axes(equation, kinds, lengths):
    """Return axes of these lengths that keep the members which the law selects by name."""
    tape, _ = traced(equation, kinds, AXES)
    taken = {(*node.over, node.detail.member) for node in tape.nodes if node.operation == "sel"}
    short = {}
    for axis, members in AXES.items():
        selected = [members[position] for own, position in sorted(taken) if own == axis]
        others = [*(member for member in members if member not in selected), *range(1000, 1100)]
        short[axis] = (*selected, *others)[: max(lengths[axis], len(selected))]
    return short


def random_values(equation, kinds, axes, runs):
    """Return positive values (axes..., run); a parameter is the same in every run."""
    numbers = np.random.default_rng(2040)
    shapes = {name: [len(axes[axis]) for axis in kinds[name][0]] for name in equation.reads}
    widths = {name: runs if name in EQUATIONS else 1 for name in equation.reads}
    return {name: numbers.uniform(0.1, 0.9, (*shape, widths[name])) for name, shape in shapes.items()}


def live(equation, kinds, axes, values, runs):
    labelled = {}
    for name in equation.reads:
        own = kinds[name][0]
        members = {axis: list(axes[axis]) for axis in own}
        filled = np.broadcast_to(values[name], (*values[name].shape[:-1], runs))
        labelled[name] = xr.DataArray(filled, dims=(*own, "run"), coords=members)
    result = xr.DataArray(equation.of(labelled))
    missing = {axis: len(axes[axis]) for axis in equation.axes} | {"run": runs}
    full = result.expand_dims({dim: length for dim, length in missing.items() if dim not in result.dims})
    return full.transpose(*equation.axes, "run").values


def test_lengths_are_distinct_and_there_is_one_for_every_axis():
    assert set(PRIMES) == set(AXES)
    assert len(set(PRIMES.values())) == len(AXES)


@pytest.mark.parametrize("name", EQUATIONS)
@pytest.mark.parametrize(("lengths", "runs"), [(PRIMES, 4), (ONES, 1)], ids=["primes", "ones"])
def test_an_equation_gives_the_same_live_and_compiled(name, lengths, runs, kinds):
    equation = EQUATIONS[name]
    axes = short_axes(equation, kinds, lengths)
    values = random_values(equation, kinds, axes, runs)
    expected = live(equation, kinds, axes, values, runs)
    assert np.isfinite(expected).all()
    tape, wanted = traced(equation, kinds, axes)
    states = frozenset(EQUATIONS) & frozenset(equation.reads)
    # parameters that stand still and are weights of matrix products, then parameters that move and memory used again
    for moving, thrifty in ((states, frozenset()), (frozenset(equation.reads), states)):
        program = numpy_program(Computation.of([wanted], tape, moving), thrifty)
        (found,) = program.evaluate(values, program.prepare(values))
        np.testing.assert_allclose(np.broadcast_to(found, expected.shape), expected, rtol=1e-12, atol=1e-13)
