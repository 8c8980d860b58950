"""Who pays: what each policy costs and brings each payer, as bars to the left and to the right of nought."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np
import xarray as xr

from care2040.figures.canvas.bars import Bar, Label, Row, draw_rows, fit, heads, heights, room_for_names, stem, wrapped
from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.layout import LITTLE_ROOM, HouseFigure, Plot, Story, part, sheet, write
from care2040.figures.canvas.style import (
    EDGE,
    INK,
    MUTED,
    NAVY,
    ORANGE,
    PAPER,
    SIZES,
    Numbers,
    Size,
    house_style,
    measure,
    wrap,
)
from care2040.figures.effects import Effect, effect
from care2040.figures.policies import of_packages, unchanged
from care2040.figures.series import members, runs, tidy, years_of
from care2040.wording.language import Language, Width
from care2040.wording.names import name_of, source_line
from care2040.wording.numbers import draws_note, sentence
from care2040.wording.quantities import Quantity, quantity
from care2040.wording.texts import phrase

COST, BENEFIT = "discounted_costs", "discounted_benefits"
"""Amounts of each year in worth of the start, in euros, by payer."""

GATHERED = "euro"
"""Unit of amounts of years together."""


@dataclass(frozen=True)
class Payment:
    """Difference that a policy makes to one payer, against unchanged policy, in euros; the median of the draws."""

    payer: str
    cost: float
    benefit: float

    @property
    def worse(self) -> float:
        """What it costs more and brings in less."""
        return max(self.cost, 0.0) + max(-self.benefit, 0.0)

    @property
    def better(self) -> float:
        """What it brings in more and costs less."""
        return max(self.benefit, 0.0) + max(-self.cost, 0.0)

    @property
    def net(self) -> float:
        """Better less worse."""
        return self.benefit - self.cost


@dataclass(frozen=True)
class Bill:
    """What one policy means to each payer, and to all together (`total`, benefits less costs)."""

    policy: str
    payments: tuple[Payment, ...]
    total: Effect

    @property
    def size(self) -> float:
        """Everything paid and gained, in euros."""
        return sum(payment.worse + payment.better for payment in self.payments)

    @property
    def ordered(self) -> list[Payment]:
        """From who pays most to who gains most."""
        return sorted(self.payments, key=lambda payment: payment.net)


@dataclass(frozen=True)
class Bills:
    """The numbers of the figure: a bill for each policy, over the years from `start` up to and including `end`.

    `left_out` says whether policies of one lever are not among them.
    """

    written: Quantity
    start: int
    end: int
    scenario: str
    draws: int
    policies: tuple[Bill, ...]
    left_out: bool


def find(dataset: xr.Dataset) -> Bills:
    """Return the numbers of the figure from a result."""
    for name in (COST, BENEFIT):
        if name not in dataset or "payer" not in dataset[name].dims:
            raise CannotDrawError(f"the figure 'who_pays' needs '{name}' by payer, which the result does not hold")
    base, years, scenario = unchanged(dataset, "who_pays"), years_of(dataset), members(dataset, "scenario")[0]

    def difference(name: str, policy: str, payer: str) -> Numbers:
        of_policy, of_base = (runs(dataset, name, which, scenario, payer=payer).sum(1) for which in (policy, base))
        return np.asarray(of_policy - of_base)

    def bill(policy: str) -> Bill:
        costs, benefits = (
            {payer: difference(name, policy, payer) for payer in members(dataset, "payer")} for name in (COST, BENEFIT)
        )
        middles = [Payment(who, float(np.median(costs[who])), float(np.median(benefits[who]))) for who in costs]
        total = np.sum([benefits[who] - costs[who] for who in costs], axis=0)
        return Bill(policy, tuple(middles), effect(policy, total))

    policies, left_out = of_packages(dataset, "who_pays")
    bills = tuple(bill(policy) for policy in policies)
    largest = [side for one in bills for payment in one.payments for side in (payment.worse, payment.better)]
    written = quantity(GATHERED, largest)
    return Bills(written, years[0], years[-1], scenario, dataset.sizes["draw"], bills, left_out)


def message(bills: Bills, language: Language) -> str:
    """Return the message of the figure: who pays most and who gains most under the policy that moves most money."""
    largest = max(bills.policies, key=lambda bill: bill.size)
    payer, gainer = largest.ordered[0], largest.ordered[-1]
    pays = payer.net < 0 and not bills.written.is_nought(payer.net)
    gains = gainer.net > 0 and not bills.written.is_nought(gainer.net)
    key = "title_both" if pays and gains else "title_cost" if pays else "title_gain" if gains else "title_none"
    return sentence(
        phrase(
            language,
            "who_pays",
            key,
            policy=sentence(name_of("policies", largest.policy, language)),
            payer=name_of("the_payers", payer.payer, language),
            gainer=name_of("the_payers", gainer.payer, language),
        )
    )


def net_words(bill: Bill, bills: Bills, language: Language) -> str:
    """Return what a policy brings less what it costs, over all payers together."""
    span = ""
    if bill.total.span:
        low, high = (bills.written.change(edge, language) for edge in bill.total.span)
        span = f" ({phrase(language, 'span', low=low, high=high)})"
    return phrase(language, "who_pays", "net", value=bills.written.change(bill.total.middle, language), span=span)


def tell(dataset: xr.Dataset, bills: Bills, language: Language, width: Width, title: str | None) -> Story:
    """Return the words of the figure; the message follows the numbers unless a title is given."""
    said = title or message(bills, language)
    years = {"start": bills.start, "last": bills.end}
    left_out = phrase(language, "notes", "left_out") if bills.left_out else ""
    notes = [
        phrase(language, "who_pays", "note", start=bills.start),
        left_out,
        draws_note(bills.draws, language, "medians"),
    ]
    return Story(
        language=language,
        width=width,
        title=said,
        subtitle=phrase(language, "who_pays", "subtitle", **years),
        note=" ".join(note for note in notes if note),
        source=source_line(dataset.attrs, None, bills.scenario, language),
        alt=alt(bills, language, said),
        numbers=numbers(bills),
    )


def alt(bills: Bills, language: Language, title: str) -> str:
    """Return what the figure shows in words: the message, then what each policy means to each payer."""
    said = [phrase(language, "who_pays", "alt", title=title)]
    for bill in bills.policies:
        values = "; ".join(
            phrase(
                language,
                "who_pays",
                "alt_value",
                payer=sentence(name_of("payers", payment.payer, language)),
                worse=bills.written.value(payment.worse, language),
                better=bills.written.value(payment.better, language),
            )
            for payment in bill.payments
        )
        policy = sentence(name_of("policies", bill.policy, language))
        net = net_words(bill, bills, language)
        said.append(phrase(language, "who_pays", "alt_policy", policy=policy, values=values, net=net))
    return " ".join(said)


def numbers(bills: Bills) -> dict[str, Any]:
    """Return the numbers drawn, in euros, as they are written beside the figure."""

    def euros(value: float) -> float:
        return tidy(np.array([value]))[0]

    def drawn(bill: Bill) -> dict[str, Any]:
        payers = {
            one.payer: {"worse": euros(one.worse), "better": euros(one.better), "net": euros(one.net)}
            for one in bill.payments
        }
        total = {{"effect": "net"}.get(name, name): value for name, value in bill.total.as_numbers().items()}
        return {"payers": payers, "total": total}

    return {
        "unit": bills.written.unit,
        "years": [bills.start, bills.end],
        "scenario": bills.scenario,
        "draws": bills.draws,
        "policies": {bill.policy: drawn(bill) for bill in bills.policies},
    }


GUTTER = 0.5
"""Centimetres between two plots."""
UNDER_NAME = 0.1
"""Centimetres between the name of a policy and its bars."""


def draw(
    dataset: xr.Dataset, language: Language = "nl", width: Width = "full", title: str | None = None
) -> HouseFigure:
    """Draw costs and benefits of each policy to each payer, discounted and added up, against unchanged policy."""
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
