"""Bad input about money: a negative budget, a payer without one, parts that are not one together."""

import shutil
from pathlib import Path

import pytest

from care2040.files.package_files import package_folder
from care2040.files.problems import InvalidInput
from care2040.inputs.parameters.parameter_set import load

FUNDING = "funding.yaml"
LEVEL = "value: {municipality: 1, health_insurer: 1, long_term_care_act: 1, state: 1, residents: 1}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(package_folder("parameters"), tmp_path / "parameters"))


def changed(folder: Path, file: str, before: str, after: str) -> list[tuple[str, str]]:
    path = folder / "national" / file
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1
    path.write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(InvalidInput) as refused:
        load(folder)
    return [(problem.code, problem.message) for problem in refused.value.problems]


def test_a_negative_budget_is_refused(folder: Path) -> None:
    told = changed(folder, FUNDING, LEVEL, LEVEL.replace("state: 1", "state: -1"))
    assert told == [("E208", "'budget_level' is -1 (state); a level is not below 0")]


def test_a_payer_without_a_budget_is_told(folder: Path) -> None:
    ((code, message),) = changed(folder, FUNDING, LEVEL, LEVEL.replace(", state: 1", ""))
    assert code == "E215"
    assert "state" in message


def test_shares_of_payers_that_are_not_one_together_are_told_by_domain(folder: Path) -> None:
    before = "social_support,municipality,0.8\n"
    told = changed(folder, "tables/payer_share.csv", before, before.replace("0.8", "0.7"))
    assert told == [("E222", "the parts of 'payer_share' add up to 0.9 for social_support")]
