"""What there is to know about a result beside its numbers: kept in it, so that whoever opens it is told as well."""

import json
from collections.abc import Iterable

import xarray as xr

NOTES = "notes"
"""Attribute of a result, and key of its manifest."""


def with_notes(dataset: xr.Dataset, lines: Iterable[str]) -> xr.Dataset:
    """Return a result that holds these notes beside those it has, each once."""
    return dataset.assign_attrs({NOTES: json.dumps(list(dict.fromkeys([*notes_of(dataset), *lines])))})


def notes_of(dataset: xr.Dataset) -> tuple[str, ...]:
    """Return what there is to know about a result."""
    return tuple(json.loads(str(dataset.attrs.get(NOTES, "[]"))))
