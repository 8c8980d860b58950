"""The analysis as sheets of a spreadsheet: what stands in which cell, and how its number is shown."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import pandas as pd

from care2040.language.axes import AXES
from care2040.results.series import adds_up
from care2040.wording.quantities import GROWTH, LIKE_SHARES

Cell = str | int | float | bool
MINUS = "\u2212"
SHARE = "0.0%"


@dataclass(frozen=True)
class Layout:
    """How a table is shown: its sheet, what its numbers are of, those with a sign, and those with a format apart."""

    sheet: str
    about: str
    named_by: str = "indicator"
    signed: frozenset[str] = frozenset()
    formats: Mapping[str, str] = field(default_factory=dict)


MONEY = (*map(str, AXES["payer"]), "all")
"""Columns in euros, by payer."""
POLICIES = "Each policy in a few years, and its change against unchanged policy; the median of the draws."
LAYOUTS = {
    "costs": Layout(
        "Costs",
        "What each policy costs and brings each payer, against unchanged policy; draw by draw, then the median.",
        "item",
        frozenset({"value", "low", "high"}),
    ),
    "wedges": Layout(
        "Wedges",
        "What each lever adds to what the policy does: Shapley values, alone, and as the last of all.",
        signed=frozenset({"value", "first_in", "last_in", "interaction"}),
    ),
    "least_effort": Layout(
        "Least effort",
        "The least effort that is enough, or how close the policy comes; part is of the effort it gives a lever.",
        formats={"cost": "#,##0", "part": SHARE},
    ),
    "choose": Layout(
        "Mixes",
        "The best mixes that were found: none is visibly better in everything; or the one that comes nearest.",
        formats={"threshold": "General"},
    ),
    "choose_named": Layout(
        "Named mixes",
        "The mixes with a name, what they come to beside unchanged policy, and what they cost each payer, in euros.",
        formats=dict.fromkeys(MONEY, "#,##0"),
    ),
    "choose_does": Layout(
        "Levers in mixes",
        "What a lever does in each mix with a name: a million euros more of it, beside the others, and without them.",
        "aim",
        frozenset({"next_million", "company", "alone"}),
        {**dict.fromkeys(("next_million", "company", "alone"), "General"), "effort": SHARE}
        | dict.fromkeys(("company_cost", "alone_cost"), "#,##0"),
    ),
    "choose_worth": Layout(
        "Worth of limits",
        "What more of each limit changes in the aim at the best mix within the budget, and a run that checks it.",
        "aim",
        frozenset({"worth", "promised", "checked"}),
        {
            **dict.fromkeys(("worth", "promised", "checked"), "General"),
            **dict.fromkeys(("size", "left", "holds_to"), "#,##0"),
        },
    ),
    "choose_robust": Layout(
        "Robust mixes",
        "How often each mix keeps the aim, in draws that were not used to choose them; 0 is unchanged policy.",
        formats={
            **dict.fromkeys(("chance", "chance_low", "chance_high"), SHARE),
            **dict.fromkeys(("best_share", "avoidable_share", "worst_share"), SHARE),
            **dict.fromkeys(("cost", "cost_beyond_cheapest"), "#,##0"),
        },
    ),
    "choose_failing": Layout(
        "Failing mixes",
        "When each mix fails: the bounds of boxes found by PRIM. Box 0: too few draws to look; -1: nothing was found.",
        "assumption",
        formats={
            **dict.fromkeys(("fails", "coverage", "density", "low_share", "high_share", "found_again"), SHARE),
            "quasi_p": "0.0E+00",
            "low": "General",
            "high": "General",
        },
    ),
    "pathways": Layout(
        "Paths",
        "Until when each policy keeps the aim: the year from which the chance is too low, and in which draws tip.",
        formats=dict.fromkeys(("chance", "asked_chance", "never", "from_the_start"), SHARE) | {"cost": "#,##0"},
    ),
    "robustness": Layout(
        "Robustness",
        "How often each policy stays on the right side of the threshold, its bands, and what it misses: its regret.",
        formats=dict.fromkeys(("chance", "chance_low", "chance_high", "best_share"), SHARE),
    ),
    "discovery": Layout(
        "Discovery",
        "In which futures the policy fails, or holds where it mostly fails: the bounds of a box found by PRIM.",
        "assumption",
        formats={
            **dict.fromkeys(("fails", "coverage", "density", "mass", "low_share", "high_share", "found_again"), SHARE),
            "quasi_p": "0.0E+00",
            "low": "General",
            "high": "General",
        },
    ),
    "sobol": Layout(
        "Sobol",
        "Which assumptions the uncertainty comes from: Sobol' indices, ranks that may change places, and a tornado.",
        formats=dict.fromkeys(("total", "total_interval", "first", "first_interval"), SHARE),
    ),
    "morris": Layout(
        "Morris",
        "Which assumptions move the indicator at all: elementary effects over the whole range of each (Morris).",
        signed=frozenset({"mean"}),
    ),
}
"""Table to how it is shown; what is not here has no sheet."""


@dataclass(frozen=True)
class Sheet:
    """A table with a head."""

    name: str
    about: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    codes: tuple[str, ...]
    signed: frozenset[str] = frozenset()
    formats: Mapping[str, str] = field(default_factory=dict)

    def code(self, row: int, column: str) -> str:
        """Return the format of a number."""
        code = self.formats.get(column, self.codes[row])
        return f"+{code};{MINUS}{code};{code}" if column in self.signed else code


def analysis_sheets(tables: Mapping[str, pd.DataFrame]) -> Iterator[Sheet]:
    """Give each table of the analysis that has a sheet as one."""
    for name, table in tables.items():
        if name == "summary":
            yield _policies(table)
        elif name in LAYOUTS:
            yield _as_it_stands(table, LAYOUTS[name])


def code_of(name: str, unit: str, largest: float) -> str:
    """Return the format of numbers: per cent for shares, no decimals for what is counted in hundreds or more."""
    if "_share" in name or name in (*LIKE_SHARES, *GROWTH):
        return SHARE
    return "#,##0" if adds_up(unit.removesuffix("/person/year")) and largest >= 100 else "#,##0.00"


def _policies(summary: pd.DataFrame) -> Sheet:
    """Return policy by indicator, with a column per year and one per change in a year."""
    years = list(dict.fromkeys(summary["year"].tolist()))
    keys = ["scenario", "indicator", "unit", "policy"]
    head = (*keys, *(str(year) for year in years), *(f"change {year}" for year in years))
    rows: list[tuple[Cell, ...]] = []
    codes: list[str] = []
    for key, numbers in summary.groupby(keys, sort=False):
        values = [*numbers["value"].tolist(), *numbers["change"].tolist()]
        rows.append((*map(str, key), *values))
        codes.append(code_of(str(key[1]), str(key[2]), max(map(abs, values))))
    return Sheet("Policies", POLICIES, head, tuple(rows), tuple(codes), frozenset(head[-len(years) :]))


def _as_it_stands(table: pd.DataFrame, layout: Layout) -> Sheet:
    """Return a table with the rows and the columns of its file."""
    rows = tuple(table.itertuples(index=False, name=None))
    largest = table.select_dtypes("float").abs().max(axis=1).fillna(0).tolist()
    codes = tuple(code_of(*each) for each in zip(table[layout.named_by], table["unit"], largest, strict=True))
    head = tuple(map(str, table.columns))
    return Sheet(layout.sheet, layout.about, head, rows, codes, layout.signed, layout.formats)
