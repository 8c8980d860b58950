"""The map of paths, of results that no model made: until when each goes on, and where one may change over."""

import numpy as np
import pytest
import xarray as xr

from care2040.analysis.pathways.pathways import Outcome, Paths
from care2040.analysis.pathways.pathways_dataset import attach
from care2040.analysis.pathways.waiting import OPTIONS, Told
from care2040.figures import draw
from care2040.figures.canvas.errors import CannotDrawError
from care2040.figures.canvas.export import refuse_unclean
from care2040.inputs.experiments.pathways.schema import Pathways

YEARS = tuple(range(2024, 2041))
POLICIES = ("as_is", "care_and_digital", "living_together_healthily", "all_together")


def kept(tips):
    """Return whether draws keep it, which tip in these years; (1, 1, draw, year)."""
    return np.array([[[[year < tip for year in YEARS] for tip in tips]]])


def outcome(tips, cost):
    return Outcome(kept(tips), np.full((1, 1, len(tips)), cost))


def made_up(whole, switches, until, decide=(2028, 2032)):
    """Return a result with these paths: of each policy when its draws tip and its cost."""
    asked = Pathways(aim={"indicator": "care_share_needed", "at_most": 0.2}, decide=decide, draws=20)
    single = [outcome(*whole[name]) for name in POLICIES]
    together = Outcome(*(np.concatenate([getattr(one, key) for one in single]) for key in ("kept", "cost")))
    never = outcome([2030] * 20, 1e9)
    pairs = [(one, other) for one in POLICIES for other in POLICIES if one != other]
    told = {way: Told(0.5, 1e9, 0, 0.0) for way in OPTIONS}
    paths = Paths(
        asked=asked,
        policies=POLICIES,
        futures=("evidence",),
        years=YEARS,
        unit="dimensionless",
        whole=together,
        switches={(*pair, year): switches.get((*pair, year), never) for pair in pairs for year in decide},
        open_until={pair: np.array([until.get(pair, -np.inf)]) for pair in pairs},
        open_between={pair: np.array([[until.get(pair, -np.inf) - 1, until.get(pair, -np.inf) + 2]]) for pair in pairs},
        signposts={(name, "evidence", year): [] for name in POLICIES for year in decide},
        counted=frozenset(),
        units={},
        waiting={("evidence", year): told for year in decide},
        failed=0,
    )
    facts = {"experiment": "made_up", "source": "care2040 9.8.7"}
    coordinates = {"policy": list(POLICIES), "scenario": ["evidence"], "draw": [0], "year": list(YEARS)}
    return attach(xr.Dataset(coords=coordinates, attrs=facts), paths)


ENOUGH = outcome([2050] * 18 + [2035] * 2, 4e9)
WHOLE = {
    "as_is": ([2034] * 10 + [2050] * 10, 0.0),
    "care_and_digital": ([2037] * 6 + [2050] * 14, 1.5e9),
    "living_together_healthily": ([2010] * 20, 0.9e9),
    "all_together": ([2039] * 2 + [2050] * 18, 5.3e9),
}
OPEN = {("as_is", "all_together"): 2029.0, ("care_and_digital", "all_together"): 2033.0}
SWITCHES = {
    ("as_is", "all_together", 2028): ENOUGH,
    ("care_and_digital", "all_together", 2028): ENOUGH,
    ("care_and_digital", "all_together", 2032): ENOUGH,
}


@pytest.fixture(scope="module")
def drawn():
    return made_up(WHOLE, SWITCHES, OPEN)


@pytest.mark.parametrize("width", ["full", "half", "slide"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_it_can_be_read_in_every_width_and_language(drawn, language, width):
    figure = draw("pathways", drawn, language, width)
    refuse_unclean(figure, "pathways")
    assert "2029" in figure.story.title


def test_every_policy_has_its_tipping_point_chance_cost_and_how_long_it_is_open(drawn):
    numbers = draw("pathways", drawn, "en").story.numbers
    assert numbers["policies"]["as_is"] == {
        "tips": 2034,
        "tips_10": 2034,
        "tips_90": "after the end",
        "chance": 0.5,
        "cost": 0.0,
        "open_until": None,
        "open_low": None,
        "open_high": None,
    }
    assert numbers["policies"]["all_together"]["tips"] == "after the end"
    assert numbers["policies"]["all_together"]["open_until"] == 2029
    assert numbers["policies"]["living_together_healthily"]["tips"] == "before the start"


def test_stations_are_the_change_overs_in_time_from_what_is_not_sure_enough(drawn):
    found = [tuple(one.values()) for one in draw("pathways", drawn, "en").story.numbers["in_time"]]
    assert found == [
        ("as_is", "all_together", 2028),
        ("care_and_digital", "all_together", 2028),
        ("care_and_digital", "all_together", 2032),
    ]


def lengths(figure):
    return {line.get_gid(): line.get_xdata() for line in figure.axes[0].lines if line.get_gid() in POLICIES}


def test_a_line_ends_where_its_policy_tips_and_goes_to_the_end_where_it_does_not(drawn):
    found = lengths(draw("pathways", drawn, "en"))
    assert [list(map(float, found[name])) for name in POLICIES] == [
        [2024, 2034],
        [2024, 2037],
        [2024, 2024],
        [2024, 2041],
    ]


def test_when_no_change_over_is_in_time_the_title_says_what_comes_nearest():
    weak = {**WHOLE, "all_together": ([2039] * 10 + [2050] * 10, 5.3e9)}
    figure = draw("pathways", made_up(weak, {}, {}), "nl")
    assert "Geen enkel beleid" in figure.story.title
    assert "komt tot 70%" in figure.story.title
    assert "In geen van de jaren" in figure.story.note


def test_when_unchanged_policy_is_enough_the_title_says_so():
    fine = {**WHOLE, "as_is": ([2050] * 20, 0.0)}
    assert "‘Unchanged policy’ keeps" in draw("pathways", made_up(fine, SWITCHES, OPEN), "en").story.title


def test_what_stays_in_time_is_said_to_stay_so():
    until = {("as_is", "all_together"): np.inf}
    assert "even after 2032" in draw("pathways", made_up(WHOLE, SWITCHES, until), "en").story.title


def test_a_year_is_told_with_how_far_draws_can_say_it_and_a_doubtful_one_not_at_all(drawn):
    assert "open until: 2029 (2028\u20132031)" in draw("pathways", drawn, "en").story.alt
    doubtful = drawn.copy(deep=True)
    doubtful["open_until_low"][:] = -np.inf
    story = draw("pathways", doubtful, "en").story
    assert "open until: not sure" in story.alt
    assert story.title.endswith("with a chance of 90%, begun at once; waiting is not sure")


def test_a_result_without_paths_is_refused_with_what_it_takes(drawn):
    with pytest.raises(CannotDrawError, match="it takes 'pathways: "):
        draw("pathways", drawn.drop_vars("path_chance"), "en")
