"""What should be kept, as an experiment writes it: an indicator on the right side of a threshold."""

from pydantic import Field

from care2040.files.schema import Name, Strict
from care2040.inputs.experiments.written.years import HorizonYear, Side


class Threshold(Strict):
    """A number that may not be passed: one of at_most and at_least."""

    at_most: float | None = Field(None, description="Right is this or less, in the unit of the indicator.")
    at_least: float | None = Field(None, description="Right is this or more, in the unit of the indicator.")

    @property
    def side(self) -> Side:
        """The side on which it is right."""
        return "at_least" if self.at_most is None else "at_most"

    @property
    def threshold(self) -> float:
        """What may not be passed, in the unit of the indicator."""
        return (self.at_least or 0.0) if self.at_most is None else self.at_most


class Aim(Threshold):
    """What should be kept in a year: an indicator on the right side of a threshold."""

    indicator: Name = Field(description="What has to be kept: one number for the city.")
    year: HorizonYear = Field(description="1 January of this year; for a flow the whole year.")
