"""Years after the tables lie in a shade that says that they are assumed; figures that end before it have none."""

from collections.abc import Callable

import pytest
import xarray as xr

from care2040.figures import draw
from care2040.figures.canvas.lint import lint
from care2040.wording.language import LANGUAGES

FIGURES = ("one_in_four", "three_shares", "series", "fan", "packages")
WORDS = {"nl": "aangenomen", "en": "assumed"}


def made(figure: str, make_result: Callable[..., xr.Dataset], make_policies: Callable[..., xr.Dataset]) -> xr.Dataset:
    """Return a made-up result that a figure can be drawn from."""
    if figure in ("packages", "series"):
        return make_policies({"as_is": 0.25, "prevention": 0.2})
    return make_result(draws=40 if figure == "fan" else 1)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("figure", FIGURES)
def test_what_is_assumed_is_shaded_and_said(figure, language, make_result, make_policies) -> None:
    dataset = made(figure, make_result, make_policies)
    far = dataset.assign_coords(year=2024 + 2 * (dataset["year"] - 2024))
    for one, begins in ((dataset, []), (far, [2041])):
        drawn = draw(figure, one, language)
        axes = drawn.axes[-1]
        shades = [patch for patch in axes.patches if patch.get_gid() == "assumed"]
        assert [shade.get_x() for shade in shades] == begins
        assert [text.get_text().strip() for text in axes.texts].count(WORDS[language]) == len(begins)
    assert lint(drawn) == []
