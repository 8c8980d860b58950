"""What may stand under `pathways`: what should be kept, the policies between which one may change over, and when.

These are what is written and what the program works with; `checker` says whether it can be asked of this experiment.
"""

from typing import Annotated

from pydantic import Field

from care2040.files.schema import Name, Several, Strict
from care2040.inputs.experiments.written.aim import Threshold
from care2040.inputs.experiments.written.years import HorizonYear

FEWEST_DRAWS = 20
"""Signposts are found in half of the draws and judged in the other half: with fewer there is nothing to find."""
MOST_POLICIES = 10
"""Every policy may follow every other, and each has a line in the figure."""


class PathAim(Threshold):
    """What should be kept: an indicator on the right side of a threshold, exactly one of at_most and at_least."""

    indicator: Name = Field(description="What should be kept: one number for the city.")
    year: HorizonYear | None = Field(
        None, description="The last year in which it should be kept; without it the last of the run."
    )


class Pathways(Strict):
    """Ask how long each policy keeps an aim, until when others are still in time, and what tells that one is needed."""

    aim: PathAim = Field(description="What should be kept.")
    policies: Annotated[Several[Name], Field(max_length=MOST_POLICIES)] = Field(
        (), description="Policies of this experiment; the first is what goes on while one waits. Without it: all."
    )
    chance: Annotated[float, Field(gt=0, lt=1)] = Field(
        0.8, description="In which part of the draws the aim has to be kept for a policy to be sure enough."
    )
    decide: Annotated[Several[HorizonYear], Field(min_length=1, max_length=6)] = Field(
        description="Years in which one may change over from one policy to another, on 1 January."
    )
    draws: Annotated[int, Field(ge=FEWEST_DRAWS, le=1000)] = Field(100, description="Draws of each path.")
    futures: Several[Name] = Field((), description="Scenarios, each by itself; without it the first.")
