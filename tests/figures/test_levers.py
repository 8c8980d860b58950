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
THREE = {"as_is": 0.25, "prevention": 0.244, "technology": 0.23, "retention": 0.254, "all_together": 0.21}
LONG = {
    "as_is": 0.25,
    "a_lever_with_a_name_that_never_seems_to_come_to_an_end": 0.24,
    "arbeidsongeschiktheidsverzekeringsmaatschappijen": 0.2501,
    **{f"lever_number_{count}": 0.25 - 0.001 * count for count in range(14)},
}


def bars(figure: HouseFigure) -> dict[str, float]:
    return {bar.get_gid(): bar.get_x() + bar.get_width() for bar in figure.axes[0].patches if bar.get_gid()}


def single(result: xr.Dataset) -> xr.Dataset:
    """Say that every policy pulls the lever of its name."""
    return result.assign_attrs(levers=json.dumps({policy: [policy] for policy in result["policy"].values.tolist()[1:]}))


def test_levers_alone_are_sorted_and_packages_left_out(make_policies: MakePolicies) -> None:
    figure = draw("levers", make_policies(THREE))
    assert list(bars(figure)) == ["technology", "prevention", "retention"]
    assert list(bars(figure).values()) == pytest.approx([-0.02, -0.006, 0.004])
    colours = {bar.get_gid(): to_hex(bar.get_facecolor()) for bar in figure.axes[0].patches if bar.get_gid()}
    assert colours["technology"] == style.NAVY.colour.lower()
    assert colours["retention"] == style.ORANGE.colour.lower()


def test_where_most_rises_the_largest_rise_comes_first(make_policies: MakePolicies) -> None:
    ends = {"as_is": 0.2, "prevention": 0.21, "technology": 0.26, "retention": 0.195}
    assert list(bars(draw("levers", make_policies(ends)))) == ["technology", "prevention", "retention"]


def test_which_policies_pull_one_lever_is_read_from_the_result(make_policies: MakePolicies) -> None:
    pulled = {
        "as_is": [],
        "prevention": ["prevention"],
        "technology": ["technology", "retention"],
        "all_together": ["x"],
    }
    figure = draw("levers", make_policies(THREE).assign_attrs(levers=json.dumps(pulled)))
    assert list(bars(figure)) == ["all_together", "prevention"]


@pytest.mark.parametrize(
    ("ends", "language", "title"),
    [
        (
            THREE,
            "nl",
            "Maatregel ‘Techniek’ verlaagt de behoefte aan zorgmedewerkers in 2040 het meest: met 2,0 procentpunt",
        ),
        (THREE, "en", "Lever ‘Technology’ lowers the need for care workers most in 2040: by 2.0 percentage points"),
        (
            {"as_is": 0.2, "technology": 0.26, "retention": 0.19},
            "en",
            "Lever ‘Technology’ raises the need for care workers most in 2040: by 6.0 percentage points",
        ),
        (
            {"as_is": 0.2, "technology": 0.26},
            "nl",
            "Maatregel ‘Techniek’ verhoogt de behoefte aan zorgmedewerkers in 2040 met 6,0 procentpunt",
        ),
        (
            {"as_is": 0.2, "technology": 0.2},
            "nl",
            "Geen maatregel op zichzelf verandert de behoefte aan zorgmedewerkers in 2040 merkbaar",
        ),
    ],
)
def test_the_title_follows_the_sign(
    make_policies: MakePolicies, ends: dict[str, float], language: Language, title: str
) -> None:
    assert draw("levers", make_policies(ends), language).story.title == title


def test_an_effect_that_may_be_nothing_is_called_probable(make_policies: MakePolicies) -> None:
    result = make_policies({"as_is": 0.25, "technology": 0.23}, draws=50)
    assert "probably" not in draw("levers", result, "en").story.title
    shifted = result.copy(deep=True)
    shifted["care_share_needed"][1] = result["care_share_needed"][1] + 0.008
    assert "Lever ‘Technology’ probably lowers the need" in draw("levers", shifted, "en").story.title


def test_draws_are_told_by_median_and_ninety_per_cent_of_the_differences(make_policies: MakePolicies) -> None:
    result = make_policies(THREE, draws=40)
    figure = draw("levers", result, "en")
    last = result["care_share_needed"].sel(scenario="evidence", year=2040)
    differences = (last.sel(policy="technology") - last.sel(policy="as_is")).values
    told = figure.story.numbers["effects"]["technology"]
    expected = {
        "effect": np.median(differences),
        "low": np.percentile(differences, 5),
        "high": np.percentile(differences, 95),
    }
    assert told == pytest.approx(expected, rel=1e-4)
    spans = [line.get_xdata() for line in figure.axes[0].lines if line.get_gid() == "span"]
    assert any(np.allclose(span, [expected["low"], expected["high"]]) for span in spans)
    assert "median of 40 draws" in figure.story.note
    alone = draw("levers", make_policies(THREE), "en")
    assert not any(line.get_gid() == "span" for line in alone.axes[0].lines)
    assert "draws" not in alone.story.note


def test_alt_text_and_numbers_tell_every_lever(make_policies: MakePolicies) -> None:
    story = draw("levers", make_policies(THREE), "en").story
    assert "percentage points: Technology −2.0; Prevention −0.6; Keeping staff +0.4." in story.alt
    assert {lever: told["effect"] for lever, told in story.numbers["effects"].items()} == pytest.approx(
        {"technology": -0.02, "prevention": -0.006, "retention": 0.004}, rel=1e-5
    )
    assert "difference with unchanged policy for each lever alone, percentage points" in story.subtitle


def test_effects_of_wedges_serve_where_no_policy_pulls_one_lever(
    make_policies: MakePolicies, make_split: Callable[..., xr.Dataset]
) -> None:
    split = make_split({"technology": -0.02, "retention": 0.001}, alone={"technology": -0.03, "retention": 0.002})
    both = make_policies({"as_is": 0.25, "all_together": 0.2}).merge(split, combine_attrs="override")
    figure = draw("levers", both)
    assert bars(figure) == pytest.approx({"technology": -0.03, "retention": 0.002})
    assert figure.story.numbers["year"] == 2040


@pytest.mark.slow
@pytest.mark.parametrize("width", ["full", "half", "slide"])
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("draws", [1, 20])
@pytest.mark.parametrize("ends", [THREE, LONG, {"as_is": 0.2, "technology": 0.2}], ids=["three", "long", "none"])
def test_clean_at_every_width(
    make_policies: MakePolicies, ends: dict[str, float], draws: int, language: Language, width: Width
) -> None:
    assert lint(draw("levers", single(make_policies(ends, draws=draws)), language, width)) == []


def test_persons_are_not_told_twice_in_the_subtitle(make_policies: MakePolicies) -> None:
    result = make_policies({"as_is": 12_000.0, "retention": 9_400.0}, "shortage", "person", first=0.0)
    story = figures.levers(result, "nl", indicator="shortage").story
    assert story.subtitle.count("personen") == 1
    assert (
        story.title
        == "Maatregel ‘Personeel behouden’ verlaagt het tekort aan zorgmedewerkers in 2040 met 2.600 personen"
    )


def test_what_cannot_be_drawn_is_refused(make_policies: MakePolicies) -> None:
    with pytest.raises(CannotDrawError, match="policies that pull one lever each; there are: all_together"):
        draw("levers", make_policies({"as_is": 0.25, "all_together": 0.2}))
    with pytest.raises(CannotDrawError, match="compares policies with 'as_is'"):
        draw("levers", make_policies({"technology": 0.25, "retention": 0.2}))
    with pytest.raises(CannotDrawError, match="the result holds no indicator 'mood'"):
        figures.levers(make_policies(THREE), indicator="mood")


def test_who_decides_stands_beside_each_lever_and_what_the_city_decides_in_the_note(
    make_policies: MakePolicies, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide = {"prevention": "own", "technology": "lobby", "retention": "shared"}
    monkeypatch.setattr("care2040.figures.outcomes.levers.lever_controls", lambda: decide)
    alone = single(make_policies({name: end for name, end in THREE.items() if name != "all_together"}))
    told = draw("levers", alone, "en").story
    for mark in ("(city)", "(together)", "(state)"):
        assert mark in told.alt
    assert "the city itself decides, ‘Prevention’ does most: 0.6 percentage points" in told.note
    monkeypatch.setattr("care2040.figures.outcomes.levers.lever_controls", lambda: {**decide, "technology": "own"})
    assert "does most" not in draw("levers", alone, "en").story.note, "the title says it"
