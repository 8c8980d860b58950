"""Writes YAML as the files of the house are: short lists on a line, nothing shared, the reason above it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml


class _Lists(yaml.SafeDumper):
    """Writes short lists and mappings on one line, and every value out."""

    def ignore_aliases(self, data: Any) -> bool:
        """Return that nothing is written as an alias, which no file of the house may hold."""
        return True


def dump(path: Path, about: str, content: Mapping[str, Any]) -> None:
    """Write a mapping, with a sentence about it above it."""
    text = yaml.dump(
        dict(content), Dumper=_Lists, sort_keys=False, width=110, allow_unicode=True, default_flow_style=None
    )
    path.write_text(f"# {about}\n# Written by 'care2040 city new'.\n{text}", encoding="utf-8", newline="\n")
