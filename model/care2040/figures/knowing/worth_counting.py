"""Worth counting: which counts take most off what is uncertain about the need in 2040, as bars."""

from dataclasses import dataclass

import numpy as np

from care2040.figures import known
from care2040.figures.canvas.bars import Bar, Label, Row, heads, heights, rows_sheet, stem, wrapped
from care2040.figures.canvas.layout import HouseFigure, Story
from care2040.figures.canvas.style import NAVY, ORANGE, TEAL
from care2040.figures.readings import six_digits
from care2040.figures.registry import figure
from care2040.figures.request import Request
from care2040.results.variables import STANDARD, WORTH, WRONG, WRONG_NOW
from care2040.wording.numbers import percent, sentence
from care2040.wording.texts import listed

PENS = {"begin": ORANGE, "oftener": TEAL, "keep": NAVY}
"""What is done with a count, in the order in which it is drawn."""
SHOWN, LEAST = 6, 0.005
"""Counts that are drawn of each, and the smallest part that is."""
HELPS = 0.05
"""Chance of a wrong choice that counts must take away before it is said that waiting for them helps."""


@dataclass(frozen=True)
class Worth:
    """What one count takes off: a part of the variance, and of the chance of a wrong choice."""

    name: str
    what: str
    part: float
    wrong: float


@figure("worth_counting", made_of="care2040 know")
def draw(request: Request) -> HouseFigure:
    """Draw what each count takes off the variance of the need: those to begin, to make oftener, and to go on with."""
    known.needed(request.dataset)
    size, found, rows = request.size, worths_of(request), []
    for what, pen in PENS.items():
        own = _drawn(found, what)
        if own:
            rows.append(heads(None, Label(request.say(what), colour=pen.text)))
            rows += [_row(request, one) for one in own]
    if not rows:
        rows = [_row(request, one) for one in found[:1]]
    plot, _ = rows_sheet(story(request, found), rows, size)
    stem(plot, sum(heights(wrapped(rows, size), size)))
    return plot.figure


def worths_of(request: Request) -> list[Worth]:
    """Return all counts, those that take most in front."""
    dataset = request.dataset
    columns = (dataset[f"count_{request.language}"], dataset["what"], dataset[WORTH], dataset[WRONG])
    found = [
        Worth(sentence(str(name)), str(what), float(part), float(wrong))
        for name, what, part, wrong in zip(*(column.values for column in columns), strict=True)
    ]
    return sorted(found, key=lambda one: -one.part)


def _drawn(found: list[Worth], what: str) -> list[Worth]:
    return [one for one in found if one.what == what and one.part >= LEAST][:SHOWN]


def _row(request: Request, one: Worth) -> Row:
    pen = PENS[one.what]
    return Row(
        one.name, (Bar(0.0, one.part, pen.colour, one.name),), None, Label(_written(request, one.part), "", pen.text)
    )


def _written(request: Request, part: float) -> str:
    return percent(part, request.language, 0 if part >= 0.1 else 1)


def story(request: Request, found: list[Worth]) -> Story:
    """Return the words of the figure; its message is the count that is most worth beginning."""
    facts, language = request.dataset.attrs, request.language
    to_begin = [one for one in found if one.what != "keep"]
    best = max(to_begin, key=lambda one: one.part, default=found[0])
    blanks: dict[str, object] = {
        "name": f"‘{best.name}’",
        "part": _written(request, best.part),
        "measure": request.measure(STANDARD),
    }
    blanks |= {"by": facts["by"], "last": int(request.dataset["year"].values[-1])}
    title = request.title or sentence(request.say("title" if best.part >= LEAST else "title_none", **blanks))
    shown = [one for what in PENS for one in _drawn(found, what)]
    chosen = [
        f"‘{known.called(request.dataset, str(name), language)}’" for name in np.atleast_1d(facts["chosen_between"])
    ]
    wrong = {key: percent(facts[key], language) for key in (WRONG_NOW, "wrong_then")}
    waits = "much" if facts[WRONG_NOW] - facts["wrong_then"] >= HELPS else "little"
    values = "; ".join(f"{one.name} ({request.say(one.what)}): {_written(request, one.part)}" for one in shown)
    return request.story(
        title=title,
        subtitle=request.say("subtitle", **blanks),
        notes=[
            request.say(
                "note", usual=percent(facts["usual_takes"], language), error=percent(facts["error"], language), **blanks
            ),
            request.say(f"note_choice_{waits}", names=listed(chosen, language), **wrong, **blanks),
        ],
        run=(None, str(facts["scenario"])),
        alt=request.say("alt", title=title, values=values),
        numbers={
            "by": facts["by"],
            "usual_takes": six_digits(facts["usual_takes"]),
            "wrong_now": six_digits(facts[WRONG_NOW]),
            "wrong_then": six_digits(facts["wrong_then"]),
            "counts": [
                {"name": one.name, "what": one.what, "part": six_digits(one.part), "choice": six_digits(one.wrong)}
                for one in found
            ],
        },
    )
