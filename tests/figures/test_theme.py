"""The colours and font of a municipality: refused where they cannot be seen, and found in every format."""

import re
import shutil
from collections.abc import Callable
from itertools import product
from pathlib import Path

import matplotlib as mpl
import pytest
import xarray as xr
from matplotlib.colors import to_hex
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.text import Text

from care2040.figures import draw, write_all
from care2040.figures.canvas import style, theme
from care2040.figures.canvas.colours import contrast, darkened
from care2040.figures.canvas.lint import lint
from care2040.figures.canvas.theme_file import load
from care2040.files.package_files import package
from care2040.files.problems import InvalidInput, Problem

EXAMPLE = Path(__file__).parents[2] / "docs" / "theme.yaml"
SERIF = Path(mpl.get_data_path()) / "fonts" / "ttf"
OWN = """
name: A town
colours: {first: "#C00000", second: "#004C99"}
texts: {second: "#003366"}
font: {regular: DejaVuSerif.ttf, bold: DejaVuSerif-Bold.ttf}
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> theme.Theme:
    folder = tmp_path_factory.mktemp("theme")
    for name in ("DejaVuSerif.ttf", "DejaVuSerif-Bold.ttf"):
        shutil.copy(SERIF / name, folder / name)
    (folder / "theme.yaml").write_text(OWN, encoding="utf-8")
    return load(folder / "theme.yaml")[0]


@pytest.fixture(scope="module")
def result(make_result: Callable[..., xr.Dataset]) -> xr.Dataset:
    return make_result({"evidence": (0.25, 0.2), "high_demand": (0.28, 0.2)}, draws=5)


def problems(folder: Path, text: str) -> list[Problem]:
    (folder / "theme.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput) as error:
        load(folder / "theme.yaml")
    return list(error.value.problems)


def test_the_example_is_clean() -> None:
    found, warnings = load(EXAMPLE)
    assert warnings == ()
    assert list(found.colours) == list(theme.ROLES)
    assert all(contrast(colour) >= 4.5 for colour in found.texts.values())


def test_lines_and_words_have_the_colours_of_the_theme(own: theme.Theme, result: xr.Dataset) -> None:
    with theme.used(own):
        figure = draw("one_in_four", result, "nl")
    lines = {line.get_gid(): to_hex(line.get_color()) for line in figure.axes[0].lines}
    assert lines["needed"] == "#c00000"
    assert lines["working"] == "#004c99"
    words = {to_hex(text.get_color()) for text in figure.findobj(Text) if isinstance(text, Text)}
    assert {"#c00000", "#003366"} <= words


@pytest.mark.slow
def test_everything_is_set_in_the_font_of_the_theme(own: theme.Theme, result: xr.Dataset, tmp_path: Path) -> None:
    with theme.used(own):
        figure = draw("one_in_four", result, "nl")
        write_all(["one_in_four"], result, tmp_path, ["nl"])
        for weight, file in (("normal", own.fonts[0]), ("bold", own.fonts[1])):
            assert fontManager.findfont(FontProperties(family=style.families(), weight=weight)) == str(file)
    assert {text.get_fontfamily()[0] for text in figure.findobj(Text) if isinstance(text, Text)} == {"DejaVu Serif"}
    drawn = (tmp_path / "one_in_four.nl.svg").read_text(encoding="utf-8")
    assert "'DejaVu Serif', 'Noto Sans', Arial" in drawn
    assert "font-weight: 700" in drawn


def test_a_figure_is_written_in_the_theme_it_was_drawn_in(own: theme.Theme, result: xr.Dataset) -> None:
    with theme.used(own):
        figure = draw("one_in_four", result, "en")
    assert lint(figure) == []
    assert figure.theme is own


@pytest.mark.slow
@pytest.mark.parametrize(("language", "width"), list(product(("nl", "en"), ("full", "half", "slide"))))
def test_a_wider_font_still_fits(own: theme.Theme, result: xr.Dataset, language, width) -> None:
    with theme.used(own):
        assert lint(draw("one_in_four", result, language, width)) == []


def test_afterwards_the_house_is_as_it_was(own: theme.Theme, result: xr.Dataset) -> None:
    before = style.line_width("Nodig", 10)
    with theme.used(own):
        assert style.ORANGE.colour == "#C00000"
        assert style.line_width("Nodig", 10) != before
    assert style.ORANGE.colour == "#F46A25"
    assert style.line_width("Nodig", 10) == before
    assert draw("one_in_four", result).theme is theme.HOUSE


@pytest.mark.parametrize(
    ("text", "place", "code", "told"),
    [
        (
            'name: X\ncolours: {first: "#F9E0C0"}',
            (2, 18),
            "E501",
            "contrast of 1.3; a line needs 3",
        ),
        ('name: X\ntexts: {first: "#F46A25"}', (2, 16), "E501", "text needs 4.5"),
        ('name: X\ncolours: {first: "F46A25"}', (2, 18), "E506", "'F46A25' is no colour"),
        ('name: X\ncolours: {firts: "#000000"}', (2, 11), "E101", "did you mean 'first'?"),
        ("name: X\ncolors: {}", (2, 1), "E101", "did you mean 'colours'?"),
        ("colours: {}", (1, 1), "E102", "'name' is missing"),
        ("name: X\nfont: {regular: Serif.ttf, bold: our.ttf}", (2, 17), "E503", "there is no font file"),
        ("name: X\nfont: {regular: theme.yaml, bold: our.ttf}", (2, 17), "E504", "is not a font"),
        ("name: X\nfont: {regular: symbols.ttf, bold: our.ttf}", (2, 17), "E505", "the font has no '"),
    ],
)
def test_what_cannot_be_used_is_refused(
    tmp_path: Path, text: str, place: tuple[int, int], code: str, told: str
) -> None:
    shutil.copy(SERIF / "DejaVuSerif.ttf", tmp_path / "our.ttf")
    shutil.copy(SERIF / "STIXSizOneSymReg.ttf", tmp_path / "symbols.ttf")
    found = problems(tmp_path, text)
    assert [(one.line, one.column, one.code) for one in found if one.code == code] == [(*place, code)]
    assert told in " ".join(f"{one.message} {one.hint}" for one in found)


def test_everything_wrong_is_told_at_once(tmp_path: Path) -> None:
    text = 'naam: X\ncolours: {first: "#FFFFFF", second: 12}\nfont: {regular: none.ttf, bold: none.ttf}'
    assert {one.code for one in problems(tmp_path, text)} == {"E101", "E102", "E103", "E501", "E503"}


def test_the_nearest_font_is_told(tmp_path: Path) -> None:
    shutil.copy(SERIF / "DejaVuSerif.ttf", tmp_path / "OurFont-Regular.ttf")
    found = problems(tmp_path, "name: X\nfont: {regular: OurFont-Regulr.ttf, bold: OurFont-Regular.ttf}")
    assert [one.hint for one in found] == ["did you mean 'OurFont-Regular.ttf'?"]


def test_colours_that_are_one_grey_in_print_are_warned_of(tmp_path: Path) -> None:
    (tmp_path / "theme.yaml").write_text('name: X\ncolours: {first: "#CC0000", second: "#1D4F91"}', encoding="utf-8")
    (warning,) = load(tmp_path / "theme.yaml")[1]
    assert (warning.code, warning.severity) == ("E502", "warning")


def test_a_colour_is_darkened_no_more_than_it_must() -> None:
    assert darkened("#12436D", 4.5) == "#12436D"
    assert 4.5 <= contrast(darkened("#F46A25", 4.5)) < 4.7


def test_no_words_in_a_figure_name_a_colour_that_a_theme_may_change() -> None:
    written = (package() / "wording" / "texts" / "figures.yaml").read_text(encoding="utf-8").lower()
    named = re.findall(r"\b(oranje|blauwe?|paarse?|groene?|orange|navy|blue|teal|purple|green)\b", written)
    assert named == []
