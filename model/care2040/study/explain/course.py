"""The course of a quantity in a result, as numbers and as a small line of bars."""

from collections.abc import Iterator
from pathlib import Path

from care2040.files.problems import InvalidInput, Problem
from care2040.reports.site.charts import of_city
from care2040.results import load
from care2040.study.project import Project
from care2040.wording.numbers import four_figures

BARS = "▁▂▃▄▅▆▇█"
SHOWN = 4
"""Years that are told in numbers."""


def course(name: str, result: Path, project: Project) -> Iterator[tuple[str, str]]:
    """Give a line for each policy and scenario of a result: a small line of bars, and the value in a few years.

    Parameters
    ----------
    name : str
        A stock, a flow, a variable or an indicator.
    result : Path
        The folder of a result, or its name in ``outputs``.
    project : Project
        The model.

    Raises
    ------
    InvalidInput
        When there is no such result, or it does not hold the quantity.
    """
    folder = load.folder_of(result)
    dataset = load.load(folder)
    if name not in dataset:
        kind = project.model.equations[name].kind if name in project.model.equations else "parameter"
        message = f"the result does not hold '{name}', a {kind}"
        hint = "run the experiment again without --indicator or a sweep: a run keeps every quantity but those by age"
        if kind in ("parameter", "reference"):
            hint = "a result holds what moves: stocks, flows, variables and indicators"
        raise InvalidInput([Problem(str(folder), 1, 1, "E932", message, hint)])
    values, others, counted = of_city(dataset[name])
    how = [f"{'added up' if counted else 'the mean'} over {', '.join(others)}"] if others else []
    how += [f"median of {values.sizes['draw']} draws"] if values.sizes["draw"] > 1 else []
    values, years = values.median("draw"), dataset["year"].values
    yield f"in {result}", f"{', '.join(how) or 'the city'}; {years[0]} to {years[-1]}"
    places = sorted({round(k * (len(years) - 1) / (SHOWN - 1)) for k in range(SHOWN)})
    for policy in values["policy"].values:
        for scenario in values["scenario"].values:
            line = values.sel(policy=policy, scenario=scenario).values.tolist()
            numbers = ", ".join(f"{years[place]} {four_figures(line[place])}" for place in places)
            label = str(policy) if values.sizes["scenario"] == 1 else f"{policy}, {scenario}"
            yield label, f"{bars(line)}  {numbers}"


def bars(numbers: list[float]) -> str:
    """Return numbers as a row of bars, the lowest as the smallest; one that is not there as a blank."""
    known = [number for number in numbers if number == number]
    low, high = min(known, default=0.0), max(known, default=0.0)
    width = (high - low) or 1.0
    steps = len(BARS) - 1
    return "".join(BARS[round((number - low) / width * steps)] if number == number else " " for number in numbers)
