"""The few numbers that answer the question, and where the rest is."""

from __future__ import annotations

import json
import math
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from care2040.analysis.levers import comparison, costs
from care2040.cli.views import findings
from care2040.cli.views.console import Form, plain, screen, show, table
from care2040.cli.views.words import chosen, named, noted, say
from care2040.files.package_files import from_here
from care2040.language.axes import BETWEEN_DISTRICTS
from care2040.results.percentiles import over_draws
from care2040.results.series import series
from care2040.results.valid_draws import is_sample
from care2040.wording.laws import drawn_words
from care2040.wording.names import indicator_words, part_name, unit_name
from care2040.wording.numbers import OF_WORKERS, one_in
from care2040.wording.quantities import Quantity, quantity, written

if TYPE_CHECKING:
    from collections.abc import Sequence

    import xarray as xr
    from rich.table import Table


FILES = (
    ("indicators.xlsx, indicators_nl.xlsx", "workbook"),
    ("indicators.csv, indicators_nl.csv", "tables"),
    ("figures/", "figures"),
    ("run.nc, manifest.json", "run"),
)
"""Names, and the text that says what is in them."""
OF_WHAT = "% "
"""The unit of what is told in parts of a hundred begins with this."""
RATIO_DIGITS = 3
Column = TypeVar("Column")
COARSEST = 200
"""A value is written at least so exactly that a change of one part in so many is seen."""
ABREAST, ABREAST_OF_DRAWS = 4, 2
"""Columns with numbers beside each other on eighty columns: of single runs, and of draws, which have an interval."""


@dataclass(frozen=True)
class Answer:
    """One number of the summary, and its difference with the first policy: a value, or low, median and high."""

    policy: str
    scenario: str
    indicator: str
    unit: str
    year: int
    values: dict[str, float]
    change: dict[str, float]


def answers(dataset: xr.Dataset) -> list[Answer]:
    """Return what the experiment asks for, in the first year and in that of the question, for each policy."""
    against, years = comparison.compared_with(dataset), (int(dataset["year"][0]), costs.costs_year(dataset))
    of_city = dataset.attrs.get("resolution") == "city"
    found = []
    parts = list(series(dataset))
    names = {part.name for part in parts}
    for part in parts:
        whole = part.name.partition(".")[0]
        if (whole != part.name and whole in names) or (of_city and whole.endswith(BETWEEN_DISTRICTS)):
            continue
        values = part.city.sel(year=sorted({*years}))
        told = _told(values, dataset), _told(values - values.sel(policy=against, drop=True), dataset)
        for policy in dataset["policy"].values.tolist():
            for scenario in dataset["scenario"].values.tolist():
                for year in values["year"].values.tolist():
                    place = {"policy": policy, "scenario": scenario, "year": year}
                    value, change = ({key: float(each.sel(place)) for key, each in one.items()} for one in told)
                    found.append(Answer(policy, scenario, part.name, part.unit, year, value, change))
    return found


def _told(values: xr.DataArray, dataset: xr.Dataset) -> dict[str, xr.DataArray]:
    """Return what is told of the draws; of points that lie on levels only the lowest and the highest."""
    if not is_sample(dataset) and values.sizes["draw"] > 1:
        return {"low": values.min("draw"), "high": values.max("draw")}
    return over_draws(values, is_sample(dataset))


def print_answer(dataset: xr.Dataset, form: Form) -> None:
    """Print the numbers that answer the question; in JSON they stand with the files."""
    if form == "json":
        return
    found, console = answers(dataset), screen()
    facts = dataset.attrs
    console.print(str(facts.get(f"title_{chosen()}", facts["title"])), style="bold", markup=False)
    if laws := json.loads(facts.get("equations", "{}")):
        console.print(say("other_laws", laws=", ".join(laws.values())), markup=False)
    if words := drawn_words(dataset, chosen()):
        console.print(say("drawn_laws", laws=words), markup=False)
    for drawn in tables(found, dataset):
        show(console, drawn) if not isinstance(drawn, str) else console.print(drawn, style="dim", markup=False)
    findings.print_findings(dataset, console)
    if any(answer.indicator.startswith("care_share") for answer in found):
        console.print(say("note"), style="dim")


def print_files(dataset: xr.Dataset, folder: Path, form: Form) -> None:
    """Print where the files are; as JSON with the numbers that answer the question."""
    if form == "json":
        print(json.dumps(_as_data(answers(dataset), folder, dataset), ensure_ascii=False, indent=2))
        return
    console = screen()
    console.print("\n" + say("results", folder=from_here(folder)), markup=False)
    files = (*FILES, *(findings.FILES if findings.has_findings(dataset) else ()))
    files = tuple((names, what) for names, what in files if what != "figures" or (folder / names).is_dir())
    width = max(len(names) for names, _ in files) + 2
    for names, what in files:
        console.print(f"  {names:<{width}}{say('files', what)}")


def tables(found: list[Answer], dataset: xr.Dataset) -> Iterator[Table | str]:
    """Give the values of the first policy, the difference that each other one makes, and how both are told."""
    against, draws = comparison.compared_with(dataset), dataset.sizes["draw"]
    policies, scenarios = (dict.fromkeys(getattr(one, key) for one in found) for key in ("policy", "scenario"))
    last = max((answer.year for answer in found), default=0)
    how = {name: _written([one for one in found if one.indicator == name]) for name in {a.indicator for a in found}}
    many = draws > 1
    cells = [(say("of_scenario", year=last, scenario=named("scenarios", one)), one, last) for one in scenarios]
    first = min((answer.year for answer in found), default=0)
    if first < last:
        cells = [(str(first), next(iter(scenarios)), first), *cells]
    own = {(a.indicator, a.scenario, a.year): a for a in found if a.policy == against}
    for some in _abreast(cells, many):
        rows = [
            (label(name, how[name]), *(_cell(own[name, scenario, year], how[name]) for _, scenario, year in some))
            for name in indicators_of(found)
        ]
        heads = [head for head, _, _ in some]
        yield table(
            (say("indicator"), *heads), rows, heads, say("values", policy=named("policies", against)), fold=True
        )
    others = [(named("policies", one), one) for one in policies if one != against]
    for scenario in scenarios if others else ():
        changes = {(a.indicator, a.policy): a for a in found if a.scenario == scenario and a.year == last}
        yield from _differences(changes, how, others, _title(against, last, scenario), many)
    if others:
        yield say("differences_how", against=named("policies", against))
    if many:
        yield say("draws" if is_sample(dataset) else "points", draws=draws)


def _title(against: str, year: int, scenario: str) -> str:
    names = {"against": named("policies", against), "scenario": named("scenarios", scenario)}
    return say("differences", year=year, **names)


def _differences(
    changes: dict[tuple[str, str], Answer],
    how: dict[str, Quantity],
    others: list[tuple[str, str]],
    title: str,
    many: bool,
) -> Iterator[Table | str]:
    """Give the differences that show, a few policies abreast, and the names of indicators without any."""
    names = indicators_of(changes.values())
    shown = [n for n in names if any(not how[n].is_nought(v) for _, p in others for v in changes[n, p].change.values())]
    for some in _abreast(others, many):
        rows = [(label(n, how[n]), *(_cell(changes[n, p], how[n], change=True) for _, p in some)) for n in shown]
        heads = [head for head, _ in some]
        if rows:
            yield table((say("indicator"), *heads), rows, heads, title, fold=True)
    if len(shown) < len(names):
        yield say("alike", names=", ".join(label(name, how[name]) for name in names if name not in shown))


def _abreast(cells: Sequence[Column], many: bool) -> Iterator[Sequence[Column]]:
    """Give the columns in as few tables as fit on eighty columns, about evenly."""
    most = ABREAST_OF_DRAWS if many else ABREAST
    pieces = -(-len(cells) // most)
    size = -(-len(cells) // pieces)
    return (cells[place : place + size] for place in range(0, len(cells), size))


def indicators_of(found: Iterable[Answer]) -> list[str]:
    """Return the indicators of some answers, each once, in the order of the experiment."""
    return list(dict.fromkeys(answer.indicator for answer in found))


def label(name: str, how: Quantity) -> str:
    """Return the name of an indicator on the terminal, with its unit where its numbers do not say it."""
    whole, _, part = name.partition(".")
    subject = indicator_words(whole, chosen())["subject"] + (f", {part_name(part, chosen())}" if part else "")
    unit = indicator_words(whole, chosen()).get("unit", "" if how.unit == "ratio" else unit_name(how.unit, chosen()))
    says_so = not unit or (how.unit == "dimensionless" and ("_share" in whole or not unit.startswith(OF_WHAT)))
    return subject if says_so else f"{subject} ({unit})"


def _written(own: list[Answer]) -> Quantity:
    """Return how all the numbers of an indicator are written."""
    changes = [value for one in own for value in one.change.values()]
    values = [value for one in own for value in one.values.values()]
    apart = [*changes, max(values) - min(values), max(map(abs, values)) / COARSEST]
    finite = [each for each in apart if math.isfinite(each)] or [0.0]
    how = written(own[0].indicator, own[0].unit, finite)
    if how.unit != "ratio":
        return how
    in_parts = indicator_words(own[0].indicator, chosen()).get("unit", "").startswith(OF_WHAT)
    return quantity("dimensionless", finite) if in_parts else Quantity("ratio", min(how.digits, RATIO_DIGITS))


def _cell(answer: Answer, how: Quantity, change: bool = False) -> str:
    told = answer.change if change else answer.values
    write = how.change if change else how.value
    texts = {key: plain(write(value, chosen())) if math.isfinite(value) else "-" for key, value in told.items()}
    middle = texts.get("value", texts.get("median"))
    lines = [middle] if middle is not None else []
    fraction = one_in(told["value"], chosen(), "digits") if "value" in told and not change else None
    if fraction and answer.indicator in OF_WORKERS:
        lines.append(fraction)
    if "low" in texts and len({*texts.values()}) > 1:
        lines.append(say("to", low=texts["low"], high=texts["high"]))
    return "\n".join(lines)


def _as_data(found: list[Answer], folder: Path, dataset: xr.Dataset) -> dict[str, Any]:
    numbers = []
    for answer in found:
        number = {key: value for key, value in asdict(answer).items() if key not in ("values", "change")}
        changed = {("change" if key == "value" else f"change_{key}"): each for key, each in answer.change.items()}
        whole = number | answer.values | changed
        numbers.append({k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in whole.items()})
    told = {"folder": str(folder), "against": comparison.compared_with(dataset), "numbers": numbers}
    return told | findings.as_data(dataset)


def note(lines: Iterable[str]) -> None:
    """Tell on stderr what the user may want to know, a line each."""
    for line in lines:
        screen(stderr=True).print(f"{say('noted')}: {noted(line)}", markup=False)


@contextmanager
def figure_notes() -> Iterator[None]:
    """Tell on stderr, in a line each, what the figures warn of."""
    from care2040.figures.canvas.errors import FigureWarning

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", FigureWarning)
        yield
    for warning in caught:
        if issubclass(warning.category, FigureWarning):
            note([str(warning.message)])
        else:
            warnings.warn_explicit(warning.message, warning.category, warning.filename, warning.lineno)
