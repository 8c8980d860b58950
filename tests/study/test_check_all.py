"""What `check` reads beside experiments and parameters: targets, loops, claims, tables, and files far too large."""

import shutil
from pathlib import Path

import pytest

from care2040.analysis.feedback.loop_registry import load_loops
from care2040.files.package_files import package_folder
from care2040.files.problems import InvalidInput
from care2040.files.yaml_document import parsed
from care2040.study.check import check
from care2040.study.project import open_project

CLAIM = "\nmine:\n  about: a\n  because: a\n  sector: housing\n  then: 'homes <= {}'\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(package_folder("parameters"), tmp_path / "parameters"))


def codes(folder: Path) -> set[str]:
    first = next(iter(package_folder("experiments").glob("one_in_four.yaml")))
    return {problem.code for problem in check([first], folder).problems if problem.severity == "error"}


def test_targets_are_read(folder: Path) -> None:
    (folder / "cities" / "utrecht" / "targets.yaml").write_text("x: [\n", encoding="utf-8")
    assert codes(folder) == {"E008"}


@pytest.mark.parametrize("right", ["1/0", "9" * 350, "homes / 0", "1e400"])
def test_a_claim_with_which_nothing_can_be_counted_is_a_problem(folder: Path, right: str) -> None:
    with (folder / "national" / "reality_checks.yaml").open("a", encoding="utf-8") as file:
        file.write(CLAIM.format(right))
    assert codes(folder) == {"E962"}


def test_a_negative_rate_in_a_table_is_a_problem_that_names_the_table(folder: Path) -> None:
    table = folder / "national" / "tables" / "fertility.csv"
    lines = table.read_text("utf-8").splitlines()
    place = next(number for number, line in enumerate(lines) if line.startswith("30,"))
    lines[place] = "30,-0.2"
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    problems = [one for one in check([], folder).problems if one.code == "E208"]
    assert [(one.message.partition(";")[0], one.hint) for one in problems] == [
        ("'fertility_rate' is -0.2 (30)", "change it in fertility.csv")
    ]


def test_a_loop_that_is_a_single_value_is_a_problem(tmp_path: Path) -> None:
    project = open_project()
    path = tmp_path / "loops.yaml"
    path.write_text("R0: 5\n", encoding="utf-8")
    with pytest.raises(InvalidInput) as refused:
        load_loops(project.model, project.parameters, path)
    assert [one.code for one in refused.value.problems] == ["E103"]


def test_a_file_of_twenty_thousand_keys_is_refused_at_once() -> None:
    with pytest.raises(InvalidInput) as refused:
        parsed("".join(f"k{number}: 1\n" for number in range(20_000)), Path("many.yaml"))
    assert [one.code for one in refused.value.problems] == ["E021"]
