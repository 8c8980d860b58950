"""Two swept parameters as a map, and an answer against one of them."""

import json

import numpy as np
import pytest
import xarray as xr

from care2040.figures import draw
from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.lint import lint
from care2040.wording.language import LANGUAGES, WIDTHS

NAMES = ["growth_of_productivity", "approvals_per_year"]
LEVELS = [[0.01, 0.02, 0.03], [3000.0, 4000.0]]


def swept(method: str = "grid") -> xr.Dataset:
    """Return a share that rises with the first parameter, and hardly with the second."""
    points = np.array([[one, other] for one in LEVELS[0] for other in LEVELS[1]])
    last = 0.15 + 5 * points[:, 0] + points[:, 1] / 1e6
    values = 0.16 + (last[:, None] - 0.16) * np.array([0.0, 0.5, 1.0])
    coordinates = {"policy": ["as_is"], "scenario": ["evidence"], "draw": range(6), "year": [2038, 2039, 2040]}
    facts = {"experiment": "made_up", "indicators": ["care_share_needed"]}
    facts |= {"design": json.dumps({"method": method, "parameters": NAMES})}
    told = {"units": "dimensionless", "long_name": "", "kind": "indicator"}
    held = {"care_share_needed": (("policy", "scenario", "draw", "year"), values[None, None], told)}
    held |= {"drawn": (("draw", "parameter"), points, {"units": "1"})}
    return xr.Dataset(held, coordinates | {"parameter": NAMES}, facts)


def test_a_grid_shows_every_combination_and_what_matters_most() -> None:
    told = draw("grid", swept(), "en").story
    np.testing.assert_allclose(told.numbers["values"], [[0.203, 0.253, 0.303], [0.204, 0.254, 0.304]])
    assert told.numbers["across"] == {"parameter": NAMES[0], "levels": LEVELS[0]}
    assert told.title.endswith("goes from 20.3% to 30.4%, most of all by ‘Productivity in care’")
    turned = draw("grid", swept(), "en", parameters=NAMES[::-1], year=2039).story.numbers
    assert (turned["across"]["parameter"], turned["year"], len(turned["values"])) == (NAMES[1], 2039, 3)


def test_a_grid_takes_a_grid() -> None:
    with pytest.raises(CannotDrawError, match="takes a sweep of the method grid"):
        draw("grid", swept("latin_hypercube"))
    with pytest.raises(CannotDrawError, match="takes two parameters of the sweep"):
        draw("grid", swept(), parameters=NAMES[:1])


def test_a_scatter_takes_the_parameter_that_goes_with_the_answer_unless_another_is_asked_for() -> None:
    told = draw("scatter", swept("latin_hypercube"), "en").story
    assert told.numbers["parameter"] == NAMES[0]
    assert told.title == "The higher ‘Productivity in care’, the higher the need for care workers in 2040"
    assert told.numbers["policies"]["as_is"]["rank_correlation"] == pytest.approx(0.956, abs=0.02)
    other = draw("scatter", swept(), "nl", parameter=NAMES[1]).story
    assert other.numbers["parameter"] == NAMES[1]
    with pytest.raises(CannotDrawError, match="this result holds single runs"):
        draw("scatter", swept().drop_vars("drawn"))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["grid", "scatter"])
def test_they_are_clean(kind: str, language: str, width: str) -> None:
    assert lint(draw(kind, swept(), language, width)) == []  # type: ignore[arg-type]
