"""Draws that learn before they run, from the command line: the same whoever runs them, resumed, told, or refused."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import xarray as xr
from typer.testing import CliRunner, Result

from care2040.analysis.observations import learning
from care2040.cli import app
from care2040.engine.ensembles import ensemble
from care2040.reports.memos import cautions
from care2040.study.explorer.make import Asked, described
from care2040.study.project import Project, open_project
from care2040.wording.names import source_line

HEAD = """\
title: {en: Small, nl: Klein}
question: {en: Does it learn?, nl: Leert het?}
end: 2026
resolution: city
equations: {matches: drawn}
indicators: [care_share_needed, shortage]
"""
LEARNT = "learn: true\ndraws: 12\n"


@pytest.fixture(scope="module")
def project() -> Project:
    return open_project()


@pytest.fixture
def run(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Write an experiment and run it in an empty folder; a few draws learn together."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys.modules["care2040.cli.run"], "open_project", lambda: project)
    monkeypatch.setattr(learning, "GROUP", 60)

    def invoke(text: str, *words: str) -> Result:
        Path("small.yaml").write_text(HEAD + text, encoding="utf-8")
        result = CliRunner().invoke(app.app, ["run", "small.yaml", *words])
        assert "Traceback" not in result.output
        return result

    return invoke


def result(name: str = "outputs/small") -> xr.Dataset:
    with xr.open_dataset(f"{name}/run.nc", engine="netcdf4") as found:
        return found.load()


@pytest.mark.slow
def test_draws_that_learnt_are_the_same_again_go_on_where_they_stopped_and_are_told_of(
    run: Callable[..., Result], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("draws: 12\n").exit_code == 0
    drawn = result()
    # another design: what is there is not taken for it
    first = run(LEARNT)
    assert first.exit_code == 0, first.output
    found = result()
    assert found.sizes["draw"] == 12
    assert not np.array_equal(found["drawn"], drawn["drawn"])
    facts = json.loads(found.attrs["design"])["learnt"]
    assert facts["counts"] == sum(one["counts"] for one in facts["series"])
    manifest = json.loads(Path("outputs/small/manifest.json").read_text(encoding="utf-8"))
    assert manifest["experiment"]["learn"] is True
    assert any(line.startswith(f"the draws learnt from {facts['counts']} counts") for line in manifest["notes"])
    words = source_line(found.attrs, None, "evidence", "nl")
    assert words.endswith(f", met trekkingen die hebben geleerd van {facts['counts']} tellingen.")
    (told,) = cautions.learnt([SimpleNamespace(name="small", dataset=found)], "en")
    assert "moved beforehand to what was counted" in told
    assert cautions.learnt([SimpleNamespace(name="small", dataset=drawn)], "en") == ()
    monkeypatch.setattr(ensemble, "fill", lambda *_: pytest.fail("nothing was to be run"))
    assert run(LEARNT).exit_code == 0
    np.testing.assert_array_equal(result()["shortage"], found["shortage"])


@pytest.mark.slow
def test_who_runs_them_does_not_matter(run: Callable[..., Result]) -> None:
    assert run(LEARNT).exit_code == 0
    assert run(LEARNT, "--workers", "2", "--to", "outputs/other").exit_code == 0
    for name in ("shortage", "drawn", "units"):
        np.testing.assert_array_equal(result()[name], result("outputs/other")[name])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "learn: true\nsweep: {method: latin_hypercube, samples: 4, parameters: [quit_rate]}\n",
            "sweep lays its points",
        ),
        (
            f"{LEARNT}policies: {{as_is: {{}}, all: {{retention: {{effort: 1}}}}}}\n"
            "choose: {policy: all, draws: 8, objectives: {short: {minimise: shortage, year: 2025}}}\n",
            "which do not learn",
        ),
    ],
)
def test_what_cannot_learn_is_refused(run: Callable[..., Result], text: str, words: str) -> None:
    refused = run(text)
    assert refused.exit_code == 3
    assert "E455" in refused.output
    assert words in " ".join(refused.output.split())


@pytest.mark.slow
def test_a_page_that_draws_by_itself_says_that_its_draws_did_not_learn(project: Project, tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    for learn, named in ((LEARNT, True), (LEARNT.replace("true", "false"), False)):
        path.write_text(HEAD + learn, encoding="utf-8")
        facts, _ = described(project, Asked(path, draws=2, loops=False))
        assert ("learn" in facts["notAnswered"]) is named


@pytest.mark.slow
def test_a_single_run_says_that_nothing_learns(run: Callable[..., Result]) -> None:
    told = run(LEARNT, "--draws", "1")
    assert told.exit_code == 0
    assert "nothing learns from what was counted in a single run" in " ".join(told.output.split())
    manifest = json.loads(Path("outputs/small/manifest.json").read_text(encoding="utf-8"))
    assert manifest["experiment"]["learn"] is False
