"""Figures of sweeps: sobol, tornado, convergence and morris, of functions whose answers are known."""

import json

import numpy as np
import pytest
import xarray as xr

from care2040.analysis.uncertainty import sensitivity_dataset
from care2040.figures import draw
from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.lint import lint
from care2040.wording.language import Language, Width

NAMES = ["growth_of_productivity", "quit_rate", "hours_per_fte", "idle", "overburdening_per_load"]
WEIGHTS = np.array([0.08, 0.03, -0.03, 0.0, 0.005])
FIGURES = ("sobol", "tornado", "convergence")


def swept(method: str, samples: int, weights: np.ndarray = WEIGHTS) -> xr.Dataset:
    problem = {"num_vars": len(NAMES), "names": NAMES, "bounds": [[0, 1]] * len(NAMES)}
    if method == "sobol":
        from SALib.sample import sobol as sampler

        units = sampler.sample(problem, samples, calc_second_order=False, seed=1)
    else:
        from SALib.sample import morris as screening

        units = screening.sample(problem, samples, seed=1)
    values = (0.2 + units @ weights)[None, None, :, None, None]
    facts = {"units": "dimensionless", "kind": "indicator", "long_name": "made up"}
    labels = {"policy": ["as_is"], "scenario": ["evidence"], "draw": range(len(units)), "year": [2040]}
    labels |= {"area": ["utrecht"], "parameter": NAMES}
    found = {"care_share_needed": (("policy", "scenario", "draw", "year", "area"), values, facts)}
    found |= {"units": (("draw", "parameter"), units), "drawn": (("draw", "parameter"), units)}
    about = {"experiment": "made_up", "source": "care2040 9.8.7", "indicators": ["care_share_needed"]}
    design = json.dumps({"method": method, "parameters": NAMES, "samples": samples, "seed": 1})
    return sensitivity_dataset.attach(
        xr.Dataset(found, labels, about | {"design": design}), ["care_share_needed"], 2040
    )


@pytest.fixture(scope="module")
def sobol() -> xr.Dataset:
    return swept("sobol", 256)


@pytest.fixture(scope="module")
def morris() -> xr.Dataset:
    return swept("morris", 10)


@pytest.mark.slow
@pytest.mark.parametrize("width", ["full", "half", "slide"])
@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("name", [*FIGURES, "morris"])
def test_clean_at_every_width(sobol, morris, name: str, language: Language, width: Width) -> None:
    assert lint(draw(name, morris if name == "morris" else sobol, language, width)) == []


def test_sobol_bars_are_the_indices_and_places_say_what_overlaps(sobol) -> None:
    figure = draw("sobol", sobol, "en")
    told = figure.story.numbers["assumptions"]
    parts = WEIGHTS**2 / (WEIGHTS**2).sum()
    assert next(iter(told)) == "growth_of_productivity"
    assert set(list(told)[1:3]) == {"quit_rate", "hours_per_fte"}
    for name, part in zip(NAMES, parts, strict=True):
        if part:
            assert told[name]["total"] == pytest.approx(part, abs=0.02)
    assert told["quit_rate"]["place"] == told["hours_per_fte"]["place"] == [2, 3]
    assert "idle" not in told
    assert "place 2–3" in figure.story.alt
    assert "Places with a dash: the intervals overlap" in figure.story.note
    title = "The need for care workers in 2040 depends most on ‘Productivity in care’"
    assert figure.story.title == title


def test_two_that_cannot_be_told_apart_share_the_title() -> None:
    weights = np.array([0.0, 0.03, -0.03, 0.0, 0.001])
    title = draw("sobol", swept("sobol", 64, weights), "nl").story.title
    assert title.startswith("De behoefte aan zorgmedewerkers hangt in 2040 het meest af van ‘")
    assert "‘Vertrek uit de zorg’" in title
    assert "‘Werkuren per voltijdbaan’" in title
    assert title.endswith("welke voorop gaat, is niet te zeggen")


def test_where_nothing_matters_the_title_says_so() -> None:
    dataset = swept("sobol", 32, np.zeros(5))
    assert draw("sobol", dataset, "en").story.title.endswith("does not depend noticeably on these assumptions")
    assert draw("tornado", dataset, "en").story.title.startswith("No assumption by itself changes")


def test_the_tornado_stands_beside_the_ranking(sobol) -> None:
    figure = draw("tornado", sobol, "en")
    assert len(figure.axes) == 2
    told = figure.story.numbers["assumptions"]["growth_of_productivity"]
    middle = figure.story.numbers["middle"]
    assert (told["low"] - middle, told["high"] - middle) == pytest.approx((-0.036, 0.036), abs=1e-4)
    bars = {bar.get_gid() for bar in figure.axes[1].patches}
    assert "growth_of_productivity.total" in bars
    half = draw("tornado", sobol, "en", "half")
    words = " ".join(text.get_text() for text in half.texts)
    assert "place 1" in words


def test_convergence_says_whether_the_sample_was_large_enough(sobol) -> None:
    figure = draw("convergence", sobol, "en")
    assert figure.story.numbers["samples"] == [16, 32, 64, 128, 256]
    assert len(figure.axes[0].lines) == 4
    assert figure.story.title.startswith(("With 256 samples", "The ranking with 256 samples"))
    few = sobol.isel(samples=[4])
    with pytest.raises(CannotDrawError, match="needs 32 samples or more; the sweep has 256"):
        draw("convergence", few)


def test_morris_bars_have_the_sign_of_what_they_do(morris) -> None:
    figure = draw("morris", morris, "nl")
    told = figure.story.numbers["assumptions"]
    assert told["quit_rate"]["mean"] == pytest.approx(0.03)
    assert told["hours_per_fte"]["mean"] == pytest.approx(-0.03)
    assert "Werkuren per voltijdbaan −3,0 (plaats 2–3)" in figure.story.alt
    assert "idle" not in told


@pytest.mark.parametrize("name", [*FIGURES, "morris"])
def test_without_a_sweep_there_is_nothing_to_draw(name: str) -> None:
    with pytest.raises(CannotDrawError, match=r"write 'sweep: \{method: (sobol|morris)"):
        draw(name, xr.Dataset())
