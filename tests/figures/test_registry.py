"""Adding a figure takes its file, its texts and its test; what is forgotten is told with the next place."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import xarray as xr

from care2040.figures import FIGURES, OF_CITIES, OF_KNOWING, OF_LOOPS, OF_MONITOR, outcomes, registry
from care2040.figures.canvas.errors import CannotDrawError
from care2040.wording import texts as texts_module

FILE = """
from care2040.figures.canvas.layout import sheet
from care2040.figures.registry import figure

@figure("{named}")
def draw(request):
    words = request.say("subtitle"), request.say("alt")
    story = request.story(request.title or "New", words[0], [], (None, request.scenario), words[1], {{}})
    return sheet(story, request.size, 1, 1, 1).figure
"""
WORDS = {"subtitle": "Below", "alt": "Nothing"}
Write = Callable[[str], registry.Draw]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Return what puts a file `brand_new.py` beside the figures, and gives the function that is found for it."""
    monkeypatch.setattr(outcomes, "__path__", [*outcomes.__path__, str(tmp_path)])
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))

    def written(code: str) -> registry.Draw:
        monkeypatch.delitem(sys.modules, f"{outcomes.__name__}.brand_new", raising=False)
        (tmp_path / "brand_new.py").write_text(code, encoding="utf-8")
        return registry.figures_in("outcomes")["brand_new"]

    return written


def give_texts(monkeypatch: pytest.MonkeyPatch, **words: dict[str, str]) -> None:
    known = texts_module.texts("figures")
    spoken = {language: known[language] | {"brand_new": said} for language, said in words.items()}
    monkeypatch.setattr(texts_module, "texts", lambda collection: known | spoken)


def test_a_file_and_its_texts_make_a_figure(
    write: Write, make_result: Callable[..., xr.Dataset], monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = write(FILE.format(named="brand_new"))
    give_texts(monkeypatch, nl=WORDS, en=WORDS)
    assert draw(make_result(), "en").story.subtitle == "Below"
    assert draw(make_result(), "en", title="Mine").story.title == "Mine"


@pytest.mark.parametrize("code", ["", FILE.format(named="another_name")])
def test_a_file_that_draws_nothing_is_told_what_to_put_where(
    write: Write, make_result: Callable[..., xr.Dataset], code: str
) -> None:
    with pytest.raises(
        CannotDrawError, match=r'no function has @figure\("brand_new"\).*figures/outcomes/brand_new\.py'
    ):
        write(code)(make_result())


@pytest.mark.parametrize(
    ("dutch", "english", "message"),
    [
        ({}, {}, "no subtitle and no alt in 'nl'"),
        (
            WORDS,
            {"subtitle": "Below"},
            "no alt in 'en': write them below 'en: brand_new:' in wording/texts/fig",
        ),
    ],
)
def test_a_figure_without_words_is_told_where_to_write_them(
    write: Write,
    make_result: Callable[..., xr.Dataset],
    monkeypatch: pytest.MonkeyPatch,
    dutch: dict[str, str],
    english: dict[str, str],
    message: str,
) -> None:
    draw = write(FILE.format(named="brand_new"))
    give_texts(monkeypatch, nl=dutch, en=english)
    with pytest.raises(CannotDrawError, match=message):
        draw(make_result())


@pytest.mark.parametrize("folder", ["outcomes", "uncertainty", "choosing", "feedback", "monitoring", "knowing"])
def test_every_figure_there_is_is_finished(folder: str) -> None:
    names = registry.figures_in(folder)
    assert names
    assert {*names} <= {*FIGURES, *OF_LOOPS, *OF_MONITOR, *OF_KNOWING, *OF_CITIES}
    assert all(registry._load(name, folder) for name in names)


def test_a_figure_of_something_else_takes_no_indicator(make_result: Callable[..., xr.Dataset]) -> None:
    with pytest.raises(
        CannotDrawError, match="'one_in_four' cannot take this for indicators; it takes: policy, scenario, year"
    ):
        FIGURES["one_in_four"](make_result(), indicator="homes")
