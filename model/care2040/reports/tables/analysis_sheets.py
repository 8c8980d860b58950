"""The analysis as sheets of a spreadsheet: what stands in which cell, and how its number is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import pandas as pd

from care2040.results.series import adds_up

Cell = str | int | float | bool
MINUS = "\u2212"
NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Sheet:
    """A table with a head."""

    name: str
    about: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    codes: tuple[str, ...]
    signed: frozenset[str] = frozenset()
    apart: Mapping[str, str] = field(default_factory=lambda: NONE)

    def code(self, row: int, column: str) -> str:
        """Return the format of a number."""
        code = self.apart.get(column, self.codes[row])
        return f"+{code};{MINUS}{code};{code}" if column in self.signed else code


def code_of(name: str, unit: str, largest: float) -> str:
    """Return the format of numbers: per cent for shares, no decimals for what is counted in hundreds or more."""
    if "_share" in name:
        return "0.0%"
    return "#,##0" if adds_up(unit.removesuffix("/person/year")) and largest >= 100 else "#,##0.00"


def policies(summary: pd.DataFrame) -> Sheet:
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
    about = "Each policy in a few years, and its change against unchanged policy; the median of the draws."
    return Sheet("Policies", about, head, tuple(rows), tuple(codes), frozenset(head[-len(years) :]))


def costs(table: pd.DataFrame) -> Sheet:
    """Return the costs and benefits as they stand in ``costs.csv``."""
    about = "What each policy costs and brings each payer, against unchanged policy; draw by draw, then the median."
    return _plain(("Costs", about), table, "item", frozenset({"value", "low", "high"}))


def wedges(table: pd.DataFrame) -> Sheet:
    """Return the wedges as they stand in ``wedges.csv``."""
    about = "What each lever adds to what the policy does: Shapley values, alone, and as the last of all."
    return _plain(("Wedges", about), table, "indicator", frozenset({"value", "first_in", "last_in", "interaction"}))


def least_effort(table: pd.DataFrame) -> Sheet:
    """Return the least effort as it stands in ``least_effort.csv``."""
    about = "The least effort that is enough, or how close the policy comes; part is of the effort it gives a lever."
    return _plain(("Least effort", about), table, "indicator", frozenset(), {"cost": "#,##0", "part": "0.0%"})


def robustness(table: pd.DataFrame) -> Sheet:
    """Return the robustness as it stands in ``robustness.csv``."""
    about = "How often each policy stays on the right side of the threshold, its bands, and what it misses: its regret."
    shares = dict.fromkeys(("chance", "chance_low", "chance_high", "best_share"), "0.0%")
    return _plain(("Robustness", about), table, "indicator", frozenset(), shares)


def discovery(table: pd.DataFrame) -> Sheet:
    """Return the futures in which a policy fails as they stand in ``discovery.csv``."""
    about = "In which futures the policy fails, or holds where it mostly fails: the bounds of a box found by PRIM."
    names = ("fails", "coverage", "density", "mass", "low_share", "high_share", "found_again")
    formats = dict.fromkeys(names, "0.0%") | {"quasi_p": "0.0E+00", "low": "General", "high": "General"}
    return _plain(("Discovery", about), table, "assumption", frozenset(), formats)


def sobol(table: pd.DataFrame) -> Sheet:
    """Return the Sobol' indices as they stand in ``sobol.csv``."""
    about = "Which assumptions the uncertainty comes from: Sobol' indices, ranks that may change places, and a tornado."
    shares = dict.fromkeys(("total", "total_interval", "first", "first_interval"), "0.0%")
    return _plain(("Sobol", about), table, "indicator", frozenset(), shares)


def morris(table: pd.DataFrame) -> Sheet:
    """Return the elementary effects as they stand in ``morris.csv``."""
    about = "Which assumptions move the indicator at all: elementary effects over the whole range of each (Morris)."
    return _plain(("Morris", about), table, "indicator", frozenset({"mean"}))


def _plain(
    called: tuple[str, str], table: pd.DataFrame, named_by: str, signed: frozenset[str], apart: Mapping[str, str] = NONE
) -> Sheet:
    rows = tuple(table.itertuples(index=False, name=None))
    numbers = table.select_dtypes("float")
    largest = numbers.abs().max(axis=1).fillna(0).tolist()
    names = zip(table[named_by], table["unit"], largest, strict=True)
    codes = tuple(code_of(*each) for each in names)
    return Sheet(*called, tuple(map(str, table.columns)), rows, codes, signed, apart)
