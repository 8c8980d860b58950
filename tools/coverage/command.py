"""``python -m tools.coverage``: whether bands hold what they promise, written to ``docs/coverage.md``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from care2040.cli.views.console import exits, screen

if TYPE_CHECKING:
    from care2040.analysis.observations.learning import World

PAGE = Path(__file__).parents[2] / "docs" / "coverage.md"
ASKED = 10
"""Parameters whose bands are looked at: those that the counts of the register moved most."""
DRAWS = 1000


def coverage(
    truths: Annotated[int, typer.Option(min=5, help="Draws of the model that are taken for the truth.")] = 50,
    weighed: Annotated[int, typer.Option(min=200, help="Other draws, weighed by what is counted of each.")] = 4000,
    moved: Annotated[int, typer.Option(min=100, help="Draws that learn from what is counted of each.")] = 500,
) -> None:
    """Take draws of the model as truth, count them with errors, and see how often bands hold them."""
    with exits():
        from tools.coverage.page import page
        from tools.coverage.study import Sizes, real, study

        world, sizes = shipped_world(), Sizes(truths, weighed, moved)
        console = screen(stderr=True)
        own = real(world, sizes)
        names = [one.name for one in own.learnt.furthest[:ASKED]]
        found = study(world, names, sizes, lambda done, total: console.print(f"truth {done} of {total}"))
        PAGE.write_text(page(found, own), encoding="utf-8", newline="\n")
        screen().print(f"wrote {PAGE.name}")


def shipped_world() -> World:
    """Return the model and the counts as shipped, with everything drawn that is uncertain, laws too."""
    from care2040.analysis.observations import register
    from care2040.analysis.observations.learning import World
    from care2040.study.project import open_project

    project = open_project()
    text = {"en": "Coverage", "nl": "Dekking"}
    asked = {"title": text, "question": text, "resolution": "city", "draws": DRAWS, "equations": "drawn"}
    experiment = project.experiment({"name": "coverage", **asked, "indicators": ["care_share_needed", "shortage"]})
    counts = register.load(project.folder, project.model)
    return World(project.model, project.parameters, experiment, counts, project.carriers)
