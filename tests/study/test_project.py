"""The way in from Python: a project, its runs, and what a result gives to a notebook."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import xarray as xr

import care2040
from care2040.engine.simulation import simulate
from care2040.files.package_files import package_folder
from care2040.results.series import where_defined

MINE: dict[str, Any] = {
    "name": "mine",
    "title": {"en": "Mine", "nl": "Mijn"},
    "question": {"en": "What?", "nl": "Wat?"},
    "resolution": "city",
    "end": 2027,
    "scenarios": {"evidence": {}},
    "policies": {"as_is": {}, "respite": {"carer_respite": {"effort": 1}}},
    "indicators": ["care_share_needed", "shortage", "care_cost"],
}


@pytest.fixture(scope="module")
def project() -> care2040.Project:
    return care2040.open()


@pytest.fixture(scope="module")
def mine(project: care2040.Project) -> care2040.Result:
    return project.run(MINE)


@pytest.fixture(scope="module")
def by_district(project: care2040.Project) -> care2040.Result:
    return project.run(MINE | {"resolution": "district", "indicators": ["residents", "informal_carers", "shortage"]})


def test_importing_the_package_loads_nothing_heavy_and_shows_its_names() -> None:
    assert {"open", "load", "Project", "Result", "CareError", "InvalidInput"} <= {*dir(care2040)}
    with pytest.raises(AttributeError, match="has no attribute 'opem'"):
        care2040.opem  # noqa: B018


def test_a_project_names_what_an_experiment_may_ask_for(project: care2040.Project) -> None:
    assert repr(project).startswith(f"care2040 project of Utrecht: {len(project.parameters)} parameters, ")
    assert "one_in_four" in project.experiments
    assert "shortage" in project.indicators
    assert "quit_effect" in project.laws
    assert "carer_respite" in project.levers.levers


def test_a_mapping_runs_as_the_same_file_would(
    project: care2040.Project, mine: care2040.Result, tmp_path: Path
) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(json.dumps({key: value for key, value in MINE.items() if key != "name"}), encoding="utf-8")
    xr.testing.assert_identical(project.run(file).dataset, mine.dataset)
    assert mine.folder is None


def test_a_run_gives_what_the_engine_gives(project: care2040.Project, mine: care2040.Result) -> None:
    once = simulate.run(project.model, project.experiment(MINE), project.parameters)
    beside = {"notes": "[]", "beyond": "[]"}
    xr.testing.assert_identical(mine.dataset, where_defined(once).assign_attrs(beside))


def test_problems_of_a_mapping_are_told_at_once_by_their_keys(project: care2040.Project) -> None:
    wrong = MINE | {"indicators": ["shortge"], "policies": {"as_is": {"quit_rat": {"multiply": 2}}}}
    with pytest.raises(care2040.InvalidInput) as caught:
        project.run(wrong)
    found = {(problem.file, problem.line, problem.code) for problem in caught.value.problems}
    assert found == {("mine, indicators.0", 0, "E402"), ("mine, policies.as_is.quit_rat", 0, "E405")}
    assert str(caught.value.problems[0]).startswith("mine, indicators.0: error[E402]: there is no indicator 'shortge'")


def test_what_yaml_has_no_word_for_is_refused(project: care2040.Project) -> None:
    with pytest.raises(care2040.InvalidInput) as caught:
        project.run(MINE | {"indicators": {object()}})
    assert [problem.code for problem in caught.value.problems] == ["E019"]


@pytest.mark.slow
def test_check_returns_warnings_and_raises_errors(project: care2040.Project, tmp_path: Path) -> None:
    assert [problem for problem in project.check() if problem.severity == "error"] == []
    assert project.check("one_in_four") == project.check()
    bad = tmp_path / "bad.yaml"
    bad.write_text("title: 1", encoding="utf-8")
    with pytest.raises(care2040.InvalidInput) as caught:
        project.check(bad)
    assert {problem.file for problem in caught.value.problems} == {str(bad)}
    with pytest.raises(care2040.CareError):
        project.check(MINE | {"end": 1})


def test_an_indicator_is_one_number_a_year_with_its_unit(mine: care2040.Result) -> None:
    found = mine.indicator("shortage", policy="respite", scenario="evidence")
    assert found.dims == ("draw", "year")
    assert found.attrs["units"] == "person"
    np.testing.assert_array_equal(found, mine["shortage"].sel(policy="respite", scenario="evidence"))
    parts = [mine.indicator(f"care_cost.{payer}") for payer in mine["care_cost"]["payer"].values]
    np.testing.assert_allclose(sum(parts), mine.indicator("care_cost"))


def test_a_table_has_a_row_for_each_year_and_a_column_for_each_indicator(mine: care2040.Result) -> None:
    table = mine.to_dataframe()
    assert [*table] == ["policy", "scenario", "area", "year", "care_share_needed", "shortage", "care_cost"]
    assert len(table) == 2 * 1 * 1 * len(mine.dataset["year"])
    assert table.attrs["units"]["shortage"] == "person"
    row = table.query("policy == 'respite' and year == 2026").iloc[0]
    assert row["shortage"] == float(mine.indicator("shortage", policy="respite").sel(year=2026).squeeze())


def test_a_table_of_places_leaves_empty_what_is_not_known_there(by_district: care2040.Result) -> None:
    table = by_district.to_dataframe(["residents", "shortage"], areas=["utrecht", "overvecht"])
    assert not table["residents"].isna().any()
    assert table.loc[table["area"] == "overvecht", "shortage"].isna().all()
    whole = by_district.to_dataframe(["residents"], areas=by_district.areas)
    one = whole.query("policy == 'as_is' and year == 2026").set_index("area")["residents"]
    assert one["utrecht"] == pytest.approx(one.drop("utrecht").sum())


def test_a_district_is_a_result_of_its_own(by_district: care2040.Result) -> None:
    alone = by_district.district("overvecht")
    assert alone.dataset.sizes["district"] == 1
    assert "shortage" not in alone.dataset
    np.testing.assert_array_equal(
        alone["informal_carers"].squeeze(), by_district["informal_carers"].sel(area="overvecht").squeeze()
    )


def test_a_difference_is_the_other_less_this_one(mine: care2040.Result, project: care2040.Project) -> None:
    other = project.run(MINE | {"policies": {"as_is": {"quit_rate": {"multiply": 1.1}}}})
    changed = mine.difference(other, ["shortage"])
    assert (changed["shortage"] != 0).any()
    np.testing.assert_array_equal(changed["shortage"], other["shortage"] - mine["shortage"])
    assert changed["shortage"].attrs["units"] == "person"
    assert changed.indicators == ("shortage",)
    assert (mine.difference(mine)["shortage"] == 0).all()


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda result: result["shortge"], "no quantity 'shortge'"),
        (lambda result: result.indicator("residents"), "cannot be added up|holds no"),
        (lambda result: result.indicator("shortage", policy="asis"), "did you mean 'as_is'"),
        (lambda result: result.indicator("shortage", area="overvecht"), "no area 'overvecht'"),
        (lambda result: result.indicator("care_cost.gemeente"), "no indicator 'care_cost.gemeente'"),
        (lambda result: result.district("overvecht"), "run it at resolution district"),
        (lambda result: result.to_dataframe(["shortge"]), "no quantity 'shortge'"),
        (lambda result: result.to_dataframe(areas=["x"]), "no area 'x'"),
        (lambda result: result.difference(result, ["x"]), "no quantity 'x'"),
        (lambda result: result.figure("fna"), "there is no figure 'fna'"),
    ],
)
def test_what_a_result_does_not_hold_is_said(mine: care2040.Result, ask: Any, message: str) -> None:
    if "cannot be added" in message:
        assert mine.indicator("residents").sizes["year"] == len(mine.dataset["year"])
        return
    with pytest.raises(care2040.CareError, match=message):
        ask(mine)


def test_results_without_anything_in_common_have_no_difference(mine: care2040.Result) -> None:
    later = care2040.Result(mine.dataset.assign_coords(year=mine.dataset["year"] + 100))
    with pytest.raises(care2040.InvalidInput, match="nothing in common in: year"):
        mine.difference(later)


def test_draws_give_a_middle_with_its_range_or_a_row_each(project: care2040.Project) -> None:
    drawn = project.run(MINE, draws=4)
    table = drawn.to_dataframe(["shortage"])
    assert [*table][-3:] == ["shortage", "shortage_low", "shortage_high"]
    assert (table["shortage_low"] <= table["shortage"]).all()
    every = drawn.to_dataframe(["shortage"], draws="all")
    assert sorted(every["draw"].unique()) == [0, 1, 2, 3]
    first = every.query("policy == 'as_is' and year == 2026")["shortage"]
    assert first.median() == pytest.approx(table.query("policy == 'as_is' and year == 2026")["shortage"].item())


def test_a_sweep_gives_a_draw_for_each_point(project: care2040.Project) -> None:
    points = {"method": "grid", "samples": 3, "parameters": {"quit_rate": {"range": [0.06, 0.08]}}}
    swept = project.sweep(MINE, points)
    np.testing.assert_allclose(swept["drawn"].squeeze(), [0.06, 0.07, 0.08])
    last = swept.indicator("shortage", policy="as_is").sel(year=2026).squeeze()
    assert last.to_series().is_monotonic_increasing


@pytest.mark.slow
def test_a_result_is_written_and_opened_again(project: care2040.Project, mine: care2040.Result, tmp_path: Path) -> None:
    written = project.run(MINE, to=tmp_path / "mine")
    again = care2040.load(tmp_path / "mine")
    assert again.folder == written.folder == (tmp_path / "mine").resolve()
    np.testing.assert_array_equal(again["shortage"], mine["shortage"])
    text = (tmp_path / "mine" / "experiment.yaml").read_text(encoding="utf-8")
    assert project.run(tmp_path / "mine" / "experiment.yaml").dataset.attrs["title"] == "Mine"
    assert "carer_respite" in text
    pd.testing.assert_frame_equal(again.to_dataframe(), mine.to_dataframe())
    with pytest.raises(care2040.CareError, match="holds the result of the experiment 'mine'"):
        project.run(MINE | {"name": "other"}, to=tmp_path / "mine")


def test_figures_are_drawn_and_written(mine: care2040.Result, tmp_path: Path) -> None:
    shown = mine.figure("one_in_four", "en", title="As I see it")
    assert shown.story.title == "As I see it"
    names = {path.name for path in mine.write_figures(tmp_path, ["one_in_four"], ["en"])}
    assert {"one_in_four.en.png", "one_in_four.en.svg", "one_in_four.en.json"} <= names


def test_parameters_of_ones_own_are_read_from_a_folder(tmp_path: Path) -> None:
    import shutil

    shutil.copytree(package_folder("parameters"), tmp_path / "own")
    file = tmp_path / "own" / "national" / "workforce.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("value: 0.075\n", "value: 0.080\n", 1), encoding="utf-8")
    assert care2040.open(tmp_path / "own").parameters["quit_rate"].value == pytest.approx(0.080)
    file.write_text(text.replace("unit: 1/year", "unit: 1/yaer", 1), encoding="utf-8")
    with pytest.raises(care2040.InvalidInput, match="yaer"):
        care2040.open(tmp_path / "own")


def test_bars_show_how_far_it_is_when_asked(project: care2040.Project, capsys: pytest.CaptureFixture[str]) -> None:
    project.run(MINE, progress=True)
    assert "running" in capsys.readouterr().err
    project.run(MINE)
    assert capsys.readouterr().err == ""
