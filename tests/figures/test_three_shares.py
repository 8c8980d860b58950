from collections.abc import Callable

import numpy as np
import pytest
import xarray as xr

from care2040.figures import draw
from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.layout import HouseFigure
from care2040.figures.canvas.lint import lint
from care2040.figures.registry import kind_of
from care2040.wording.language import LANGUAGES, WIDTHS

MakeResult = Callable[..., xr.Dataset]


def bars(figure: HouseFigure) -> dict[str, tuple[float, float]]:
    found = [patch for patch in figure.axes[0].patches if str(patch.get_gid()).startswith("bar.")]
    return {str(patch.get_gid()): (patch.get_y(), patch.get_y() + patch.get_height()) for patch in found}


def test_three_shares_are_drawn_with_the_path_of_the_vision(make_result: MakeResult) -> None:
    result = make_result({"evidence": (0.2, 0.18)})
    drawn = {str(line.get_gid()): line.get_ydata() for line in draw("three_shares", result).axes[0].lines}
    for line, name in {
        "needed": "care_share_needed",
        "residents": "care_share_needed_by_residents",
        "national": "care_share_national",
        "vision": "care_share_vision",
    }.items():
        np.testing.assert_array_equal(drawn[line], result[name].values[0, 0, 0])


def test_the_title_tells_where_all_three_end_and_the_labels_of_what_they_are(make_result: MakeResult) -> None:
    figure = draw("three_shares", make_result({"evidence": (0.2, 0.18)}), "en")
    assert figure.story.title == (
        "Without new policy, care in 2040 needs 20.0% of all who work in the city, 16.0% of residents who work and "
        "23.2% nationally"
    )
    words = " ".join("\n".join(text.get_text() for text in figure.texts).split())
    for label in ("In the city: of all who work there 20.0%", "For residents: of those who work 16.0%"):
        assert label in words
    assert "path of the vision 25.0%" in words
    assert "not simulated, levers of the city do not change it" in figure.story.note
    assert "‘1 in 4’ are the national ratio the vision names" in figure.story.note
    assert "for residents: of those who work from 12.2% to 16.0%" in figure.story.alt


def test_a_single_run_has_a_band_for_the_netherlands_only(make_result: MakeResult) -> None:
    figure = draw("three_shares", make_result())
    assert bars(figure) == {"bar.0": pytest.approx((0.201, 0.264))}
    assert "Balk: 90% van de trekkingen voor Nederland in 2040." in figure.story.note


def test_draws_have_a_bar_for_each_share(make_result: MakeResult) -> None:
    result = make_result({"evidence": (0.2, 0.18)}, draws=40)
    figure = draw("three_shares", result)
    ends = result["care_share_needed"][0, 0, :, -1]
    assert bars(figure)["bar.0"] == pytest.approx(tuple(ends.quantile([0.05, 0.95]).values))
    assert bars(figure)["bar.1"] == pytest.approx(tuple(0.8 * ends.quantile([0.05, 0.95]).values))
    assert bars(figure)["bar.2"] == pytest.approx((0.201, 0.264))
    assert list(figure.story.numbers["care_share_needed_by_residents"]["bands"]) == ["90%", "60%", "30%"]


def test_what_it_reads_is_kept_and_what_is_missing_is_named(make_result: MakeResult) -> None:
    assert {"care_share_needed_by_residents", "care_share_national_high"} <= kind_of("three_shares").needs
    with pytest.raises(CannotDrawError, match="'care_share_needed_by_residents', which the result does not hold"):
        draw("three_shares", make_result().drop_vars("care_share_needed_by_residents"))


@pytest.mark.parametrize("draws", [1, 20])
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_clean(make_result: MakeResult, language: str, width: str, draws: int) -> None:
    for ends in ({"evidence": (0.2, 0.18)}, {"evidence": (0.24, 0.2)}):
        assert lint(draw("three_shares", make_result(ends, draws=draws), language, width)) == []  # type: ignore[arg-type]
