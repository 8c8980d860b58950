"""``python -m tools.golden``: which results moved against the golden tables, or the tables written again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from care2040.cli.views.console import FAILED, INVALID, exits, say_why, screen, show

if TYPE_CHECKING:
    from rich.table import Table as Grid

    from tools.golden.tables import Moved, Table

SAY_WHY = "say in CHANGELOG.md which results move, by how much and why"
MEANT = f"if this is meant: python -m tools.golden --refresh, and {SAY_WHY}"
SHOWN = 12
"""Rows of an experiment: those that moved most."""


def golden(
    names: Annotated[
        list[str] | None, typer.Argument(help="Experiments; all that are shipped when none is named.")
    ] = None,
    refresh: Annotated[
        bool, typer.Option("--refresh/--check", help="Write the tables again, or only compare.")
    ] = False,
    rows: Annotated[int, typer.Option(min=1, help="Moved numbers shown of each experiment, largest first.")] = SHOWN,
) -> None:
    """Show which results moved against the golden tables in tests/golden; nothing is written without --refresh."""
    with exits():
        from tools.golden import tables

        for name in names or ():
            if name not in tables.EXPERIMENTS:
                raise say_why(f"there is no experiment '{name}'", _nearest(name, tables.EXPERIMENTS), "text", INVALID)
        changed = [name for name in names or tables.EXPERIMENTS if _compared(name, refresh, rows)]
    if changed and not refresh:
        raise say_why(f"results moved in {len(changed)} experiments: {', '.join(changed)}", MEANT, "text", FAILED)
    if refresh:
        screen().print(f"Written to tests/golden; {SAY_WHY}.")


def _nearest(name: str, experiments: Sequence[str]) -> str:
    from care2040.files.problems import did_you_mean

    return did_you_mean(name, experiments)


def _compared(name: str, refresh: bool, rows: int) -> bool:
    """Show what moved in an experiment, write its table when asked to, and return whether anything did."""
    from tools.golden import tables

    old, new = tables.written(name), tables.today(name)
    moved = sorted(tables.moved(old, new), key=lambda one: -one.size)
    console = screen()
    console.print(f"{name}: {_counted(old, new, moved)}")
    if moved:
        show(console, _table(moved[:rows]))
    if len(moved) > rows:
        console.print(f"  ... and {len(moved) - rows} more: --rows {len(moved)}")
    if refresh:
        tables.write(name, new)
    return bool(moved) or old.keys() != new.keys()


def _counted(old: Table, new: Table, moved: Sequence[Moved]) -> str:
    counts = {"moved": len(moved), "new rows": len(new.keys() - old.keys()), "rows gone": len(old.keys() - new.keys())}
    numbers = sum(map(len, new.values()))
    said = ", ".join(f"{count} {what}" for what, count in counts.items() if count)
    return f"{numbers} numbers, {said or 'none moved'}"


def _table(moved: Sequence[Moved]) -> Grid:
    from rich.table import Table as Grid

    from tools.golden.tables import DIGITS

    grid = Grid(box=None, padding=(0, 2, 0, 0), header_style="cyan")
    for title in ("  policy / scenario", "indicator", "year"):
        grid.add_column(title)
    for title in ("old", "new", "difference"):
        grid.add_column(title, justify="right")
    grid.add_column("unit")
    for one in moved:
        numbers = (f"{value:.{DIGITS}g}" for value in (one.old, one.new))
        grid.add_row(f"  {one.scenario}", one.indicator, str(one.year), *numbers, one.difference, one.unit)
    return grid
