from collections.abc import Callable, Mapping

import pytest
import xarray as xr
from matplotlib.colors import to_hex

from care2040.figures import draw
from care2040.figures.canvas import style
from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.layout import HouseFigure
from care2040.figures.canvas.lint import lint
from care2040.wording.language import Language, Width

MakePaid = Callable[..., xr.Dataset]
Bill = Mapping[str, tuple[float, float]]
MILLION = 1e6
CARE: Bill = {
    "municipality": (240 * MILLION, 90 * MILLION),
    "state": (30 * MILLION, 210 * MILLION),
    "health_insurer": (-20 * MILLION, 40 * MILLION),
    "residents": (10 * MILLION, -5 * MILLION),
}
SMALL: Bill = {"municipality": (10 * MILLION, 5 * MILLION)}


def bars(figure: HouseFigure, policy: str) -> dict[str, float]:
    [axes] = [axes for axes in figure.axes if axes.get_gid() == policy]
    return {bar.get_gid(): bar.get_x() + bar.get_width() for bar in axes.patches if bar.get_gid()}


def test_costs_go_left_and_benefits_right_against_unchanged_policy(make_paid: MakePaid) -> None:
    drawn = bars(draw("who_pays", make_paid({"care": CARE})), "care")
    assert drawn["municipality.worse"] == pytest.approx(-240 * MILLION)
    assert drawn["municipality.better"] == pytest.approx(90 * MILLION)
    assert drawn["long_term_care_act.worse"] == drawn["long_term_care_act.better"] == 0


def test_what_is_saved_is_a_benefit_and_what_is_missed_a_cost(make_paid: MakePaid) -> None:
    drawn = bars(draw("who_pays", make_paid({"care": CARE})), "care")
    assert (drawn["health_insurer.worse"], drawn["health_insurer.better"]) == pytest.approx((0, 60 * MILLION))
    assert (drawn["residents.worse"], drawn["residents.better"]) == pytest.approx((-15 * MILLION, 0))


def test_costs_are_orange_and_benefits_navy_on_one_scale(make_paid: MakePaid) -> None:
    figure = draw("who_pays", make_paid({"care": CARE, "small": SMALL}))
    assert len(figure.axes) == 2
    assert len({axes.get_xlim() for axes in figure.axes}) == 1
    for bar in (bar for axes in figure.axes for bar in axes.patches if bar.get_gid()):
        pen = style.ORANGE if bar.get_gid().endswith("worse") else style.NAVY
        assert to_hex(bar.get_facecolor()) == pen.colour.lower()


def test_the_diamond_marks_benefits_less_costs_where_there_are_both(make_paid: MakePaid) -> None:
    axes = draw("who_pays", make_paid({"care": CARE})).axes[0]
    marked = {line.get_label(): line.get_xdata()[0] for line in axes.lines if line.get_gid() == "net"}
    assert marked == pytest.approx({"municipality": -150 * MILLION, "state": 180 * MILLION})


@pytest.mark.parametrize(
    ("bill", "language", "title"),
    [
        (CARE, "nl", "Beleid ‘Care’ kost de gemeente netto het meest en levert het Rijk het meest op"),
        (
            CARE,
            "en",
            "Of policy ‘Care’ the largest net cost is for the municipality, the largest net benefit for the state",
        ),
        ({"state": (2e8, 1e8)}, "nl", "Beleid ‘Care’ kost het Rijk netto het meest; niemand houdt er geld aan over"),
        (
            {"residents": (0, 1e8), "state": (-3e8, 0)},
            "nl",
            "Beleid ‘Care’ levert het Rijk netto het meest op; niemand is duurder uit",
        ),
        (
            {"residents": (1e8, 1e8)},
            "nl",
            "Bij beleid ‘Care’ zijn kosten en baten voor elke betaler ongeveer even groot",
        ),
        ({}, "en", "Under policy ‘Care’ costs and benefits are about equal for every payer"),
    ],
)
def test_the_title_names_who_pays_and_who_gains(
    make_paid: MakePaid, bill: Bill, language: Language, title: str
) -> None:
    assert draw("who_pays", make_paid({"care": bill}), language).story.title == title


def test_the_title_is_about_the_policy_that_moves_most_money(make_paid: MakePaid) -> None:
    assert draw("who_pays", make_paid({"small": SMALL, "care": CARE})).story.title.startswith("Beleid ‘Care’")
    assert draw("who_pays", make_paid({"care": CARE, "all_together": {"state": (9e9, 0)}})).story.title.startswith(
        "Beleid ‘Alles samen’"
    )


def test_draws_give_medians_and_the_range_of_the_sum(make_paid: MakePaid) -> None:
    figure = draw("who_pays", make_paid({"care": {"state": (100 * MILLION, 0)}}, draws=101), "en")
    assert bars(figure, "care")["state.worse"] == pytest.approx(-100 * MILLION)
    total = figure.story.numbers["policies"]["care"]["total"]
    assert total == pytest.approx({"net": -100 * MILLION, "low": -145 * MILLION, "high": -55 * MILLION})
    assert "net \u2212100 (\u2212145 to \u221255)" in [text.get_text() for text in figure.texts]
    assert "median of 101 draws" in figure.story.note


def test_alt_text_and_numbers_tell_every_payer(make_paid: MakePaid) -> None:
    story = draw("who_pays", make_paid({"care": CARE}), "nl").story
    assert "Care: Gemeente kosten 240, baten 90; Zorgverzekeraars kosten 0, baten 60;" in story.alt
    assert story.alt.endswith("Inwoners kosten 15, baten 0; netto +75.")
    told = story.numbers["policies"]["care"]["payers"]
    assert told["state"] == {"worse": 30 * MILLION, "better": 210 * MILLION, "net": 180 * MILLION}
    assert story.numbers["years"] == [2024, 2040]
    assert "2024 tot en met 2040" in story.subtitle


def test_policies_of_one_lever_are_left_out_where_there_are_too_many(make_paid: MakePaid) -> None:
    packages = [f"policy_{count}" for count in range(7)]
    figure = draw("who_pays", make_paid(dict.fromkeys(["technology", *packages, "retention"], SMALL)), "en")
    assert [axes.get_gid() for axes in figure.axes] == packages
    assert list(figure.story.numbers["policies"]) == packages
    assert "Policies of one lever are left out" in figure.story.note


def test_many_policies_stand_in_an_even_grid(make_paid: MakePaid) -> None:
    figure = draw("who_pays", make_paid({f"policy_{count}": SMALL for count in range(4)}))
    corners = {(round(axes.get_position().x0, 6), round(axes.get_position().y0, 6)) for axes in figure.axes}
    assert {len({x for x, _ in corners}), len({y for _, y in corners})} == {2}


@pytest.mark.slow
@pytest.mark.parametrize("width", ["full", "half", "slide"])
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("draws", [1, 20])
@pytest.mark.parametrize(
    "names",
    [["care"], ["care", "a_policy_with_a_name_that_never_seems_to_come_to_an_end", "b", "c", "d", "e", "f"]],
    ids=["one", "seven"],
)
def test_clean_at_every_width(
    make_paid: MakePaid, names: list[str], draws: int, language: Language, width: Width
) -> None:
    bills = dict(zip(names, [CARE, SMALL, {}, CARE, CARE, {"state": (1e5, 0.0)}, SMALL], strict=False))
    assert lint(draw("who_pays", make_paid(bills, draws=draws), language, width)) == []


def test_what_cannot_be_drawn_is_refused(make_paid: MakePaid) -> None:
    result = make_paid({"care": CARE})
    with pytest.raises(CannotDrawError, match="needs 'discounted_benefits' by payer"):
        draw("who_pays", result.drop_vars("discounted_benefits"))
    with pytest.raises(CannotDrawError, match="compares policies with 'as_is'"):
        draw("who_pays", result.sel(policy=["as_is"]))
