"""The numbers of figures as sheets: whatever shape they have, all of them and no others."""

import json
from pathlib import Path
from typing import Any

import pytest

from care2040.reports.tables.figure_sheets import figure_sheets

LINES = {"years": [2024, 2025, 2026], "needed": {"middle": [1.0, 2.0, 3.0], "bands": {"90%": {"low": [0.5, 1.5, 2.5]}}}}
OVER_YEARS = ("year", "needed / middle", "needed / bands / 90% / low")
SHAPES: dict[str, tuple[dict[str, Any], list[tuple[tuple[str, ...], list[tuple[Any, ...]]]]]] = {
    "lines": (
        {"unit": "person", **LINES},
        [
            (
                OVER_YEARS,
                [(2024, 1.0, 0.5), (2025, 2.0, 1.5), (2026, 3.0, 2.5)],
            )
        ],
    ),
    "members": (
        {"effects": {"a": {"effect": 0.1, "low": 0.0}, "b": {"effect": 0.2}}},
        [(("effects", "effect", "low"), [("a", 0.1, 0.0), ("b", 0.2, None)])],
    ),
    "values": ({"areas": {"west": 0.3, "oost": 0.4}}, [(("areas", "value"), [("west", 0.3), ("oost", 0.4)])]),
    "records": (
        {**LINES, "observed": [{"year": 2024, "value": 0.16, "source": "CBS"}]},
        [
            (
                OVER_YEARS,
                [(2024, 1.0, 0.5), (2025, 2.0, 1.5), (2026, 3.0, 2.5)],
            ),
            (("year", "value", "source"), [(2024, 0.16, "CBS")]),
        ],
    ),
    "pairs": ({"points": [[1.0, 2.0], [3.0, 4.0]]}, [(("points",), [(1.0, 2.0), (3.0, 4.0)])]),
    "both": (
        {"box": {"share": 0.4, "steps": [1.0, 2.0]}},
        [(("box", "value"), [("share", 0.4)]), (("box / steps",), [(1.0,), (2.0,)])],
    ),
}


def written(folder: Path, numbers: dict[str, Any]) -> None:
    told = {"title": "A title", "subtitle": "Of what", "note": "", "source": "Source: x.", "numbers": numbers}
    folder.mkdir(exist_ok=True)
    (folder / "fan.en.json").write_text(json.dumps(told), encoding="utf-8")
    (folder / "fan.nl.json").write_text(json.dumps(told), encoding="utf-8")


@pytest.mark.parametrize("shape", SHAPES)
def test_every_number_has_a_cell(tmp_path: Path, shape: str) -> None:
    numbers, expected = SHAPES[shape]
    written(tmp_path, numbers)
    (sheet,) = figure_sheets(tmp_path)
    assert [(table.head, list(table.rows)) for table in sheet.tables] == expected
    assert sheet.name == "Figure fan"
    assert sheet.words[:3] == (("title", "A title"), ("subtitle", "Of what"), ("source", "Source: x."))


def test_without_figures_there_are_no_sheets(tmp_path: Path) -> None:
    assert list(figure_sheets(tmp_path / "figures")) == []
