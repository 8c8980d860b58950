from itertools import combinations

import matplotlib as mpl
import pytest
from matplotlib.font_manager import FontProperties, fontManager

from care2040.figures.canvas import style

COLOURED = [style.ORANGE, style.NAVY, style.TEAL, style.PURPLE]
PENS = [*COLOURED, style.GREY, style.GREY_DASHED]


@pytest.mark.parametrize("pen", PENS)
def test_lines_and_words_stand_out_from_paper(pen: style.Pen) -> None:
    assert style.contrast(pen.colour) >= 3
    assert style.contrast(pen.text) >= 4.5


def test_contrast_is_that_of_the_accessibility_guidelines() -> None:
    assert style.contrast("#000000") == pytest.approx(21)
    assert style.contrast("#FFFFFF") == pytest.approx(1)
    assert style.contrast("#767676") == pytest.approx(4.54, abs=0.01)
    assert style.contrast(style.INK) > style.contrast(style.MUTED) >= 4.5


def test_lines_differ_by_more_than_colour() -> None:
    for one, other in combinations(COLOURED, 2):
        assert one.dash != other.dash
    assert style.GREY.dash != style.GREY_DASHED.dash


def test_more_and_less_differ_without_colour() -> None:
    assert style.contrast(style.ORANGE.colour, style.NAVY.colour) >= 3


def test_a_tint_is_opaque_and_lighter() -> None:
    assert style.tint("#000000", 0.25) == (0.75, 0.75, 0.75)
    assert len(style.tint("#F46A25", 0.5)) == 3


def test_settings_of_the_user_are_left_as_they_were() -> None:
    with mpl.rc_context({"font.size": 31, "axes.facecolor": "red", "svg.fonttype": "path"}):
        before = dict(mpl.rcParams)
        with style.house_style(svg__fonttype="none"):
            assert mpl.rcParams["axes.facecolor"] == "white"
            assert mpl.rcParams["svg.fonttype"] == "none"
            assert mpl.rcParams["font.family"][0] == "Noto Sans"
        assert dict(mpl.rcParams) == before


def test_the_bundled_font_is_the_one_that_is_used() -> None:
    style.register_fonts()
    for weight in ("normal", "bold"):
        found = fontManager.findfont(FontProperties(family=["Noto Sans"], weight=weight))
        assert str(found).startswith(str(style.FONTS))
    assert (style.FONTS / "OFL.txt").read_text(encoding="utf-8").count("SIL Open Font License") >= 1


def test_registering_fonts_again_adds_none() -> None:
    style.register_fonts()
    count = len(fontManager.ttflist)
    with style.house_style():
        pass
    assert len(fontManager.ttflist) == count


def test_text_is_wrapped_by_measured_width_and_loses_nothing() -> None:
    text = "Bij ongewijzigd beleid is in 2040 een op de vier werkenden nodig in de zorg"
    wrapped = style.wrap(text, 6.0, 10.5, "bold")
    assert wrapped.replace("\n", " ") == text
    lines = wrapped.split("\n")
    assert len(lines) > 1
    assert all(style.line_width(line, 10.5, "bold") <= 6.0 for line in lines)
    assert style.line_width(f"{lines[0]} {lines[1].split()[0]}", 10.5, "bold") > 6.0


def test_a_word_wider_than_the_column_is_broken() -> None:
    word = "arbeidsongeschiktheidsverzekeringsmaatschappij"
    wrapped = style.wrap(f"een {word} erbij", 2.0, 8.5)
    assert wrapped.replace("\n", "").replace(" ", "") == f"een{word}erbij"
    assert all(style.line_width(line, 8.5) <= 2.0 for line in wrapped.split("\n"))


def test_height_grows_by_one_pitch_a_line() -> None:
    one, two, three = (style.measure("\n".join("abc"[:count]), 10)[1] for count in (1, 2, 3))
    assert two - one == pytest.approx(three - two) == pytest.approx(style.LINE_PITCH * style.em(10))
