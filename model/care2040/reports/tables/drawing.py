"""Figures of a result, drawn one after the other or by processes beside this one."""

import warnings
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path
from traceback import format_exception

import xarray as xr

from care2040 import figures
from care2040.figures.canvas.errors import FigureWarning
from care2040.inputs.experiments.written.asked_figure import AskedFigure
from care2040.results.load import open_numbers


def begin(
    asked: Sequence[AskedFigure], results: Sequence[xr.Dataset | Path], folder: Path, pool: Executor | None
) -> list[Future[tuple[list[str], list[str]]]]:
    """Hand out figures to whoever draws, with the results or the files that hold them; `finish` waits for them."""
    try:
        return [pool.submit(_draw_elsewhere, one, results, folder) for one in asked] if pool else []
    except BrokenProcessPool:  # they could not even start
        return []


def finish(
    begun: Sequence[Future[tuple[list[str], list[str]]]],
    asked: Sequence[AskedFigure],
    sources: Sequence[xr.Dataset],
    folder: Path,
) -> Iterator[str]:
    """Draw figures, or wait until they are drawn, and say of each that was left out why."""
    for place, one in enumerate(asked):
        try:
            left_out, told = begun[place].result() if begun else draw(one, sources, folder)
        except (BrokenProcessPool, OSError):  # somebody stopped the process, or memory ran out
            left_out, told = draw(one, sources, folder)
        for message in told:
            warnings.warn(message, FigureWarning, stacklevel=2)
        yield from left_out


def _draw_elsewhere(
    one: AskedFigure, results: Sequence[xr.Dataset | Path], folder: Path
) -> tuple[list[str], list[str]]:
    """Draw a figure in a process of its own, which reads of a file what it needs."""
    sources = [open_numbers(one) if isinstance(one, Path) else one for one in results]
    try:
        return draw(one, sources, folder)
    finally:
        for source in sources:
            source.close()


def draw(one: AskedFigure, sources: Sequence[xr.Dataset], folder: Path) -> tuple[list[str], list[str]]:
    """Draw a figure from the first result that can feed it; return why none can, if so, and what it warns of."""
    reasons: list[figures.CannotDrawError] = []
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", FigureWarning)
        for dataset in sources:
            try:
                figures.write_all((one,), dataset, folder)
                reasons = []
                break
            except figures.CannotDrawError as error:
                reasons.append(error)
    if reasons:
        _keep_fault(reasons[0], folder, one.stem)
    told = [str(warning.message) for warning in caught if issubclass(warning.category, FigureWarning)]
    return [f"the figure '{one.stem}' was left out: {reasons[0]}"] if reasons else [], told


def _keep_fault(error: figures.CannotDrawError, folder: Path, name: str) -> None:
    """Keep where the code of a figure failed, for whoever mends it."""
    if error.__cause__ is not None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.fault.txt").write_text("".join(format_exception(error)), encoding="utf-8")
