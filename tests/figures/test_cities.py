"""Two cities drawn: clean in both languages and every width, and honest on what is borrowed."""

import pytest
from tests.analysis.test_between_cities import comparison

from care2040.figures import OF_CITIES
from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.lint import lint
from care2040.wording.language import LANGUAGES, WIDTHS, Language, Width

draw = OF_CITIES["cities"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_it_can_be_read(language: Language, width: Width) -> None:
    figure = draw(comparison().as_dataset(), language, width)
    assert lint(figure) == []
    assert figure.story.numbers["causes"] == {"ageing": 0.04, "homes": -0.03}
    assert "Utrecht: 20" in figure.story.alt
    assert "{" not in figure.story.note


def test_the_title_says_which_is_higher_why_and_what_is_borrowed() -> None:
    assert draw(comparison().as_dataset(), "en").story.title == (
        "The need for care workers: higher in Amersfoort than in Utrecht in 2025, mostly because of age; much of it "
        "rests on borrowed numbers"
    )
    counted = draw(comparison(borrowed=0.001).as_dataset(), "nl").story
    assert counted.title.endswith("vooral door de leeftijd")
    assert "Alleen huizen." in counted.note, "what a cause cannot tell goes wherever the figure goes"
    assert "rust +0,9 op getallen van de steden zelf, en +0,1 op" in counted.note
    assert "lower in Amersfoort" in draw(comparison(0.15).as_dataset(), "en").story.title
    assert "about as high" in draw(comparison(0.2).as_dataset(), "en").story.title


def test_the_city_is_named_by_neither() -> None:
    assert "everyone who works in the city" in draw(comparison().as_dataset(), "en").story.subtitle


def test_what_does_not_add_up_is_refused() -> None:
    dataset = comparison().as_dataset()
    with pytest.raises(CannotDrawError, match="do not add up"):
        draw(dataset.assign_attrs(first=0.1), "nl")
    with pytest.raises(CannotDrawError, match="not numbers"):
        draw(dataset.assign_attrs(first=float("nan")), "nl")
    with pytest.raises(CannotDrawError, match="care2040 compare cities does"):
        draw(dataset.drop_vars("city_causes"), "nl")
