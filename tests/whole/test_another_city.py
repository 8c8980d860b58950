"""A second city beside the first: its districts everywhere, its results its own, and nothing of it left behind."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
import yaml
from tests.whole.another_city import CITY, PARTS, written
from typer.testing import CliRunner

import care2040
from care2040.analysis.reality import reality_checks
from care2040.analysis.reality.reality_run import run_checks
from care2040.cli import app
from care2040.files.package_files import package_folder
from care2040.files.yaml_document import read
from care2040.language.axes import AXES, axes_at, whole_city
from care2040.language.cities.city_file import find_city
from care2040.language.cities.here import in_city, the_city

pytestmark = pytest.mark.slow

QUESTION = """\
title: {en: Small, nl: Klein}
question: {en: Does it run?, nl: Loopt het?}
end: 2026
policies: {as_is: {}, respite: {carer_respite.boven: {effort: 1, from: 2024, full_by: 2025}}}
indicators: [care_share_needed, poverty_share]
figures: [{figure: district_map, indicator: poverty_share}]
"""
ANYWHERE = QUESTION.replace("carer_respite.boven", "carer_respite")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("cities") / "nieuwstad")


@pytest.fixture
def call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Call a command in an empty folder with a question in it, and return what it says."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "own.yaml").write_text(QUESTION, encoding="utf-8")
    (tmp_path / "anywhere.yaml").write_text(ANYWHERE, encoding="utf-8")

    def called(*words: object, code: int = 0) -> str:
        done = CliRunner().invoke(app.app, [str(word) for word in words])
        assert done.exit_code == code, done.output
        assert "Traceback" not in done.output
        return done.output

    return called


def same(one: xr.Dataset, other: xr.Dataset) -> None:
    assert {*one.data_vars} == {*other.data_vars}
    for name, values in one.data_vars.items():
        np.testing.assert_array_equal(values.values, other[name].values, err_msg=str(name))


def test_a_city_by_its_path_is_run_drawn_again_and_told_of_by_its_own_names(
    folder: Path, call: Callable[..., str], tmp_path: Path
) -> None:
    call("run", "own.yaml", "--city", folder, "--to", "made")
    result = care2040.load(tmp_path / "made")
    assert result.areas == ("nieuwstad", *PARTS)
    assert result.dataset["area"].values.tolist() == ["nieuwstad", *PARTS]
    assert (result.city.names.nl, result.city.names.en) == ("Nieuwstad", "Newtown")
    facts = json.loads((tmp_path / "made" / "manifest.json").read_text(encoding="utf-8"))
    assert facts["city"]["name"] == "nieuwstad"
    assert "cities/nieuwstad/values.yaml" in facts["inputs"]["parameters_sha256"]
    assert not any("utrecht" in name for name in facts["inputs"]["parameters_sha256"])
    call("figures", "made", "--figure", "district_map", "--language", "en")
    drawn = json.loads((tmp_path / "made" / "figures" / "district_map.en.json").read_text(encoding="utf-8"))
    assert "Newtown" in drawn["subtitle"]
    assert [*drawn["numbers"]["areas"]] == [*PARTS, "nieuwstad"]
    assert "Utrecht" not in (tmp_path / "made" / "summary.md").read_text(encoding="utf-8")
    assert "Utrecht" not in call("why", "shortage", "--between", "as_is", "respite", "--result", "made", code=3)
    assert (
        "the causes add up"
        in call(
            "why",
            "shortage",
            "--between",
            "as_is",
            "respite",
            "--experiment",
            "own.yaml",
            "--city",
            folder,
            "--year",
            2025,
        ).lower()
    )
    assert the_city().name == whole_city() == "utrecht"


def test_cities_that_are_run_one_after_the_other_leave_each_other_alone(folder: Path) -> None:
    question = {
        "title": {"en": "Small", "nl": "Klein"},
        "question": {"en": "Does it run?", "nl": "Loopt het?"},
        "end": 2026,
        "indicators": ["care_share_needed", "poverty_share"],
    }
    first, second = care2040.open(), care2040.open(city=folder)
    before, other = (one.run(question, progress=False) for one in (first, second))
    again, other_again = (care2040.open(city=city).run(question, progress=False) for city in (None, folder))
    same(before.dataset, again.dataset)
    same(other.dataset, other_again.dataset)
    assert (before.areas, other.areas) == (("utrecht", *AXES["district"]), ("nieuwstad", *PARTS))
    residents = [float(one.indicator("residents").sel(year=2024).squeeze()) for one in (before, other)]
    assert residents[0] == pytest.approx(residents[1], rel=1e-9), "its districts are made of those of the first"
    assert axes_at("city")["district"] == ("utrecht",)


@pytest.mark.parametrize("workers", [(), ("--workers", 2)], ids=["threads", "processes"])
def test_draws_are_those_of_the_city_whoever_runs_them(
    folder: Path, call: Callable[..., str], tmp_path: Path, workers: tuple[object, ...]
) -> None:
    call("run", "own.yaml", "--city", folder, "--draws", 3, "--to", "made", *workers)
    drawn = care2040.load(tmp_path / "made")
    alone = care2040.open(city=folder).run(tmp_path / "own.yaml", draws=3, progress=False)
    assert drawn.areas == ("nieuwstad", *PARTS)
    for name in drawn.indicators:
        np.testing.assert_allclose(drawn.dataset[name], alone.dataset[name], rtol=1e-12)


def test_an_experiment_may_say_its_city_and_a_line_may_not_contradict_it(
    folder: Path, call: Callable[..., str], tmp_path: Path
) -> None:
    (tmp_path / "its.yaml").write_text(f"{QUESTION}city: {folder}\n", encoding="utf-8")
    call("run", "its.yaml", "--resolution", "city", "--to", "made", code=3)  # it aims at a district
    (tmp_path / "its.yaml").write_text(f"{ANYWHERE}city: {folder}\n", encoding="utf-8")
    call("run", "its.yaml", "--to", "made")
    assert care2040.load(tmp_path / "made").areas[0] == "nieuwstad"
    assert "E451" in call("run", "its.yaml", "--city", "utrecht", "--to", "other", code=3)
    call("check", "its.yaml", "anywhere.yaml")
    (tmp_path / "its.yaml").write_text(f"{ANYWHERE}city: nowhere\n", encoding="utf-8")
    assert "E230" in call("check", "its.yaml", code=3)


def test_a_result_of_one_city_is_not_taken_for_that_of_another(
    folder: Path, call: Callable[..., str], tmp_path: Path
) -> None:
    moved = Path(shutil.copytree(folder, tmp_path / "nieuwstad"))
    call("run", "anywhere.yaml", "--city", moved)
    call("run", "anywhere.yaml")
    own, first = Path("outputs", "nieuwstad", "anywhere"), Path("outputs", "anywhere")
    assert [care2040.load(one).areas[0] for one in (own, first)] == ["nieuwstad", "utrecht"]
    assert "for the city 'nieuwstad', not" in " ".join(call("run", "anywhere.yaml", "--to", own, code=4).split())
    Path("memo.md").write_text("# Kop\n", encoding="utf-8")
    memo = ("memo", "memo.md", "--to", "out.md", "--results")
    said = " ".join(call("--city", moved, *memo, first, code=3).split())
    assert "E708" in said
    assert "of the city 'utrecht', not of 'nieuwstad'" in said
    call("--city", moved, *memo, own)
    moved.rename(tmp_path / "elders")
    assert "E230" in call(*memo, own, code=3)


def test_a_district_of_another_city_is_refused_with_the_city_that_was_meant(
    folder: Path, call: Callable[..., str]
) -> None:
    said = " ".join(call("run", "own.yaml", code=3).split())
    assert "there is no district 'boven' in Utrecht" in said
    assert "E230" in call("run", "own.yaml", "--city", "utrect", code=3)
    assert "utrecht" in call("--city", "utrect", "list", "cities", code=3)


def test_cities_are_listed_with_the_one_that_stands_elsewhere(folder: Path, call: Callable[..., str]) -> None:
    rows = json.loads(call("--city", folder, "list", "cities", "--format", "json"))
    found = {row["city"]: row for row in rows}
    assert list(found) == ["amersfoort", "utrecht", "nieuwstad"]
    assert [row["number of districts"] for row in rows] == ["10", "10", "3"]
    assert found["utrecht"]["residents"] == found["nieuwstad"]["residents"] == "374,238"
    assert found["utrecht"]["borrowed"] == found["nieuwstad"]["borrowed"] == "0"
    assert int(found["amersfoort"]["borrowed"]) > 50
    assert "gekalibreerd" in call("--language", "nl", "list", "cities")


def test_everything_that_is_wrong_with_a_city_folder_is_told_at_once(
    folder: Path, call: Callable[..., str], tmp_path: Path
) -> None:
    broken = Path(shutil.copytree(folder, tmp_path / "kapot"))
    (broken / "tables" / "house_price.csv").unlink()
    (broken / "targets.yaml").unlink()
    table = "year,district,age,sex,value\n2016,boven,0,male,1\n2016,bven,0,male,1\n"
    (broken / "tables" / "residents_counted.csv").write_text(table, encoding="utf-8")
    values = (broken / "values.yaml").read_text(encoding="utf-8")
    (broken / "values.yaml").write_text(values.replace("standing: derived", "standing: borowed", 1), encoding="utf-8")
    told = json.loads(call("check", "anywhere.yaml", "--city", broken, "--format", "json", code=3))
    found = {(Path(one["file"]).name, one["code"]): one["hint"] for one in told if one["severity"] == "error"}
    assert {*found} == {
        ("residents_counted.csv", "E304"),
        ("values.yaml", "E106"),
        ("house_market.yaml", "E214"),
        ("targets.yaml", "E001"),
    }
    assert found["residents_counted.csv", "E304"] == "did you mean 'boven'? allowed: boven, midden, beneden"
    assert "borrowed" in found["values.yaml", "E106"]


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("tile: [1, 0]", "tile: [0, 0]", "E231"),
        ("tile: [1, 0]", "tile: [1]", "E231"),
        ("base_year: 2024", "base_year: 2023", "E231"),
        ("  midden:", "  nieuwstad:", "E231"),
        ("region: ", "regoin: ", "E101"),
        ("{nl: Boven, en: Upper town}", "{nl: Boven}", "E102"),
    ],
)
def test_a_city_yaml_that_says_what_cannot_be_is_refused(tmp_path: Path, before: str, after: str, code: str) -> None:
    own = tmp_path / "nieuwstad"
    own.mkdir()
    assert before in CITY
    (own / "city.yaml").write_text(CITY.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(care2040.InvalidInput) as refused:
        find_city(own)
    assert code in {problem.code for problem in refused.value.problems}


def test_an_entry_of_a_city_takes_the_place_of_the_national_one_and_may_be_borrowed(
    folder: Path, tmp_path: Path
) -> None:
    own = Path(shutil.copytree(folder, tmp_path / "nieuwstad"))
    shipped = package_folder("parameters")
    entry = read(shipped / "national" / "workforce.yaml").data["quit_rate"] | {"value": 0.08, "standing": "borrowed"}
    (own / "more.yaml").write_text(yaml.safe_dump({"quit_rate": entry}, allow_unicode=True), encoding="utf-8")
    first, second = care2040.open().parameters["quit_rate"], care2040.open(city=own).parameters["quit_rate"]
    assert (float(second.value), second.standing, second.sector) == (0.08, "borrowed", "workforce")
    assert float(first.value) != 0.08
    assert first.sector == "workforce"
    assert Path(second.file).name == "more.yaml"


def test_a_city_that_lacks_what_each_has_of_its_own_is_told_which(
    folder: Path, tmp_path: Path, call: Callable[..., str]
) -> None:
    lacking = tmp_path / "leegstad"
    shutil.copytree(folder, lacking)
    (lacking / "involvement.yaml").unlink()
    told = " ".join(call("--city", lacking, "check", code=3).split())
    assert "error[E232]" in told
    assert "involved_share_at_start, volunteer_share_at_start, trust_share_at_start" in told
    assert "tenants_leaving_rate" not in told


def test_which_reality_checks_fail_in_a_city_that_they_were_not_tried_on_is_known() -> None:
    project = care2040.open(city="amersfoort")
    path = package_folder("parameters") / "national" / reality_checks.FILE
    with in_city(project.city):
        checks = reality_checks.load(path, project.model, project.parameters, project.known)
        verdicts = run_checks(checks, project.model, project.parameters, 32, project.carriers)
    failed = {verdict.check.name: len({one.draw for one in verdict.violations}) for verdict in verdicts}
    few = {name: draws for name, draws in failed.items() if draws}
    assert {*few} <= {"homes_for_a_group_house_it", "waiting_costs_work", "more_homes_lower_price"}
    assert sum(few.values()) <= 6
    assert not [verdict for verdict in verdicts if verdict.failed]
