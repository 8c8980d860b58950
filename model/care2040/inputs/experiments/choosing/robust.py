"""What may stand under `robust` of a choice: in which draws, futures and laws the best mixes are tried again."""

from typing import Annotated

from pydantic import Field

from care2040.files.schema import Name, Several, Strict
from care2040.inputs.experiments.written.aim import Aim

MOST_MIXES = 50
"""Mixes that are tried again at most: each takes a run for every draw and future."""


class RobustMixes(Strict):
    """Try the best mixes, and unchanged policy, in many draws that the search did not see, and in several futures."""

    aim: Aim = Field(description="What they should keep: {indicator, year, at_most or at_least}.")
    draws: Annotated[int, Field(ge=2)] = Field(1000, description="Draws in each future, none of them of the search.")
    futures: Several[Name] = Field((), description="Scenarios; without it those of the search.")
    laws: bool = Field(
        False,
        description="true: every law that has others is drawn as well; without it as `equations` says.",
    )
    mixes: Annotated[int, Field(ge=2, le=MOST_MIXES)] = Field(
        8, description="At most so many of the best mixes, spread over them, always with the best in each thing."
    )
    discovery: bool = Field(False, description="true: look for what goes with failing, of each mix in each future.")
