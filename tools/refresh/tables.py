"""Numbers and tables as ``docs/validation.md`` writes them."""

from collections.abc import Iterable, Sequence

from care2040.analysis.observed import Compared
from care2040.analysis.uncertainty.grouped_variance import Share

OPEN_AGE = "99"
MINUS = "\N{MINUS SIGN}"
Row = Sequence[str]


def table(head: Row, rows: Iterable[Row], left: int = 1) -> str:
    """Return a table in Markdown; the first `left` columns are text, the others numbers."""
    lines = [f"| {' | '.join(head)} |", "|" + "---|" * left + "---:|" * (len(head) - left)]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)]) + "\n"


def signed(share: float, digits: int = 1) -> str:
    """Return a difference as ``+1.2 %``, with a true minus sign; what rounds to nothing has a plus."""
    return f"{round(100 * share, digits) + 0:+.{digits}f} %".replace("-", MINUS)


def percent(share: float, digits: int = 1) -> str:
    """Return a share as ``16.7 %``."""
    return f"{100 * share:.{digits}f} %".replace("-", MINUS)


def number(value: float) -> str:
    """Return a number as people read it: shares and small numbers with digits, large ones rounded."""
    return (f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}").replace("-", MINUS)


def words(name: str) -> str:
    """Return a name as words."""
    return name.replace("_", " ")


def interval(share: Share) -> str:
    """Return the 95 % interval of a share."""
    return f"{percent(share.low, 0)} to {percent(share.high, 0)}"


def between(values: Iterable[float]) -> str:
    """Return the smallest and the largest of some shares."""
    low, *_, high = sorted(values)
    return f"{percent(low)} and {percent(high)}"


def by_year(compared: Iterable[Compared], head: str) -> str:
    """Return a table with a line per thing: counted, model, difference."""
    rows = [(ages(one.what), f"{one.counted:,.0f}", f"{one.model:,.0f}", signed(one.difference)) for one in compared]
    return table((head, "counted", "model", "difference"), rows)


def differences(compared: Iterable[Compared], head: str) -> str:
    """Return a table with a line per thing and the difference per year."""
    lines: dict[str, dict[int, float]] = {}
    for one in compared:
        lines.setdefault(one.what, {})[one.year] = one.difference
    years = sorted({year for line in lines.values() for year in line})
    rows = [(ages(what), *(signed(line[year]) for year in years)) for what, line in lines.items()]
    return table((head, *map(str, years)), rows)


def ages(band: str) -> str:
    """Return an age band in words; what is no band stays as it is."""
    first, dash, last = band.partition("-")
    if not dash:
        return band
    return f"{first} and older" if last == OPEN_AGE else f"{first} to {last}"


def scientific(share: float) -> str:
    """Return a very small share as ``1.2e−05``."""
    return f"{share:.1e}".replace("-", MINUS)
