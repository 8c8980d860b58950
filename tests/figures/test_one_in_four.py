from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from matplotlib.colors import to_hex

from care2040.figures import FIGURES, draw
from care2040.figures.canvas import style
from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.layout import HouseFigure
from care2040.figures.canvas.lint import lint
from care2040.figures.yardsticks import lines as yardsticks
from care2040.wording.language import Language, Width

MakeResult = Callable[..., xr.Dataset]
FOUR = {
    "evidence": (0.25, 0.2),
    "building_slump": (0.248, 0.193),
    "high_demand": (0.282, 0.205),
    "tight_labour_market": (0.251, 0.178),
}
LONG = {
    "evidence": (0.25, 0.2),
    "a_scenario_with_a_name_that_never_seems_to_come_to_an_end": (0.25, 0.199),
    "arbeidsongeschiktheidsverzekeringsmaatschappijen": (0.2501, 0.201),
    "third": (0.252, 0.2),
    "fourth_and_last_of_the_lot": (0.38, 0.15),
}


def lines(figure: HouseFigure) -> dict[str, np.ndarray]:
    return {str(line.get_gid()): line.get_xydata() for axes in figure.axes for line in axes.lines}


def written(figure: HouseFigure) -> str:
    return "\n".join(text.get_text() for text in figure.texts).replace("\u00a0", " ")


def test_needed_and_working_are_drawn_from_year_to_year(make_result: MakeResult) -> None:
    result = make_result()
    drawn = lines(draw("one_in_four", result))
    for name in ("needed", "working"):
        np.testing.assert_array_equal(drawn[name][:, 0], np.arange(2024, 2041))
        np.testing.assert_array_equal(drawn[name][:, 1], result[f"care_share_{name}"].values.ravel())


def test_needed_is_solid_orange_and_working_navy_with_its_own_dash(make_result: MakeResult) -> None:
    axes = draw("one_in_four", make_result()).axes[0]
    looks = {line.get_gid(): (to_hex(line.get_color()), line.get_linestyle()) for line in axes.lines}
    assert looks["needed"] == (style.ORANGE.colour.lower(), "-")
    assert looks["working"] == (style.NAVY.colour.lower(), "--")


def test_axes_run_from_nought_and_over_the_horizon(make_result: MakeResult) -> None:
    axes = draw("one_in_four", make_result()).axes[0]
    assert axes.get_ylim() == pytest.approx((0, 0.3))
    assert axes.get_xlim() == (2024, pytest.approx(2040.5, abs=0.1))  # with the bar of the Netherlands
    assert [tick.get_text() for tick in axes.get_yticklabels()][-1] == "30%"
    assert [tick.get_text() for tick in axes.get_xticklabels()][::8] == ["2024", "2040"]


def test_the_ratios_of_the_vision_stand_at_the_axis_and_are_said_to_be_national(make_result: MakeResult) -> None:
    figure = draw("one_in_four", make_result(), "en")
    [named] = [one for one in figure.axes[0].collections if one.get_gid() == "named"]
    assert [path.vertices[0, 1] for path in named.get_paths()] == pytest.approx([1 / 6, 1 / 4])
    marks = {tick.get_text(): tick.get_position()[1] for tick in figure.axes[0].get_yticklabels()}
    assert (marks["1 in 6"], marks["1 in 4"]) == pytest.approx((1 / 6, 1 / 4))
    assert "25%" not in marks
    assert "The lines ‘1 in 6’ and ‘1 in 4’ are the national ratio the vision names" in figure.story.note
    assert "by the same method 16.2% (2022) and 23.2% (2040)" in figure.story.note


def test_the_level_is_told_with_its_range_from_the_accounts(make_result: MakeResult) -> None:
    figure = draw("one_in_four", make_result())
    assert "Nodig in de stad in 2024: ruim 15% (14–16,6%; schatting)." in figure.story.note
    np.testing.assert_allclose(lines(figure)["level"], [[2024, 0.13996], [2024, 0.16551]])
    other = make_result()
    other["care_share_needed"] = other["care_share_needed"] * 1.2  # of another level than the accounts have
    assert "schatting" not in draw("one_in_four", other).story.note


def test_without_the_accounts_nothing_is_claimed(
    make_result: MakeResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yardsticks, "package_folder", lambda name: tmp_path)
    figure = draw("one_in_four", make_result(), "en")
    assert "level" not in lines(figure)
    assert "estimate" not in written(figure) + figure.story.note
    assert "are the national ratio the vision names. " in figure.story.note


@pytest.mark.parametrize("name", ["care_share_vision", "care_share_national_low"])
def test_what_lies_beside_it_is_asked_for_by_name(make_result: MakeResult, name: str) -> None:
    with pytest.raises(CannotDrawError, match=f"needs the indicator '{name}', which the result does not hold"):
        draw("one_in_four", make_result().drop_vars(name))


def test_the_path_of_the_vision_and_the_netherlands_lie_beside_it(make_result: MakeResult) -> None:
    result = make_result(FOUR)
    figure = draw("one_in_four", result, "en")
    drawn = lines(figure)
    np.testing.assert_array_equal(drawn["vision"][:, 1], result["care_share_vision"].values[0, 0, 0])
    np.testing.assert_array_equal(drawn["national"][:, 1], result["care_share_national"].values[0, 0, 0])
    [bar] = [patch for patch in figure.axes[0].patches if patch.get_gid() == "bar.0"]
    assert (bar.get_y(), bar.get_y() + bar.get_height()) == pytest.approx((0.201, 0.264))
    words = written(figure).replace("\n", " ")
    assert "path of the vision 25.0%" in words
    assert "the Netherlands 23.2% (20.1–26.4%)" in words
    assert (
        "the Netherlands 23.2% in 2040 (20.1% to 26.4%), not simulated; the path of the vision 25.0%"
        in figure.story.alt
    )
    assert figure.story.numbers["care_share_vision"][-1] == 0.25


def test_a_scenario_that_is_the_path_of_the_vision_is_drawn_once(make_result: MakeResult) -> None:
    result = make_result({"evidence": (0.19, 0.17), "vision": (0.25, 0.18)})
    drawn = lines(draw("one_in_four", result))
    assert "vision" in drawn
    assert {"needed.vision", "working.vision"}.isdisjoint(drawn)
    under_policy = make_result({"evidence": (0.19, 0.17), "vision": (0.25, 0.18)}, policy="community")
    assert "needed.vision" in lines(draw("one_in_four", under_policy))


def test_a_run_from_2016_has_the_path_of_the_vision_from_2024(make_result: MakeResult) -> None:
    early = make_result().assign_coords(year=np.arange(2016, 2033))
    path = lines(draw("one_in_four", early))["vision"][:, 1]
    assert np.isnan(path[:8]).all()
    assert np.isfinite(path[8:]).all()


def test_what_the_shortage_adds_lies_on_top_of_the_need(make_result: MakeResult) -> None:
    figure = draw("one_in_four", make_result(), "en")
    [layer] = [one for one in figure.axes[0].collections if one.get_gid() == "need_caused_by_shortage"]
    corners = layer.get_paths()[0].vertices
    at_end = corners[corners[:, 0] == 2040][:, 1]
    assert (at_end.min(), at_end.max()) == pytest.approx((0.25, 0.25 + 0.2 * 0.05))
    assert "The shortage itself asks for 2,500 more" in written(figure)
    assert "the shortage itself adds 2,500 workers to what is asked in 2040" in figure.story.alt
    enough = draw("one_in_four", make_result({"evidence": (0.18, 0.2)}), "en")
    assert "shortage itself" not in written(enough)


def test_a_result_of_an_earlier_version_says_what_reads_it(make_result: MakeResult) -> None:
    old = make_result().drop_vars("care_share_vision").assign_attrs(source="care2040 0.1.0 (1f3870be2)")
    said = r"'care_share_national'.* does not hold; run 'made_up' again, or .*git checkout v0\.1\.0"
    with pytest.raises(CannotDrawError, match=said):
        draw("one_in_four", old.drop_vars("care_share_national"))
    old["care_share_needed"].attrs["long_name"] = "Workers needed to meet demand, over employed residents: one in four."
    for name in ("one_in_four", "series"):
        with pytest.raises(CannotDrawError, match=r"over employed residents; .*git checkout v0\.1\.0"):
            draw(name, old)


def test_the_gap_lies_between_the_lines_and_is_told_in_persons(make_result: MakeResult) -> None:
    result = make_result()
    figure = draw("one_in_four", result)
    [gap] = [patch for patch in figure.axes[0].collections if patch.get_gid() == "gap"]
    corners = gap.get_paths()[0].vertices
    assert corners[:, 1].max() == pytest.approx(0.25)
    at_end = corners[corners[:, 0] == 2040][:, 1]
    assert (at_end.min(), at_end.max()) == pytest.approx((0.2, 0.25))
    assert "Tekort in 2040:\n12.300 personen" in written(figure)
    assert "Tekort in 2040: 12.300 personen." in figure.story.alt


def test_no_shortage_is_told_where_enough_people_work(make_result: MakeResult) -> None:
    figure = draw("one_in_four", make_result({"evidence": (0.18, 0.2)}), "en")
    [gap] = [patch for patch in figure.axes[0].collections if patch.get_gid() == "gap"]
    corners = np.concatenate([path.vertices for path in gap.get_paths()])
    assert corners[:, 0].max() < 2040  # only before the lines cross
    assert "hortage" not in written(figure) + figure.story.alt


@pytest.mark.parametrize(
    ("share", "language", "title"),
    [
        (0.25, "nl", "Bij ongewijzigd beleid vraagt de zorg in 2040 een op de vier werkenden in de stad"),
        (0.2, "nl", "Bij ongewijzigd beleid vraagt de zorg in 2040 een op de vijf werkenden in de stad"),
        (0.24, "nl", "Bij ongewijzigd beleid vraagt de zorg in 2040 bijna een op de vier werkenden in de stad"),
        (0.234, "nl", "Bij ongewijzigd beleid vraagt de zorg in 2040 23,4% van alle werkenden in de stad"),
        (0.26, "en", "Without new policy, care in 2040 needs over one in four of all who work in the city"),
        (0.22, "en", "Without new policy, care in 2040 needs 22.0% of all who work in the city"),
    ],
)
def test_the_title_follows_the_numbers(make_result: MakeResult, share: float, language: Language, title: str) -> None:
    figure = draw("one_in_four", make_result({"evidence": (share, 0.17)}), language)
    assert figure.story.title == title
    assert title in written(figure).replace("\n", " ")


def test_the_title_names_the_last_year_and_the_policy(make_result: MakeResult) -> None:
    shorter = make_result(policy="community").sel(year=slice(2024, 2031))
    title = draw("one_in_four", shorter, "en").story.title
    assert title.startswith("With policy ‘community’, care in 2031 needs ")
    assert "experiment made_up, policy community, scenario evidence" in draw("one_in_four", shorter, "en").story.source
    assert draw("one_in_four", shorter, "en", title="My own words").story.title == "My own words"


def test_the_ends_are_labelled_with_percentage_and_words(make_result: MakeResult) -> None:
    assert "Nodig 25,0%\n1 op de 4\n" in written(draw("one_in_four", make_result())) + "\n"
    english = written(draw("one_in_four", make_result(), "en"))
    assert "Needed 25.0%\n1 in 4" in english
    assert "Working 20.0%\n1 in 5" in english


def test_the_reader_is_told_what_is_measured_and_what_it_is_not(make_result: MakeResult) -> None:
    story = draw("one_in_four", make_result()).story
    assert (
        "voor inwoners en regio, als deel van iedereen die in Utrecht werkt; 1\u00a0januari 2024–2040" in story.subtitle
    )
    assert "geen voorspelling" in story.note
    assert "CBS" in story.note
    assert "personen" in story.note
    assert "kinderopvang en zelfstandigen" in story.note
    assert story.source.startswith("Bron: care2040 9.8.7, experiment made_up, ongewijzigd beleid, scenario onderzoek.")


def test_other_scenarios_are_thin_and_grey_and_named(make_result: MakeResult) -> None:
    figure = draw("one_in_four", make_result(FOUR))
    grey = [line for line in figure.axes[0].lines if str(line.get_gid()).partition(".")[2]]
    assert len(grey) == 3
    assert {to_hex(line.get_color()) for line in grey} == {style.GREY.colour.lower()}
    [main] = [line for line in figure.axes[0].lines if line.get_gid() == "needed"]
    assert all(line.get_linewidth() < main.get_linewidth() for line in grey)
    words = written(figure).replace("\n", " ")
    assert "hoge zorgvraag 28,2%" in words
    assert "krappe arbeidsmarkt 25,1%" in words
    assert "grijs: andere scenario’s" in figure.story.note


def test_a_scenario_that_needs_the_same_is_drawn_by_who_works_there(make_result: MakeResult) -> None:
    ends = {"evidence": (0.25, 0.2), "only_demography": (0.178, 0.168), "tight_labour_market": (0.2502, 0.171)}
    figure = draw("one_in_four", make_result(ends))
    words = written(figure).replace("\n", " ")
    assert "alleen demografie: nodig 17,8%" in words
    assert "krappe arbeidsmarkt: werkzaam 17,1%" in words
    assert {"needed.tight_labour_market", "working.only_demography"}.isdisjoint(lines(figure))


def test_a_run_that_ends_before_2024_has_no_path_of_the_vision(make_result: MakeResult) -> None:
    early = make_result().assign_coords(year=np.arange(2005, 2022))
    for language in ("nl", "en"):
        figure = draw("one_in_four", early, language)
        assert "vision" not in lines(figure)
        assert "nan" not in written(figure) + figure.story.alt + figure.story.note
        assert lint(figure) == []


def test_draws_are_told_by_median_and_opaque_bands(make_result: MakeResult) -> None:
    result = make_result(FOUR, draws=100)
    figure = draw("one_in_four", result, "en")
    first = result["care_share_needed"].isel(policy=0, scenario=0)
    np.testing.assert_allclose(lines(figure)["needed"][:, 1], first.median("draw"))
    bands = figure.story.numbers["care_share_needed"]["bands"]
    assert list(bands) == ["90%", "60%", "30%"]
    assert bands["90%"]["low"][-1] == pytest.approx(float(first.isel(year=-1).quantile(0.05)), rel=1e-5)
    layers = ("gap", "need_caused_by_shortage", "named")
    fills = [patch for patch in figure.axes[0].collections if patch.get_gid() not in layers]
    assert len(fills) == 6
    assert all(patch.get_facecolor()[0][3] == 1 for patch in fills)
    assert "median of 100 draws" in figure.story.note
    assert "90% band: " in written(figure)


def test_alt_text_gives_message_and_numbers(make_result: MakeResult) -> None:
    alt = draw("one_in_four", make_result(FOUR), "en").story.alt
    assert "care in 2040 needs one in four of all who work in the city" in alt
    assert "share needed goes from 15.3% to 25.0%" in alt
    assert "share working from 14.9% to 20.0%" in alt
    assert "Scenario high demand in 2040: needed 28.2%, working 20.5%." in alt
    assert draw("one_in_four", make_result(), "nl").story.alt.startswith("Lijngrafiek. Bij ongewijzigd beleid")


def test_an_area_axis_is_read_at_the_city(make_result: MakeResult) -> None:
    result = make_result()
    factors = xr.DataArray([1.0, 3.0], coords={"area": ["utrecht", "west"]})
    with_areas = result.assign({name: result[name] * factors for name in result.data_vars})
    assert draw("one_in_four", with_areas).story == draw("one_in_four", result).story


@pytest.mark.slow
@pytest.mark.parametrize("width", ["full", "half", "slide"])
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("draws", [1, 20])
@pytest.mark.parametrize("ends", [{"evidence": (0.25, 0.2)}, FOUR, LONG], ids=["alone", "four", "long"])
def test_clean_at_every_width_in_every_language(
    make_result: MakeResult, ends: dict[str, tuple[float, float]], draws: int, language: Language, width: Width
) -> None:
    figure = draw("one_in_four", make_result(ends, draws=draws), language, width)
    assert lint(figure) == []
    assert figure.get_size_inches()[0] * 2.54 == pytest.approx({"full": 16.0, "half": 7.8, "slide": 25.0}[width])


@pytest.mark.parametrize("needed", [0.02, 0.12, 0.6, 0.97])
def test_clean_whatever_the_numbers(make_result: MakeResult, needed: float) -> None:
    result = make_result()
    shares = ["care_share_needed", "care_share_working"]
    assert (
        lint(draw("one_in_four", result.assign({name: result[name] * needed * 4 for name in shares}), width="half"))
        == []
    )


def test_what_is_missing_or_no_number_is_named(make_result: MakeResult) -> None:
    with pytest.raises(CannotDrawError, match="'shortage', which the result does not hold"):
        draw("one_in_four", make_result().drop_vars("shortage"))
    broken = make_result()
    broken["care_share_needed"][0, 0, 0, 3] = np.nan
    with pytest.raises(CannotDrawError, match="'care_share_needed' holds values that are not numbers"):
        draw("one_in_four", broken)
    with pytest.raises(CannotDrawError, match="at least two years"):
        draw("one_in_four", make_result().sel(year=[2024]))


def test_an_unknown_figure_is_refused_with_those_there_are(make_result: MakeResult) -> None:
    there = ", ".join(FIGURES)
    assert there.startswith("district_map, districts, ")
    assert set(FIGURES) >= {"districts", "loops_cut", "fan", "robustness", "discovery", "sobol", "morris"}
    with pytest.raises(CannotDrawError, match=rf"no figure 'pie'; there are: {there}"):
        draw("pie", make_result())
