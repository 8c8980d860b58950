"""Another law in the place of one of the model: asked for by name, checked, felt, and told of."""

import json
from dataclasses import replace
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import xarray as xr

from care2040.engine.compiler.system import Kind, build
from care2040.engine.simulation.settings import RunSettings
from care2040.engine.simulation.simulate import run
from care2040.files.package_files import package_folder
from care2040.files.problems import InvalidInput
from care2040.inputs.experiments.experiment import load
from care2040.language.axes import axes_at
from care2040.language.dependencies import ModelError
from care2040.language.equations import alternative, flow, reference, stock, variable
from care2040.language.model import Model, collect
from care2040.results.manifest import begin, describe
from care2040.sectors import load_model
from care2040.wording.names import source_line

LAWS = [(law.name, name) for name, law in load_model().alternatives.items()]
ROUNDING = 1e-12
"""A law with another shape is summed in another order."""
QUESTION = "title: {en: A, nl: A}\nquestion: {en: A?, nl: A?}\nindicators: [shortage]\n"


def ask(whole: Any, equations: dict[str, str], draws: int = 1, end: int = 2027) -> xr.Dataset:
    experiment = replace(
        whole.shipped("one_in_four"),
        scenarios={"evidence": ()},
        resolution="city",
        draws=draws,
        start=2016,
        end=end,
        equations=equations,
    )
    return run(whole.model, experiment, whole.parameters)


def anchor(quantity: str, names: list[str]) -> tuple[int, list[str]]:
    """Return the year in which another law gives the same, and what is the same then.

    Laws for longer lives reckon from 2024. Then only the need by age is the same: the years before, in which more died,
    have left other traces. Growth that is foreseen differs, and counts from 2024 on.
    """
    if quantity == "care_intensity_by_age":
        return 2024, ["need_by_age"]
    return 2016, [name for name in names if name != "future_growth"]


@pytest.fixture(scope="module")
def own(whole: Any) -> xr.Dataset:
    return ask(whole, {}, end=2041)


def test_there_are_laws_where_the_literature_disagrees() -> None:
    laws = {
        "future_growth",
        "jobs",
        "asking_share",
        "indicated_care_landed",
        "calling_effect",
        "quit_effect",
        "burden_by_hours",
        "care_intensity_by_age",
        "affordable_posts",
        "matches",
    }
    assert laws <= {quantity for quantity, _ in LAWS}


@pytest.mark.slow
@pytest.mark.parametrize(("quantity", "law"), LAWS)
def test_another_law_changes_nothing_at_the_start_and_something_later(
    whole: Any, own: xr.Dataset, quantity: str, law: str
) -> None:
    other = ask(whole, {quantity: law}, end=2041)
    year, alike = anchor(quantity, [str(name) for name in own if whole.model.equations[str(name)].kind != "flow"])
    for name in alike:
        np.testing.assert_allclose(
            other[name].sel(year=year), own[name].sel(year=year), ROUNDING, ROUNDING, err_msg=name
        )
    if quantity == "care_intensity_by_age":
        needs = [whole.city(found, "care_share_needed", year=2040).item() for found in (own, other)]
        assert 0.9 < needs[1] / needs[0] < 0.995, "people who live longer in better health need less care"
    shortages = [whole.city(found, "shortage") for found in (own, other)]
    assert float(abs(shortages[1] / shortages[0] - 1).max()) > 1e-4  # two laws may cross in a year


@pytest.mark.parametrize(("quantity", "law"), LAWS)
def test_another_law_gives_the_same_at_the_start_in_every_draw(whole: Any, quantity: str, law: str) -> None:
    year, alike = anchor(quantity, ["care_share_needed", "shortage", "heavily_burdened_share", "workload"])
    own, other = (ask(whole, chosen, draws=6, end=year + 1) for chosen in ({}, {quantity: law}))
    for name in alike:
        np.testing.assert_allclose(
            other[name].sel(year=year), own[name].sel(year=year), ROUNDING, ROUNDING, err_msg=name
        )


def test_no_law_of_the_model_changes_when_laws_stand_ready(whole: Any, own: xr.Dataset) -> None:
    bare = Model(whole.model.equations)
    kept = whole.parameters
    spare = {name for law in whole.model.alternatives.values() for name in law.reads} & set(kept)
    spare -= {name for equation in bare.equations.values() for name in equation.reads}
    assert len(spare) == 10
    with pytest.raises(ModelError, match=r"nobody reads the parameter"):
        build(
            bare, axes_at("city"), {name: Kind(one.axes, one.unit) for name, one in kept.items()}, frozenset()
        ).checked()


def test_laws_can_be_swapped_together_and_back(whole: Any) -> None:
    chosen = dict(LAWS)
    both = whole.model.with_laws(chosen)
    assert both is whole.model.with_laws(dict(reversed(chosen.items())))
    assert both.equations["quit_effect"].law.__name__ == "quit_effect_threshold"
    assert both.equations["quit_effect"].unit == whole.model.equations["quit_effect"].unit
    back = both.with_laws({quantity: quantity for quantity, _ in LAWS})
    assert back.equations == whole.model.equations
    assert whole.model.with_laws({}) is whole.model


def test_a_law_of_another_quantity_is_refused(whole: Any) -> None:
    with pytest.raises(ModelError, match="there is no law 'burden_by_hours_threshold' for 'quit_effect'"):
        whole.model.with_laws({"quit_effect": "burden_by_hours_threshold"})


def loaded(tmp_path: Any, whole: Any, equations: str) -> list[str]:
    """Return what is wrong with the equations of an experiment."""
    path = tmp_path / "asked.yaml"
    path.write_text(f"{QUESTION}equations: {equations}\n", encoding="utf-8")
    with pytest.raises(InvalidInput) as refused:
        load(path, whole.parameters, whole_known(whole))
    return [f"{one.code} line {one.line}: {one.message}; {one.hint}" for one in refused.value.problems]


def whole_known(whole: Any) -> Any:
    from care2040.study.shipped import known_names

    return known_names(whole.model, whole.parameters)


def test_an_unknown_quantity_or_law_names_the_nearest(tmp_path: Any, whole: Any) -> None:
    assert loaded(
        tmp_path, whole, "{quit_efect: quit_effect_threshold, burden_by_hours: burden_by_hours_treshold}"
    ) == [
        "E413 line 4: there is no other law for 'quit_efect'; did you mean 'quit_effect'? "
        "allowed: indicated_care_landed, calling_effect, given_share, jobs, quit_effect, burden_by_hours, "
        "care_intensity_by_age, affordable_posts, matches, mismatch, future_growth, asking_share",
        "E413 line 4: 'burden_by_hours_treshold' is no other law for 'burden_by_hours'; "
        "did you mean 'burden_by_hours_threshold'? allowed: burden_by_hours_threshold, drawn",
    ]


@pytest.mark.parametrize(
    ("equations", "told"), [("[quit_effect]", "E103"), ("{quit_effect: 2}", "E103"), ("{quit_effect: }", "E104")]
)
def test_what_is_no_choice_of_laws_is_refused(tmp_path: Any, whole: Any, equations: str, told: str) -> None:
    assert [line[:4] for line in loaded(tmp_path, whole, equations)] == [told]


@pytest.mark.parametrize(
    ("equations", "parameter", "refused"),
    [
        ("{}", "workload_threshold_of_quits", True),
        ("{}", "workload_elasticity_of_quits", False),
        ("{quit_effect: quit_effect_threshold}", "workload_threshold_of_quits", False),
        ("{quit_effect: quit_effect_threshold}", "workload_elasticity_of_quits", True),
        ("{quit_effect: quit_effect_threshold}", "pay_elasticity_of_quits", False),
        ("{quit_effect: quit_effect_threshold}", "stretch_without_burden", True),
        ("{burden_by_hours: burden_by_hours_threshold}", "hours_elasticity_of_burden", True),
        ("{}", "hours_elasticity_of_burden", False),
    ],
)
def test_a_change_that_no_law_in_place_reads_is_refused(
    tmp_path: Any, whole: Any, equations: str, parameter: str, refused: bool
) -> None:
    path = tmp_path / "asked.yaml"
    policies = f"policies: {{tried: {{{parameter}: {{multiply: 1.01}}}}}}"
    path.write_text(f"{QUESTION}equations: {equations}\n{policies}\n", encoding="utf-8")
    if not refused:
        assert load(path, whole.parameters, whole_known(whole)).policies["tried"]
        return
    with pytest.raises(InvalidInput) as told:
        load(path, whole.parameters, whole_known(whole))
    (problem,) = told.value.problems
    assert (problem.code, problem.line) == ("E414", 5)
    assert f"'{parameter}' changes nothing here: " in problem.message


def test_a_result_says_which_laws_were_swapped(whole: Any) -> None:
    experiment = whole.shipped("workload_threshold")
    dataset = run(
        whole.model, replace(experiment, end=2025), whole.parameters, settings=RunSettings(names=["shortage"])
    )
    assert json.loads(dataset.attrs["equations"]) == {"quit_effect": "quit_effect_threshold"}
    line = source_line(dataset.attrs, "as_is", "evidence", "en")
    assert line.endswith("scenario evidence, with another equation: quit_effect_threshold.")
    file = package_folder("experiments") / "workload_threshold.yaml"
    assert describe(experiment, begin(file, ()))["experiment"]["equations"] == experiment.equations
    unchanged = {**dataset.attrs, "equations": "{}"}
    assert "equation" not in source_line(unchanged, "as_is", "evidence", "en")


# --- laws that do not fit


@stock("person")
def helpers() -> Any:
    """People who help."""
    return 0


@reference("1/year")
def stopping_rate_reference() -> Any:
    """Rate of stopping at the start."""
    return 0


@variable("dimensionless")
def mood(wind: Any) -> Any:
    """How people feel."""
    return wind


@flow("person/year", source="helpers")
def stopping(helpers: Any, stopping_rate_reference: Any, mood: Any) -> Any:
    """Helpers who stop."""
    return helpers * stopping_rate_reference * mood


def project(*laws: Any) -> Model:
    """Return a small model with other laws."""
    module = ModuleType("project")
    for law in (helpers, stopping_rate_reference, mood, stopping, *laws):
        law.__module__ = "project"
        setattr(module, law.__name__, law)
    return collect([module])


def compiled(*laws: Any) -> None:
    build(project(*laws), axes_at("city"), {"wind": Kind((), "dimensionless")}, frozenset()).checked()


def test_another_law_with_the_wrong_unit_is_refused() -> None:
    @alternative("stopping")
    def stopping_slowly(helpers: Any) -> Any:
        return helpers

    with pytest.raises(
        ModelError, match=r"'stopping': the law gives 'person', but is declared in 'person/year' .*\.py"
    ):
        compiled(stopping_slowly)


def test_another_law_with_an_axis_too_many_is_refused() -> None:
    @alternative("mood")
    def mood_by_district(weather: Any) -> Any:
        return weather

    kinds = {"wind": Kind((), "dimensionless"), "weather": Kind(("district",), "dimensionless")}
    with pytest.raises(ModelError, match="the law gives the axis 'district', which is not declared"):
        build(project(mood_by_district), axes_at("city"), kinds, frozenset()).checked()


def test_another_law_that_reads_what_nobody_defines_names_the_nearest() -> None:
    @alternative("mood")
    def mood_of_helpers(helprs: Any) -> Any:
        return helprs

    with pytest.raises(ModelError, match=r"'mood_of_helpers' reads 'helprs', which nobody defines; .* 'helpers'"):
        compiled(mood_of_helpers)


def test_another_law_that_closes_a_circle_is_refused() -> None:
    @alternative("mood")
    def mood_by_stopping(stopping: Any) -> Any:
        return stopping / stopping

    with pytest.raises(ModelError, match="in a circle with no stock in it"):
        compiled(mood_by_stopping)


@pytest.mark.parametrize("of", ["helpers", "stopping_rate_reference", "nothing"])
def test_only_flows_and_variables_have_other_laws(of: str) -> None:
    @alternative(of)
    def another(wind: Any) -> Any:
        return wind

    with pytest.raises(ModelError, match=f"'another' stands in for '{of}', which is no flow or variable"):
        project(another)


def test_another_law_needs_a_name_of_its_own() -> None:
    def stopping_again(wind: Any) -> Any:
        return wind

    stopping_again.__name__ = "helpers"
    module = ModuleType("more")
    stopping_again.__module__ = "more"
    module.again = alternative("mood")(stopping_again)  # type: ignore[attr-defined]
    first = ModuleType("project")
    vars(first).update({name: equation.law for name, equation in project().equations.items()})
    with pytest.raises(ModelError, match="another law is called 'helpers', a name that exists already"):
        collect([first, module])
