"""What is an edition and what is not, and everything that is refused before anything runs."""

import json
import subprocess
from pathlib import Path

import pytest
from tests.study.editions.conftest import PARAMETER, Copy

from care2040.files.problems import InvalidInput
from care2040.study.editions.compare import compare
from care2040.study.editions.edition import find, present
from care2040.study.editions.mixture import Pair, stage
from care2040.study.editions.question import Question, asked_of


def refused(old: str, new: str | None = None, question: Question | None = None) -> tuple[str, str, str]:
    with pytest.raises(InvalidInput) as caught:
        compare(old, new, question or Question("small"))
    (problem,) = caught.value.problems
    return problem.code, problem.message, problem.hint


def test_a_checkout_and_an_installed_package_are_editions(plain: Path, tmp_path: Path) -> None:
    assert find(str(plain), tmp_path).causes == present().causes
    installed = tmp_path / "site-packages" / "care2040"
    for name in ("parameters", "experiments"):
        (installed / name).mkdir(parents=True)
        (installed / name / "one.yaml").write_text("a: 1\n", encoding="utf-8")
    (installed / "sectors").mkdir()
    assert find(str(tmp_path / "site-packages"), tmp_path).code == installed
    assert find(str(installed), tmp_path).parameters == installed / "parameters"


def test_what_is_no_edition_is_refused_with_why(tmp_path: Path) -> None:
    code, message, _ = refused(str(tmp_path))
    assert (code, message) == (
        "E981",
        "this is no edition of the model: the folder lacks model/, parameters/, experiments/",
    )
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert "a file, not a folder" in refused(str(tmp_path / "file"))[1]
    assert "no such folder" in refused("no_such_commit_or_folder")[1]


@pytest.mark.parametrize(
    ("commit", "why"),
    [
        (None, "does not say which commit"),
        ({"id": "0" * 40, "changed_since": True}, "was changed after 000000000"),
        ({"id": "0" * 40, "changed_since": False}, "made by 0.1.0 (000000000), which is no commit of this checkout"),
    ],
)
def test_a_result_stands_for_its_commit_or_is_refused(tmp_path: Path, commit: object, why: str) -> None:
    told = {"experiment": {"name": "x"}, "files": {}, "version": "0.1.0", "commit": commit}
    (tmp_path / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    code, message, _ = refused(str(tmp_path))
    assert code == "E981"
    assert why in message


def test_the_same_edition_twice_is_refused(plain: Path) -> None:
    code, message, _ = refused(str(plain), str(plain))
    assert code == "E982"
    assert "the same data, parameters and laws" in message


def test_the_same_edition_and_a_wrong_name_are_told_at_once(plain: Path) -> None:
    with pytest.raises(InvalidInput) as refusal:
        compare(str(plain), str(plain), Question("smal"))
    assert {one.code for one in refusal.value.problems} == {"E982", "E983"}


def test_an_experiment_that_one_edition_lacks_is_refused_with_the_nearest(plain: Path, changed: Copy) -> None:
    other = changed("other", PARAMETER)
    (other / "experiments" / "small.yaml").rename(other / "experiments" / "smal.yaml")
    code, message, hint = refused(str(plain), str(other))
    assert (code, message) == ("E983", f"{other} has no experiment 'small'")
    assert "smal" in hint
    assert refused(str(plain), str(changed("third", PARAMETER)), Question("small", policy="as_iz"))[0] == "E983"


def test_a_year_or_an_indicator_that_is_not_there_is_refused_before_anything_runs(plain: Path, changed: Copy) -> None:
    other = str(changed("other", PARAMETER))
    code, message, hint = refused(str(plain), other, Question("small", indicators=("shortag", "shortage_share")))
    assert (code, message) == ("E402", f"'shortag' is no indicator of {plain} and of {other}")
    assert "did you mean 'shortage'" in hint
    code, message, hint = refused(str(plain), other, Question("small", years=(2024, 2100)))
    assert (code, message) == ("E927", "2100 is not in the run of both editions")
    assert hint.startswith("allowed: 2024 to ")


def test_no_name_is_no_edition() -> None:
    code, message, _ = refused(" ")
    assert code == "E981"
    assert "nothing is named" in message


def test_the_question_is_that_of_the_new_edition(plain: Path, changed: Copy) -> None:
    other = changed(
        "other", PARAMETER | {"experiments/small.yaml": ("[care_share_needed, shortage, ", "[shortage, residents, ")}
    )
    (other / "experiments" / "small.yaml").write_text(
        (other / "experiments" / "small.yaml")
        .read_text("utf-8")
        .replace("evidence: {}", "evidence: {quit_rate: {multiply: 2}}"),
        encoding="utf-8",
    )
    pair = Pair(find(str(plain), other), find(str(other), other))
    asked = Question("small").settled(pair)
    assert asked.indicators == ("shortage", "all_care_workers")
    assert (asked.only_old, asked.only_new) == (("care_share_needed",), ("residents",))
    assert asked.notes == ({"note": "asked", "name": "evidence", "edition": str(plain)},)
    assert asked_of(pair.old, asked)["scenarios"] == {"evidence": {"quit_rate": {"multiply": 2}}}
    assert "figures" not in asked_of(pair.old, asked)


def test_a_mix_has_the_numbers_of_one_edition_in_the_files_of_the_other(
    plain: Path, changed: Copy, tmp_path: Path
) -> None:
    law = "model/care2040/sectors/workforce.py"
    other = changed(
        "other", PARAMETER | {law: ("return ordinary_quits * quit_effect", "return quit_effect * ordinary_quits")}
    )
    pair = Pair(find(str(plain), tmp_path), find(str(other), tmp_path))
    assert pair.causes == pair.acting == ("parameters", "laws")
    assert stage(pair, frozenset({"parameters"}), tmp_path / "mix") == ()
    written = (tmp_path / "mix" / "parameters" / "workforce.yaml").read_text(encoding="utf-8")
    assert "value: 0.08\n" in written
    assert (tmp_path / "mix" / law).read_bytes() == (plain / law).read_bytes()
    assert not pair.recalibrates


def test_a_table_is_taken_with_the_columns_that_are_read_or_lent(plain: Path, changed: Copy, tmp_path: Path) -> None:
    tables = "parameters/national/tables"
    other = changed(
        "other",
        PARAMETER | {f"{tables}/quits.csv": ("worker_age,quit_factor\n16,2.67890", "worker_age,quit_factor\n16,3")},
    )
    quits, entry = other / tables / "quits.csv", other / tables / "entry_age.csv"
    quits.write_text(
        "\n".join(
            f"{line},{'more' * (not place) or 1}" for place, line in enumerate(quits.read_text("utf-8").splitlines())
        )
    )
    entry.write_text(
        "\n".join(
            f"{line},{'sex' * (not place) or 'male'}"
            for place, line in enumerate(entry.read_text("utf-8").splitlines())
        )
    )
    pair = Pair(find(str(plain), tmp_path), find(str(other), tmp_path))
    assert pair.acting == ("data", "parameters")
    assert stage(pair, frozenset({"data"}), tmp_path / "mix") == ("entry_age.csv",)
    assert (
        (tmp_path / "mix" / "parameters" / "tables" / "quits.csv")
        .read_text("utf-8")
        .startswith("worker_age,quit_factor\n16,3\n")
    )
    assert (tmp_path / "mix" / "parameters" / "tables" / "entry_age.csv").read_bytes() == (
        plain / tables / "entry_age.csv"
    ).read_bytes()


def test_data_that_no_run_reads_play_no_part_beside_others(plain: Path, changed: Copy, tmp_path: Path) -> None:
    counts = {"parameters/national/observed/care_workforce.csv": ("2000,employees,864000", "2000,employees,865000")}
    other = find(str(changed("other", PARAMETER | counts)), tmp_path)
    pair = Pair(find(str(plain), tmp_path), other)
    assert (pair.causes, pair.acting) == (("data", "parameters"), ("parameters",))
    assert Pair(pair.old, find(str(changed("counts", counts)), tmp_path)).acting == ("data",)


def test_a_commit_is_written_out(plain: Path, changed: Copy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = changed("kept", {})
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "one"], ["tag", "v1"]):
        named = ["-c", "user.name=n", "-c", "user.email=e@x", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", *named, *words], cwd=root, check=True, capture_output=True)
    monkeypatch.setattr("care2040.study.editions.edition.checkout", lambda: root)
    found = find("v1", tmp_path / "scratch")
    assert found.name.startswith("v1 (")
    assert found.causes == find(str(plain), tmp_path).causes
    assert "no such commit or tag" in refused("v2")[1]
