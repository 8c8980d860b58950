"""Experiments: what is read from YAML, and every way in which it can be wrong."""

import math
import re
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from care2040.files.problems import InvalidInput
from care2040.files.schema import Bilingual, named
from care2040.files.yaml_document import from_mapping
from care2040.inputs.experiments.experiment import Experiment, Known, load
from care2040.inputs.experiments.written.asked_figure import AskedFigure
from care2040.inputs.parameters.parameter_set import Parameter
from care2040.inputs.policies.levers import Evidence, Lever, Levers, Package
from care2040.inputs.policies.path_maker import Change
from care2040.language.axes import AXES

TEXT = Bilingual(en="A text", nl="Een tekst")
DOCUMENT = from_mapping({"levers": {}, "packages": {}}, Path("levers.yaml"))


def lever(aimed, delay, start=2026):
    return Lever(
        title=TEXT,
        about=TEXT,
        difference_maker="living_together",
        aimed=aimed,
        control="own",
        need="reach_share" if aimed else None,
        start=start,
        ramp=4,
        delay=delay,
        effects=("construction_time",),
        sign={"shortage": "down"},
        price={},
        staff={},
        exception=None,
        evidence=Evidence(source=("judgement",), quality="C", says=TEXT),
        standing="judged",
    )


PARTS = {
    "living_together": ("community_building", "carer_respite"),
    "a_roof": ("flow_through",),
    "everything": ("a_roof", "living_together"),
}
LEVERS = Levers(
    levers=named(
        {
            "community_building": lever(True, 1),
            "carer_respite": lever(True, 0.5),
            "flow_through": lever(False, 2),
        },
        DOCUMENT,
        "levers",
    ),
    packages=named({name: Package(title=TEXT, levers=parts) for name, parts in PARTS.items()}, DOCUMENT, "packages"),
    needs={name: np.linspace(1.0, 4.0, 10) for name in ("community_building", "carer_respite")},
    residents=np.full(10, 100.0),
)
KNOWN = Known(indicators=("care_share_needed", "shortage", "homes"), figures=("one_in_four", "wedges"), levers=LEVERS)
GOOD = """\
title: {en: Care for each other, nl: Zorgen voor elkaar}
question: {en: How far do neighbours bend the curve, nl: Hoe ver buigen buren de lijn om}
scenarios:
  evidence: {}
  slump: {construction_capacity: {multiply: 0.7, from: 2026}}
policies:
  as_is: {}
  community:
    community_building: {effort: 1, from: 2026, full_by: 2030}
    care_intensity.elderly_care: {add: 0.1, from: 2027.5, until: 2030}
draws: 200
seed: 7
indicators: [care_share_needed, shortage]
figures: [one_in_four]
"""


def parameter(name, value, axes=(), bounds=None):
    return Parameter(
        name=name,
        about="made for a test",
        unit="dimensionless",
        axes=axes,
        years=(),
        value=np.array(value, dtype=np.float64),
        range=bounds,
        spread="uniform" if bounds else "none",
        year=2024,
        source=("judgement",),
        standing="judged",
        fold=None,
        file="test.yaml",
        line=1,
    )


PARAMETERS = {
    one.name: one
    for one in (
        parameter("construction_capacity", np.full(10, 120.0), axes=("district",)),
        parameter("construction_time", 2.0),
        parameter("community_building_effort", np.zeros(10), axes=("district",)),
        parameter("community_building_budget", np.zeros(10), axes=("district",)),
        parameter("carer_respite_effort", np.zeros(10), axes=("district",)),
        parameter("carer_respite_budget", np.zeros(10), axes=("district",)),
        parameter("flow_through_effort", 0.0),
        parameter("flow_through_budget", 0.0),
        parameter("care_intensity", np.ones((100, 6)), axes=("age", "domain")),
        parameter("lesson", np.ones((59, 4)), axes=("worker_age", "training_year")),
        parameter("vulnerable_share", 0.6, bounds=(0.4, 0.8)),
        parameter("reach_share", np.linspace(0.1, 0.9, 10), axes=("district",)),
    )
}


def read(folder: Path, text: str, **options) -> Experiment:
    path = folder / "question.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path, PARAMETERS, KNOWN, **options)


def problems_of(folder: Path, text: str, **options):
    with pytest.raises(InvalidInput) as caught:
        read(folder, text, **options)
    return caught.value.problems


def with_policy(line: str) -> str:
    """Give a good experiment with one line more in a policy; it stands on line 11."""
    return GOOD.replace("draws: 200", f"    {line}\ndraws: 200")


def test_a_good_experiment_is_read_whole(tmp_path):
    experiment = read(tmp_path, GOOD)
    assert experiment == Experiment(
        name="question",
        title={"en": "Care for each other", "nl": "Zorgen voor elkaar"},
        question={"en": "How far do neighbours bend the curve", "nl": "Hoe ver buigen buren de lijn om"},
        scenarios={
            "evidence": (),
            "slump": (Change("construction_capacity", {}, "multiply", 0.7, 2026.0, None, None),),
        },
        policies={
            "as_is": (),
            "community": (
                Change("community_building_budget", {}, "set", 1.0, 2026.0, 2030.0, None),
                Change("community_building_effort", {}, "set", 1.0, 2027.0, 2031.0, None),
                Change("care_intensity", {"domain": "elderly_care"}, "add", 0.1, 2027.5, None, 2030.0),
            ),
        },
        draws=200,
        seed=7,
        start=2024,
        end=2041,
        resolution="district",
        indicators=("care_share_needed", "shortage"),
        figures=(AskedFigure("one_in_four"),),
        reading=None,
        levers={"as_is": (), "community": ("community_building",)},
    )


def test_what_is_left_out_has_its_default(tmp_path):
    experiment = read(tmp_path, "title: {en: A, nl: B}\nquestion: {en: C, nl: D}\nindicators: [shortage]\n")
    assert experiment.scenarios == {"evidence": ()}
    assert experiment.policies == {"as_is": ()}
    assert (experiment.draws, experiment.seed, experiment.start, experiment.end) == (1, 2040, 2024, 2041)
    assert (experiment.resolution, experiment.figures) == ("district", ())


def test_options_of_the_command_line_replace_those_of_the_file(tmp_path):
    experiment = read(tmp_path, GOOD, draws=3, resolution="city")
    assert (experiment.draws, experiment.resolution) == (3, "city")
    with pytest.raises(ValueError, match="draws must be 1 or more, not 0"):
        read(tmp_path, GOOD, draws=0)


def test_moments_may_coincide_at_the_edges(tmp_path):
    edges = with_policy("construction_time: {set: 3, from: 2024, full_by: 2024, until: 2041}")
    assert read(tmp_path, edges).policies["community"][-1] == Change(
        "construction_time", {}, "set", 3.0, 2024.0, 2024.0, 2041.0
    )
    triangle = with_policy("construction_time: {set: 3, from: 2030, full_by: 2033, until: 2033}")
    assert read(tmp_path, triangle).policies["community"][-1].until == 2033


def test_an_age_is_a_member_too(tmp_path):
    experiment = read(tmp_path, with_policy("care_intensity.85: {multiply: 1.1, from: 2031}"))
    assert experiment.policies["community"][-1].members == {"age": "85"}


# Each case: a line added to a policy (line 11), then the column, code, message and hint it should give.
WRONG_LINES = [
    (
        "constuction_time: {set: 3}",
        5,
        "E405",
        "no parameter, lever or package 'constuction_time'",
        "'construction_time'",
    ),
    ("comunity_building: {effort: 1}", 5, "E405", "no lever or package 'comunity_building'", "'community_building'?"),
    ("evrything: {effort: 1}", 5, "E405", "there is no lever or package 'evrything'", "did you mean 'everything'?"),
    (
        "xyz: {set: 3}",
        5,
        "E405",
        "no parameter, lever or package 'xyz'",
        "allowed: construction_capacity, construction_time",
    ),
    ("xyz: {effort: 1}", 5, "E405", "no lever or package 'xyz'", "allowed: community_building, carer_respite, flow"),
    ("carer_respite: {set: 1}", 5, "E420", "'carer_respite' is a lever", "effort: 1"),
    ("everything: {multiply: 1}", 5, "E420", "'everything' is a package", "effort: 1"),
    ("construction_time: {effort: 1}", 5, "E420", "a parameter, not a lever", "use set, multiply or add"),
    ("carer_respite_effort: {effort: 1}", 5, "E420", "is set by its lever", "write 'carer_respite'"),
    ("carer_respite_effort: {set: 0.5}", 5, "E420", "is set by its lever", "what works must be paid for"),
    ("carer_respite_budget: {multiply: 0}", 5, "E420", "is set by its lever", "write 'carer_respite' with an effort"),
    ("carer_respite_effort.zuid: {set: 2}", 5, "E420", "is set by its lever", "write 'carer_respite' with an effort"),
    ("carer_respite.zuit: {effort: 1}", 5, "E405", "there is no district 'zuit'", "did you mean 'zuid'?"),
    ("flow_through.zuid: {effort: 1}", 5, "E420", "works for the city as a whole", "write 'flow_through' alone"),
    (
        "everything.zuid: {effort: 1}",
        5,
        "E420",
        "a package, which cannot be aimed",
        "community_building, carer_respite",
    ),
    ("a_roof.zuid: {effort: 1}", 5, "E420", "a package, which cannot be aimed", "write 'a_roof' alone"),
    ("flow_through: {effort: 1, spread: by_need}", 5, "E420", "cannot be spread by need", "can be aimed: community"),
    ("a_roof: {effort: 1, spread: by_need}", 5, "E420", "cannot be spread by need", "leave 'spread' out"),
    ("carer_respite.zuid: {effort: 1, spread: by_need}", 5, "E420", "nothing to spread", "leave 'spread' out"),
    (
        "carer_respite: {effort: 1, spread: by_ned}",
        40,
        "E106",
        "'spread' cannot be 'by_ned'",
        "did you mean 'by_need'?",
    ),
    ("construction_time: {set: 3, spread: evenly}", 33, "E419", "'spread' goes with the effort", "leave it out"),
    ("flow_through: {effort: 1, until: 2025}", 5, "E406", "'flow_through' begins in 2026 by itself", "'from'"),
    ("construction_time.zuid: {set: 3}", 5, "E405", "is one number", "write 'construction_time' alone"),
    ("reach_share.overvegt: {set: 0.3}", 5, "E405", "no member 'overvegt'", "did you mean 'overvecht'?"),
    ("care_intensity.100: {set: 3}", 5, "E405", "no member '100'", "age 0 to 99; domain hospital_and_gp"),
    ("Construction Time: {set: 3}", 5, "E105", "'Construction Time' cannot be a name", "write construction_time"),
    ("construction_time: {set: 3, form: 2026}", 33, "E101", "unknown key 'form'", "did you mean 'from'?"),
    ("construction_time: {set: 3, start: 2026}", 33, "E101", "unknown key 'start'", "from, full_by, until"),
    ("construction_time: {set: 3, set: 4}", 33, "E011", "'set' stands here for the second time", "line 11"),
    ("construction_time: {from: 2026}", 5, "E404", "nothing is said to happen", "exactly one of set, multiply"),
    ("carer_respite: {from: 2026}", 5, "E404", "nothing is said to happen", "or effort for a lever or a package"),
    ("construction_time: {set: 3, add: 1}", 33, "E404", "'set' and 'add' stand in one line", "exactly one"),
    ("construction_time: {set: '3'}", 30, "E103", "must be a number, not the text '3'", "without quotes: 3"),
    ("construction_time: {set: 0,12}", 30, "E016", "'0,12' is not a number", "decimal mark: 0.12"),
    ("construction_time: {set: true}", 30, "E103", "must be a number, not true", ""),
    ("construction_time: {set: .nan}", 30, "E014", "'.nan' is not a number", "finite number"),
    ("construction_time: {set: -.inf}", 30, "E014", "'-.inf' is not a number", "finite number"),
    ("construction_time: {set: 1e999}", 30, "E014", "too large", "finite number"),
    ("construction_time: {set: 10%}", 30, "E103", "not the text '10%'", "a share, not a percentage: 0.1"),
    ("construction_time: {set: [3]}", 30, "E103", "must be a number, not a list", ""),
    ("construction_time: {set: }", 25, "E104", "'set' has no value", "write a value"),
    ("construction_time: 3", 24, "E103", "must be keys with values, not the number 3", "set, multiply, add, effort"),
    ("construction_time: {multiply: -1}", 35, "E106", "'multiply' is -1", "allowed: 0 or more"),
    ("construction_time: {multiply: 0}", 35, "E407", "would become 0", "a time must be more than 0"),
    ("construction_capacity: {multiply: 1e308}", 39, "E407", "would become inf", "finite number"),
    ("carer_respite: {effort: 1.01}", 29, "E106", "'effort' is 1.01", "allowed: 1 or less"),
    ("carer_respite: {effort: -0.5}", 29, "E106", "'effort' is -0.5", "allowed: 0 or more"),
    ("vulnerable_share: {set: 1.2}", 29, "E407", "'vulnerable_share' would become 1.2", "between 0 and 1"),
    ("vulnerable_share: {multiply: 2}", 34, "E407", "'vulnerable_share' would become 1.2", "between 0 and 1"),
    ("reach_share: {add: -0.2}", 24, "E407", "'reach_share' would become -0.1", "between 0 and 1"),
    (
        "construction_time: {set: 3, from: 2023.9}",
        39,
        "E406",
        "'from' is 2023.9, outside",
        "2024 or later, before 2041",
    ),
    ("construction_time: {set: 3, from: 2041}", 39, "E406", "'from' is 2041, outside the run", "before 2041"),
    ("construction_time: {set: 3, from: 2030, full_by: 2042}", 54, "E406", "'full_by' is 2042", "2024 to 2041"),
    ("construction_time: {set: 3, from: 2030, full_by: 2029}", 54, "E406", "2029, before 'from'", "2030 or later"),
    (
        "construction_time: {set: 3, full_by: 2029}",
        42,
        "E406",
        "'full_by' stands without 'from'",
        "when the ramp begins",
    ),
    ("construction_time: {set: 3, until: 2024}", 40, "E406", "'until' is 2024, outside", "later than 2024, up to 2041"),
    ("construction_time: {set: 3, from: 2030, until: 2030}", 52, "E406", "2030, not after 'from'", "later than 2030"),
    (
        "construction_time: {set: 3, from: 2030, full_by: 2034, until: 2033}",
        67,
        "E406",
        "'until' is 2033, before 'full_by'",
        "2034 or later",
    ),
    ("construction_time: {set: 3, from: true}", 39, "E103", "'from' must be a number, not true", ""),
    ("construction_time: {set: 3, from: 1:30}", 39, "E103", "must be a number, not the text '1:30'", ""),
    ("community_building.zuid: {effort: 0.5}", 5, "E408", "'community_building' on line 9", "keep one of the two"),
    ("care_intensity.85: {multiply: 2}", 5, "E408", "'care_intensity.elderly_care' on line 10", "('until')"),
]


@pytest.mark.parametrize(
    ("line", "column", "code", "message", "hint"), WRONG_LINES, ids=[one[0] for one in WRONG_LINES]
)
def test_a_wrong_line_is_refused_where_it_stands(tmp_path, line, column, code, message, hint):
    (problem,) = problems_of(tmp_path, with_policy(line))
    assert problem.file == str(tmp_path / "question.yaml")
    assert (problem.line, problem.column, problem.code) == (11, column, code)
    assert message in problem.message
    assert hint in problem.hint
    assert problem.severity == "error"


# Each case: what to replace in the good experiment, by what, then line, column, code, message and hint.
WRONG_FILES = [
    ("title: {en: Care for each other, ", "title: {", 1, 1, "E102", "the key 'en' is missing", "English"),
    ("title: {en: Care for each other, nl: Zorgen voor elkaar}\n", "", 1, 1, "E102", "'title' is missing", "subject"),
    ("nl: Zorgen voor elkaar", "nl: ' '", 1, 38, "E106", "'nl' is an empty text", "at least a word"),
    ("nl: Zorgen voor elkaar", "nl: 3", 1, 38, "E103", "must be a text, not the number 3", "quotes"),
    ("nl: Zorgen voor elkaar", "nl: A, de: B", 1, 41, "E101", "unknown key 'de'", "allowed: en, nl"),
    ("draws: 200", "draw: 200", 11, 1, "E101", "unknown key 'draw'", "did you mean 'draws'?"),
    ("draws: 200", "draws: 0", 11, 8, "E106", "'draws' is 0", "1 or more"),
    ("draws: 200", "draws: 1.5", 11, 8, "E103", "must be a whole number, not the number 1.5", ""),
    ("draws: 200", "draws: many", 11, 8, "E103", "must be a whole number, not the text 'many'", ""),
    ("draws: 200", "draws: 1,5", 11, 8, "E103", "not the text '1,5'", "use a point as decimal mark: 1.5"),
    ("draws: 200", "draws: yes", 11, 8, "E103", "must be a whole number, not the text 'yes'", ""),
    ("draws: 200", "draws: 010", 11, 8, "E015", "starts with a zero", "write 10"),
    ("draws: 200", "draws:", 11, 1, "E104", "'draws' has no value", "leave the key out"),
    ("draws: 200", "draws: 200\ndraws: 100", 12, 1, "E011", "'draws' stands here for the second time", "line 11"),
    ("seed: 7", "seed: -7", 12, 7, "E106", "'seed' is -7", "0 or more"),
    ("seed: 7", "end: 2024", 12, 6, "E401", "ends in 2024, but starts in 2024", "2025 or later"),
    ("seed: 7", "start: 24", 12, 8, "E106", "'start' is 24", "2000 or more"),
    ("seed: 7", "end: 20410", 12, 6, "E106", "'end' is 20410", "2100 or less"),
    ("seed: 7", "end: true", 12, 6, "E103", "'end' must be a whole number, not true", ""),
    ("seed: 7", "resolution: town", 12, 13, "E106", "'resolution' cannot be 'town'", "allowed: district, city"),
    ("seed: 7", "resolution: citty", 12, 13, "E106", "'resolution' cannot be 'citty'", "did you mean 'city'?"),
    ("shortage]", "shortages]", 13, 33, "E402", "there is no indicator 'shortages'", "did you mean 'shortage'?"),
    ("shortage]", "xyz]", 13, 33, "E402", "there is no indicator 'xyz'", "allowed: care_share_needed, shortage"),
    ("shortage]", "care_share_needed]", 13, 33, "E403", "for the second time", "keep one"),
    ("shortage]", "7]", 13, 33, "E103", "an item of 'indicators' must be a text, not the number 7", "quotes"),
    ("[care_share_needed, shortage]", "[]", 13, 13, "E106", "'indicators' is empty", "at least one"),
    ("[care_share_needed, shortage]", "shortage", 13, 13, "E103", "must be a list, not the text", "square brackets"),
    ("indicators: [care_share_needed, shortage]\n", "", 1, 1, "E102", "'indicators' is missing", "look at"),
    ("[one_in_four]", "[one_in_for]", 14, 11, "E402", "no figure 'one_in_for'", "did you mean 'one_in_four'?"),
    ("[one_in_four]", "[fan]", 14, 11, "E402", "there is no figure 'fan'", "allowed: one_in_four, wedges"),
    ("  as_is: {}\n", "  as is: {}\n", 7, 3, "E105", "'as is' cannot be a name", "write as_is"),
    ("  as_is: {}\n", "  2040: {}\n", 7, 3, "E105", "'2040' cannot be a name", "a letter first"),
    ("  as_is: {}\n", "  as_is:\n", 7, 3, "E104", "'as_is' has no value", "{} for nothing"),
    ("  as_is: {}\n", "  as_is: []\n", 7, 10, "E103", "must be keys with values, not a list", "{} for nothing"),
    ("  as_is: {}\n", "  as_is: &a {}\n", 7, 10, "E012", "anchors such as '&a'", "remove it"),
    (
        "{construction_capacity: {multiply: 0.7, from: 2026}}",
        "middle",
        5,
        10,
        "E103",
        "not the text 'middle'",
        "braces",
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "line", "column", "code", "message", "hint"), WRONG_FILES, ids=[repr(one[1]) for one in WRONG_FILES]
)
def test_a_wrong_key_or_value_is_refused_where_it_stands(tmp_path, old, new, line, column, code, message, hint):
    assert old in GOOD
    (problem,) = problems_of(tmp_path, GOOD.replace(old, new, 1))
    assert (problem.line, problem.column, problem.code) == (line, column, code)
    assert message in problem.message
    assert hint in problem.hint


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "E007"),
        ("# nothing but a comment\n", "E007"),
        ("just words\n", "E009"),
        ("- a\n- list\n", "E009"),
        ("title: [unclosed\n", "E008"),
        ("a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n", "E012"),
    ],
)
def test_what_is_no_experiment_at_all_is_refused(tmp_path, text, code):
    assert code in {problem.code for problem in problems_of(tmp_path, text)}


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    (tmp_path / "question.yaml").write_text(GOOD, encoding="utf-8")
    for path, code in ((tmp_path / "qestion.yaml", "E001"), (tmp_path, "E002")):
        with pytest.raises(InvalidInput) as caught:
            load(path, PARAMETERS, KNOWN)
        assert [problem.code for problem in caught.value.problems] == [code]


def test_every_problem_is_told_at_once_in_the_order_of_the_file(tmp_path):
    text = with_policy("constuction_time: {set: '3', form: 2026}")
    text = text.replace("multiply: 0.7", "multiply: -1, until: 2050").replace("draws: 200", "draws: 0")
    text = text.replace("shortage]", "shortages]").replace("one_in_four]", "one_in_for]")
    problems = problems_of(tmp_path, text)
    assert [(one.line, one.code) for one in problems] == [
        (5, "E106"),
        (5, "E406"),
        (11, "E405"),
        (11, "E103"),
        (11, "E101"),
        (12, "E106"),
        (14, "E402"),
        (15, "E402"),
    ]


def test_scenarios_are_checked_as_policies_are(tmp_path):
    (problem,) = problems_of(tmp_path, GOOD.replace("construction_capacity:", "construction_capacitty:"))
    assert (problem.line, problem.column, problem.code) == (5, 11, "E405")
    assert "did you mean 'construction_capacity'?" in problem.hint


def test_the_same_thing_may_change_in_turn_or_in_other_members(tmp_path):
    policy = "reach_share.west: {add: 0.01}\n    reach_share.oost: {add: 0.02}"
    assert len(read(tmp_path, with_policy(policy)).policies["community"]) == 5
    turns = "reach_share: {add: 0.01, until: 2030}\n    reach_share.oost: {add: 0.02, from: 2030}"
    assert len(read(tmp_path, with_policy(turns)).policies["community"]) == 5
    with_scenario = GOOD.replace("multiply: 0.7", "multiply: 0.7}, vulnerable_share: {set: 0.5")
    read(
        tmp_path,
        with_scenario.replace("    community_building:", "    vulnerable_share: {set: 0.4}\n    community_building:"),
    )


def test_a_member_of_two_axes_is_refused_as_unclear(tmp_path):
    lesson = PARAMETERS["lesson"]
    both = {**PARAMETERS, "lesson": parameter("lesson", np.ones((100, 4)), axes=("age", "training_year"))}
    path = tmp_path / "question.yaml"
    path.write_text(with_policy("lesson.3: {multiply: 2}"), encoding="utf-8")
    with pytest.raises(InvalidInput, match="'3' can be age or training_year of 'lesson'"):
        load(path, both, KNOWN)
    assert load(path, {**PARAMETERS, "lesson": lesson}, KNOWN).policies["community"][-1].members == {
        "training_year": "3"
    }


def test_a_long_list_of_names_is_left_to_the_command_that_shows_it(tmp_path):
    many = {**PARAMETERS, **{f"spare_{n}": parameter(f"spare_{n}", 1.0) for n in range(30)}}
    path = tmp_path / "question.yaml"
    path.write_text(with_policy("constuction_time: {set: 3}"), encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        load(path, many, KNOWN)
    assert caught.value.problems[0].hint == "did you mean 'construction_time'? 'care2040 list' shows them all"


@pytest.mark.parametrize("how", ["file", "option"])
def test_a_district_cannot_be_changed_where_there_are_none(tmp_path, how):
    text = with_policy("reach_share.zuid: {add: 0.01}")
    options = {"resolution": "city"} if how == "option" else {}
    text = text.replace("seed: 7", "resolution: city") if how == "file" else text
    (problem,) = problems_of(tmp_path, text, **options)
    assert (problem.line, problem.code) == (11, "E420")
    assert "at city resolution there is no district 'zuid'" in problem.message


def test_a_share_that_only_scenario_and_policy_together_drive_over_one_is_refused(tmp_path):
    text = GOOD.replace("construction_capacity: {multiply: 0.7", "vulnerable_share: {multiply: 1.5").replace(
        "draws: 200", "    vulnerable_share: {add: 0.2, from: 2030, full_by: 2035}\ndraws: 200"
    )
    (problem,) = problems_of(tmp_path, text, draws=1)
    assert (problem.line, problem.column, problem.code) == (11, 5, "E407")
    assert problem.message == "in scenario 'slump' with policy 'community' 'vulnerable_share' would become 1.1"
    read(tmp_path, text.replace("from: 2026", "from: 2026, until: 2031"), draws=1)


def test_a_share_that_goes_over_one_in_some_draws_is_refused_only_when_there_are_draws(tmp_path):
    text = with_policy("vulnerable_share: {multiply: 1.5}")
    (problem,) = problems_of(tmp_path, text)
    assert (problem.line, problem.column, problem.code) == (11, 5, "E407")
    assert re.fullmatch(r"'vulnerable_share' would become 1\.2\d* in some draws", problem.message)
    assert read(tmp_path, text.replace("draws: 200", "draws: 1")).draws == 1
    assert read(tmp_path, text, draws=1).draws == 1


# Levers and packages --------------------------------------------------------------------------------------------------


def policy(folder, *lines, **options):
    """Give the changes of a policy made of these lines, and the levers it pulls."""
    text = GOOD.replace("  as_is: {}\n", "".join(["  tried:\n", *(f"    {line}\n" for line in lines)]))
    experiment = read(folder, text, **options)
    return experiment.policies["tried"], experiment.levers["tried"]


def wrong_policy(folder, *lines, **options):
    text = GOOD.replace("  as_is: {}\n", "".join(["  tried:\n", *(f"    {line}\n" for line in lines)]))
    return problems_of(folder, text, **options)


def test_a_lever_is_paid_first_and_works_after_its_delay(tmp_path):
    changes, levers = policy(tmp_path, "flow_through: {effort: 0.5, from: 2028, full_by: 2030, until: 2035}")
    assert changes == (
        Change("flow_through_budget", {}, "set", 0.5, 2028.0, 2030.0, 2035.0),
        Change("flow_through_effort", {}, "set", 0.5, 2030.0, 2032.0, 2037.0),
    )
    assert levers == ("flow_through",)


def test_a_lever_begins_and_grows_as_it_says_itself(tmp_path):
    budget, _ = policy(tmp_path, "flow_through: {effort: 1}")[0]
    assert (budget.start, budget.full_by, budget.until) == (2026.0, 2030.0, None)
    budget, _ = policy(tmp_path, "flow_through: {effort: 1, from: 2031}")[0]
    assert (budget.start, budget.full_by) == (2031.0, 2035.0)


def test_a_lever_whose_own_start_is_outside_the_run_wants_to_be_told(tmp_path):
    text = GOOD.replace("seed: 7", "end: 2026").replace("from: 2026, full_by: 2030", "from: 2025")
    text = text.replace("from: 2026", "from: 2025").replace("from: 2027.5, until: 2030", "from: 2025")
    text = text.replace("    care_intensity", "    everything: {effort: 1}\n    care_intensity")
    problems = problems_of(tmp_path, text)
    # community_building is named itself, but the package is told of as it is written
    assert [(one.line, one.column, one.code) for one in problems] == [(10, 5, "E406")] * 3
    assert "'carer_respite' begins in 2026 by itself, outside the run" in {one.message for one in problems}
    assert problems[0].hint == "say with 'from' when it begins: 2024 or later, before 2026"
    assert read(tmp_path, text.replace("everything: {effort: 1", "everything: {effort: 1, from: 2025"))


def test_a_lever_can_be_aimed_at_a_district(tmp_path):
    changes, levers = policy(tmp_path, "carer_respite.overvecht: {effort: 0.5, from: 2026, full_by: 2026}")
    assert changes == (
        Change("carer_respite_budget", {"district": "overvecht"}, "set", 0.5, 2026.0, 2026.0, None),
        Change("carer_respite_effort", {"district": "overvecht"}, "set", 0.5, 2026.5, 2026.5, None),
    )
    assert levers == ("carer_respite",)


def test_a_package_stands_for_its_levers_and_those_of_its_packages(tmp_path):
    changes, levers = policy(tmp_path, "everything: {effort: 0.25, from: 2029, spread: evenly}")
    assert levers == ("community_building", "carer_respite", "flow_through")
    assert {change.parameter for change in changes} == {
        f"{name}_{what}" for name in levers for what in ("effort", "budget")
    }
    assert {change.value for change in changes} == {0.25}
    assert {change.parameter: change.start for change in changes}["carer_respite_effort"] == 2029.5


def test_a_lever_named_beside_its_package_has_the_last_word(tmp_path):
    for lines in (
        ("everything: {effort: 1}", "carer_respite: {effort: 0.25, until: 2030}"),
        ("carer_respite: {effort: 0.25, until: 2030}", "everything: {effort: 1}"),
    ):
        changes, _ = policy(tmp_path, *lines)
        assert len(changes) == 6
        efforts = {change.parameter: change.value for change in changes}
        assert efforts["carer_respite_effort"] == 0.25
        assert efforts["flow_through_effort"] == 1.0
    _, levers = policy(tmp_path, "everything: {effort: 1}", "carer_respite: {effort: 0}")
    assert levers == ("community_building", "flow_through")


def test_the_same_lever_twice_at_the_same_time_is_refused(tmp_path):
    (problem,) = wrong_policy(tmp_path, "everything: {effort: 1}", "a_roof: {effort: 0.5, from: 2030}")
    assert (problem.line, problem.column, problem.code) == (9, 5, "E408")
    assert problem.message == "'a_roof' changes what 'everything' on line 8 changes at the same time"
    assert "or name 'flow_through' beside them" in problem.hint
    first = "everything: {effort: 1, until: 2030}"
    # what was paid until 2030 works until 2032; the second begins to work in 2032
    assert len(policy(tmp_path, first, "a_roof: {effort: 0.5, from: 2030}")[0]) == 8
    (problem,) = wrong_policy(tmp_path, first, "a_roof: {effort: 0.5, from: 2029.5}")
    assert problem.code == "E408"
    beside = wrong_policy(tmp_path, "everything: {effort: 1}", "carer_respite.zuid: {effort: 0.5}")
    assert [(one.line, one.code) for one in beside] == [(9, "E408")]
    both = ("everything: {effort: 1}", "a_roof: {effort: 0.5}", "flow_through: {effort: 0.1}")
    assert len(policy(tmp_path, *both)[0]) == 6


def test_an_effort_spread_by_need_is_given_by_district_and_averages_to_what_was_asked(tmp_path):
    changes, _ = policy(tmp_path, "everything: {effort: 0.5, spread: by_need}")
    given = [change for change in changes if change.parameter == "community_building_budget"]
    assert [change.members for change in given] == [{"district": name} for name in AXES["district"]]
    efforts = np.array([change.value for change in given])
    np.testing.assert_allclose(efforts, 0.5 * np.linspace(1, 4, 10) / 2.5, rtol=1e-12)
    assert efforts.mean() == pytest.approx(0.5, abs=1e-15)
    assert sum(change.parameter == "flow_through_effort" for change in changes) == 1
    assert changes == policy(tmp_path, "everything: {effort: 0.5}")[0]
    evenly, _ = policy(tmp_path, "everything: {effort: 0.5, spread: evenly}")
    assert evenly == policy(tmp_path, "everything: {effort: 0.5}", resolution="city")[0]
    alone, _ = policy(tmp_path, "community_building: {effort: 0.5}")
    assert len(alone) == 2


def test_an_effort_that_is_limited_is_whole_where_need_is_greatest_and_unequal_at_full_effort(tmp_path):
    changes, _ = policy(tmp_path, "everything: {effort: 1, spread: limited}")
    efforts = [change.value for change in changes if change.parameter == "community_building_budget"]
    np.testing.assert_allclose(efforts, np.linspace(1, 4, 10) / 4, rtol=1e-12)


@pytest.mark.parametrize("line", ["everything: {effort: 0.5, spread: by_need}", "carer_respite.zuid: {effort: 1}"])
def test_at_city_resolution_there_is_nothing_to_aim_at(tmp_path, line):
    (problem,) = wrong_policy(tmp_path, line, resolution="city")
    assert (problem.line, problem.column, problem.code) == (8, 5, "E420")
    assert "at city resolution there" in problem.message
    assert "resolution: district" in problem.hint
    policy(tmp_path, "everything: {effort: 0.5}", resolution="city")


def test_a_scenario_may_pull_a_lever_and_only_policies_are_told_of(tmp_path):
    text = GOOD.replace("multiply: 0.7, from: 2026", "multiply: 0.7}, a_roof: {effort: 0.5")
    experiment = read(tmp_path, text)
    assert [change.parameter for change in experiment.scenarios["slump"]][1:] == [
        "flow_through_budget",
        "flow_through_effort",
    ]
    assert set(experiment.levers) == set(experiment.policies)


def test_without_levers_every_effort_is_refused(tmp_path):
    path = tmp_path / "question.yaml"
    path.write_text(GOOD, encoding="utf-8")
    with pytest.raises(InvalidInput, match="there is no lever or package 'community_building'"):
        load(path, PARAMETERS, Known(KNOWN.indicators, KNOWN.figures))


def test_the_reading_guide_is_kept_and_checked(tmp_path):
    guide = "reading: {en: Look at the gap, nl: Kijk naar het gat}\ndraws: 200"
    assert read(tmp_path, GOOD.replace("draws: 200", guide)).reading == {
        "en": "Look at the gap",
        "nl": "Kijk naar het gat",
    }
    for wrong, code in (("{en: Look}", "E102"), ("{en: A, nl: B, de: C}", "E101"), ("Look", "E103"), ("", "E104")):
        (problem,) = problems_of(tmp_path, GOOD.replace("draws: 200", f"reading: {wrong}\ndraws: 200"))
        assert (problem.line, problem.code) == (11, code)


# Whatever is written --------------------------------------------------------------------------------------------------

WORDS = st.sampled_from(
    ["", "evidence", "shortage", "0,12", "from", "community_building", "reach_share.zuid", "city", "é x", "everything"]
)
SCALARS = st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.floats(-1e300, 1e300) | WORDS
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS | st.integers(0, 9), inner, max_size=3)
)


def places_in(node, keys=()):
    yield keys
    if isinstance(node, dict | list):
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from places_in(value, (*keys, key))


@pytest.mark.slow
@settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_is_written_gives_an_experiment_or_problems_and_never_a_traceback(tmp_path, data):
    content = yaml.safe_load(GOOD)
    *parents, last = data.draw(st.sampled_from([keys for keys in places_in(content) if keys]))
    node = content
    for key in parents:
        node = node[key]
    if isinstance(node, dict) and data.draw(st.booleans()):
        del node[last]
        last = data.draw(WORDS | st.integers(0, 9))
    node[last] = data.draw(ANYTHING)
    path = tmp_path / "question.yaml"
    path.write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    lines = path.read_text(encoding="utf-8").splitlines()
    try:
        experiment = load(path, PARAMETERS, KNOWN)
    except InvalidInput as error:
        for problem in error.problems:
            assert 1 <= problem.line <= len(lines)
            assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
            assert problem.message
    else:
        for changes in (*experiment.scenarios.values(), *experiment.policies.values()):
            assert all(math.isfinite(change.value) for change in changes)
            assert all(change.parameter in PARAMETERS for change in changes)
        assert set(experiment.indicators) <= set(KNOWN.indicators)
        assert set(AXES["district"]) >= {
            change.members["district"]
            for changes in experiment.policies.values()
            for change in changes
            if "district" in change.members
        }


TITLED = GOOD + 'figure_titles: {one_in_four: {en: "One in four & <then>", nl: "Een op de vier & <dan>"}}\n'


def test_a_figure_takes_a_title_from_the_experiment(tmp_path):
    path = tmp_path / "titled.yaml"
    path.write_text(TITLED, encoding="utf-8")
    (figure,) = load(path, PARAMETERS, KNOWN).figures
    assert figure.title == {"en": "One in four & <then>", "nl": "Een op de vier & <dan>"}


def test_a_title_for_a_figure_that_is_not_asked_for_is_refused(tmp_path):
    path = tmp_path / "titled.yaml"
    path.write_text(TITLED.replace("{one_in_four:", "{one_in_fuor:"), encoding="utf-8")
    with pytest.raises(InvalidInput) as error:
        load(path, PARAMETERS, KNOWN)
    (problem,) = error.value.problems
    assert (problem.code, problem.line) == ("E402", TITLED.count("\n"))
    assert problem.hint.startswith("did you mean 'one_in_four'?")
