"""``care2040 explain`` in depth: causes and uses, the formula, the course in a result, and loops."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from care2040.cli.views import console
from care2040.study.explain.course import bars
from care2040.study.explain.explain import UnknownName
from care2040.study.explain.explain import explain as explained
from care2040.study.explain.neighbours import causes_of, uses_of
from care2040.study.project import Project

pytestmark = pytest.mark.slow


@pytest.fixture
def call(caller: Callable[..., Callable[..., Result]], brief: Path) -> Callable[..., Result]:
    return caller(brief, "explain", "list_names")


def test_causes_and_uses_are_shown_as_deep_as_asked(call: Callable[..., Result]) -> None:
    one, two = (call("explain", "absence", "--depth", depth).stdout for depth in (1, 2))
    assert "made from" in one
    assert "used by" in one
    assert "absence_adjustment  flows in, flow" in one
    assert "absence_adjustment_time" not in one.split("made from")[1]
    assert "absence_adjustment_time" in two.split("made from")[1]
    assert "judged parameter" in two
    assert "workforce.py:" in two
    assert "workforce.yaml:" in two


def test_what_was_shown_is_not_opened_again(call: Callable[..., Result]) -> None:
    told = call("explain", "perceived_strain", "--depth", 6).stdout
    assert "(above)" in told
    assert len(told.splitlines()) < 1500


def test_causes_and_uses_are_each_others_mirror(project: Project) -> None:
    for name in list(project.model.equations)[::5]:
        for cause, _ in causes_of(project, name):
            assert name in [used for used, _ in uses_of(project, cause)], f"{cause} -> {name}"


def test_a_law_is_typeset(call: Callable[..., Result]) -> None:
    told = call("explain", "seekers_per_letting").stdout
    assert "social_rent_seekers\nseekers_per_letting = ─" in told.replace(" " * 23, "")


def test_the_course_in_a_result_is_shown_for_every_policy(call: Callable[..., Result]) -> None:
    told = call("explain", "shortage", "--result", "brief").stdout
    rows = {line.split()[0]: line for line in told.splitlines() if line.strip()}
    for policy in ("as_is", "respite"):
        assert "▁" in rows[policy]
        assert "2024 " in rows[policy]
        assert "2027 " in rows[policy]
    assert "added up over domain" in call("explain", "workers_needed", "--result", "brief").stdout
    assert "the mean over district" in call("explain", "helping_share", "--result", "brief").stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("absorbed_share", "--result", "brief"), "does not hold 'absorbed_share', a parameter"),
        (("shortage", "--result", "nowhere"), "no such result"),
        (("R99",), "'R9'"),
        (("r3",), "'R3'"),
        (("shortge", "--depth", "2"), "'shortage'"),
    ],
)
def test_what_is_not_there_is_told(call: Callable[..., Result], words: tuple[str, ...], said: str) -> None:
    result = call("explain", *words)
    assert result.exit_code == console.INVALID
    assert said in result.stderr


def test_a_loop_is_explained_with_every_link_and_what_cuts_it(call: Callable[..., Result]) -> None:
    told = call("explain", "R1").stdout
    assert "− normal_capacity → strain  (−1 % for 1 %)" in told
    assert "workload_elasticity_of_absence = 0, now 0.4" in told
    assert "alone it grows by 0.13 a year" in told
    assert "path 4" in call("explain", "B1").stdout
    assert "nothing in the model leads back" in call("explain", "B4").stdout


def test_loops_are_listed(call: Callable[..., Result]) -> None:
    rows = {line.split()[0]: line for line in call("list", "loops").stdout.splitlines() if line.strip()}
    assert "reinforcing" in rows["R10"]
    assert "training" in rows["B2"]
    assert "open" in rows["B4"]
    assert len([name for name in rows if name[0] in "RBC" and name[1:].isdigit()]) == 35


def test_bars_go_from_the_lowest_to_the_highest() -> None:
    assert bars([1.0, 2.0, 3.0]) == "▁▅█"
    assert bars([1.0, float("nan"), 1.0]) == "▁ ▁"


def test_a_name_is_explained_as_values_too(project: Project) -> None:
    found = explained(project, "absence")
    assert dict(found.facts)["unit"] == "dimensionless"
    assert found.law is project.model.equations["absence"]
    assert {flow for flow, _ in found.moved} == {"absence_adjustment"}
    with pytest.raises(UnknownName) as raised:
        explained(project, "absenc")
    assert "'absence'" in raised.value.hint


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            "2 years after living_together_healthily is paid in full; when poverty_share is above 12.0% (all of it at "
            "14.0%) or absence is above 7.5% (all of it at 8.5%); decided 1 year later; given up again",
        ),
        (
            "nl",
            "2 jaar nadat living_together_healthily helemaal is betaald; als het aandeel arme huishoudens boven "
            "12,0% ligt (volle inzet bij 14,0%) of het verzuim in de zorg boven 7,5% ligt (volle inzet bij 8,5%)",
        ),
    ],
)
def test_a_policy_tells_what_its_rules_wait_for(call: Callable[..., Result], language: str, said: str) -> None:
    for name in ("adapting", "pathways_to_2040.adapting", "pathways_to_2040"):
        assert said in call("--language", language, "explain", name).stdout


def test_every_kind_of_condition_is_told(call: Callable[..., Result], tmp_path: Path) -> None:
    rule = (
        "{all: [{indicator: shortage, above: 3000}, {any: [{indicator: lonely_share, below: 0.1}, "
        "{indicator: care_cost.municipality, above: 100000000}]}], "
        "instead_of: prevention, reviews: [2028, 2032], delay: 0.75, stays: true}"
    )
    policies = (
        f"{{as_is: {{}}, ruled: {{prevention: {{effort: 0.5, from: 2027}}, retention: {{effort: 1, when: {rule}}}}}}}"
    )
    text = f"title: {{en: Own, nl: Eigen}}\nquestion: {{en: What?, nl: Wat?}}\npolicies: {policies}\n"
    path = tmp_path / "own.yaml"
    path.write_text(f"{text}indicators: [shortage]\n", encoding="utf-8")
    told = call("explain", path).stdout
    assert "prevention: effort 50%; from 2027" in told
    assert "nothing is changed" in told
    conditions = (
        "shortage is above 3,000 persons and (lonely_share is below 10.0% or care_cost.municipality is above 100.0"
    )
    assert f"in place of prevention; when {conditions}" in told
    assert "looks in 2028 and 2032; decided 0.75 years later; stays once decided" in told


def test_a_policy_that_an_experiment_lacks_is_unknown(call: Callable[..., Result]) -> None:
    assert call("explain", "pathways_to_2040.adaptin").exit_code == 3
