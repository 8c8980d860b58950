"""What a result says about who pays and who gains, and how to say it: the numbers and the words of that figure."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import xarray as xr

from care2040.figures import CannotDrawError, Language, Width
from care2040.figures.choices import of_packages, unchanged
from care2040.figures.effects import Effect, effect
from care2040.figures.layout import Story
from care2040.figures.names import name_of, source_line
from care2040.figures.quantities import Quantity, quantity
from care2040.figures.series import Numbers, members, runs, tidy, years_of
from care2040.figures.words import draws_note, phrase, sentence

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
    """Return the numbers of the figure from a result.

    Raises
    ------
    CannotDrawError
        When the result lacks discounted costs or benefits by payer, unchanged policy or any other.
    """
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
