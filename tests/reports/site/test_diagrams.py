"""Diagrams: boxes that do not overlap, on one page of A4 (the whole on A3), with every link and the sign it has."""

import re
from dataclasses import replace
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest
from tools.refresh.diagrams import PAGES, SECTORS_DRAWN, STILL

from care2040.engine.simulation.initial_state import at_start, without_noise
from care2040.files.package_files import package_folder
from care2040.inputs.parameters.parameter_set import load
from care2040.language.axes import RUN_IN
from care2040.reports.site.diagrams import MOVING, WHOLE, Atlas
from care2040.reports.site.layered_layout import place
from care2040.reports.site.svg import A4, SMALLEST, Arrow, Box, Diagram, draw, size_of, wrapped
from care2040.sectors import SECTORS, load_model

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return Atlas(load_model(), load(package_folder("parameters")))


def words(drawn: Diagram) -> str:
    """Return the words of a picture, a blank between lines of one label."""
    tree = ElementTree.fromstring(drawn.svg)
    return "\n".join(
        " ".join("".join(part.itertext()) for part in text.iter(f"{SVG}tspan")) for text in tree.iter(f"{SVG}text")
    )


def test_causes_stand_to_the_left_of_their_effects() -> None:
    links = [("a", "b"), ("b", "c"), ("a", "c"), ("c", "a")]
    placed = place(dict.fromkeys("abc", (10.0, 5.0)), links)
    assert placed.centres["a"][0] < placed.centres["b"][0] < placed.centres["c"][0]
    assert len(placed.routes["a", "c"]) == 1, "it passes the column of b"
    assert placed.routes["c", "a"], "so does what runs back"


def test_a_link_that_runs_back_says_nothing_about_left_and_right() -> None:
    sizes = dict.fromkeys("ab", (10.0, 5.0))
    assert place(sizes, [("a", "b")]).centres["a"][0] < place(sizes, [("a", "b")]).centres["b"][0]
    back = place(sizes, [("a", "b")], back=[("a", "b")]).centres
    assert back["a"][0] == back["b"][0]


def test_boxes_keep_apart() -> None:
    names = [f"box_{number}" for number in range(19)]
    links = [(one, other) for one, other in pairwise(names)] + [(names[0], name) for name in names[2:]]
    sizes = {name: (10.0 + number, 3.0 + number % 3) for number, name in enumerate(names)}
    placed = place(sizes, links, gap=(4.0, 1.0)).centres
    for one, other in combinations(names, 2):
        across = abs(placed[one][0] - placed[other][0]) - (sizes[one][0] + sizes[other][0]) / 2
        down = abs(placed[one][1] - placed[other][1]) - (sizes[one][1] + sizes[other][1]) / 2
        assert max(across, down) > 0.99


def test_a_picture_names_what_is_in_it_and_escapes_it() -> None:
    boxes = [Box("a", "stock", "a_<b>"), Box("b", "flow", "much_too_long_for_one_line"), Box("c", "cloud", "")]
    drawn = draw(boxes, [Arrow(("a", "b"), -1), Arrow(("b", "c"), pipe=True)], "Title & more", "What it shows")
    tree = ElementTree.fromstring(drawn.svg)
    assert tree.findtext(f"{SVG}title") == "Title & more"
    assert "a <b>" in words(drawn)
    assert "−" in "".join(tree.itertext())
    assert len(wrapped("much_too_long_for_one_line")) == 2
    assert size_of(boxes[0], arrivals=9)[1] > size_of(boxes[0])[1]


@pytest.mark.slow
@pytest.mark.parametrize("sector", SECTORS)
def test_a_sector_is_drawn_whole_on_one_page(atlas: Atlas, sector: str) -> None:
    drawn = [atlas.causes(sector), *([] if sector in STILL else [atlas.stocks([sector])])]
    for each in drawn:
        assert any(each.width <= wide + 0.1 and each.height <= tall + 0.1 for wide, tall in A4)
        assert each.letters >= SMALLEST
    told = words(drawn[0])
    own = [each for each in atlas.model.equations.values() if each.sector == sector and each.kind in MOVING]
    linked = {
        name
        for one, effects in atlas.links.items()
        for name in (one, *effects)
        if one in atlas.model.moving or one in atlas.model.stocks
    }
    for equation in own:
        if equation.name in linked and any(
            read in atlas.model.moving or read in atlas.model.stocks for read in equation.reads
        ):
            assert equation.name.replace("_", " ") in told, equation.name


def test_every_link_of_a_sector_has_its_sign(atlas: Atlas) -> None:
    svg = atlas.causes("technology").svg
    names = ("absorption_effect", "adoption", "technology_adoption", "indicated_administration")
    assert svg.count("<path") == len(re.findall('<polygon[^>]*fill="#(1B7A72|B84A10|8C8C8C)"', svg))
    for cause, effect, sign in (
        ("administrative_burden", "client_time_effect", -1),
        ("technology_adoption", "technology_saving", 1),
        ("adoption", "technology_adoption", 1),
        ("newborns", "residents", 1),
    ):
        assert atlas.sign((cause, effect)) == sign
    assert all(name.replace("_", " ") in words(atlas.causes("technology")) for name in names)


def test_what_is_nought_but_for_rounding_has_no_sign(atlas: Atlas) -> None:
    """Nothing was gained yet on the first day of all; which way the discount turns that is rounding."""
    first = at_start(atlas.model, atlas.parameters, "city", start=RUN_IN)
    rounding = {"yearly_benefit": first["yearly_benefit"] + 1e-6}
    early = replace(atlas, measured={})
    vars(early)["values"] = without_noise(atlas.model, first | rounding)
    assert float(abs(early.values["yearly_benefit"]).max()) == 0
    assert early.sign(("discount_factor", "discounted_benefits")) == 0
    assert early.sign(("yearly_benefit", "discounted_benefits")) == 1
    assert float(abs(early.values["shortage"]).max()) > 100
    assert atlas.sign(("discount_factor", "discounted_benefits")) != 0, "until 2024 lives have changed"


def test_the_whole_shows_every_stock_and_flow_and_every_loop(atlas: Atlas) -> None:
    told = "\n".join(words(atlas.stocks(sectors)) for sectors in WHOLE)
    for name in (*atlas.model.stocks, *atlas.model.flows):
        assert name.replace("_", " ") in told
    loops = words(atlas.whole())
    on_loops = {
        name for loop in atlas.loops.values() for path in loop.paths for name in path if name in atlas.model.stocks
    }
    assert all(name.replace("_", " ") in loops for name in on_loops)
    assert atlas.whole().letters >= SMALLEST
    assert all(atlas.stocks(sectors).letters >= SMALLEST for sectors in WHOLE)


def test_links_drawn_as_one_have_the_sign_of_the_chain(atlas: Atlas) -> None:
    links = atlas._contracted()
    assert links["perceived_workload", "quit_effect"] == 1
    assert links["absence", "fte_given_per_worker"] == -1
    assert links["households_in_poverty", "district_poverty_share"] == 1
    assert links["district_poverty_share", "relative_poverty"] == 1


def test_the_sectors_that_are_drawn_are_those_of_the_model(atlas: Atlas) -> None:
    assert SECTORS_DRAWN == SECTORS
    assert tuple(sector for sectors in WHOLE for sector in sectors) == SECTORS
    assert len(PAGES) == len(WHOLE)
    still = [name for name in SECTORS if not any(one.sector == name for one in atlas.model.stocks.values())]
    assert list(STILL) == still
