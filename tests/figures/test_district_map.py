from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
import xarray as xr
from matplotlib.colors import to_hex

from care2040.figures import draw
from care2040.figures.canvas import style
from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.lint import lint
from care2040.figures.outcomes.district_map import STEPS, Grid, colours
from care2040.language.axes import AXES
from care2040.language.cities.here import the_city
from care2040.wording.language import Language, Width

MakeDistricts = Callable[..., xr.Dataset]
FIRST = np.full(11, 0.05)
LAST = np.array([0.09, *np.linspace(0.05, 0.15, 10)])


TILES = the_city().tiles


def test_every_district_has_a_tile_of_its_own() -> None:
    grid = Grid.of(TILES)
    assert set(TILES) == set(AXES["district"])
    places = [*TILES.values(), grid.city]
    assert len(set(places)) == len(places)
    assert all(0 <= line < grid.lines and 0 <= column < grid.columns for line, column in places)


@pytest.mark.parametrize(
    ("district", "west_of", "north_of"),
    [
        ("vleuten_de_meern", "leidsche_rijn", "zuidwest"),
        ("leidsche_rijn", "west", "zuidwest"),
        ("west", "binnenstad", "zuidwest"),
        ("binnenstad", "oost", "zuid"),
        ("noordwest", "overvecht", "west"),
        ("overvecht", "noordoost", "binnenstad"),
        ("zuidwest", "zuid", None),
        ("noordoost", None, "oost"),
    ],
)
def test_tiles_lie_as_the_districts_do(district: str, west_of: str | None, north_of: str | None) -> None:
    line, column = TILES[district]
    assert west_of is None or column < TILES[west_of][1]
    assert north_of is None or line < TILES[north_of][0]


@pytest.mark.parametrize("part", STEPS)
def test_words_can_be_read_on_every_step(part: float) -> None:
    fill, ink = colours(part)
    assert style.contrast(ink, fill) >= 4.5


def test_steps_can_be_told_apart_and_tiles_from_paper() -> None:
    fills = [colours(part)[0] for part in STEPS]
    assert all(style.contrast(light, dark) >= 1.4 for light, dark in pairwise(fills))
    assert style.contrast(style.AXIS) >= 3


def test_tiles_are_darker_where_the_value_is_higher(make_districts: MakeDistricts) -> None:
    figure = draw("district_map", make_districts(FIRST, LAST, "unmet_need_share", "dimensionless"))
    fills = {tile.get_gid(): to_hex(tile.get_facecolor()) for tile in figure.axes[0].patches}
    steps = [fills[str(district)] for district in AXES["district"]]
    assert steps == [colours(STEPS[step])[0] for step in (0, 0, 1, 1, 2, 2, 3, 3, 4, 4)]
    assert figure.story.numbers["steps"]["oost"] == 3


def test_name_and_value_stand_inside_their_tile(make_districts: MakeDistricts) -> None:
    figure = draw("district_map", make_districts(FIRST, LAST, "unmet_need_share", "dimensionless"), width="half")
    figure.draw_without_rendering()
    tiles = {tile.get_gid(): tile.get_window_extent() for tile in figure.axes[0].patches}
    for words, district in (("Leidsche", "leidsche_rijn"), ("Rijn", "leidsche_rijn"), ("15,0%", "vleuten_de_meern")):
        [text] = [text for text in figure.texts if text.get_text() == words]
        box, tile = text.get_window_extent(), tiles[district]
        assert tile.x0 < box.x0 < box.x1 < tile.x1
        assert tile.y0 < box.y0 < box.y1 < tile.y1


@pytest.mark.parametrize(
    ("last", "title"),
    [
        (LAST, "The share of unmet need is highest in Vleuten-De\u00a0Meern and lowest in West in 2040"),
        (
            np.array([0.09, *LAST[:0:-1]]),
            "The share of unmet need is highest in West and lowest in Vleuten-De\u00a0Meern in 2040",
        ),
        (
            np.array([0.09, 0.05, 0.0501, *LAST[3:]]),
            "The share of unmet need is highest in Vleuten-De\u00a0Meern and lowest in West and Noordwest in 2040",
        ),
        (np.full(11, 0.1), "The share of unmet need is as high in every district in 2040"),
    ],
)
def test_the_title_names_the_highest_and_the_lowest(
    make_districts: MakeDistricts, last: np.ndarray, title: str
) -> None:
    result = make_districts(FIRST, last, "unmet_need_share", "dimensionless")
    assert draw("district_map", result, "en").story.title == title


def test_the_city_is_told_for_a_share_but_not_for_a_total(make_districts: MakeDistricts) -> None:
    share = draw("district_map", make_districts(FIRST, LAST, "unmet_need_share", "dimensionless"))
    assert "Utrecht" in [text.get_text() for text in share.texts]
    assert share.story.numbers["areas"]["utrecht"] == pytest.approx(0.09)
    people = np.array([20_000.0, *np.linspace(900, 3000, 10)])
    total = draw("district_map", make_districts(people, people * 2, "residents_75_plus", "person"))
    assert "Utrecht" not in [text.get_text() for text in total.texts]
    assert "Vleuten-De\u00a0Meern 6.000;" in total.story.alt


def test_alt_text_and_numbers_tell_every_district(make_districts: MakeDistricts) -> None:
    story = draw("district_map", make_districts(FIRST, LAST, "unmet_need_share", "dimensionless"), "nl").story
    assert story.alt.startswith(f"Kaart met een vak per wijk. {story.title}.")
    assert story.alt.endswith("Noordwest 6,1%; West 5,0%.")
    assert list(story.numbers["areas"]) == [*AXES["district"], "utrecht"]
    assert story.numbers["areas"]["west"] == 0.05


@pytest.mark.slow
@pytest.mark.parametrize("width", ["full", "half", "slide"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_clean_at_every_width(make_districts: MakeDistricts, language: Language, width: Width) -> None:
    people = np.array([2e6, *np.linspace(900, 130_000, 10)])
    for result in (
        make_districts(FIRST, LAST, "unmet_need_share", "dimensionless"),
        make_districts(FIRST, FIRST, "unmet_need_share", "dimensionless"),
        make_districts(people, people, "residents_75_plus", "person"),
    ):
        assert lint(draw("district_map", result, language, width)) == []


def test_a_result_without_districts_or_with_unknown_ones_is_refused(make_districts: MakeDistricts) -> None:
    result = make_districts(FIRST, LAST, "unmet_need_share", "dimensionless")
    with pytest.raises(CannotDrawError, match=r"the figure 'district_map' needs .* run at resolution district"):
        draw("district_map", result.sel(area=["utrecht"]))
    renamed = result.assign_coords(area=["utrecht", "atlantis", *result["area"].values[2:]])
    with pytest.raises(CannotDrawError, match="no place for: atlantis"):
        draw("district_map", renamed)


@pytest.mark.parametrize(
    ("tiles", "grid"),
    [
        ({"a": (0, 0)}, Grid(2, 1, (1, 0))),
        ({"a": (0, 0), "b": (1, 1)}, Grid(2, 2, (1, 0))),
        ({"a": (0, 0), "b": (0, 1), "c": (0, 2)}, Grid(2, 3, (1, 0))),
    ],
)
def test_the_city_itself_has_a_place_without_a_district(tiles: dict[str, tuple[int, int]], grid: Grid) -> None:
    assert Grid.of(tiles) == grid
