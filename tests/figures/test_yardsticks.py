"""What the need for care workers is laid beside, in every figure that shows it."""

from collections.abc import Callable

import numpy as np
import pytest
import xarray as xr

from care2040.figures import draw
from care2040.figures.canvas.lint import lint
from care2040.results.variables import ANSWERS
from care2040.wording.language import LANGUAGES, WIDTHS
from care2040.wording.numbers import about_percent, one_in

MakePolicies = Callable[..., xr.Dataset]
ENDS = {"as_is": 0.195, "technology": 0.17, "retention": 0.18}
PATH = np.linspace(0.153, 0.25, 17)


@pytest.fixture
def result(make_policies: MakePolicies) -> xr.Dataset:
    found = make_policies(ENDS, draws=10, first=0.153)
    path = xr.zeros_like(found["care_share_needed"]) + xr.DataArray(PATH, dims="year")
    return found.assign(care_share_vision=path.assign_attrs(units="dimensionless"))


@pytest.mark.parametrize("name", ["fan", "packages", "series"])
def test_the_path_of_the_vision_is_a_thin_line_with_its_words(result: xr.Dataset, name: str) -> None:
    figure = draw(name, result, "en", indicator="care_share_needed")
    for axes in figure.axes:
        [path] = [line for line in axes.lines if line.get_gid() == "vision"]
        np.testing.assert_allclose(path.get_ydata(), PATH)
        assert path.get_linewidth() <= min(line.get_linewidth() for line in axes.lines)
        assert axes.get_ylim()[1] >= 0.25
    assert "ath of the vision" in figure.story.note


@pytest.mark.parametrize("name", ["fan", "packages", "series"])
def test_nothing_lies_beside_another_indicator_or_where_no_path_is_held(result: xr.Dataset, name: str) -> None:
    other = result.rename(care_share_needed="absence").assign_attrs(indicators=["absence"])
    for held, indicator in ((other, "absence"), (result.drop_vars("care_share_vision"), "care_share_needed")):
        figure = draw(name, held, "en", indicator=indicator)
        assert "vision" not in {line.get_gid() for axes in figure.axes for line in axes.lines}
        assert "vision" not in figure.story.note


@pytest.mark.parametrize("name", ["fan", "packages", "series"])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_clean(result: xr.Dataset, name: str, language: str, width: str) -> None:
    assert lint(draw(name, result, language, width, indicator="care_share_needed")) == []  # type: ignore[arg-type]


def test_a_figure_of_one_year_says_where_the_path_is_then(make_split: Callable[..., xr.Dataset]) -> None:
    dims = ("policy", "scenario", "draw", "year")
    path = xr.DataArray(PATH[None, None, None], dims=dims, attrs={"units": "dimensionless"})
    named = {"policy": ["as_is"], "scenario": ["evidence"], "draw": [0], "year": np.arange(2024, 2041)}
    beside = xr.Dataset({"care_share_vision": path}, named)
    told = make_split({"technology": -0.01}, start=0.195).merge(beside, combine_attrs="override")
    assert "On the path of the vision it is 25.0% in 2040." in draw("wedges", told, "en").story.note


def test_every_run_keeps_what_is_laid_beside_the_need() -> None:
    assert {"care_share_vision", "care_share_national_low", "need_caused_by_shortage", "working_in_city"} <= {*ANSWERS}


@pytest.mark.parametrize(
    ("share", "dutch", "english"),
    [(0.1527, "ruim 15%", "just over 15%"), (0.148, "bijna 15%", "just under 15%"), (0.1503, "15%", "15%")],
)
def test_a_level_is_spoken_of_as_about_a_percentage(share: float, dutch: str, english: str) -> None:
    assert (about_percent(share, "nl"), about_percent(share, "en")) == (dutch, english)


@pytest.mark.parametrize(("share", "said"), [(0.232, None), (0.24, "almost one in four"), (0.153, None)])
def test_one_in_four_is_not_said_where_it_is_not_reached(share: float, said: str | None) -> None:
    assert one_in(share, "en") == said
