"""A parameter whose members are drawn by themselves: one concept, from the file to draws, sweeps and what is told."""

import numpy as np
import pytest

from care2040.analysis.uncertainty import attach
from care2040.engine.ensembles.designs import design_of, points_of
from care2040.files.problems import InvalidInput
from care2040.inputs.experiments.experiment import load
from care2040.inputs.experiments.sweep import Sweep
from care2040.inputs.parameters.parameter_set import load as load_parameters
from care2040.inputs.policies.path_maker import PathMaker
from care2040.language.axes import AXES
from care2040.study.shipped import known_names
from care2040.wording.assumptions import assumption_name

WAVE = "growth_wave_own_1"
MEMBERS = [f"{WAVE}.{domain}" for domain in AXES["domain"]]
HEAD = "title: {en: Test, nl: Toets}\nquestion: {en: What?, nl: Wat?}\nindicators: [care_share_needed]\n"
ENTRY = """\
{name}:
  about: A test.
  unit: dimensionless
  value: {value}
{more}  range: {range}
  spread: {spread}
  drawn: per_member
  year: 2024
  source: [judgement]
  standing: judged
"""


@pytest.fixture(scope="module")
def known(whole):
    return known_names(whole.model, whole.parameters)


@pytest.fixture
def read(whole, known, tmp_path):
    def made(text):
        path = tmp_path / "test.yaml"
        path.write_text(HEAD + text, encoding="utf-8")
        return load(path, whole.parameters, known)

    return made


@pytest.fixture
def written(tmp_path):
    def made(value, bounds="[-2, 2]", spread="normal", more=""):
        (tmp_path / "sources.yaml").write_text("judgement: {}\n", encoding="utf-8")
        text = ENTRY.format(name="tested", value=value, range=bounds, spread=spread, more=more)
        (tmp_path / "own.yaml").write_text(text, encoding="utf-8")
        return load_parameters(tmp_path)

    return made


def test_each_member_is_drawn_by_itself_and_lies_in_the_range_of_the_parameter(whole):
    drawn = whole.parameters.draw(4000, 1)
    assert [name for name in drawn if name.startswith(WAVE)] == MEMBERS
    values = np.stack([drawn[name] for name in MEMBERS])
    low, high = whole.parameters[WAVE].range
    assert np.quantile(values, [0.05, 0.95], axis=1) == pytest.approx(np.array([[low], [high]]).repeat(6, 1), abs=0.1)
    assert np.abs(np.corrcoef(values) - np.eye(6)).max() < 0.06


def test_a_member_is_a_parameter_of_its_own_by_its_name(whole):
    one = whole.parameters[MEMBERS[1]]
    assert (one.name, one.axes, one.centre, one.range) == (MEMBERS[1], (), 0.0, whole.parameters[WAVE].range)
    assert MEMBERS[1] in whole.parameters
    assert MEMBERS[1] not in list(whole.parameters)
    with pytest.raises(KeyError, match=r"did you mean growth_wave_own_1\.mental_health"):
        whole.parameters[f"{WAVE}.mental_helth"]
    assert whole.parameters.draw(1, 1, [WAVE]) == dict.fromkeys(MEMBERS, 0.0)


def test_a_draw_of_a_member_moves_that_member_only(whole):
    drawn = {MEMBERS[2]: np.array([0.5, -1.0])}
    values = PathMaker(whole.parameters, 2024, 2041, drawn).paths(()).constant[WAVE]
    wanted = np.zeros((6, 2))
    wanted[2] = drawn[MEMBERS[2]]
    np.testing.assert_array_equal(values, wanted)
    with pytest.raises(ValueError, match="which is not a parameter"):
        PathMaker(whole.parameters, 2024, 2041, {WAVE: np.ones(2)})


def test_a_change_of_a_member_works_on_what_was_drawn(whole, read):
    experiment = read(f"draws: 3\nscenarios: {{own: {{{MEMBERS[0]}: {{add: 1}}}}}}\n")
    drawn = whole.parameters.draw(3, 1)
    values = PathMaker(whole.parameters, 2024, 2041, drawn).paths(experiment.scenarios["own"]).constant[WAVE]
    np.testing.assert_allclose(values[0], drawn[MEMBERS[0]] + 1)
    np.testing.assert_allclose(values[1], drawn[MEMBERS[1]])


def test_a_sweep_takes_a_member_the_whole_or_a_pattern(read):
    one = read(f"sweep: {{method: latin_hypercube, samples: 8, parameters: [{MEMBERS[3]}]}}\n")
    assert list(one.sweep.ranges) == [MEMBERS[3]]
    for name in (WAVE, '"growth_wave_own_1*"', '"growth_wave_own_1.*"'):
        every = read(f"sweep: {{method: latin_hypercube, samples: 8, parameters: [{name}]}}\n")
        assert list(every.sweep.ranges) == MEMBERS
    both = read(
        f"sweep: {{method: grid, samples: 2, parameters: {{{WAVE}: {{}}, {MEMBERS[0]}: {{range: [-1, 1]}}}}}}\n"
    )
    assert both.sweep.ranges[MEMBERS[0]] == (-1.0, 1.0)
    assert both.sweep.ranges[MEMBERS[1]] is None


def test_a_misspelt_member_gets_the_nearest(read):
    with pytest.raises(InvalidInput) as caught:
        read(f"sweep: {{method: latin_hypercube, samples: 8, parameters: [{WAVE}.mental_helth]}}\n")
    assert "did you mean 'growth_wave_own_1.mental_health'" in caught.value.problems[0].hint
    with pytest.raises(InvalidInput) as caught:
        read("sweep: {method: latin_hypercube, samples: 8, parameters: [quit_rate.elderly_care]}\n")
    assert caught.value.problems[0].code == "E405"


def test_points_of_a_file_name_members(read, tmp_path):
    (tmp_path / "points.csv").write_text(f"{MEMBERS[0]},quit_rate\n-1,0.08\n1.5,0.09\n", encoding="utf-8")
    experiment = read("sweep: {method: file, file: points.csv}\n")
    assert experiment.sweep.given[MEMBERS[0]].tolist() == [-1, 1.5]
    (tmp_path / "points.csv").write_text(f"{WAVE},quit_rate\n-1,0.08\n1.5,0.09\n", encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        read("sweep: {method: file, file: points.csv}\n")
    assert "drawn by themselves" in caught.value.problems[0].message
    assert MEMBERS[0] in caught.value.problems[0].hint


def test_what_is_held_is_told_by_its_member(read):
    sweep = f"sweep: {{method: latin_hypercube, samples: 8, parameters: [{WAVE}]}}\n"
    with pytest.raises(InvalidInput) as caught:
        read(f"scenarios: {{held: {{{WAVE}: {{set: 0}}}}}}\n{sweep}")
    assert {one.code for one in caught.value.problems} == {"E430"}
    assert len(caught.value.problems) == len(MEMBERS)
    (warning,) = read(f"scenarios: {{evidence: {{}}, held: {{{MEMBERS[0]}: {{set: 0}}}}}}\n{sweep}").warnings
    assert warning.code == "E430"
    assert f"'{MEMBERS[0]}'" in warning.message


def test_designs_and_what_is_told_of_them_name_members(whole):
    experiment = whole.shipped("how_sure")
    design = design_of(experiment, whole.parameters)
    assert set(MEMBERS) < set(design.parameters)
    drawn = whole.parameters.draw(experiment.draws, experiment.seed)
    np.testing.assert_array_equal(design.drawn[MEMBERS[4]], drawn[MEMBERS[4]])
    swept = points_of(Sweep("sobol", 16, dict.fromkeys(MEMBERS[:2])), whole.parameters, 1)
    assert swept.points == 16 * 4
    assert attach.unit_of(whole.parameters[MEMBERS[0]]) == "dimensionless"
    assert assumption_name(MEMBERS[1], "en").startswith(assumption_name(WAVE, "en"))
    names = {assumption_name(one, language) for one in MEMBERS for language in ("en", "nl")}
    assert len(names) == 2 * len(MEMBERS)
    assert not any("…" in name or "_" in name for name in names)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"value": 1.0}, "'tested' has one number"),
        ({"value": "{2024: 0, 2040: 1}"}, "'tested' has years"),
        ({"value": 0, "more": "  axes: [district]\n  fold: same\n"}, "districts fold into the city"),
        ({"value": 0, "more": "  axes: [domain]\n", "bounds": "null", "spread": "none"}, "not drawn at all"),
        ({"value": 0, "more": "  axes: [domain]\n", "bounds": "[1, 2]"}, "lies outside its range"),
        ({"value": 0, "more": "  axes: [domain, sex]\n"}, "has sex, domain"),
    ],
)
def test_what_cannot_be_drawn_so_is_refused(written, given, told):
    with pytest.raises(InvalidInput) as caught:
        written(**given)
    (problem,) = caught.value.problems
    assert told in problem.message
    assert problem.code == ("E207" if "range" in told else "E220")


def test_members_may_be_drawn_together(tmp_path, written):
    members = [f"tested.{domain}" for domain in AXES["domain"]]

    def groups(names):
        group = (
            f"about: A test., correlation: 0.5, parameters: [{', '.join(names)}], source: [judgement], standing: judged"
        )
        (tmp_path / "correlations.yaml").write_text(
            f"about: A test.\ngroups: {{waves: {{{group}}}}}\n", encoding="utf-8"
        )

    groups(members[:2])
    parameters = written(0, more="  axes: [domain]\n")
    drawn = parameters.draw(4000, 1)
    assert np.corrcoef(drawn[members[0]], drawn[members[1]])[0, 1] == pytest.approx(0.5, abs=0.05)
    assert np.corrcoef(drawn[members[0]], drawn[members[2]])[0, 1] == pytest.approx(0, abs=0.05)
    groups(["tested", members[0]])
    with pytest.raises(InvalidInput) as caught:
        written(0, more="  axes: [domain]\n")
    assert caught.value.problems[0].code == "E821"
    assert members[0] in caught.value.problems[0].hint
