"""Facilities: green, sport, play and GPs that follow new residents with a delay, and summers that grow hotter.

Places are counted in residents: how many there is room for, in the measure of the start. Whoever moves in before they
are there shares them with those who were there already.
"""

import numpy as np

from care2040.language.equations import flow, indicator, reference, stock, variable


@stock("person", ("district",))
def outdoor_places(district_residents, population_growth_rate, outdoor_delay):
    """Residents with green, sport and play; at the start as many as growth with a delay leaves room for."""
    return district_residents / (1 + np.maximum(population_growth_rate, 0) * outdoor_delay)


@variable("year")
def outdoor_delivery_time(
    outdoor_delay, facilities_in_step_reduction, facilities_in_step_effort, shortest_delivery_time
):
    """Years after the residents in which green, sport and play are there."""
    in_step = outdoor_delay * (1 - facilities_in_step_reduction * facilities_in_step_effort)
    return np.maximum(in_step, shortest_delivery_time)


@flow("person/year", ("district",), sink="outdoor_places")
def outdoor_places_delivered(district_residents, outdoor_places, outdoor_delivery_time):
    """Green, sport and play that are laid out for residents who were there before; nothing goes when people leave."""
    return np.maximum(district_residents - outdoor_places, 0) / outdoor_delivery_time


@variable("dimensionless", ("district",))
def outdoor_places_per_resident(outdoor_places, district_residents):
    """Room in green, sport and play per resident; growth thins it out until new places are there."""
    return outdoor_places / district_residents


@reference("dimensionless", ("district",))
def outdoor_places_reference(outdoor_places_per_resident):
    """Room in green, sport and play per resident at the start."""
    return outdoor_places_per_resident


@variable("dimensionless", ("district",))
def relative_outdoor_places(outdoor_places_per_resident, outdoor_places_reference):
    """Room in green, sport and play per resident against the start."""
    return outdoor_places_per_resident / outdoor_places_reference


@variable("dimensionless", ("district",))
def outdoor_frailty_effect(relative_outdoor_places, outdoor_elasticity_of_frailty):
    """Where green, sport and play are thinner people move less and rest less, and grow frail sooner."""
    return relative_outdoor_places**-outdoor_elasticity_of_frailty


@variable("dimensionless", ("district",))
def outdoor_company_effect(relative_outdoor_places, outdoor_elasticity_of_company):
    """Parks, clubs and playgrounds are places to meet: where they are thinner it is harder to find company."""
    return relative_outdoor_places**outdoor_elasticity_of_company


@stock("person", ("district",))
def gp_places(district_residents, population_growth_rate, gp_delay):
    """Residents whom the GPs of a district can take on; at the start as many as growth with a delay leaves room for."""
    return district_residents / (1 + np.maximum(population_growth_rate, 0) * gp_delay)


@variable("year")
def gp_delivery_time(gp_delay, facilities_in_step_reduction, facilities_in_step_effort, shortest_delivery_time):
    """Years after the residents in which a practice for them opens, if a GP can be found."""
    in_step = gp_delay * (1 - facilities_in_step_reduction * facilities_in_step_effort)
    return np.maximum(in_step, shortest_delivery_time)


@variable("dimensionless")
def gps_found(relative_met_need, shortage_elasticity_of_gps):
    """Part of the GP places that somebody is found for: fewer where all of care is short of hands."""
    return np.minimum(relative_met_need**shortage_elasticity_of_gps, 1)


@flow("person/year", ("district",), sink="gp_places")
def gp_places_opened(district_residents, gp_places, gp_delivery_time, gp_stopping_rate, gps_found):
    """GP places that open: for residents whose GP stops, and for residents without one."""
    replacing = np.minimum(gp_places, district_residents) * gp_stopping_rate
    added = np.maximum(district_residents - gp_places, 0) / gp_delivery_time
    return (replacing + added) * gps_found


@flow("person/year", ("district",), source="gp_places")
def gp_places_closed(gp_places, gp_stopping_rate):
    """GP places that go when a GP stops."""
    return gp_places * gp_stopping_rate


@variable("dimensionless", ("district",))
def gp_places_per_resident(gp_places, district_residents):
    """GP places per resident."""
    return gp_places / district_residents


@reference("dimensionless", ("district",))
def gp_places_reference(gp_places_per_resident):
    """GP places per resident at the start."""
    return gp_places_per_resident


@variable("dimensionless", ("district",))
def relative_gp_places(gp_places_per_resident, gp_places_reference):
    """GP places per resident against the start."""
    return gp_places_per_resident / gp_places_reference


@variable("dimensionless", ("district", "domain"))
def full_practices_effect(relative_gp_places, gp_elasticity_of_asking, gp_sensitivity):
    """Whom a full practice cannot see asks for care elsewhere, or comes back later with more."""
    return 1 + gp_sensitivity * (relative_gp_places**-gp_elasticity_of_asking - 1)


@stock("1/year")
def hot_days(hot_days_at_start):
    """Days in a year of 30 degrees or more, in an average summer."""
    return hot_days_at_start


@flow("1/year**2", sink="hot_days")
def summers_growing_hotter(hot_days_growth):
    """Hot days that are added to a year as the climate warms."""
    return hot_days_growth


@variable("dimensionless", ("district",))
def need_added_by_heat(
    hot_days,
    hot_days_at_start,
    relative_outdoor_places,
    cooling_elasticity,
    relative_frailty,
    need_per_hot_day,
    highest_need_by_heat,
):
    """Care that heat adds for old people, as a part of a year's: more where they are frailer and less is green."""
    felt = hot_days * relative_outdoor_places**-cooling_elasticity * relative_frailty
    return np.minimum((felt - hot_days_at_start) * need_per_hot_day, highest_need_by_heat)


@variable("dimensionless", ("district", "domain"))
def heat_factor(need_added_by_heat, heat_sensitivity):
    """What hotter summers make of the need in a domain: one at the summers of the start."""
    return 1 + heat_sensitivity * need_added_by_heat


@indicator("dimensionless", ("district",))
def green_and_sport_level(outdoor_places, district_residents):
    """Green, sport and play per resident: one where nobody has to share the room that was meant for others."""
    return outdoor_places / district_residents


@indicator("dimensionless", ("district",))
def gp_level(gp_places, district_residents):
    """GP places per resident of a district: one where there is a place for everyone."""
    return gp_places / district_residents
