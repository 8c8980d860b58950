"""What may stand in the YAML of an experiment: types, defaults and the text an editor shows beside each key.

`Wedges`, `Robustness`, `Discovery` and `Then` are what is written and what the program works with.
"""

import json
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from care2040.files.schema import Bilingual, Name, Several, Strict, Text
from care2040.inputs.experiments.choosing.schema import Choose
from care2040.inputs.experiments.pathways.schema import Pathways
from care2040.inputs.experiments.written.aim import Aim
from care2040.inputs.experiments.written.years import SIDES, HorizonYear
from care2040.inputs.policies.levers import Spread
from care2040.inputs.policies.rule import SHORTEST, Place
from care2040.language.axes import BASE_YEAR, FARTHEST, HORIZON, RUN_IN, Resolution

SCHEMA_FILE = "experiment.schema.json"
"""Name of the JSON Schema beside the experiments; the first line of each of them points an editor at it."""

NAME_OR_PATTERN = r"^[a-z*?][a-z0-9_*?]*(\.[a-z0-9_*?]+)?$"
TARGET_PATTERN = r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)?$"

OPERATIONS = ("set", "multiply", "add", "effort")
"""What a change can do; exactly one of them in each."""

Target = Annotated[str, Field(pattern=TARGET_PATTERN)]
Looked = Annotated[str, Field(pattern=TARGET_PATTERN)]
Pattern = Annotated[str, Field(pattern=NAME_OR_PATTERN)]
Method = Literal["latin_hypercube", "sobol", "morris", "grid", "monte_carlo", "file"]
SecondMethod = Literal["sobol", "latin_hypercube", "grid", "monte_carlo"]


class Condition(Strict):
    """One thing that a rule looks at, and from which value on."""

    indicator: Looked | None = Field(
        None,
        description="What is looked at: an indicator, flow or stock, with its member after a dot where it has some.",
    )
    above: float | None = Field(None, description="From which value on something is done, in its unit.")
    below: float | None = Field(None, description="Below which value something is done; give this or 'above'.")
    full_at: float | None = Field(
        None, description="The value at which the whole effort is made; without it a hundredth past the other."
    )


class Conditions(Condition):
    """A condition, or within others once more several of them that go together."""

    all: Several[Condition] = Field((), min_length=2, description="Conditions of which every one has to be met.")
    any: Several[Condition] = Field((), min_length=2, description="Conditions of which one is enough.")


class When(Condition):
    """A rule: the effort counts as far as what a monitor shows asks for it, or as another line is paid."""

    all: Several[Conditions] = Field((), min_length=2, description="Conditions of which every one has to be met.")
    any: Several[Conditions] = Field((), min_length=2, description="Conditions of which one is enough.")
    after: Looked | None = Field(
        None, description="Another line of this policy, or a lever of it: only as far as that is paid in full."
    )
    wait: float | None = Field(None, ge=SHORTEST, le=20, description="Years between 'after' and this.")
    instead_of: Looked | None = Field(
        None, description="Another line of this policy, or a lever of it: that goes out as this comes in."
    )
    place: Place = Field("city", description="What is looked at: the city, or each district by itself.")
    delay: float = Field(1.0, ge=SHORTEST, le=10, description="Years from looking to deciding, in the mean.")
    reviews: Several[HorizonYear] = Field(
        (),
        min_length=1,
        description="Years in which it is looked, on 1 January; without it all along, from the year of 'from' on.",
    )
    stays: bool = Field(False, description="Whether what was decided stays when the value comes back.")


# Apart from `Change`, which is of one parameter: an effort comes down to several, and starts when its lever does.
class ChangeInFile(Strict):
    """What happens to one parameter, lever or package: exactly one of set, multiply, add and effort, and when."""

    set: float | None = Field(None, description="The new value, in the unit of the parameter.")
    multiply: float | None = Field(None, ge=0, description="The factor on the value.")
    add: float | None = Field(None, description="What comes on top, in the unit of the parameter.")
    effort: float | None = Field(
        None, ge=0, le=1, description="Of a lever or a package: the part of full effort, 0 to 1."
    )
    start: float | None = Field(
        None,
        alias="from",
        description="Year it begins, decimals allowed; without it: the whole run, or when a lever starts by itself.",
    )
    full_by: float | None = Field(
        None,
        description="Year it is in full force, after a straight ramp; without it: at once, or the ramp of the lever.",
    )
    until: float | None = Field(
        None, description="Year from which nothing of it is left, or paid; without it: the end of the run."
    )
    spread: Spread | None = Field(
        None,
        description=(
            "Of an effort: evenly over the districts; by_need, for the same money; limited: this much where need is "
            "greatest and less elsewhere. Without it: a package by_need, a lever evenly."
        ),
    )
    when: When | None = Field(None, description="Make this effort only as far as what a monitor shows asks for it.")


Changes = dict[Target, ChangeInFile]


class Wedges(Strict):
    """Split what a policy does over its levers."""

    policy: Name = Field(description="A policy of this experiment, with one lever or more.")
    indicator: Name = Field(description="What it moves: one number for the city.")
    year: HorizonYear = Field(description="1 January of this year; for a flow the whole year.")
    scenario: Name = Field("", description="In which scenario; without it: the first.")


class Robustness(Aim):
    """Ask of every policy how often it stays on the right side of a threshold: exactly one of at_most and at_least."""


class Discovery(Strict):
    """Ask in which futures a policy fails: where it does not keep to 'robustness'."""

    policy: Name = Field(description="A policy of this experiment.")
    scenario: Name = Field("", description="In which scenario; without it: the first.")


class SweptInFile(Strict):
    """Over what a parameter is swept; {} is over its own range."""

    range: Several[float] | None = Field(
        None,
        description="[low, high], in its unit, or as a factor where it has axes or years; without it: its own range.",
        json_schema_extra={"minItems": 2, "maxItems": 2},
    )


class Then(Strict):
    """A second sweep, over the parameters that the first found to matter most."""

    method: SecondMethod = Field(description="How the points of the second sweep are chosen.")
    samples: int = Field(ge=2, description="As in the first sweep; for sobol a power of two.")
    most_important: int = Field(12, ge=1, description="How many parameters go on to the second sweep.")
    indicator: Name = Field(description="What they matter for: one number for the city.")
    year: HorizonYear = Field(description="1 January of this year; for a flow the whole year.")


# Apart from `Sweep`, where patterns have become parameters and a file has become its points.
class SweepInFile(Strict):
    """Many runs over the ranges of chosen parameters, with points chosen on purpose."""

    method: Method = Field(description="How the points are chosen; docs/sweeps.md says what each is good for.")
    samples: int | None = Field(
        None,
        ge=2,
        description="Points; for sobol base points (a power of two), for morris trajectories, for grid levels.",
    )
    parameters: dict[Pattern, SweptInFile] = Field(
        default_factory=dict,
        description="Names or patterns (* and ?), as a list, or each with a range; without it: all with a spread.",
    )
    file: Text | None = Field(None, description="For the method file: a CSV beside the experiment, one row a point.")
    indicators: Several[Name] = Field((), description="Which indicators of the experiment are kept; without it: all.")
    years: Several[HorizonYear] = Field((), description="Which years are kept; without it: all.")
    then: Then | None = Field(None, description="After morris: a second sweep over what matters most.")


class FigureInFile(Strict):
    """A figure with what is asked of it; one name may stand in the singular or, in a list, in the plural."""

    figure: Name = Field(description="Which kind; see: care2040 list figures.")
    indicator: Name = Field("", description="What to draw; without it the figure chooses.")
    indicators: Several[Name] = Field((), description="Several of them, for a figure that takes more than one.")
    policy: Name = Field("", description="Under which policy of this experiment.")
    policies: Several[Name] = Field((), description="Under which policies, for a figure that takes more than one.")
    scenario: Name = Field("", description="In which scenario; without it: the first.")
    scenarios: Several[Name] = Field((), description="In which scenarios, for a figure that takes more than one.")
    district: Name = Field("", description="In which district, or the name of the city for all of it.")
    districts: Several[Name] = Field((), description="In which districts, for a figure that takes more than one.")
    parameter: Target = Field("", description="Against which parameter of a sweep or of draws.")
    parameters: Several[Target] = Field((), description="Against which two parameters of a grid.")
    year: HorizonYear | None = Field(None, description="The last year drawn, or the year that is told of.")
    title: Bilingual | None = Field(None, description="A title in place of the message made from the numbers.")


def _kind_alone(written: object) -> object:
    """Let the name of a figure alone stand for the figure of which nothing more is asked."""
    return {"figure": written} if isinstance(written, str) else written


AFigure = Annotated[FigureInFile, BeforeValidator(_kind_alone, json_schema_input_type=Name | FigureInFile)]

DEFAULT_SCENARIO = "evidence"
"""The future in which nothing changes: what an experiment is run in that names no scenario."""

DRAWN = "drawn"
"""In the place of a law: one of all that there are, in every run another."""
Chances = dict[Name, Annotated[float, Field(ge=0)]]


def _law_alone(written: object) -> object:
    """Let the name of a law stand for that law and no other."""
    return {written: 1} if isinstance(written, str) else written


def _all_drawn(written: object) -> object:
    """Let `DRAWN` alone stand for every quantity with other laws; another word is told of by `laws`."""
    return {} if isinstance(written, str) else written


ALaw = Annotated[Chances, BeforeValidator(_law_alone, json_schema_input_type=Name | Chances)]
Equations = Annotated[
    dict[Name, ALaw], BeforeValidator(_all_drawn, json_schema_input_type=Literal["drawn"] | dict[Name, Name | Chances])
]

SEED = 2040
"""Of draws and trials that nobody gives another seed."""


# Apart from `Experiment`, where what is said of levers, packages and parameters has become changes of parameters.
class ExperimentInFile(Strict):
    """One question to the model: scenarios, policies, draws, and what to look at."""

    title: Bilingual = Field(description="The subject in a few words.")
    question: Bilingual = Field(description="The question the experiment answers, as one sentence.")
    reading: Bilingual | None = Field(None, description="How to read the answer, in a few sentences.")
    city: Text | None = Field(
        None, description="The city it is about: a name of care2040 list cities, or the path of a folder of one."
    )
    scenarios: Annotated[dict[Name, Changes], Field(min_length=1)] = Field(
        {DEFAULT_SCENARIO: {}},
        description="What may happen to the city: a name, then what changes in it; of a future its name and {}.",
    )
    policies: Annotated[dict[Name, Changes], Field(min_length=1)] = Field(
        {"as_is": {}}, description="What can be chosen: a name, then what changes in it ({} is nothing)."
    )
    draws: int = Field(1, ge=1, description="Runs per policy and scenario; 1 is central values only.")
    seed: int = Field(SEED, ge=0, description="The same seed gives the same draws.")
    monitor: bool = Field(
        False, description="Keep every quantity that was counted, so that 'care2040 monitor' can weigh the draws by it."
    )
    learn: bool = Field(
        False,
        description="Before the run, move the draws to where they make what was counted until now (not what is held "
        "out); each stays within the range of its parameters.",
    )
    start: HorizonYear = Field(
        BASE_YEAR,
        description=f"First year that is told of, {RUN_IN} to {BASE_YEAR}; policies and scenarios begin in it at the "
        f"earliest. Every run begins on 1 January {RUN_IN} and follows what was counted until {BASE_YEAR}.",
        json_schema_extra={"minimum": RUN_IN, "maximum": BASE_YEAR},
    )
    end: HorizonYear = Field(
        HORIZON + 1,
        description=f"The run ends on 1 January of this year. Tables stop at {HORIZON + 1}; until {FARTHEST} they go "
        "on as each parameter says ('after'), and figures say that it is assumed.",
        json_schema_extra={"minimum": RUN_IN + 1, "maximum": FARTHEST},
    )
    resolution: Resolution = Field(
        "district", description="district: each by itself. city: one, with the same equations and faster."
    )
    equations: Equations = Field(
        default_factory=dict,
        description="A quantity, then another law for it, or drawn; drawn alone draws all. See: care2040 list laws.",
    )
    indicators: Several[Name] = Field(min_length=1, description="What to look at, by name.")
    figures: Several[AFigure] = Field(
        (), description="Which figures to draw: a name, or {figure: name} with what is asked of it."
    )
    figure_titles: dict[Name, Bilingual] = Field(
        default_factory=dict,
        description="A title for a figure, by its name, in place of the message made from the numbers.",
    )
    wedges: Wedges | None = Field(None, description="Split what a policy does over its levers (Shapley values).")
    choose: Choose | None = Field(None, description="Find the mixes of levers that are best, by what counts for you.")
    pathways: Pathways | None = Field(
        None, description="How long policies keep an aim, and until when one can change over from one to another."
    )
    robustness: Robustness | None = Field(
        None,
        description="What every policy should keep over all draws; without it: care_share_needed at most one in five.",
    )
    discovery: Discovery | None = Field(None, description="Find the futures in which a policy fails (PRIM).")
    sweep: SweepInFile | None = Field(None, description="Runs over the ranges of parameters, instead of draws.")


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of an experiment, for editors that complete and check while one types."""
    schema = _simplified(ExperimentInFile.model_json_schema())
    change = schema["$defs"]["ChangeInFile"]
    change["oneOf"] = [{"required": [operation]} for operation in OPERATIONS]
    sides = [{"required": [side]} for side in SIDES]
    for asked in ("Robustness", "Aim", "PathAim"):
        schema["$defs"][asked]["oneOf"] = sides
    change["dependentRequired"] = {"full_by": ["from"], "spread": ["effort"], "when": ["effort"]}
    swept = schema["$defs"]["SweepInFile"]["properties"]["parameters"]
    either = {key: swept.pop(key) for key in ("type", "additionalProperties", "patternProperties") if key in swept}
    swept["anyOf"] = [either, {"type": "array", "items": {"type": "string"}, "minItems": 1}]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "An experiment", **schema}


def schema_text() -> str:
    """Return the JSON Schema as it stands in the file beside the experiments."""
    return json.dumps(json_schema(), indent=2) + "\n"


NOTHING: tuple[Any, ...] = (None, "", [])
"""Defaults that stand for what is left out."""


def _simplified(node: Any) -> Any:
    """Leave out what says nothing to an editor, and refuse names that no pattern allows."""
    if isinstance(node, list):
        return [_simplified(item) for item in node]
    if not isinstance(node, dict):
        return node
    # an absent key is None to pydantic; in the file a key without a value is a mistake
    options = [option for option in node.get("anyOf", ()) if option != {"type": "null"}]
    kept = {key: value for key, value in node.items() if key != "anyOf" and not (key == "default" and value in NOTHING)}
    if isinstance(kept.get("title"), str):
        del kept["title"]
    if "patternProperties" in kept:
        kept["additionalProperties"] = False
    simple = {key: _simplified(value) for key, value in kept.items()}
    if len(options) == 1:
        return {**_simplified(options[0]), **simple}
    return {**simple, "anyOf": [_simplified(option) for option in options]} if options else simple
