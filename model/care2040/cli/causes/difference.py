"""Why an indicator differs, on the terminal: what each cause adds, as a tree."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from rich.text import Text

from care2040.analysis.feedback.difference_tree import CauseNode
from care2040.cli.views.console import screen
from care2040.cli.views.words import noted, say
from care2040.language.axes import whole_city
from care2040.study.project import Project
from care2040.study.why import Answer, loop_along
from care2040.wording.numbers import four_figures

SMALLEST_PART = 1e-6
"""Part of the difference below which what is left over counts as rounding."""


def show_difference(answer: Answer, project: Project) -> None:
    """Print the difference, the tree of its causes, and how it was found."""
    console, asked, found = screen(), answer.question, answer.difference
    first, second = asked.between
    when = say("why", "in_year" if found.tree.kind == "flow" else "on_first", year=asked.year)
    told = (
        asked.indicator if asked.area == whole_city() else say("why", "in_area", name=asked.indicator, area=asked.area)
    )
    console.print(Text(f"{told}, {found.unit}, {when}", "bold"))
    values = {"before": four_figures(found.before), "after": four_figures(found.after)}
    console.print(say("why", "between", **values, first=first, second=second))
    if not found.difference:
        console.print(say("why", "none"))
    else:
        console.print(f"\n{say('why', 'adds'):>12}  {say('why', 'part'):>6}")
        decimals = max(0, 3 - math.floor(math.log10(abs(found.difference))))
        for line in tree_lines(found.tree, Scale(found.difference, decimals), project):
            console.print(line)
        left = abs(found.rest) > SMALLEST_PART * abs(found.difference)
        rest = say("why", "rest", rest=four_figures(found.rest)) if left else say("why", "no_rest")
        console.print("\n" + say("why", "sum", sum=four_figures(found.difference), rest=rest))
    for note in answer.notes:
        console.print(Text(noted(note), "dim"))


@dataclass(frozen=True)
class Scale:
    """The whole difference, and the decimals that everything in the tree is written with."""

    whole: float
    decimals: int

    def columns(self, effect: float) -> str:
        """Return what a cause adds, and its part of the whole."""
        adds = f"{effect:,.{self.decimals}f}"
        return f"{_signed(adds):>12}  {_signed(f'{effect / self.whole:.0%}'):>6}  "


def tree_lines(cause: CauseNode, scale: Scale, project: Project, stem: str = "", branch: str = "") -> Iterator[str]:
    """Give the tree as text: what each cause adds, its part of the difference, and the chain of names it works along.

    A chain of single causes stands on one line, the effect first: ``a ← b ← c``.
    """
    chain = [cause]
    while (only := chain[-1].only) is not None and not only.round:
        chain.append(only)
    last = chain[-1]
    ends = f" {four_figures(last.before)} → {four_figures(last.after)}"
    values = f" {say('why', 'start') if last.kind == 'start' else ends}"
    again = f"  {say('why', 'round', loop=loop_along(last.round, project))}" if last.round else ""
    names = " ← ".join(one.name for one in chain)
    yield f"{scale.columns(cause.effect)}{stem}{branch}{names}{values}{again}"
    below = stem + {"├─ ": "│  ", "└─ ": "   "}.get(branch, "")
    more = bool(last.smaller)
    for place, each in enumerate(last.causes):
        end = place == len(last.causes) - 1 and not more
        yield from tree_lines(each, scale, project, below, "└─ " if end else "├─ ")
    if more:
        which = say("why", "smaller", count=last.smaller) if last.smaller > 1 else say("why", "smaller_one")
        yield f"{scale.columns(last.left_out)}{below}└─ {which}"


def _signed(text: str) -> str:
    """Return a number with a true minus; nought has none."""
    return text.replace("-", "−") if any(digit in "123456789" for digit in text) else text.replace("-", "")
