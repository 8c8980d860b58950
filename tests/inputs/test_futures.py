"""Futures stand once, are checked as scenarios are, and are named in an experiment by their name."""

from itertools import combinations
from pathlib import Path

import pytest

from care2040.files.package_files import package_folder
from care2040.files.problems import InvalidInput
from care2040.inputs import futures
from care2040.inputs.experiments.experiment import load
from care2040.inputs.experiments.schema import DEFAULT_SCENARIO
from care2040.study.shipped import known_names

FILE = package_folder("parameters") / "national" / futures.FUTURES
HEAD = "title: {en: Test, nl: Toets}\nquestion: {en: What?, nl: Wat?}\nindicators: [care_share_needed]\n"


@pytest.fixture(scope="module")
def known(whole):
    return known_names(whole.model, whole.parameters)


@pytest.fixture
def read(whole, known, tmp_path):
    def made(text):
        path = tmp_path / "test.yaml"
        path.write_text(HEAD + text, encoding="utf-8")
        return load(path, whole.parameters, known)

    return made


@pytest.fixture
def beside(tmp_path):
    """Write futures in a folder of their own, with the sources beside them."""

    def made(change):
        (tmp_path / "sources.yaml").write_bytes((FILE.parent / "sources.yaml").read_bytes())
        path = tmp_path / futures.FUTURES
        path.write_text(change(FILE.read_text(encoding="utf-8")), encoding="utf-8")
        return path

    return made


def test_an_experiment_without_scenarios_is_run_in_what_evidence_gives(read):
    assert read("").scenarios == {DEFAULT_SCENARIO: ()}


def test_a_future_is_named_with_nothing_below_it_and_changes_what_it_says(read):
    experiment = read("scenarios: {evidence: {}, vision: {}, own: {quit_rate: {multiply: 1.1}}}\n")
    assert list(experiment.scenarios) == ["evidence", "vision", "own"]
    assert experiment.scenarios["evidence"] == ()
    (change,) = experiment.scenarios["vision"]
    assert (change.parameter, change.operation, change.value) == ("followed_vision_share", "set", 1.0)


def test_every_future_that_is_shipped_has_changes_of_its_own(whole):
    found = futures.load(FILE, whole.parameters)
    assert list(found) == ["evidence", "contained", "open_ended", "official_forecast", "vision"]
    changes = {name: futures.changes_of(FILE, whole.parameters, name) for name in found}
    assert [name for name, one in changes.items() if not one] == ["evidence"]
    assert all(one != other for one, other in combinations(changes.values(), 2))


@pytest.mark.parametrize(
    ("written", "code", "told", "hint"),
    [
        ("{middle: {}}", "E434", "'middle' is called 'evidence' now", "write 'evidence: {}'"),
        ("{middle: {quit_rate: {set: 0.1}}}", "E434", "'middle' is called 'evidence' now", "write 'evidence: {}'"),
        ("{contaned: {}}", "E435", "no future of that name", "did you mean 'contained'?"),
        ("{vision: {quit_rate: {set: 0.1}}}", "E436", "'vision' is a future", "a name of its own"),
        ("{mine: {contained: {}}}", "E405", "'contained' is no parameter", "stands among the scenarios itself"),
    ],
)
def test_what_is_no_future_is_refused_with_the_nearest(read, written, code, told, hint):
    with pytest.raises(InvalidInput) as caught:
        read(f"scenarios: {written}\n")
    (problem,) = caught.value.problems
    assert problem.code == code
    assert told in problem.message
    assert hint in problem.hint
    assert problem.line == 4


@pytest.mark.parametrize(
    ("old", "new", "code", "told"),
    [
        ("followed_vision_share: {set: 1}", "followed_vision_shere: {set: 1}", "E405", "no parameter"),
        ("followed_vision_share: {set: 1}", "followed_vision_share: {set: 2}", "E407", "would become 2"),
        ("growth_by_policy.elderly_care:", "growth_by_policy.elderly:", "E405", "has no member 'elderly'"),
        ("    changes: {}\n", "    changes: {quit_rate: {set: 0.1}}\n", "E437", "by themselves"),
        ("  evidence:\n", "  proof:\n", "E437", "no future 'evidence'"),
        ("followed_vision_share: {set: 1}", "technology: {effort: 1}", "E443", "would pull 'technology'"),
        ("followed_vision_share: {set: 1}", "growth_in_common: {set: 3}", "E407", "would become 3"),
        ("source: [social_vision_2040]", "source: [social_vision_2041]", "E203", "unknown source"),
        ("    standing: calibrated", "    standing: calibrate", "E103", "standing"),
    ],
)
def test_a_wrong_future_is_told_with_its_line(whole, beside, old, new, code, told):
    text = FILE.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(InvalidInput) as caught:
        futures.load(beside(lambda text: text.replace(old, new)), whole.parameters)
    (problem,) = caught.value.problems
    assert told in f"{problem.message} {problem.hint}"
    assert problem.code == code or code == "E103"
    line = text[: text.index(old)].count("\n") + old[: len(old) - len(old.lstrip("\n"))].count("\n") + 1
    assert problem.line in (line, line - 1) or code == "E437"
    assert Path(problem.file).name == futures.FUTURES
