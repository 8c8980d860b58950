"""Every equation against numbers worked out by hand: tests/cases/<sector>.yaml."""

import itertools
from inspect import signature
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from care2040.files.package_files import package_folder
from care2040.files.yaml_document import read
from care2040.inputs.parameters.parameter_set import load
from care2040.language.axes import AXES
from care2040.sectors import OTHER_LAWS, SECTORS, load_model

MODEL = load_model()
EQUATIONS = {**MODEL.equations, **MODEL.alternatives}
ROOMS = (*SECTORS, OTHER_LAWS)
# The project's own reader refuses a key that stands twice; a second list of cases would silently replace the first.
CASES = {path.stem: read(path).data for path in sorted((Path(__file__).parents[1] / "cases").glob("*.yaml"))}
EVERY_CASE = [
    pytest.param(sector, name, case, id=f"{sector}-{name}-{number}")
    for sector, laws in CASES.items()
    for name, cases in laws.items()
    for number, case in enumerate(cases, start=1)
]


def number(value):
    assert isinstance(value, int | float), f"{value!r} is not a number"
    assert not isinstance(value, bool)
    return float(value)


def members(value, depth):
    """Return the members along each axis of nested mappings, of which every one must have the same keys."""
    assert isinstance(value, dict), f"{value!r}: a mapping from member to number is missing"
    if depth == 1:
        return (tuple(value),)
    inner = {members(part, depth - 1) for part in value.values()}
    assert len(inner) == 1, f"{value!r}: the members differ"
    return (tuple(value), *inner.pop())


def array(value):
    """Return a number as it is, and `{axes: {member: {member: number}}}` as a DataArray."""
    if not isinstance(value, dict):
        return number(value)
    ((key, table),) = value.items()
    axes = tuple(key.split())
    assert [axis for axis in AXES if axis in axes] == list(axes), f"'{key}': axes are named once, in canonical order"
    coordinates = dict(zip(axes, members(table, len(axes)), strict=True))
    for axis, names in coordinates.items():
        assert set(names) <= set(AXES[axis]), f"'{axis}' has no {set(names) - set(AXES[axis])}"
    cells = np.empty([len(names) for names in coordinates.values()])
    for place in itertools.product(*(range(length) for length in cells.shape)):
        cell = table
        for axis, position in zip(axes, place, strict=True):
            cell = cell[coordinates[axis][position]]
        cells[place] = number(cell)
    return xr.DataArray(cells, coords={axis: list(names) for axis, names in coordinates.items()}, dims=axes)


def axes_of(value):
    return set(getattr(value, "dims", ()))


@pytest.fixture(scope="session")
def axes_in_the_model():
    parameters = {name: set(parameter.axes) for name, parameter in load(package_folder("parameters")).items()}
    return parameters | {name: set(equation.axes) for name, equation in EQUATIONS.items()}


def axes_of_arguments(name, known):
    """Return the axes of what a law reads; of what a list has each of, those of its first member."""
    law = EQUATIONS[name]
    return dict(
        zip(signature(law.law).parameters, [known[read] for read in (law.terms or [law.reads])[0]], strict=True)
    )


@pytest.mark.parametrize(("sector", "name", "case"), EVERY_CASE)
def test_a_case(sector, name, case):
    assert set(case) == {"given", "expect"}
    given = {argument: array(value) for argument, value in case["given"].items()}
    expected = array(case["expect"])
    assert set(given) == set(signature(EQUATIONS[name].law).parameters)
    with xr.set_options(arithmetic_join="exact"), np.errstate(all="raise"):
        found = EQUATIONS[name].law(**given)
    assert axes_of(found) == axes_of(expected)
    if axes_of(expected):
        found = found.transpose(*expected.dims)
        for axis in expected.dims:
            assert list(found[axis].values) == list(expected[axis].values)
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("sector", ROOMS)
def test_no_case_has_an_axis_that_the_model_does_not_have(axes_in_the_model, sector):
    for name, cases in CASES[sector].items():
        known = {**axes_of_arguments(name, axes_in_the_model), name: axes_in_the_model[name]}
        for case in cases:
            for quantity, value in [*case["given"].items(), (name, case["expect"])]:
                assert axes_of(array(value)) <= known[quantity], f"{quantity} in a case of {name}"


@pytest.mark.parametrize("sector", ROOMS)
def test_every_equation_of_a_sector_has_a_case_and_no_case_is_of_another(sector):
    declared = [name for name, equation in EQUATIONS.items() if equation.sector == sector]
    here, cases = f"tests/cases/{sector}.yaml", list(CASES[sector])
    assert [name for name in declared if not CASES[sector].get(name)] == [], f"write a case in {here}"
    assert [name for name in cases if name not in declared] == [], (
        f"no law of model/care2040/sectors/{sector}.py: {here}"
    )
    assert cases == declared, f"{here} has the order of the sector"


def test_there_is_no_file_of_an_unknown_sector():
    assert set(CASES) == set(ROOMS)


@pytest.mark.parametrize("argument", ["given", "expect"])
def test_a_wrong_number_does_not_pass(argument):
    case = {"given": {"posts_asked": 500, "posts_paid": 420}, "expect": 420}
    wrong = {**case, "given": {**case["given"], "posts_paid": 421}} if argument == "given" else {**case, "expect": 421}
    test_a_case("posts", "affordable_posts", case)
    with pytest.raises(AssertionError):
        test_a_case("posts", "affordable_posts", wrong)


@pytest.mark.parametrize(
    "value",
    [
        "2",
        True,
        {"sex age": {"male": {5: 3}}},
        {"sex": {"man": 3}},
        {"sex": 3},
        {"age sex": {5: {"male": 3}, 6: {"female": 3}}},
    ],
)
def test_a_value_that_is_not_well_formed_is_refused(value):
    with pytest.raises(AssertionError):
        array(value)
