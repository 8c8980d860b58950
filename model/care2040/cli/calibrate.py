"""``care2040 calibrate``: fit the free parameters to the targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from care2040.cli.views.console import exits, screen, show, table
from care2040.cli.views.progress import Progress

if TYPE_CHECKING:
    from rich.table import Table

    from care2040.analysis.validation.calibration import Calibration


def calibrate() -> None:
    """Fit the free parameters to the targets, show each target, fit and residual, and write calibrated.yaml."""
    with exits(undone="run"):
        from care2040.analysis.validation import calibration
        from care2040.files.package_files import from_here

        with Progress("fitting") as progress:
            found = calibration.calibrate(progress=progress.count)
        path = calibration.write(found)
        console = screen()
        show(console, _targets(found), _free(found))
        for name in found.on_bound():
            console.print(f"[bold yellow]warning[/]: '{name}' stopped at a bound of its range")
        console.print(f"Wrote {from_here(path)}", markup=False)


def _targets(found: Calibration) -> Table:
    rows = []
    for target in found.targets:
        fit = found.fits[target.name]
        wanted = f"{'at least ' if target.at_least else ''}{_number(target.value)}"
        away = f"{fit / target.value - 1:+.2%}"
        rows.append((target.name, str(target.year), wanted, _number(fit), away, target.role))
    numbers = ("wanted", "model", "difference")
    return table(("target", "year", *numbers, "role"), rows, numbers)


def _free(found: Calibration) -> Table:
    rows = [(name, *map(_number, (value, *found.bounds[name]))) for name, value in found.values.items()]
    numbers = ("value", "lowest", "highest")
    return table(("free parameter", *numbers), rows, numbers)


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
