"""``care2040 list``: experiments, parameters, indicators, levers, packages, futures, cities, other laws, with units."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from care2040.cli.cities.listed import cities
from care2040.cli.views.console import Form, exits, screen, show, table
from care2040.cli.views.words import called, chosen, say, translated
from care2040.study.project import open_project
from care2040.wording.language import LANGUAGES

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from care2040.files.schema import Bilingual

Rows = tuple[tuple[str, ...], Iterable[tuple[str, ...]]]
"""What stands at the head of each column, and the rows."""
WIDEST = 100_000
ALSO = "also called"
"""Head of what a name is called in both languages, by which it is found and which is not shown."""
Kind = Literal[
    "experiments", "parameters", "indicators", "levers", "packages", "laws", "loops", "figures", "futures", "cities"
]


def listing(
    kind: Annotated[Kind, typer.Argument(help="What to list.")],
    words: Annotated[
        list[str] | None,
        typer.Argument(metavar="[WORD]...", help="Only what has each of these words, in English or Dutch."),
    ] = None,
    of_kind: Annotated[str | None, typer.Option("--kind", help="Only this kind: stock, flow, balancing, ...")] = None,
    sector: Annotated[str | None, typer.Option(help="Only of this sector: housing, workforce, ...")] = None,
    standing: Annotated[str | None, typer.Option(help="Only of this standing: measured, judged, ...")] = None,
    form: Annotated[Form, typer.Option("--format", help="A list to read, or JSON.")] = "text",
) -> None:
    """List experiments, parameters, indicators, levers, packages, loops, figures, futures, cities or other laws."""
    with exits(form):
        heads, rows = MAKERS[kind]()
        entries = [dict(zip(heads, row, strict=True)) for row in rows]
        wanted = {"kind": of_kind, "sector": sector, "standing": standing}
        found = chosen_of(entries, wanted, words or (), kind)
        if form == "json":
            print(json.dumps([_shown(one) for one in found], ensure_ascii=False, indent=2))
        elif found:
            print_entries(found)
        if form == "text" and len(found) < len(entries):
            text = "listed" if found else "nothing_listed"
            screen(stderr=True).print(say(text, shown=len(found), count=len(entries), kind=translated("counted", kind)))


def chosen_of(
    entries: list[dict[str, str]], wanted: Mapping[str, str | None], words: Sequence[str], kind: str
) -> list[dict[str, str]]:
    """Return the entries that are as wanted and have every word in them; what no entry can be is refused."""
    for head, value in wanted.items():
        if value is None:
            continue
        options = sorted({entry[head] for entry in entries if head in entry})
        if value not in options:
            no_head = say("not_listed_head", head=translated("heads", head))
            said = say("not_listed_options", options=", ".join(options)) if options else no_head
            told = say(
                "not_listed", kind=translated("counted", kind), head=translated("heads", head), value=value, said=said
            )
            raise typer.BadParameter(told, param_hint=f"--{head}")
        entries = [entry for entry in entries if entry[head] == value]
    asked = [word.casefold().replace("_", " ") for word in words]
    return [one for one in entries if all(word in _searched(one) for word in asked)]


def _shown(entry: Mapping[str, str]) -> dict[str, str]:
    return {head: text for head, text in entry.items() if head != ALSO}


def _searched(entry: Mapping[str, str]) -> str:
    return " ".join(entry.values()).casefold().replace("_", " ")


def print_entries(entries: Sequence[Mapping[str, str]]) -> None:
    """Print a table; on a terminal too narrow for it a few lines for each: its name, its facts, what it is."""
    from rich.padding import Padding
    from rich.text import Text

    console, entries = screen(), [_shown(entry) for entry in entries]
    heads = list(entries[0])
    texts = [[*map(Text, entry.values())] for entry in entries]
    said = [translated("heads", head) for head in heads]
    if not console.is_terminal or _width(console, table(said, texts)) <= console.width:
        show(console, table(said, texts))
        return
    for entry in entries:
        name, *middle, about = entry.values()
        facts = ", ".join(text for text in middle if text)
        console.print(Text.assemble((name, "bold"), f"  {facts}"), soft_wrap=True)
        console.print(Padding(Text(about), (0, 0, 0, 4)))


def _width(console: Console, whole: Table) -> int:
    """Return how wide a table is when nothing in it is folded."""
    from rich.measure import Measurement

    return Measurement.get(console, console.options.update(max_width=WIDEST), whole).maximum


def _experiments() -> Rows:
    project = open_project()
    rows = []
    for name, path in project.experiments.items():
        experiment = project.experiment(path)
        size = f"{len(experiment.policies)} x {len(experiment.scenarios)} x {experiment.draws}"
        years, asked = f"{experiment.start}-{experiment.end}", experiment.question
        also = _in_both(experiment.title, asked)
        rows.append((name, size, years, asked[chosen()], also))
    return ("experiment", "policies x scenarios x draws", "years", "question", ALSO), rows


def _parameters() -> Rows:
    from care2040.files.package_files import package_folder
    from care2040.inputs.parameters.parameter_set import load
    from care2040.study.explain.parameter_text import range_text, value_text
    from care2040.wording.assumptions import assumption_name

    found = sorted(load(package_folder("parameters")).values(), key=lambda one: one.name)
    rows = [
        (
            one.name,
            value_text(one),
            one.unit,
            range_text(one),
            one.standing,
            one.sector,
            one.about,
            assumption_name(one.name, "nl"),
        )
        for one in found
    ]
    return ("parameter", "value", "unit", "range", "standing", "sector", "what it is", ALSO), rows


def _indicators() -> Rows:
    from care2040.sectors import load_model

    found = load_model().askable.values()
    rows = [
        (
            one.name,
            one.unit,
            ", ".join(one.axes) or "city",
            one.kind,
            one.sector,
            _meaning(one.name, one.about),
            _both(one.name, one.about),
        )
        for one in found
    ]
    return ("indicator", "unit", "for each", "kind", "sector", "what it is", ALSO), rows


def _meaning(name: str, about: str) -> str:
    """Return what an indicator is; in Dutch how it is called."""
    from care2040.study.explain.parameter_text import first_sentence

    return first_sentence(about) if chosen() == "en" else called(name)


def _in_both(*said: Bilingual | Mapping[str, str]) -> str:
    return " ".join(one[language] for one in said for language in LANGUAGES)


def _both(name: str, about: str) -> str:
    """Return what an indicator is in both languages."""
    from care2040.wording.names import indicator_words

    return f"{about} {' '.join(indicator_words(name, 'nl').values())}"


def _levers() -> Rows:
    from care2040.study.explain.parameter_text import millions

    project = open_project()
    rows = []
    for name, lever in project.levers.levers.items():
        price = float(project.parameters[lever.price_parameter].value.sum())
        where = "district" if lever.aimed else "city"
        starts = f"{lever.start}, full in {lever.ramp:g}"
        makes = lever.difference_maker.replace("_", " ")
        rows.append(
            (
                name,
                makes,
                where,
                starts,
                f"{lever.delay:g}",
                millions(price),
                f"{float(project.parameters[lever.staff_parameter].value):g}",
                lever.control,
                lever.evidence.quality,
                lever.standing,
                lever.title[chosen()],
                _in_both(lever.title, lever.about),
            )
        )
    heads = (
        "lever",
        "difference maker",
        "for each",
        "starts, years",
        "delay, years",
        "euro/year",
        "care staff, fte",
        "who decides",
        "evidence",
        "standing",
        "title",
        ALSO,
    )
    return heads, rows


def _packages() -> Rows:
    levers = open_project().levers
    rows = [
        (name, ", ".join(package.levers), package.title[chosen()], _in_both(package.title))
        for name, package in levers.packages.items()
    ]
    return ("package", "levers", "title", ALSO), rows


def _laws() -> Rows:
    from care2040.sectors import load_model
    from care2040.study.explain.parameter_text import first_sentence

    found = load_model().alternatives.items()
    rows = [(name, law.name, law.unit, first_sentence(law.about), _both(law.name, law.about)) for name, law in found]
    return ("law", "instead of the one for", "unit", "what it is", ALSO), rows


def _loops() -> Rows:
    from care2040.analysis.feedback.loop_registry import load_loops

    project = open_project()
    rows = []
    for loop in load_loops(project.model, project.parameters).values():
        kind = loop.kind if loop.closes else f"{loop.kind}, open"
        stocks = [name for name in loop.path if project.model.equations[name].kind == "stock"]
        also = _in_both(loop.title, loop.about)
        rows.append((loop.name, kind, loop.sector, ", ".join(loop.cut), ", ".join(stocks), loop.title[chosen()], also))
    return ("loop", "kind", "sector", "cut by", "stocks on its way", "title", ALSO), rows


def _figures() -> Rows:
    from care2040.figures.listing import rows

    return ("figure", "what it shows", "what it needs", "what can be asked"), rows()


def _futures() -> Rows:
    from care2040.files.package_files import package_folder
    from care2040.inputs.futures import FUTURES, load
    from care2040.language.cities.layers import path_of
    from care2040.study.explain.parameter_text import one_line

    found = load(path_of(package_folder("parameters"), FUTURES), open_project().parameters).values()
    rows = [
        (one.name, one.title[chosen()], one.standing, one_line(one.about[chosen()]), _in_both(one.title, one.about))
        for one in found
    ]
    return ("future", "title", "standing", "what it is", ALSO), rows


MAKERS: Mapping[Kind, Callable[[], Rows]] = {
    "experiments": _experiments,
    "parameters": _parameters,
    "indicators": _indicators,
    "levers": _levers,
    "packages": _packages,
    "laws": _laws,
    "loops": _loops,
    "figures": _figures,
    "futures": _futures,
    "cities": cities,
}
