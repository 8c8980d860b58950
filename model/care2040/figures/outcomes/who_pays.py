"""Who pays: what each policy costs and brings each payer, as bars to the left and to the right of nought."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np

from care2040.figures.canvas.bars import Bar, Label, Row, draw_rows, fit, heads, heights, room_for_names, stem, wrapped
from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.layout import LITTLE_ROOM, Heading, HouseFigure, Plot, Story, part, sheet
from care2040.figures.canvas.style import EDGE, INK, MUTED, NAVY, ORANGE, PAPER, Numbers, Size
from care2040.figures.effects import Effect, effect, span_words
from care2040.figures.policies import of_packages, unchanged
from care2040.figures.readings import members, runs, six_digits, years_of
from care2040.figures.registry import figure
from care2040.figures.request import Request
from care2040.results.variables import DISCOUNTED_BENEFITS, DISCOUNTED_COSTS
from care2040.wording.names import name_of
from care2040.wording.numbers import draws_note, sentence
from care2040.wording.quantities import Quantity, quantity

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

    def as_numbers(self) -> dict[str, float]:
        """Return what is drawn, to six digits."""
        return {"worse": six_digits(self.worse), "better": six_digits(self.better), "net": six_digits(self.net)}


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

    def as_numbers(self) -> dict[str, Any]:
        """Return what is drawn, to six digits."""
        total = {{"effect": "net"}.get(name, name): value for name, value in self.total.as_numbers().items()}
        return {"payers": {one.payer: one.as_numbers() for one in self.payments}, "total": total}


@dataclass(frozen=True)
class Bills:
    """The numbers of the figure: a bill for each policy, over the years from `start` up to and including `end`.

    `left_out` says whether policies of one lever are not among them.
    """

    written: Quantity
    start: int
    end: int
    policies: tuple[Bill, ...]
    left_out: bool


def bills_of(request: Request) -> Bills:
    """Return what each policy means to each payer, against unchanged policy."""
    dataset, names = request.dataset, (DISCOUNTED_COSTS, DISCOUNTED_BENEFITS)
    for name in names:
        if name not in dataset or "payer" not in dataset[name].dims:
            raise CannotDrawError(f"the figure 'who_pays' needs '{name}' by payer, which the result does not hold")
    base, years, scenario = unchanged(request), years_of(dataset), request.scenario

    def difference(name: str, policy: str, payer: str) -> Numbers:
        of_policy, of_base = (runs(dataset, name, which, scenario, payer=payer).sum(1) for which in (policy, base))
        return np.asarray(of_policy - of_base)

    def bill(policy: str) -> Bill:
        costs, benefits = ({who: difference(name, policy, who) for who in members(dataset, "payer")} for name in names)
        middles = [Payment(who, float(np.median(costs[who])), float(np.median(benefits[who]))) for who in costs]
        total = np.sum([benefits[who] - costs[who] for who in costs], axis=0)
        return Bill(policy, tuple(middles), effect(policy, total))

    policies, left_out = of_packages(request)
    bills = tuple(bill(policy) for policy in policies)
    largest = [side for one in bills for payment in one.payments for side in (payment.worse, payment.better)]
    return Bills(quantity(GATHERED, largest), years[0], years[-1], bills, left_out)


def message(request: Request, bills: Bills) -> str:
    """Return the message of the figure: who pays most and who gains most under the policy that moves most money."""
    largest = max(bills.policies, key=lambda bill: bill.size)
    payer, gainer = largest.ordered[0], largest.ordered[-1]
    pays = payer.net < 0 and not bills.written.is_nought(payer.net)
    gains = gainer.net > 0 and not bills.written.is_nought(gainer.net)
    key = "title_both" if pays and gains else "title_cost" if pays else "title_gain" if gains else "title_none"
    sides = {"payer": payer, "gainer": gainer}
    names = {side: name_of("the_payers", one.payer, request.language) for side, one in sides.items()}
    return sentence(request.say(key, policy=request.policy_name(largest.policy), **names))


def net_words(request: Request, bill: Bill, written: Quantity) -> str:
    """Return what a policy brings less what it costs, over all payers together."""
    span = span_words(bill.total, written, request.language)
    value = written.change(bill.total.middle, request.language)
    return request.say("net", value=value, span=f" ({span})" if span else "")


def story(request: Request, bills: Bills) -> Story:
    """Return the words of the figure; the message follows the numbers unless a title is given."""
    title = request.title or message(request, bills)
    alt = [request.say("alt", title=title), *(_bill_words(request, bill, bills.written) for bill in bills.policies)]
    return request.story(
        title=title,
        subtitle=request.say("subtitle", start=bills.start, last=bills.end),
        notes=[
            request.say("note", start=bills.start),
            request.common("notes", "left_out") if bills.left_out else "",
            draws_note(request.draws, request.language, "medians"),
        ],
        run=(None, request.scenario),
        alt=" ".join(alt),
        numbers={
            "unit": bills.written.unit,
            "years": [bills.start, bills.end],
            "scenario": request.scenario,
            "draws": request.draws,
            "policies": {bill.policy: bill.as_numbers() for bill in bills.policies},
        },
    )


def _bill_words(request: Request, bill: Bill, written: Quantity) -> str:
    """Return in a sentence what a policy means to each payer, and to all together."""
    values = []
    for payment in bill.payments:
        worse, better = (written.value(side, request.language) for side in (payment.worse, payment.better))
        values.append(request.say("alt_value", payer=_payer(request, payment), worse=worse, better=better))
    blanks = {"values": "; ".join(values), "net": net_words(request, bill, written)}
    return request.say("alt_policy", policy=request.policy_name(bill.policy), **blanks)


def _payer(request: Request, payment: Payment) -> str:
    return sentence(name_of("payers", payment.payer, request.language))


GUTTER = 0.5
"""Centimetres between two plots."""
UNDER_NAME = 0.1
"""Centimetres between the name of a policy and its bars."""


@figure(
    "who_pays",
    takes=("policies", "scenario", "year"),
    needs=(DISCOUNTED_COSTS, DISCOUNTED_BENEFITS),
    made_of="unchanged policy and another",
)
def draw(request: Request) -> HouseFigure:
    """Draw costs and benefits of each policy to each payer, discounted and added up, against unchanged policy."""
    bills, size = bills_of(request), request.size
    rows = [wrapped(_rows(request, bill, bills.written), size) for bill in bills.policies]
    grid = _grid(rows, size)
    pairs = zip(bills.policies, rows, strict=True)
    panels = [_panel(request, bill, bills.written, of_bill, grid) for bill, of_bill in pairs]
    lines = [panels[first : first + grid.columns] for first in range(0, len(panels), grid.columns)]
    tall = [max(panel.above(size) for panel in line) + sum(heights(line[0].rows, size)) for line in lines]
    base = sheet(story(request, bills), size, grid.left, EDGE, sum(tall) + GUTTER * (len(lines) - 1), LITTLE_ROOM)
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
    """The plot of one policy: its rows, and above them its name and what it comes to."""

    bill: Bill
    written: Quantity
    rows: Sequence[Row]
    heading: Heading

    def above(self, size: Size) -> float:
        """Return the centimetres above its rows."""
        return self.heading.height(size) + UNDER_NAME


def _grid(rows: Sequence[Sequence[Row]], size: Size) -> Grid:
    """Return as even a grid as can be, with no more columns than the width allows."""
    left = max(room_for_names(of_bill, size) for of_bill in rows)
    columns = ceil(len(rows) / ceil(len(rows) / size.columns))
    return Grid(left, (size.width - left - EDGE - GUTTER * (columns - 1)) / columns, columns)


def _panel(request: Request, bill: Bill, written: Quantity, rows: Sequence[Row], grid: Grid) -> Panel:
    net = net_words(request, bill, written)
    heading = Heading.within(grid.room, request.policy_name(bill.policy), net, request.size)
    return Panel(bill, written, rows, heading)


def _paint(plot: Plot, panel: Panel, limits: tuple[float, float], size: Size, named: bool, at: float) -> None:
    """Draw a panel, with the names of payers if `named`; its heading begins `at` centimetres from the left."""
    plot.axes.set_gid(panel.bill.policy)
    panel.heading.write(plot.figure, (at, plot.bottom + plot.height), size)
    tall = heights(panel.rows, size)
    middles = draw_rows(plot, panel.rows, size, limits, sum(tall), named)
    _mark_net(plot, panel.bill, panel.written, middles[1:], size)
    stem(plot, sum(tall[1:]))


def _rows(request: Request, bill: Bill, written: Quantity) -> list[Row]:
    """Return a row that says which side is which, then one for each payer."""
    costs = Label(request.say("costs"), colour=ORANGE.text)
    benefits = Label(request.say("benefits"), colour=NAVY.text)
    return [heads(costs, benefits), *(_row(request, payment, written) for payment in bill.payments)]


def _row(request: Request, payment: Payment, written: Quantity) -> Row:
    def label(value: float, colour: str) -> Label | None:
        return None if written.is_nought(value) else Label(written.value(value, request.language), colour=colour)

    left, right = label(payment.worse, ORANGE.text), label(payment.better, NAVY.text)
    if left is right is None:
        right = Label(written.value(0.0, request.language), colour=MUTED)
    bars = (
        Bar(0.0, -payment.worse, ORANGE.colour, f"{payment.payer}.worse"),
        Bar(0.0, payment.better, NAVY.colour, f"{payment.payer}.better"),
    )
    return Row(_payer(request, payment), bars, left, right)


def _mark_net(plot: Plot, bill: Bill, written: Quantity, middles: Sequence[float], size: Size) -> None:
    """Put a diamond where costs and benefits of a payer come to, if there are both."""
    looks: dict[str, Any] = {"marker": "D", "markersize": 1.9 * size.line, "markeredgecolor": PAPER, "gid": "net"}
    for payment, middle in zip(bill.payments, middles, strict=True):
        if not any(written.is_nought(side) for side in (payment.worse, payment.better)):
            plot.axes.plot([payment.net], [middle], color=INK, linestyle="none", zorder=5, label=payment.payer, **looks)
