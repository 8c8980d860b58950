"""A new store for an ensemble: which arrays it has, how they are cut in blocks, and what stands beside them."""

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
import zarr

from care2040.designs import Design
from care2040.ensemble_store import DIGEST, FINGERPRINT, LEDGER, Store, plain, to_disk

STRINGS = "string"


def create(path: Path, template: xr.Dataset, design: Design, block: int, fingerprint: str) -> Store:
    """Make an empty store; it appears whole.

    Parameters
    ----------
    path : Path
        Where to; must not exist.
    template : xarray.Dataset
        What one block gave: its quantities, dims, labels and attributes.
    design : Design
        All points.
    block : int
        Points in a block.
    fingerprint : str
        Says to which question, with which numbers, the store belongs.
    """
    fresh = path.with_name(f"{path.name}.new")
    if fresh.exists():
        shutil.rmtree(fresh)
    path.parent.mkdir(parents=True, exist_ok=True)
    facts = json.loads(json.dumps(template.attrs, default=plain))
    facts |= {"design": json.dumps(design.facts()), FINGERPRINT: fingerprint}
    group = zarr.create_group(fresh, attributes=facts)
    for name, values in template.data_vars.items():
        shape = tuple(design.points if dim == "draw" else size for dim, size in values.sizes.items())
        chunks = tuple(block if dim == "draw" else size for dim, size in values.sizes.items())
        text = values.dtype.kind in "UT"
        kind = STRINGS if text else values.dtype
        fill = "" if text else np.nan if values.dtype.kind == "f" else -1
        _empty(group, str(name), shape, chunks, kind, values.dims, values.attrs, fill)
    blocks = -(-design.points // block)
    about = {"long_name": "SHA-256 of each block of points that is done", "units": "1"}
    _empty(group, LEDGER, (blocks, DIGEST), (1, DIGEST), "u1", ("block", "byte"), about, 0, compressors=None)
    for dim, labels in _labels(template, design):
        _whole(group, dim, labels, (dim,), {}, len(labels))
    about = {"long_name": "where each point lies in the range of each parameter", "units": "1"}
    _whole(group, "units", design.units, ("draw", "parameter"), about, block)
    drawn = np.stack([design.drawn[name] for name in design.parameters], axis=1)
    about = {"long_name": "value of a parameter at each point, or the factor on a table", "units": "1"}
    _whole(group, "drawn", drawn, ("draw", "parameter"), about, block)
    for file in fresh.rglob("*"):
        if file.is_file():
            to_disk(file)
    os.rename(fresh, path)
    return Store(path, design.points, block)


def _labels(template: xr.Dataset, design: Design) -> Iterator[tuple[str, np.ndarray]]:
    for dim, values in template.coords.items():
        yield str(dim), np.arange(design.points) if dim == "draw" else values.values
    yield "parameter", np.array(design.parameters)


def _empty(
    group: zarr.Group,
    name: str,
    shape: tuple[int, ...],
    chunks: tuple[int, ...],
    kind: Any,
    dims: Iterable[Any],
    facts: Mapping[str, Any],
    fill: Any,
    **options: Any,
) -> Any:
    return group.create_array(
        name,
        shape=shape,
        chunks=chunks,
        dtype=kind,
        fill_value=fill,
        dimension_names=[str(dim) for dim in dims],
        attributes=json.loads(json.dumps(dict(facts), default=plain)),
        config={"write_empty_chunks": True},
        **options,
    )


def _whole(
    group: zarr.Group, name: str, values: np.ndarray, dims: tuple[str, ...], facts: Mapping[str, Any], block: int
) -> None:
    text = values.dtype.kind in "UT"
    chunks = (max(1, min(block, len(values))), *values.shape[1:])
    array = _empty(group, name, values.shape, chunks, STRINGS if text else values.dtype, dims, facts, "" if text else 0)
    array[...] = values.astype(object) if text else values
