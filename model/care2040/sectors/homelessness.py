"""Homelessness: who loses a home, and who finds one again."""

import numpy as np

from care2040.language.equations import flow, reference, stock, variable


@stock("person")
def homeless_with_complex_needs(homeless_people_at_start, complex_share_of_homeless):
    """Homeless people with complex needs: illness or addiction beside having no home."""
    return homeless_people_at_start * complex_share_of_homeless


@stock("person")
def homeless_with_fewer_needs(homeless_people_at_start, complex_share_of_homeless, share_without_a_right):
    """Homeless people who mostly need a home."""
    return homeless_people_at_start * (1 - complex_share_of_homeless) * (1 - share_without_a_right)


@stock("person")
def homeless_without_a_right(homeless_people_at_start, complex_share_of_homeless, share_without_a_right):
    """Homeless people who have no right to a home or shelter here, many of them from elsewhere in Europe."""
    return homeless_people_at_start * (1 - complex_share_of_homeless) * share_without_a_right


@variable("person")
def homeless_with_a_right(homeless_with_complex_needs, homeless_with_fewer_needs):
    """Homeless people who may be given a home here."""
    return homeless_with_complex_needs + homeless_with_fewer_needs


@variable("person")
def homeless_people(homeless_with_a_right, homeless_without_a_right):
    """People without a home of their own, by the local count."""
    return homeless_with_a_right + homeless_without_a_right


@variable("dimensionless")
def scarcity_recovery_effect(housing_scarcity, scarcity_elasticity_of_recovery):
    """Where homes are scarcer, fewer homeless people find one by themselves."""
    return housing_scarcity**-scarcity_elasticity_of_recovery


@flow("person/year", source="homeless_with_complex_needs")
def recoveries_complex(homeless_with_complex_needs, recovery_rate_complex, scarcity_recovery_effect):
    """Homeless people with complex needs who find a home by themselves or with family."""
    return homeless_with_complex_needs * recovery_rate_complex * scarcity_recovery_effect


@flow("person/year", source="homeless_with_fewer_needs")
def recoveries(homeless_with_fewer_needs, recovery_rate, scarcity_recovery_effect):
    """Homeless people who find a home by themselves or with family."""
    return homeless_with_fewer_needs * recovery_rate * scarcity_recovery_effect


@flow("person/year", source="homeless_without_a_right")
def recoveries_elsewhere(homeless_without_a_right, recovery_rate, scarcity_recovery_effect):
    """Homeless people without a right who find something, or go back."""
    return homeless_without_a_right * recovery_rate * scarcity_recovery_effect


@flow("person/year", source="homeless_with_fewer_needs", sink="homeless_with_complex_needs")
def worsening_on_the_street(homeless_with_fewer_needs, worsening_rate_on_the_street):
    """Who is without a home for long, comes to need more than a home."""
    return homeless_with_fewer_needs * worsening_rate_on_the_street


@flow("person/year", source="homeless_with_complex_needs")
def housing_first_placements(homes_for_housing_first, housing_first_success_share):
    """Homeless people who get a home first and keep it."""
    return homes_for_housing_first * housing_first_success_share


@flow("person/year", source="homeless_with_complex_needs")
def rehoused_complex(homeless_with_complex_needs, homeless_letting_rate, relapse_share):
    """Homeless people with complex needs who are let a home and keep it."""
    return homeless_with_complex_needs * homeless_letting_rate * (1 - relapse_share)


@flow("person/year", source="homeless_with_fewer_needs")
def rehoused(homeless_with_fewer_needs, homeless_letting_rate, relapse_share):
    """Homeless people who are let a home and keep it."""
    return homeless_with_fewer_needs * homeless_letting_rate * (1 - relapse_share)


@variable("dimensionless")
def homelessness_pressure(
    population_ratio,
    housing_scarcity,
    scarcity_elasticity_of_evictions,
    poverty_ratio,
    poverty_elasticity_of_evictions,
    eviction_prevention_effect,
    tenant_protection_reduction,
    temporary_homes_effort,
):
    """What makes people lose their home: scarcity and poverty, unless debts are prevented and tenants protected."""
    poorer = (poverty_ratio / population_ratio) ** poverty_elasticity_of_evictions
    scarcer = housing_scarcity**scarcity_elasticity_of_evictions
    protected = 1 - tenant_protection_reduction * temporary_homes_effort
    return population_ratio * poorer * scarcer * (eviction_prevention_effect * protected)


@reference("person/year")
def losing_a_home_reference(
    homeless_with_complex_needs,
    growth_of_homelessness_at_start,
    recoveries_complex,
    housing_first_placements,
    rehoused_complex,
    admissions_of_homeless_people,
    worsening_on_the_street,
    relapses,
    relapses_without_a_home,
    turned_away,
):
    """People with complex needs who lost their home at the start: as many as make the number grow as it did."""
    grew = homeless_with_complex_needs * growth_of_homelessness_at_start
    gone = recoveries_complex + housing_first_placements + rehoused_complex + admissions_of_homeless_people
    others = worsening_on_the_street + relapses + relapses_without_a_home + turned_away
    return np.maximum(grew + gone - others, 0)


@flow("person/year", sink="homeless_with_complex_needs")
def losing_a_home_with_complex_needs(losing_a_home_reference, homelessness_pressure):
    """People with complex needs who lose their home."""
    return losing_a_home_reference * homelessness_pressure


@reference("person/year")
def evictions_reference(
    homeless_with_fewer_needs, growth_of_homelessness_at_start, recoveries, rehoused, worsening_on_the_street
):
    """Other people who lost their home at the start: as many as make the number grow as it did."""
    grew = homeless_with_fewer_needs * growth_of_homelessness_at_start
    return grew + recoveries + rehoused + worsening_on_the_street


@flow("person/year", sink="homeless_with_fewer_needs")
def evictions(evictions_reference, homelessness_pressure):
    """People who lose their home: by debt, eviction, a broken relationship."""
    return evictions_reference * homelessness_pressure


@reference("person/year")
def arriving_without_a_right_reference(homeless_without_a_right, growth_of_homelessness_at_start, recoveries_elsewhere):
    """People without a right to a home here who became homeless at the start."""
    return homeless_without_a_right * growth_of_homelessness_at_start + recoveries_elsewhere


@flow("person/year", sink="homeless_without_a_right")
def arriving_without_a_right(arriving_without_a_right_reference, population_ratio):
    """People without a right to a home here who become homeless; they grow with the city."""
    return arriving_without_a_right_reference * population_ratio
