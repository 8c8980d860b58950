"""The theory of change drawn: clean in both languages, every box in its quadrant, arrows around the boxes."""

import re

import numpy as np
import pytest
import xarray as xr

from care2040.analysis.theory.chain import Chain, Link, Step
from care2040.analysis.theory.theory_dataset import as_dataset
from care2040.figures import OF_LOOPS
from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.lint import lint
from care2040.figures.flow.arrow_routes import Arrow, Drawn, routed
from care2040.wording.language import LANGUAGES, Language
from care2040.wording.names import name_of

draw = OF_LOOPS["theory_of_change"]
FACTS = {"experiment": "made_up", "source": "care2040 9.8.7", "scenario": "evidence", "unchanged": "as_is"}


def step(name: str, part: float, quadrant: tuple[str, str], change: float = -100.0, unit: str = "person") -> Step:
    row, column = quadrant
    counted = ("poor_households",) if name == "households_in_poverty" else ()
    changes = ((2032, change / 2), (2040, change))
    return Step(name, unit, part, 1000.0, changes, 5, row, column, counted)  # type: ignore[arg-type]


def chain(maker: str = "financial_security", whole: float = -0.004) -> Chain:
    parts = {
        ("minimum_income", "households_in_poverty"): 0.8,
        ("participation", "workers_needed"): -0.1,
        ("households_in_poverty", "frailty"): 0.7,
        ("households_in_poverty", "lonely_residents"): 0.1,
        ("lonely_residents", "frailty"): 0.1,
        ("frailty", "workers_needed"): 0.8,
        ("workers_needed", "care_share_needed"): 0.9,
    }
    links = tuple(Link(*ends, part * whole, -1 if part == 0.8 else 1) for ends, part in parts.items())
    steps = (
        step("households_in_poverty", 0.8 * whole, ("lives", "seen"), unit="household"),
        step("lonely_residents", 0.1 * whole, ("lives", "later")),
        step("frailty", 0.8 * whole, ("lives", "later"), -0.02, "dimensionless"),
        step("workers_needed", 0.9 * whole, ("services", "later")),
    )
    efforts = (("minimum_income", 0.8 * whole), ("participation", -0.1 * whole))
    rest = {"care_share_needed": 0.0}
    return Chain(
        maker, "care_share_needed", "dimensionless", 2026, 2032, 2040, 0.2, 0.2 + whole, efforts, steps, links, rest
    )


def made(*chains: Chain) -> xr.Dataset:
    titles = {"poor_households": {"nl": "arme huishoudens", "en": "poor households"}}
    return as_dataset(chains or (chain(),), 0.05, FACTS, titles)


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_can_be_read_in_both_languages(language: Language) -> None:
    figure = draw(made(chain(), chain("affordable_roof", -0.001)), language)
    assert lint(figure) == []
    said = " ".join(text.get_text() for text in figure.texts)
    assert ("Bij inwoners" if language == "nl" else "With residents") in said
    assert ("Te zien in 2032" if language == "nl" else "Seen by 2032") in said
    assert figure.story.alt.count("80%") >= 4
    assert not re.search(r"[{}]", said)


def test_a_slide_holds_one_maker_and_half_a_page_none() -> None:
    assert lint(draw(made(), "nl", "slide")) == []
    with pytest.raises(CannotDrawError, match="half a page"):
        draw(made(), "nl", "half")


def test_every_box_stands_in_its_quadrant() -> None:
    figure = draw(made(), "nl")
    patches = {str(patch.get_gid()): patch for patch in figure.axes[0].patches if patch.get_gid()}
    for name, quadrant in {
        "households_in_poverty": "lives.seen",
        "frailty": "lives.later",
        "workers_needed": "services.later",
    }.items():
        box, around = (patches[one].get_window_extent() for one in (name, quadrant))
        assert around.x0 <= box.x0
        assert box.x1 <= around.x1
        assert around.y0 <= box.y0
        assert box.y1 <= around.y1
    counted = patches["households_in_poverty"].get_linewidth()
    assert counted > patches["frailty"].get_linewidth(), "what the city counts has a thick edge"


def test_an_arrow_is_as_thick_as_its_part_and_coloured_by_what_it_does() -> None:
    figure = draw(made(), "nl")
    patches = {str(patch.get_gid()): patch for patch in figure.axes[0].patches if patch.get_gid()}
    large, small = patches["frailty.workers_needed"], patches["lonely_residents.frailty"]
    assert large.get_linewidth() > 4 * small.get_linewidth()
    raising = patches["participation.workers_needed"]
    assert raising.get_edgecolor() != large.get_edgecolor()


def test_the_title_names_the_maker_and_the_step_that_do_most() -> None:
    called = name_of("policies", "financial_security", "nl").lower()
    assert called in draw(made(chain("affordable_roof", -0.001), chain()), "nl").story.title.lower()
    assert "minder armoede" in draw(made(), "nl").story.title


def test_without_a_theory_there_is_nothing_to_draw() -> None:
    with pytest.raises(CannotDrawError, match="care2040 theory"):
        draw(xr.Dataset(attrs=FACTS), "nl")


def test_an_arrow_goes_around_a_box_between() -> None:
    drawn = Drawn({"a": (0.0, 2.0, 2.0, 1.0), "wall": (4.0, 1.5, 2.0, 2.0), "b": (8.0, 2.0, 2.0, 1.0)})
    (route,) = routed([Arrow("a", "b", 0.5, False, 1)], drawn, (0.0, 6.0), 0.5)
    points = route.sampled(40)
    inside = (points[:, 0] > 4) & (points[:, 0] < 6) & (points[:, 1] > 1.5) & (points[:, 1] < 3.5)
    assert not inside.any()
    assert np.allclose(points[0], (2.0, 2.5))
    assert np.allclose(points[-1], (8.0, 2.5))
