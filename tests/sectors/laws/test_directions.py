"""Which way an equation moves when what it reads grows: laws/directions.yaml."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from care2040.files.yaml_document import read

DIRECTIONS = read(Path(__file__).parent / "directions.yaml").data
EDGES = [(name, argument, way) for name, reads in DIRECTIONS.items() for argument, way in reads.items()]
few = settings(max_examples=6, deadline=None, phases=(Phase.reuse, Phase.generate))  # to shrink takes minutes


@pytest.mark.slow
@pytest.mark.parametrize("name", DIRECTIONS)
@few
@given(data=st.data())
def test_the_directions(worlds, name, data):
    before = worlds.make(data, name)
    for argument, way in DIRECTIONS[name].items():
        one, other = before[argument], worlds.drawn(data, argument)
        low, high = (
            worlds.law(name, {**before, argument: value}) for value in (np.minimum(one, other), np.maximum(one, other))
        )
        rise = high - low
        rounding = 1e-9 * (abs(high) + abs(low))
        assert ((rise if way == "up" else -rise) >= -rounding).all(), f"{argument}: {way}"


@pytest.mark.parametrize(("name", "argument", "way"), EDGES)
def test_the_direction_shows(worlds, name, argument, way):
    """A law that stood still would pass the test above."""
    for seed in range(40):
        values = {read: worlds.typical(read, seed) for read in worlds.equations[name].reads}
        before = worlds.law(name, values)
        after = worlds.law(name, {**values, argument: values[argument] * 1.05})
        rise = float((after - before).sum())
        if abs(rise) > 1e-9 * float(abs(before).sum()):
            assert (rise > 0) == (way == "up")
            return
    pytest.fail(f"{name} does not move with {argument}")
