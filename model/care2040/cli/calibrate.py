"""``care2040 calibrate``: fit the free parameters to the targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from care2040.cli.views.console import exits, screen, show, table
from care2040.cli.views.progress import Progress
from care2040.cli.views.words import say, translated

if TYPE_CHECKING:
    from rich.table import Table

    from care2040.analysis.validation.calibration import Calibration


def calibrate() -> None:
    """Fit the free parameters to the targets, solve the vision's growth, show what came out, write calibrated.yaml."""
    with exits(undone="run"):
        from care2040.analysis.validation import calibration
        from care2040.files.package_files import from_here
        from care2040.study.cities.new_city import lacking

        with Progress("fitting") as progress:
            found = calibration.calibrate(progress=progress.count)
        path = calibration.write(found)
        console = screen()
        show(console, _targets(found), _free(found))
        for one in found.solved:
            console.print(f"{one.about}: {_number(one.value)}", markup=False)
        for name in found.on_bound():
            console.print(f"[bold yellow]{say('severities', 'warning')}[/]: {say('calibrate', 'bound', name=name)}")
        for key, names in zip(("uncounted", "lent"), lacking(), strict=True):
            if names:
                console.print(say("calibrate", key, names=", ".join(names)), markup=False)
        console.print(say("wrote", what=from_here(path)), markup=False)


def _targets(found: Calibration) -> Table:
    rows = []
    for target in found.targets:
        fit = found.fits[target.name]
        value = _number(target.value)
        wanted = say("calibrate", "at_least", value=value) if target.at_least else value
        away = f"{fit / target.value - 1:+.2%}"
        rows.append(
            (target.name, str(target.year), wanted, _number(fit), away, translated("calibrate.roles", target.role))
        )
    numbers = _heads("wanted", "model", "difference")
    return table((*_heads("target", "year"), *numbers, *_heads("role")), rows, numbers)


def _free(found: Calibration) -> Table:
    rows = [(name, *map(_number, (value, *found.bounds[name]))) for name, value in found.values.items()]
    numbers = _heads("value", "lowest", "highest")
    return table((*_heads("free"), *numbers), rows, numbers)


def _heads(*names: str) -> list[str]:
    return [say("calibrate", "heads", name) for name in names]


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
