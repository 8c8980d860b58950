from collections.abc import Callable

import numpy as np
import pytest
import xarray as xr
from matplotlib.colors import to_hex

from care2040.figures import draw
from care2040.figures.canvas import style
from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.layout import HouseFigure
from care2040.figures.canvas.lint import lint
from care2040.wording.language import Language, Width

MakeSplit = Callable[..., xr.Dataset]
POINTS = {"prevention": -0.006, "technology": -0.02, "retention": 0.004}
LONG = {
    "a_lever_with_a_name_that_never_seems_to_come_to_an_end": -0.02,
    "arbeidsongeschiktheidsverzekeringsmaatschappijen": 0.001,
    **{f"lever_number_{count}": -0.001 * count for count in range(14)},
}


def bars(figure: HouseFigure) -> dict[str, tuple[float, float]]:
    """Return from where to where each bar runs."""
    return {
        patch.get_gid(): tuple(sorted((patch.get_x(), patch.get_x() + patch.get_width()))) for patch in patches(figure)
    }


def patches(figure: HouseFigure) -> list:
    return [patch for patch in figure.axes[0].patches if patch.get_gid()]


def test_steps_go_from_unchanged_policy_down_to_the_policy(make_split: MakeSplit) -> None:
    drawn = bars(draw("wedges", make_split(POINTS)))
    assert list(drawn) == ["as_is", "technology", "prevention", "retention", "all_together"]
    assert drawn["as_is"][1] == pytest.approx(0.25)
    assert drawn["technology"] == pytest.approx((0.23, 0.25))
    assert drawn["prevention"] == pytest.approx((0.224, 0.23))
    assert drawn["retention"] == pytest.approx((0.224, 0.228))
    assert drawn["all_together"][1] == pytest.approx(0.228)


def test_the_step_that_does_most_of_a_rise_comes_first(make_split: MakeSplit) -> None:
    risen = {lever: -value for lever, value in POINTS.items()}
    assert list(bars(draw("wedges", make_split(risen))))[1:4] == ["technology", "prevention", "retention"]


def test_more_is_orange_less_navy_and_unchanged_policy_grey(make_split: MakeSplit) -> None:
    colours = {patch.get_gid(): to_hex(patch.get_facecolor()) for patch in patches(draw("wedges", make_split(POINTS)))}
    assert colours["technology"] == colours["prevention"] == style.NAVY.colour.lower()
    assert colours["retention"] == style.ORANGE.colour.lower()
    assert colours["as_is"] == style.GREY.colour.lower()
    assert colours["all_together"] == style.INK.lower()


@pytest.mark.parametrize(
    ("values", "start", "language", "title"),
    [
        (
            POINTS,
            0.25,
            "nl",
            "Beleid ‘Alles samen’ verlaagt de behoefte aan zorgmedewerkers in 2040 van 25,0% naar 22,8%",
        ),
        ({"technology": -0.05}, 0.25, "nl", "Beleid ‘Alles samen’ brengt een op de vier terug naar een op de vijf"),
        ({"technology": -0.05}, 0.25, "en", "Policy ‘All together’ brings one in four down to one in five"),
        ({"technology": 0.05}, 0.2, "nl", "Beleid ‘Alles samen’ brengt een op de vijf omhoog naar een op de vier"),
        ({"technology": 0.05}, 0.2, "en", "Policy ‘All together’ brings one in five up to one in four"),
        (
            {"technology": 0.03},
            0.22,
            "en",
            "Policy ‘All together’ raises the need for care workers in 2040 from 22.0% to 25.0%",
        ),
        (
            {"technology": 0.0008},
            0.25,
            "en",
            "Policy ‘All together’ raises the need for care workers in 2040 from 25.00% to 25.08%",
        ),
        (
            {"technology": -0.0003},
            0.25,
            "en",
            "Policy ‘All together’ does not change the need for care workers in 2040, all in all",
        ),
    ],
)
def test_the_title_says_which_way_and_how_far(
    make_split: MakeSplit, values: dict[str, float], start: float, language: Language, title: str
) -> None:
    told = draw("wedges", make_split(values, start=start), language).story.title
    assert told.partition(", het meest")[0] == title


@pytest.mark.parametrize(
    ("values", "ending"),
    [
        (POINTS, "from 25.0% to 22.8%, most of all by ‘Technology’"),
        ({lever: -value for lever, value in POINTS.items()}, "from 25.0% to 27.2%, most of all by ‘Technology’"),
        ({"technology": 0.01, "retention": -0.03}, "to 23.0%, most of all by ‘Keeping staff’"),
        ({"technology": 0.03, "retention": -0.01}, "to 27.0%, most of all by ‘Technology’"),
        ({"technology": 0.0204, "retention": -0.0212}, "in 2040, all in all"),  # 25.04 and 24.96, both written 25.0
        ({"technology": 0.03, "retention": -0.03}, "does not change the need for care workers in 2040, all in all"),
    ],
)
def test_the_lever_named_works_in_the_direction_of_the_whole(
    make_split: MakeSplit, values: dict[str, float], ending: str
) -> None:
    start = 0.2504 if values.get("technology") == 0.0204 else 0.25
    assert draw("wedges", make_split(values, start=start), "en").story.title.endswith(ending)


@pytest.mark.parametrize(
    ("factor", "told"),
    [
        (1.5, "Los van elkaar opgeteld doen ze −3,3 procentpunt, samen −2,2: ze doen deels hetzelfde."),
        (0.5, "Los van elkaar opgeteld doen ze −1,1 procentpunt, samen −2,2: ze versterken elkaar."),
        (-0.5, "Los van elkaar opgeteld doen ze +1,1 procentpunt, samen −2,2: ze werken op elkaar in."),
        (1.0, "Los van elkaar opgeteld doen de maatregelen even veel."),
    ],
)
def test_what_levers_do_to_each_other_is_told_and_drawn(make_split: MakeSplit, factor: float, told: str) -> None:
    figure = draw("wedges", make_split(POINTS, alone={lever: factor * value for lever, value in POINTS.items()}))
    assert told in figure.story.note
    assert told in figure.story.alt
    assert bars(figure)["one_by_one"][1] == pytest.approx(0.25 - 0.022 * factor)
    assert figure.story.numbers["one_by_one"] == pytest.approx(0.25 - 0.022 * factor)


def test_nothing_is_said_of_interaction_that_is_not_known(make_split: MakeSplit) -> None:
    figure = draw("wedges", make_split(POINTS))
    assert "Los van elkaar" not in figure.story.note + figure.story.alt
    assert "one_by_one" not in figure.story.numbers


def test_long_bars_are_shortened_and_say_so_only_where_steps_are_small(make_split: MakeSplit) -> None:
    near = draw("wedges", make_split(POINTS), "en")
    assert bars(near)["as_is"][0] == pytest.approx(bars(near)["all_together"][0])
    assert 0 < bars(near)["as_is"][0] < 0.224
    assert "shortened" in near.story.note
    assert sum(line.get_gid() == "break" for line in near.axes[0].lines) == 4
    far = draw("wedges", make_split({"technology": -0.15, "retention": 0.01}), "en")
    assert bars(far)["as_is"][0] == 0
    assert "shortened" not in far.story.note
    assert not any(line.get_gid() == "break" for line in far.axes[0].lines)


def test_through_nought_and_below_it_bars_begin_at_nought(make_split: MakeSplit) -> None:
    surplus = make_split({"retention": -3000.0}, start=1000.0, indicator="shortage", unit="person")
    assert bars(draw("wedges", surplus))["all_together"] == pytest.approx((-2000, 0))
    assert lint(draw("wedges", surplus, width="half")) == []


def test_numbers_that_do_not_add_up_as_written_say_so(make_split: MakeSplit) -> None:
    assert "do not add up exactly" in draw("wedges", make_split({"technology": -0.0204, "b": -0.0104}), "en").story.note
    assert "do not add up exactly" not in draw("wedges", make_split({"technology": -0.02, "b": -0.01}), "en").story.note


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (0.004, "with a standard error of at most 0.4 percentage points."),
        (0.0004, "with an error smaller than the rounding."),
    ],
)
def test_an_estimate_tells_its_error(make_split: MakeSplit, error: float, told: str) -> None:
    result = make_split(POINTS)
    assert "estimates" not in draw("wedges", result, "en").story.note
    result["wedges_standard_error"] = ("lever", [error / 4, error, error / 2], {"units": "1"})
    assert told in draw("wedges", result, "en").story.note


def test_a_split_computed_otherwise_than_the_rest_says_so(make_split: MakeSplit) -> None:
    result = make_split(POINTS).assign_attrs(resolution="district").assign_coords(draw=range(3))
    result["wedges"].attrs["resolution"] = "city"
    note = draw("wedges", result, "en").story.note
    assert "Computed with the central value of every assumption." in note
    assert "Computed for the city as a whole" in note
    plain = draw("wedges", make_split(POINTS), "en").story.note
    assert "Computed" not in plain


def test_alt_text_and_numbers_tell_every_bar(make_split: MakeSplit) -> None:
    story = draw("wedges", make_split(POINTS), "nl").story
    assert story.alt.startswith(f"Watervalgrafiek. {story.title}.")
    assert "Ongewijzigd beleid: 25,0%." in story.alt
    assert "Techniek −2,0; Preventie −0,6; Personeel behouden +0,4." in story.alt
    assert "Met het beleid: 22,8%." in story.alt
    assert story.numbers["wedges"] == {"technology": -0.02, "prevention": -0.006, "retention": 0.004}
    assert (story.numbers["start"], story.numbers["end"]) == (0.25, pytest.approx(0.228))
    assert story.source.endswith("experiment made_up, beleid Alles samen, scenario onderzoek.")


@pytest.mark.slow
@pytest.mark.parametrize("width", ["full", "half", "slide"])
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(
    "values", [POINTS, LONG, {"technology": 0.0}, {"technology": -0.2}], ids=["few", "long", "none", "far"]
)
def test_clean_at_every_width(
    make_split: MakeSplit, values: dict[str, float], language: Language, width: Width
) -> None:
    alone = {lever: 1.4 * value for lever, value in values.items()}
    assert lint(draw("wedges", make_split(values, alone=alone), language, width)) == []


def test_what_cannot_be_drawn_is_refused(make_split: MakeSplit, make_result: Callable[..., xr.Dataset]) -> None:
    with pytest.raises(CannotDrawError, match="write 'wedges:' with a policy, an indicator and a year"):
        draw("wedges", make_result())
    result = make_split(POINTS)
    with pytest.raises(CannotDrawError, match="not numbers"):
        draw("wedges", result.assign(wedges=result["wedges"] * np.nan).assign_attrs(result.attrs), "nl")
    result["wedges"].attrs["end"] = 0.2
    with pytest.raises(CannotDrawError, match="do not add up"):
        draw("wedges", result)
    del result["wedges"].attrs["end"]
    with pytest.raises(CannotDrawError, match="lack: end"):
        draw("wedges", result)
