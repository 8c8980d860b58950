"""Weights of draws: known answers, what does not depend on what, and what is refused."""

from datetime import date

import numpy as np
import pytest
import xarray as xr

from care2040.analysis.observations.errors import COMES_BACK, covariance, log_likelihood
from care2040.analysis.observations.expected import Expected, expected, on_days
from care2040.analysis.observations.foretelling import conditional, foretold
from care2040.analysis.observations.register import LEAST_SAMPLING, Observation, Register, Series
from care2040.analysis.observations.weighing import TooFewLeft, effective, weigh
from care2040.inputs.parameters.distributions import stream
from care2040.results.percentiles import weighed_percentiles
from care2040.results.valid_draws import CannotAnalyse

YEARS = np.array([2016.0, 2017.0, 2018.0, 2020.0])


def series(**more):
    asked = {
        "title": {"en": "made up", "nl": "verzonnen"},
        "table": "none",
        "measure": "none",
        "quantity": "absence",
        "place": "utrecht",
        "day": "date",
        "sampling": 0.1,
        "definition": 0.05,
        "model": 0.03,
        "licence": "ours",
        "updated_by": "us",
        "retrieved": date(2026, 7, 1),
    }
    return Series.model_validate({**asked, **more})


def counted(values, counts, years=YEARS, name="one", held_out=(), **more):
    own = series(**more)
    observations = tuple(
        Observation(own, year, count, 0.0, "ours", year in held_out) for year, count in zip(years, counts, strict=True)
    )
    return Expected(name, own, observations, np.asarray(values, dtype=float))


def test_errors_of_counts_add_up_and_hang_together():
    found = covariance(series(breaks=[{"from": 2018, "because": "another survey"}]), YEARS)
    assert found[0, 0] == pytest.approx(0.1**2 + 0.05**2 + 0.03**2)
    assert found[0, 1] == pytest.approx(0.05**2 + 0.03**2 * np.exp(-1 / COMES_BACK))
    assert found[1, 2] == pytest.approx(0.03**2 * np.exp(-1 / COMES_BACK))
    assert found[2, 3] == pytest.approx(0.05**2 + 0.03**2 * np.exp(-2 / COMES_BACK))


def test_of_an_index_only_the_course_is_compared():
    rng = np.random.default_rng(1)
    values = rng.uniform(80, 120, (6, 4))
    one = counted(values, [1.0, 1.1, 1.2, 1.1], index=True)
    twice = counted(2 * values, [1.0, 1.1, 1.2, 1.1], index=True)
    used = np.ones(4, dtype=bool)
    first, second = log_likelihood(one, used), log_likelihood(twice, used)
    np.testing.assert_allclose(first - first[0], second - second[0], atol=1e-3)


def test_the_likelihood_is_that_of_a_normal_distribution_of_logarithms():
    rng = np.random.default_rng(2)
    one = counted(rng.uniform(0.9, 1.1, (5, 4)), [1.0, 1.02, 0.99, 1.05])
    away = np.log(one.counts) - np.log(one.values)
    exact = [-0.5 * row @ np.linalg.inv(covariance(one.series, one.years)) @ row for row in away]
    np.testing.assert_allclose(log_likelihood(one, np.ones(4, dtype=bool)), exact, rtol=1e-9)


def test_weights_find_the_exact_posterior_of_a_linear_model():
    draws, prior, count = 40_000, 0.1, np.log(1.15)
    drawn = prior * np.array([*map(_normal, stream("slope", 1, draws))])
    one = counted(
        np.exp(np.outer(drawn, [1.0, 2.0])),
        np.exp([count, 2 * count]),
        YEARS[:2],
        sampling=0.02,
        definition=0.0,
        model=0.0,
    )
    found = weigh([one])
    precision = 1 / prior**2 + (1 + 4) / 0.02**2
    centre = (count + 2 * 2 * count) / 0.02**2 / precision
    mean = float(found.values @ drawn)
    assert mean == pytest.approx(centre, abs=0.0005)
    assert float(found.values @ (drawn - mean) ** 2) == pytest.approx(1 / precision, rel=0.05)
    marginal = np.eye(2) * 0.02**2 + prior**2 * np.outer([1, 2], [1, 2])
    own = np.array([count, 2 * count])
    exact = -0.5 * own @ np.linalg.inv(marginal) @ own - 0.5 * np.linalg.slogdet(marginal / 0.02**2)[1]
    assert found.evidence == pytest.approx(exact, abs=0.02)


def _normal(share):
    from statistics import NormalDist

    return NormalDist().inv_cdf(min(max(share, 1e-9), 1 - 1e-9))


@pytest.fixture
def many():
    rng = np.random.default_rng(3)
    return [
        counted(rng.lognormal(0.0, 0.1, (400, 4)), [1.0, 1.02, 0.99, 1.05], name="one"),
        counted(rng.lognormal(0.0, 0.2, (400, 2)), [1.1, 1.0], YEARS[:2], name="two"),
    ]


def test_weights_depend_on_no_order_and_no_batch(many):
    whole = weigh(many)
    order = np.random.default_rng(4).permutation(400)
    turned = [Expected(one.name, one.series, one.observations, one.values[order]) for one in reversed(many)]
    np.testing.assert_array_equal(weigh(turned).values, whole.values[order])
    halves = [Expected(one.name, one.series, one.observations, one.values[:200]) for one in many]
    half = weigh(halves, enough=1).by_series
    for name, own in whole.by_series.items():
        np.testing.assert_array_equal(half[name], own[:200])


def test_what_is_held_out_weighs_only_when_asked(many):
    one = many[0]
    held = counted(one.values, one.counts, held_out=(2018.0, 2020.0))
    early = counted(one.values[:, :2], one.counts[:2], YEARS[:2])
    np.testing.assert_array_equal(weigh([held]).values, weigh([early]).values)
    np.testing.assert_array_equal(weigh([held], held_out=True).values, weigh([one]).values)


def test_a_series_that_tells_the_same_does_not_weigh(many):
    twin = counted(many[0].values, many[0].counts, name="twin", weighs=False)
    np.testing.assert_array_equal(weigh([many[0], twin]).values, weigh([many[0]]).values)
    with pytest.raises(CannotAnalyse, match="no count within the run weighs"):
        weigh([twin])


def test_a_run_that_failed_weighs_nothing(many):
    values = many[0].values.copy()
    values[7] = np.nan
    values[8, 2] = -1.0
    found = weigh([counted(values, many[0].counts)])
    assert found.values[7] == found.values[8] == 0
    assert found.values.sum() == pytest.approx(1)


def test_too_few_draws_are_refused_with_how_many_it_takes():
    rng = np.random.default_rng(5)
    one = counted(rng.lognormal(0.3, 0.3, (300, 4)), np.ones(4), sampling=0.15)
    with pytest.raises(TooFewLeft, match=r"leave \d+ of 300 draws, and it takes 50") as refusal:
        weigh([one])
    assert "--temper" in refusal.value.hint
    tempered = weigh([one], temper=True)
    assert tempered.effective == pytest.approx(50, rel=1e-6)
    assert 0.05 < tempered.tempered < 1


def test_draws_that_all_weigh_nothing_are_refused_by_name():
    with pytest.raises(TooFewLeft, match="no draw makes the counts of one possible"):
        weigh([counted(np.full((100, 4), np.nan), np.ones(4))], temper=True)


def test_an_error_that_is_known_tells_of_the_next():
    one = counted(np.ones((20_000, 4)), [1.1, 1.1, 1.1, 1.0], sampling=0.001, definition=0.1, model=0.0)
    given, asked = np.array([True, True, True, False]), np.array([False, False, False, True])
    found = foretold(one, given, asked, 1)[:, 0]
    assert np.median(found) == pytest.approx(1.1, abs=0.001)
    blind = foretold(one, np.zeros(4, dtype=bool), asked, 1)[:, 0]
    assert np.median(blind) == pytest.approx(1.0, abs=0.003)
    assert np.log(blind).std() == pytest.approx(0.1, rel=0.02)


def test_conditional_errors_are_those_of_two_that_hang_together():
    whole = np.array([[4.0, 2.0], [2.0, 9.0]])
    given, asked = np.array([True, False]), np.array([False, True])
    centre, spread = conditional(whole, np.array([[3.0]]), given, asked)
    assert (centre[0, 0], spread[0, 0]) == (pytest.approx(1.5), pytest.approx(8.0))


def test_equal_weights_give_the_percentiles_of_numpy():
    values = np.random.default_rng(6).normal(size=(101, 3))
    wanted = [0, 5, 50, 95, 100]
    found = weighed_percentiles(values, np.full(101, 1 / 101), wanted)
    np.testing.assert_allclose(found, np.percentile(values, wanted, axis=0), rtol=1e-12)


def test_a_draw_that_counts_twice_is_as_two_draws():
    values = np.arange(200.0)
    weights = np.where(values < 100, 2.0, 1.0) / 300
    twice = np.concatenate([values[:100], values])
    assert weighed_percentiles(values, weights, [50])[0] == pytest.approx(np.median(twice), abs=1)
    only = np.zeros(200)
    only[3] = 1.0
    np.testing.assert_array_equal(weighed_percentiles(values, only, [5, 95]), [3.0, 3.0])


def test_effective_draws_of_equal_weights_are_all():
    assert effective(np.full(250, 1 / 250)) == pytest.approx(250)


@pytest.fixture
def result():
    along = np.array([[1.0, 3.0, 5.0, 9.0], [2.0, 2.0, 2.0, 2.0]])
    found = xr.Dataset({"absence": (("draw", "year", "area"), np.stack([along, along + 100], axis=2))})
    return found.assign_coords(year=[2016, 2017, 2018, 2019], area=["city", "west"])


def test_a_day_lies_between_two_readings_and_a_year_is_the_middle_of_them(result):
    np.testing.assert_allclose(on_days(result, series(), [2016.0, 2016.5, 2018.25]), [[1, 2, 6], [2, 2, 2]])
    np.testing.assert_allclose(on_days(result, series(day="year"), [2016.0, 2018.0]), [[2, 7], [2, 2]])


def test_counts_outside_the_run_and_quantities_that_were_not_kept(result):
    own = series()
    days = [Observation(own, year, 0.05, 0.0, "ours", False) for year in (2015.0, 2016.0, 2019.0, 2019.5)]
    (found,) = expected(result, Register({"one": own}, tuple(days), ()))
    assert [one.year for one in found.observations] == [2016.0, 2019.0]
    with pytest.raises(CannotAnalyse, match="did not keep absence") as refusal:
        expected(result.drop_vars("absence").assign(x=("year", [1, 2, 3, 4])), Register({"one": own}, tuple(days), ()))
    assert "monitor: true" in refusal.value.hint
    with pytest.raises(CannotAnalyse, match="leaves years out"):
        expected(result.sel(year=[2016, 2018]), Register({"one": own}, tuple(days), ()))
    with pytest.raises(CannotAnalyse, match="nothing was counted from 2016 to 2019"):
        expected(result, Register({"one": own}, (days[0],), ()))


def test_the_last_years_of_each_series_can_be_kept_apart():
    one, two = series(), series(title={"en": "another", "nl": "een andere"})
    counts = [Observation(one, year, 0.05, 0.0, "ours", year == 2017) for year in (2016.0, 2017.0, 2018.5, 2018.75)]
    counts += [Observation(two, year, 0.05, 0.0, "ours", False) for year in (2010.0, 2012.0)]
    register = Register({"one": one, "two": two}, tuple(counts), ())
    assert [o.held_out for o in register.apart(1).observations] == [False, True, True, True, False, True]
    assert [o.held_out for o in register.apart(0).observations] == [False, True, False, False, False, False]
    assert all(o.held_out for o in register.apart(9).observations)
    assert register.apart(20) == register.apart(9)
    for years in (-1, 21):
        with pytest.raises(ValueError, match=f"apart is {years} years; allowed: 0 to 20"):
            register.apart(years)


def test_a_count_of_a_district_is_laid_beside_its_district(result):
    own = series(place="west")
    day = Observation(own, 2017.0, 0.05, 0.0, "ours", False)
    (found,) = expected(result, Register({"one": own}, (day,), ()))
    np.testing.assert_array_equal(found.values, [[103.0], [102.0]])
    with pytest.raises(CannotAnalyse, match="nothing was counted"):
        expected(result.sel(area=["city"]), Register({"one": own}, (day,), ()))


# far below the least that may be written, the errors of an index could not be told apart
def test_the_surest_counts_that_can_be_written_have_errors_that_can_be_told_apart():
    days = np.array([2016.0, 2016.0001, 2017.0, 2024.0])
    spread = covariance(series(sampling=LEAST_SAMPLING, definition=0.0, model=0.0, index=True), days)
    factor = np.linalg.cholesky(spread)
    assert factor @ factor.T == pytest.approx(spread)
    own = LEAST_SAMPLING * np.sqrt([2, 3 / 2, 4 / 3])  # beside the mean of one, two and three others
    assert np.diag(factor)[1:] == pytest.approx(own, rel=0.01)
