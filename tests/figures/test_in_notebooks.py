"""Figures in notebooks: a function for each kind, a matplotlib figure, and nobody's settings touched."""

from collections.abc import Callable
from inspect import signature
from io import BytesIO

import matplotlib as mpl
import pytest
import xarray as xr
from matplotlib.figure import Figure
from PIL import Image

import care2040
from care2040.figures import FIGURES


@pytest.mark.parametrize("name", FIGURES)
def test_each_kind_has_a_function_of_its_name(name: str) -> None:
    function = getattr(care2040.figures, name)
    assert function is FIGURES[name]
    assert (function.__name__, name in str(function.__doc__)) == (name, True)
    assert list(signature(function).parameters) == ["dataset", "language", "width", "title", "options"]


def test_a_figure_is_drawn_and_shown_without_touching_or_following_settings(
    make_split: Callable[..., xr.Dataset],
) -> None:
    result = make_split({"prevention": -0.006, "technology": -0.02})
    usual = care2040.figures.wedges(result, "en")._repr_png_()
    with mpl.rc_context({"font.size": 31, "axes.facecolor": "red", "savefig.dpi": 20, "figure.dpi": 20}):
        before = dict(mpl.rcParams)
        figure = care2040.figures.wedges(result, "en")
        shown = figure._repr_png_()
        assert dict(mpl.rcParams) == before
    assert isinstance(figure, Figure)
    assert shown == usual
    assert Image.open(BytesIO(shown)).width == pytest.approx(16 / 2.54 * 130, abs=2)


def test_a_function_works_after_its_module_was_imported(make_split: Callable[..., xr.Dataset]) -> None:
    from care2040.figures.outcomes import wedges

    assert wedges.__name__ == "care2040.figures.outcomes.wedges"
    assert care2040.figures.wedges(make_split({"technology": -0.02})).story.title.startswith("Beleid")
