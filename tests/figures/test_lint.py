from collections.abc import Callable
from dataclasses import replace

import pytest
import xarray as xr

from care2040.figures import draw
from care2040.figures.canvas.layout import HouseFigure
from care2040.figures.canvas.lint import lint


@pytest.fixture
def figure(make_result: Callable[[], xr.Dataset]) -> HouseFigure:
    return draw("one_in_four", make_result(), "en")


def test_a_clean_figure_gives_nothing(figure: HouseFigure) -> None:
    assert lint(figure) == []


def test_text_off_the_canvas_is_found(figure: HouseFigure) -> None:
    figure.text(0.97, 0.01, "over the edge", va="bottom")
    assert "off the canvas: 'over the edge'" in lint(figure)


def test_text_on_text_is_found(figure: HouseFigure) -> None:
    figure.texts[0].set_text("Title")
    figure.text(*figure.texts[0].get_position(), "hidden", fontsize=9)
    assert "overlap: 'Title' and 'hidden'" in lint(figure)


def test_the_first_of_several_lines_counts(figure: HouseFigure) -> None:
    at = figure.axes[0].text(2025, 0.1, "two\nlines", fontsize=8, va="baseline")
    figure.draw_without_rendering()
    top = figure.axes[0].transData.inverted().transform((0, at.get_window_extent().y1))[1]
    figure.axes[0].text(2025, top - 0.006, "on", fontsize=8, va="baseline")
    assert any(found.startswith("overlap: 'two lines' and 'on'") for found in lint(figure))


def test_small_print_is_found(figure: HouseFigure) -> None:
    figure.axes[0].text(2030, 0.05, "tiny", fontsize=6.9)
    assert lint(figure) == ["smaller than 7 pt: 'tiny'"]


def test_a_line_through_text_is_found(figure: HouseFigure) -> None:
    figure.axes[0].text(2032, 0.21, "struck", fontsize=8)
    assert lint(figure) == ["line through text: 'struck'"]


def test_words_that_are_too_pale_are_found(figure: HouseFigure) -> None:
    figure.axes[0].text(2030, 0.05, "faint", fontsize=8, color="#8C8C8C")
    assert lint(figure) == ["too pale: 'faint'"]


def test_words_are_held_against_the_bar_they_stand_on(figure: HouseFigure) -> None:
    bar = figure.axes[0].barh([0.05], [6], height=0.08, left=2027, color="#12436D")
    figure.axes[0].text(2030, 0.05, "on dark", fontsize=8, color="#FFFFFF")
    assert lint(figure) == []
    bar[0].set_facecolor("#CCCCCC")
    assert lint(figure) == ["too pale: 'on dark'"]


def test_missing_alt_text_is_found(figure: HouseFigure) -> None:
    figure.story = replace(figure.story, alt=" ")
    assert lint(figure) == ["no alt text"]
