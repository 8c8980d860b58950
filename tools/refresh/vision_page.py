"""``docs/vision.md``: every figure, lever and principle of the vision, and where it lives in the model, or why not."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from care2040.files.yaml_document import read
from care2040.study.project import Project
from tools.refresh.tables import number, table

SOURCE = Path(__file__).with_name("vision.yaml")
HEAD = """# The vision in the model

Made from the code by `python -m tools.refresh` and `tools/refresh/vision.yaml`; do not edit. Figures of the vision
stand as it has them; what the model gives is for the city as one, unchanged policy, central values. A figure of the
vision and a series of a monitor that counts something else are two things and are never joined. What has no name in the
model has a reason.
"""
TITLES = {
    "figures": "Figures",
    "levers": "Levers",
    "principles": "Principles",
    "around_the_core": "What was found wrong around the core",
    "missing_before": "What the vision names and the first edition lacked",
}


def rows() -> dict[str, list[dict[str, Any]]]:
    """Return the lines of each table, as they are written."""
    return {str(name): list(lines) for name, lines in read(SOURCE).data.items()}


def vision_page(project: Project) -> str:
    """Return the text of ``docs/vision.md``."""
    found = rows()
    told = values(project, [row["at"] for own in found.values() for row in own if "at" in row])
    parts = [HEAD]
    for name, title in TITLES.items():
        parts += [f"## {title}\n", _table(found[name], told)]
    return "\n".join(parts)


def values(project: Project, asked: Iterable[list[Any]]) -> dict[tuple[str, int], float]:
    """Return what a run of the city as one gives of each quantity on 1 January of a year."""
    wanted = [(str(name), int(year)) for name, year in asked]
    result = project.run(
        {
            "name": "vision",
            "title": {"en": "vision", "nl": "visie"},
            "question": {"en": "vision", "nl": "visie"},
            "resolution": "city",
            "policies": {"as_is": {}},
            "indicators": list(dict.fromkeys(name for name, _ in wanted)),
        }
    )
    return {(name, year): float(result.dataset[name].sel(year=year).sum()) for name, year in wanted}


def _table(lines: list[dict[str, Any]], told: Mapping[tuple[str, int], float]) -> str:
    figures = any("value" in row for row in lines)
    heads = ("what", *(("the vision", "the model") if figures else ("the model",)), "where", "remark")
    return table(heads, [_line(row, told, figures) for row in lines])


def _line(row: Mapping[str, Any], told: Mapping[tuple[str, int], float], figures: bool) -> tuple[str, ...]:
    at = row.get("at")
    given = f"{number(told[at[0], at[1]])} ({at[1]})" if at else ""
    where = ", ".join(f"`{name}`" for name in row["names"]) or "not in the model"
    remark = row.get("reason") or row.get("note") or ""
    return (str(row["says"]), *((str(row.get("value", "")),) if figures else ()), given, where, remark)
