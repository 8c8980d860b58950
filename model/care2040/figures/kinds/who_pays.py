"""Who pays: what each policy costs and brings each payer, as bars to the left and to the right of nought."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import xarray as xr

from care2040.figures import Language, Width
from care2040.figures.bars import Bar, Label, Row, draw_rows, fit, heads, heights, room_for_names, stem, wrapped
from care2040.figures.layout import LITTLE_ROOM, HouseFigure, Plot, part, sheet, write
from care2040.figures.names import name_of
from care2040.figures.payments import Bill, Bills, Payment, find, net_words, tell
from care2040.figures.quantities import Quantity
from care2040.figures.style import EDGE, INK, MUTED, NAVY, ORANGE, PAPER, SIZES, Size, house_style, measure, wrap
from care2040.figures.words import phrase, sentence

GUTTER = 0.5
"""Centimetres between two plots."""
UNDER_NAME = 0.1
"""Centimetres between the name of a policy and its bars."""


def draw(
    dataset: xr.Dataset, language: Language = "nl", width: Width = "full", title: str | None = None
) -> HouseFigure:
    """Draw costs and benefits of each policy to each payer, discounted and added up, against unchanged policy.

    Parameters
    ----------
    dataset : xarray.Dataset
        Holds `discounted_costs` and `discounted_benefits` (euro/year), dims policy, scenario, draw, year, payer.
    language : {"nl", "en"}
        Of every word and number.
    width : {"full", "half", "slide"}
        16.0, 7.8 or 25 cm.
    title : str, optional
        Replaces the message made from the numbers.

    Returns
    -------
    HouseFigure
        With its words, alt text and numbers.

    Raises
    ------
    CannotDrawError
        When the result lacks discounted costs or benefits by payer, unchanged policy or any other.
    """
    bills, size = find(dataset), SIZES[width]
    with house_style():
        rows = [wrapped(_rows(bill, bills, language), size) for bill in bills.policies]
        grid = _grid(rows, size)
        panels = [
            _panel(bill, bills, of_bill, grid, size, language)
            for bill, of_bill in zip(bills.policies, rows, strict=True)
        ]
        lines = [panels[first : first + grid.columns] for first in range(0, len(panels), grid.columns)]
        tall = [max(panel.heading for panel in line) + sum(heights(line[0].rows, size)) for line in lines]
        story = tell(dataset, bills, language, width, title)
        base = sheet(story, size, grid.left, EDGE, sum(tall) + GUTTER * (len(lines) - 1), LITTLE_ROOM)
        base.axes.remove()
        limits = fit([row for of_bill in rows for row in of_bill], grid.across, size)
        top = base.bottom + base.height
        for line, high in zip(lines, tall, strict=True):
            for column, panel in enumerate(line):
                plot = part(base, grid.left + column * (grid.across + GUTTER), top - high, grid.across, high)
                _paint(plot, panel, limits, size, named=column == 0, at=EDGE if grid.columns == 1 else plot.left)
            top -= high + GUTTER
    return base.figure


@dataclass(frozen=True)
class Grid:
    """How plots stand beside and below each other; `left` and `across` (of each plot) in centimetres."""

    left: float
    across: float
    columns: int

    @property
    def room(self) -> float:
        """Centimetres that a heading may be wide: where plots stand below each other it begins above the names."""
        return self.across + (self.left - EDGE if self.columns == 1 else 0.0)


@dataclass(frozen=True)
class Panel:
    """The plot of one policy: its rows, and above them its name and what it comes to, with their height together."""

    bill: Bill
    written: Quantity
    rows: Sequence[Row]
    name: str
    net: str
    heading: float


def _grid(rows: Sequence[Sequence[Row]], size: Size) -> Grid:
    """Return as even a grid as can be, with no more columns than the width allows."""
    left = max(room_for_names(of_bill, size) for of_bill in rows)
    columns = ceil(len(rows) / ceil(len(rows) / size.columns))
    return Grid(left, (size.width - left - EDGE - GUTTER * (columns - 1)) / columns, columns)


def _panel(bill: Bill, bills: Bills, rows: Sequence[Row], grid: Grid, size: Size, language: Language) -> Panel:
    name = wrap(sentence(name_of("policies", bill.policy, language)), grid.room, size.name, "bold")
    net = wrap(net_words(bill, bills, language), grid.room, size.label)
    return Panel(
        bill,
        bills.written,
        rows,
        name,
        net,
        measure(name, size.name, "bold")[1] + measure(net, size.label)[1] + UNDER_NAME,
    )


def _paint(plot: Plot, panel: Panel, limits: tuple[float, float], size: Size, named: bool, at: float) -> None:
    """Draw a panel, with the names of payers if `named`; its heading begins `at` centimetres from the left."""
    plot.axes.set_gid(panel.bill.policy)
    top = plot.bottom + plot.height
    write(plot.figure, panel.name, (at, top), size.name, INK, "bold")
    write(plot.figure, panel.net, (at, top - measure(panel.name, size.name, "bold")[1]), size.label, MUTED)
    tall = heights(panel.rows, size)
    middles = draw_rows(plot, panel.rows, size, limits, sum(tall), named)
    _mark_net(plot, panel.bill, panel.written, middles[1:], size)
    stem(plot, sum(tall[1:]))


def _rows(bill: Bill, bills: Bills, language: Language) -> list[Row]:
    """Return a row that says which side is which, then one for each payer."""
    sides = (
        Label(phrase(language, "who_pays", "costs"), colour=ORANGE.text),
        Label(phrase(language, "who_pays", "benefits"), colour=NAVY.text),
    )
    return [heads(*sides), *(_row(payment, bills, language) for payment in bill.payments)]


def _row(payment: Payment, bills: Bills, language: Language) -> Row:
    def label(value: float, colour: str) -> Label | None:
        return None if bills.written.is_nought(value) else Label(bills.written.value(value, language), colour=colour)

    left, right = label(payment.worse, ORANGE.text), label(payment.better, NAVY.text)
    if left is right is None:
        right = Label(bills.written.value(0.0, language), colour=MUTED)
    bars = (
        Bar(0.0, -payment.worse, ORANGE.colour, f"{payment.payer}.worse"),
        Bar(0.0, payment.better, NAVY.colour, f"{payment.payer}.better"),
    )
    return Row(sentence(name_of("payers", payment.payer, language)), bars, left, right)


def _mark_net(plot: Plot, bill: Bill, written: Quantity, middles: Sequence[float], size: Size) -> None:
    """Put a diamond where costs and benefits of a payer come to, if there are both."""
    looks: dict[str, Any] = {"marker": "D", "markersize": 1.9 * size.line, "markeredgecolor": PAPER, "gid": "net"}
    for payment, middle in zip(bill.payments, middles, strict=True):
        if not any(written.is_nought(side) for side in (payment.worse, payment.better)):
            plot.axes.plot([payment.net], [middle], color=INK, linestyle="none", zorder=5, label=payment.payer, **looks)
