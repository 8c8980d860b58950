"""``care2040 know``: from which year counts tell policies or futures apart, and which counts are worth having."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from care2040.cli.cities.about import city_of_result
from care2040.cli.views.console import Form, exits, screen, show, table
from care2040.cli.views.progress import Progress
from care2040.cli.views.words import as_typed, chosen, noted, say
from care2040.files.package_files import from_here
from care2040.language.axes import HALF_WAY
from care2040.study.project import open_project

if TYPE_CHECKING:
    from rich.table import Table

    from care2040.study.knowing.know import Answer

LEAST_PART = 0.005
"""Part of the uncertainty below which a count is not shown."""


def know(
    result: Annotated[
        Path, typer.Argument(help="The folder of a result with draws and 'monitor: true', or its name in outputs.")
    ],
    between: Annotated[
        tuple[str, str] | None,
        typer.Option(
            help="Two policies or scenarios of the result.", show_default="unchanged policy and every other policy"
        ),
    ] = None,
    scenario: Annotated[
        str, typer.Option(help="The future in which policies are compared.", show_default="the first")
    ] = "",
    by: Annotated[int, typer.Option(help="The year in which is looked and chosen.")] = HALF_WAY,
    error: Annotated[
        float,
        typer.Option(min=0.001, max=1.0, help="Standard error of a count that is not made yet, as a part of it."),
    ] = 0.05,
    to: Annotated[
        Path | None,
        typer.Option(help="Folder for figures and tables (when_known, worth_counting); what else is in it stays."),
    ] = None,
    form: Annotated[Form, typer.Option("--format", help="As text or as JSON.")] = "text",
) -> None:
    """Say from which year the monitors tell policies or futures apart, and which counts are worth having."""
    with exits(form), city_of_result(result):
        from care2040.files.result_folder import check_added
        from care2040.study.knowing import know as study
        from care2040.study.knowing.write import TABLES, write
        from care2040.wording.texts import listed

        if to:
            check_added(to)
        project = open_project()
        with Progress("analysing"):
            answer = study.know(project, study.Question(result, between or (), scenario, by, error))
        if to:
            write(answer, to)
        if form == "json":
            print(json.dumps(answer.as_data(), ensure_ascii=False, indent=2))
            return
        _show(answer)
        if to:
            what = listed((*TABLES, "figures"), chosen())
            screen().print(say("wrote_in", what=what, folder=from_here(to)), markup=False)


def _show(answer: Answer) -> None:
    """Print the answer in a sentence or two, when each count tells each policy, and what each count is worth."""
    from rich.text import Text

    from care2040.study.knowing.told import LEAST, council, rows_told
    from care2040.wording.numbers import number, percent

    console, found, facts = screen(), answer.found, answer.found.attrs
    console.print(Text(council(answer, chosen()), "bold"))
    shown = rows_told(answer)
    blanks = {"enough": percent(facts["enough"], chosen()), "by": facts["by"]}
    blanks["draws"] = number(facts["draws"], chosen())
    scenario = as_typed("scenarios", facts["scenario"])
    console.print()
    console.print(
        say("know", "head", scenario=scenario, effective=number(facts["effective_draws"], chosen()), **blanks),
        markup=False,
    )
    show(console, _when(answer, shown))
    hidden = found.sizes["row"] - len(shown)
    last = answer.years[-1]
    if hidden:
        console.print(say("know", "hidden", count=hidden, least=percent(LEAST, chosen()), last=last))
    console.print()
    console.print(say("know", "worth", last=last, by=facts["by"]))
    show(console, _worth(answer))
    parts = {"usual": facts["usual_takes"], "neighbours": facts["usual_takes_by_neighbours"]}
    console.print(say("know", "usual", **{name: percent(part, chosen()) for name, part in parts.items()}))
    first, second = (as_typed(_kind(answer), name) for name in facts["chosen_between"])
    chances = {name: percent(facts[f"wrong_{name}"], chosen()) for name in ("now", "then")}
    console.print(say("know", "chosen", first=first, second=second, by=facts["by"], **chances), markup=False)
    for note in answer.notes:
        console.print(Text(noted(note), "dim"))


def _kind(answer: Answer) -> str:
    return str(answer.found.attrs["compared"])


def _when(answer: Answer, shown: list[str]) -> Table:
    """Return a table with a row for each count and rhythm, and a column for each policy."""
    names = [as_typed(_kind(answer), str(name)) for name in answer.found["second"].values]
    heads = (say("know", "row"), say("know", "every"), *names)
    return table(heads, list(_lines(answer, shown)), names)


def _lines(answer: Answer, shown: list[str]) -> Iterator[tuple[str, ...]]:
    from care2040.study.knowing.told import name_of_row

    told = {(one["row"], one["rhythm"], one["second"]): one for one in answer.when()}
    seconds = [str(name) for name in answer.found["second"].values]
    for row in shown:
        every, kind = (answer.found[name].sel(row=row).item() for name in ("every", "kind"))
        name = name_of_row(answer, row, chosen())
        name = say("know", "besides", name=name) if kind in ("city", "new") else name
        present = (
            say("know", "year") if every == 1 else say("know", "years", every=every) if every else say("know", "now")
        )
        rhythms = {"present": present} | ({} if every == 1 else {"yearly": say("know", "yearly")})
        for rhythm, words in rhythms.items():
            yield name, words, *(_cell(answer, told[row, rhythm, second]) for second in seconds)
            name = ""


def _cell(answer: Answer, one: dict[str, object]) -> str:
    from care2040.study.knowing.told import chance_words

    chance = chance_words(float(str(one["chance_right"])), chosen())
    if one["first_year"] is None:
        return say("know", "never", last=answer.years[-1], chance=chance)
    return say("know", "first", year=one["first_year"], chance=chance)


def _worth(answer: Answer) -> Table:
    from care2040.wording.numbers import percent

    heads = (say("know", "count"), say("know", "do"), say("know", "part"), say("know", "choice"))
    titles = dict(zip(answer.found["count"].values, answer.found[f"count_{chosen()}"].values, strict=True))
    rows = [
        (
            str(titles[f"{one['row']}:{one['what']}"]),
            say("know", one["what"]),
            percent(one["worth_of_variance"], chosen(), 1),
            percent(-one["worth_of_choice"], chosen(), 1),
        )
        for one in answer.worth()
        if one["worth_of_variance"] >= LEAST_PART
    ]
    return table(heads, rows, heads[2:])
