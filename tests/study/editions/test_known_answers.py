"""Editions that differ in one known thing: all that moved is because of that, and parts add up to the whole."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.study.editions.conftest import LAW, PARAMETER, QUITS, Copy

from care2040.analysis.editions.comparison import Comparison
from care2040.files.problems import InvalidInput
from care2040.study.editions.compare import compare
from care2040.study.editions.question import Question

pytestmark = pytest.mark.slow  # every edition runs in a process of its own
SMALL = Question("small")


def parts_add_up(told: Comparison) -> bool:
    return all(sum(one.parts.values()) == pytest.approx(one.difference, abs=1e-9) for one in told.moves)


def in_2026(told: Comparison, name: str = "all_care_workers") -> dict[str, float]:
    return dict(next(one for one in told.of(name) if one.year == 2026).parts)


def test_one_parameter_that_differs_is_all_of_it(plain: Path, changed: Copy) -> None:
    told = compare(str(plain), str(changed("other", PARAMETER)), SMALL)
    assert told.causes == ("parameters",)
    assert told.changed == {"parameters": ("quit_rate",)}
    assert in_2026(told)["parameters"] < -10, "more workers quit, so fewer are left"
    assert parts_add_up(told)


def test_one_law_that_differs_is_all_of_it(plain: Path, changed: Copy) -> None:
    told = compare(str(plain), str(changed("other", LAW)), SMALL)
    assert told.causes == ("laws",)
    assert told.changed == {"laws": ("sectors/workforce.py",)}
    assert in_2026(told)["laws"] < 0
    assert {"note": "stale", "edition": told.new} in told.notes, "its calibration was made from other laws"


def test_a_law_and_a_parameter_each_have_their_part_and_add_up(plain: Path, changed: Copy) -> None:
    told = compare(str(plain), str(changed("both", PARAMETER | LAW)), SMALL)
    assert told.causes == ("parameters", "laws")
    assert parts_add_up(told)
    parts, alone = in_2026(told), {}
    for cause, change in {"parameters": PARAMETER, "laws": LAW}.items():
        alone |= in_2026(compare(str(plain), str(changed(cause, change)), SMALL))
    both = sum(parts.values())
    # of two causes each is half of what it does first and half of what it does last
    assert parts["laws"] == pytest.approx((alone["laws"] + both - alone["parameters"]) / 2, abs=1e-6)
    assert parts["parameters"] == pytest.approx((alone["parameters"] + both - alone["laws"]) / 2, abs=1e-6)


def test_a_table_that_differs_and_is_fitted_to_again_is_all_data(plain: Path, changed: Copy) -> None:
    tables = {
        "parameters/cities/utrecht/targets.yaml": ("value: 472800", "value: 470000"),
        "parameters/national/observed/care_workforce.csv": ("2000,employees,864000", "2000,employees,865000"),
    }
    other = changed("other", tables)
    fit(other)
    told = compare(str(plain), str(other), SMALL)
    assert told.causes == ("data",)
    assert told.changed["data"] == ("observed/care_workforce.csv", "targets.yaml")
    assert abs(in_2026(told)["data"]) > 1
    assert {"note": "stale", "edition": told.new} not in told.notes


def test_what_is_fitted_goes_with_what_it_follows_from(plain: Path, changed: Copy) -> None:
    target = {"parameters/cities/utrecht/targets.yaml": ("value: 472800", "value: 470000")}
    both = changed("both", target | PARAMETER)
    fit(both)
    told = compare(str(plain), str(both), SMALL)
    assert told.causes == ("data", "parameters")
    assert parts_add_up(told)
    assert {"note": "fitted"} in told.notes
    parts = in_2026(told)
    assert parts["parameters"] < -10, "as when it differs alone"
    assert abs(parts["data"]) > 1, "as when it differs alone"


def fit(place: Path) -> None:
    own = {**os.environ, "PYTHONPATH": str(place / "model")}
    subprocess.run(
        [sys.executable, "-P", "-m", "care2040", "calibrate"], cwd=place, env=own, check=True, capture_output=True
    )


def test_a_parameter_that_one_edition_lacks_goes_with_the_law_that_reads_it(plain: Path, changed: Copy) -> None:
    added = (
        "extra_quits:\n  about: Made for a test.\n  unit: dimensionless\n  value: 1.01\n  range: null\n  spread: none\n"
    )
    added += "  year: 2024\n  source: [judgement]\n  standing: judged\n\nquit_rate:\n"
    law = "def quits(ordinary_quits, quit_effect):", "def quits(ordinary_quits, quit_effect, extra_quits):"
    other = changed(
        "other",
        {"parameters/national/workforce.yaml": ("quit_rate:\n", added), "model/care2040/sectors/workforce.py": law},
    )
    for file, (old, new) in {
        "parameters/national/workforce.yaml": QUITS,
        "model/care2040/sectors/workforce.py": ("return ordinary_quits *", "return extra_quits * ordinary_quits *"),
    }.items():
        path = other / file
        path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    told = compare(str(plain), str(other), SMALL)
    assert told.lent == ("extra_quits",)
    assert told.changed["parameters"] == ("+extra_quits", "quit_rate")
    parts = in_2026(told)
    assert parts["parameters"] < parts["laws"] < 0, "the rate rose by a fifteenth, the law by a hundredth"
    assert parts_add_up(told)


def test_what_no_mix_can_run_is_told_together(plain: Path, changed: Copy) -> None:
    unit = {"parameters/national/workforce.yaml": (QUITS[0], QUITS[1])}
    other = changed("other", unit | LAW)
    law = other / "model" / "care2040" / "sectors" / "workforce.py"
    # laws that run with no other number than their own
    law.write_text(law.read_text(encoding="utf-8") + RUNS_WITH_ITS_OWN, encoding="utf-8")
    told = compare(str(plain), str(other), SMALL)
    assert told.causes == ("parameters+laws",)
    assert told.apart is not None
    assert "no other rate" in told.apart["parameters+laws"]
    assert parts_add_up(told)


RUNS_WITH_ITS_OWN = """

from pathlib import Path as _Path

if "0.075" in next((_Path(__file__).parents[3] / "parameters").rglob("workforce.yaml")).read_text(encoding="utf-8"):
    raise ValueError("no other rate than mine")
"""


def test_an_edition_that_does_not_run_is_told_with_its_own_words(plain: Path, changed: Copy) -> None:
    broken = changed("broken", {"parameters/national/workforce.yaml": ("  unit: 1/year", "  unit: parsec")})
    with pytest.raises(InvalidInput) as caught:
        compare(str(plain), str(broken), SMALL)
    (problem,) = caught.value.problems
    assert problem.code == "E984"
    assert problem.file == str(broken)
    assert "parsec" in problem.message
