"""The model as a module for a web page: WebAssembly or JavaScript, what a driver has to know, and a driver."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from care2040.study.project import Project
from care2040.study.shipped import find_experiment

if TYPE_CHECKING:
    from care2040.language.axes import Resolution

Form = Literal["wasm", "js"]
MODULES = {"wasm": "model.wasm", "js": "model.mjs"}
MANIFEST, DRIVER = "manifest.json", "driver.mjs"


@dataclass(frozen=True)
class Exported:
    """What was written: how many policies, quantities on 1 January and flows, and the bytes of the module."""

    policies: int
    readings: int
    flows: int
    size: int


def export_web(
    project: Project,
    experiment: Path,
    form: Form,
    to: Path,
    policies: Sequence[str] = (),
    scenario: str | None = None,
    resolution: Resolution | None = None,
) -> Exported:
    """Write a module that runs policies of an experiment, its manifest and a driver of seventy lines to a folder.

    Parameters
    ----------
    project : Project
        Model and parameters.
    experiment : Path
        A file, or the name of an experiment that is shipped; what it asks for is what the module tells of.
    form : {"wasm", "js"}
        WebAssembly, or JavaScript that one can read.
    to : Path
        A folder.
    policies : sequence of str
        All of the experiment when there are none.
    scenario : str, optional
        The first one when left out.
    resolution : {"district", "city"}, optional
        As the experiment says when left out.

    Raises
    ------
    InvalidInput
        When there is no such policy or scenario, or the folder cannot be written.
    ModelError
        When a law does what a web page cannot; with its name, and what to write instead.
    """
    from care2040.engine.plan.run_plan import run_plan
    from care2040.engine.simulation.simulate import system_of
    from care2040.engine.web import javascript, page_run, wasm
    from care2040.files.package_files import package
    from care2040.files.result_folder import write_file
    from care2040.results.manifest import version
    from care2040.study.export.xmile import check_names

    path = find_experiment(experiment)
    read = project.experiment(path, draws=1)
    place = resolution or read.resolution
    weather = scenario or next(iter(read.scenarios))
    wanted = tuple(policies) or tuple(read.policies)
    check_names(path, read, {"policy": wanted, "scenario": (weather,)})
    model = read.model_of(project.model)
    parameters = read.parameters_of(project.parameters.at(place), project.model)
    system = system_of(model, place, parameters, frozenset(parameters))
    plan = run_plan(system, parameters)
    module = wasm.module(plan) if form == "wasm" else javascript.module(plan).encode()
    changes = {name: (*read.scenarios[weather], *read.policies[name]) for name in wanted}
    facts = page_run.manifest(system, plan, parameters, changes, (read.start, read.end), read.indicators)
    facts = {"made_by": f"care2040 {version()}", "experiment": read.name, "scenario": weather, **facts}
    hint = "name another folder with --to"
    write_file(to / MODULES[form], module, hint)
    write_file(to / MANIFEST, json.dumps(facts).encode(), hint)
    write_file(to / DRIVER, (package() / "engine" / "web" / "driver.js").read_bytes(), hint)
    told = len(facts["readings"]) + len(facts["levels"])
    return Exported(len(wanted), told, len(facts["flows"]), len(module))
