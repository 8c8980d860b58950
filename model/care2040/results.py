"""Write what a run gave, from netCDF to figures and how it was made, in one folder that appears whole."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import xarray as xr

from care2040 import figures, files, manifest, workbook
from care2040.analysis import written
from care2040.experiments import Experiment
from care2040.longtable import indicators_table, write_tables
from care2040.netcdf import with_attributes, write_netcdf
from care2040.series import series

__all__ = ["indicators_table", "write"]


def write(
    dataset: xr.Dataset,
    experiment: Experiment,
    folder: Path,
    made: manifest.Made,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[str, ...]:
    """Write a result; the folder changes from the old result to the new one at once.

    Parameters
    ----------
    dataset : xarray.Dataset
        What a run gave: dims policy, scenario, draw, year and the axes of each quantity.
    experiment : Experiment
        What was run.
    folder : Path
        Where to, as `files.check` returned it.
    made : Made
        What was noted when the run began.
    progress : callable
        Told after each step how many are done, of how many.

    Returns
    -------
    tuple of str
        A line for each figure that could not be drawn from this run, such as one of districts from a run without.

    Raises
    ------
    InvalidInput
        When the folder cannot be written; the old result stays.
    """
    facts = manifest.describe(experiment, made)
    described = with_attributes(dataset, facts)
    left_out: list[str] = []
    steps: tuple[Callable[[Path], object], ...] = (
        lambda fresh: write_netcdf(described, fresh / "run.nc"),
        lambda fresh: write_tables(described, fresh),
        lambda fresh: written.write(described, fresh),
        lambda fresh: workbook.write(
            fresh / "indicators.xlsx", tuple(series(described)), facts, tuple(written.as_sheets(described))
        ),
        lambda fresh: left_out.extend(_draw(experiment.figures, described, fresh / "figures")),
        lambda fresh: manifest.write(facts | {"figures_left_out": left_out}, fresh, made),
        lambda fresh: _keep_own_files(folder, fresh),
    )
    try:
        with files.replaced(folder) as fresh:
            for number, step in enumerate(steps, 1):
                step(fresh)
                progress(number, len(steps))
    except OSError as error:
        raise files.cannot_write(folder, error) from error
    return tuple(left_out)


def _draw(names: Iterable[str], dataset: xr.Dataset, folder: Path) -> Iterator[str]:
    """Draw the figures that can be drawn; of the others say why not."""
    for name in names:
        try:
            figures.write_all((name,), dataset, folder)
        except figures.CannotDrawError as error:
            yield f"the figure '{name}' was left out: {error}"


def _keep_own_files(folder: Path, fresh: Path) -> None:
    old = files.manifest_of(folder)
    if old is not None:
        files.carry_over(folder, fresh, {files.MANIFEST, *old.get("files", {})})
