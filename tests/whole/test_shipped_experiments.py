"""The experiments that ship, the guide beside them, and the schema for editors."""

import json
import re
import textwrap

import numpy as np
import pytest

from care2040.figures import FIGURES
from care2040.files.package_files import package_folder
from care2040.inputs.experiments.experiment import Experiment, Known, load
from care2040.inputs.experiments.schema import SCHEMA_FILE, ExperimentInFile, json_schema, schema_text
from care2040.inputs.parameters.parameter_set import Parameter
from care2040.inputs.policies.levers import LEVERS
from care2040.inputs.policies.levers import load as load_levers
from care2040.inputs.policies.path_maker import Change

# the names of the design
INDICATORS = re.findall(
    r"\w+",
    """
    care_share_needed care_share_working shortage shortage_fte shortage_share unmet_need_share waiting_for_care
    care_share_needed_by_residents care_share_national care_share_national_low care_share_national_high
    growth_for_one_in_four need_caused_by_shortage
    workload absence informal_carers heavily_burdened_share carers_per_resident_85_plus neighbour_helpers
    waiting_time_social_rent blocked_places homeless_people homes residents minors residents_65_plus
    residents_75_plus residents_85_plus density poverty_share lonely_share frailty_gap healthy_life_expectancy_gap
    unhealthy_share_18_64 meeting_places_per_1000 jobs care_cost net_benefit
    """,
)
KNOWN = Known(tuple(INDICATORS), tuple(FIGURES))
PARAMETERS = {
    name: Parameter(
        name=name,
        about="stands in for the shipped one",
        unit="dimensionless",
        axes=(),
        years=(),
        value=np.array(value),
        range=None,
        spread="none",
        year=2024,
        source=("judgement",),
        standing="judged",
        fold=None,
        file="test.yaml",
        line=1,
    )
    for name, value in {
        "construction_capacity": 1.0,
        "growth_in_common": 0.0,
        "growth_by_epidemiology": 0.01,
        "growth_by_income_and_technology": 0.01,
        "growth_by_policy": 0.01,
        "future_growth_share": 1.0,
        "labour_market_tightness": 1.0,
    }.items()
}
SHIPPED = sorted(package_folder("experiments").glob("*.yaml"))


def shipped(name: str) -> Experiment:
    return load(package_folder("experiments") / f"{name}.yaml", PARAMETERS, KNOWN)


def test_one_in_four_asks_what_is_found_and_what_one_in_four_would_take():
    experiment = shipped("one_in_four")
    futures = ["evidence", "contained", "official_forecast", "open_ended", "vision"]
    assert experiment.policies == {"as_is": ()}
    assert [*experiment.scenarios] == [*futures, "building_slump", "tight_labour_market"]
    assert experiment.scenarios["building_slump"] == (
        Change("construction_capacity", {}, "multiply", 0.7, 2026.0, None, None),
    )
    assert experiment.scenarios["tight_labour_market"] == (
        Change("labour_market_tightness", {}, "multiply", 1.15, 2026.0, 2030.0, None),
    )
    assert "one_in_four" in [asked.name for asked in experiment.figures]
    shares = {"care_share_needed", "care_share_needed_by_residents", "care_share_national"}
    assert {*shares, "growth_for_one_in_four", "care_share_working", "shortage"} <= set(experiment.indicators)


def test_no_growth_beyond_demography_sets_it_for_the_whole_run():
    experiment = shipped("no_growth_beyond_demography")
    parts = ("epidemiology", "income_and_technology", "policy")
    assert experiment.policies == {"as_is": ()}
    assert experiment.scenarios == {
        "evidence": (),
        "only_demography": (Change("future_growth_share", {}, "set", 0.0, None, None, None),),
        "cpb_growth": (
            *(Change(f"growth_by_{part}", {}, "set", 0.0, None, None, None) for part in parts),
            Change("growth_in_common", {}, "set", 0.01, None, None, None),
        ),
    }


@pytest.mark.parametrize("path", SHIPPED, ids=[path.stem for path in SHIPPED])
def test_the_first_line_of_an_experiment_points_editors_at_the_schema(path):
    assert path.read_text(encoding="utf-8").splitlines()[0] == f"# yaml-language-server: $schema={SCHEMA_FILE}"


def test_the_schema_beside_the_experiments_is_fresh():
    written = json.loads((package_folder("experiments") / SCHEMA_FILE).read_text(encoding="utf-8"))
    assert written == json_schema(), "write it anew: python -m tools.refresh"


def test_the_schema_refuses_unknown_keys_at_every_level_and_tells_what_each_is():
    schema = json_schema()
    assert schema["additionalProperties"] is False
    assert set(schema["required"]) == {"title", "question", "indicators"}
    for part in schema["$defs"].values():
        assert part["additionalProperties"] is False
        assert all(key["description"] for key in part["properties"].values())
    assert all(key["description"] for key in schema["properties"].values())
    change = schema["$defs"]["ChangeInFile"]
    assert set(change["properties"]) == {
        "set",
        "multiply",
        "add",
        "effort",
        "from",
        "full_by",
        "until",
        "spread",
        "when",
    }
    assert change["properties"]["effort"] == {
        "type": "number",
        "minimum": 0,
        "maximum": 1,
        "description": "Of a lever or a package: the part of full effort, 0 to 1.",
    }
    assert change["properties"]["spread"]["enum"] == ["evenly", "by_need", "limited"]
    assert change["dependentRequired"] == {"full_by": ["from"], "spread": ["effort"], "when": ["effort"]}
    assert schema["properties"]["policies"]["additionalProperties"] is False
    assert json.loads(schema_text()) == schema


def guide() -> str:
    return (package_folder("experiments") / "README.md").read_text(encoding="utf-8")


def test_the_guide_explains_every_key():
    cells = re.findall(r"^\| (`\w+`(?:, `\w+`)*) \|", guide(), flags=re.MULTILINE)
    explained = {name for cell in cells for name in re.findall(r"\w+", cell)}
    schema = json_schema()
    keys = {
        *schema["properties"],
        *(
            key
            for part in ("ChangeInFile", "When", "Choose", "RobustMixes", "Pathways")
            for key in schema["$defs"][part]["properties"]
        ),
    }
    assert keys == explained


def test_the_guide_states_the_defaults():
    for key in ("draws", "seed", "start", "end", "resolution"):
        default = ExperimentInFile.model_fields[key].default
        assert re.search(rf"^\| `{key}` \|.*\| `{default}` \|$", guide(), flags=re.MULTILINE), key


def test_the_examples_of_the_guide_are_good(tmp_path):
    whole, _, changes, *_ = re.findall(r"```yaml\n(.*?)```", guide(), flags=re.DOTALL)
    path = tmp_path / "example.yaml"
    path.write_text(whole, encoding="utf-8")
    experiment = load(path, PARAMETERS, KNOWN)
    assert list(experiment.scenarios) == ["evidence", "building_slump"]
    for line in changes.splitlines():
        path.write_text(f"{whole}policies:\n  tried:\n    {line}\n", encoding="utf-8")
        assert len(load(path, PARAMETERS, KNOWN).policies["tried"]) == 1


def test_the_example_of_futures_in_the_guide_is_good(tmp_path, whole):
    question, named, *_ = re.findall(r"```yaml\n(.*?)```", guide(), flags=re.DOTALL)
    path = tmp_path / "example.yaml"
    path.write_text(question.partition("scenarios:")[0] + named + "indicators: [homes]\n", encoding="utf-8")
    found = load(path, whole.parameters, whole.project.known).scenarios
    assert list(found) == ["evidence", "contained", "vision", "fewer_carers"]
    assert [name for name, changes in found.items() if not changes] == ["evidence"]


def test_the_examples_of_levers_in_the_guide_are_good(tmp_path, whole):
    question, _, _, lines, *_ = re.findall(r"```yaml\n(.*?)```", guide(), flags=re.DOTALL)
    levers = load_levers(package_folder("parameters") / "national" / LEVERS, whole.parameters)
    known = Known(tuple(INDICATORS), (), levers)
    path = tmp_path / "example.yaml"
    for line in lines.splitlines():
        path.write_text(f"{question}policies:\n  tried:\n    {line}\n", encoding="utf-8")
        assert load(path, whole.parameters, known).levers["tried"]


def test_the_example_of_another_law_in_the_guide_is_good(tmp_path, whole):
    question, *rest = re.findall(r"```yaml\n(.*?)```", guide(), flags=re.DOTALL)
    law, drawn = (block for block in rest if block.startswith("equations:"))
    (learnt,) = (block for block in rest if "learn: true" in block)
    path = tmp_path / "example.yaml"
    path.write_text(f"{question}{law}", encoding="utf-8")
    known = Known(tuple(INDICATORS), (), laws=whole.model.other_laws)
    assert load(path, whole.parameters, known).equations == {"quit_effect": "quit_effect_threshold"}
    for line in drawn.splitlines():
        path.write_text(f"{question}draws: 200\n{line}\n", encoding="utf-8")
        assert load(path, whole.parameters, known).drawn_laws, line
    path.write_text(f"{question}{learnt}", encoding="utf-8")
    assert load(path, whole.parameters, known).learn


def test_the_example_of_a_choice_in_the_guide_is_good(tmp_path, whole):
    question, *rest = re.findall(r"```yaml\n(.*?)```", guide(), flags=re.DOTALL)
    choice, robust = (block for block in rest if block.startswith("choose:"))
    asked = robust.replace("choose:\n  ...\n", "").replace("vision", "building_slump")
    path = tmp_path / "example.yaml"
    path.write_text(f"{question}{choice}{asked}", encoding="utf-8")
    assert set(whole.project.experiment(path).choose.levers) == {"prevention", "retention", "carer_respite"}
    assert whole.project.experiment(path).choose.robust.draws == 1000


def test_the_examples_of_rules_and_of_paths_in_the_guide_are_good(tmp_path, whole):
    question, *rest = re.findall(r"```yaml\n(.*?)```", guide(), flags=re.DOTALL)
    path = tmp_path / "example.yaml"
    ruled = [block for block in rest if "when:" in block]
    policies = "".join(f"  tried_{n}:\n{textwrap.indent(block, '    ')}" for n, block in enumerate(ruled))
    (paths,) = (block for block in rest if block.startswith("pathways:"))
    path.write_text(f"{question}policies:\n  as_is: {{}}\n{policies}{paths}", encoding="utf-8")
    found = whole.project.experiment(path)
    assert len(found.rules) == 4
    assert found.pathways.decide == (2028, 2032, 2036)


def test_the_example_of_a_future_in_the_guide_is_good(tmp_path, whole):
    question, future, *_ = re.findall(r"```yaml\n(.*?)```", guide(), flags=re.DOTALL)
    path = tmp_path / "example.yaml"
    path.write_text(re.sub(r"scenarios:\n(  .*\n)+", future, question), encoding="utf-8")
    project = whole.project
    assert [*project.experiment(path).scenarios] == ["evidence", "contained", "vision", "fewer_carers"]
