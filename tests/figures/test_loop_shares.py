from collections.abc import Callable

import numpy as np
import pytest
import xarray as xr

from care2040.figures import OF_LOOPS
from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.lint import lint

draw = OF_LOOPS["loop_shares"]
YEARS = list(range(2024, 2041))
KINDS = {"R1": 3.0, "R2": 5.0, "B1": -2.0, "R3": 1.0, "B2": -0.5, "R4": 0.3, "R5": 0.2}
LONG = "een kring met een naam waar geen einde aan lijkt te komen, hoe lang men ook leest"


@pytest.fixture
def make_shares() -> Callable[..., xr.Dataset]:
    def made(sizes: dict[str, float] = KINDS, title: str = "werkdruk") -> xr.Dataset:
        raw = np.array([size * (1 + 0.8 * np.sin(count + np.arange(17))) for count, size in enumerate(sizes.values())])
        share = raw / np.abs(raw).sum(axis=0)
        return xr.Dataset(
            {
                "loop_share": (("loop", "year"), share),
                "loop_title_nl": ("loop", [f"{title} {name}" for name in sizes]),
                "loop_title_en": ("loop", [f"workload {name}" for name in sizes]),
            },
            {"loop": list(sizes), "year": YEARS},
            {"experiment": "made_up", "source": "care2040 9.8.7", "policy": "as_is", "scenario": "evidence"},
        )

    return made


def test_the_largest_four_have_a_colour_and_the_rest_is_grey_by_direction(
    make_shares: Callable[..., xr.Dataset],
) -> None:
    dataset = make_shares()
    figure = draw(dataset, "en")
    heights: dict[str, list[float]] = {}
    for bars in figure.axes[0].containers:
        for bar in bars:
            heights.setdefault(bar.get_gid(), []).append(bar.get_height())
    assert list(heights) == ["R2", "R1", "B1", "R3", "others_up", "others_down"]
    share = dataset["loop_share"]
    assert heights["R2"] == pytest.approx(share.sel(loop="R2").values)
    assert heights["others_up"] == pytest.approx(share.sel(loop=["R4", "R5"]).sum("loop").values)
    assert heights["others_down"] == pytest.approx(share.sel(loop="B2").values)
    assert np.abs(list(heights.values())).sum(axis=0) == pytest.approx(np.ones(17))


def test_bars_stand_on_each_other_and_balancing_ones_hang_below(make_shares: Callable[..., xr.Dataset]) -> None:
    figure = draw(make_shares(), "nl")
    first = [bars[0] for bars in figure.axes[0].containers]
    above = [bar for bar in first if bar.get_height() > 0]
    assert [bar.get_y() for bar in above[1:]] == pytest.approx([bar.get_y() + bar.get_height() for bar in above[:-1]])
    assert min(bar.get_y() + bar.get_height() for bar in first if bar.get_height() < 0) < 0


def test_the_message_is_the_loop_that_weighs_most_and_in_how_many_years(make_shares: Callable[..., xr.Dataset]) -> None:
    dataset = make_shares()
    names = dataset["loop"].values[abs(dataset["loop_share"]).argmax("loop").values].tolist()
    most = max(set(names), key=names.count)
    story = draw(dataset, "en").story
    assert story.title == f"Loop ‘workload {most}’ weighs most in {names.count(most)} of the 17 years"
    assert story.alt.startswith("Stacked bar chart. ")
    assert story.numbers["years"] == YEARS
    assert "experiment made_up, unchanged policy, scenario evidence" in story.source
    assert draw(dataset, "nl", title="Anders").story.title == "Anders"


@pytest.mark.slow
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("width", ["full", "half", "slide"])
@pytest.mark.parametrize("title", ["werkdruk", LONG])
def test_nothing_overlaps_or_sticks_out(
    make_shares: Callable[..., xr.Dataset], language: str, width: str, title: str
) -> None:
    assert lint(draw(make_shares(title=title), language, width)) == []


def test_few_loops_are_drawn_without_others(make_shares: Callable[..., xr.Dataset]) -> None:
    figure = draw(make_shares({"R1": 1.0, "B1": -1.0}))
    assert {bar.get_gid() for bars in figure.axes[0].containers for bar in bars} == {"R1", "B1"}
    assert lint(figure) == []


def test_a_result_without_shares_is_refused(make_shares: Callable[..., xr.Dataset]) -> None:
    with pytest.raises(CannotDrawError, match="no shares of loops"):
        draw(make_shares().drop_vars("loop_share"))
    dataset = make_shares()
    dataset["loop_share"][0, 0] = np.nan
    with pytest.raises(CannotDrawError, match="not numbers"):
        draw(dataset)
