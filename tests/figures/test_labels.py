from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from care2040.figures.canvas.labels import spread

WANTED = st.lists(st.floats(0, 10), min_size=1, max_size=12)


def test_labels_with_room_stay_where_they_are() -> None:
    assert spread([1.0, 5.0, 3.0], [0.5, 0.5, 0.5], 0, 10) == pytest.approx([1.0, 5.0, 3.0])


def test_two_labels_at_one_place_move_apart_evenly() -> None:
    assert spread([5.0, 5.0], [1.0, 1.0], 0, 10) == pytest.approx([4.5, 5.5])


def test_labels_of_different_height_touch_but_do_not_overlap() -> None:
    below, above = spread([5.0, 5.0], [2.0, 1.0], 0, 10)
    assert above - below == pytest.approx(1.5)


def test_labels_stay_inside() -> None:
    assert spread([-3.0, 12.0], [1.0, 2.0], 0, 10) == pytest.approx([0.5, 9.0])


def test_more_than_fits_is_refused() -> None:
    with pytest.raises(ValueError, match="do not fit"):
        spread([1.0, 2.0], [3.0, 3.0], 0, 5)
    assert spread([], [], 0, 5) == []


@given(WANTED, st.floats(0.1, 0.8))
def test_no_labels_overlap_and_their_order_is_kept(wanted: list[float], height: float) -> None:
    centres = spread(wanted, [height] * len(wanted), 0, 10)
    ordered = [centre for _, centre in sorted(zip(wanted, centres, strict=True))]
    assert all(above - below >= height - 1e-9 for below, above in pairwise(ordered))
    assert min(centres) >= height / 2 - 1e-9
    assert max(centres) <= 10 - height / 2 + 1e-9


@given(WANTED, st.lists(st.floats(-0.3, 0.3), min_size=12, max_size=12))
def test_nobody_finds_a_place_with_less_movement(wanted: list[float], shifts: list[float]) -> None:
    height = 0.6

    def moved(centres: list[float]) -> float:
        return sum((want - centre) ** 2 for want, centre in zip(wanted, centres, strict=True))

    centres = spread(wanted, [height] * len(wanted), 0, 10)
    tried = sorted(range(len(wanted)), key=lambda at: (wanted[at], at))
    other = [centre + shift for centre, shift in zip(centres, shifts, strict=False)]
    ordered = [other[at] for at in tried]
    fits = min(other) >= height / 2 and max(other) <= 10 - height / 2
    if fits and all(above - below >= height for below, above in pairwise(ordered)):
        assert moved(other) >= moved(centres) - 1e-9
