"""What a page needs to run the model: its programs, what may change in them, and what chance does to its numbers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from care2040.analysis.levers.costs import DISCOUNTED, FLOWS
from care2040.engine.plan.run_plan import RunPlan, run_plan
from care2040.engine.simulation import base_year
from care2040.engine.simulation.simulate import system_of
from care2040.engine.web import page_run
from care2040.inputs.experiments.experiment import Experiment
from care2040.inputs.parameters.distributions import beta_shape, log_beta
from care2040.inputs.parameters.parameter import LawChoice, Parameter
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.policies.change import Change, places_of
from care2040.language.axes import RUN_IN, Resolution
from care2040.language.equations import LAW_OF
from care2040.language.model import Model
from care2040.language.readings import city_reading
from care2040.results.variables import STANDARD, WORKING
from care2040.study.explorer.packed import pack_parameters
from care2040.study.project import Project

HEADLINE = (STANDARD, WORKING, "shortage", "need_caused_by_shortage", "workers_needed")
"""What the page tells first, whatever an experiment asks for."""


@dataclass(frozen=True)
class Running:
    """A model as a page runs it.

    Attributes
    ----------
    plan : RunPlan
        Its programs.
    facts : dict
        What the driver, the paths and the draws have to know, as JSON has it.
    numbers : bytes
        Every parameter, see `pack_parameters`.
    readings : tuple of str
        What the page is told, in the order of the experiment.
    axes : dict of str to list
        Axis to its members.
    model : Model
        With the laws of the experiment.
    parameters : Parameters
        At the resolution of the page.
    """

    plan: RunPlan
    facts: dict[str, Any]
    numbers: bytes
    readings: tuple[str, ...]
    axes: dict[str, list[Any]]
    model: Model
    parameters: Parameters


def running(
    project: Project, experiment: Experiment, others: Mapping[str, Sequence[Change]], resolution: Resolution, draws: int
) -> Running:
    """Return the model of an experiment as a page runs it.

    Parameters
    ----------
    project : Project
        Model and parameters.
    experiment : Experiment
        With as many draws as one likes: the page draws by itself.
    others : mapping of str to sequence of Change
        What each policy changes that no slider does.
    resolution : {"district", "city"}
        Ten districts, or one.
    draws : int
        How many draws of the seed of the experiment.
    """
    laws = experiment.drawn_laws
    model = experiment.model_of(project.model, laws)
    parameters = experiment.parameters_of(project.parameters.at(resolution), project.model, laws)
    money = (*FLOWS.values(), *DISCOUNTED.values())
    known = {**model.stocks, **model.variables, **model.indicators, **model.flows}
    asked = tuple(dict.fromkeys(name for name in (*HEADLINE, *experiment.indicators, *money) if name in known))
    seen = frozenset(each for name in asked for each in (name, city_reading(name)))
    cells = (*experiment.policies.values(), *experiment.scenarios.values())
    system = system_of(model, resolution, parameters, _varying(project, parameters, cells), seen)
    plan = run_plan(system, parameters)
    rows, numbers = pack_parameters(parameters.values())
    facts = {
        "model": _small(page_run.facts(system, plan, (experiment.start, experiment.end), asked)),
        "runIn": RUN_IN,
        # a law that is chosen holds in all years, as it does in an experiment
        "felt": sorted((model.felt_at_start & {*parameters}) | {f"{LAW_OF}{quantity}" for quantity in laws}),
        "rows": rows,
        "scenarios": {name: changes_of(parameters, own) for name, own in experiment.scenarios.items()},
        "policies": {name: changes_of(parameters, own) for name, own in others.items()},
        "levers": _levers(project, resolution),
        "residents": project.levers.residents.tolist() if resolution == "district" else [1.0],
        **_chance(project, model, parameters, experiment, draws),
    }
    axes = {axis: list(members) for axis, members in system.axes.items()}
    return Running(plan, facts, numbers, asked, axes, model, parameters)


READ = ("seen", "state")
"""Places whose axes a page has to know; of the others it knows where they begin and how long they are."""
UNUSED = ("there", "change")


def _small(facts: dict[str, Any]) -> dict[str, Any]:
    """Return what a driver has to know with each place as a short list, as the page writes it out again.

    What begins where the one before it ends says nought for where it begins.
    """
    places: dict[str, dict[str, list[Any]]] = {}
    for kind, own in facts["places"].items():
        expected = 0
        places[kind] = {}
        for name, one in own.items() if kind not in UNUSED else ():
            first = one["first"]
            axes = [list(one["axes"])] if kind in READ else []
            places[kind][name] = [0 if first == expected else first, one["size"], *axes]
            expected = first + one["size"]
    return {**{key: each for key, each in facts.items() if key not in ("axes", "units")}, "places": places}


def _varying(project: Project, parameters: Parameters, cells: Iterable[Sequence[Change]]) -> frozenset[str]:
    """Return what may move: levers, what an experiment changes, tables by year, and which law is followed."""
    efforts = {name for lever in project.levers.levers.values() for name in (lever.effort, lever.budget)}
    by_year = {name for name, one in parameters.items() if one.years or isinstance(one, LawChoice)}
    return frozenset(efforts | by_year | {change.parameter for changes in cells for change in changes})


def changes_of(parameters: Mapping[str, Parameter], changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Return changes as a page makes them: where they fall among the numbers of a parameter, and when."""
    return [
        {
            "parameter": one.parameter,
            "where": places_of(one, parameters[one.parameter]) if one.members else None,
            "operation": one.operation,
            "value": one.value,
            "from": one.start,
            "full": one.full_by,
            "until": one.until,
        }
        for one in changes
    ]


def sliders(project: Project) -> frozenset[str]:
    """Return the parameters that sliders move."""
    return frozenset(name for one in project.levers.levers.values() for name in (one.effort, one.budget))


def _levers(project: Project, resolution: Resolution) -> dict[str, dict[str, Any]]:
    levers = project.levers
    return {
        name: {
            "effort": one.effort,
            "budget": one.budget,
            "start": one.start,
            "ramp": one.ramp,
            "delay": one.delay,
            "aimed": one.aimed,
            "need": levers.needs[name].tolist() if name in levers.needs and resolution == "district" else None,
        }
        for name, one in levers.levers.items()
    }


def _chance(
    project: Project, model: Model, parameters: Parameters, experiment: Experiment, draws: int
) -> dict[str, Any]:
    """Return how each number is drawn, and what the base year makes of each draw: its carriers, fitted in Python."""
    drawn = parameters.draw(draws, experiment.seed)
    matched = base_year.match(model, parameters, drawn, project.carriers)
    groups = {name: (place, group) for place, group in enumerate(parameters.groups) for name in group.signs}
    rows = []
    for name, one in parameters.drawn.items():
        if one.spread == "none" or one.range is None:
            continue
        row: dict[str, Any] = {"name": name, "spread": one.spread, "numbers": _shape(one)}
        if name in groups:
            place, group = groups[name]
            weight = group.signs[name] * float(np.sqrt(group.correlation))
            row["group"] = [place, weight, float(np.sqrt(1 - group.correlation))]
        rows.append(row)
    return {
        "chance": {"seed": experiment.seed, "drawn": rows, "groups": [group.name for group in parameters.groups]},
        "carriers": {name: values.tolist() for name, values in matched.values.items()},
        "unmatched": [place for place, reason in enumerate(matched.reasons) if reason],
    }


def _shape(parameter: Parameter) -> list[float]:
    """Return the numbers that a distribution hangs on, as the page wants them."""
    if isinstance(parameter, LawChoice):
        bounds = np.cumsum(parameter.chances) / sum(parameter.chances)
        return [float(np.flatnonzero(parameter.chances)[-1]), *bounds.tolist()]
    low, high = parameter.range or (0.0, 0.0)
    if parameter.spread == "triangular":
        return [low, high, parameter.centre]
    if parameter.spread == "beta":
        a, b = beta_shape(low, high)
        return [a, b, log_beta(a, b)]
    return [low, high]
