"""What one parameter in YAML must hold, key by key; what hangs together is checked in ``parameter_checks``."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from care2040.inputs.parameters.distributions import Spread

Standing = Literal["measured", "derived", "calibrated", "judged"]
Text = Annotated[str, Field(pattern=r"\S")]


class Strict(BaseModel):
    """A model that takes no other key and turns no text into a number."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Entry(Strict):
    """One parameter as it is written."""

    about: Text = Field(description="what it is, in a sentence")
    unit: Text = Field(description="its unit, such as person/year, euro/year or dimensionless")
    value: Any = Field(description="a number, numbers by member or by year, or a column of a table")
    # Required, but `null` is a value of its own here: both are seen to in parameter_checks.
    range: list[float] | None = Field(default=None, description="[low, high]: 9 times in 10 it lies between these")
    spread: Spread = Field(description="uniform, triangular, normal, lognormal, beta or none")
    year: Annotated[int, Field(ge=1900, le=2100)] = Field(description="the year the value is of")
    source: Annotated[list[Text], Field(min_length=1)] = Field(description="[keys of sources.yaml]")
    standing: Standing = Field(description="measured, derived, calibrated or judged")
    fold: Text | None = Field(default=None, description="sum, same, or the parameter that weighs the districts")
    axes: Annotated[list[str], Field(min_length=1)] | None = Field(
        default=None, description="the axes over which one number is spread"
    )


class Calibration(Strict):
    """The file ``calibrated.yaml``: what the calibration found, and from which parameters it did so."""

    about: Text = Field(description="what was fitted, in a sentence")
    made_from: Text = Field(description="fingerprint of the parameters it was made from")
    values: dict[str, float] = Field(description="name of each fitted parameter and its value")
