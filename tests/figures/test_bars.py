import pytest
from hypothesis import given
from hypothesis import strategies as st

from care2040.figures.canvas.bars import Bar, Label, Row, fit, wrapped
from care2040.figures.canvas.labels import GAP
from care2040.figures.canvas.style import INK, SIZES, measure

SIZE = SIZES["full"]
VALUES = st.floats(-1e4, 1e4).filter(lambda value: value == 0 or abs(value) > 1e-3)


def row(end: float, left: str = "", right: str = "", span: tuple[float, float] | None = None) -> Row:
    return Row("x", (Bar(0.0, end, INK),), Label(left) if left else None, Label(right) if right else None, span)


def beside(words: str) -> float:
    return measure(words, SIZE.name, "bold")[0] + GAP if words else 0.0


def test_bars_without_labels_fill_the_plot() -> None:
    assert fit([row(-2.0), row(6.0)], 8.0, SIZE) == pytest.approx((-2, 6))


def test_room_for_a_label_is_taken_from_the_bars() -> None:
    low, high = fit([row(10.0, right="+10"), row(4.0)], 5.0, SIZE)
    assert low == 0
    assert (high - 10) / (high - low) * 5.0 == pytest.approx(beside("+10"))


def test_the_span_of_the_draws_counts_as_well_as_the_bar() -> None:
    assert fit([row(4.0, span=(-1.0, 9.0))], 5.0, SIZE) == pytest.approx((-1, 9))


@given(st.lists(st.tuples(VALUES, st.sampled_from(["", "+1.2", "a long label"])), min_size=1, max_size=8))
def test_every_bar_fits_with_its_labels_and_one_touches_the_edge(ends: list[tuple[float, str]]) -> None:
    rows = [row(end, words, "") if end < 0 else row(end, "", words) for end, words in ends]
    low, high = fit(rows, 12.0, SIZE)
    scale = 12.0 / (high - low)
    left = [(one.low - low) * scale - beside(one.left.value if one.left else "") for one in rows]
    right = [(high - one.high) * scale - beside(one.right.value if one.right else "") for one in rows]
    assert min(left) == pytest.approx(0, abs=1e-6)
    assert min(right) >= -1e-6
    if any(end for end, _ in ends):
        assert min(right) == pytest.approx(0, abs=1e-6)


def test_names_are_wrapped_to_their_part_of_the_figure() -> None:
    [told] = wrapped([Row("Inwoners actief benaderen over inkomenssteun", (Bar(0, 1, INK),))], SIZE)
    lines = told.name.split("\n")
    assert len(lines) > 1
    assert all(measure(line, SIZE.name)[0] <= SIZE.name_part * SIZE.width for line in lines)
