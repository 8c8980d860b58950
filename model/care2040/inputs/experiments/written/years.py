"""What counts as a year in an experiment, and which side of a number is right."""

from typing import Annotated, Literal

from pydantic import Field

Side = Literal["at_most", "at_least"]
SIDES: tuple[Side, ...] = ("at_most", "at_least")

FIRST_YEAR, LAST_YEAR = 2000, 2100
"""What counts as a year at all."""
HorizonYear = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
