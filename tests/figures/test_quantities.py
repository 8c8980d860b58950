import pytest

from care2040.wording.language import Language
from care2040.wording.quantities import quantity, tick_words, written


@pytest.mark.parametrize(
    ("unit", "largest", "value", "written"),
    [
        ("dimensionless", 0.3, 0.2512, "25%"),
        ("dimensionless", 0.04, 0.2512, "25,1%"),
        ("dimensionless", 0.004, 0.2512, "25,12%"),
        ("dimensionless", 0.0, 0.2512, "25,1%"),
        ("person", 2600, 12_345, "12.300"),
        ("person", 2600, 344, "340"),
        ("person", 90, 344, "344"),
        ("euro", 1e9, 1_234.5e6, "1.230"),
        ("euro", 1e9, 798.4e6, "798"),
        ("euro", 4e6, 3.14e6, "3,1"),
        ("year", 1.5, 11.12, "11,1"),
        ("place/person", 0.5, 0.25, "0,250"),
        ("square_kilometre", 900, 1234.5, "1.234"),
    ],
)
def test_values_are_written_as_exactly_as_their_differences_ask(
    unit: str, largest: float, value: float, written: str
) -> None:
    assert quantity(unit, [-largest / 2, largest]).value(value, "nl") == written


@pytest.mark.parametrize(
    ("value", "written"), [(0.0123, "+1.2"), (-0.0123, "\u22121.2"), (0.0004, "0.0"), (-0.0004, "0.0")]
)
def test_changes_of_shares_are_points_with_a_sign_and_nought_has_none(value: float, written: str) -> None:
    points = quantity("dimensionless", [0.05])
    assert points.change(value, "en") == written
    assert points.is_nought(value) is (written == "0.0")


@pytest.mark.parametrize(
    ("unit", "language", "told"),
    [
        ("dimensionless", "nl", "1,2 procentpunt"),
        ("dimensionless", "en", "1.2 percentage points"),
        ("person", "nl", "0 personen"),
        ("euro/year", "en", "0.0 million euro"),
        ("square_kilometre", "en", "0.0123"),
    ],
)
def test_the_size_of_a_change_is_told_without_its_sign(unit: str, language: Language, told: str) -> None:
    assert quantity(unit, [0.0123]).size_words(-0.0123, language) == told


@pytest.mark.parametrize(
    ("ticks", "unit", "written"),
    [
        ([0.16, 0.18], "dimensionless", ["16%", "18%"]),
        ([0.16, 0.165], "dimensionless", ["16,0%", "16,5%"]),
        ([0, 5000], "person", ["0", "5.000"]),
        ([0, 0.5], "year", ["0,0", "0,5"]),
        ([0, 2e9], "euro", ["0", "2.000"]),
    ],
)
def test_marks_of_an_axis_are_exact(ticks: list[float], unit: str, written: list[str]) -> None:
    assert tick_words(ticks, unit, "nl") == written


def test_growth_that_is_the_same_in_every_run_is_a_percentage_with_a_digit() -> None:
    assert written("growth_for_one_in_four", "1/year", [0.0]).value(0.0152, "nl") == "1,5%"
