"""The few numbers that answer the question, and where the rest is."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from care2040.commands.common import Form, from_here, screen, show
from care2040.series import of_quantity, over_draws

if TYPE_CHECKING:
    import xarray as xr

FIRST = "first"
"""Stands for the first year of the run."""
ASKED: tuple[tuple[str, str, tuple[int | str, ...]], ...] = (
    ("care_share_needed", "care share needed", (FIRST, 2040)),
    ("care_share_working", "care share working", (FIRST, 2040)),
    ("shortage", "shortage of workers", (2031, 2040)),
    ("residents", "residents", (FIRST, 2040)),
    ("homes", "homes", (FIRST, 2040)),
    ("waiting_time_social_rent", "wait for social rent", (FIRST, 2040)),
)
"""Indicator, how it is called on the terminal, and the years to tell."""
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
    """Return the numbers of the summary, for every policy and scenario; of a shorter run those it has.

    Parameters
    ----------
    dataset : xarray.Dataset
        What a run gave.
    """
    found = []
    years = dataset["year"].values.tolist()
    for policy in dataset["policy"].values.tolist():
        for scenario in dataset["scenario"].values.tolist():
            for name, label, wanted in ASKED:
                if name not in dataset:
                    continue
                whole = next(of_quantity(dataset[name]))
                values = whole.city.sel(policy=policy, scenario=scenario)
                for year in (years[0] if year == FIRST else year for year in wanted):
                    if year in years:
                        told = {key: float(value) for key, value in over_draws(values.sel(year=year)).items()}
                        found.append(Answer(policy, scenario, name, label, whole.unit, int(year), told))
    return found


def written(answer: Answer) -> str:
    """Return a number as it is read: ``25.1 % (1 in 4.0)``, ``12,345``, ``11.1 years``; of draws also the range."""
    middle = answer.values.get("value", answer.values.get("median", 0.0))
    text = _number(answer, middle)
    if answer.indicator.startswith("care_share") and middle > 0:
        text += f" (1 in {1 / middle:.1f})"
    if "low" in answer.values:
        text += f" [{_number(answer, answer.values['low'])} to {_number(answer, answer.values['high'])}]"
    return text


def _number(answer: Answer, value: float) -> str:
    if answer.indicator.startswith("care_share"):
        return f"{value:.1%}"
    return f"{value:.1f} years" if answer.unit == "year" else f"{value:,.0f}"


def tell(dataset: xr.Dataset, folder: Path, form: Form) -> None:
    """Print the summary and where the files are."""
    found = answers(dataset)
    if form == "json":
        print(json.dumps(_as_data(found, folder), ensure_ascii=False, indent=2))
        return
    console = screen()
    console.print(f"[bold]{dataset.attrs['title']}[/]")
    for policy in dict.fromkeys(answer.policy for answer in found):
        _print_policy([answer for answer in found if answer.policy == policy], console)
    console.print(NOTE, style="dim")
    if any("low" in answer.values for answer in found):
        console.print("Medians of the draws; 90 % of them lie in the brackets.", style="dim")
    console.print(f"\nResults: {from_here(folder)}")
    for name, what in (
        ("indicators.xlsx", "numbers to read"),
        ("indicators.csv, indicators_nl.csv", "the same as one long table; nl for Dutch Excel"),
        ("figures/", "for a memo, in Dutch and English"),
        ("run.nc, manifest.json", "the whole run, and how it was made"),
    ):
        console.print(f"  {name:<34}{what}")


def _print_policy(found: list[Answer], console: Any) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, title=f"policy {found[0].policy}", title_justify="left", pad_edge=False)
    table.add_column("Utrecht")
    table.add_column("year")
    for scenario in dict.fromkeys(answer.scenario for answer in found):
        table.add_column(scenario, justify="right")
    for key in dict.fromkeys((answer.label, answer.year) for answer in found):
        cells = [written(answer) for answer in found if (answer.label, answer.year) == key]
        table.add_row(key[0], str(key[1]), *cells)
    show(console, table)


def _as_data(found: list[Answer], folder: Path) -> dict[str, Any]:
    numbers = []
    for answer in found:
        number = {key: value for key, value in asdict(answer).items() if key not in ("label", "values")}
        numbers.append(number | answer.values)
    return {"folder": str(folder), "numbers": numbers}


@contextmanager
def figure_notes() -> Iterator[None]:
    """Tell on stderr, in a line each, what the figures warn of."""
    from care2040.figures.export import FigureWarning

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", FigureWarning)
        yield
    for warning in caught:
        if issubclass(warning.category, FigureWarning):
            screen(stderr=True).print(f"note: {warning.message}", markup=False)
        else:
            warnings.warn_explicit(warning.message, warning.category, warning.filename, warning.lineno)
