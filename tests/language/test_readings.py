"""A reading is a quantity, or an indicator for the whole city."""

from care2040.language.readings import city_reading, is_city_reading, quantity_of
from care2040.sectors import load_model


def test_a_reading_leads_back_to_its_quantity() -> None:
    for name in load_model().equations:
        assert quantity_of(name) == quantity_of(city_reading(name)) == name
        assert is_city_reading(city_reading(name))
        assert not is_city_reading(name)
