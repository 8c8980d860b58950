"""What a run is read for: a quantity as it is, or an indicator for the city as a whole, ``name@city``."""

_CITY = "@city"


def city_reading(name: str) -> str:
    """Return the reading of an indicator for the whole city: its law on the sums over the districts."""
    return f"{name}{_CITY}"


def quantity_of(reading: str) -> str:
    """Return the quantity that is read, as its equation is called."""
    return reading.removesuffix(_CITY)


def is_city_reading(reading: str) -> bool:
    """Whether an indicator is read for the whole city."""
    return reading.endswith(_CITY)
