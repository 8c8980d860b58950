import json
from collections.abc import Callable

import numpy as np
import pytest
import xarray as xr
from matplotlib.colors import to_hex

from care2040 import figures
from care2040.figures import draw
from care2040.figures.canvas import style
from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.layout import HouseFigure
from care2040.figures.canvas.lint import lint
from care2040.wording.language import Language, Width

MakePolicies = Callable[..., xr.Dataset]
SIX = {
    "as_is": 0.25,
    "roof": 0.2484,
    "youth": 0.2476,
    "money": 0.246,
    "healthy": 0.234,
    "care": 0.232,
    "all_together": 0.2,
}
LONG = {
    "as_is": 0.25,
    "a_policy_with_a_name_that_never_seems_to_come_to_an_end": 0.249,
    "arbeidsongeschiktheidsverzekeringsmaatschappijen": 0.2489,
    **{f"policy_number_{count}": 0.248 + 0.0001 * count for count in range(7)},
}


def lines(figure: HouseFigure) -> dict[str, object]:
    return {str(line.get_gid()): line for line in figure.axes[0].lines}


def test_every_policy_is_a_line_over_the_years(make_policies: MakePolicies) -> None:
    result = make_policies(SIX)
    drawn = lines(draw("packages", result))
    assert set(drawn) == set(SIX)
    for policy in SIX:
        np.testing.assert_allclose(
            drawn[policy].get_ydata(), result["care_share_needed"].sel(policy=policy).values.ravel()
        )


def test_unchanged_policy_is_grey_and_the_four_that_do_most_have_colour_and_dash(make_policies: MakePolicies) -> None:
    drawn = lines(draw("packages", make_policies(SIX)))
    colours = {policy: to_hex(line.get_color()) for policy, line in drawn.items()}
    pens = {"all_together": style.NAVY, "care": style.ORANGE, "healthy": style.TEAL, "money": style.PURPLE}
    assert {policy: colours[policy] for policy in pens} == {policy: pen.colour.lower() for policy, pen in pens.items()}
    assert {colours[policy] for policy in ("as_is", "roof", "youth")} == {style.GREY.colour.lower()}
    assert drawn["roof"].get_linewidth() < drawn["as_is"].get_linewidth()
    dashes = [drawn[policy]._dash_pattern for policy in pens]
    assert len({str(dash) for dash in dashes}) == len(pens)
    assert drawn["as_is"].get_linestyle() == "-"
    assert drawn["roof"].get_linestyle() == "--"


def test_ends_are_labelled_with_name_and_number_and_thin_ones_share(make_policies: MakePolicies) -> None:
    figure = draw("packages", make_policies(SIX | {"youth": 0.2484}), "en")
    words = " ".join(text.get_text() for text in figure.texts).replace("\u00a0", " ")
    assert "Unchanged policy 25.0%" in words
    assert "All together 20.0%" in words
    assert "Roof, youth 24.8%" in words


@pytest.mark.parametrize(
    ("ends", "title"),
    [
        (SIX, "Policy ‘All together’ lowers the need for care workers most in 2040, from one in four to one in five"),
        ({"as_is": 0.25, "care": 0.22}, "Policy ‘Care’ lowers the need for care workers in 2040, from 25.0% to 22.0%"),
        (
            {"as_is": 0.22, "care": 0.225, "x": 0.21},
            "Policy ‘X’ lowers the need for care workers most in 2040, from 22.0% to 21.0%",
        ),
        (
            {"as_is": 0.22, "care": 0.24, "x": 0.21},
            "Policy ‘Care’ raises the need for care workers most in 2040, from 22.0% to 24.0%",
        ),
        ({"as_is": 0.22, "care": 0.22, "x": 0.22}, "No policy changes the need for care workers noticeably in 2040"),
        ({"as_is": 0.22, "care": 0.22}, "Policy ‘Care’ does not change the need for care workers noticeably in 2040"),
    ],
)
def test_the_title_names_who_changes_most_and_which_way(
    make_policies: MakePolicies, ends: dict[str, float], title: str
) -> None:
    assert draw("packages", make_policies(ends), "en").story.title == title


def test_dutch_title(make_policies: MakePolicies) -> None:
    story = draw("packages", make_policies(SIX)).story
    start, end = "Beleid ‘Alles samen’ verlaagt de behoefte aan zorgmedewerkers in 2040 het meest:", "een op de vijf"
    assert story.title == f"{start} van een op de vier naar {end}"
    assert story.subtitle == "Zorgmedewerkers nodig, % van iedereen die in Utrecht werkt, 1\u00a0januari 2024–2040"


def test_an_axis_that_does_not_begin_at_nought_says_so(make_policies: MakePolicies) -> None:
    near = draw("packages", make_policies(SIX), "en")
    assert near.axes[0].get_ylim()[0] > 0
    assert "does not start at zero" in near.story.note
    far = draw("packages", make_policies({"as_is": 12_000.0, "care": 2000.0}, "shortage", "person", first=500.0), "en")
    assert far.axes[0].get_ylim()[0] == 0
    assert "does not start at zero" not in far.story.note


def test_the_band_is_that_of_unchanged_policy(make_policies: MakePolicies) -> None:
    result = make_policies(SIX, draws=40)
    figure = draw("packages", result, "en")
    [band] = [patch for patch in figure.axes[0].collections if patch.get_gid() == "band"]
    last = [corner for corner in band.get_paths()[0].vertices if corner[0] == 2040]
    expected = result["care_share_needed"].sel(policy="as_is", scenario="evidence", year=2040).quantile([0.05, 0.95])
    assert sorted({round(float(corner[1]), 9) for corner in last}) == pytest.approx(list(expected.values))
    assert "same draws" in figure.story.note
    assert list(figure.story.numbers["band_of_unchanged_policy"]) == ["90%"]
    assert "band_of_unchanged_policy" not in draw("packages", make_policies(SIX)).story.numbers


def test_a_flow_is_told_over_years(make_policies: MakePolicies) -> None:
    result = make_policies({"as_is": 3e9, "care": 2.9e9}, "care_cost", "euro/year", first=2e9)
    result["care_cost"].attrs["kind"] = "flow"
    story = draw("packages", result, "en").story
    assert story.subtitle == "Cost of care, million euro a year, 2024–2040"
    assert "from 3,000 to 2,900" in story.title


def test_the_first_indicator_of_the_city_is_drawn_unless_another_is_asked_for(make_policies: MakePolicies) -> None:
    ends = {"as_is": 9.0, "care": 8.0}
    absence = make_policies(ends, "absence", "year")
    share = make_policies({"as_is": 0.25, "care": 0.2})
    both = absence.merge(share, combine_attrs="override").assign_attrs(indicators=["absence", "care_share_needed"])
    both["by_payer"] = both["absence"].expand_dims(payer=["state"])
    assert draw("packages", both).story.numbers["indicator"] == "absence"
    assert figures.packages(both, indicator="care_share_needed").story.numbers["indicator"] == "care_share_needed"
    with pytest.raises(CannotDrawError, match="the figure 'packages' needs 'by_payer' for the city"):
        figures.packages(both, indicator="by_payer")


def test_policies_of_one_lever_are_left_out_only_where_there_are_too_many(make_policies: MakePolicies) -> None:
    few = draw("packages", make_policies({"as_is": 0.25, "technology": 0.23, "care": 0.22}), "en")
    assert set(lines(few)) == {"as_is", "technology", "care"}
    assert "left out" not in few.story.note
    others = {f"policy_{count}": 0.24 - 0.001 * count for count in range(7)}
    many = draw("packages", make_policies({"as_is": 0.25, "technology": 0.23, "retention": 0.22, **others}), "en")
    assert set(lines(many)) == {"as_is", *others}
    assert "Policies of one lever are left out" in many.story.note
    single = make_policies({"as_is": 0.25} | others)
    all_single = single.assign_attrs(levers=json.dumps({policy: ["x"] for policy in others}))
    assert set(lines(draw("packages", all_single))) == {"as_is", *others}


def test_alt_text_and_numbers_tell_where_each_policy_ends(make_policies: MakePolicies) -> None:
    result = make_policies(SIX)
    story = draw("packages", result, "nl").story
    assert "In 2040: Ongewijzigd beleid 25,0%; Roof 24,8%;" in story.alt
    assert story.alt.endswith("Alles samen 20,0%.")
    expected = result["care_share_needed"].sel(policy="care").values.ravel()
    assert story.numbers["policies"]["care"] == pytest.approx(list(expected), rel=1e-5)


@pytest.mark.slow
@pytest.mark.parametrize("width", ["full", "half", "slide"])
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("draws", [1, 20])
@pytest.mark.parametrize("ends", [SIX, LONG, {"as_is": 0.25, "care": 0.25}], ids=["six", "long", "same"])
def test_clean_at_every_width(
    make_policies: MakePolicies, ends: dict[str, float], draws: int, language: Language, width: Width
) -> None:
    assert lint(draw("packages", make_policies(ends, draws=draws), language, width)) == []


def test_without_unchanged_policy_or_another_it_is_refused(make_policies: MakePolicies) -> None:
    for ends in ({"care": 0.25, "roof": 0.24}, {"as_is": 0.25}):
        with pytest.raises(CannotDrawError, match="compares policies with 'as_is': name that and one more"):
            draw("packages", make_policies(ends))
