"""The lists that a law can go over: the names of the levers, which stand in ``levers.yaml`` and nowhere in a law."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from care2040.files.problems import InvalidInput
from care2040.files.yaml_document import read
from care2040.language.cities.layers import path_of

LEVERS = "levers.yaml"
"""Name of the file, beside the parameters."""
Lists = Mapping[str, tuple[str, ...]]


def lists_of(written: Any) -> dict[str, tuple[str, ...]]:
    """Return the levers that can be aimed at districts, and those for the city as a whole, in the order of the file.

    What is not well formed is passed over; whoever reads all of the file tells of it.
    """
    levers = written if isinstance(written, dict) else {}
    aimed = {str(name): lever.get("aimed") is True for name, lever in levers.items() if isinstance(lever, dict)}
    return {
        "aimed_levers": tuple(name for name, can in aimed.items() if can),
        "citywide_levers": tuple(name for name, can in aimed.items() if not can),
    }


def read_lists(folder: Path) -> dict[str, tuple[str, ...]]:
    """Return the lists of a folder with parameters; empty ones where the file is not there, or is no YAML."""
    try:
        return lists_of(read(path_of(folder, LEVERS)).data.get("levers"))
    except InvalidInput:
        return lists_of(None)
