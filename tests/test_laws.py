"""Properties of single equations, for any valid values: effects, flows out of an empty stock, directions, bounds, balances.

What a quantity may be follows from its name, as the names promise it: a share lies between 0 and 1, a time is above 0.
"""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from care2040.axes import AXES
from care2040.model import load_model
from care2040.parameters import load
from care2040.rooms import room
from care2040.yamlfile import read
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

EQUATIONS = load_model().equations
EFFECTS = [name for name, law in EQUATIONS.items() if name.endswith("_effect") and law.kind == "variable"]
OUTFLOWS = [name for name, law in EQUATIONS.items() if law.kind == "flow" and law.source]
DIRECTIONS = read(Path(__file__).parent / "directions.yaml").data
EDGES = [(name, argument, way) for name, reads in DIRECTIONS.items() for argument, way in reads.items()]
# A few members are enough, but the first and the last age have laws of their own.
MEMBERS = {
    **AXES,
    "district": AXES["district"][:3],
    "age": (0, 1, 2, 30, 65, 85, 99),
    "domain": AXES["domain"][:5],
    "worker_age": AXES["worker_age"][::6],
}
PARTS = {"absence", "administrative_burden", "technology_adoption", "adoption_reference", "part_of_year", "neighbour_reach"}
AS_AT_THE_START = {"frailty", "crowding", "housing_scarcity", "tightness", "population_ratio", "demand_growth_index"}
AS_AT_THE_START |= {"perceived_workload", "perceived_strain", "vacancy_pressure", "all_vacancy_pressure"}
STRENGTHS = {"word_of_mouth_share", "neighbour_reach", "absorbed_share"}
WITHOUT_STRENGTH = {"care_need_effect", "client_time_effect"}

few = settings(max_examples=15, deadline=None)
more = settings(max_examples=60, deadline=None)


def axes_in_the_model():
    parameters = {name: parameter.axes for name, parameter in load(room("parameters")).items()}
    return parameters | {name: equation.axes for name, equation in EQUATIONS.items()}


AXES_OF = axes_in_the_model()


def bounds(name):
    if name.endswith("_effort") or name.endswith(("_reduction", "_saving", "_sensitivity")):
        return 0.0, 1.0
    if name in PARTS or ("_share" in name and not name.endswith("_rate")):
        return 0.0, 0.99
    if "_elasticity_" in name:
        return 0.0, 3.0
    return (0.001, 1.5) if name.endswith("_rate") else (0.01, 1000.0)


def labelled(name, values):
    axes = AXES_OF[name]
    return xr.DataArray(values, coords={axis: list(MEMBERS[axis]) for axis in axes}, dims=axes)


def filled(name, value):
    return labelled(name, np.full([len(MEMBERS[axis]) for axis in AXES_OF[name]], value))


def drawn(data, name):
    shape = tuple(len(MEMBERS[axis]) for axis in AXES_OF[name])
    low, high = bounds(name)
    elements = st.sampled_from([0.0, 1.0]) if name.startswith("is_") else st.floats(low, high)
    return labelled(name, data.draw(arrays(np.float64, shape, elements=elements), label=name))


def world(data, *computed, **fixed):
    """Draw all that the equations `computed` read, and compute them in the order given; `fixed` is given or filled in."""
    values = {name: filled(name, value) if isinstance(value, int | float) else value for name, value in fixed.items()}
    for name in computed:
        for argument in EQUATIONS[name].reads:
            if argument not in values:
                values[argument] = drawn(data, argument)
        values[name] = EQUATIONS[name].law(**{argument: values[argument] for argument in EQUATIONS[name].reads})
    return values


def close(found, expected):
    np.testing.assert_allclose(*xr.broadcast(found, xr.DataArray(expected)), rtol=1e-7, atol=1e-6)


def at_most(part, whole):
    return bool((part <= whole * (1 + 1e-12)).all())


@pytest.mark.parametrize("name", EFFECTS)
@few
@given(data=st.data())
def test_an_effect_is_one_at_the_reference(name, data):
    reads = EQUATIONS[name].reads
    ones = {a: 1 for a in reads if a in AS_AT_THE_START or a.startswith("relative_") or a.endswith("_effect")}
    zeros = {a: 0 for a in reads if a.endswith("_effort") or a == "technology_saving"}
    references = [a for a in reads if a.endswith("_reference")]
    close(world(data, *references, name, **ones, **zeros)[name], 1.0)


@pytest.mark.parametrize("name", sorted(set(EFFECTS) - WITHOUT_STRENGTH))
@few
@given(data=st.data())
def test_an_effect_without_strength_is_one_whatever_happens(name, data):
    reads = EQUATIONS[name].reads
    zeros = {a: 0 for a in reads if "_elasticity_" in a or a.endswith("_effort") or a in STRENGTHS}
    assert zeros, "an effect must have an elasticity that can be set to zero"
    close(world(data, name, **zeros)[name], 1.0)


@pytest.mark.parametrize("name", OUTFLOWS)
@few
@given(data=st.data())
def test_nothing_flows_out_of_an_empty_stock(name, data):
    source = EQUATIONS[name].source
    between = [a for a in EQUATIONS[name].reads if a in EQUATIONS and source in EQUATIONS[a].reads]
    if source in EQUATIONS[name].reads:
        between = []
    assert between or source in EQUATIONS[name].reads, "an outflow must go with its stock"
    flow = world(data, *between, name, **{source: 0})[name]
    assert (flow == 0).all()


@pytest.mark.parametrize("name", OUTFLOWS)
@few
@given(data=st.data())
def test_no_flow_runs_backward(name, data):
    assert (world(data, name)[name] >= 0).all()


@pytest.mark.parametrize(("name", "argument", "way"), EDGES)
@few
@given(data=st.data())
def test_the_direction(name, argument, way, data):
    one, other = drawn(data, argument), drawn(data, argument)
    low = world(data, name, **{argument: np.minimum(one, other)})
    high = world(data, name, **{**low, argument: np.maximum(one, other)})
    rise = high[name] - low[name]
    room_for_rounding = 1e-9 * (abs(high[name]) + abs(low[name]))
    assert ((rise if way == "up" else -rise) >= -room_for_rounding).all()


@pytest.mark.parametrize(("name", "argument", "way"), EDGES)
def test_the_direction_shows(name, argument, way):
    """A law that stood still would pass the test above."""
    values = {a: filled(a, sum(bounds(a)) / 2 if bounds(a)[1] < 10 else 3 + 2 * i) for i, a in enumerate(EQUATIONS[name].reads)}
    values |= {a: filled(a, 1) for a in values if a.startswith("is_")}
    seen = [EQUATIONS[name].law(**{**values, argument: values[argument] * factor}) for factor in (0.5, 0.9, 1.1, 2.0)]
    steps = [float((after - before).sum()) for before, after in zip(seen[:-1], seen[1:], strict=True)]
    assert any(step > 0 if way == "up" else step < 0 for step in steps)


@pytest.mark.parametrize(
    ("name", "part", "whole"),
    [
        (name, EQUATIONS[name].reads[0], EQUATIONS[name].reads[1])
        for name in ("poverty_share", "lonely_share", "neighbour_help_share", "willing_share", "unmet_need_share", "overburdened_part")
    ],
)
@few
@given(data=st.data())
def test_a_share_of_a_part_lies_between_zero_and_one(name, part, whole, data):
    full = drawn(data, whole)
    share = drawn(data, "poverty_share")
    found = world(data, name, **{whole: full, part: full * share})[name]
    assert ((found >= 0) & (found <= 1)).all()
