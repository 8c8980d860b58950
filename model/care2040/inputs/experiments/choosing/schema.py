"""What may stand under `choose`: which levers, what counts, what may not be passed, and how hard to look.

These are what is written and what the program works with; `checker` says whether it can be asked of this experiment.
"""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from care2040.files.schema import Name, Several, Strict
from care2040.inputs.experiments.choosing.robust import RobustMixes
from care2040.inputs.experiments.written.aim import Threshold
from care2040.inputs.experiments.written.years import HorizonYear
from care2040.inputs.policies.levers import Spread

Part = Annotated[float, Field(ge=0, le=1)]
Chance = Annotated[float, Field(gt=0, lt=1)]
Longest = Annotated[int, Field(ge=0, le=20)]
LEVER_COST = "lever_cost"
"""What levers cost, by payer."""
EVERYBODY = "all"
"""The payer that stands for all of them together."""


def _alone(written: object) -> object:
    """Let one value stand for a list of it."""
    return written if isinstance(written, list | tuple) else [written]


TWO = Field(strict=False, min_length=1, max_length=2)
Ends = Annotated[tuple[Part, ...], TWO, BeforeValidator(_alone, json_schema_input_type=Part | Several[Part])]
Years = Annotated[
    tuple[HorizonYear, ...], TWO, BeforeValidator(_alone, json_schema_input_type=HorizonYear | Several[HorizonYear])
]
Lengths = Annotated[
    tuple[Longest, ...], TWO, BeforeValidator(_alone, json_schema_input_type=Longest | Several[Longest])
]
"""One value, or the two ends of a range."""
Spreads = Annotated[
    Several[Spread],
    Field(min_length=1),
    BeforeValidator(_alone, json_schema_input_type=Spread | Several[Spread]),
]


class LeverInChoice(Strict):
    """How a lever, or each lever of a package, may be used: what is a range is chosen, what is one value is given."""

    effort: Ends = Field((0.0, 1.0), description="[lowest, highest] effort, 0 to 1, or one that is not chosen.")
    start: Years = Field((), alias="from", description="[first, last] year in which it may begin, or one year.")
    ramp: Lengths = Field((), description="[shortest, longest] years until it is in full force, or one number.")
    spread: Spreads = Field(
        ("evenly",), description="evenly, by_need or limited; of several one is chosen. Without it: evenly."
    )


class Measured(Threshold):
    """One number of a mix: an indicator in a year or summed over years, and what is taken of its draws."""

    year: HorizonYear | None = Field(None, description="1 January of this year; for a flow the whole year.")
    years: Several[HorizonYear] = Field(
        (), min_length=2, max_length=2, description="[first, last]: summed over these years; a flow."
    )
    payer: Name = Field(EVERYBODY, description="Of what goes by payer: the part of one. Without it: all together.")
    quantile: Part | None = Field(None, description="This quantile of the draws; without it: their mean.")


class Objective(Measured):
    """What counts: one of minimise, maximise and chance_of."""

    minimise: Name | None = Field(None, description="An indicator that is to be as low as can be.")
    maximise: Name | None = Field(None, description="An indicator that is to be as high as can be.")
    chance_of: Name | None = Field(
        None, description="An indicator that is to be on the right side, at_most or at_least, in most of the draws."
    )
    regret: bool = Field(
        False, description="Count what is missed against the best of the mixes looked at first, draw by draw."
    )
    visible: Annotated[float, Field(gt=0)] | None = Field(
        None,
        description="The smallest difference that counts; without it 0.001 of a share, else 1 % of the spread.",
    )

    @property
    def indicator(self) -> str:
        """What it is about."""
        return self.minimise or self.maximise or self.chance_of or ""


class Constraint(Measured):
    """What may not be passed: of one kind, a budget, staff, effort, an indicator, or no district worse off."""

    indicator: Name | None = Field(None, description="An indicator that is kept at_most or at_least, in a year.")
    chance: Chance | None = Field(None, description="In which part of the draws; without it: in their mean.")
    payer: Name = Field("", description="Whose budget, or all; or of an indicator the part of one payer.")
    a_year: Annotated[float, Field(ge=0)] | None = Field(None, description="Of a budget: euros in no year more.")
    in_all: Annotated[float, Field(ge=0)] | None = Field(None, description="Of a budget: euros over the years.")
    euros_of: HorizonYear | None = Field(None, description="The year whose money it is; it is that of the model.")
    staff: Annotated[float, Field(ge=0)] | None = Field(None, description="Fte of care staff on levers, at most.")
    package: Name | None = Field(None, description="A package whose levers have this mean effort at most.")
    effort: Part | None = Field(None, description="Of a package: the mean effort of its levers, 0 to 1, at most.")
    worse_nowhere: Name | None = Field(None, description="An indicator that is worse in no district than unchanged.")
    better: Literal["lower", "higher"] | None = Field(None, description="Of worse_nowhere: which way is better.")


class Choose(Strict):
    """Find the mixes of levers that are best: no other is better in one thing and as good in all others."""

    policy: Name | None = Field(
        None, description="A policy of this experiment: of each of its levers a part is chosen, and all else stays."
    )
    levers: dict[Name, LeverInChoice] = Field(
        default_factory=dict, description="Levers and packages that may be used, each with {} or its ranges."
    )
    objectives: Annotated[dict[Name, Objective], Field(min_length=1, max_length=6)] = Field(
        description="A name of your own, then what counts; one to six of them."
    )
    constraints: dict[Name, Constraint] = Field(
        default_factory=dict, description="A name of your own, then what may not be passed."
    )
    futures: Several[Name] = Field((), description="Scenarios that count, by the worst of them; without it the first.")
    draws: Annotated[int, Field(ge=1, le=1000)] = Field(
        1, description="Draws of each mix, the same for all; 1 is central values."
    )
    seed: Annotated[int, Field(ge=0)] | None = Field(None, description="Of the search; without it that of all draws.")
    mixes: Annotated[int, Field(ge=8, le=1000)] = Field(100, description="Mixes in a generation.")
    evaluations: Annotated[int, Field(ge=16, le=1_000_000)] = Field(
        10_000, description="Mixes that are looked at in all; each takes a run for every draw and future."
    )
    robust: RobustMixes | None = Field(
        None, description="Try the best mixes again, in many draws and several futures: how often they keep an aim."
    )
