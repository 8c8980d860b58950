"""What an ensemble gave, block by block, in a Zarr store on disk that stays good wherever the work is stopped.

One array per quantity, with the points along ``draw``; a chunk is a block of points under all policies and scenarios,
and a file of its own. A block is done when its checksum stands in the array ``ledger``, which is written after the
chunks of the block are on the disk. What a kill, a power cut or a full disk leaves half written has no place in the
ledger, or another checksum than it says there, and is run again: the store ends the same to the last bit.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import xarray as xr

from care2040.engine.ensembles.designs import Design
from care2040.files.fingerprints import sha256
from care2040.files.library_errors import UNREADABLE
from care2040.files.problems import CareError
from care2040.files.result_folder import ForeignResult

if TYPE_CHECKING:
    import zarr

LEDGER = "ledger"
FACTS = "zarr.json"
"""What Zarr says of a group, or of an array."""
DRAW = 2
"""Place of the dim ``draw`` in what has runs: policy, scenario, draw."""
DIGEST = 32
"""Bytes of a checksum."""
FINGERPRINT = "fingerprint"
ONCE = "written_once"
"""Attribute with the SHA-256 over what stands beside the blocks: every array that is written once, and what each is."""


class DamagedStoreError(CareError):
    """What stands beside the blocks of a store is not what was written, so its numbers mean nothing any more."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"the runs in '{path}' were damaged: {why}", f"delete the folder '{path}' and run again")
        self.args = (path, why)


class Store:
    """A store that was opened to be written."""

    def __init__(self, path: Path, points: int, block: int) -> None:
        import zarr

        self.path, self.points, self.block = path, points, block
        try:
            group = zarr.open_group(path, mode="r+")
        except UNREADABLE as error:
            raise DamagedStoreError(path, f"{FACTS} cannot be read ({error})") from error
        # what is nothing but fill values is written too, so that every block has the same files
        whole: dict[str, Any] = {name: one.with_config({"write_empty_chunks": True}) for name, one in group.arrays()}
        self.ledger = whole[LEDGER]
        self.arrays = {name: whole[name] for name in sorted(whole) if _dims(whole[name])[DRAW : DRAW + 1] == ("draw",)}

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return -(-self.points // self.block)

    def bounds(self, number: int) -> tuple[int, int]:
        """Return the first point of a block, and the first after it."""
        return number * self.block, min((number + 1) * self.block, self.points)

    def done(self) -> frozenset[int]:
        """Return the blocks that are done: in the ledger, and whole on the disk."""
        return frozenset(
            number for number in range(self.blocks) if self._ledger_entry(number) == self._checksum(number)
        )

    def damaged(self) -> list[int]:
        """Return the blocks that were done once, and are not what was written then."""
        entries = {number: self._ledger_entry(number) for number in range(self.blocks)}
        return [number for number, entry in entries.items() if entry and entry != self._checksum(number)]

    def write(self, number: int, found: xr.Dataset) -> None:
        """Write a block: first its numbers, then, once they are on the disk, its checksum."""
        low, high = self.bounds(number)
        for name, array in self.arrays.items():
            array[:, :, low:high] = found[name].values.astype(object if found[name].dtype.kind == "U" else array.dtype)
        for path in self._chunks(number):
            to_disk(path)
        self.ledger[number] = np.frombuffer(self._checksum(number), dtype="u1")
        to_disk(self._entry(number))

    def _chunks(self, number: int) -> list[Path]:
        """Return the files of a block, in the order of the checksum."""
        parts = {name: ["0"] * array.ndim for name, array in self.arrays.items()}
        for part in parts.values():
            part[DRAW] = str(number)
        return [self.path.joinpath(name, "c", *part) for name, part in parts.items()]

    def _checksum(self, number: int) -> bytes:
        """Return the SHA-256 over the chunks of a block; empty when one is not there."""
        digest = hashlib.sha256()
        for path in self._chunks(number):
            try:
                digest.update(path.read_bytes())
            except FileNotFoundError:
                return b""
        return digest.digest()

    def _entry(self, number: int) -> Path:
        return self.path / LEDGER / "c" / str(number) / "0"

    def _ledger_entry(self, number: int) -> bytes | None:
        """Return what the ledger says of a block; None when it says nothing."""
        try:
            entry = self._entry(number).read_bytes()
        except FileNotFoundError:
            return None
        return entry if len(entry) == DIGEST else None


def fingerprint_of(path: Path) -> str | None:
    """Return to which design a store belongs; None when there is no store that can be read."""
    try:
        facts = json.loads((path / FACTS).read_text(encoding="utf-8"))
        return str(facts["attributes"][FINGERPRINT])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def resume(path: Path, design: Design, block: int, fingerprint: str) -> Store:
    """Open a store to go on with it; what a kill left half written is cleared away.

    Raises
    ------
    DamagedStoreError
        When what stands beside the blocks was changed or is gone: the points, the labels, the ledger's description.
    """
    if fingerprint_of(path) != fingerprint:
        raise ForeignResult(str(path), hint="")
    for left in path.rglob("*.partial"):
        left.unlink()
    check_once(path, design)
    return Store(path, design.points, block)


def check_once(path: Path, design: Design) -> None:
    """Refuse a store of which something beside the blocks was changed or is gone, with the first such file."""
    facts = json.loads((path / FACTS).read_text(encoding="utf-8"))["attributes"]
    known, found = facts.get(ONCE), _hashes(path)
    if facts.get("design") != json.dumps(design.facts()) or not isinstance(known, dict):
        raise DamagedStoreError(path, f"{FACTS} does not say what the store holds")
    changed = [name for name in sorted(known) if known[name] != found.get(name)]
    if changed:
        gone = "is not there any more" if changed[0] not in found else "is not what was written"
        more = f", and {len(changed) - 1} files more" if len(changed) > 1 else ""
        raise DamagedStoreError(path, f"{changed[0]} {gone}{more}")


def _hashes(path: Path) -> dict[str, str]:
    """Return the SHA-256 of every file that is written once: all but the blocks, the ledger's own, and the root."""
    described = sorted(path.glob(f"*/{FACTS}"))
    whole = [one.parent for one in described if one.parent.name != LEDGER and not _goes_by_draw(one)]
    files = [*described, *(file for array in whole for file in sorted(array.glob("c/**/*")) if file.is_file())]
    return {file.relative_to(path).as_posix(): sha256(file) for file in files}


def _goes_by_draw(described: Path) -> bool:
    """Whether an array holds what runs gave; one whose description cannot be read is found by its changed hash."""
    try:
        return "draw" in json.loads(described.read_text(encoding="utf-8"))["dimension_names"][DRAW : DRAW + 1]
    except (OSError, ValueError, LookupError, TypeError):
        return True


def describe(path: Path, facts: Mapping[str, Any]) -> None:
    """Write the attributes of a result, such as its title, which may be other ones than when its store was begun."""
    import zarr

    group = zarr.open_group(path, mode="r+")
    told = json.loads(json.dumps(dict(facts), default=plain))
    wanted = {**told, **{name: group.attrs[name] for name in ("design", FINGERPRINT, ONCE)}}
    if dict(group.attrs) != wanted:
        group.attrs.put(wanted)


def open_lazily(path: Path) -> xr.Dataset:
    """Return what a store holds; numbers are read when they are asked for, and are not kept in memory."""
    found = xr.open_dataset(path, engine="zarr", chunks=None, cache=False, consolidated=False, drop_variables=[LEDGER])
    for name, values in found.variables.items():
        if values.dtype.kind == "T":
            # what writes and compares text knows words of a fixed width
            words = (values.dims, np.array(values.values.tolist(), dtype=str), values.attrs)
            found = found.assign_coords({name: words}) if name in found.coords else found.assign({name: words})
    found.attrs.pop(ONCE, None)
    return found[sorted(map(str, found.data_vars))]


def _dims(array: Any) -> tuple[str, ...]:
    return tuple(array.metadata.dimension_names or ())


def plain(value: Any) -> Any:
    """Return what NumPy holds as what JSON knows."""
    return value.tolist() if isinstance(value, np.ndarray | np.generic) else str(value)


def to_disk(path: Path) -> None:
    """Return when a file, and that it is there, would survive a power cut."""
    with path.open("r+b") as file:
        os.fsync(file.fileno())
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


STRINGS = "string"


def create(path: Path, template: xr.Dataset, design: Design, block: int, fingerprint: str) -> Store:
    """Make an empty store; it appears whole."""
    fresh = path.with_name(f"{path.name}.new")
    if fresh.exists():
        shutil.rmtree(fresh)
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        _lay_out(fresh, template, design, block, fingerprint)
        os.rename(fresh, path)
    finally:
        if fresh.exists():
            shutil.rmtree(fresh, ignore_errors=True)
    return Store(path, design.points, block)


def _lay_out(fresh: Path, template: xr.Dataset, design: Design, block: int, fingerprint: str) -> None:
    """Write what stands beside the blocks, and a place for each of them."""
    import zarr

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
    group.attrs.update({ONCE: _hashes(fresh)})
    for file in fresh.rglob("*"):
        if file.is_file():
            to_disk(file)


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
