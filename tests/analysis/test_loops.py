"""The named loops: every link is there, signs multiply to the declared kind, and what cuts one cuts it."""

import math
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from care2040.analysis.feedback.loop_links import Strength, moved_by, pace, product, strength, strengths
from care2040.analysis.feedback.loop_registry import Loop, links_of, load_loops, reached
from care2040.engine.simulation.initial_state import at_start
from care2040.files.package_files import package_folder
from care2040.files.problems import InvalidInput
from care2040.inputs.parameters.parameter_set import load
from care2040.language.axes import RUN_IN
from care2040.sectors import load_model

MODEL = load_model()
PARAMETERS = load(package_folder("parameters"))
REGISTRY = load_loops(MODEL, PARAMETERS)
NAMES = (*(f"R{number}" for number in range(1, 21)), *(f"B{number}" for number in range(1, 15)), "C1")
WAYS = [(name, way) for name, loop in REGISTRY.items() for way in range(len(loop.paths))]

Values = dict[str, xr.DataArray]


@pytest.fixture(scope="module", params=["city", "district"])
def base(request: pytest.FixtureRequest) -> Values:
    return at_start(MODEL, PARAMETERS, request.param)


@pytest.fixture(scope="module")
def city() -> Values:
    return at_start(MODEL, PARAMETERS, "city", start=RUN_IN)  # where effects are one, and what is worked out is easy


def test_every_loop_of_the_design_is_there() -> None:
    assert set(REGISTRY) == set(NAMES)


@pytest.mark.parametrize(("name", "way"), WAYS)
def test_every_link_is_in_the_graph(name: str, way: int) -> None:
    loop, links = REGISTRY[name], links_of(MODEL)
    path = loop.paths[way]
    assert len(set(path)) == len(path), "a loop comes past every name once"
    for cause, effect in loop.links(path):
        assert effect in links[cause]


@pytest.mark.parametrize(("name", "way"), WAYS)
def test_the_signs_at_the_base_state_multiply_to_the_declared_kind(base: Values, name: str, way: int) -> None:
    loop = REGISTRY[name]
    links = strengths(MODEL, base, loop, loop.paths[way])
    assert all(link.sign for link in links), "a link without effect"
    assert product(links) > 0 if loop.kind == "reinforcing" else product(links) < 0


@pytest.mark.parametrize("name", NAMES)
def test_a_parameter_at_zero_cuts_every_path_of_the_loop(base: Values, name: str) -> None:
    loop = REGISTRY[name]
    values = base | {cut: base[cut] * 0 for cut in loop.cut}
    for path in loop.paths:
        whole, cut = (product(strengths(MODEL, each, loop, path)) for each in (base, values))
        assert abs(cut) < 1e-9 * abs(whole)


@pytest.mark.parametrize("name", NAMES)
def test_what_closes_is_closed_and_what_does_not_is_open(name: str) -> None:
    loop = REGISTRY[name]
    for path in loop.paths:
        assert (path[0] in reached(MODEL, path[-1])) == loop.closes


def test_the_gains_of_a_loop_are_those_of_the_steps_round_it(city: Values) -> None:
    """Every link of a loop that is one number everywhere moves what the one before it moved."""
    loop = REGISTRY["R1"]
    nudged = {name: city[name] for name in city}
    start = nudged["perceived_strain"].copy()
    steps = ("indicated_absence", "absence_adjustment")
    nudged["perceived_strain"] = start * (1 + 1e-6)
    for name in steps:
        equation = MODEL.equations[name]
        nudged[name] = equation.of(nudged)
    round_it = float(nudged["absence_adjustment"] - city["absence_adjustment"]) / float(start * 1e-6)
    gains = {link.link: link.gain for link in strengths(MODEL, city, loop)}
    told = gains["perceived_strain", "indicated_absence"] * gains["indicated_absence", "absence_adjustment"]
    assert round_it == pytest.approx(told, rel=1e-5)


def test_a_link_is_measured_as_by_hand(city: Values) -> None:
    absence = float(city["absence"])
    found = strength(MODEL, city, ("absence", "fte_given_per_worker"))
    assert found.elasticity == pytest.approx(-absence / (1 - absence), rel=1e-6)
    assert found.sign == -1
    wait = strength(MODEL, city, ("strain", "workload_adjustment"))
    assert wait.gain == pytest.approx(1 / float(city["workload_perception_time"]), rel=1e-6)
    assert wait.elasticity is None, "what is zero does not rise by a part of itself"


def test_a_flow_moves_the_stocks_at_its_ends(city: Values) -> None:
    out, into = (
        strength(MODEL, city, ("becoming_heavily_burdened", end))
        for end in ("coping_carers", "heavily_burdened_carers")
    )
    assert (out.gain, into.gain) == (-1, 1)
    assert out.yearly


def test_the_pace_is_the_root_of_the_product_over_its_stocks() -> None:
    links = [Strength(("a", "b"), gain, None, yearly) for gain, yearly in ((4.0, False), (1.0, True), (-1.0, True))]
    assert pace(tuple(links)) == pytest.approx(2.0)
    assert math.isnan(pace(tuple(links[:1])))


def test_what_is_zero_everywhere_is_moved_as_well() -> None:
    zero = xr.DataArray(np.zeros(3), dims="domain")
    assert (moved_by(zero) > 0).all()
    assert (moved_by(zero + 2.0) == 2.0 * float(moved_by(zero)[0])).all()


# A registry that is wrong

GOOD = """\
L1:
  title: {en: One, nl: Een}
  about: {en: One., nl: Een.}
  kind: reinforcing
  sector: community
  paths:
    - [relative_helpers, word_of_mouth_effect, activation, neighbour_helpers, helping_share]
  cut: [word_of_mouth_share]
"""


def told(text: str, folder: Path) -> list[str]:
    file = folder / "loops.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput) as caught:
        load_loops(MODEL, PARAMETERS, file)
    return [f"{problem.line}: {problem.message}; {problem.hint}" for problem in caught.value.problems]


def test_a_good_registry_is_read(tmp_path: Path) -> None:
    (tmp_path / "loops.yaml").write_text(GOOD, encoding="utf-8")
    (loop,) = load_loops(MODEL, PARAMETERS, tmp_path / "loops.yaml").values()
    assert isinstance(loop, Loop)
    assert loop.links()[-1] == ("helping_share", "relative_helpers")
    assert loop.line == 1


def test_everything_that_is_wrong_is_told_at_once_with_the_nearest_name(tmp_path: Path) -> None:
    wrong = GOOD.replace("sector: community", "sector: comunity").replace("activation", "activatoin")
    found = told(wrong.replace("[word_of_mouth_share]", "[word_of_mouth_shar]"), tmp_path)
    assert any("comunity" in line and "community" in line for line in found)
    assert any(line.startswith("7:") and "activatoin" in line and "'activation'" in line for line in found)
    assert any("word_of_mouth_shar'" in line and "word_of_mouth_share" in line for line in found)


def test_a_link_that_is_not_there_is_told_with_those_that_are(tmp_path: Path) -> None:
    found = told(GOOD.replace("word_of_mouth_effect, ", ""), tmp_path)
    assert len(found) == 1
    assert "does not act on 'activation'" in found[0]
    assert "word_of_mouth_effect" in found[0]


def test_a_wrong_key_is_told(tmp_path: Path) -> None:
    assert any("unknown key 'knid'" in line for line in told(GOOD.replace("kind:", "knid:"), tmp_path))
