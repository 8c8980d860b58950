"""Write what a run gave: netCDF, tables, spreadsheet, figures and manifest, in one folder that appears whole."""

from collections.abc import Callable
from pathlib import Path

import xarray as xr

from care2040 import figures, files, manifest, workbook
from care2040.experiments import Experiment
from care2040.longtable import indicators_table, write_tables
from care2040.netcdf import with_attributes, write_netcdf
from care2040.problems import InvalidInput, Problem
from care2040.series import series

__all__ = ["indicators_table", "write"]


def write(
    dataset: xr.Dataset,
    experiment: Experiment,
    folder: Path,
    made: manifest.Made,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> None:
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

    Raises
    ------
    InvalidInput
        When the folder cannot be written, or a figure lacks what it needs; the old result stays.
    """
    facts = manifest.describe(experiment, made)
    described = with_attributes(dataset, facts)
    steps: dict[str, Callable[[Path], object]] = {
        "run.nc": lambda fresh: write_netcdf(described, fresh / "run.nc"),
        "tables": lambda fresh: write_tables(described, fresh),
        "spreadsheet": lambda fresh: workbook.write(fresh / "indicators.xlsx", tuple(series(described)), facts),
        "figures": lambda fresh: figures.write_all(experiment.figures, described, fresh / "figures"),
        "manifest": lambda fresh: manifest.write(facts, fresh, made),
        "own files": lambda fresh: _keep_own_files(folder, fresh),
    }
    try:
        with files.replaced(folder) as fresh:
            for number, step in enumerate(steps.values(), 1):
                step(fresh)
                progress(number, len(steps))
    except figures.CannotDrawError as error:
        hint = "change what the experiment asks for, or leave the figure out of 'figures:'"
        raise InvalidInput([Problem(str(made.experiment_file), 1, 1, "E904", str(error), hint)]) from error
    except OSError as error:
        raise files.cannot_write(folder, error) from error


def _keep_own_files(folder: Path, fresh: Path) -> None:
    old = files.manifest_of(folder)
    if old is not None:
        files.carry_over(folder, fresh, {files.MANIFEST, *old.get("files", {})})
