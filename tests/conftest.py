"""What the tests of the whole model share: the model and the parameters as shipped, and a way to ask them things."""

import gc
from dataclasses import dataclass, replace

import pytest
import xarray as xr

from care2040.engine.simulation.settings import RunSettings, Solver
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
