"""The few numbers that answer the question, and where the rest is."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from care2040.cli.views import findings
from care2040.cli.views.console import Form, screen, show, table
from care2040.files.package_files import from_here
from care2040.language.axes import HORIZON
from care2040.results.percentiles import over_draws
from care2040.results.series import of_quantity
from care2040.results.valid_draws import is_sample

if TYPE_CHECKING:
    import xarray as xr
    from rich.table import Table

FIRST = "first"
"""Stands for the first year of the run."""
SHOWN: tuple[tuple[str, str, tuple[int | str, ...]], ...] = (
    ("care_share_needed", "care share needed", (FIRST, HORIZON)),
    ("care_share_working", "care share working", (FIRST, HORIZON)),
    ("shortage", "shortage of workers", (2031, HORIZON)),
    ("residents", "residents", (FIRST, HORIZON)),
    ("homes", "homes", (FIRST, HORIZON)),
    ("waiting_time_social_rent", "years to social rent", (FIRST, HORIZON)),
)
"""Indicator, how it is called on the terminal, and the years to tell."""
RANGES = {("low", "high"): "90 % of the draws", ("lowest", "highest"): "lowest to highest point"}
"""Ends that are told of several draws, and what lies between them; points on levels are no sample."""
FILES = (
    ("indicators.xlsx", "numbers to read and to calculate with"),
    ("indicators.csv, indicators_nl.csv", "one long table; nl is for Dutch Excel"),
    ("figures/", "for a memo, in Dutch and in English"),
    ("run.nc, manifest.json", "the whole run, and how it was made"),
)
NOTE = (
    "Care share: workers in care and welfare (broad definition of Statistics Netherlands) per employed resident. "
    "Needed is a need, not a forecast."
)


@dataclass(frozen=True)
class Answer:
    """One number of the summary."""

    policy: str
    scenario: str
    indicator: str
    label: str
    unit: str
    year: int
    values: dict[str, float]


def answers(dataset: xr.Dataset) -> list[Answer]:
    """Return the numbers of the summary, for every policy and scenario; of a shorter run those it has."""
    found = []
    years, sample = dataset["year"].values.tolist(), is_sample(dataset)
    for policy in dataset["policy"].values.tolist():
        for scenario in dataset["scenario"].values.tolist():
            for name, label, wanted in SHOWN:
                if name not in dataset:
                    continue
                whole = next(of_quantity(dataset[name]))
                values = whole.city.sel(policy=policy, scenario=scenario)
                for year in dict.fromkeys(years[0] if year == FIRST else year for year in wanted):
                    if year in years:
                        told = {key: float(value) for key, value in over_draws(values.sel(year=year), sample).items()}
                        found.append(Answer(policy, scenario, name, label, whole.unit, int(year), told))
    return found


def lines(answer: Answer) -> dict[str, str]:
    """Return what is told of an answer, by label: the number, for a share also ``one in``, of draws also the range."""
    middle = next((answer.values[key] for key in ("value", "median", "middle") if key in answer.values), 0.0)
    told = {answer.label: _number(answer, middle)}
    if answer.indicator.startswith("care_share") and middle > 0:
        told["  which is one in"] = f"{1 / middle:.1f}"
    for ends, what in RANGES.items():
        if ends[0] in answer.values:
            told[f"  {what}"] = " to ".join(_number(answer, answer.values[end]) for end in ends)
    return told


def _number(answer: Answer, value: float) -> str:
    if answer.indicator.startswith("care_share"):
        return f"{value:.1%}"
    return f"{value:.1f}" if answer.unit == "year" else f"{value:,.0f}"


def print_summary(dataset: xr.Dataset, folder: Path, form: Form) -> None:
    """Print the summary and where the files are."""
    found = answers(dataset)
    if form == "json":
        print(json.dumps(_as_data(found, folder) | findings.as_data(dataset), ensure_ascii=False, indent=2))
        return
    console = screen()
    console.print(dataset.attrs["title"], style="bold", markup=False)
    if laws := json.loads(dataset.attrs.get("equations", "{}")):
        console.print(f"with other laws: {', '.join(laws.values())}", markup=False)
    for policy in dict.fromkeys(answer.policy for answer in found):
        show(console, _policy_table([answer for answer in found if answer.policy == policy]))
    findings.print_findings(dataset, console)
    console.print(NOTE, style="dim")
    console.print(f"\nResults: {from_here(folder)}", markup=False)
    for names, what in (*FILES, *(findings.FILES if findings.has_findings(dataset) else ())):
        console.print(f"  {names:<35}{what}")


def _policy_table(found: list[Answer]) -> Table:
    scenarios = {answer.scenario: answer.scenario.replace("_", " ") for answer in found}
    rows = []
    for key in dict.fromkeys((answer.indicator, answer.year) for answer in found):
        told = [lines(answer) for answer in found if (answer.indicator, answer.year) == key]
        for label in told[0]:
            year = str(key[1]) if not label.startswith(" ") else ""
            rows.append((label, year, *(one.get(label, "") for one in told)))
    heads = tuple(scenarios.values())
    return table(("Utrecht", "year", *heads), rows, heads, f"policy {found[0].policy}")


def _as_data(found: list[Answer], folder: Path) -> dict[str, Any]:
    numbers = []
    for answer in found:
        number = {key: value for key, value in asdict(answer).items() if key not in ("label", "values")}
        numbers.append(number | answer.values)
    return {"folder": str(folder), "numbers": numbers}


def note(lines: Iterable[str]) -> None:
    """Tell on stderr what the user may want to know, a line each."""
    for line in lines:
        screen(stderr=True).print(f"note: {line}", markup=False)


@contextmanager
def figure_notes() -> Iterator[None]:
    """Tell on stderr, in a line each, what the figures warn of."""
    from care2040.figures.canvas.export import FigureWarning

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", FigureWarning)
        yield
    for warning in caught:
        if issubclass(warning.category, FigureWarning):
            note([str(warning.message)])
        else:
            warnings.warn_explicit(warning.message, warning.category, warning.filename, warning.lineno)
