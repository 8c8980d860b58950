"""When counts tell policies apart and what they are worth, on the terminal: the answer, and two tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.text import Text

from care2040.cli.views.console import screen, show, table
from care2040.cli.views.words import as_typed, chosen, noted, say
from care2040.study.knowing.know import Answer
from care2040.study.knowing.told import council, name_of_row, rows_told
from care2040.wording.numbers import number, percent

if TYPE_CHECKING:
    from rich.table import Table

LEAST_PART = 0.005
"""Part of the uncertainty below which a count is not shown."""


def show_answer(answer: Answer) -> None:
    """Print the answer in a sentence or two, when each count tells each policy, and what each count is worth."""
    console, found, facts = screen(), answer.found, answer.found.attrs
    console.print(Text(council(answer, chosen()), "bold"))
    shown = rows_told(answer)
    blanks = {"enough": percent(facts["enough"], chosen()), "by": facts["by"], "draws": facts["draws"]}
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
        console.print(say("know", "hidden", count=hidden, least=percent(0.6, chosen()), last=last))
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
    told = {(one["row"], one["rhythm"], one["second"]): one for one in answer.when()}
    seconds = [str(name) for name in answer.found["second"].values]
    for row in shown:
        every, kind = (answer.found[name].sel(row=row).item() for name in ("every", "kind"))
        name = name_of_row(answer, row, chosen())
        name = say("know", "besides", name=name) if kind in ("city", "new") else name
        present = say("know", "year") if every == 1 else say("know", "years", every=every) if every else say("know", "now")
        rhythms = {"present": present} | ({} if every == 1 else {"yearly": say("know", "yearly")})
        for rhythm, words in rhythms.items():
            yield name, words, *(_cell(answer, told[row, rhythm, second]) for second in seconds)
            name = ""


def _cell(answer: Answer, one: dict[str, object]) -> str:
    chance = percent(float(str(one["chance_right"])), chosen())
    if one["first_year"] is None:
        return say("know", "never", last=answer.years[-1], chance=chance)
    return say("know", "first", year=one["first_year"], chance=chance)


def _worth(answer: Answer) -> Table:
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
