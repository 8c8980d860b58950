"""The indicators are those of the golden tables; whoever moves them says so, and why."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

CLOSE = 1e-5
"""Relative: half a unit of the sixth digit, and nothing that anyone computes differently."""
NOTHING = 1e-9
"""As a part of the largest value of the row: what is zero but for rounding."""


def refresher() -> ModuleType:
    """Return ``tests/golden/refresh.py`` as a module."""
    spec = importlib.util.spec_from_file_location("refresh", Path(__file__).parents[1] / "golden" / "refresh.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


GOLDEN = refresher()


def moves(golden: dict, found: dict) -> list[str]:
    """Say of every number that is not the golden one which it is and by how much it moved."""
    said = []
    for key in sorted(golden.keys() & found.keys()):
        scenario, indicator, unit = key
        size = max(map(abs, golden[key]))
        for year, was, now in zip(GOLDEN.YEARS, golden[key], found[key], strict=True):
            if abs(now - was) > CLOSE * abs(was) + NOTHING * size:
                by = f"{now / was - 1:+.3%}" if was else "from zero"
                said.append(f"{scenario}, {indicator} in {year}: {was:.6g} -> {now:.6g} {unit} ({by})")
    return said


@pytest.mark.parametrize("experiment", GOLDEN.EXPERIMENTS)
def test_indicators_are_the_golden_ones(experiment: str) -> None:
    golden, found = GOLDEN.written(experiment), GOLDEN.today(experiment)
    advice = f"if this is meant: {GOLDEN.COMMAND}, and say in CHANGELOG.md which results move, by how much and why"
    assert golden.keys() == found.keys(), f"other rows than the golden table has; {advice}"
    said = moves(golden, found)
    assert not said, "\n".join([f"{len(said)} golden numbers of {experiment} moved:", *said[:40], advice])


def test_a_number_that_moved_is_named_with_its_scenario_year_and_size() -> None:
    golden = {("middle", "homes", "dwelling"): (100.0, 200.0, 0.0, 400.0)}
    found = {("middle", "homes", "dwelling"): (100.0, 200.004, 1e-8, 401.0)}
    assert moves(golden, found) == [
        "middle, homes in 2030: 200 -> 200.004 dwelling (+0.002%)",
        "middle, homes in 2040: 400 -> 401 dwelling (+0.250%)",
    ]


def test_six_digits_are_close_enough_to_be_golden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(GOLDEN, "FOLDER", tmp_path)
    table = {("middle", "homes", "dwelling"): (1.0000049, 123456.49, 0.0, 9.999994e-7)}
    GOLDEN.write("any", table)
    text = (tmp_path / "any.csv").read_text(encoding="utf-8")
    assert text.startswith("scenario,indicator,unit,2024,2030,2035,2040\nmiddle,homes,dwelling,1,123456,0,")
    assert moves(GOLDEN.written("any"), table) == []
