"""Growth: what makes need grow beyond ageing and growth of the city, in parts, with a wave that nobody foresees."""

import numpy as np

from care2040.language.equations import flow, indicator, stock, variable


@stock("dimensionless", ("domain",))
def demand_growth_index(demand_growth_index_at_start):
    """Growth of the need for care that is neither ageing nor growth of the city; one on 1 January 2024."""
    return demand_growth_index_at_start


@flow("1/year", ("domain",), sink="demand_growth_index")
def demand_growth(demand_growth_index, demand_growth_rate):
    """Need that grows by illness, income, new treatments and policy, less the gains in productivity."""
    return demand_growth_index * demand_growth_rate


@variable("1/year", ("domain",))
def demand_growth_rate(growth_as_counted, future_growth_share, future_growth):
    """Growth of need beyond demography: until 2024 what was counted, after it what is foreseen."""
    return growth_as_counted + future_growth_share * future_growth


@variable("1/year", ("domain",))
def future_growth(
    growth_by_epidemiology,
    growth_by_income_and_technology,
    growth_by_policy,
    growth_in_common,
    growth_by_wave,
    followed_vision_share,
    growth_of_the_vision,
    growth_of_productivity,
):
    """The parts of growth added up: illness, income and technology, policy, the wave, less what work gains."""
    foreseen = growth_by_epidemiology + growth_by_income_and_technology + growth_by_policy
    added = growth_in_common + followed_vision_share * growth_of_the_vision
    return foreseen + added + growth_by_wave - growth_of_productivity


@variable("dimensionless")
def common_growth_wave(growth_mode_1, growth_mode_2, growth_wave_common_1, growth_wave_common_2):
    """The wave that all domains share: budgets and the economy."""
    return growth_mode_1 * growth_wave_common_1 + growth_mode_2 * growth_wave_common_2


@variable("dimensionless", ("domain",))
def own_growth_wave(growth_mode_1, growth_mode_2, growth_wave_own_1, growth_wave_own_2):
    """The wave that a domain has by itself."""
    return growth_mode_1 * growth_wave_own_1 + growth_mode_2 * growth_wave_own_2


@variable("1/year", ("domain",))
def growth_by_wave(
    common_growth_wave,
    own_growth_wave,
    growth_wave_common_weight,
    growth_wave_own_weight,
    growth_wave_size,
    growth_wave_up,
    growth_wave_down,
):
    """Growth that the wave adds or takes, as far as evidence goes up and down; nothing at central values."""
    both = growth_wave_common_weight * common_growth_wave + growth_wave_own_weight * own_growth_wave
    wave = growth_wave_size * both
    return growth_wave_up * np.maximum(wave, 0) + growth_wave_down * np.minimum(wave, 0)


@indicator("dimensionless")
def care_share_vision(care_share_of_the_vision):
    """Workers needed in care on the path that the vision reckons with, which ends at one in four on 1 January 2040."""
    return care_share_of_the_vision


@indicator("1/year")
def growth_for_one_in_four(growth_of_the_vision):
    """Growth a year that would have to come on top of the evidence, in every domain, for one in four in 2040."""
    return growth_of_the_vision
