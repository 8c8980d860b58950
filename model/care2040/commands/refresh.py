"""``care2040 refresh``: write again what is made from the code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from care2040.commands.common import FAILED, INVALID, exits, say_why, screen


def _schema() -> str:
    import json

    from care2040.experiments import json_schema

    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


def _model_page() -> str:
    from care2040.documentation import model_page
    from care2040.model import load_model
    from care2040.parameters import load
    from care2040.rooms import room

    return model_page(load_model(), load(room("parameters")))


def _hindcast_page() -> str:
    from care2040.hindcast import hindcast
    from care2040.hindcast_page import hindcast_page

    return hindcast_page(hindcast())


GENERATED: Mapping[str, Callable[[], str]] = {
    "experiments/experiment.schema.json": _schema,
    "docs/model.md": _model_page,
    "docs/hindcast.md": _hindcast_page,
}
"""File in the checkout to the function that returns its text."""


def refresh(
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; say what is stale, and fail if anything is.")
    ] = False,
) -> None:
    """Write the files that are made from the code: the schema for editors and the description of the model."""
    with exits():
        root = Path(__file__).parents[3]
        if not (root / "pyproject.toml").is_file():
            raise say_why("this works in a checkout only", "install with --editable", "text", INVALID)
        stale = {name: text for name, maker in GENERATED.items() if (text := maker()) != _content(root / name)}
        if check and stale:
            names = ", ".join(stale)
            raise say_why(f"not what the code makes of it: {names}", "run: care2040 refresh", "text", FAILED)
        for name, text in stale.items():
            (root / name).write_text(text, encoding="utf-8", newline="\n")
            screen().print(f"wrote {name}")
        if not stale:
            screen().print(f"{len(GENERATED)} files made from the code are up to date")


def _content(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None
