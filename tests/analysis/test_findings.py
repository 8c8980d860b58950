"""The lines of the analysis in the closing summary, and the same for programs; once through the command itself."""

import json
import re
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from rich.console import Console

from care2040.analysis.levers import attribution, least_effort
from care2040.analysis.levers.attribution import Attribution
from care2040.analysis.levers.effort_search import EffortMix
from care2040.analysis.levers.least_effort import LeastEffort
from care2040.analysis.tables import Analysed
from care2040.cli.views import findings
from care2040.inputs.experiments.experiment import Optimise
from care2040.reports.tables import summary_page

LEVERS = ("technology", "retention")
YEARS = [2039, 2040]


def made_up() -> xr.Dataset:
    """Return two policies of which the second needs 500 workers less and costs 60 million euros more."""
    labels = {"policy": ["as_is", "more"], "scenario": ["evidence"], "draw": [0], "year": YEARS}
    base = xr.DataArray(np.zeros([len(members) for members in labels.values()]), labels, list(labels))
    more = xr.DataArray([0.0, 1.0], {"policy": labels["policy"]})
    payer = xr.DataArray([1.0, 2.0], {"payer": ["municipality", "state"]})
    domain = xr.DataArray([0.5, 0.5], {"domain": ["elderly_care", "youth_care"]})
    euros = {"lever_cost": 1e7, "care_cost": 0.0, "yearly_benefit": 0.0, "discounted_costs": 1e7}
    found = {name: base + more * size * payer for name, size in {**euros, "discounted_benefits": 0.0}.items()}
    found = {name: values.assign_attrs(units="euro/year", long_name=name) for name, values in found.items()}
    found["workers_needed"] = (base + 10_000 - 500 * more) * domain
    found["care_share_needed"] = (base + 0.25 - 0.015 * more).assign_attrs(units="dimensionless", long_name="Need")
    found["shortage"] = (base + 5000 - 600 * more).assign_attrs(units="person", long_name="Short")
    return xr.Dataset(found, attrs={"unchanged_policy": "as_is"})


def with_wedges() -> xr.Dataset:
    found = Attribution(
        "more", "evidence", "care_share_needed", "dimensionless", 2040, "city", 4, 0.25, 0.235, LEVERS,
        np.array([-0.0138, -0.0012]), np.array([-0.014, -0.002]), np.array([-0.013, -0.001]), None,
    )  # fmt: skip
    return attribution.attach(made_up(), found)


def with_least(reached: bool) -> xr.Dataset:
    asked = Optimise(
        policy="more",
        indicator="care_share_needed",
        target=0.24 if reached else 0.2,
        year=2040,
        scenario="evidence",
    )
    ways = {"none": ([0, 0], 0.25, 0.0), "full": ([1, 1], 0.235, 9e7), "closest": ([1, 1], 0.235, 9e7)}
    if reached:
        ways |= {"common": ([0.66, 0.66], 0.24, 6e7), "cheapest": ([0.72, 0.001], 0.24, 4e7)}
    mixes = {
        way: EffortMix(np.array(parts, dtype=float), value - asked.target, cost)
        for way, (parts, value, cost) in ways.items()
    }
    return least_effort.attach(made_up(), LeastEffort(asked, "dimensionless", "city", 9, LEVERS, mixes))


def told(dataset: xr.Dataset, capsys: pytest.CaptureFixture[str]) -> str:
    findings.print_findings(dataset, Console(file=sys.stdout, width=200, soft_wrap=True))
    return capsys.readouterr().out


def test_policies_stand_beside_each_other_with_what_each_worker_costs(capsys):
    text = told(made_up(), capsys)
    assert "what it costs in 2040, against as is" in text
    (line,) = [line for line in text.splitlines() if line.strip().startswith("more")]
    assert line.split() == ["more", "+30", "+30", "500", "60,000"]


def test_a_policy_that_avoids_nobody_has_no_cost_for_each(capsys):
    dataset = made_up()
    dataset["workers_needed"] = dataset["workers_needed"].isel(policy=[1, 0]).assign_coords(policy=dataset["policy"])
    text = told(dataset, capsys)
    assert "-500" in text
    assert "none avoided" in text
    assert findings.as_data(dataset)["changes"][0]["net_cost_per_avoided_care_worker"] is None


def test_each_lever_has_a_line(capsys):
    text = told(with_wedges(), capsys)
    assert "what each lever of more adds: care_share_needed in 2040, 25.00% to 23.50%" in text
    lines = {line.split()[0]: line.split()[1:] for line in text.splitlines() if line.strip()}
    assert lines["technology"] == ["-1.38", "-1.40", "-1.30"]
    assert lines["together"] == ["-1.50", "-1.60"]


def test_the_least_effort_is_told_or_how_close_it_comes(capsys):
    text = told(with_least(True), capsys)
    assert "care_share_needed at most 24.0% in 2040 can be reached with more" in text
    assert "least, alike for all    24.0%, 60 million euros: every lever 66%" in text
    assert "cheapest mix found      24.0%, 40 million euros: technology 72%\n" in text
    text = told(with_least(False), capsys)
    assert "at most 20.0% in 2040 cannot be reached with more" in text
    assert "closest to the target   23.5%, 90 million euros: every lever 100%" in text


@pytest.mark.parametrize(("target", "already"), [(0.24, False), (0.3, True)])
def test_an_aim_that_is_kept_without_any_effort_is_said(target, already, capsys):
    dataset = with_least(True)
    for name in dataset.data_vars:
        if "target" in dataset[name].attrs:
            dataset[name].attrs["target"] = target
    assert ("without any effort it is kept already" in told(dataset, capsys)) == already
    for language, said in (("en", "It is kept already without any effort."), ("nl", "wordt dit al gehaald")):
        page = summary_page.page(Analysed(dataset.assign_attrs(indicators=["care_share_needed"])), language)
        assert (said in page) == already


def test_levers_that_are_left_out_are_named_where_they_are_few():
    def efforts(*parts: float) -> str:
        return findings._efforts(pd.DataFrame({"lever": ["a", "b", "c"], "part": parts}))

    assert efforts(1, 0, 1) == "every lever 100%, but not b"
    assert efforts(1, 0, 0) == "a 100%"
    assert efforts(1, 0, 0.5) == "a 100%, c 50%"
    assert efforts(0.5, 0.5, 0.5) == "every lever 50%"


def test_one_policy_has_nothing_to_tell(capsys):
    alone = made_up().isel(policy=[0])
    assert told(alone, capsys) == ""
    assert findings.as_data(alone) == {}
    assert not findings.has_findings(alone)
    assert findings.has_findings(made_up())


def test_programs_get_the_same_without_a_number_that_is_none():
    for dataset in (with_wedges(), with_least(True), with_least(False)):
        data = json.loads(json.dumps(findings.as_data(dataset), allow_nan=False))
        assert data["against"] == "as_is"
        assert data["changes"][0]["policy"] == "more"
    assert [row["lever"] for row in findings.as_data(with_wedges())["wedges"]] == list(LEVERS)
    assert findings.as_data(with_wedges())["wedges"][0]["standard_error"] is None


QUESTION = """\
title: {en: Two levers, nl: Twee maatregelen}
question: {en: What do they do?, nl: Wat doen ze?}
policies:
  as_is: {}
  both: {technology: {effort: 1}, retention: {effort: 1}}
resolution: city
end: 2035
indicators: [care_share_needed]
figures: [wedges]
wedges: {policy: both, indicator: care_share_needed, year: 2034}
choose:
  policy: both
  objectives: {cost: {minimise: lever_cost, years: [2024, 2034]}}
  constraints: {kept: {indicator: care_share_needed, at_most: 0.205, year: 2034}}
"""


@pytest.mark.slow
def test_an_experiment_with_questions_writes_and_tells_the_answers(tmp_path: Path, monkeypatch, capsys):
    from typer.testing import CliRunner

    from care2040.cli.app import app

    (tmp_path / "two.yaml").write_text(QUESTION, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(app, ["run", "two.yaml", "--to", "answer"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert "what each lever of both adds" in result.output
    assert re.search(r"care_share_needed at most 20.5\d?% in 2034 can be reached with both", result.output)
    files = {path.name for path in (tmp_path / "answer").iterdir()}
    assert files >= {"summary.csv", "summary.md", "summary_nl.md", "costs.csv", "wedges.csv", "least_effort.csv"}
    assert (tmp_path / "answer" / "figures" / "wedges.nl.png").is_file()
    with xr.open_dataset(tmp_path / "answer" / "run.nc") as run:
        assert float(run["wedges"].sum()) == pytest.approx(run["wedges"].end - run["wedges"].start, abs=1e-9)
    listed = json.loads((tmp_path / "answer" / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert "wedges.csv" in listed
