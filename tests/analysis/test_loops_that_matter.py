"""Loops That Matter: the scores of named loops are those of all their paths together, and ages in bands stay near."""

from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from typer.testing import CliRunner

from care2040.analysis.feedback.loop_registry import Loop, shipped_loops
from care2040.analysis.feedback.loops_that_matter import as_dataset, reduced, score, score_flat
from care2040.cli import app
from care2040.engine.compiler.system import Kind, build
from care2040.files.package_files import package_folder
from care2040.inputs.experiments.experiment import load
from care2040.inputs.parameters.parameter import Parameter
from care2040.inputs.policies.parameter_paths import ParameterPaths
from care2040.language.equations import flow, stock, variable
from care2040.language.model import collect
from care2040.results.valid_draws import CannotAnalyse
from care2040.study.export import loops
from care2040.study.shipped import known_names
from care2040.xmile.age_bands import BANDS, banded
from care2040.xmile.document import as_xmile
from care2040.xmile.export import choose
from care2040.xmile.flattening import flatten

pytestmark = pytest.mark.slow

simlin = pytest.importorskip("simlin", reason="pysimlin has no wheel for this platform")


@stock("person", ("district",))
def helpers(helpers_at_start):
    return helpers_at_start


@variable("dimensionless")
def room_left(helpers, most):
    return 1 - helpers.sum("district") / most


@flow("person/year", ("district",), sink="helpers")
def joining(helpers, room_left, rate):
    return helpers * (room_left * room_left * rate)


@flow("person/year", ("district",), source="helpers")
def stopping(helpers, rate):
    return helpers * (rate / 4)


SHAPES = {"helpers_at_start": (("district",), "person"), "most": ((), "person"), "rate": ((), "1/year")}
VALUES = {"helpers_at_start": [[10.0], [25.0]], "most": [100.0], "rate": [0.9]}


def loop(name, kind, *paths):
    words = {"nl": name, "en": name}
    return Loop(name, words, words, kind, "community", True, paths, ("rate",), "made_up.yaml", 1)


LOOPS = {
    "R1": loop("R1", "reinforcing", ("helpers", "joining")),
    "B1": loop("B1", "balancing", ("room_left", "joining", "helpers")),
    "B2": loop("B2", "balancing", ("helpers", "stopping")),
}


@pytest.fixture(scope="module")
def small():
    """Return a flat model of two districts that share the room that is left."""
    return made_of((helpers, room_left, joining, stopping), ("a", "b"))


def made_of(laws, districts):
    """Return a flat model of a few laws and one or two districts."""
    module = ModuleType(__name__)
    vars(module).update({law.__name__: law for law in laws})
    kinds = {name: Kind(*shape) for name, shape in SHAPES.items()}
    system = build(collect([module]), {"district": districts}, kinds, frozenset())
    values = VALUES | {"helpers_at_start": VALUES["helpers_at_start"][: len(districts)]}
    paths = ParameterPaths(1, np.arange(2024.0, 2035), {name: np.array(value) for name, value in values.items()}, {})
    rest = ("none", 2024, (), "judged", None, "made_up.yaml", 1)
    parameters = {
        name: Parameter(name, name, unit, axes, (), np.array(0.0), None, *rest) for name, (axes, unit) in SHAPES.items()
    }
    return flatten(system, parameters, paths, 0.25)


def test_a_named_loop_scores_what_its_paths_score_together(small, tmp_path):
    path = tmp_path / "small.xmile"
    path.write_text(as_xmile(small, "n", "c", "1"), encoding="utf-8")
    run = simlin.load(path).simulate(enable_ltm=True)
    run.run_to_end()
    every = {tuple(each.variables): np.nan_to_num(run.get_loop_score(each.id)) for each in run.get_loops_runtime()}
    ends = [tuple(sorted(each.variables)) for each in run.get_loops_runtime()]
    assert len(ends) == 7  # two of R1 and of B2, three of B1: one that goes through both districts
    found = score_flat(small, LOOPS).scores
    for name, mark, through in (("R1", "joining", False), ("B1", "joining", True), ("B2", "stopping", False)):
        own = [
            values
            for variables, values in every.items()
            if any(mark in one for one in variables) and ("room_left" in variables) is through and len(variables) < 6
        ]
        assert len(own) == 2
        assert np.abs(found[name]).max() > 0.1
        assert found[name] == pytest.approx(sum(own), rel=1e-12)


def test_shares_keep_their_sign_and_add_up_to_one(small):
    shares = score_flat(small, LOOPS).shares()
    assert shares["year"].values.tolist() == list(range(2024, 2034))
    assert abs(shares).sum("loop").values == pytest.approx(np.ones(10))
    assert (shares.sel(loop="R1") > 0).all()
    assert (shares.sel(loop=["B1", "B2"]) < 0).all()


@variable("person")
def all_helpers(helpers):
    return helpers.sum("district")


@flow("person/year", ("district",), sink="helpers")
def coming_along(all_helpers, rate):
    return all_helpers * rate


@flow("person/year", ("district",), source="helpers")
def tiring(helpers, rate, most):
    return helpers * (rate / 4) * (helpers.sum("district") / most)


def test_a_link_is_seen_where_equal_operations_are_written_once():
    """Of one district all helpers are its helpers, and who tires is a part of who stops."""
    laws = (helpers, all_helpers, coming_along, stopping, tiring)
    flat = made_of(laws, ("a",))
    named = {"R1": loop("R1", "reinforcing", ("helpers", "all_helpers", "coming_along"))}
    named |= {"B1": loop("B1", "balancing", ("helpers", "tiring")), "B2": LOOPS["B2"]}
    found = score_flat(flat, named, {law.__name__: law.equation.reads for law in laws})
    assert found.unscored == ()
    for name, way in (("R1", 1), ("B1", -1), ("B2", -1)):
        assert (way * found.scores[name][2:] > 0).all(), name
    # of one stock that grows ever faster the loops add up to one; later, as it slows down, they nearly cancel out
    assert sum(found.scores.values())[2:10] == pytest.approx(np.ones(8), abs=0.05)


def test_a_loop_that_does_not_close_is_left_out(small):
    open_loop = Loop(**{**vars(LOOPS["B2"]), "closes": False})
    assert list(score_flat(small, {**LOOPS, "B2": open_loop}).scores) == ["R1", "B1"]


@pytest.fixture(scope="module")
def chosen(whole):
    experiment = load(
        package_folder("experiments") / "one_in_four.yaml",
        whole.parameters,
        known_names(whole.model, whole.parameters),
        draws=1,
        resolution="city",
    )
    return choose(whole.model, experiment, whole.parameters, "as_is", "evidence")


def test_bands_start_with_the_same_people_workers_and_need(chosen):
    kinds = {name: Kind(one.axes, one.unit) for name, one in chosen.parameters.items()}
    system, paths = banded(chosen.system, kinds, chosen.paths)
    assert system.axes["age"] == BANDS["age"]

    def seen(system, paths):
        given = dict(paths.constant) | {name: values[0, 0] for name, values in paths.varying.items()}
        start = dict(
            zip(
                (*system.stocks, *system.references),
                system.start.evaluate(given, system.start.prepare(given)),
                strict=True,
            )
        )
        given |= start
        look = dict(zip(system.looked_at, system.look.evaluate(given, system.look.prepare(given)), strict=True))
        return {name: {**start, **look}[name].sum() for name in (*start, *look)}

    single, bands = seen(chosen.system, chosen.paths), seen(system, paths)
    for name in ("residents", "adults", "need_by_age", "employed_residents", "deaths", "departures"):
        assert bands[name] == pytest.approx(single[name], rel=1e-9), name
    # people from the region need care by the age of residents within a band, not by their own
    assert bands["care_workers"] == pytest.approx(single["care_workers"], rel=1e-3)
    for name in ("births", "arrivals", "quits", "retirement"):  # weighed by all residents or domains, not by their own
        assert bands[name] == pytest.approx(single[name], rel=0.02), name


def test_in_bands_one_in_four_comes_out_nearly_the_same(chosen, tmp_path):
    flat = reduced(chosen)
    assert set(flat.stocks["part_of_year"].inflows) == set()
    path = tmp_path / "bands.xmile"
    path.write_text(as_xmile(flat, "n", "c", "1"), encoding="utf-8")
    run = simlin.load(path).simulate(enable_ltm=False)
    run.run_to_end()
    own = chosen.run()
    needed = own.values["posts_asked"][-1, :, 0].sum()
    theirs = sum(run.get_series(f"posts_asked_{domain}")[::4][16] for domain in chosen.system.axes["domain"])
    assert theirs == pytest.approx(needed, rel=0.02)


@pytest.fixture(scope="module")
def matter(chosen, whole):
    return score(chosen, shipped_loops(whole.model, tuple(whole.parameters)))


def test_every_named_loop_works_the_way_it_is_declared_to(matter, whole):
    declared = shipped_loops(whole.model, tuple(whole.parameters))
    shares = matter.shares()
    assert matter.unscored == ("B2",)
    assert {*shares["loop"].values.tolist(), *matter.unscored} == {
        name for name, each in declared.items() if each.closes
    }
    for name in shares["loop"].values.tolist():
        way = 1 if declared[name].kind == "reinforcing" else -1
        assert float((way * shares.sel(loop=name)).mean()) > 0, name


def test_the_dataset_says_what_the_loops_are_called_and_whose_they_are(matter, chosen, whole):
    dataset = as_dataset(matter, chosen, shipped_loops(whole.model, tuple(whole.parameters)))
    assert dataset["loop_title_nl"].sel(loop="R2").item() == "werkdruk en vertrek"
    assert dataset["loop_kind"].sel(loop="B1").item() == "balancing"
    assert (dataset.attrs["experiment"], dataset.attrs["policy"]) == ("one_in_four", "as_is")


@pytest.fixture
def call(tmp_path, monkeypatch, matter):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("care2040.analysis.feedback.loops_that_matter.score", lambda *_: matter)
    return lambda *words: CliRunner().invoke(app.app, ["loops", *words])


def test_the_command_shows_a_table_and_writes_it_with_a_figure(call):
    result = call("--to", "found")
    assert result.exit_code == 0, result.output
    assert "workload and quits" in result.output
    assert "Largest: " in result.output
    assert "only close when someone grows older: B2" in result.output
    written = {path.name for path in Path("found").rglob("*") if path.is_file()}
    assert {"loops.csv", "loops.nl.png", "loops.en.svg", "loops.nl.json"} <= written
    header, *rows = Path("found/loops.csv").read_text().splitlines()
    assert header.startswith("year,R1,R2")
    assert len(rows) == 17


def test_what_is_wrong_is_told(call, monkeypatch):
    assert "did you mean 'as_is'" in (wrong := call("--policy", "as_i")).output
    assert wrong.exit_code == 3
    assert call("one_in_four", "--result", "x").exit_code == 3
    assert call("--result", "not_there").exit_code == 3
    monkeypatch.setattr(loops, "find_spec", lambda name: None)
    absent = call()
    assert absent.exit_code == 1
    assert "pip install 'care2040[loops]'" in absent.output
    monkeypatch.undo()


def test_scores_that_pysimlin_cannot_give_are_told(call, monkeypatch):
    def fail(*_):
        raise CannotAnalyse("pysimlin could not score the loops: too large")

    monkeypatch.setattr("care2040.analysis.feedback.loops_that_matter.score", fail)
    result = call()
    assert result.exit_code == 1
    assert "pysimlin could not score the loops: too large" in result.output
