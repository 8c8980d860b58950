"""A stored result, found and opened again without running the model."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from care2040.files import result_folder
from care2040.files.fingerprints import sha256
from care2040.files.library_errors import reading
from care2040.files.manifest_file import is_text
from care2040.files.problems import InvalidInput, Problem, did_you_mean
from care2040.language.cities import of_result
from care2040.results.manifest import version

if TYPE_CHECKING:
    import xarray as xr

RUN, FIRST = "run.nc", "screening.nc"
"""What holds the numbers of a run, draws or a sweep with all found in them, and those of the first of two sweeps."""
LARGEST = 1_000_000_000
"""Bytes; what is larger is read when it is asked for, not at once."""
OUTPUTS = Path("outputs")
"""Where runs write when nobody says where to."""


def load(result: str | os.PathLike[str]) -> xr.Dataset:
    """Return everything a run, draws or a sweep gave; points that failed are left out.

    Parameters
    ----------
    result : path
        The folder that ``care2040 run`` wrote, or the name of one in ``outputs``.

    Returns
    -------
    xarray.Dataset
        Dims policy, scenario, draw, year and the axes of each quantity; units as the model has them. In memory, unless
        it is so large that numbers are better read when they are asked for.

    Raises
    ------
    InvalidInput
        When there is no such result, a version of care2040 made it whose results differ (another than 0.1 for 0.1.3),
        or its numbers were changed since.
    """
    folder = folder_of(Path(result))
    return _read(folder, RUN, facts_of(folder))


def load_first(result: str | os.PathLike[str]) -> xr.Dataset | None:
    """Return what the first of two sweeps gave, as `load` does; None for a result of one sweep, draws or a run."""
    folder = folder_of(Path(result))
    facts = facts_of(folder)
    return _read(folder, FIRST, facts) if FIRST in facts.get("files", {}) else None


def _read(folder: Path, name: str, facts: Mapping[str, Any]) -> xr.Dataset:
    path = folder / name
    if not path.is_file():
        raise _refused(folder, "E923", f"the result has no {name}", "run the experiment again")
    if sha256(path) != facts.get("files", {}).get(name):
        message = f"{name} is not what the run wrote: it was changed or cut short afterwards"
        raise _refused(path, "E924", message, "run the experiment again")
    return open_numbers(path, in_memory=LARGEST)


def open_numbers(path: Path, in_memory: int = 0) -> xr.Dataset:
    """Return the numbers of a result, read at once up to so many bytes; anybody may have written the file.

    Raises
    ------
    InvalidInput
        When it is no netCDF that can be read, or does not hold what a run writes.
    """
    import xarray as xr

    with reading(path, "E924", "run the experiment again"):
        dataset = xr.open_dataset(path, engine="netcdf4", decode_times=False)
        fault = fault_of_numbers(dataset)
        if not fault and dataset.nbytes <= in_memory:
            with dataset:
                dataset.load()
    if fault:
        dataset.close()
        raise _refused(path, "E924", f"this is not what a run writes: {fault}", "run the experiment again")
    return _with_own_units(dataset)


def fault_of_numbers(dataset: xr.Dataset) -> str:
    """Return what the numbers of a result lack of what everybody who reads them counts on; empty when nothing."""
    import numpy as np

    for axis, kinds in (("policy", "UOT"), ("scenario", "UOT"), ("year", "iuf"), ("draw", "iu")):
        if axis in dataset.dims and (axis not in dataset.coords or dataset[axis].dtype.kind not in kinds):
            return f"it does not name each {axis}"
    lacking = [key for key in ("experiment", "indicators") if key not in dataset.attrs]
    indicators = np.atleast_1d(dataset.attrs.get("indicators", ())).tolist()
    lacking += [str(name) for name in indicators if not isinstance(name, str) or name not in dataset.data_vars]
    if lacking or not indicators:
        return f"it does not hold {', '.join(lacking[:3]) or 'any indicator'}"
    # of 'variables', for an item of 'data_vars' is made anew with all its coordinates each time: 0.3 s of a result
    for name in dataset.data_vars:
        values = dataset.variables[name]
        if not all(is_text(values.attrs.get(key, "")) for key in ("units", "long_name", "kind")):
            return f"what it says of '{name}' is no text"
        if "units" not in values.attrs or values.dtype.kind not in "fiubUOT":
            return f"'{name}' has no unit"
    if fault := of_result.fault_of(dataset.attrs):
        return fault
    told = [value for key, value in dataset.attrs.items() if key.startswith(("title", "question", "experiment"))]
    return "" if all(map(is_text, told)) else "its title is no text that can be shown"


def folder_of(result: Path) -> Path:
    """Return the folder of a result: the path itself, else the one of that name in ``outputs``.

    Raises
    ------
    InvalidInput
        When there is none; with the nearest name, or what there is in its place.
    """
    for folder in (result, OUTPUTS / result) if len(result.parts) == 1 else (result,):
        if result_folder.manifest_of(folder) is not None:
            return folder.resolve()
    if not os.path.exists(result):
        raise _refused(result, "E921", "there is no such result", _not_there(result))
    inside = [parent for parent in result.resolve().parents if result_folder.manifest_of(parent) is not None]
    if inside:
        hint = f"name the folder of the whole result: {inside[0]}"
    elif not os.path.isdir(result):
        hint = "name the folder that 'care2040 run' wrote, not a file"
    else:
        hint = _listed(result)
    why = result_folder.why_no_manifest(result)
    raise _refused(result, "E922", f"this is no folder that a run wrote: {why}", hint)


def facts_of(folder: Path) -> dict[str, Any]:
    """Return the manifest of a result that this version of care2040 can read.

    Raises
    ------
    InvalidInput
        When the folder holds no result, or one of a version whose results differ.
    """
    facts = result_folder.manifest_of(folder)
    if facts is None:
        why = result_folder.why_no_manifest(folder)
        raise _refused(folder, "E922", f"this folder holds no result: {why}", _listed(folder))
    made, own, name = str(facts.get("version", "")), version(), facts["experiment"].get("name", "")
    if _series(made) != _series(own):
        message = f"this result was made by care2040 {made or 'of an unknown version'}"
        message += f", and this is {own}, whose numbers may mean something else"
        reader = f"open it with that version (git checkout v{made}), or " if made[:1].isdigit() else ""
        hint = f"{reader}run '{name}' again"
        raise _refused(folder / result_folder.MANIFEST, "E925", message, hint)
    return facts


def experiment_of(folder: Path) -> Path:
    """Return the experiment of a result: its file where it is still there, else its name."""
    facts = facts_of(folder)["experiment"]
    path = Path(facts.get("file", facts["name"]))
    return path if path.is_file() else Path(facts["name"])


def _series(version: str) -> str:
    """Return the part of a version that changes when results do: ``0.1`` of ``0.1.3``."""
    return ".".join(version.split(".")[:2])


def results_in(folder: Path) -> list[str]:
    """Return the names of the folders in a folder that hold a result."""
    below = sorted(folder.iterdir()) if folder.is_dir() else []
    return [
        each.name for each in below if not each.name.startswith(".") and result_folder.manifest_of(each) is not None
    ]


def _not_there(result: Path) -> str:
    """Return where a result could be instead: beside it, in ``outputs``, or not made yet."""
    from care2040.files.package_files import package_folder

    alone = len(result.parts) == 1
    names = [*results_in(result.parent), *(results_in(OUTPUTS) if alone else ())]
    if os.path.isfile(package_folder("experiments") / f"{result.name}.yaml"):
        return f"the experiment was not run: care2040 run experiments/{result.name}.yaml"
    return did_you_mean(result.name, names) or "run an experiment first: care2040 run FILE"


def _listed(folder: Path) -> str:
    found = results_in(folder)
    return (
        f"it holds the results {', '.join(found)}: name one of them"
        if found
        else "run an experiment: care2040 run FILE"
    )


def _refused(path: Path, code: str, message: str, hint: str) -> InvalidInput:
    return InvalidInput([Problem(str(path), 1, 1, code, message, hint)])


def _with_own_units(dataset: xr.Dataset) -> xr.Dataset:
    """Write ``dimensionless`` again for what the CF conventions write as 1; the labels of axes have no unit at all."""
    for name in dataset.data_vars:
        values = dataset.variables[name]
        if values.attrs.get("units") == "1":
            values.attrs["units"] = "dimensionless"
    return dataset
