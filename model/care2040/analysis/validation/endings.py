"""What the ending of a name promises of a quantity, as it does of a parameter: its unit, and the range it keeps to."""

import numpy as np

from care2040.engine.simulation.settings import RunSettings
from care2040.engine.simulation.simulate import run
from care2040.files.problems import Problem
from care2040.inputs.experiments.experiment import Experiment
from care2040.inputs.experiments.schema import SEED
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.parameters.possible import out_of_range
from care2040.inputs.policies.change import Change
from care2040.language.axes import BASE_YEAR, HORIZON
from care2040.language.dependencies import ModelError
from care2040.language.model import Model
from care2040.language.units import broken_promise

UNIT_OTHERWISE = {
    "passing_of_time": "what passes is time: the name does not end in how long something takes",
    "open_post_rate": "a vacancy rate: posts that stand open per worker, as the statistics have it",
    "discounted_cost": "a stock: the cost of each year, added up since the start, in euros",
}
"""Quantities whose name ends as if it promised another unit, with the reason; results know them by their names."""
RANGE_OTHERWISE = {"shortage_share": "a shortage below zero is a surplus, and has no bound of its own"}
"""Quantities that may leave the range that their name promises, with the reason."""
ROUNDING = 1e-9
MEND = "change the law or the name"


def check_units(model: Model) -> None:
    """Check that quantities have the unit that the ending of their name promises, but for `UNIT_OTHERWISE`.

    Raises
    ------
    ModelError
        With each that has not, at its law.
    """
    laws = {name: law for name, law in model.equations.items() if name not in UNIT_OTHERWISE}
    told = {name: broken_promise(name, law.unit) for name, law in laws.items()}
    faults = [(message, laws[name].place, "E205", "change the unit or the name") for name, message in told.items()]
    if any(told.values()):
        raise ModelError(*(fault for fault in faults if fault[0]))


def outside(model: Model, parameters: Parameters, draws: int, policies: dict[str, tuple[Change, ...]]) -> list[Problem]:
    """Run policies for the city as one, and tell each quantity that leaves what its name promises, at its law.

    A quantity that a run of many draws does not keep, by age or sex, is not looked at.
    """
    promised = {name: law for name, law in model.equations.items() if name not in RANGE_OTHERWISE and _promises(name)}
    text = {"en": "What names promise"}
    years = (BASE_YEAR, HORIZON + 1)
    experiment = Experiment("endings", text, text, {"middle": ()}, policies, draws, SEED, *years, "city", (), ())
    dataset = run(model, experiment, parameters, settings=RunSettings({*promised}))
    problems = []
    for name, law in promised.items():
        values = dataset[name].values[np.isfinite(dataset[name].values)] if name in dataset else np.empty(0)
        for end in {float(values.min()), float(values.max())} if values.size else ():
            message = out_of_range(name, _rounded(end))
            if message:
                file, _, line = law.place.rpartition(":")
                problems.append(Problem(file, int(line), 1, "E964", f"'{name}' comes to {end:.4g}; {message}", MEND))
    return problems


def _promises(name: str) -> bool:
    return bool(out_of_range(name, -1.0))


def _rounded(end: float) -> float:
    """Return a value, or the end of what a share may be when it is that but for rounding."""
    return next((bound for bound in (0.0, 1.0) if 0 < abs(end - bound) <= ROUNDING), end)
