"""The reality checks that ship hold in every draw; one that is false is caught, with draw, year and size."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr
from typer.testing import CliRunner

from care2040.analysis.reality.reality_checks import FILE, RealityCheck, load
from care2040.analysis.reality.reality_run import UNCHANGED, Verdict, judge, run_checks
from care2040.cli import app
from care2040.cli import check as command
from care2040.files import package_files
from care2040.files.package_files import package_folder
from care2040.files.problems import InvalidInput
from care2040.inputs.calibration_targets import read_plan
from care2040.inputs.parameters.parameter_set import fingerprint
from care2040.inputs.policies.change import Change
from care2040.language.model import Model
from care2040.sectors import SECTORS
from care2040.study.shipped import known_names

ENTRY = "{name}: {{about: It., because: It does., sector: housing, then: {then}}}\n"


@pytest.fixture(scope="module")
def shipped(whole: Any) -> tuple[RealityCheck, ...]:
    return read(package_folder("parameters") / "national" / FILE, whole)


def read(path: Path, whole: Any) -> tuple[RealityCheck, ...]:
    return load(path, whole.model, whole.parameters, known_names(whole.model, whole.parameters))


@pytest.fixture(scope="module")
def one(whole: Any, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., RealityCheck]:
    """Return what makes a check of a claim."""

    def make(then: str, **more: Any) -> RealityCheck:
        path = tmp_path_factory.mktemp("reality") / FILE
        path.write_text(ENTRY.format(name="tried", then=f"'{then}'"), encoding="utf-8")
        return replace(read(path, whole)[0], **more)

    return make


# --- what ships


def test_there_are_checks_for_every_sector(shipped: tuple[RealityCheck, ...]) -> None:
    assert {check.sector for check in shipped} == set(SECTORS)
    assert len(shipped) >= 25
    assert all(len(check.because) > 10 and check.about.endswith(".") for check in shipped)


def test_the_five_of_the_question_are_there(shipped: tuple[RealityCheck, ...]) -> None:
    names = {check.name for check in shipped}
    asked = {
        "nobody_hired",
        "no_room_without_homes",
        "residents_add_up",
        "without_helpers",
        "more_staff_no_longer_waits",
    }
    assert asked <= names


@pytest.mark.slow
def test_every_shipped_check_holds_in_every_draw(whole: Any, shipped: tuple[RealityCheck, ...]) -> None:
    carriers = read_plan(
        package_folder("parameters") / "cities" / "utrecht" / "targets.yaml", whole.parameters
    ).carriers
    verdicts = run_checks(shipped, whole.model, whole.parameters, 4, carriers)
    assert [verdict.check.name for verdict in verdicts] == [check.name for check in shipped]
    broken = {
        verdict.check.name: [*map(str, verdict.violations), *verdict.failed.values()]
        for verdict in verdicts
        if not verdict.holds
    }
    assert broken == {}


@pytest.mark.slow
def test_they_hold_whichever_law_is_in_place(whole: Any, shipped: tuple[RealityCheck, ...]) -> None:
    other = whole.model.with_laws({quantity: laws[0] for quantity, laws in whole.model.other_laws.items()})
    verdicts = run_checks(shipped, other, whole.parameters, 2)
    # that one says itself that it is about years added as those of today, which the other laws deny
    # and with money that follows what is asked for no cut bites, nor does anybody stop at what is paid
    denied = {"longer_lives_need_more_care", "a_cut_never_helps", "a_cut_takes_more_posts_than_money"}
    denied |= {"hires_stop_at_posts", "too_many_workers_are_let_go"}
    # growth that goes with income has none of the parts that these change
    denied |= {"less_growth_less_need", "held_back_less_is_needed"}
    assert {verdict.check.name for verdict in verdicts if not verdict.holds} <= denied


@pytest.mark.slow
def test_no_check_of_a_change_holds_because_nothing_changes(whole: Any, shipped: tuple[RealityCheck, ...]) -> None:
    """A claim against unchanged policy must be false when it is turned round, or the change does nothing at all."""
    turned = {"<=": ">=", ">=": "<=", "<": ">", ">": "<"}
    against = [check for check in shipped if check.given and check.claim.uses("unchanged") and check.claim.says != "=="]
    assert len(against) > 12
    other = tuple(replace(check, claim=replace(check.claim, says=turned[check.claim.says])) for check in against)
    held = [verdict.check.name for verdict in run_checks(other, whole.model, whole.parameters, 1) if verdict.holds]
    assert held == []


def test_editing_a_check_makes_no_calibration_stale(whole: Any, tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("a: 1\n", encoding="utf-8")
    before = fingerprint(tmp_path)
    (tmp_path / FILE).write_text("anything: at all\n", encoding="utf-8")
    assert fingerprint(tmp_path) == before
    (tmp_path / "one.yaml").write_text("a: 2\n", encoding="utf-8")
    assert fingerprint(tmp_path) != before


# --- faults


def with_a_leak(model: Model) -> Model:
    """Return the model with a fault: workers who return leave the list of former workers and arrive nowhere."""
    lost = replace(model.equations["returns"], sink=None)
    return replace(model, equations={**model.equations, "returns": lost})


def test_a_fault_in_the_model_is_caught(whole: Any, shipped: tuple[RealityCheck, ...]) -> None:
    """Former workers who return, but arrive nowhere, break the balance of workers and no other."""
    faulty = with_a_leak(whole.model)
    balances = tuple(check for check in shipped if check.name.endswith("_add_up"))
    verdicts = {verdict.check.name: verdict for verdict in run_checks(balances, faulty, whole.parameters, 3)}
    assert [name for name, verdict in verdicts.items() if not verdict.holds] == ["workers_add_up"]
    worst = verdicts["workers_add_up"].violations
    assert {violation.draw for violation in worst} == {0, 1, 2}
    assert all(2024 <= violation.year < 2040 and violation.size > 1 and violation.member for violation in worst)


def test_a_false_check_is_caught_in_every_draw(whole: Any, one: Callable[..., RealityCheck]) -> None:
    given = (Change("lateral_entry_rate", {}, "multiply", 1.5, None, None, None),)
    false = one("total(care_cost) <= unchanged(total(care_cost))", given=given)
    (verdict,) = run_checks((false,), whole.model, whole.parameters, 3)
    assert {violation.draw for violation in verdict.violations} == {0, 1, 2}
    assert verdict.violations[0].part == max(violation.part for violation in verdict.violations)


# --- how it is judged, on made-up results


def made_up(**values: Any) -> xr.Dataset:
    """Return a result with policies unchanged and tried, two draws and the years 2024 to 2026."""
    coords = {"policy": [UNCHANGED, "tried"], "draw": [0, 1], "year": [2024, 2025, 2026]}
    found = {name: (("policy", "draw", "year"), np.array(value, dtype=float)) for name, value in values.items()}
    return xr.Dataset(found, coords=coords)


FLAT = [[[5, 5, 5], [5, 5, 5]], [[5, 5, 5], [5, 5, 5]]]


def judged(whole: Any, check: RealityCheck, **values: Any) -> Verdict:
    return judge(check, made_up(**values), "tried", whole.model)


def test_a_rise_is_found_in_its_draw_and_year(whole: Any, one: Callable[..., RealityCheck]) -> None:
    check = one("never_rises(workload)")
    verdict = judged(whole, check, workload=[FLAT[0], [[9, 8, 7], [8, 6, 8]]])
    assert [str(violation) for violation in verdict.violations] == ["draw 1, 2026: by 2 (0.25 of the largest value)"]
    assert judged(whole, replace(check, start=2027), workload=[FLAT[0], [[9, 8, 7], [8, 6, 8]]]).holds
    falls = judged(whole, one("never_falls(workload)"), workload=[FLAT[0], [[1, 2, 3], [2, 2, 1]]])
    assert [(violation.draw, violation.year) for violation in falls.violations] == [(1, 2026)]


@pytest.mark.parametrize(
    ("claim", "tried", "holds"),
    [
        ("workload <= unchanged(workload)", [5, 5, 5], True),
        ("workload < unchanged(workload)", [5, 5, 5], False),
        ("workload < unchanged(workload)", [4, 4, 4.9], True),
        ("workload > unchanged(workload)", [6, 6, 5], False),
        ("workload >= unchanged(workload)", [6, 6, 5], True),
        ("workload == unchanged(workload)", [5, 5, 5 + 1e-12], True),
        ("workload == unchanged(workload)", [5, 5, 5.1], False),
        ("workload == start(workload)", [5, 5.1, 5], False),
        ("highest(workload) <= 6", [5, 6, 5], True),
        ("highest(workload) <= 5.5", [5, 6, 5], False),
        ("lowest(workload) >= 5.5", [5, 6, 6], False),
        ("change(workload) == 0", [6, 6, 6], True),
        ("change(workload) == 0", [6, 6, 8], False),
        ("workload <= 5", [5, float("nan"), 5], False),
        ("workload > 4", [5, float("nan"), 5], False),
    ],
)
def test_a_claim_holds_or_not(
    whole: Any, one: Callable[..., RealityCheck], claim: str, tried: list[float], holds: bool
) -> None:
    assert judged(whole, one(claim), workload=[FLAT[0], [tried, tried]]).holds is holds


def test_what_is_put_down_to_rounding_can_be_wider(whole: Any, one: Callable[..., RealityCheck]) -> None:
    check = one("workload == unchanged(workload)", within=0.05)
    assert judged(whole, check, workload=[FLAT[0], [[5.1, 5, 5]] * 2]).holds


def test_a_run_that_failed_is_told_and_not_judged(whole: Any, one: Callable[..., RealityCheck]) -> None:
    nan = float("nan")
    dataset = made_up(workload=[FLAT[0], [[5, 5, 5], [nan, nan, nan]]])
    dims = ("policy", "draw")
    status = np.array([[0, 0], [0, 1]], dtype=np.int8)
    dataset = dataset.assign(status=(dims, status), reason=(dims, np.array([["", ""], ["", "it broke"]])))
    verdict = judge(one("workload <= 5"), dataset, "tried", whole.model)
    assert (verdict.violations, verdict.failed, verdict.holds) == ((), {1: "it broke"}, False)
    assert [problem.message for problem in command.problems_of(verdict, "text")] == [
        "tried: draw 1: the run failed, it broke"
    ]


# --- the file


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("then: homs > 0", "E962 there is no quantity 'homs' that can be checked; did you mean 'homes'?"),
        ("then: homes > residents", "'dwelling' and 'person' are not the same unit"),
        ("then: start(2) > homes", "'dwelling' are not the same unit"),
        ("then: total(2) > homes", "a function takes quantities, not a plain number"),
        ("then: ordinary_quits > 0", "there is no quantity 'ordinary_quits' that can be checked"),
        ("then: strain_reference > 0", "there is no quantity 'strain_reference' that can be checked"),
        ("then: homes.socialrent > 0", "'homes' has no member 'socialrent'; did you mean 'social_rent'?"),
        ("then: shortage + workers_needed > 1", "'person' and 'dimensionless' are not the same unit"),
        ("then: 3", "E103 'then' must be a text"),
        ("then: homes > 0\n  form: 1000", "E101 unknown key 'form'; did you mean 'from'?"),
        ("then: homes > 0\n  from: 2041", "E106"),
        ("then: homes > 0\n  sector: hosing", "there is no sector 'hosing'; did you mean 'housing'?"),
        ("then: homes > 0\n  given: {quit_rat: {set: 0}}", "E405"),
        ("then: homes > 0\n  given: {enrolment_share: {set: -1}}", "E407"),
        ("then: homes > 0\n  given: {prevention: {effort: 2}}", "E106"),
        ("then: homes > 0\n  given: [quit_rate]", "E103 'given' must be keys with values"),
    ],
)
def test_a_wrong_check_is_refused_on_its_line(whole: Any, tmp_path: Path, entry: str, told: str) -> None:
    path = tmp_path / FILE
    sector = "" if "sector" in entry else "  sector: housing\n"
    path.write_text(f"# a line above\ntried:\n  about: It.\n  because: It.\n{sector}  {entry}\n", encoding="utf-8")
    with pytest.raises(InvalidInput) as refused:
        read(path, whole)
    (problem,) = refused.value.problems
    assert told in f"{problem.code} {problem.message}; {problem.hint}"
    assert problem.line >= 5


def test_every_problem_is_told_at_once(whole: Any, tmp_path: Path) -> None:
    path = tmp_path / FILE
    path.write_text(f"{ENTRY.format(name=UNCHANGED, then='homes > 0')}other: 2\nlast: {{then: homs > 0}}\n", "utf-8")
    with pytest.raises(InvalidInput) as refused:
        read(path, whole)
    told = [(problem.line, problem.code) for problem in refused.value.problems]
    assert told == [(1, "E105"), (2, "E103"), (3, "E102"), (3, "E102"), (3, "E102"), (3, "E962")]


# --- the command


@pytest.fixture
def own_checks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file with reality checks of a copy of the parameters that the command reads."""
    import shutil

    shutil.copytree(package_folder("parameters"), tmp_path / "parameters", ignore=shutil.ignore_patterns("build"))
    monkeypatch.setattr(
        package_files, "package_folder", lambda name: tmp_path / name if name == "parameters" else package_folder(name)
    )
    return tmp_path / "parameters" / "national" / FILE


@pytest.mark.slow
def test_the_command_tells_which_check_does_not_hold_and_ends_with_1(own_checks: Path) -> None:
    good, bad = ENTRY.format(name="good", then="homes > 0"), ENTRY.format(name="bad", then="never_rises(total(homes))")
    own_checks.write_text(good + bad, encoding="utf-8")
    result = CliRunner().invoke(app.app, ["check", "--reality", "--draws", "2"])
    assert result.exit_code == 1
    assert "1 of 2 reality checks hold in each of 2 draws." in result.stdout
    assert "bad: draw" in result.stderr
    assert "why: It does." in result.stderr
    assert "nothing was run" not in result.stderr
    result = CliRunner().invoke(app.app, ["check", "--reality", "--draws", "1", "--format", "json"])
    assert (result.exit_code, '"code": "E961"' in result.stdout) == (1, True)


def test_the_command_ends_with_0_when_all_hold(own_checks: Path) -> None:
    own_checks.write_text(ENTRY.format(name="good", then="homes > 0"), encoding="utf-8")
    result = CliRunner().invoke(app.app, ["check", "--reality", "--draws", "1"])
    assert result.exit_code == 0, result.stderr
    assert "1 of 1 reality checks hold in the run with central values." in result.stdout


@pytest.mark.slow
def test_a_wrong_check_ends_check_with_3(own_checks: Path) -> None:
    own_checks.write_text(ENTRY.format(name="bad", then="homs > 0"), encoding="utf-8")
    for arguments in (["check"], ["check", "--reality"]):
        result = CliRunner().invoke(app.app, arguments)
        assert result.exit_code == 3
        assert "did you mean 'homes'?" in result.stderr


def test_reality_takes_no_experiments() -> None:
    assert CliRunner().invoke(app.app, ["check", "--reality", "one_in_four"]).exit_code == 2
    assert CliRunner().invoke(app.app, ["check", "--draws", "2"]).exit_code == 2
