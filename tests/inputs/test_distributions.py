"""Distributions by their 5th and 95th percentile, and draws from streams of their own."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from care2040.inputs.parameters.distributions import LOW, OUTERMOST, beta_shape, extremes, quantile, stream, triangle
from care2040.inputs.parameters.parameter_set import Parameter, Parameters

SPREADS = ("uniform", "triangular", "normal", "lognormal", "beta")


def parameter(name, value=0.2, spread="triangular", given=(0.1, 0.4), axes=(), years=()):
    return Parameter(
        name=name,
        about="made for a test",
        unit="dimensionless",
        axes=axes,
        years=years,
        value=np.array(value, dtype=np.float64),
        range=given,
        spread=spread,
        year=2024,
        source=("judgement",),
        standing="judged",
        fold=None,
        file="test.yaml",
        line=1,
    )


def at_percentile(share):
    """The share of a stream that lands on a percentile, given that the outermost ones are left out."""
    return np.array([(share - OUTERMOST) / (1 - 2 * OUTERMOST)])


@pytest.mark.parametrize("spread", SPREADS)
@pytest.mark.parametrize("value", [0.1, 0.2, 0.39, 0.4])
def test_a_range_is_the_5th_and_the_95th_percentile(spread, value):
    assert quantile(spread, 0.1, 0.4, value, at_percentile(0.05))[0] == pytest.approx(0.1, rel=1e-9)
    assert quantile(spread, 0.1, 0.4, value, at_percentile(0.95))[0] == pytest.approx(0.4, rel=1e-9)


@pytest.mark.parametrize(
    ("spread", "distribution"),
    [
        ("uniform", stats.uniform(0.1 - 0.3 / 18, 0.3 / 0.9)),
        ("normal", stats.norm(0.25, 0.15 / stats.norm.ppf(0.95))),
        ("lognormal", stats.lognorm(math.log(4) / 2 / stats.norm.ppf(0.95), scale=math.sqrt(0.04))),
    ],
)
def test_quantiles_are_those_of_the_distribution(spread, distribution):
    shares = np.linspace(0.01, 0.99, 23)
    found = quantile(spread, 0.1, 0.4, 0.2, np.concatenate([at_percentile(share) for share in shares]))
    np.testing.assert_allclose(found, distribution.ppf(shares), rtol=1e-9)


@given(mode=st.floats(0, 1))
def test_a_triangle_has_its_mode_where_the_value_is(mode):
    start, end = triangle(0.0, 1.0, mode)
    distribution = stats.triang((mode - start) / (end - start), start, end - start)
    assert distribution.cdf(0.0) == pytest.approx(LOW, abs=1e-9)
    assert distribution.cdf(1.0) == pytest.approx(1 - LOW, abs=1e-9)
    shares = np.linspace(0, 1, 11)
    found = quantile("triangular", 0.0, 1.0, mode, shares)
    np.testing.assert_allclose(found, distribution.ppf(OUTERMOST + (1 - 2 * OUTERMOST) * shares), atol=1e-9)


@given(low=st.floats(0.001, 0.9), share=st.floats(0.02, 0.98))
def test_a_beta_distribution_is_found_for_any_range_inside_0_and_1(low, share):
    high = low + (0.999 - low) * share
    a, b = beta_shape(low, high)
    np.testing.assert_allclose(stats.beta(a, b).cdf([low, high]), [0.05, 0.95], atol=1e-7)


@pytest.mark.parametrize("spread", SPREADS)
def test_no_draw_passes_the_extremes(spread):
    lowest, highest = extremes(spread, 0.1, 0.4, 0.2)
    drawn = quantile(spread, 0.1, 0.4, 0.2, np.linspace(0, 1, 1001))
    assert lowest <= drawn.min() < 0.1
    assert 0.4 < drawn.max() <= highest
    assert np.all(np.diff(drawn) > 0)


def test_spread_none_has_no_quantiles():
    assert extremes("none", 0.1, 0.4, 0.2) == (0.2, 0.2)
    with pytest.raises(ValueError, match="no quantiles"):
        quantile("none", 0.1, 0.4, 0.2, np.array([0.5]))


def test_a_stream_is_pinned():
    """Changing how streams are keyed moves every result ever published with draws."""
    np.testing.assert_allclose(
        stream("homes", 2040, 3), [0.278835929983848, 0.7416213789530812, 0.9994730276663059], rtol=1e-15
    )


def test_draw_k_is_the_same_whatever_the_count():
    parameters = Parameters([parameter("homes_share")])
    few, many = (parameters.draw(count, seed=7)["homes_share"] for count in (2, 101))
    assert few.tolist() == many[:2].tolist()


def test_another_parameter_moves_no_draw():
    alone = Parameters([parameter("b_share")]).draw(5, seed=7)
    together = Parameters([parameter("a_share"), parameter("b_share"), parameter("c_share")]).draw(5, seed=7)
    assert alone["b_share"].tolist() == together["b_share"].tolist()
    assert together["a_share"].tolist() != together["b_share"].tolist()


def test_another_seed_gives_other_draws():
    parameters = Parameters([parameter("homes_share")])
    assert parameters.draw(5, seed=7)["homes_share"].tolist() != parameters.draw(5, seed=8)["homes_share"].tolist()


@pytest.mark.parametrize("spread", SPREADS)
def test_nine_of_ten_draws_lie_within_the_range(spread):
    drawn = Parameters([parameter("homes_share", spread=spread)]).draw(20_000, seed=7)["homes_share"]
    assert np.mean((drawn >= 0.1) & (drawn <= 0.4)) == pytest.approx(0.9, abs=0.01)


def test_one_draw_is_the_central_value_and_a_factor_of_1():
    parameters = Parameters([parameter("a"), parameter("b", value=[1.0, 2.0], given=(0.9, 1.1), axes=("sex",))])
    drawn = parameters.draw(1, seed=7)
    assert {name: values.tolist() for name, values in drawn.items()} == {"a": [0.2], "b": [1.0]}


@pytest.mark.parametrize(("axes", "years"), [(("sex",), ()), ((), (2024, 2040))])
def test_with_an_axis_or_years_a_factor_is_drawn(axes, years):
    value = parameter("b", value=[10.0, 20.0], given=(0.9, 1.2), axes=axes, years=years)
    drawn = Parameters([value]).draw(2000, seed=7)["b"]
    assert drawn.shape == (2000,)
    assert np.mean(drawn) == pytest.approx(1.03, abs=0.02)


def test_what_has_no_spread_is_drawn_only_when_asked_for():
    parameters = Parameters([parameter("a"), parameter("b", spread="none", given=None)])
    assert set(parameters.draw(3, seed=7)) == {"a"}
    assert parameters.draw(3, seed=7, names=["b"])["b"].tolist() == [0.2, 0.2, 0.2]


def test_an_unknown_name_and_no_draws_are_refused():
    parameters = Parameters([parameter("homes_share")])
    with pytest.raises(KeyError, match="did you mean homes_share"):
        parameters.draw(3, seed=7, names=["homes_shares"])
    with pytest.raises(ValueError, match="at least 1"):
        parameters.draw(0, seed=7)
