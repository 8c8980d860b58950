"""What draws and sweeps tell as files: CSV, sheets and a page in each language, of results that no model made."""

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from care2040.analysis.tables import stored_table, tables
from care2040.analysis.uncertainty import attach
from care2040.cli.views import findings
from care2040.inputs.experiments.experiment import Discovery, Experiment, Robustness
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.reports.tables import summary_page
from care2040.reports.tables.analysis_sheets import analysis_sheets
from care2040.reports.tables.write_result import write_analysis

NAMES = ["growth_of_productivity", "quit_rate", "hours_per_fte", "idle"]
TEXT = {"en": "How sure", "nl": "Hoe zeker"}


def experiment(**other) -> Experiment:
    made = Experiment(
        name="sure",
        title=TEXT,
        question=TEXT,
        scenarios={"evidence": ()},
        policies={"as_is": (), "more": ()},
        draws=1,
        seed=3,
        start=2024,
        end=2041,
        resolution="city",
        indicators=("care_share_needed", "shortage"),
        figures=(),
    )
    return replace(made, **other)


def many(units: np.ndarray, method: str = "monte_carlo", failed: int | None = None) -> xr.Dataset:
    base = 0.15 + units @ np.array([0.1, 0.02, -0.02, 0.0])
    both = np.stack([base, base * 0.9])[:, None, :, None, None] * np.array([0.5, 1.0])
    labels = {"policy": ["as_is", "more"], "scenario": ["evidence"], "draw": range(len(units)), "area": ["utrecht"]}
    labels |= {"year": [2030, 2040], "parameter": NAMES}
    dims = ("policy", "scenario", "draw", "area", "year")
    status = np.zeros((2, 1, len(units)), dtype=np.int8)
    if failed is not None:
        status[1, 0, failed], both[1, 0, failed] = 1, np.nan
    found = {
        "care_share_needed": (dims, both, {"units": "dimensionless", "long_name": "Need", "kind": "indicator"}),
        "shortage": (dims, both * 1e5, {"units": "person", "long_name": "Short", "kind": "indicator"}),
        "status": (dims[:3], status),
        "units": (("draw", "parameter"), units),
        "drawn": (("draw", "parameter"), units),
    }
    design = json.dumps({"method": method, "parameters": NAMES, "seed": 3})
    about = {"title": "How sure", "title_nl": "Hoe zeker", "experiment": "sure", "unchanged_policy": "as_is"}
    return xr.Dataset(found, labels, about | {"indicators": ["care_share_needed", "shortage"], "design": design})


def salib(method: str, samples: int) -> np.ndarray:
    problem = {"num_vars": 4, "names": NAMES, "bounds": [[0, 1]] * 4}
    if method == "sobol":
        from SALib.sample import sobol

        return sobol.sample(problem, samples, calc_second_order=False, seed=3)
    from SALib.sample import morris

    return morris.sample(problem, samples, seed=3)


@pytest.fixture(scope="module")
def drawn() -> xr.Dataset:
    asked = experiment(
        robustness=Robustness(indicator="care_share_needed", year=2040, at_most=0.2),
        discovery=Discovery(policy="as_is", scenario="evidence"),
    )
    found, notes = attach.attach(many(np.random.default_rng(1).random((300, 4)), failed=7), asked, Parameters([]))
    assert notes == ()
    return found


@pytest.fixture(scope="module")
def swept() -> xr.Dataset:
    found, notes = attach.attach(many(salib("sobol", 64), "sobol"), experiment(), Parameters([]))
    assert notes == ()
    return found


@pytest.fixture(scope="module")
def screened() -> xr.Dataset:
    found, notes = attach.attach(many(salib("morris", 6), "morris"), experiment(), Parameters([]))
    assert notes == ()
    return found


def test_each_kind_of_ensemble_has_its_tables(drawn, swept, screened):
    of_draws = {"robustness", "discovery", "discovery_steps"}
    of_sobol = {"robustness", "sobol", "convergence"}
    extra = of_draws | of_sobol | {"morris"}
    assert set(tables(drawn)) & extra == of_draws
    assert set(tables(swept)) & extra == of_sobol
    assert set(tables(screened)) & extra == {"morris"}
    assert [sheet.name for sheet in analysis_sheets(drawn)][-2:] == ["Robustness", "Discovery"]
    assert "Sobol" in [sheet.name for sheet in analysis_sheets(swept)]
    assert "Morris" in [sheet.name for sheet in analysis_sheets(screened)]


def test_the_outcomes_of_a_sweep_are_the_first_under_every_policy_and_the_others_under_the_first(swept):
    rows = tables(swept)["sobol"]
    cases = list(dict.fromkeys(zip(rows["policy"], rows["indicator"], strict=True)))
    assert cases == [("as_is", "care_share_needed"), ("more", "care_share_needed"), ("as_is", "shortage")]
    first = rows.iloc[0]
    assert (first["parameter"], first["rank"], first["rank_best"], first["rank_worst"]) == (NAMES[0], 1, 1, 1)
    assert first["high"] - first["low"] == pytest.approx(0.09, abs=1e-6)
    assert first["middle"] == pytest.approx(0.2, abs=0.002)


def test_the_page_tells_chances_bounds_and_what_was_left_out(drawn):
    english, dutch = (summary_page.page(drawn, language) for language in ("en", "nl"))
    assert "## How sure: Care workers needed" in english
    assert "Over 299 draws; failed and left out: 1." in english
    assert "| Chance that it holds |" in english
    assert "## When does it fail: Unchanged policy" in english
    assert re.search(r"\| Productivity in care \| (above|below) 0\.[45]", english)
    assert "## Hoe zeker: Zorgmedewerkers nodig" in dutch
    assert "hoogstens 20,0%" in dutch
    assert "| Productiviteit in de zorg |" in dutch


def test_the_page_ranks_assumptions_with_places_that_may_change(swept, screened):
    page = summary_page.page(swept, "en", [screened])
    assert "## Where the uncertainty comes from: Care workers needed" in page
    assert "| 1 | Productivity in care |" in page
    assert "| 2\u20133 | " in page
    assert "## What matters: Care workers needed" in page
    assert "| 1 | Productivity in care | 10.0 (±0.0) | +10.0 | 0.0 |" in page
    for block in page.split("\n\n"):
        rows = [line.count("|") for line in block.splitlines() if line.startswith("|")]
        assert len(set(rows)) <= 1


def test_everything_is_written_from_both_sweeps(swept, screened, tmp_path: Path):
    write_analysis([swept, screened], tmp_path)
    names = {path.name for path in tmp_path.iterdir()}
    assert {"sobol.csv", "convergence.csv", "morris.csv", "robustness.csv", "summary.md", "summary_nl.md"} <= names
    header = (tmp_path / "sobol.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header.startswith(
        "policy,scenario,indicator,year,unit,rank,rank_best,rank_worst,parameter,total,total_interval"
    )


def test_what_cannot_be_told_is_a_note_and_the_rest_is_told():
    asked = experiment(
        discovery=Discovery(policy="more", scenario="evidence"),
        robustness=Robustness(indicator="shortage", year=2040, at_most=9e9),
    )
    found, notes = attach.attach(many(np.random.default_rng(1).random((60, 4))), asked, Parameters([]))
    assert notes == ("the policy 'more' fails in 0 of 60 draws: fewer than 20 are too few to say where",)
    assert "robust_chance" in found
    one, notes = attach.attach(many(np.full((1, 4), 0.5)), asked, Parameters([]))
    assert notes == ("discovery needs more than one draw: there is nothing to discover",)
    assert "robust_chance" not in one


def lines(dataset: xr.Dataset) -> list[str]:
    """Return what the terminal tells of draws and sweeps."""
    held = {name: stored_table(dataset, name) for name in ("robustness", "discovery", "sobol", "morris")}
    return [line for name, rows in held.items() if rows is not None for line in findings.LINES[name](rows)]


def test_the_closing_summary_tells_chances_bounds_and_what_matters(drawn, swept, screened):
    told = list(lines(drawn))
    assert told[0] == "how sure: care_share_needed at most 20.0% in 2040, over 299 draws"
    assert told[1].startswith("  more ")
    chance = tables(drawn)["robustness"].iloc[0]["chance"]
    assert f"{chance:.0%} of the draws (" in told[1]
    assert told[3].startswith("when as_is fails: not care_share_needed at most 20.0% in 2040; ")
    assert told[5].startswith("  growth_of_productivity ")
    told = list(lines(swept))
    assert "what matters: care_share_needed in 2040, policy as_is (Sobol, 64 samples" in told[-5]
    assert told[-4].startswith("  1     growth_of_productivity ")
    assert told[-3].startswith("  2-3   ")
    told = list(lines(screened))
    assert told[1].endswith(" 10.0 (+-0.0) over its range")
    assert not list(lines(swept.drop_vars(["sobol_total", "robust_chance"])))


def test_programs_get_the_same_as_data(drawn):
    found = findings.as_data(drawn)
    assert {"robustness", "discovery"} <= set(found)
    json.dumps(found, allow_nan=False)
