"""What the assumptions that differ between draws are called, and how their values are written."""

from collections import Counter
from pathlib import Path

import pytest

from care2040.files.package_files import package_folder
from care2040.files.yaml_document import read
from care2040.inputs.parameters.parameter_set import load
from care2040.wording import assumptions
from care2040.wording.assumptions import OF_LEVERS, assumption_name, assumption_value
from care2040.wording.language import Language
from care2040.wording.names import lever_titles


@pytest.mark.parametrize("language", ["nl", "en"])
def test_everything_that_is_drawn_has_a_short_name_of_its_own(
    language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "care2040.wording.names.package_folder", package_folder
    )  # the levers as shipped, not those of the figures here
    drawn = [name for name, one in load(package_folder("parameters")).items() if one.spread != "none"]
    called = read(Path(assumptions.__file__).with_suffix(".yaml")).data
    prices = {f"{lever}{ending}" for lever in lever_titles(language, "levers") for ending in OF_LEVERS}
    lacking = [name for name in drawn if language not in called.get(name, {}) and name not in prices]
    assert lacking == [], "give it a name in model/care2040/wording/assumptions.yaml"
    names = Counter(assumption_name(name, language) for name in drawn)
    assert [name for name, count in names.items() if count > 1] == []
    assert max(map(len, names)) <= 48


def test_a_parameter_without_a_name_is_called_as_it_is_written() -> None:
    assert assumption_name("own_made_rate", "nl") == "own made rate"
    assert assumption_name("own_made_price", "nl") == "own made price"


def test_a_price_is_called_by_the_title_of_its_lever() -> None:
    assert assumption_name("retention_price", "nl") == "prijs van ‘Personeel behouden’"
    assert assumption_name("retention_price", "en") == "price of ‘Keeping staff’"
    assert assumption_name("retention_staff", "nl") == "personeel voor ‘Personeel behouden’"


@pytest.mark.parametrize(
    ("value", "name", "unit", "language", "told"),
    [
        (0.0205, "demand_growth_rate", "1/year", "nl", "2,1% per jaar"),
        (0.0205, "demand_growth_rate", "1/year", "en", "2.1% a year"),
        (1.5, "settling_time", "year", "nl", "1,5 jaar"),
        (0.93, "mortality_rate", "factor", "en", "93% of what is thought now"),
        (0.135, "light_share", "dimensionless", "nl", "14%"),
        (-0.4, "pay_elasticity_of_quits", "dimensionless", "nl", "−0,40"),
        (1234.5, "cost_per_fte", "euro/fte/year", "nl", "1.234"),
        (0.0, "load", "dimensionless", "en", "0"),
    ],
)
def test_a_value_is_written_with_its_unit_and_two_digits(value, name, unit, language, told) -> None:
    assert assumption_value(value, name, unit, language) == told
