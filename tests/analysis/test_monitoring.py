"""The monitor on results so small that their weights can be worked out by hand."""

import json
from datetime import date

import numpy as np
import pytest
import xarray as xr

from care2040.analysis.monitoring.counts import EDGES, Counted, Span, counted
from care2040.analysis.monitoring.monitoring import monitor
from care2040.analysis.monitoring.moved import BY_CHANCE, chance_limit, moved
from care2040.analysis.observations.expected import Expected
from care2040.analysis.observations.register import Observation, Register, Series
from care2040.analysis.observations.weighing import TooFewLeft, weigh
from care2040.results.valid_draws import CannotAnalyse

HALF = 100
YEARS = [2016, 2017, 2018, 2032, 2040]
AWAY = np.exp(-0.5 * (np.log(1.2) / 0.1) ** 2)
"""Likelihood of a count of 1 where a draw says 1.2, against a draw that says 1, with an error of a tenth."""
FIRST = 1 / (1 + AWAY)
"""What the first half of the draws weighs together."""


def series(**more):
    asked = {
        "title": {"en": "made up", "nl": "verzonnen"},
        "table": "none",
        "measure": "none",
        "quantity": "absence",
        "place": "utrecht",
        "day": "date",
        "sampling": 0.1,
        "definition": 0.0,
        "model": 0.0,
        "licence": "ours",
        "updated_by": "us",
        "retrieved": date(2026, 7, 1),
    }
    return Series.model_validate({**asked, **more})


def register(counts=((2017.0, 1.0, False),), **more):
    own = series(**more)
    return Register(
        {"one": own}, tuple(Observation(own, year, value, 0.0, "ours", held) for year, value, held in counts), ()
    )


def result(scenarios=("evidence",), second=1.2, **attributes):
    """Return a result in which half the draws say 1 and half say 1.2; in a second scenario all say `second`."""
    halves = np.repeat([1.0, 1.2], HALF)
    says = np.stack([halves if place == 0 else np.full(2 * HALF, second) for place in range(len(scenarios))])
    along = np.repeat(says[None, :, :, None], 3, axis=3)
    needed = np.repeat(np.where(says == 1.0, 0.2, 0.3)[None, :, :, None], 3, axis=3)
    dims = ("policy", "scenario", "draw", "year")
    told = {"units": "dimensionless", "kind": "indicator", "long_name": "made up"}
    found = xr.Dataset(
        {
            "absence": (dims, along, told),
            "care_share_needed": (dims, needed, told),
            "drawn": (("draw", "parameter"), np.stack([halves, np.tile([0.0, 1.0], HALF), np.ones(2 * HALF)], axis=1)),
            "law": (("draw", "quantity"), np.where(halves == 1.0, "jobs", "jobs_as_planned")[:, None]),
        },
        {
            "policy": ["as_is"],
            "scenario": list(scenarios),
            "draw": np.arange(2 * HALF),
            "year": [2016, 2017, 2018],
            "parameter": ["follows", "does_not", "stands_still"],
            "quantity": ["jobs"],
        },
    )
    facts = {"indicators": ["care_share_needed"], "seed": 1, "experiment": "made_up", "source": "care2040 9.8.7"}
    return found.assign_attrs(facts | attributes)


def looked_at(dataset=None, counts=None, **more):
    one = result() if dataset is None else dataset
    names = tuple(map(str, one["scenario"].values))
    return monitor(one, counts or register(), "as_is", names, **more)


def test_weights_are_those_worked_out_by_hand():
    found = looked_at()
    assert found.weights[:HALF].sum() == pytest.approx(FIRST)
    assert found.effective == pytest.approx(HALF / (FIRST**2 + (1 - FIRST) ** 2))
    assert found.tempered == 1
    assert found.draws == 2 * HALF


def test_what_follows_the_counts_moves_and_what_does_not_stays():
    found = {one.name: one for one in looked_at().moved}
    assert set(found) == {"follows", "does_not"}, "what does not differ between draws is not told of"
    assert next(iter(found)) == "follows"
    assert found["follows"].shift < -0.4
    assert found["follows"].beyond_chance
    assert found["follows"].left < 1
    assert found["follows"].before.middle == pytest.approx(1.1)
    assert found["follows"].after.middle == pytest.approx(1.0)
    assert found["does_not"].shift == pytest.approx(0, abs=1e-9)
    assert not found["does_not"].beyond_chance
    assert found["does_not"].left == pytest.approx(1)


def test_a_law_has_its_chance_before_and_after():
    found = {one.law: one for one in looked_at().laws}
    assert found["jobs"].before == found["jobs_as_planned"].before == 0.5
    assert found["jobs"].after == pytest.approx(FIRST)
    assert found["jobs"].beyond_chance


def test_an_indicator_ahead_and_the_chance_of_one_in_four():
    (one,) = looked_at().ahead
    assert (one.name, one.year, one.scenario) == ("care_share_needed", 2018, "evidence")
    assert one.before.middle == pytest.approx(0.25)
    assert one.after.middle == pytest.approx(0.2)
    assert one.reaches == (0.5, pytest.approx(1 - FIRST))
    assert one.beyond_chance


def test_scenarios_have_the_chance_that_their_evidence_gives():
    first, second = looked_at(result(("evidence", "other"))).scenarios
    mean = (1 + AWAY) / 2
    assert first.chance == pytest.approx(mean / (mean + AWAY))
    assert second.chance == pytest.approx(AWAY / (mean + AWAY))
    assert not second.died
    assert second.effective == pytest.approx(2 * HALF)


def test_a_scenario_that_cannot_be_dies_and_one_that_is_alike_has_not_parted():
    found = looked_at(result(("evidence", "other"), second=3.0))
    assert found.weighed.parted
    assert [one.died for one in found.scenarios] == [False, True]
    same = result().sel(scenario=["evidence", "evidence"]).assign_coords(scenario=["evidence", "other"])
    alike = looked_at(same)
    assert not alike.weighed.parted
    assert [one.chance for one in alike.scenarios] == [0.5, 0.5]


def test_a_scenario_that_makes_nothing_of_the_counts_has_no_chance_and_is_told_of():
    dead = result(("evidence", "other"), second=-1.0)
    found = looked_at(dead)
    assert [(one.chance, one.enough) for one in found.scenarios] == [(1.0, True), (0.0, False)]
    assert {one.scenario for one in found.ahead} == {"evidence"}


def test_a_tempered_scenario_is_weighed_against_others_by_as_much():
    exact = register([(2016.0, 1.0, False), (2017.0, 1.0, False), (2018.0, 1.0, False)], sampling=0.04)
    few = result()
    few["absence"] = few["absence"] * np.linspace(1.0, 1.6, 2 * HALF)[:, None].reshape(1, 1, -1, 1)
    with pytest.raises(TooFewLeft, match="it takes 50"):
        looked_at(few, exact)
    found = looked_at(few, exact, temper=True)
    assert found.tempered < 1
    assert found.effective == pytest.approx(50)
    whole = weigh(found.expected, temper=True)
    assert whole.evidence_at(1.0) == pytest.approx(whole.evidence)
    assert whole.evidence_at(0.0) == pytest.approx(0.0)


def counts_of(values, counts, held=(), **more):
    own = series(**more)
    years = [2016.0 + place for place in range(len(counts))]
    observed = tuple(Observation(own, y, c, 0.0, "ours", y in held) for y, c in zip(years, counts, strict=True))
    return Expected("one", own, observed, np.asarray(values, dtype=float))


def test_a_count_stands_where_the_normal_distribution_says():
    draws = 20_000
    one = counts_of(np.full((draws, 1), 2.0), [2.0 * np.exp(0.1)])
    (found,) = counted(one, np.full(draws, 1 / draws), 1)
    assert found.percentile == pytest.approx(84.1, abs=1)
    assert found.surprise == "high"
    assert found.before.low == pytest.approx(2 * np.exp(-0.1645), rel=0.01)
    assert found.before.middle == pytest.approx(2.0, rel=0.005)
    assert found.role == "weighs"


@pytest.mark.parametrize(
    ("percentile", "word"),
    [(0, "far_below"), (0.6, "below"), (6, "low"), (50, "expected"), (75.1, "high"), (96, "above"), (100, "far_above")],
)
def test_a_percentile_has_a_word(percentile, word):
    span = Span(0, 1, 2)
    assert Counted("one", 2020, 1.0, "weighs", span, span, percentile).surprise == word
    assert [edge for edge, _ in EDGES] == sorted(edge for edge, _ in EDGES)


def test_a_count_that_is_kept_apart_is_told_with_what_earlier_ones_say():
    draws = 20_000
    one = counts_of(np.ones((draws, 2)), [1.3, 1.3], held=(2017.0,), sampling=0.001, definition=0.1)
    first, second = counted(one, np.full(draws, 1 / draws), 1)
    assert (first.role, second.role) == ("weighs", "held_out")
    assert not second.before.holds(1.3)
    assert second.after.holds(1.3)
    assert second.after.middle == pytest.approx(1.3, rel=0.005)
    assert not first.after.holds(1.3), "a count is not tested by itself"
    both = counted(one, np.full(draws, 1 / draws), 1, held_out=True)
    assert [each.role for each in both] == ["weighs", "weighs"]


def test_the_first_count_of_an_index_is_the_yardstick_of_the_others():
    one = counts_of(np.full((500, 3), 7.0) * [1, 1.1, 1.2], [200.0, 220.0, 300.0], index=True, sampling=0.01)
    found = counted(one, np.full(500, 1 / 500), 1)
    assert [(each.year, each.value) for each in found] == [(2017.0, 1.1), (2018.0, 1.5)]
    assert found[0].before.middle == pytest.approx(1.1, rel=0.01)
    assert [each.surprise for each in found] == ["expected", "far_above"]


def test_how_often_bands_held_is_counted_by_series_and_without_what_tells_the_same():
    own, twin = series(), series(weighs=False)
    days = [(2016.0, 1.0, False), (2017.0, 1.1, True), (2018.0, 9.0, True)]
    kept = tuple(Observation(one, *day[:2], 0.0, "ours", day[2]) for one in (own, twin) for day in days)
    found = looked_at(counts=Register({"one": own, "twin": twin}, kept, ()))
    assert [(one.name, one.counts, one.before, one.after) for one in found.held] == [("one", 2, 1, 1)]
    assert found.together.counts == 2
    assert [one.role for one in found.counts] == ["weighs", "held_out", "held_out"] + ["beside"] * 3
    everything = looked_at(
        counts=Register({"one": own}, tuple(one for one in kept if one.series is own)[:2], ()), held_out=True
    )
    assert everything.together.counts == 0


def test_chance_alone_goes_beyond_the_limits_one_time_in_ten():
    rng, times = np.random.default_rng(1), 300
    shifted = narrowed = 0
    for _ in range(times):
        weights = rng.lognormal(0, 1, 300)
        weights /= weights.sum()
        values = rng.lognormal(0, 1, (300, 20))
        drawn = xr.Dataset({"drawn": (("draw", "parameter"), values)}, {"parameter": list("abcdefghijklmnopqrst")})
        found = moved(drawn, weights)
        shifted += any(one.beyond_chance for one in found)
        narrowed += any(one.narrowed for one in found)
    assert shifted / times == pytest.approx(BY_CHANCE, abs=0.06)
    assert narrowed / times < BY_CHANCE + 0.06
    assert chance_limit(np.full(100, 0.01), 20) == pytest.approx(0)


def test_what_the_counts_narrow_without_shifting_it_is_told():
    rng = np.random.default_rng(3)
    values = rng.normal(0, 1, (2_000, 2))
    weights = np.exp(-0.5 * (values[:, 0] / 0.5) ** 2)
    drawn = xr.Dataset({"drawn": (("draw", "parameter"), values)}, {"parameter": ["surer", "as_it_was"]})
    first, second = moved(drawn, weights / weights.sum())
    assert (first.name, first.narrowed, first.beyond_chance) == ("surer", True, False)
    assert first.left == pytest.approx((1 / (1 + 1 / 0.25)) ** 0.5, abs=0.02)
    assert not second.told


def test_everything_is_plain_data():
    told = json.loads(json.dumps(looked_at(result(("evidence", "other"))).as_data()))
    assert told["draws"] == 2 * HALF
    assert told["counts"][0]["before"].keys() == {"low", "middle", "high"}
    assert told["scenarios"][1]["died"] is False
    assert told["ahead"][0]["reaches"] == [0.5, pytest.approx(1 - FIRST)]


def test_the_order_of_draws_changes_nothing_that_is_told_ahead():
    turned = result().isel(draw=np.random.default_rng(2).permutation(2 * HALF))
    assert looked_at(turned).ahead == looked_at().ahead
    assert looked_at(turned).effective == looked_at().effective


@pytest.mark.parametrize("method", ["morris", "grid", "file"])
def test_points_that_somebody_laid_are_refused(method):
    design = json.dumps({"method": method, "parameters": ["follows"]})
    with pytest.raises(CannotAnalyse, match=f"a {method} design were laid by somebody") as refusal:
        looked_at(result(design=design))
    assert "draws: 1000" in refusal.value.hint


def test_one_run_is_refused():
    with pytest.raises(CannotAnalyse, match="one run") as refusal:
        looked_at(result().isel(draw=[0]))
    assert "--draws" in refusal.value.hint


def test_a_result_that_starts_after_the_last_count_is_refused():
    with pytest.raises(CannotAnalyse, match="nothing was counted from 2016 to 2018") as refusal:
        looked_at(counts=register([(2010.0, 1.0, False)]))
    assert "start earlier" in refusal.value.hint
    with pytest.raises(CannotAnalyse, match="nothing weighs") as refusal:
        looked_at(counts=register([(2017.0, 1.0, True)]))
    assert "start: 2016" in refusal.value.hint
    assert looked_at(counts=register([(2017.0, 1.0, True)]), held_out=True).held == ()


def test_a_result_that_did_not_keep_what_was_counted_is_refused():
    with pytest.raises(CannotAnalyse, match="did not keep absence") as refusal:
        looked_at(result().drop_vars("absence"))
    assert "monitor: true" in refusal.value.hint


def test_draws_that_all_weigh_nothing_are_refused():
    dead = result()
    dead["absence"] = -dead["absence"]
    with pytest.raises(TooFewLeft, match="all draws would weigh nothing"):
        looked_at(dead)
