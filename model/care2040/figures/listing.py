"""The figures there are as a list: what each shows, what it needs, and what can be asked of it."""

from collections.abc import Iterator

from care2040.figures import FIGURES
from care2040.figures.registry import kind_of
from care2040.inputs.experiments.written.asked_figure import option_words
from care2040.inputs.experiments.written.figure_checker import FED_BY
from care2040.wording.numbers import sentence


def rows() -> Iterator[tuple[str, ...]]:
    """Give name, what it shows, what it needs and which options it takes, for each figure."""
    for name in FIGURES:
        kind = kind_of(name)
        shows = " ".join((kind.draw.__doc__ or "").partition("\n\n")[0].split())
        needs = FED_BY[name].example if name in FED_BY else kind.made_of
        yield name, sentence(shows.removeprefix("Draw ")), needs, option_words(kind.takes)
