import pytest

from care2040.figures.canvas.placing import percent_ticks, year_ticks


def test_years_begin_and_end_with_the_horizon() -> None:
    assert year_ticks(2024, 2040, 9) == [2024, 2026, 2028, 2030, 2032, 2034, 2036, 2038, 2040]
    assert year_ticks(2024, 2040, 3) == [2024, 2032, 2040]
    assert year_ticks(2024, 2041, 9) == [2024, 2041]
    assert year_ticks(2024, 2025, 3) == [2024, 2025]


@pytest.mark.parametrize(
    ("highest", "ticks"),
    [
        (0.25, [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3]),
        (0.04, [0, 0.01, 0.02, 0.03, 0.04, 0.05]),
        (0.9, [0, 0.2, 0.4, 0.6, 0.8, 1]),
    ],
)
def test_shares_are_marked_from_nought_in_round_steps(highest: float, ticks: list[float]) -> None:
    assert percent_ticks(highest, 7) == pytest.approx(ticks)
