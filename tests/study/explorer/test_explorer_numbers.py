"""The numbers of the page: node runs what the page runs, and Python the same experiment from the command line."""

import json
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from care2040.engine.batch.solver import Solver
from care2040.engine.simulation import simulate
from care2040.engine.simulation.settings import RunSettings
from care2040.inputs.calibration_targets import TARGETS, read_plan
from care2040.results.series import series
from care2040.study.explorer.bundle import page_folder
from care2040.study.explorer.make import Asked, described, packed_parts

pytestmark = pytest.mark.slow

DRAWS = 4
CHOSEN: list[dict[str, Any]] = [
    {"scenario": "evidence", "levers": {}},
    {"scenario": "vision", "levers": {"retention": {"effort": 0.6}}},
    {
        "scenario": "tight_labour_market",
        "levers": {
            "technology": {"effort": 1, "start": 2027.5, "full_by": 2031},
            "prevention": {"effort": 0.35, "start": 2028, "until": 2036},
            "community_building": {"effort": 0.45, "spread": "by_need"},
            "carer_respite": {"effort": 0.9, "spread": "limited", "start": 2026, "full_by": 2026},
        },
    },
    {"scenario": "building_slump", "policy": "all_together", "levers": {"affordable_homes": {"effort": 1}}},
]
"""What is chosen in the page: as is, one lever, moments and spread of every kind, and a future with changes."""


def experiment_of(choices: list[dict[str, Any]], resolution: str, draws: int, **more: Any) -> dict[str, Any]:
    """Return the experiment that says the same."""
    keys = {"start": "from"}
    policies: dict[str, Any] = {}
    for place, choice in enumerate(choices):
        policies[f"choice_{place}"] = {
            name: {
                keys.get(key, key): value
                for key, value in setting.items()
                if resolution == "district" or key != "spread"
            }
            for name, setting in choice["levers"].items()
        }
    scenarios: dict[str, Any] = {
        "evidence": {},
        "vision": {},
        "tight_labour_market": {"labour_market_tightness": {"multiply": 1.15, "from": 2026, "full_by": 2030}},
        "building_slump": {"construction_capacity": {"multiply": 0.7, "from": 2026}},
    }
    return {
        "name": "chosen",
        "title": {"en": "Chosen", "nl": "Gekozen"},
        "question": {"en": "What?", "nl": "Wat?"},
        "resolution": resolution,
        "draws": draws,
        "scenarios": scenarios,
        "policies": policies,
        **more,
    }


def in_node(node: str, folder: Path, parts: Mapping[str, str], script: str, choices: list[dict[str, Any]]) -> Any:
    """Return what the modules of the page make of choices."""
    for name, content in parts.items():
        (folder / f"packed-{name}").write_text(content, encoding="utf-8")
    if script:
        (folder / "model.js").write_text(script, encoding="utf-8")
    (folder / "choices.json").write_text(json.dumps(choices), encoding="utf-8")
    program = Path(__file__).parent / "numbers.mjs"
    told = subprocess.run([node, program, folder, page_folder()], capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    return json.loads(told.stdout)


@pytest.fixture(scope="module", params=["city", "district"])
def made(whole, request):
    """Give what stands in a page at each resolution, and its resolution."""
    facts, running = described(whole.project, Asked(resolution=request.param, draws=DRAWS, loops=False))
    return request.param, facts, running


@pytest.mark.parametrize("plain", [False, True], ids=["wasm", "javascript"])
def test_the_page_gives_the_numbers_of_the_command_line(whole, node, tmp_path, made, plain):
    resolution, facts, running = made
    told = in_node(node, tmp_path, *packed_parts(facts, running, plain), CHOSEN)
    assert told["engine"] == ("javascript" if plain else "wasm")
    names = [name for name in facts["quantities"] if name in whole.project.indicators]
    asked = whole.project.experiment(experiment_of(CHOSEN, resolution, 1, indicators=names))
    dataset = simulate.run(whole.model, asked, whole.parameters, settings=RunSettings(solver=Solver()))
    compare(told["told"], dataset, facts, draws=False)


def test_the_draws_of_the_page_are_those_of_the_command_line(whole, node, tmp_path, made):
    resolution, facts, running = made
    choices = [{**choice, "draws": DRAWS} for choice in (CHOSEN[0], CHOSEN[2])]
    told = in_node(node, tmp_path, *packed_parts(facts, running, False), choices)
    names = [name for name in facts["quantities"] if name in whole.project.indicators]
    asked = whole.project.experiment(experiment_of(choices, resolution, DRAWS, indicators=names, equations="drawn"))
    drawn = whole.parameters.at(resolution).with_laws(asked.drawn_laws).draw(DRAWS, asked.seed)
    for name, values in told["drawn"].items():
        np.testing.assert_allclose(values, drawn[name], rtol=1e-12, err_msg=name)
    carriers = read_plan(whole.project.folder / "cities" / "utrecht" / TARGETS, whole.parameters).carriers
    settings = RunSettings(solver=Solver(), carriers=carriers)
    compare(told["told"], simulate.run(whole.model, asked, whole.parameters, settings=settings), facts, draws=True)


def compare(told: Any, dataset: Any, facts: Any, draws: bool) -> None:
    """Compare every quantity that has a number for the city, and of it every district and every part."""
    dataset = dataset.assign_attrs(indicators=[name for name in facts["quantities"] if name in dataset])
    compared = 0
    for part in series(dataset):
        name, _, member = part.name.partition(".")
        largest = max(float(abs(part.values).max()), 1e-300)
        for place, answers in enumerate(told):
            scenario = (CHOSEN if not draws else [CHOSEN[0], CHOSEN[2]])[place]["scenario"]
            expected = part.city.sel(policy=f"choice_{place}", scenario=scenario).transpose("draw", "year").values
            for draw, answer in enumerate(answers):
                found = answer[name]["city"] if not member else of_member(answer[name], facts, name, member)
                np.testing.assert_allclose(
                    found, expected[draw], rtol=0, atol=1e-12 * largest, err_msg=f"{part.name} {place} {draw}"
                )
                compared += 1
        if facts["districts"] and not member and name in facts["quantities"] and "area" in dataset[name].dims:
            for number, district in enumerate(facts["axes"]["district"]):
                own = part.values.sel(policy="choice_0", scenario="evidence", area=district).isel(draw=0).values
                found = told[0][0][name]["districts"][number]
                np.testing.assert_allclose(found, own, rtol=0, atol=1e-12 * largest, err_msg=f"{name} {district}")
    assert compared > 30


def of_member(answer: Any, facts: Any, name: str, member: str) -> list[float]:
    """Return the part of a quantity for one payer or domain, by year."""
    (axis,) = (axis for axis in facts["quantities"][name]["axes"] if axis != "district")
    return [parts[facts["axes"][axis].index(member)] for parts in answer["parts"]]


def test_a_law_that_is_chosen_counts(whole, node, tmp_path, made):
    resolution, facts, running = made
    quantity, law = next((quantity, laws["options"][1]["name"]) for quantity, laws in facts["laws"].items())
    choices = [{"scenario": "evidence", "levers": {}, "laws": {quantity: law}}]
    (told,) = in_node(node, tmp_path, *packed_parts(facts, running, False), choices)["told"]
    asked = whole.project.experiment(
        experiment_of(choices, resolution, 1, indicators=["shortage"], equations={quantity: law})
    )
    expected = simulate.run(whole.model, asked, whole.parameters, settings=RunSettings(solver=Solver()))["shortage"]
    values = expected.sel(scenario="evidence").values.ravel()
    np.testing.assert_allclose(told[0]["shortage"]["city"], values, rtol=1e-11)


def test_everything_that_is_asked_beside_a_run_is_named(whole):
    facts, _ = described(whole.project, Asked(Path("bend_to_one_in_six"), draws=2, loops=False))
    assert facts["notAnswered"]


EXPERIMENTS = ("extremes", "unequal_investing", "which_law", "bend_to_one_in_six", "review_2032", "pathways_to_2040")


@pytest.mark.parametrize("name", EXPERIMENTS)
def test_an_experiment_as_a_page_gives_its_own_numbers(whole, node, tmp_path, name):
    facts, running = described(whole.project, Asked(Path(name), draws=2, loops=False))
    (scenario, *_) = facts["scenarios"]
    choices = [
        {"scenario": scenario, "policy": policy, "levers": own["levers"]} for policy, own in facts["policies"].items()
    ]
    told = in_node(node, tmp_path, *packed_parts(facts, running, False), choices)["told"]
    experiment = replace(whole.project.experiment(name, draws=1), sweep=None)
    run = simulate.run(whole.model, experiment, whole.parameters, settings=RunSettings(solver=Solver()))
    for (answer,), policy in zip(told, facts["policies"], strict=True):
        expected = run["shortage"].sel(policy=policy, scenario=scenario).values.ravel()
        largest = float(abs(expected).max())
        np.testing.assert_allclose(answer["shortage"]["city"], expected, rtol=0, atol=1e-12 * largest, err_msg=policy)
