"""The file of levers: what is read from it, every way in which it can be wrong, and how an effort is spread by need."""

import re
from pathlib import Path

import numpy as np
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from care2040.files.problems import InvalidInput
from care2040.files.schema import Bilingual
from care2040.inputs.parameters.parameter_set import Parameter
from care2040.inputs.policies.levers import Evidence, Levers, by_need, limited, load
from care2040.inputs.policies.path_maker import Change
from care2040.language.axes import AXES

GOOD = """\
levers:
  outreach:
    title: {en: Outreach, nl: Zelf aanbieden}
    about: {en: The city calls, nl: De stad belt aan}
    difference_maker: money
    aimed: true
    control: own
    need: poor_households
    start: 2026
    ramp: 3
    delay: 1.5
    effects: [outreach_gain]
    sign: {poverty_share: down}
    price: {value: {municipality: 3}, source: [judgement]}
    staff: {value: 4, source: [judgement]}
    evidence: {source: [a_study, judgement], quality: B, says: {en: It works, nl: Het werkt}}
    standing: judged
  rules:
    title: {en: Fewer rules, nl: Minder regels}
    about: {en: Forms go, nl: Formulieren gaan weg}
    difference_maker: work
    aimed: false
    control: lobby
    fades: wearing_time
    start: 2027
    ramp: 0
    delay: 2
    effects: [rules_gain, shared_gain]
    sign: {shortage: down, poverty_share: up}
    price: {value: {municipality: 3}, source: [judgement]}
    staff: {value: 4, source: [judgement]}
    exception: {en: Not for doctors, nl: Niet voor artsen}
    evidence: {source: [a_study], quality: C, says: {en: It may work, nl: Het kan werken}}
    standing: derived
packages:
  money: {title: {en: Money, nl: Geld}, levers: [outreach]}
  work: {title: {en: Work, nl: Werk}, levers: [rules]}
  both: {title: {en: Both, nl: Beide}, levers: [work, money]}
"""
INDICATORS = ("poverty_share", "shortage", "homeless_people")
RESIDENTS = np.arange(100.0, 1100.0, 100.0)


def parameter(name, value, axes=(), fold=None):
    return Parameter(
        name=name,
        about="made for a test",
        unit="dimensionless",
        axes=axes,
        years=(),
        value=np.array(value, dtype=np.float64),
        range=None,
        spread="none",
        year=2024,
        source=("judgement",),
        standing="judged",
        fold=fold,
        file="finance.yaml",
        line=7,
    )


PARAMETERS = {
    one.name: one
    for one in (
        parameter("outreach_effort", np.zeros(10), ("district",), "residents_counted"),
        parameter("outreach_budget", np.zeros(10), ("district",), "residents_counted"),
        parameter("outreach_price", [3.0, 0, 0, 1, 0], ("payer",)),
        parameter("outreach_staff", 4.0),
        parameter("rules_staff", 4.0),
        parameter("wearing_time", 5.0),
        parameter("outreach_gain", 0.2),
        parameter("rules_effort", 0.0),
        parameter("rules_budget", 0.0),
        parameter("rules_price", [0, 2.0, 0, 0, 0], ("payer",)),
        parameter("rules_gain", 0.1),
        parameter("shared_gain", 0.1),
        parameter("poor_households", RESIDENTS * np.linspace(0.05, 0.5, 10), ("district",), "sum"),
        parameter("lonely_share", np.linspace(0.1, 0.3, 10), ("district",), "residents_counted"),
        parameter("social_score", np.linspace(-1, 1, 10), ("district",), "residents_counted"),
        parameter("residents_counted", np.outer(RESIDENTS, [0.25, 0.75]), ("district", "sex"), "sum"),
    )
}


def read(folder: Path, text: str, parameters=PARAMETERS, indicators=INDICATORS) -> Levers:
    (folder / "sources.yaml").write_text("a_study: {title: A study}\njudgement: {title: Ours}\n", encoding="utf-8")
    path = folder / "levers.yaml"
    path.write_text(text, encoding="utf-8")
    return load(path, parameters, indicators)


def problems_of(folder: Path, text: str, **options):
    with pytest.raises(InvalidInput) as caught:
        read(folder, text, **options)
    return caught.value.problems


def test_a_good_file_is_read_whole(tmp_path):
    levers = read(tmp_path, GOOD)
    assert levers.names == ("outreach", "rules", "money", "work", "both")
    outreach, rules = levers.levers.values()
    assert (outreach.aimed, outreach.need, outreach.start, outreach.ramp, outreach.delay) == (
        True,
        "poor_households",
        2026,
        3,
        1.5,
    )
    says = Bilingual(en="It works", nl="Het werkt")
    assert outreach.evidence == Evidence(source=("a_study", "judgement"), quality="B", says=says)
    assert (outreach.exception, outreach.standing, outreach.line) == (None, "judged", 2)
    assert rules.exception == Bilingual(en="Not for doctors", nl="Niet voor artsen")
    assert (rules.title["nl"], rules.about["en"], rules.difference_maker) == ("Minder regels", "Forms go", "work")
    assert (rules.effects, rules.sign) == (("rules_gain", "shared_gain"), {"shortage": "down", "poverty_share": "up"})
    assert (rules.effort, rules.budget, rules.price_parameter) == ("rules_effort", "rules_budget", "rules_price")
    assert (levers.packages["both"].levers, levers.packages["both"].line) == (("work", "money"), 38)


def test_a_package_holds_its_levers_once_in_the_order_of_the_file(tmp_path):
    levers = read(tmp_path, GOOD.replace("levers: [work, money]", "levers: [work, money, rules]"))
    assert levers.members("both") == ("outreach", "rules")
    assert levers.members("rules") == ("rules",)
    with pytest.raises(ValueError, match="there is no lever or package 'rule'"):
        levers.members("rule")


def test_need_is_per_resident_whether_it_counts_or_is_a_share(tmp_path):
    counted = read(tmp_path, GOOD)
    np.testing.assert_allclose(counted.needs["outreach"], np.linspace(0.05, 0.5, 10))
    np.testing.assert_allclose(counted.residents, RESIDENTS)
    share = read(tmp_path, GOOD.replace("need: poor_households", "need: lonely_share"))
    np.testing.assert_allclose(share.needs["outreach"], np.linspace(0.1, 0.3, 10))


def test_changes_pay_first_and_work_after_the_delay(tmp_path):
    levers = read(tmp_path, GOOD)
    assert levers.changes("rules", 0.5) == (
        Change("rules_budget", {}, "set", 0.5, 2027.0, 2027.0, None),
        Change("rules_effort", {}, "set", 0.5, 2029.0, 2029.0, None),
    )
    assert levers.changes("outreach", 1, 2030, 2031, 2035, district="oost") == (
        Change("outreach_budget", {"district": "oost"}, "set", 1.0, 2030.0, 2031.0, 2035.0),
        Change("outreach_effort", {"district": "oost"}, "set", 1.0, 2031.5, 2032.5, 2036.5),
    )
    assert levers.changes("both", 0.5) == levers.changes("outreach", 0.5) + levers.changes("rules", 0.5)


def test_by_need_spreads_what_can_be_aimed_and_nothing_else(tmp_path):
    levers = read(tmp_path, GOOD)
    changes = levers.changes("both", 0.5, spread="by_need")
    assert len(changes) == 22
    assert changes[-2:] == levers.changes("rules", 0.5)
    own = levers.changes("outreach", 0.5, spread="by_need", weights=np.array([1.5, *np.ones(9)]))
    efforts = [change.value for change in own if change.parameter == "outreach_effort"]
    assert efforts[0] == pytest.approx(1.5 * efforts[1])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"name": "rules", "effort": 1.1}, "the effort of 'rules' is 1.1; it lies between 0 and 1"),
        ({"name": "rules", "effort": float("nan")}, "the effort of 'rules' is nan"),
        ({"name": "rules", "effort": 1, "district": "oost"}, "'rules' cannot be aimed at districts"),
        ({"name": "nothing", "effort": 1}, "there is no lever or package 'nothing'"),
    ],
)
def test_changes_that_cannot_be_are_refused(tmp_path, options, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        read(tmp_path, GOOD).changes(**options)


# Each case: what to replace in the good file, by what, then line, code, message and hint.
WRONG = [
    ("    ramp: 3\n", "", 2, "E102", "the key 'ramp' is missing", "full force"),
    ("ramp: 3", "rampp: 3\n    ramp: 3", 10, "E101", "unknown key 'rampp'", "did you mean 'ramp'?"),
    ("ramp: 3", "ramp: -3", 10, "E106", "'ramp' is -3", "0 or more"),
    ("ramp: 3", "ramp: three", 10, "E103", "'ramp' must be a number, not the text 'three'", ""),
    ("start: 2026", "start: 26", 9, "E106", "'start' is 26", "2000 or more"),
    ("quality: B", "quality: D", 16, "E106", "'quality' cannot be 'D'", "allowed: A, B, C"),
    ("{poverty_share: down}", "{poverty_share: lower}", 13, "E106", "cannot be 'lower'", "allowed: up, down"),
    ("{poverty_share: down}", "{}", 13, "E106", "'sign' is empty", "at least one"),
    ("[outreach_gain]", "[]", 12, "E106", "'effects' is empty", "at least one"),
    ("nl: Zelf aanbieden", "nl: ''", 3, "E106", "'nl' is an empty text", "a word"),
    ("nl: Zelf aanbieden", "de: Anbieten", 3, "E101", "unknown key 'de'", "allowed: en, nl"),
    ("nl: Niet voor artsen", "fr: Pas les docteurs", 32, "E101", "unknown key 'fr'", "allowed: en, nl"),
    ("standing: judged", "standing: guessed", 17, "E106", "'standing' cannot be 'guessed'", "judged"),
    ("control: own", "control: mine", 7, "E106", "'control' cannot be 'mine'", "own, shared, assisted, lobby"),
    ("    control: own\n", "", 2, "E102", "the key 'control' is missing", "own"),
    ("staff: {value: 4, source: [judgement]}\n    evidence", "staff: 4\n    evidence", 15, "E103", "'staff'", ""),
    ("fades: wearing_time", "fades: waering_time", 24, "E601", "no parameter 'waering_time'", "'wearing_time'?"),
    ("[outreach_gain]", "[outreach_gian]", 12, "E601", "there is no parameter 'outreach_gian'", "'outreach_gain'?"),
    ("need: poor_households", "need: poor_housholds", 8, "E601", "no parameter 'poor_housholds'", "'poor_households'?"),
    ("need: poor_households", "need: social_score", 8, "E611", "does not say how much each district", "above 0"),
    ("need: poor_households", "need: residents_counted", 8, "E611", "does not say how much", "one number above 0"),
    ("    need: poor_households\n", "", 6, "E611", "says where it is needed most", "add: need"),
    ("aimed: false", "aimed: false\n    need: lonely_share", 22, "E611", "'need' is for what can be aimed", "leave"),
    ("[a_study, judgement]", "[a_studdy]", 16, "E203", "there is no source 'a_studdy'", "did you mean 'a_study'?"),
    ("source: [a_study]", "source: [judgement]", 33, "E217", "for 'standing: judged' only", "standing: judged"),
    ("{poverty_share: down}", "{powerty_share: down}", 13, "E606", "no indicator 'powerty_share'", "'poverty_share'?"),
    ("difference_maker: money", "difference_maker: monney", 5, "E604", "no package 'monney'", "did you mean 'money'?"),
    ("levers: [outreach]", "levers: [rules]", 5, "E610", "'outreach' is not among the levers of its package", "money"),
    ("levers: [outreach]", "levers: [outreech]", 36, "E604", "no lever or package 'outreech'", "'outreach'?"),
    ("levers: [outreach]", "levers: [outreach, outreach]", 36, "E403", "'outreach' stands here for the second", "one"),
    ("  both:", "  rules:", 38, "E609", "'rules' is a lever too", "another name"),
    ("  both:", "  rules_gain:", 38, "E609", "'rules_gain' is a parameter too", "another name"),
    ("levers: [rules]", "levers: [rules, work]", 37, "E608", "the package 'work' names itself", "take 'work' out"),
]


@pytest.mark.parametrize(("old", "new", "line", "code", "message", "hint"), WRONG, ids=[repr(one[1]) for one in WRONG])
def test_what_is_wrong_is_told_where_it_stands(tmp_path, old, new, line, code, message, hint):
    assert old in GOOD
    found = problems_of(tmp_path, GOOD.replace(old, new, 1))
    problem = next(one for one in found if message in one.message)
    assert (problem.line, problem.code) == (line, code)
    assert hint in problem.hint
    # a package that names itself, and nothing else, shows in every package around it
    assert all(one is problem or one.code in ("E608", "E604", "E610", "E102", "E101") for one in found)


def test_a_package_that_names_itself_by_a_detour_is_told_with_the_way(tmp_path):
    found = problems_of(tmp_path, GOOD.replace("levers: [rules]", "levers: [rules, both]"))
    assert [(one.line, one.code, one.message) for one in found] == [
        (37, "E608", "the package 'work' names itself by way of both"),
        (38, "E608", "the package 'both' names itself by way of work"),
    ]
    assert found[0].hint == "take 'both' out, or 'work' out of 'both'"


def test_a_lever_that_would_work_for_free_is_refused(tmp_path):
    for price in ([0, 0, 0, 0, 0], [3.0, -4.0, 0, 0, 0]):
        free = {**PARAMETERS, "outreach_price": parameter("outreach_price", price, ("payer",))}
        (problem,) = problems_of(tmp_path, GOOD, parameters=free)
        assert (problem.line, problem.code, problem.message) == (2, "E602", "'outreach' would work for free")
        assert "finance.yaml, line 7" in problem.hint


def test_a_lever_that_takes_no_number_of_staff_is_refused(tmp_path):
    for staff in (parameter("outreach_staff", -1.0), parameter("outreach_staff", [3.0, 0, 0, 1, 0], ("payer",))):
        (problem,) = problems_of(tmp_path, GOOD, parameters={**PARAMETERS, "outreach_staff": staff})
        told = (problem.line, problem.code, problem.message)
        assert told == (2, "E602", "'outreach' takes no number of care staff")
        assert "finance.yaml, line 7" in problem.hint


def test_a_lever_without_effort_budget_or_price_is_refused_and_so_is_an_effort_without_lever(tmp_path):
    for ending in ("effort", "budget", "price", "staff"):
        lacking = {name: one for name, one in PARAMETERS.items() if name != f"rules_{ending}"}
        (problem,) = problems_of(tmp_path, GOOD, parameters=lacking)
        assert (problem.line, problem.code, problem.message) == (
            18,
            "E601",
            f"'rules' has no parameter 'rules_{ending}'",
        )
    extra = {**PARAMETERS, "magic_effort": parameter("magic_effort", 0.0)}
    (problem,) = problems_of(tmp_path, GOOD, parameters=extra)
    assert (problem.line, problem.code, problem.message) == (1, "E607", "the parameter 'magic_effort' is of no lever")


def test_every_problem_is_told_at_once(tmp_path):
    text = (
        GOOD.replace("ramp: 3", "ramp: -3")
        .replace("[rules_gain", "[rules_gian")
        .replace("[work, money]", "[wurk, money]")
    )
    assert [(one.line, one.code) for one in problems_of(tmp_path, text)] == [(10, "E106"), (28, "E601"), (38, "E604")]


def test_without_indicators_promises_are_not_checked(tmp_path):
    text = GOOD.replace("{poverty_share: down}", "{anything: down}")
    assert read(tmp_path, text, indicators=None).levers["outreach"].sign == {"anything": "down"}


# Whatever is written

WORDS = st.sampled_from(["", "rules", "both", "outreach_gain", "0,12", "up", "poverty_share", "A", "2026"])
SCALARS = st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.floats(-1e300, 1e300) | WORDS
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS | st.integers(0, 9), inner, max_size=3)
)


def places_in(node, keys=()):
    yield keys
    if isinstance(node, dict | list):
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from places_in(value, (*keys, key))


@pytest.mark.slow
@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_whatever_is_written_gives_levers_or_problems_and_never_a_traceback(tmp_path, data):
    content = yaml.safe_load(GOOD)
    *parents, last = data.draw(st.sampled_from([keys for keys in places_in(content) if keys]))
    node = content
    for key in parents:
        node = node[key]
    node[last] = data.draw(ANYTHING)
    text = yaml.safe_dump(content, allow_unicode=True)
    try:
        levers = read(tmp_path, text)
    except InvalidInput as error:
        for problem in error.problems:
            assert 1 <= problem.line <= len(text.splitlines())
            assert problem.message
    else:
        assert all(levers.members(name) for name in levers.names)


# Spread by need

DISTRICTS = len(AXES["district"])
POSITIVE = arrays(np.float64, DISTRICTS, elements=st.floats(0.01, 100.0))


@settings(deadline=None, max_examples=300)
@given(effort=st.floats(0.0, 1.0), need=POSITIVE, residents=POSITIVE)
def test_by_need_costs_what_evenly_costs_and_stays_an_effort(effort, need, residents):
    efforts = by_need(effort, need, residents)
    assert (efforts @ residents) / residents.sum() == pytest.approx(effort, rel=1e-12, abs=1e-12)
    assert efforts.min() >= 0
    assert efforts.max() <= 1


@settings(deadline=None, max_examples=300)
@given(effort=st.floats(0.001, 0.999), need=POSITIVE, residents=POSITIVE)
def test_by_need_more_need_gets_more_and_those_that_are_not_full_get_it_in_proportion(effort, need, residents):
    efforts = by_need(effort, need, residents)
    assert (np.diff(efforts[np.argsort(need)]) >= -1e-12).all()
    free = efforts < 1
    np.testing.assert_allclose(efforts[free] / need[free], (efforts / need)[free].max() if free.any() else 0, rtol=1e-9)


def test_what_a_full_district_cannot_take_goes_to_the_others():
    efforts = by_need(0.5, np.array([10.0, 2.0, 1.0]), np.array([1.0, 1.0, 2.0]))
    # a first share of 2 / 14 per need would give the first district 10/7; full, it leaves 1.0 for 2 + 1 x 2
    np.testing.assert_allclose(efforts, [1.0, 0.5, 0.25], rtol=1e-12)
    np.testing.assert_array_equal(by_need(1.0, np.array([10.0, 2.0, 1.0]), np.array([1.0, 1.0, 2.0])), np.ones(3))
    np.testing.assert_array_equal(by_need(0.0, np.array([10.0, 2.0, 1.0]), np.array([1.0, 1.0, 2.0])), np.zeros(3))


def test_a_limited_effort_goes_by_need_and_costs_less():
    need, residents = np.array([10.0, 2.0, 1.0]), np.array([1.0, 1.0, 2.0])
    np.testing.assert_allclose(limited(0.5, need), [0.5, 0.1, 0.05], rtol=1e-12)
    assert limited(0.5, need) @ residents / residents.sum() < 0.5
