from collections.abc import Callable

import pytest
import xarray as xr

from care2040.figures import draw
from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.layout import HouseFigure
from care2040.figures.canvas.lint import lint
from care2040.wording.language import Language, Width

MakePolicies = Callable[..., xr.Dataset]
CUT = {"as_is": 12_000.0, "without_quits": 10_000.0, "without_absence": 9_000.0, "without_worsening": 12_600.0}
PART = "Terugkoppeling ‘Werkdruk en verzuim’ maakt 25% van het tekort aan zorgmedewerkers in 2040, meer dan elke andere"
LARGER = (
    "Loop ‘Workload and quits’ makes the shortage of care workers in 2040 larger by 900 persons, more than any other"
)
LONG = {
    "as_is": 12_000.0,
    "without_a_loop_with_a_name_that_never_seems_to_come_to_an_end": 11_000.0,
    "without_arbeidsongeschiktheidsverzekeringsmaatschappijen": 12_010.0,
    **{f"loop_number_{count}": 12_000.0 - 100 * count for count in range(10)},
}


@pytest.fixture
def make_cut(make_policies: MakePolicies) -> Callable[..., xr.Dataset]:
    def cut(ends: dict[str, float], **others: object) -> xr.Dataset:
        return make_policies(ends, "shortage", "person", first=500.0, **others)

    return cut


def bars(figure: HouseFigure) -> dict[str, float]:
    return {bar.get_gid(): bar.get_x() + bar.get_width() for bar in figure.axes[0].patches if bar.get_gid()}


def test_a_loop_makes_what_is_gone_without_it(make_cut: MakePolicies) -> None:
    drawn = bars(draw("loops_cut", make_cut(CUT)))
    assert drawn == pytest.approx({"without_absence": 3000, "without_quits": 2000, "without_worsening": -600})
    assert list(drawn) == ["without_absence", "without_quits", "without_worsening"]


def test_loops_may_be_cut_as_scenarios_too(make_cut: MakePolicies) -> None:
    ends = {"evidence": 12_000.0, "without_absence": 9_000.0}
    figure = draw("loops_cut", make_cut(ends, along="scenario"), "en")
    assert bars(figure) == pytest.approx({"without_absence": 3000})
    assert figure.story.source.endswith("unchanged policy, scenario evidence.")


def test_unchanged_policy_is_the_whole_wherever_it_stands(make_cut: MakePolicies) -> None:
    turned = make_cut(CUT).sel(policy=["without_absence", "as_is"])
    assert bars(draw("loops_cut", turned)) == pytest.approx({"without_absence": 3000})


@pytest.mark.parametrize(
    ("ends", "language", "title"),
    [
        (
            CUT,
            "nl",
            PART,
        ),
        (
            CUT,
            "en",
            "Loop ‘Workload and absence’ makes 25% of the shortage of care workers in 2040, more than any other",
        ),
        (
            {"as_is": 12_000, "without_quits": 9_000},
            "en",
            "Loop ‘Workload and quits’ makes 25% of the shortage of care workers in 2040",
        ),
        (
            {"as_is": 500, "no_quits": -400, "x": 400},
            "en",
            LARGER,
        ),
        (
            {"as_is": -500, "no_quits": -700},
            "nl",
            "Terugkoppeling ‘Werkdruk en vertrek’ maakt het tekort aan zorgmedewerkers in 2040 "
            "groter, met 200 personen",
        ),
        (
            {"as_is": 500, "a": 700, "b": 500},
            "nl",
            "Geen terugkoppeling maakt het tekort aan zorgmedewerkers in 2040 groter, wel kleiner",
        ),
        (
            {"as_is": 500, "a": 500},
            "nl",
            "Het tekort aan zorgmedewerkers is in 2040 even groot zonder de terugkoppelingen",
        ),
    ],
)
def test_the_title_follows_the_sign(
    make_cut: MakePolicies, ends: dict[str, float], language: Language, title: str
) -> None:
    assert draw("loops_cut", make_cut(ends), language).story.title == title


def test_a_loop_that_may_make_nothing_is_called_probable(make_cut: MakePolicies) -> None:
    result = make_cut({"as_is": 12_000.0, "without_quits": 10_000.0}, draws=50)
    assert "probably" not in draw("loops_cut", result, "en").story.title
    result["shortage"][1] = result["shortage"][1] + 900
    assert "Loop ‘Workload and quits’ probably makes" in draw("loops_cut", result, "en").story.title


def test_parts_of_the_shortage_are_told_beside_the_bars(make_cut: MakePolicies) -> None:
    words = [text.get_text() for text in draw("loops_cut", make_cut(CUT), "en").texts]
    assert {"+3,000", "25%", "\u2212600", "\u22125%"} <= set(words)
    little = [text.get_text() for text in draw("loops_cut", make_cut({"as_is": 12_000, "x": 11_960}), "en").texts]
    assert "+40" in little
    assert "0%" not in little
    none = [text.get_text() for text in draw("loops_cut", make_cut({"as_is": -500, "x": -700}), "en").texts]
    assert not any("%" in word for word in none)


def test_alt_text_and_numbers_tell_every_loop(make_cut: MakePolicies) -> None:
    story = draw("loops_cut", make_cut(CUT), "en").story
    assert "With every loop: 12,000." in story.alt
    assert (
        "persons: Workload and absence +3,000; Workload and quits +2,000; Waiting and heavier care −600." in story.alt
    )
    assert story.numbers["with_every_loop"] == 12_000
    assert story.numbers["effects"]["without_quits"] == {"effect": 2000}


@pytest.mark.slow
@pytest.mark.parametrize("width", ["full", "half", "slide"])
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("draws", [1, 20])
@pytest.mark.parametrize("ends", [CUT, LONG, {"as_is": 0.0, "x": 0.0}], ids=["three", "long", "none"])
def test_clean_at_every_width(
    make_cut: MakePolicies, ends: dict[str, float], draws: int, language: Language, width: Width
) -> None:
    assert lint(draw("loops_cut", make_cut(ends, draws=draws), language, width)) == []


def test_what_cannot_be_drawn_is_refused(make_cut: MakePolicies, make_policies: MakePolicies) -> None:
    with pytest.raises(CannotDrawError, match="there are 1 policies and 1 scenarios"):
        draw("loops_cut", make_cut({"as_is": 5.0}))
    with pytest.raises(CannotDrawError, match="'loops_cut' needs 'shortage' for the city"):
        draw("loops_cut", make_policies({"as_is": 0.25, "x": 0.2}))
