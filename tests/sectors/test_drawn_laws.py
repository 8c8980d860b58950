"""Laws that are drawn: one of those in store in every run, the same whatever else is drawn, by name in the result."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

from care2040.analysis.uncertainty.attach import attach
from care2040.engine.batch.solver import Solver
from care2040.engine.ensembles.designs import design_of
from care2040.engine.native import library
from care2040.engine.simulation.settings import RunSettings
from care2040.engine.simulation.simulate import run
from care2040.files.package_files import package_folder
from care2040.files.problems import InvalidInput
from care2040.inputs.calibration_targets import TARGETS, read_plan
from care2040.inputs.experiments.experiment import Experiment
from care2040.inputs.parameters.parameter import LawChoice, law_choice
from care2040.language.dependencies import ModelError
from care2040.language.equations import LAW_OF, alternative, choice_of, variable, with_law
from care2040.wording.assumptions import assumption_name
from care2040.wording.laws import doubt_words, drawn_words
from care2040.wording.names import source_line
from care2040.wording.texts import texts
from care2040.xmile.export import choose

QUESTION: dict[str, Any] = {
    "title": {"en": "A", "nl": "A"},
    "question": {"en": "A?", "nl": "A?"},
    "indicators": ["care_share_needed", "shortage"],
    "resolution": "city",
    "end": 2030,
}
OWN, OTHER = "quit_effect", "quit_effect_threshold"


def asked(whole: Any, **more: Any) -> Experiment:
    found: Experiment = whole.project.experiment({**QUESTION, **more})
    return found


def refused(whole: Any, **more: Any) -> list[str]:
    """Return what is wrong with an experiment."""
    with pytest.raises(InvalidInput) as told:
        asked(whole, **more)
    return [f"{one.code} {one.message}; {one.hint}" for one in told.value.problems]


# --- what an experiment may say


def test_drawn_alone_draws_every_quantity_with_other_laws(whole: Any) -> None:
    experiment = asked(whole, equations="drawn", draws=4)
    assert {*experiment.drawn_laws} == {*whole.model.other_laws}
    assert experiment.equations == {}
    for quantity, chances in experiment.drawn_laws.items():
        assert tuple(chances) == whole.model.laws_of(quantity)
        assert set(chances.values()) == {1.0}


def test_one_law_may_be_drawn_beside_one_that_is_chosen(whole: Any) -> None:
    equations = {OWN: {OTHER: 1, OWN: 3}, "burden_by_hours": "burden_by_hours_threshold"}
    experiment = asked(whole, equations=equations, draws=4)
    assert experiment.drawn_laws == {OWN: {OWN: 3.0, OTHER: 1.0}}
    assert experiment.equations == {"burden_by_hours": "burden_by_hours_threshold"}
    assert asked(whole, equations={OWN: "drawn"}, draws=4).drawn_laws == {OWN: {OWN: 1.0, OTHER: 1.0}}


@pytest.mark.parametrize(
    ("equations", "told"),
    [
        ("drwan", "E413 'equations' cannot be 'drwan'; did you mean 'drawn'?"),
        ({OWN: "drwan"}, f"E413 'drwan' is no other law for '{OWN}'; did you mean 'drawn'?"),
        ({"quits": "drawn"}, "E413 there is no other law for 'quits'; did you mean 'quit_effect'?"),
        ({OWN: {OWN: 1, "quit_effect_treshold": 1}}, f"did you mean '{OTHER}'?"),
        ({OWN: {OWN: 1}}, f"E439 there is nothing to draw for '{OWN}': fewer than two laws have a chance"),
        ({OWN: {OWN: 0, OTHER: 1}}, "E439"),
        ({OWN: {}}, "E439"),
        ({OWN: {OWN: -1, OTHER: 1}}, "E106"),
        ({OWN: {OWN: "often", OTHER: 1}}, "E103"),
        ({OWN: {OWN: float("inf"), OTHER: 1}}, "E014"),
    ],
)
def test_what_cannot_be_drawn_is_refused(whole: Any, equations: Any, told: str) -> None:
    (line,) = refused(whole, equations=equations, draws=4)
    assert told in line


def test_a_single_run_takes_the_laws_of_the_model_and_a_warning_says_so(whole: Any) -> None:
    experiment = asked(whole, equations="drawn")
    assert experiment.drawn_laws == {}
    (warning,) = experiment.warnings
    assert warning.code == "E438"
    assert "ask for draws, such as 'draws: 1000'" in warning.hint
    dataset = run(whole.model, experiment, whole.parameters)
    own = run(whole.model, replace(experiment, equations={}), whole.parameters)
    xr.testing.assert_equal(dataset["shortage"], own["shortage"])


def test_a_sweep_may_name_the_choice_of_a_law(whole: Any) -> None:
    sweep = {"method": "sobol", "samples": 16, "parameters": ["law_of_*"]}
    experiment = asked(whole, equations="drawn", sweep=sweep)
    assert experiment.sweep is not None
    assert [*experiment.sweep.ranges] == [f"{LAW_OF}{quantity}" for quantity in whole.model.other_laws]
    assert experiment.warnings == ()
    everything = asked(whole, equations="drawn", sweep={"method": "latin_hypercube", "samples": 16})
    assert everything.sweep is not None
    assert {*experiment.sweep.ranges} < {*everything.sweep.ranges}


def test_a_sweep_that_leaves_a_drawn_law_out_is_warned_of(whole: Any) -> None:
    sweep = {"method": "sobol", "samples": 16, "parameters": ["quit_rate"]}
    (warning,) = asked(whole, equations={OWN: "drawn"}, sweep=sweep).warnings
    assert f"the sweep does not vary {LAW_OF}{OWN}" in warning.message


@pytest.mark.parametrize(
    ("equations", "parameters", "told"),
    [
        (
            {},
            {f"{LAW_OF}{OWN}": {}},
            f"E405 there is no parameter '{LAW_OF}{OWN}'; write 'equations: {{{OWN}: drawn}}'",
        ),
        ({OWN: "drawn"}, {f"{LAW_OF}{OWN}": {"range": [0, 1]}}, f"E415 '{LAW_OF}{OWN}' has no range"),
    ],
)
def test_a_law_is_swept_by_being_drawn(whole: Any, equations: Any, parameters: Any, told: str) -> None:
    sweep = {"method": "latin_hypercube", "samples": 4, "parameters": parameters}
    assert refused(whole, equations=equations, sweep=sweep)[0].startswith(told)


def test_no_policy_sets_the_choice_of_a_law(whole: Any) -> None:
    policies = {"tried": {f"{LAW_OF}{OWN}": {"set": 1}}}
    (line,) = refused(whole, equations={OWN: "drawn"}, draws=4, policies=policies)
    assert line.startswith("E405")


def test_laws_are_no_column_of_a_file_of_points(tmp_path: Path, whole: Any) -> None:
    (tmp_path / "points.csv").write_text(f"{LAW_OF}{OWN}\n1\n", encoding="utf-8")
    name = {"name": str(tmp_path / "asked.yaml")}
    (line, *_) = refused(whole, equations={OWN: "drawn"}, sweep={"method": "file", "file": "points.csv"}, **name)
    assert line.startswith(f"E420 '{LAW_OF}{OWN}' is a law, and no number")


def test_what_only_a_drawn_law_reads_may_be_changed(whole: Any) -> None:
    policies = {
        "both": {"workload_threshold_of_quits": {"add": 0.01}, "workload_elasticity_of_quits": {"multiply": 1.01}}
    }
    assert asked(whole, equations={OWN: "drawn"}, draws=4, policies=policies).policies["both"]


# --- which law a draw has


def test_each_law_comes_up_as_often_as_it_should() -> None:
    shares = (np.arange(1000) + 0.5) / 1000
    found = law_choice("mood", {"mood": 1, "mood_b": 0, "mood_c": 3}).quantiles(shares)
    assert [int((found == law).sum()) for law in range(3)] == [250, 0, 750]
    np.testing.assert_array_equal(
        law_choice("mood", {"mood": 1, "mood_b": 1}).quantiles(np.array([0, 0.5, 1.0])), [0, 1, 1]
    )
    np.testing.assert_array_equal(
        law_choice("mood", {"mood": 1, "b": 1, "c": 0}).quantiles(np.array([0.2, 1.0])), [0, 1]
    )


def test_a_draw_has_the_same_law_whatever_else_is_drawn(whole: Any) -> None:
    name = f"{LAW_OF}{OWN}"
    alone, both = ({OWN: {OWN: 1.0, OTHER: 1.0}}, asked(whole, equations="drawn", draws=4).drawn_laws)
    few = whole.parameters.with_laws(alone).draw(40, 7)
    many = whole.parameters.with_laws(both).draw(60, 7)
    np.testing.assert_array_equal(few[name], many[name][:40])
    assert {0.0, 1.0} == {*few[name]}
    for parameter, values in whole.parameters.draw(40, 7).items():
        np.testing.assert_array_equal(few[parameter], values, err_msg=parameter)


def test_a_choice_is_a_parameter_that_is_the_own_law_at_its_centre(whole: Any) -> None:
    kept = whole.parameters.with_laws({OWN: {OWN: 1.0, OTHER: 1.0}})
    choice = kept[f"{LAW_OF}{OWN}"]
    assert isinstance(choice, LawChoice)
    assert choice.centre == 0
    assert choice.laws == (OWN, OTHER)
    assert kept.draw(1, 7)[choice.name] == [0.0]
    assert whole.parameters.with_laws({}) is whole.parameters
    assert [*kept.with_laws({OWN: {OWN: 1.0, OTHER: 1.0}})] == [*kept]


# --- what a run makes of it


@pytest.fixture(scope="module")
def drawn(whole: Any) -> xr.Dataset:
    return run(whole.model, asked(whole, equations="drawn", draws=12), whole.parameters)


def test_each_draw_is_the_run_with_the_laws_that_it_drew(whole: Any, drawn: xr.Dataset) -> None:
    experiment = asked(whole, equations="drawn", draws=12)
    values = whole.parameters.with_laws(experiment.drawn_laws).draw(12, experiment.seed)
    for draw in range(12):
        one = {name: number[draw : draw + 1] for name, number in values.items() if not name.startswith(LAW_OF)}
        places = {quantity: int(values[f"{LAW_OF}{quantity}"][draw]) for quantity in experiment.drawn_laws}
        chosen = {quantity: whole.model.laws_of(quantity)[place] for quantity, place in places.items() if place}
        alone = replace(experiment, draws=1, equations=chosen, drawn_laws={})
        found = run(whole.model, alone, whole.parameters, settings=RunSettings(drawn=one))
        for name in ("shortage", "care_share_needed", "heavily_burdened_share"):
            # A shortage is what is left of thousands: it rounds as these do.
            rounding = 1e-12 * float(abs(drawn[name]).max())
            expected = drawn[name].isel(draw=draw)
            np.testing.assert_allclose(found[name].isel(draw=0), expected, rtol=1e-12, atol=rounding, err_msg=name)


@pytest.mark.skipif(library.available() is None, reason="needs llvmlite")
def test_compiled_steps_choose_as_numpy_does(whole: Any, drawn: xr.Dataset) -> None:
    experiment = asked(whole, equations="drawn", draws=12)
    settings = RunSettings(names=("shortage",), solver=Solver(lanes=8))
    compiled = run(whole.model, experiment, whole.parameters, settings=settings)
    np.testing.assert_allclose(compiled["shortage"], drawn["shortage"], rtol=1e-9)


def test_the_base_year_is_matched_with_every_law(whole: Any) -> None:
    experiment = asked(whole, equations="drawn", draws=12, end=2025)
    carriers = read_plan(package_folder("parameters") / "cities" / "utrecht" / TARGETS, whole.parameters).carriers
    found = run(whole.model, experiment, whole.parameters, settings=RunSettings(names=("shortage",), carriers=carriers))
    assert (found["status"] == 0).all()


def test_what_a_law_gives_that_is_not_chosen_goes_nowhere() -> None:
    @variable("dimensionless")
    def mood(wind: Any) -> Any:
        """Return how people feel."""
        return wind

    @alternative("mood")
    def mood_of_storms(wind: Any, storm: Any) -> Any:
        return np.exp(wind * storm)

    @alternative("mood")
    def mood_of_calm(wind: Any) -> Any:
        return wind / 2

    own = mood.equation  # type: ignore[attr-defined]
    chosen = choice_of((own, with_law(own, mood_of_storms), with_law(own, mood_of_calm)))
    assert chosen.reads == ("law_of_mood", "wind", "storm")
    assert (chosen.name, chosen.unit, chosen.place) == (own.name, own.unit, own.place)
    values = {"law_of_mood": [0.0, 1.0, 2.0], "wind": [3.0] * 3, "storm": [1e9, 0.0, np.nan]}
    known = {name: xr.DataArray(numbers, dims="run") for name, numbers in values.items()}
    with np.errstate(over="ignore"):
        np.testing.assert_array_equal(chosen.of(known), [3.0, 1.0, 1.5])


def test_a_quantity_without_other_laws_is_not_drawn(whole: Any) -> None:
    with pytest.raises(ModelError, match="there is no other law for 'quits' to draw from"):
        whole.model.with_laws({}, ("quits",))


def test_a_file_for_other_tools_has_the_laws_of_the_model(whole: Any) -> None:
    experiment = asked(whole, equations="drawn", draws=4)
    chosen = choose(whole.model, experiment, whole.parameters, "as_is", "evidence")
    assert chosen.system.model.equations[OWN].reads == whole.model.equations[OWN].reads


# --- what is told of it


@pytest.fixture(scope="module")
def told(whole: Any) -> xr.Dataset:
    experiment = asked(whole, equations="drawn", draws=40, end=2026)
    dataset = run(
        whole.model, experiment, whole.parameters, settings=RunSettings(names=("care_share_needed", "shortage"))
    )
    return attach(dataset, experiment, whole.parameters)[0]


def test_a_result_names_the_law_of_each_draw(whole: Any, told: xr.Dataset) -> None:
    assert {*told["quantity"].values} == {*whole.model.other_laws}
    assert {*told["law"].sel(quantity=OWN).values} == {OWN, OTHER}
    numbers = told["drawn"].sel(parameter=f"{LAW_OF}{OWN}").values
    np.testing.assert_array_equal(told["law"].sel(quantity=OWN).values == OTHER, numbers == 1)
    assert json.loads(told.attrs["drawn_laws"])[OWN] == {OWN: 1.0, OTHER: 1.0}


def test_words_say_that_laws_were_drawn(whole: Any, told: xr.Dataset) -> None:
    laws = len(whole.model.other_laws)
    assert f"Vertrek uit de zorg: {OWN} " in drawn_words(told, "nl")
    assert f"Quits from care: {OWN} " in drawn_words(told, "en")
    assert f"{laws} vergelijkingen waarover de literatuur verschilt" in doubt_words(told.attrs, "nl")
    line = source_line(told.attrs, None, "evidence", "en")
    drawn = line.partition(", with equations drawn for ")[2].removesuffix(".").split(", ")
    assert len(drawn) == laws
    assert {"informal care and need", "quits from care"} <= {*drawn}
    assert doubt_words({}, "en") == ", not in the structure of the model"
    assert doubt_words({"drawn_laws": json.dumps({OWN: {OWN: 1, OTHER: 1}})}, "en").startswith(" and in one equation")
    assert assumption_name(f"{LAW_OF}{OWN}", "nl") == "welke vergelijking: vertrek uit de zorg"


def test_every_quantity_with_other_laws_has_words(whole: Any) -> None:
    for language in ("en", "nl"):
        words = texts("figures")[language]["laws"]
        assert {*words} == {*whole.model.other_laws}
        told = [assumption_name(f"{LAW_OF}{quantity}", language) for quantity in words]
        assert [name.partition(": ")[2] for name in told] == [*words.values()]
        assert len({*told}) == len(words)


def test_the_points_of_an_ensemble_hold_the_choices(whole: Any) -> None:
    experiment = asked(whole, equations="drawn", draws=8)
    design = design_of(experiment, whole.parameters.with_laws(experiment.drawn_laws))
    assert {f"{LAW_OF}{quantity}" for quantity in whole.model.other_laws} <= {*design.parameters}
