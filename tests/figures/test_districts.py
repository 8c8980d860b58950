from collections.abc import Callable

import numpy as np
import pytest
import xarray as xr
from matplotlib.colors import to_hex

from care2040 import figures
from care2040.figures import draw
from care2040.figures.canvas import style
from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.lint import lint
from care2040.language.axes import AXES
from care2040.wording.language import Language, Width

MakeDistricts = Callable[..., xr.Dataset]
FIRST = np.array([0.08, *np.linspace(0.05, 0.12, 10)])
BOTH = FIRST + np.array([0.01, 0.01, 0.05, 0.0, 0.01, 0.02, -0.03, 0.0, 0.01, 0.01, 0.02])


@pytest.mark.parametrize(
    ("last", "title"),
    [
        (BOTH, "The share of unmet need rises most in Noordwest and falls most in Binnenstad"),
        (BOTH + 0.05, "The share of unmet need rises most in Noordwest and least in Binnenstad"),
        (BOTH - 0.06, "The share of unmet need falls most in Binnenstad and least in Noordwest"),
    ],
)
def test_the_title_names_who_rises_and_falls_most(make_districts: MakeDistricts, last: np.ndarray, title: str) -> None:
    figure = draw("districts", make_districts(FIRST, last, "unmet_need_share", "dimensionless"), "en")
    assert figure.story.title == title


def test_every_district_is_one_line_and_two_stand_out(make_districts: MakeDistricts) -> None:
    figure = draw("districts", make_districts(FIRST, BOTH, "unmet_need_share", "dimensionless"))
    drawn = {str(line.get_gid()): line for line in figure.axes[0].lines if line.get_gid()}
    assert set(drawn) == {"utrecht", *AXES["district"]}
    np.testing.assert_allclose(drawn["west"].get_xydata(), [[2024, 0.05], [2040, 0.06]])
    coloured = {name: to_hex(line.get_color()) for name, line in drawn.items()}
    assert coloured.pop("noordwest") == style.ORANGE.colour.lower()
    assert coloured.pop("binnenstad") == style.NAVY.colour.lower()
    assert coloured.pop("utrecht") == style.INK.lower()
    assert set(coloured.values()) == {style.GREY.colour.lower()}


def test_a_total_is_drawn_without_the_city_that_would_dwarf_it(make_districts: MakeDistricts) -> None:
    first = np.array([20_000.0, *np.linspace(900, 3000, 10)])
    figure = draw("districts", make_districts(first, first * 1.5, "residents_75_plus", "person"))
    assert "utrecht" not in {line.get_gid() for line in figure.axes[0].lines}
    words = "\n".join(text.get_text() for text in figure.texts)
    assert "4.500 Vleuten-De\u00a0Meern" in words
    assert "Inwoners van 75 jaar en ouder, personen, per wijk van Utrecht" in figure.story.subtitle


def test_shares_close_together_are_written_with_a_decimal(make_districts: MakeDistricts) -> None:
    near = draw("districts", make_districts(FIRST, BOTH, "unmet_need_share", "dimensionless"))
    assert "West van 5,0% naar 6,0%" in near.story.alt
    far = draw("districts", make_districts(FIRST, FIRST * 4, "unmet_need_share", "dimensionless"))
    assert "West van 5% naar 20%" in far.story.alt


@pytest.mark.slow
@pytest.mark.parametrize("width", ["full", "half", "slide"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_clean_at_every_width_even_when_all_districts_are_alike(
    make_districts: MakeDistricts, language: Language, width: Width
) -> None:
    for last in (BOTH, FIRST, np.full(11, 0.1)):
        result = make_districts(FIRST, last, "unmet_need_share", "dimensionless")
        assert lint(draw("districts", result, language, width)) == []
    flat = make_districts(np.full(11, 0.1), np.full(11, 0.1), "unmet_need_share", "dimensionless")
    assert lint(draw("districts", flat, language, width)) == []


def test_any_indicator_per_area_can_be_asked_for(make_districts: MakeDistricts) -> None:
    figure = figures.districts(make_districts(FIRST, BOTH, "mood_share", "dimensionless"), "en", indicator="mood_share")
    assert figure.story.title == "Mood share rises most in Noordwest and falls most in Binnenstad"
    assert figure.story.numbers["indicator"] == "mood_share"


def test_small_numbers_keep_their_digits(make_districts: MakeDistricts) -> None:
    first = np.linspace(0.2, 0.7, 11)
    figure = figures.districts(make_districts(first, first * 1.1, "places", "place/person"), "nl", indicator="places")
    assert "West van 0,250 naar 0,275" in figure.story.alt
    assert figure.story.subtitle.startswith("Places, plaatsen per inwoner, per wijk")


def test_a_result_without_districts_is_refused(make_districts: MakeDistricts) -> None:
    city = make_districts(FIRST, BOTH, "unmet_need_share", "dimensionless").sel(area=["utrecht"])
    with pytest.raises(CannotDrawError, match="run at resolution district"):
        draw("districts", city)
    with pytest.raises(
        CannotDrawError,
        match="needs 'unmet_need_share' or 'heavily_burdened_share' or 'residents_75_plus' per district",
    ):
        draw("districts", city.isel(area=0, drop=True))


def test_no_district_stands_out_where_all_change_alike(make_districts: MakeDistricts) -> None:
    result = make_districts(FIRST, FIRST, "unmet_need_share", "1")  # as a result read back from netCDF has it
    assert (
        draw("districts", result).story.title
        == "Het aandeel onvervulde zorgvraag verandert in geen enkele wijk merkbaar"
    )
    grey = {style.GREY.colour.lower(), style.INK.lower()}
    assert {to_hex(line.get_color()) for line in draw("districts", result).axes[0].lines} == grey


def test_an_indicator_in_which_districts_differ_goes_first(make_districts: MakeDistricts) -> None:
    same = make_districts(FIRST, FIRST + 0.2, "unmet_need_share", "1")
    differ = make_districts(np.full(11, 0.18), 0.2 + FIRST, "heavily_burdened_share", "1")
    figure = draw("districts", same.merge(differ, combine_attrs="override"), "en")
    assert figure.story.numbers["indicator"] == "heavily_burdened_share"
    labels = [text.get_text() for text in figure.texts]
    assert labels.count("18.0%") == 1  # one label for all that start alike


@pytest.mark.parametrize("name", ["districts", "district_map"])
def test_the_care_share_of_a_district_is_that_of_its_residents(make_districts: MakeDistricts, name: str) -> None:
    result = make_districts(FIRST, BOTH, "care_share_needed_by_residents", "dimensionless")
    city = result["care_share_needed_by_residents"].sel(area="utrecht", drop=True)
    figure = draw(name, result.assign(care_share_needed=city), "nl", indicator="care_share_needed")
    assert figure.story.numbers["indicator"] == "care_share_needed_by_residents"
    assert "Zorgmedewerkers nodig voor inwoners, % van de werkende inwoners" in figure.story.subtitle
