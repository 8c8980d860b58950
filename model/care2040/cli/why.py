"""``care2040 why``: which causes make an indicator differ between two policies, and by how much, down the tree."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from care2040.cli.views.console import FAILED, Form, exits, say_why, screen
from care2040.cli.views.progress import Progress
from care2040.language.axes import AXES, CITY, Resolution
from care2040.study.project import Project, find_experiment, open_project, shipped_experiments

if TYPE_CHECKING:
    from care2040.analysis.feedback.difference_tree import CauseNode, DifferenceTree
    from care2040.inputs.experiments.experiment import Experiment
    from care2040.inputs.policies.change import Change

CODE = "E931"
TYPED = "command line"


@dataclass(frozen=True)
class Typed:
    """What was typed after ``care2040 why``."""

    indicator: str
    year: int
    between: tuple[str, str]
    result: Path | None
    experiment: Path | None
    scenario: str
    area: str
    resolution: Resolution | None


@dataclass(frozen=True)
class Question:
    """What is asked: the indicator, the moment, the two policies and what befalls the city in both."""

    indicator: str
    year: int
    policies: tuple[str, str]
    changes: tuple[tuple[Change, ...], tuple[Change, ...]]
    scenario: str
    area: str
    resolution: Resolution
    experiment: Experiment


def question(project: Project, typed: Typed) -> Question:
    """Return what is asked."""
    from care2040.files.problems import InvalidInput, Problem
    from care2040.inputs.experiments.experiment import load

    posed = load(find_experiment(_experiment(project, typed)), project.parameters, project.known)
    problems = [Problem(TYPED, 1, 1, CODE, *told) for told in _wrong(project, typed, posed)]
    if problems:
        raise InvalidInput(problems)
    scenario = typed.scenario or next(iter(posed.scenarios))
    first, second = ((*posed.scenarios[scenario], *_changes(project, posed, policy)) for policy in typed.between)
    fitting: Resolution = typed.resolution or ("city" if typed.area == CITY else "district")
    return Question(typed.indicator, typed.year, typed.between, (first, second), scenario, typed.area, fitting, posed)


def _changes(project: Project, posed: Experiment, policy: str) -> tuple[Change, ...]:
    return posed.policies[policy] if policy in posed.policies else project.levers.changes(policy, 1.0)


def _experiment(project: Project, typed: Typed) -> Path:
    """Return the experiment that was named, that of the result, or the first that ships with both policies."""
    if typed.experiment is not None:
        return typed.experiment
    if typed.result is not None:
        from care2040.results.load import facts_of, find

        facts = facts_of(find(typed.result))["experiment"]
        path = Path(facts["file"])
        return path if path.is_file() else Path(facts["name"])
    from care2040.files.yaml_document import read

    wanted = set(typed.between) - set(project.levers.names)
    for path in shipped_experiments().values():
        if wanted <= set(read(path).data.get("policies", {})):
            return path
    return shipped_experiments()["one_in_four"]


def _wrong(project: Project, typed: Typed, posed: Experiment) -> Iterator[tuple[str, str]]:
    """Give what is wrong and a hint, one by one."""
    from care2040.files.problems import did_you_mean

    equation = project.model.equations.get(typed.indicator)
    if equation is None or equation.kind == "reference":
        names = [name for name, each in project.model.equations.items() if each.kind != "reference"]
        otherwise = "indicators are in: care2040 list indicators"
        yield f"nothing that moves is called '{typed.indicator}'", did_you_mean(typed.indicator, names, otherwise)
    for policy in typed.between:
        if policy not in posed.policies and policy not in project.levers.names:
            names = [*posed.policies, *project.levers.names]
            told = f"policies of '{posed.name}': {', '.join(posed.policies)}; or a lever or package, at full effort"
            yield f"there is no policy '{policy}'", did_you_mean(policy, names, told)
    if typed.between[0] == typed.between[1]:
        yield f"'{typed.between[0]}' does not differ from itself", "name two policies"
    if typed.scenario and typed.scenario not in posed.scenarios:
        hint = did_you_mean(typed.scenario, list(posed.scenarios))
        yield f"there is no scenario '{typed.scenario}' in '{posed.name}'", hint
    if not posed.start <= typed.year < posed.end:
        yield f"the year {typed.year} is not in the run", f"allowed: {posed.start} to {posed.end - 1}"
    if typed.area != CITY and typed.area not in AXES["district"]:
        yield f"there is no district '{typed.area}'", did_you_mean(typed.area, [CITY, *AXES["district"]])
    elif typed.area != CITY and typed.resolution == "city":
        yield f"the city as one has no district '{typed.area}'", "leave --resolution out"
    elif typed.area != CITY and equation is not None and "district" not in equation.axes:
        yield f"'{typed.indicator}' is one number for the city", "leave --area out"


HOW = (
    "A cause gets the mean of its marginal effects on the straight line from the one policy to the other (Aumann and "
    "Shapley). A stock is followed to what flowed since the policies parted. Behind a name stands what it is itself "
    "under both: added up over its members where it can be counted, else their mean."
)
SMALLEST_PART = 1e-6
"""Part of the difference below which what is left over counts as rounding."""


def why(
    indicator: Annotated[str, typer.Argument(help="An indicator, a stock, a flow or a variable.")],
    between: Annotated[tuple[str, str], typer.Option(help="Two policies; a lever or package is one at full effort.")],
    year: Annotated[int, typer.Option(help="On its 1 January; of a flow the whole year.")] = 2040,
    result: Annotated[Path | None, typer.Option(help="A result to hold the answer against.")] = None,
    experiment: Annotated[
        Path | None, typer.Option(help="Where the policies stand.", show_default="that of the result, or one with both")
    ] = None,
    scenario: Annotated[str, typer.Option(help="What befalls the city.", show_default="the first")] = "",
    area: Annotated[str, typer.Option(help="The city, or one of its districts.")] = CITY,
    resolution: Annotated[
        Resolution | None, typer.Option(help="Ten districts, or the city as one.", show_default="as the area asks")
    ] = None,
    depth: Annotated[int, typer.Option(min=1, max=30, help="How many forks deep the tree goes.")] = 4,
    least: Annotated[float, typer.Option(min=0.0, max=1.0, help="Smallest part of the difference to show.")] = 0.03,
    form: Annotated[Form, typer.Option("--format", help="As text or as JSON.")] = "text",
) -> None:
    """Say why an indicator differs between two policies: its causes, their causes, and what each adds."""
    with exits(form):
        project = open_project()
        asked = question(project, Typed(indicator, year, between, result, experiment, scenario, area, resolution))
        from care2040.analysis.feedback.difference_tree import TreeBuilder
        from care2040.analysis.feedback.paired_runs import paired_runs
        from care2040.engine.simulation.simulate import RunFailed

        model = project.model.with_laws(asked.experiment.equations)
        try:
            with Progress("running") as progress:
                runs = paired_runs(
                    model, project.parameters, asked.resolution, asked.changes, asked.experiment.start, year + 1
                )
                progress(1, 1)
        except RunFailed as error:
            raise say_why(f"the run failed: {error}", "there is nothing to compare", form, FAILED) from None
        found = TreeBuilder(runs, year, depth, least).build(indicator, area)
        notes = [*_notes(asked, found, result), HOW]
        if form == "json":
            print(json.dumps(as_data(asked, found, notes), ensure_ascii=False, indent=2))
        else:
            _tell(asked, found, notes, project)


def _notes(asked: Question, found: DifferenceTree, result: Path | None) -> Iterator[str]:
    """Say what was run, and how the answer lies beside the stored result."""
    where = "the ten districts" if asked.resolution == "district" else "the city as one"
    why_again = "A result keeps 1 January and the years; both policies were run again for what lies between"
    yield f"{why_again}: '{asked.experiment.name}', scenario '{asked.scenario}', {where}, central values."
    if result is None:
        return
    from care2040.results import load

    stored_difference = _stored(load.load(load.find(result)), asked)
    if stored_difference is None:
        yield f"The result in {result} does not hold '{asked.indicator}' for both policies, so it was not compared."
    elif abs(stored_difference - found.difference) <= 1e-3 * abs(found.difference):
        yield f"The result in {result} has the same difference, {number(stored_difference)}."
    else:
        other = "other inputs, another resolution or the middle of many draws"
        yield f"The result in {result} has {number(stored_difference)}: it was made with {other}."


def _stored(dataset: Any, asked: Question) -> float | None:
    """Return the difference in a stored result, or None when it does not hold it."""
    from care2040.results.series import of_quantity

    if asked.indicator not in dataset or not set(asked.policies) <= set(dataset["policy"].values.tolist()):
        return None
    if asked.scenario not in dataset["scenario"].values or asked.year not in dataset["year"].values:
        return None
    series = next(of_quantity(dataset[asked.indicator]))
    if series.name != asked.indicator or asked.area not in series.values["area"].values:
        return None
    there = series.values.sel(area=asked.area, scenario=asked.scenario, year=asked.year).median("draw")
    first, second = (float(there.sel(policy=policy)) for policy in asked.policies)
    return second - first


def as_data(asked: Question, found: DifferenceTree, notes: list[str]) -> dict[str, Any]:
    """Return the answer as plain data."""
    from dataclasses import asdict

    return {
        "indicator": asked.indicator,
        "unit": found.unit,
        "year": asked.year,
        "area": asked.area,
        "policies": list(asked.policies),
        "scenario": asked.scenario,
        "before": found.before,
        "after": found.after,
        "difference": found.difference,
        "not_ascribed": found.rest,
        "notes": notes,
        "tree": asdict(found.tree),
    }


def _tell(asked: Question, found: DifferenceTree, notes: list[str], project: Project) -> None:
    from rich.text import Text

    console = screen()
    first, second = asked.policies
    when = f"in {asked.year}" if found.tree.kind == "flow" else f"on 1 January {asked.year}"
    where = "" if asked.area == CITY else f" in {asked.area}"
    console.print(Text(f"{asked.indicator}{where}, {found.unit}, {when}", "bold"))
    console.print(f"{number(found.before)} with '{first}', {number(found.after)} with '{second}'")
    if not found.difference:
        console.print("There is no difference to explain.")
    else:
        console.print(f"\n{'adds':>12}  {'part':>6}")
        decimals = max(0, 3 - math.floor(math.log10(abs(found.difference))))
        for line in lines(found.tree, Scale(found.difference, decimals), project):
            console.print(line)
        left = abs(found.rest) > SMALLEST_PART * abs(found.difference)
        rest = f"{number(found.rest)} belongs to no cause" if left else "nothing is left over but rounding"
        console.print(f"\nThe causes add up to {number(found.difference)}; {rest}.")
    for note in notes:
        console.print(Text(note, "dim"))


@dataclass(frozen=True)
class Scale:
    """The whole difference, and the decimals that everything in the tree is written with."""

    whole: float
    decimals: int

    def columns(self, effect: float) -> str:
        """Return what a cause adds, and its part of the whole."""
        adds = f"{effect:,.{self.decimals}f}"
        return f"{_signed(adds):>12}  {_signed(f'{effect / self.whole:.0%}'):>6}  "


def lines(cause: CauseNode, scale: Scale, project: Project, stem: str = "", branch: str = "") -> Iterator[str]:
    """Give the tree as text: what each cause adds, its part of the difference, and the chain of names it works along.

    A chain of single causes stands on one line, the effect first: ``a ← b ← c``.
    """
    chain = [cause]
    while (only := chain[-1].only) is not None and not only.round:
        chain.append(only)
    last = chain[-1]
    values = f"  {number(last.before)} → {number(last.after)}" if last.kind != "start" else " at the start"
    again = f"  round {loop_of(last.round, project)}" if last.round else ""
    names = " ← ".join(one.name for one in chain)
    yield f"{scale.columns(cause.effect)}{stem}{branch}{names}{values}{again}"
    below = stem + {"├─ ": "│  ", "└─ ": "   "}.get(branch, "")
    more = bool(last.smaller)
    for place, each in enumerate(last.causes):
        end = place == len(last.causes) - 1 and not more
        yield from lines(each, scale, project, below, "└─ " if end else "├─ ")
    if more:
        which = f"{last.smaller} smaller" if last.smaller > 1 else "1 smaller one"
        yield f"{scale.columns(last.left_out)}{below}└─ {which}"


def loop_of(names: tuple[str, ...], project: Project) -> str:
    """Return the name of the loop that runs along some names, or say that it has none."""
    from care2040.analysis.feedback.loop_registry import load_loops

    for loop in load_loops(project.model, project.parameters).values():
        if any(set(path) == set(names) for path in loop.paths):
            return f"{loop.name} ({loop.title['en']})"
    return f"a loop of {len(names)}"


def number(value: float) -> str:
    """Return a number as people read it: four figures that count, thousands apart, a true minus."""
    size = abs(value)
    text = f"{value:,.0f}" if size >= 10_000 else f"{value:.4g}"
    return text.replace("-", "−")


def _signed(text: str) -> str:
    """Return a number with a true minus; nought has none."""
    return text.replace("-", "−") if any(digit in "123456789" for digit in text) else text.replace("-", "")
