"""What the sizes of the levers rest on, and what a memo names as its sources."""

import json
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from care2040.files.package_files import package_folder
from care2040.files.problems import did_you_mean
from care2040.files.yaml_document import read
from care2040.reports.document.blocks import Paragraph, Words
from care2040.reports.document.stored_results import Result
from care2040.reports.document.value_text import Wrong
from care2040.wording.language import Language
from care2040.wording.texts import texts

GRADES = ("A", "B", "C")
"""Randomised; followed over time or matched; the rest."""


@lru_cache(maxsize=4)
def _content(path: Path) -> dict[str | int, Any]:
    return read(path).data


def graded(lever: str) -> str:
    """Return the grade of the evidence on a lever."""
    return str(_content(package_folder("parameters") / "levers.yaml")["levers"][lever]["evidence"]["quality"])


def pulled(result: Result, policy: str) -> tuple[str, ...]:
    """Return the levers that a policy of a result pulls."""
    told: dict[str, list[str]] = json.loads(str(result.dataset.attrs.get("levers", "{}")))
    return tuple(told.get(policy, ()))


def sources(names: Sequence[str], language: Language) -> tuple[Paragraph, ...]:
    """Return a list of sources, in the order in which they were named."""
    known = _content(package_folder("parameters") / "sources.yaml")
    if not names:
        raise Wrong("E731", "sources of what?", "name them: sources('social_vision_2040', ...)")
    found = []
    for name in names:
        if name not in known:
            hint = did_you_mean(name, [*known], "see parameters/sources.yaml")
            raise Wrong("E731", f"there is no source '{name}'", hint)
        found.append(Paragraph((Words(_written(str(name), known[name], language)),), "bullet"))
    return tuple(found)


def _written(name: str, source: dict[str, Any], language: Language) -> str:
    own: dict[str, str] = texts("documents")[language]["sources"]
    return own.get(name) or f"{source['publisher']} ({source['year']}). {source['title']}."
