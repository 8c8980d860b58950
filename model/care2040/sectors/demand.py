"""Demand: residents and the region need care; what families and neighbours do not carry is asked for.

Need is what is needed at the service, the attendance, the administration and the care at home of the start; what people
fall ill, wait or lose at home because too few work in care comes on top of it, and is what is asked for.
"""

import numpy as np

from care2040.language.equations import indicator, reference, variable


@variable("fte/person", ("age", "domain"))
def care_intensity_by_age(care_intensity):
    """Care that a resident of an age needs: all years that are added to life are lived as those of today."""
    return care_intensity


@variable("fte", ("district", "domain"))
def need_by_age(residents_by_age, care_intensity_by_age):
    """Care that residents would need by their age alone."""
    return (residents_by_age * care_intensity_by_age).sum("age")


@variable("fte", ("district", "domain"))
def demographic_need(need_by_age, care_intensity_local, frailty_reference):
    """Care that residents need by their age, at the frailty of the district at the start and base-year service."""
    return need_by_age * (care_intensity_local * frailty_reference)


@variable("fte/person", ("district",))
def need_per_carer(demographic_need, potential_carers):
    """Need per resident who would care for someone close, by the care at home of the start."""
    return demographic_need.sum("domain") / potential_carers


@reference("fte/person", ("district",))
def need_per_carer_reference(need_per_carer):
    """Need per resident who would care for someone close, at the start."""
    return need_per_carer


@variable("dimensionless", ("district",))
def substitution_effect(need_per_carer, need_per_carer_reference, need_elasticity_of_informal_care):
    """Where fewer people could care for someone close for the same need, more of it falls to professionals."""
    return (need_per_carer / need_per_carer_reference) ** need_elasticity_of_informal_care


@variable("dimensionless", ("district", "domain"))
def neighbour_effect(relative_helpers, light_share, neighbour_reach):
    """Light need that neighbours carry never becomes a request; without them it would."""
    return 1 + light_share * neighbour_reach * (1 - relative_helpers)


@variable("dimensionless", ("district",))
def frailty_need_effect(relative_living_conditions, frailty_elasticity_of_need):
    """Residents whom their living conditions make frailer need more care."""
    return relative_living_conditions**frailty_elasticity_of_need


@variable("dimensionless", ("domain",))
def common_need_effect(demand_growth_index, absorption_effect, group_support_saving, group_support_effort):
    """What changes the need of residents and region alike: growth beyond demography, and support in groups."""
    grouped = 1 - group_support_saving * group_support_effort
    return grouped * (demand_growth_index * absorption_effect)


@variable("dimensionless", ("domain",))
def places_need_effect(heavier_need_effect, places_sensitivity):
    """What heavier needs before full care-funded places add to the need in a domain."""
    return 1 + places_sensitivity * (heavier_need_effect - 1)


@variable("dimensionless", ("domain",))
def prevented_share(
    supported_children, care_intensity_by_age, early_years_reduction, need_of_poor_children, need_by_age
):
    """Part of the need that early support has prevented among the children who got it."""
    spared = (supported_children.sum("district") * care_intensity_by_age).sum("age") * need_of_poor_children
    return spared * early_years_reduction / need_by_age.sum("district")


@variable("fte", ("district", "domain"))
def care_need(
    demographic_need,
    substitution_effect,
    neighbour_effect,
    frailty_need_effect,
    common_need_effect,
    places_need_effect,
    prevented_share,
):
    """Care that residents need of professionals, wherever these work, at the service of the start."""
    in_domain = common_need_effect * places_need_effect * (1 - prevented_share)
    return demographic_need * (substitution_effect * frailty_need_effect) * neighbour_effect * in_domain


@variable("fte", ("domain",))
def need_of_residents(care_need):
    """Care that the residents of the city need of professionals."""
    return care_need.sum("district")


@variable("fte", ("domain",))
def region_need(region_residents, care_intensity_by_age, catchment_share, common_need_effect):
    """Care that people from the region come to the city for, less what residents get elsewhere."""
    by_age = (region_residents * care_intensity_by_age).sum("age")
    return by_age * catchment_share * common_need_effect


@variable("fte", ("domain",))
def need_in_domain(need_of_residents, region_need):
    """Care that is needed of the professionals who work in the city, for residents and region."""
    return need_of_residents + region_need


@variable("dimensionless", ("district",))
def carers_per_potential_carer(all_carers, potential_carers):
    """Informal carers there are per resident who would care for someone close by the pattern of the start."""
    return all_carers / potential_carers


@reference("dimensionless", ("district",))
def carers_per_potential_carer_reference(carers_per_potential_carer):
    """Informal carers there are per resident who would care for someone close, at the start."""
    return carers_per_potential_carer


@variable("dimensionless", ("district",))
def relative_carers(carers_per_potential_carer, carers_per_potential_carer_reference):
    """Informal carers of those who would care for someone close, against the start."""
    return carers_per_potential_carer / carers_per_potential_carer_reference


@variable("dimensionless", ("district",))
def lost_carers_effect(relative_carers, need_elasticity_of_informal_care):
    """Where informal carers drop out, or more take it up, professionals are asked for more, or for less."""
    return relative_carers**-need_elasticity_of_informal_care


@variable("dimensionless")
def unmet_care_need_effect(frailty_by_unmet_care, frailty_elasticity_of_need):
    """Who did not get care asks for more of it later."""
    return frailty_by_unmet_care**frailty_elasticity_of_need


@variable("fte", ("district", "domain"))
def care_asked(care_need, worsening_effect, lost_carers_effect, unmet_care_need_effect):
    """Care that residents ask for: what they need, and what a shortage of care and the loss of carers add to it."""
    return care_need * (lost_carers_effect * unmet_care_need_effect) * worsening_effect


@variable("fte", ("domain",))
def asked_in_domain(care_asked, region_need, worsening_effect):
    """Care that residents and region ask of the professionals who work in the city."""
    return care_asked.sum("district") + region_need * worsening_effect


@variable("fte", ("district",))
def district_care_asked(care_asked):
    """Care that residents of a district ask for."""
    return care_asked.sum("domain")


@variable("fte", ("domain",))
def served_need(asked_in_domain, capacity):
    """Care that professionals can give: what is asked, or what they can handle."""
    return np.minimum(asked_in_domain, capacity)


@variable("dimensionless", ("domain",))
def unmet_share(served_need, asked_in_domain):
    """Part of the care asked for in a domain that is not given, to residents and region alike."""
    return 1 - served_need / asked_in_domain


@variable("fte", ("district",))
def district_unmet_need(care_asked, unmet_share):
    """Care that residents of a district ask for and do not get."""
    return (care_asked * unmet_share).sum("domain")


@variable("dimensionless")
def met_need(served_need, asked_in_domain):
    """Part of the care asked for in the city that is given."""
    return served_need.sum("domain") / asked_in_domain.sum("domain")


@reference("dimensionless")
def met_need_reference(met_need):
    """Part of the care that is given at the start."""
    return met_need


@variable("dimensionless")
def relative_met_need(met_need, met_need_reference):
    """Care given of care asked for, against the start."""
    return met_need / met_need_reference


@indicator("dimensionless", ("district",))
def unmet_need_share(district_unmet_need, district_care_asked):
    """Part of the care asked for that is not given."""
    return district_unmet_need / district_care_asked
