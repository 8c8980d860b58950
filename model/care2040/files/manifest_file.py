"""JSON of a result folder, which anybody may have written: read within bounds, refused when it is not ours."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import Any

LARGEST = 50_000_000
"""Bytes; what we write ourselves is far smaller."""
LONGEST_TEXT = 1_000_000
"""Letters in a title, a question, a path."""
LONGEST_NAME = 200
"""Letters in the name of an experiment, which becomes part of file names."""


class UnreadableError(ValueError):
    """A file is no JSON that we can have written; the message says why."""


def read_json(path: Path) -> Any:
    """Return what a JSON file holds.

    Raises
    ------
    UnreadableError
        When it is not there, too large, nested too deep, or not JSON in UTF-8.
    """
    try:
        size = path.stat().st_size
    except OSError as error:
        raise UnreadableError(error.strerror or str(error)) from None
    if size > LARGEST:
        raise UnreadableError(f"it is {size / 1e6:.0f} MB, and we write no more than {LARGEST / 1e6:.0f} MB")
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except RecursionError:
        raise UnreadableError("its brackets are nested too deep") from None
    except UnicodeDecodeError:
        raise UnreadableError("it is not text in UTF-8") from None
    except json.JSONDecodeError as error:
        raise UnreadableError(f"it is not JSON: line {error.lineno}, column {error.colno}") from None
    except OSError as error:
        raise UnreadableError(error.strerror or str(error)) from None
    except ValueError:
        raise UnreadableError("it holds a number of more digits than one can count with") from None


def is_text(value: Any) -> bool:
    """Whether a value is a text that can be shown: no control characters, no halves of letters, not endless."""
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        return False
    return not any((letter < " " and letter not in "\n\t") or "\ud800" <= letter <= "\udfff" for letter in value)


def _is_name(value: Any) -> bool:
    short = is_text(value) and 0 < len(value) <= LONGEST_NAME
    return short and stays_inside(value) and not {"/", "\\", "\n", "\t"} & {*value} and value != "."


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**18


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(map(is_text, value))


def _are_texts_by_name(value: Any) -> bool:
    return isinstance(value, dict) and all(is_text(key) and is_text(text) for key, text in value.items())


def _are_files(value: Any) -> bool:
    return _are_texts_by_name(value) and all(map(stays_inside, value))


def stays_inside(name: str) -> bool:
    """Whether a name of a file leads to a place inside the folder it is told of, on any system."""
    ways = PurePosixPath(name), PureWindowsPath(name)
    return bool(name) and not any(way.is_absolute() or way.anchor or ".." in way.parts for way in ways)


def _is_commit(value: Any) -> bool:
    whole = isinstance(value, dict) and is_text(value.get("id")) and isinstance(value.get("changed_since"), bool)
    return value is None or whole


SHAPE: Mapping[str, Any] = {
    "experiment": {
        "name": _is_name,
        "title": _are_texts_by_name,
        "question": _are_texts_by_name,
        "file": is_text,
        "policies": _are_texts,
        "scenarios": _are_texts,
        "draws": _is_whole,
        "seed": _is_whole,
        "start": _is_whole,
        "end": _is_whole,
        "resolution": is_text,
        "equations": _are_texts_by_name,
    },
    "command": _are_texts,
    "started": is_text,
    "version": is_text,
    "commit": _is_commit,
    "inputs": {
        "experiment_sha256": is_text,
        "parameters_sha256": _are_texts_by_name,
        "equations_sha256": _are_texts_by_name,
    },
    "packages": _are_texts_by_name,
    "files": _are_files,
    "figures_left_out": _are_texts,
}
"""What a manifest holds, and what each must be where it is there; who needs a key asks whether it is."""


def fault_of(facts: Any) -> str:
    """Return what is wrong with the manifest of a result; empty when nothing is."""
    if not isinstance(facts, dict) or not isinstance(facts.get("experiment"), dict):
        return "it does not say of which experiment it is"
    if "name" not in facts["experiment"]:
        return "it does not say the name of the experiment"
    wrong = next(_wrong(facts, SHAPE, ""), None)
    return f"what it says of '{wrong}' is not what a run writes there" if wrong else ""


def _wrong(facts: Any, shape: Mapping[str, Any], where: str) -> Iterator[str]:
    for key, wanted in shape.items():
        if key not in facts:
            continue
        if isinstance(wanted, Mapping):
            if isinstance(facts[key], dict):
                yield from _wrong(facts[key], wanted, f"{where}{key}.")
            else:
                yield f"{where}{key}"
        elif not wanted(facts[key]):
            yield f"{where}{key}"
