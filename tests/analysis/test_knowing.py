"""When counts tell policies apart and what they are worth: known answers, and plain samples beside formulas."""

import math
from datetime import date

import numpy as np
import pytest
import xarray as xr

from care2040.analysis.knowing.candidates import IN_CITY, in_the_city, short_title, uncounted
from care2040.analysis.knowing.coming import Coming, foretell, together
from care2040.analysis.knowing.rhythm import ONCE, coming_days, known_in, rhythm
from care2040.analysis.knowing.rows import Row, Side, rows_of
from care2040.analysis.knowing.telling import ENOUGH, chance_by_sample, chance_right, chance_sure, distances, first_year
from care2040.analysis.knowing.when_known import ALL, WITH_NEW, possible, when_known
from care2040.analysis.knowing.worth import Choice, explained_by_neighbours, left_over
from care2040.analysis.knowing.worth_counting import Wanted, worth_counting
from care2040.analysis.observations.expected import Expected, expected
from care2040.analysis.observations.register import Observation, Register, Series
from care2040.results.variables import CHANCE_RIGHT, GAIN, WORTH, WRONG, WRONG_NOW

YEARS = range(2026, 2041)
SPREAD, ERROR, EFFECT = 0.1, 0.05, -0.02
"""Of the draws, of a count, and of the policy a year."""


def series(**more):
    asked = {
        "title": {"en": "made up", "nl": "verzonnen"},
        "table": "none",
        "measure": "none",
        "quantity": "absence",
        "place": "utrecht",
        "day": "date",
        "sampling": ERROR,
        "definition": 0.0,
        "model": 0.0,
        "licence": "ours",
        "updated_by": "us",
        "retrieved": date(2026, 7, 1),
    }
    return Series.model_validate({**asked, **more})


def normal(draws, seed=1, spread=SPREAD):
    drawn = np.random.default_rng(seed).normal(size=draws)
    return spread * (drawn - drawn.mean()) / drawn.std()


def run(levels, policy=0.0, names=("absence",), years=range(2016, 2041)):
    """Return draws that stay as they are, but for a policy that works from 2026 on, in logarithms."""
    grown = policy * np.clip(np.array(years) - 2026, 0, None)
    values = np.exp(levels[:, None] + grown)
    held = {name: (("draw", "year"), values.copy()) for name in names}
    facts = {"indicators": ["care_share_needed", "homes"], "experiment": "made_up", "unchanged_policy": "as_is"}
    return xr.Dataset(held, {"year": list(years)}, facts)


def registered(counts=(), **more):
    one = series(**more)
    return Register(
        {"one": one}, tuple(Observation(one, year, value, 0.0, "ours", False) for year, value in counts), ()
    )


# the rhythm of a series


@pytest.mark.parametrize(
    ("days", "years"),
    [
        ([2016.0, 2018.0, 2020.0, 2022.0], 2),
        ([2021.0, 2021.5, 2021.75, 2023.6, 2024.0, 2024.9], 1),
        ([2014.0, 2020.0], 6),
        ([2022.0], ONCE),
        ([2023.0, 2023.5], ONCE),
    ],
)
def test_the_rhythm_is_the_median_gap_between_years(days, years):
    assert rhythm(days) == years


def test_the_next_counts_are_on_the_same_day_and_not_before_the_register_was_read():
    assert coming_days(series(), 2022.75, 2, 2032.0).tolist() == [2026.75, 2028.75, 2030.75]
    assert coming_days(series(), 2025.0, 4, 2034.0).tolist() == [2029.0, 2033.0]
    assert coming_days(series(day="year"), 2023.0, 1, 2029.0).tolist() == [2026.0, 2027.0, 2028.0]
    assert coming_days(series(), 2022.0, 4, 2024.0).tolist() == []


def test_a_count_over_a_year_is_known_when_the_year_is_over():
    assert known_in(series(), np.array([2026.0, 2026.9])).tolist() == [2026, 2026]
    assert known_in(series(day="year"), np.array([2026.0])).tolist() == [2027]


# telling apart


def test_one_count_tells_as_much_as_its_error_and_the_spread_of_the_draws_allow():
    levels = normal(500)
    both = [foretell(run(levels, policy), series(), np.array([2030.0])) for policy in (0.0, EFFECT)]
    found = distances(*both, np.full(500, 1 / 500), range(2029, 2032))
    wanted = abs(4 * EFFECT) / math.hypot(SPREAD, ERROR)
    np.testing.assert_allclose(found, [0.0, wanted, wanted], rtol=1e-9)


def test_the_formula_is_what_a_plain_sample_finds():
    levels, days = normal(4000), np.array([2028.0, 2030.0, 2032.0])
    both = [foretell(run(levels, policy), series(definition=0.04), days) for policy in (0.0, EFFECT)]
    weights = np.full(4000, 1 / 4000)
    distance = distances(*both, weights, range(2032, 2033))
    right, sure = _by_hand(levels, days)
    assert chance_right(distance)[0] == pytest.approx(right, abs=0.01)
    assert chance_sure(distance)[0] == pytest.approx(sure, abs=0.01)
    assert chance_by_sample(*both, weights) == pytest.approx(right, abs=0.025)
    assert 0.6 < right < 0.95


def _by_hand(levels, days):
    """Draw a truth and its counts a hundred thousand times, and choose the policy that makes them likelier."""
    rng, many = np.random.default_rng(7), 100_000
    whole = np.full((3, 3), SPREAD**2 + 0.04**2) + np.eye(3) * ERROR**2
    truth = rng.integers(2, size=many)
    more = EFFECT * (days - 2026)
    level = rng.choice(levels, many) + rng.normal(0, 0.04, many)
    counts = level[:, None] + truth[:, None] * more + rng.normal(0, ERROR, (many, 3))
    inverse = np.linalg.inv(whole)
    like = [-0.5 * np.einsum("ij,jk,ik->i", counts - mean, inverse, counts - mean) for mean in (0 * more, more)]
    odds = (like[1] - like[0]) * np.where(truth == 1, 1, -1)
    return float((odds > 0).mean()), float((odds > math.log(ENOUGH / (1 - ENOUGH))).mean())


def test_draws_of_two_policies_that_hang_together_do_not_help_a_monitor_that_sees_one_city():
    wide, narrow = (
        foretell(run(normal(300, spread=spread), EFFECT), series(), np.array([2030.0])) for spread in (0.3, 0.01)
    )
    bases = (foretell(run(normal(300, spread=spread)), series(), np.array([2030.0])) for spread in (0.3, 0.01))
    weights = np.full(300, 1 / 300)
    far = [distances(base, one, weights, range(2030, 2031))[0] for base, one in zip(bases, (wide, narrow), strict=True)]
    assert far[0] < 0.2 * far[1]


def test_a_plain_sample_sees_what_is_not_normal():
    """Half the draws of the policy do nothing and half do much: a plain sample knows the second half at once."""
    much = np.where(np.arange(1000) % 2, -1.0, 0.0)
    base, other = Coming(*_one_count(np.zeros(1000))), Coming(*_one_count(much))
    weights = np.full(1000, 0.001)
    assert chance_by_sample(base, other, weights) == pytest.approx(0.75, abs=0.03)
    skewed = np.where(np.arange(1000) < 999, 1e-9, 1.0)
    assert 0 <= chance_by_sample(base, other, skewed / skewed.sum()) <= 1


def _one_count(centre):
    return np.array([2030]), centre[:, None], np.array([[0.01**2]])


def test_what_past_counts_tell_of_the_error_makes_a_change_visible():
    counts = [(float(year), 1.0) for year in range(2016, 2026)]
    register = registered(counts, definition=0.3)
    datasets = [run(np.zeros(100), policy) for policy in (0.0, EFFECT)]
    known, blind = [], []
    for dataset in datasets:
        (past,) = expected(dataset, register)
        known.append(foretell(dataset, past.series, np.array([2030.0]), past))
        blind.append(foretell(dataset, past.series, np.array([2030.0])))
    weights = np.full(100, 0.01)
    with_past, without = (distances(*both, weights, range(2030, 2031))[0] for both in (known, blind))
    left = ERROR * math.sqrt(1 + 1 / 10)
    assert with_past == pytest.approx(abs(4 * EFFECT) / left, rel=0.01)
    assert without == pytest.approx(abs(4 * EFFECT) / math.hypot(0.3, ERROR), rel=1e-6)


def test_more_counts_never_tell_less():
    levels, weights = normal(400), np.full(400, 1 / 400)
    found = []
    for every in (1, 4):
        days = coming_days(series(model=0.05), 2024.0, every, 2040.0)
        both = [foretell(run(levels, policy), series(model=0.05), days) for policy in (0.0, EFFECT)]
        found.append(distances(*both, weights, YEARS))
    assert (np.diff(found, axis=1) >= -1e-12).all()
    assert (found[0] >= found[1] - 1e-12).all()


def test_the_order_of_counts_does_not_matter():
    levels, weights = normal(100), np.full(100, 0.01)
    days = np.array([2027.0, 2029.0, 2031.0])
    both = [foretell(run(levels, policy), series(), days) for policy in (0.0, EFFECT)]
    turned = [Coming(one.known[::-1], one.centre[:, ::-1], one.spread[::-1, ::-1]) for one in both]
    np.testing.assert_allclose(distances(*both, weights, YEARS), distances(*turned, weights, YEARS), rtol=1e-9)


def test_a_policy_that_is_the_same_is_never_told_apart():
    one = foretell(run(normal(100)), series(), np.array([2030.0, 2035.0]))
    chances = chance_right(distances(one, one, np.full(100, 0.01), YEARS))
    assert chances.tolist() == [0.5] * len(YEARS)
    assert chance_sure(np.array([0.0]))[0] == 0.0
    assert first_year(chances, YEARS) is None
    assert first_year(np.linspace(0.5, 1.0, len(YEARS)), YEARS) == 2038


def test_counts_until_a_year_are_those_known_by_then():
    one = foretell(run(normal(50)), series(), np.array([2027.0, 2030.0]))
    both = together([one, one])
    assert both.until(2029).known.tolist() == [2027, 2027]
    assert both.spread[0, 2] == 0.0


# rows: what is counted and what could be


@pytest.fixture
def register():
    city = series(title={"en": "homes", "nl": "woningen"}, quantity="residents")
    country = series(
        title={"en": "in care, first year = 1", "nl": "in de zorg, eerste jaar = 1"}, place="netherlands", index=True
    )
    counts = [(city, 2018.0), (city, 2020.0), (city, 2022.0), (country, 2023.0)]
    return Register(
        {"ours": city, "theirs": country},
        tuple(Observation(one, day, 1.0, 0.0, "ours", False) for one, day in counts),
        (),
    )


@pytest.fixture
def sides(register):
    levels = normal(200)
    names = ("absence", "residents", "homes", "care_share_needed")
    base, other = (run(levels, policy, names) for policy in (0.0, EFFECT))
    return Side("as_is", base, base, register), Side("more", other, base, register)


def test_rows_are_what_is_counted_then_what_could_be(register, sides):
    rows = rows_of(register, sides[0].dataset, 0.07)
    assert [(row.name, row.kind, row.every) for row in rows] == [
        ("ours", "series", 2),
        ("theirs", "country", ONCE),
        (f"theirs{IN_CITY}", "city", 1),
        ("homes", "new", 1),
    ]
    assert rows[3].series.sampling == rows[3].series.definition == rows[2].series.sampling == 0.07
    assert rows[2].series.title.en == "in care, counted in Utrecht"
    assert short_title(register.series["ours"], "nl") == "woningen"
    assert rows[3].days("yearly", 2030.0).tolist() == [2027.0, 2028.0, 2029.0, 2030.0]


def test_a_series_without_a_count_within_the_run_is_a_row_of_which_nothing_is_known_yet(register, sides):
    late = run(normal(200), EFFECT, ("absence", "residents"), range(2023, 2041))
    late.attrs["indicators"] = ["care_share_needed"]
    side = Side("late", late, late, register)
    rows = rows_of(register, late, 0.05)
    assert [row.name for row in rows[:2]] == ["ours", "theirs"]
    assert set(side.past) == {"theirs"}
    blind = side.foretold(rows[0], "present")
    assert blind.known.tolist() == [2026, 2028, 2030, 2032, 2034, 2036, 2038, 2040]
    assert np.diag(blind.spread) == pytest.approx(ERROR**2)
    del late["residents"]
    assert next(row.name for row in rows_of(register, late, 0.05)) == "theirs"


def test_a_need_is_no_candidate_and_what_is_counted_is_none(register, sides):
    assert [name for name, _ in uncounted(register, sides[0].dataset, 0.05)] == ["homes"]
    assert [name for name, _ in in_the_city(register, 0.05)] == [f"theirs{IN_CITY}"]


def test_a_count_of_the_country_does_not_follow_the_city(register, sides):
    rows = rows_of(register, sides[0].dataset, 0.05)
    base, other = (side.foretold(rows[1], "yearly") for side in sides)
    np.testing.assert_array_equal(base.centre, other.centre)
    found = when_known([sides], rows, np.full(200, 1 / 200), YEARS, policies=True, by=2032)
    assert "theirs" not in found["row"].values
    assert found["kind"].values.tolist() == ["series", "city", "new", ALL, WITH_NEW]
    futures = when_known([sides], rows, np.full(200, 1 / 200), YEARS, policies=False, by=2032)
    assert "theirs" in futures["row"].values


def test_all_counts_together_tell_no_less_than_one(register, sides):
    rows = rows_of(register, sides[0].dataset, 0.05)
    found = when_known([sides], rows, np.full(200, 1 / 200), YEARS, policies=True, by=2032)[CHANCE_RIGHT].isel(pair=0)
    assert (found.sel(row=ALL) >= found.sel(row="ours") - 1e-9).all()
    assert (found.sel(row=WITH_NEW) >= found.sel(row=ALL) - 1e-9).all()
    assert (found.sel(rhythm="yearly") >= found.sel(rhythm="present") - 1e-9).all()


def test_what_some_draws_make_nought_of_is_left_out(register, sides):
    sides[1].dataset["homes"][3, -1] = 0.0
    rows = rows_of(register, sides[0].dataset, 0.05)
    assert [row.name for row in rows if row not in possible(rows, sides)] == ["homes"]


def test_two_sides_are_the_same_to_the_last_bit_or_not(sides, register):
    twin = Side("twin", sides[0].dataset.copy(deep=True), sides[0].dataset, register)
    assert sides[0].same_as(twin)
    twin.dataset["homes"][0, -1] *= 1 + 1e-15
    assert not sides[0].same_as(twin)


# worth


def test_what_is_left_is_the_posterior_of_a_linear_model():
    draws, counts = 200_000, 3
    target = normal(draws)
    away = np.repeat(target[:, None], counts, axis=1)
    whole = away.T @ away / draws + np.eye(counts) * ERROR**2
    (left,) = left_over(target[:, None], away, whole)
    assert left == pytest.approx(1 / (1 / SPREAD**2 + counts / ERROR**2), rel=1e-9)
    assert left_over(target[:, None], away[:, :0], whole[:0, :0])[0] == pytest.approx(SPREAD**2)


def test_neighbours_find_the_same_part_without_a_straight_line():
    rng, draws = np.random.default_rng(5), 40_000
    target = normal(draws)
    errors = rng.normal(0, ERROR, (draws, 2))
    values = np.repeat(target[:, None], 2, axis=1)
    exact = 1 - 1 / (1 / SPREAD**2 + 2 / ERROR**2) / SPREAD**2
    assert explained_by_neighbours(target, values, errors, np.eye(2) * ERROR**2) == pytest.approx(exact, abs=0.02)
    bent = np.exp(8 * target)
    straight = 1 - left_over(bent[:, None], values, values.T @ values / draws + np.eye(2) * ERROR**2)[0] / bent.var()
    assert explained_by_neighbours(bent, values, errors, np.eye(2) * ERROR**2) > straight


@pytest.mark.parametrize("explained", [0.0, 0.3, 0.8, 1.0])
def test_the_chance_of_a_wrong_choice_is_what_a_plain_sample_finds(explained):
    choice, many = Choice(0.5, 4.0), 400_000
    rng = np.random.default_rng(3)
    told = 0.5 + math.sqrt(4.0 * explained) * rng.normal(size=many)
    truth = told + math.sqrt(4.0 * (1 - explained)) * rng.normal(size=many)
    assert choice.chance_wrong(explained) == pytest.approx(float(((told < 0) != (truth < 0)).mean()), abs=0.004)
    gain = -float(np.where(told < 0, truth, 0.0).mean())  # of choosing the second where it seems less
    assert choice.gain(explained) == pytest.approx(gain, abs=0.008)


def test_a_count_that_tells_the_target_is_worth_beginning_and_one_that_does_not_is_not(register, sides):
    noise = np.random.default_rng(11).normal(0, SPREAD, (200, 1)) + np.zeros((200, 25))
    sides[0].dataset["residents"] = ("draw", "year"), np.exp(noise)
    rows = rows_of(register, sides[0].dataset, 0.01)
    target = np.log(sides[0].dataset["care_share_needed"].values[:, -1])
    found = worth_counting(sides[0], rows, Wanted(target, target, 0.0, 2032))
    worth = found[WORTH].to_series()
    assert worth["homes:begin"] > 0.05 > worth["ours:keep"]
    assert (found[WORTH] > -1e-9).all()
    assert (found[WRONG] > -1e-9).all()
    assert (found[GAIN] > -1e-9).all()
    assert found.attrs[WRONG_NOW] == pytest.approx(0.5)
    assert found.attrs["wrong_then"] < 0.5
    # counts of other things tell nothing of this noise, by a line or by neighbours
    assert found.attrs["usual_takes"] == pytest.approx(0, abs=0.05)
    assert found.attrs["usual_takes_by_neighbours"] == pytest.approx(0, abs=0.05)
    assert "ours:oftener" in worth.index
    assert "homes:keep" not in worth.index


def test_a_row_says_its_days_in_both_rhythms():
    row = Row("one", "series", series(), 2022.0, 4)
    assert row.days("present", 2034.0).tolist() == [2026.0, 2030.0, 2034.0]
    assert row.days("yearly", 2028.0).tolist() == [2026.0, 2027.0, 2028.0]


def test_expected_is_what_sides_remember(sides):
    assert isinstance(sides[1].past["theirs"], Expected)
    assert sides[0].past is sides[0].past
