"""The flat XMILE file: other tools read it, and come to the same numbers as our own engine with the same steps."""

import re
import warnings
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from typer.testing import CliRunner

from care2040.cli import app
from care2040.engine.batch.integrate import integrate
from care2040.engine.batch.runge_kutta import Euler
from care2040.engine.batch.solver import Solver
from care2040.engine.compiler.system import Kind, build
from care2040.files.package_files import package_folder
from care2040.inputs.experiments.experiment import load
from care2040.inputs.parameters.parameter import Parameter
from care2040.inputs.policies.parameter_paths import ParameterPaths
from care2040.language.equations import flow, indicator, reference, stock, variable, where
from care2040.language.model import collect
from care2040.study.shipped import known_names
from care2040.xmile.document import as_xmile
from care2040.xmile.export import choose, xmile
from care2040.xmile.flat_model import NotInXmile
from care2040.xmile.flattening import flatten

AXES = {"district": ("a", "b"), "age": (0, 1, 2, 3, 4), "sex": ("female", "male", "other")}
AS_NEAR = 1e-9
"""Of the largest value that a quantity reaches."""


@stock("person", ("district", "age", "sex"), cohort="age", entering="newborns")
def residents(residents_at_start):
    return residents_at_start


@stock("person", ("district", "sex"))
def newborns():
    return 0


@stock("dimensionless", restarts=True)
def part_of_year():
    return 0


@stock("person")
def emigrants():
    return 0


@flow("1/year", sink="part_of_year")
def passing(pace):
    return pace


@flow("person/year", ("district", "sex"), sink="newborns")
def births(residents, fertility):
    return (residents.sel(age=2) + residents.max("age") + residents.min("age")) * fertility


@variable("dimensionless", ("district", "age"))
def crowding(residents, reference_of_district):
    return residents.cumsum("age").sum("sex") / reference_of_district


@reference("person", ("district",))
def reference_of_district(residents):
    return residents.sum(("age", "sex"))


@variable("dimensionless", ("district",))
def pull(crowding, part_of_year, effort, steepness):
    far = np.abs(crowding.sum("age") - 3) ** -steepness + np.expm1(-part_of_year) + np.log1p(effort)
    near = where(far > 1.01, np.exp(-far), np.log(far + 2))
    return np.maximum(near, np.minimum(far, 0.3)) * (1 + (part_of_year >= 0.5) * effort)


@flow("person/year", ("district", "age", "sex"), source="residents", sink="emigrants")
def departures(residents, departure_rate, pull):
    return residents * departure_rate * pull + residents.shift(age=1, fill_value=0) * departure_rate / 7


@variable("person", ("district",))
def not_yet_one(newborns):
    # a tool may take a name that begins so, at the beginning of an equation, for the word "not" and the rest of it
    return newborns.sum("sex")


@indicator("person", ("district",))
def young(residents, not_yet_one):
    return not_yet_one + residents.sel(age=0).sum("sex")


LAWS = (residents, newborns, part_of_year, emigrants, passing, births, crowding, pull, departures, not_yet_one, young)
SHAPES = {
    "residents_at_start": (("district", "age", "sex"), "person"),
    "fertility": ((), "1/year"),
    "effort": ((), "dimensionless"),
    "steepness": (("district",), "dimensionless"),
    "departure_rate": (("age",), "1/year"),
    "pace": ((), "1/year"),
}


def parameter(name, axes, unit):
    more = ("none", 2024, (), "judged", None, "made_up.yaml", 1)
    return Parameter(name, f"What {name} is.\n\nMore.", unit, axes, (), np.array(0.0), None, *more)


def values(name, axes, rng):
    return rng.uniform(0.2, 0.8, [len(AXES[axis]) for axis in axes])[..., None] * (100 if name[0] == "r" else 1)


@pytest.fixture(scope="module")
def small():
    """Return system, parameters and paths of a model that uses the whole language."""
    rng = np.random.default_rng(3)
    constant = {name: values(name, axes, rng) for name, (axes, _) in SHAPES.items()}
    constant["pace"][...] = 1.0
    constant["departure_rate"][0] = 0.0
    del constant["effort"]
    # a ramp, a jump half-way through a year, a line down, and away
    effort = np.array([[0, 0], [0, 0.3], [0.3, 0.4], [0.7, 0.7], [0.7, 0.1], [0, 0]])[..., None]
    paths = ParameterPaths(1, np.array([2024, 2025, 2026, 2026.5, 2027, 2028, 2029]), constant, {"effort": effort})
    return *compiled(LAWS, SHAPES, {"effort"}), paths


def compiled(laws, shapes, varying=frozenset()):
    module = ModuleType(__name__)
    vars(module).update({law.__name__: law for law in (*laws, reference_of_district)})
    kinds = {name: Kind(*shape) for name, shape in shapes.items()}
    system = build(collect([module]), AXES, kinds, frozenset(varying))
    return system, {name: parameter(name, *shape) for name, shape in shapes.items()}


def text_of(small, step=0.25):
    return as_xmile(flatten(*small, step, ["young"]), "small & simple", "a < b", "1.0")


def assert_same(system, flat, own, series, least):
    """Assert that theirs is our value on each 1 January, of every stock and every variable that both have."""
    every, away = round(1 / flat.step), {}
    for name in (*flat.stocks, *flat.auxiliaries):
        quantity, *members = flat.origin[name]
        if quantity not in own.values:
            continue
        axes = system.model.equations[quantity].axes
        place = tuple([str(m) for m in system.axes[axis]].index(one) for axis, one in zip(axes, members, strict=True))
        ours = own.values[quantity][(slice(None), *place, 0)]
        away[name] = np.abs(ours - series(name)[::every][: len(ours)]).max() / (np.abs(ours).max() or 1)
    assert len(away) >= least
    assert set(flat.stocks) - set(away) == {"steps_since_1_january"}
    worst = max(away, key=away.get)
    assert away[worst] < AS_NEAR, (worst, away[worst])


def simlin_run(path):
    simlin = pytest.importorskip("simlin", reason="pysimlin has no wheel for this platform")
    run = simlin.load(path).simulate(enable_ltm=False)
    run.run_to_end()
    return run.get_series


def pysd_run(path, names, monkeypatch, **more):
    """Run a file in PySD; its own Python file is not made pretty first, which takes longer than all the rest."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of PySD, and of what it needs
        import pysd
        from pysd.builders.python import python_model_builder

        monkeypatch.setattr(python_model_builder.black, "format_file_contents", lambda text, **_: text)
        frame = pysd.read_xmile(str(path)).run(return_columns=names, **more)
    return lambda name: frame[name].to_numpy()


def written(flat, path):
    path.write_text(as_xmile(flat, "small & simple", "a < b", "1.0"), encoding="utf-8")
    return path


@pytest.mark.parametrize("step", [0.5, 0.125])
def test_another_tool_comes_to_our_numbers_whatever_the_laws_use(small, step, tmp_path):
    flat = flatten(*small, step, ["young"])
    own = integrate(small[0], small[2], Solver(Euler, {"longest_step": step}))
    assert_same(small[0], flat, own, simlin_run(written(flat, tmp_path / "small.xmile")), 52)


def test_another_tool_finds_nothing_to_complain_about(small, tmp_path):
    simlin = pytest.importorskip("simlin")
    assert simlin.load(written(flatten(*small, 0.25), tmp_path / "small.xmile")).check() == ()


def test_a_second_tool_does_too(small, tmp_path, monkeypatch):
    flat = flatten(*small, 0.25, ["young"])
    own = integrate(small[0], small[2], Solver(Euler, {"longest_step": 0.25}))
    path = written(flat, tmp_path / "small.xmile")
    assert_same(small[0], flat, own, pysd_run(path, [*flat.stocks, *flat.auxiliaries], monkeypatch), 52)


def test_what_tools_read_in_two_ways_is_not_in_the_file(small):
    text = as_xmile(flatten(*small, 0.25, ["young"]), "n", "c", "1.0")
    equations = re.findall("<eqn>(.*)</eqn>", text)
    assert len(equations) > 100
    for equation in equations:
        assert not re.search(
            r"[\[\]{}]|(?<!\")\b(NOT|PULSE|MOD|DELAY|SMTH)|[^.\w]\d+[^.\d]|\de", f" {equation} ", re.IGNORECASE
        )
        assert not re.search(r"(^|[(=*/^+-] ?)-(?!\d)|- ?\d[\d.]* \^", equation), equation
    assert "reciprocal" not in text
    assert "<!--" not in text
    assert "small &amp; simple" in as_xmile(flatten(*small, 0.25), "small & simple", "c", "1.0")


def test_a_flow_that_is_always_zero_and_a_weight_of_zero_are_left_out(small):
    flat = flatten(*small, 0.25)
    assert "departures_a_0_male" not in flat.flows
    assert "departures_a_1_male" in flat.flows
    assert "young_a" not in flat.auxiliaries
    assert "young_a" in flatten(*small, 0.25, ["young"]).auxiliaries


def test_a_flow_stands_at_both_its_ends_and_who_is_oldest_stays(small):
    flat = flatten(*small, 0.25)
    name = "departures_b_3_other"
    assert name in flat.stocks["residents_b_3_other"].outflows
    assert name in flat.stocks["emigrants"].inflows
    assert "residents_growing_older_b_3_other" in flat.stocks["residents_b_4_other"].inflows
    assert "residents_growing_older_b_4_other" not in flat.flows
    assert "newborns_growing_older_a_male" in flat.stocks["residents_a_0_male"].inflows


@variable("dimensionless", ("district",))
def bent(steepness):
    return np.tanh(steepness)


@flow("1/year", sink="part_of_year")
def hurrying(bent, pace):
    return bent.sum("district") * pace


@stock("person")
def time():
    return 0


def test_what_xmile_cannot_say_is_refused_by_name(small):
    for laws, message in (
        ((*LAWS, bent, hurrying), "'bent_a' cannot be written: XMILE has no function 'tanh'"),
        ((*LAWS, time), "'time' cannot be called 'time' in XMILE, where that is a word of its own"),
    ):
        system, parameters = compiled(laws, SHAPES, {"effort"})
        with pytest.raises(NotInXmile, match=re.escape(message)) as refusal:
            as_xmile(flatten(system, parameters, small[2], 0.25), "n", "c", "1.0")
        assert refusal.value.quantity == laws[len(LAWS)].equation.name


@pytest.mark.parametrize("step", [0.3, 2.0, 0.0, -0.25])
def test_a_step_that_does_not_count_up_to_years_is_refused(small, step):
    with pytest.raises(NotInXmile, match="does not count up to whole years"):
        flatten(*small, step)


def test_a_moment_between_two_steps_is_refused_with_that_moment(small):
    with pytest.raises(NotInXmile, match=re.escape("2026.5 falls between two steps of 1 year")):
        flatten(*small, 1.0)


@pytest.fixture(scope="module")
def real(whole):
    """Return what chooses a policy of the shipped model."""
    known = known_names(whole.model, whole.parameters)

    def chosen(name, policy, scenario):
        path = package_folder("experiments") / f"{name}.yaml"
        experiment = load(path, whole.parameters, known, draws=1, resolution="city")
        return choose(whole.model, experiment, whole.parameters, policy, scenario)

    return chosen


@pytest.mark.slow
@pytest.mark.parametrize(
    "names",
    [
        ("workload_threshold", "as_is", "evidence"),
        ("funding_cliff_2026", "put_off", "funding_cliff"),
        ("pathways_to_2040", "adapting", "evidence"),
    ],
)
def test_the_shipped_model_runs_in_another_tool_as_it_does_in_ours(real, names, tmp_path):
    chosen = real(*names)
    flat = chosen.flat()
    path = tmp_path / "whole.xmile"
    path.write_text(xmile(chosen, flat, "1.0"), encoding="utf-8")
    assert len(flat.stocks) > 700
    assert_same(chosen.system, flat, chosen.run(), simlin_run(path), 1400)


@pytest.mark.slow
def test_the_shipped_model_runs_in_a_second_tool_as_it_does_in_ours(real, tmp_path, monkeypatch):
    chosen = real("funding_cliff_2026", "put_off", "funding_cliff")
    flat = chosen.flat(indicators=["care_share_needed"])
    path = tmp_path / "whole.xmile"
    path.write_text(xmile(chosen, flat, "1.0"), encoding="utf-8")
    series = pysd_run(path, [*flat.stocks, "care_share_needed"], monkeypatch)
    own = chosen.run()
    stocks = {name: found for name, found in own.values.items() if name in chosen.system.stocks}
    assert_same(chosen.system, flat, type(own)(own.years, stocks), series, 700)


@pytest.fixture
def call(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(app.app, ["export", "xmile", *words])


@pytest.mark.slow
def test_the_command_writes_a_file_that_loads(call):
    result = call("one_in_four", "--policy", "as_is", "--to", "made/one.stmx", "--step", "0.125")
    assert result.exit_code == 0, result.output
    assert "8 steps a year" in result.output
    assert "Wrote made/one.stmx" in result.output
    assert [each.name for each in Path("made").iterdir()] == ["one.stmx"]
    assert simlin_run(Path("made/one.stmx"))("care_share_needed")[0] == pytest.approx(0.152, abs=2e-3)


def test_the_command_tells_all_that_is_wrong_and_writes_nothing(call):
    result = call("one_in_four", "--policy", "as_it", "--scenario", "evidense", "--to", "one.csv")
    assert result.exit_code == 3
    for told in ("'as_it'", "did you mean 'as_is'", "'evidense'", "did you mean 'evidence'", "E942", "3 errors"):
        assert told in result.output
    result = call("one_in_four", "--policy", "as_is", "--to", "one.xml", "--step", "0.3")
    assert result.exit_code == 3
    assert "does not count up to whole years" in result.output
    assert list(Path().iterdir()) == []
