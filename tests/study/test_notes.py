"""What a run tells beside its numbers: where it leaves all data, what is not defined, levels that are no sample."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest

from care2040.analysis.validation import plausible
from care2040.cli.views.summary import answers
from care2040.files.problems import InvalidInput
from care2040.reports.memos.memo import build
from care2040.results import long_table
from care2040.study.project import Project, open_project
from care2040.study.result import load

pytestmark = pytest.mark.slow

SMALL = {
    "name": "small",
    "title": {"en": "Small", "nl": "Klein"},
    "question": {"en": "Does it run?", "nl": "Loopt het?"},
    "resolution": "city",
    "end": 2028,
    "indicators": ["shortage", "residents", "homes", "frailty_gap"],
}
BOOM = {"scenarios": {"boom": {"arrivals_pull": {"multiply": 3}}}}
GRID = {"sweep": {"method": "grid", "samples": 3, "parameters": ["quit_rate"]}}


@pytest.fixture(scope="module")
def project() -> Project:
    return open_project()


def test_a_run_beyond_all_that_was_seen_says_so_in_notes_manifest_and_memo(project: Project, tmp_path: Path) -> None:
    result = project.run(SMALL | BOOM, to=tmp_path / "small")
    (told,) = [note for note in result.notes if note.startswith("'residents / homes' reaches ")]
    assert told.endswith(project_bound(project, "residents_per_home"))
    manifest = json.loads((tmp_path / "small" / "manifest.json").read_text("utf-8"))
    assert told in manifest["notes"]
    assert told in load(tmp_path / "small").notes
    template = tmp_path / "memo.en.md"
    template.write_text("# A memo\n\n{{ value('residents', 2027) }}\n", encoding="utf-8")
    made = build(template, [tmp_path / "small"], tmp_path / "out.md")
    assert "leaves all that was seen" in made.files[0].read_text("utf-8")
    assert any("leaves all that was seen" in note for note in made.notes)


def project_bound(project: Project, name: str) -> str:
    return plausible.load(project.folder, project.model)[name].because


def test_an_ordinary_run_tells_of_nothing_but_what_is_not_defined(project: Project, tmp_path: Path) -> None:
    result = project.run(SMALL, to=tmp_path / "small")
    assert [note.partition(":")[0] for note in result.notes] == ["frailty_gap"]
    assert np.isnan(result.to_dataframe(["frailty_gap"])["frailty_gap"]).all()
    rows = csv.DictReader((tmp_path / "small" / "indicators.csv").read_text("utf-8").splitlines())
    assert {row["value"] for row in rows if row["indicator"] == "frailty_gap"} == {""}


def test_a_gap_between_districts_is_no_question_for_the_city_as_one(project: Project) -> None:
    asked = {"robustness": {"indicator": "frailty_gap", "year": 2027, "at_most": 1}, "draws": 3}
    with pytest.raises(InvalidInput) as refused:
        project.experiment(SMALL | asked)
    assert [problem.code for problem in refused.value.problems] == ["E433"]
    assert project.experiment(SMALL | asked | {"resolution": "district"})


def test_the_points_of_a_grid_are_told_from_lowest_to_highest(project: Project) -> None:
    result = project.run(SMALL | GRID)
    table, every = result.to_dataframe(["shortage"]), result.to_dataframe(["shortage"], draws="all")
    last, points = table[table["year"] == 2027], every[every["year"] == 2027]["shortage"]
    assert float(last["shortage_low"].iloc[0]) == points.min()
    assert float(last["shortage_high"].iloc[0]) == points.max()


def test_city_and_districts_in_one_memo_are_told_apart(project: Project, tmp_path: Path) -> None:
    project.run(SMALL, to=tmp_path / "small")
    project.run(SMALL | {"name": "wards", "resolution": "district"}, to=tmp_path / "wards")
    template = tmp_path / "memo.nl.md"
    both = " ".join(f"{{{{ value('residents', 2027, experiment='{name}') }}}}" for name in ("small", "wards"))
    template.write_text(f"# Een memo\n\n{both}\n", encoding="utf-8")
    made = build(template, [tmp_path / "small", tmp_path / "wards"], tmp_path / "out.md")
    assert "small is berekend voor de stad als geheel, wards voor de tien wijken" in made.files[0].read_text("utf-8")
    alone = tmp_path / "alone.nl.md"
    alone.write_text("# Een memo\n\n{{ value('residents', 2027, experiment='small') }}\n", encoding="utf-8")
    made = build(alone, [tmp_path / "small", tmp_path / "wards"], tmp_path / "alone.md")
    assert "Let op" not in made.files[0].read_text("utf-8")


def test_a_screening_in_which_nothing_matters_is_the_result(project: Project, tmp_path: Path) -> None:
    then = {"method": "sobol", "samples": 16, "most_important": 1, "indicator": "homes", "year": 2027}
    sweep = {"method": "morris", "samples": 2, "parameters": ["quit_rate", "absence_at_start"], "then": then}
    result = project.run(SMALL | {"sweep": sweep}, to=tmp_path / "small")
    assert any(note.startswith("none of these 2 parameters moves homes in 2027") for note in result.notes)
    assert (tmp_path / "small" / "screening.zarr").is_dir()
    assert result.dataset.sizes["draw"] == 6


def test_the_table_for_dutch_excel_is_bounded_by_rows_and_says_so(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = project.run(SMALL | {"resolution": "district", "draws": 20, "indicators": ["shortage", "homes"]})
    folders = [tmp_path / "all", tmp_path / "few", tmp_path / "city"]
    for folder, most in zip(folders, (10_000, 1_300, 200), strict=True):
        folder.mkdir()
        few = long_table.Dialect("indicators_nl.csv", ";", ",", "\ufeff", most)
        monkeypatch.setattr(long_table, "DIALECTS", (long_table.DIALECTS[0], few))
        notes = long_table.write_tables(result.dataset, folder)
        rows = (folder / "indicators_nl.csv").read_text("utf-8-sig").splitlines()[1:]
        whole = (folder / "indicators.csv").read_text("utf-8").splitlines()[1:]
        assert len(whole) > len(rows) or most == 10_000
        assert len(rows) <= most
        assert bool(notes) is (most < 10_000)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("about: a\nbounds: {x: {quantity: homez, low: 1, high: 2, because: b}}\n", "E971"),
        ("about: a\nbounds: {x: {quantity: homes, low: 2, high: 2, because: b}}\n", "E972"),
        ("about: a\nbounds: 5\n", "E103"),
    ],
)
def test_bounds_that_cannot_be_are_refused(project: Project, tmp_path: Path, text: str, code: str) -> None:
    (tmp_path / plausible.FILE).write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput) as refused:
        plausible.load(tmp_path, project.model)
    assert [problem.code for problem in refused.value.problems] == [code]


def test_a_sweep_that_keeps_one_year_is_told_of_once(project: Project) -> None:
    swept = {"method": "grid", "samples": 2, "parameters": ["quit_rate"], "years": [2040]}
    told = [(one.indicator, one.year) for one in answers(project.run(SMALL | {"sweep": swept, "end": 2041}).dataset)]
    assert len(told) == len(set(told)) > 0
