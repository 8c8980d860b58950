"""Theory of change: known answers on a small model, chains of the model that add up, and quadrants for every sector."""

from types import ModuleType

import numpy as np
import pytest

from care2040.analysis.feedback.paired_runs import PairedRuns, paired_runs
from care2040.analysis.theory import theory_dataset, vocabulary
from care2040.analysis.theory.chain import Chain, Link, Reading
from care2040.analysis.theory.choosing import chosen
from care2040.analysis.theory.passages import Passages, Walk
from care2040.analysis.theory.slopes import Slopes
from care2040.engine.simulation.settings import RunSettings
from care2040.engine.simulation.simulate import run
from care2040.files.yaml_document import read
from care2040.inputs.parameters.parameter import Parameter
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.inputs.policies.change import Change
from care2040.language.equations import flow, indicator, stock, variable
from care2040.language.model import collect
from care2040.sectors import SECTORS
from care2040.study.project import Project, open_project
from care2040.study.theory import MAKERS, Theory, theory_of_change

END = 2034
YEARS = END - 2024

# A small model: courses make helpers, who lower a need that a second effort lowers as well; some helpers leave again


@stock("person")
def helpers():
    return 0


@flow("person/year", sink="helpers")
def training(course_effort, places):
    return course_effort * places


@flow("person/year", source="helpers")
def leaving(helpers, leaving_rate):
    return helpers * leaving_rate


@variable("person")
def relieved(helpers, relief):
    return helpers * relief


@variable("dimensionless")
def need_per_person(comfort_effort, comfort):
    return 1 - comfort_effort * comfort


@indicator("person")
def need(asked, relieved, need_per_person):
    return (asked - relieved) * need_per_person


LAWS = (helpers, training, leaving, relieved, need_per_person, need)
VALUES = {
    "course_effort": (0.0, "dimensionless"),
    "places": (10.0, "person/year"),
    "leaving_rate": (0.0, "1/year"),
    "relief": (0.5, "dimensionless"),
    "comfort_effort": (0.0, "dimensionless"),
    "comfort": (0.2, "dimensionless"),
    "asked": (200.0, "person"),
}


def parameter(name: str, value: float, unit: str) -> Parameter:
    return Parameter(
        name=name,
        about="made for a test",
        unit=unit,
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


def small(*efforts: str, **values: float) -> PairedRuns:
    """Run the small model without efforts and with some, which are there from the start."""
    module = ModuleType(__name__)
    vars(module).update({law.__name__: law for law in LAWS})
    given = [parameter(name, values.get(name, value), unit) for name, (value, unit) in VALUES.items()]
    changes = tuple(Change(name, {}, "set", 1.0, None, None, None) for name in efforts)
    return paired_runs(collect([module]), Parameters(given), "city", ((), changes), 2024, END + 1)


def walked(runs: PairedRuns, *nodes: str) -> Passages:
    return Walk(Slopes(runs, "need"), END, nodes).go()


def test_a_straight_chain_has_the_answer_that_follows_by_hand() -> None:
    found = walked(small("course_effort"), "helpers", "relieved")
    whole = -10 * YEARS * 0.5
    assert found.whole == pytest.approx(whole)
    assert found.edges == pytest.approx(
        {("course_effort", "helpers"): whole, ("helpers", "relieved"): whole, ("relieved", "need"): whole}, rel=1e-9
    )
    assert found.through == pytest.approx({"helpers": whole, "relieved": whole})
    assert found.rest == pytest.approx(dict.fromkeys(("need", "helpers", "relieved"), 0.0), abs=1e-9)


def test_two_causes_in_a_product_get_what_shapley_gives_them() -> None:
    found = walked(small("course_effort", "comfort_effort"), "helpers", "need_per_person")
    less, lower = 10 * YEARS * 0.5, 0.2
    both = (200 - less) * (1 - lower) - 200
    alone = {"helpers": -less, "need_per_person": -200 * lower}
    other = {"helpers": both - alone["need_per_person"], "need_per_person": both - alone["helpers"]}
    for name in alone:
        assert found.edges[name, "need"] == pytest.approx((alone[name] + other[name]) / 2)
    assert found.whole == pytest.approx(both)
    assert found.into("need") == pytest.approx(both, rel=1e-12)


def test_what_drains_away_again_goes_round_and_is_left_out_of_what_passes() -> None:
    found = walked(small("course_effort", leaving_rate=0.3), "helpers")
    whole = -10 * (1 - np.exp(-0.3 * YEARS)) / 0.3 * 0.5
    assert found.whole == pytest.approx(whole, rel=1e-4)  # the solver takes four steps a year
    assert found.edges["helpers", "helpers"] / found.whole < 0
    assert found.through["helpers"] == pytest.approx(found.whole, rel=1e-12)
    assert found.into("helpers") == pytest.approx(found.out_of("helpers"), rel=1e-9)


def reading(**more: object) -> Reading:
    facts: dict[str, object] = {
        "maker": "courses",
        "outcome": "need",
        "review": 2030,
        "year": END,
        "levers": ("course", "comfort"),
        "rows": {__name__: "lives"},
        "counted": {"helpers": ("helpers_counted",)},
    }
    return Reading(**{**facts, **more})  # type: ignore[arg-type]


def chain_of(runs: PairedRuns, *nodes: str, **more: object) -> Chain:
    rows = {runs.model.equations["need"].sector: "lives"}
    slopes = Slopes(runs, "need")
    return reading(rows=rows, **more).chain(runs, Walk(slopes, END, nodes).go(), slopes.leaves)


def test_signs_delay_and_quadrant_follow_from_the_runs() -> None:
    chain = chain_of(small("course_effort", "comfort_effort"), "helpers", "relieved", "need_per_person")
    signs = {(link.cause, link.reached): link.sign for link in chain.links}
    assert signs == {
        ("course", "helpers"): 1,
        ("helpers", "relieved"): 1,
        ("relieved", "need"): -1,
        ("comfort", "need_per_person"): -1,
        ("need_per_person", "need"): 1,
    }
    steps = {step.name: step for step in chain.steps}
    assert chain.start == 2024
    assert steps["helpers"].delay == YEARS / 2
    assert steps["helpers"].change(2030) == pytest.approx(60)
    assert steps["helpers"].column == "seen"
    assert steps["helpers"].counted == ("helpers_counted",)
    assert steps["need_per_person"].delay == 0
    assert [step.name for step in chain.steps].index("helpers") < [step.name for step in chain.steps].index("relieved")
    late = chain_of(small("course_effort"), "helpers", review=2028)
    assert late.steps[0].column == "later"


def test_of_two_that_say_the_same_one_stays() -> None:
    slopes = Slopes(small("course_effort", "comfort_effort"), "need")
    told = {"helpers", "relieved", "need_per_person"}
    found = chosen(slopes, END, told, lambda name: name == "helpers", 0.05, 9)
    assert set(found.nodes) == {"helpers", "need_per_person"}
    assert found.into("need") == pytest.approx(found.whole, rel=1e-9)
    few = chosen(slopes, END, told, lambda name: name == "relieved", 0.05, 1)
    assert few.nodes == ("relieved",)


def test_a_small_link_is_shown_when_it_is_all_that_leaves_something_large() -> None:
    links = (Link("a", "x", 60.0, 1), Link("b", "x", 36.0, 1), Link("c", "x", 2.0, 1), Link("c", "y", 2.0, 1))
    efforts = (("a", 60.0), ("b", 36.0), ("c", 4.0))
    chain = Chain("m", "x", "person", 2024, 2030, 2034, 0.0, 100.0, efforts, (), links, {})
    assert [(link.cause, link.reached) for link in chain.shown(0.03)] == [("a", "x"), ("b", "x"), ("c", "x")]
    assert chain.other_ways(0.03) == pytest.approx(2)


# The chains of the model


@pytest.fixture(scope="module")
def project() -> Project:
    return open_project()


@pytest.fixture(scope="module")
def youth(project: Project) -> Theory:
    return theory_of_change(project, ["promising_youth"])


def added_up(chain: Chain) -> dict[str, float]:
    """Return what reaches the outcome and each step, with what is not ascribed."""
    names = [chain.outcome, *(step.name for step in chain.steps)]
    came = {name: sum(link.effect for link in chain.links if link.reached == name) for name in names}
    return {name: came[name] + chain.rest[name] for name in names}


@pytest.mark.slow
def test_every_step_passes_on_what_reaches_it(youth: Theory) -> None:
    (chain,) = youth.chains
    found = added_up(chain)
    assert found.pop(chain.outcome) == pytest.approx(chain.whole, rel=1e-9)
    for name, came in found.items():
        went = sum(link.effect for link in chain.links if link.cause == name)
        assert came == pytest.approx(went, rel=1e-9, abs=1e-9 * abs(chain.whole)), name
    assert sum(abs(rest) for rest in chain.rest.values()) < 0.001 * abs(chain.whole)
    started = sum(effect for _, effect in chain.efforts)
    assert started + sum(chain.rest.values()) == pytest.approx(chain.whole, rel=1e-9)


@pytest.mark.slow
def test_with_everything_followed_nothing_is_left_over(project: Project) -> None:
    policies = ((), tuple(project.levers.changes("promising_youth", 1.0)))
    runs = paired_runs(project.model, project.parameters.at("city"), "city", policies, 2024, 2041)
    found = Walk(Slopes(runs, "care_share_needed"), 2040).go()
    assert found.into("care_share_needed") == pytest.approx(found.whole, rel=1e-9)
    assert {name.removesuffix("_effort").removesuffix("_budget") for name, _ in found.edges} <= {
        *project.levers.levers,
        "start",
    }


@pytest.mark.slow
def test_the_change_is_the_one_of_the_experiment(project: Project, youth: Theory) -> None:
    (chain,) = youth.chains
    experiment = project.experiment("difference_makers", draws=1, resolution="city")
    names = ("care_share_needed", *(step.name for step in chain.steps))
    dataset = run(project.model, experiment, project.parameters, settings=RunSettings(names=names))
    ends = dataset["care_share_needed"].sel(scenario="evidence", year=2040).squeeze("draw")
    for policy, value in (("as_is", chain.before), ("promising_youth", chain.after)):
        assert float(ends.sel(policy=policy)) == pytest.approx(value, rel=1e-9)


@pytest.mark.slow
def test_the_chain_of_the_young_runs_by_their_complaints(youth: Theory) -> None:
    (chain,) = youth.chains
    steps = {step.name: step for step in chain.steps}
    signs = {(link.cause, link.reached): link.sign for link in chain.links}
    assert signs["children_in_context_in_force", "young_complaints"] == -1
    assert signs["young_complaints", "workers_needed"] == 1
    assert steps["young_complaints"].column == "later"
    assert steps["young_complaints"].row == "lives"
    assert {step.row for step in chain.steps} == {"lives", "services"}


@pytest.mark.slow
def test_the_table_and_the_data_hold_the_same(youth: Theory) -> None:
    (chain,) = youth.chains
    data = youth.as_data()["makers"][0]
    assert data["difference"] == chain.whole
    assert len(data["steps"]) == len(chain.steps)
    nodes = theory_dataset.nodes_table(youth.chains, youth.series)
    assert nodes[nodes["kind"] == "step"]["name"].tolist() == [step.name for step in chain.steps]
    links = theory_dataset.links_table(youth.chains)
    into = links[links["reached"] == chain.outcome]["effect"].sum()
    assert into == pytest.approx(chain.whole, rel=1e-9)


# Quadrants and words


def test_every_sector_stands_in_one_row() -> None:
    held = read(vocabulary.HERE / "quadrants.yaml").data
    assert sorted([*held["lives"], *held["services"]]) == sorted(SECTORS)


def test_the_four_makers_are_packages_of_the_vision(project: Project) -> None:
    assert set(MAKERS) <= set(project.levers.packages)
    assert set(MAKERS) <= set(project.experiment("difference_makers").policies)


def test_the_city_counts_what_an_indicator_is_made_of(project: Project) -> None:
    from care2040.analysis.observations import register

    counted = vocabulary.counted_by(project.model, register.load(project.folder, project.model))
    assert "severely_lonely" in counted["lonely_residents"]
    assert "poor_households" in counted["households_in_poverty"]
    assert "workers_needed" not in counted, "the open posts in care are counted for the country"


def test_what_is_told_of_has_words(project: Project) -> None:
    told = vocabulary.told(project.model)
    assert {"frailty", "workers_needed", "households_in_poverty"} <= told
    assert not told & {"care_need", "relative_frailty", "falling_into_poverty"}
    assert vocabulary.short("frailty") == {"nl": "Kwetsbaarheid", "en": "Frailty"}
