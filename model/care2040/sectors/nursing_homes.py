"""Nursing homes: a limited number of places, who lives in one, and who stays at home because none is free.

The queue here is for a place; how long elderly care as a whole makes people wait for hands stands in the sector
waiting. Who stays at home takes fewer hands of professionals than in a nursing home, and many more hours of family.
"""

import numpy as np

from care2040.language.equations import flow, reference, stock, variable


@stock("person")
def nursing_home_places(nursing_home_residents_at_start, nursing_home_occupancy):
    """Places in nursing homes for residents of the city."""
    return nursing_home_residents_at_start / nursing_home_occupancy


@flow("person/year", sink="nursing_home_places")
def nursing_home_places_added(
    nursing_home_places, growth_of_places_as_counted, growth_of_nursing_home_places, future_growth_share
):
    """Places built beyond those that close: as many as kept up with the lists until 2024, hardly any after it."""
    return nursing_home_places * (growth_of_places_as_counted + future_growth_share * growth_of_nursing_home_places)


@stock("person")
def nursing_home_residents(nursing_home_residents_at_start):
    """Residents of the city who live in a nursing home."""
    return nursing_home_residents_at_start


@stock("person")
def waiting_for_nursing_home(waiting_for_nursing_home_at_start):
    """People who need a place in a nursing home now and have none; most get care at home until then."""
    return waiting_for_nursing_home_at_start


@flow("person/year", source="nursing_home_residents")
def nursing_home_stays_ending(nursing_home_residents, time_in_nursing_home):
    """Residents of nursing homes who die, or leave."""
    return nursing_home_residents / time_in_nursing_home


@flow("person/year", source="waiting_for_nursing_home", sink="nursing_home_residents")
def nursing_home_admissions(
    waiting_for_nursing_home,
    nursing_home_places,
    nursing_home_occupancy,
    nursing_home_residents,
    time_in_nursing_home,
    time_to_fill_a_place,
    shortest_wait_for_nursing_home,
):
    """People who get a place: where one comes free, or stands empty; never more than wait for one."""
    empty = nursing_home_places * nursing_home_occupancy - nursing_home_residents
    free = np.maximum(nursing_home_residents / time_in_nursing_home + empty / time_to_fill_a_place, 0)
    return np.minimum(free, waiting_for_nursing_home / shortest_wait_for_nursing_home)


@flow("person/year", source="waiting_for_nursing_home")
def leaving_the_nursing_home_list(waiting_for_nursing_home, leaving_nursing_home_list_rate):
    """People who die while they wait for a place, or no longer want one."""
    return waiting_for_nursing_home * leaving_nursing_home_list_rate


@reference("person/year")
def indications_reference(nursing_home_admissions, leaving_the_nursing_home_list):
    """People who came to need a place at the start: as many as got one, died or gave up."""
    return nursing_home_admissions + leaving_the_nursing_home_list


@variable("fte")
def need_of_the_old(need_by_age):
    """Care for older people that residents would need by their age alone."""
    return need_by_age.sel(domain="elderly_care").sum("district")


@reference("fte")
def need_of_the_old_reference(need_of_the_old):
    """Care for older people that residents would need by their age alone at the start."""
    return need_of_the_old


@variable("dimensionless")
def ageing_ratio(need_of_the_old, need_of_the_old_reference):
    """How much more care the old need by their age than at the start."""
    return need_of_the_old / need_of_the_old_reference


@variable("dimensionless")
def burden_indication_effect(relative_heavy_burden, burden_elasticity_of_indications):
    """Where more carers are heavily burdened, more people cannot stay at home any longer."""
    return relative_heavy_burden**burden_elasticity_of_indications


@variable("dimensionless")
def asking_indication_factor(fall_of_indications):
    """What is left of the people who come to need a place by their age, since fewer than that ask for one."""
    return 1 - fall_of_indications


@variable("dimensionless")
def clustered_indication_factor(living_clustered, residents_from_75, clustered_share_at_start, clustered_without_place):
    """What clustered and mixed living spares in places: part of who lives so never needs one."""
    more = living_clustered / residents_from_75 - clustered_share_at_start
    return 1 - clustered_without_place * more


@stock("person", signed=True)
def living_clustered_instead():
    """People who would need a place and, living clustered, do without; below zero where fewer live so than before."""
    return 0


@flow("person/year", sink="living_clustered_instead")
def places_not_needed(
    indications_reference,
    ageing_ratio,
    burden_indication_effect,
    asking_indication_factor,
    clustered_indication_factor,
):
    """People who would come to need a place, and do not because they live clustered."""
    everyone = indications_reference * ageing_ratio * burden_indication_effect * asking_indication_factor
    return everyone * (1 - clustered_indication_factor)


@flow("person/year", source="living_clustered_instead")
def clustered_instead_ending(living_clustered_instead, leaving_nursing_home_list_rate):
    """People who die in clustered housing, as fast as those who wait for a place."""
    return living_clustered_instead * leaving_nursing_home_list_rate


@flow("person/year", sink="waiting_for_nursing_home")
def indications_for_nursing_home(
    indications_reference,
    ageing_ratio,
    burden_indication_effect,
    asking_indication_factor,
    clustered_indication_factor,
):
    """People who come to need a place: more as the old grow in number, and as who cares for them breaks down."""
    everyone = indications_reference * ageing_ratio * burden_indication_effect * asking_indication_factor
    return everyone * clustered_indication_factor


@variable("person")
def kept_at_home(waiting_for_nursing_home, waiting_for_nursing_home_at_start, ageing_ratio):
    """People at home for want of a place beyond the list of the start, grown with the old; below zero: fewer."""
    return waiting_for_nursing_home - waiting_for_nursing_home_at_start * ageing_ratio


@variable("hour/year", ("district",))
def hours_waiting_at_home(kept_at_home, need_by_age, hours_of_family_while_waiting):
    """Hours of family and friends for who is kept at home, where the old live; fewer where fewer wait."""
    old = need_by_age.sel(domain="elderly_care")
    return kept_at_home * hours_of_family_while_waiting * old / old.sum("district")


@variable("dimensionless", ("domain",))
def unasked_share(kept_at_home, living_clustered_instead, fte_spared_at_home, need_by_age_in_domain):
    """Part of the need that is not asked of professionals, because nobody is in the place where they would give it.

    Need stays what it takes to help as at the start, a place for whoever needs one included.
    """
    return np.maximum(kept_at_home + living_clustered_instead, 0) * fte_spared_at_home / need_by_age_in_domain


@variable("fte", ("domain",))
def need_by_age_in_domain(demographic_need):
    """Care that residents need by their age in each domain."""
    return demographic_need.sum("district")
