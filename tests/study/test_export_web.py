"""The model in a web page: node gives the numbers of Python, from what was exported alone."""

import json
import re
import subprocess
from pathlib import Path

import numpy as np
import pytest

from care2040.engine.batch.solver import Solver
from care2040.engine.simulation import simulate
from care2040.engine.simulation.settings import RunSettings
from care2040.files.problems import InvalidInput
from care2040.language.readings import is_city_reading, quantity_of
from care2040.study.export.web import export_web

RUN = """
import fs from "fs";
import { load, loadScript, run } from "./driver.mjs";
const manifest = JSON.parse(fs.readFileSync("manifest.json", "utf8"));
const model = fs.existsSync("model.wasm")
  ? await load(fs.readFileSync("model.wasm"), manifest)
  : loadScript(await import("./model.mjs"), manifest);
if (process.argv[2]) {
  const { first, size } = manifest.places.given[process.argv[2]];
  const policy = manifest.policies.as_is;
  manifest.constant[process.argv[2]] = policy.constant[process.argv[2]] = Array(size).fill(Number(process.argv[3]));
}
const told = {};
for (const policy of Object.keys(manifest.policies)) {
  const { years, values } = run(model, policy);
  const lists = Object.entries(values).map(([name, own]) => [name, own.map((numbers) => [...numbers])]);
  told[policy] = { years, values: Object.fromEntries(lists) };
}
console.log(JSON.stringify(told));
"""


def run_in_node(node, folder, *arguments):
    (folder / "run.mjs").write_text(RUN, encoding="utf-8")
    return subprocess.run([node, "run.mjs", *arguments], cwd=folder, capture_output=True, text=True)


@pytest.mark.parametrize("resolution", ["city", "district"])
@pytest.mark.parametrize("form", ["wasm", "js"])
def test_a_page_gives_the_numbers_of_python(whole, node, tmp_path, form, resolution):
    made = export_web(whole.project, Path("who_decides"), form, tmp_path, resolution=resolution)
    told = json.loads(run_in_node(node, tmp_path, "").stdout)
    experiment = whole.shipped("who_decides")
    scenario = next(iter(experiment.scenarios))
    asked = whole.project.experiment("who_decides", resolution=resolution)
    expected = simulate.run(whole.model, asked, whole.parameters, settings=RunSettings(solver=Solver()))
    assert [*told] == [*experiment.policies]
    assert made.policies == len(told)
    for policy, one in told.items():
        assert one["years"] == expected["year"].values.tolist()
        assert len(one["values"]) == made.readings + made.flows
        for name, values in one["values"].items():
            run = expected[quantity_of(name)].sel(policy=policy, scenario=scenario).isel(draw=0)
            if "area" in run.dims:
                run = run.isel(area=slice(0, 1) if is_city_reading(name) or resolution == "city" else slice(1, None))
            python = run.values.reshape(len(run["year"]), -1)
            largest = np.abs(python).max()
            np.testing.assert_allclose(values, python, rtol=0, atol=1e-12 * largest, err_msg=f"{policy} {name}")


def test_what_goes_wrong_in_a_page_is_named_with_its_moment(whole, node, tmp_path):
    export_web(whole.project, Path("one_in_four"), "wasm", tmp_path, ("as_is",), resolution="city")
    found = run_in_node(node, tmp_path, "quit_rate", "40")
    assert found.returncode != 0
    assert re.search(r"Error: '\w+' is NaN in 2016\.25, at the lowest NaN", found.stderr)


def test_javascript_can_be_read_by_a_person(whole, tmp_path):
    export_web(whole.project, Path("one_in_four"), "js", tmp_path, resolution="city")
    text = (tmp_path / "model.mjs").read_text(encoding="utf-8")
    assert "{ // hires" in text
    assert "// domain" in text
    assert len((tmp_path / "driver.mjs").read_text(encoding="utf-8").splitlines()) < 80


def test_names_that_the_experiment_does_not_have_are_all_told_and_nothing_is_written(whole, tmp_path):
    with pytest.raises(InvalidInput) as refused:
        export_web(whole.project, Path("one_in_four"), "wasm", tmp_path / "out", ("as_iss",), "evidense")
    assert [problem.code for problem in refused.value.problems] == ["E941", "E941"]
    assert "did you mean 'evidence'?" in str(refused.value.problems)
    assert not (tmp_path / "out").exists()
