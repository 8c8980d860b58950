"""Demand: residents and the region need care; what neighbours and families do not carry is asked for.

Need is what is needed at the service, the attendance, the administration and the care at home of the start; what people
fall ill, wait or lose at home because too few work in care comes on top of it, and is what is asked for.
"""

from care2040.language.equations import flow, indicator, reference, stock, uneven, variable


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


@variable("dimensionless", ("district", "domain"))
def neighbour_effect(relative_helpers, light_share, neighbour_reach):
    """Light need that neighbours carry never becomes a request; without them it would."""
    return 1 + light_share * neighbour_reach * (1 - relative_helpers)


@variable("dimensionless", ("district",))
def frailty_need_effect(relative_frailty, frailty_elasticity_of_need):
    """Residents whom their living conditions make frailer need more care."""
    return relative_frailty**frailty_elasticity_of_need


@stock("dimensionless")
def group_support_in_force():
    """How far support in groups is at work: it takes a year, and half is gone some years after training stops."""
    return 0


@flow("1/year", sink="group_support_in_force")
def group_support_working(group_support_effort, group_support_in_force, one_year, group_support_wearing_time):
    """Support in groups comes to be given, or falls away when nobody trains for it."""
    return uneven(group_support_effort, group_support_in_force, one_year, group_support_wearing_time)


@variable("dimensionless", ("domain",))
def common_need_effect(
    demand_growth_index, absorption_effect, group_support_saving, group_support_in_force, chosen_care_norm
):
    """What changes the need of residents and region alike: growth, support in groups, and care that fits better."""
    grouped = 1 - group_support_saving * group_support_in_force
    return grouped * (demand_growth_index * absorption_effect) * chosen_care_norm


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
    neighbour_effect,
    frailty_need_effect,
    common_need_effect,
    places_need_effect,
    prevented_share,
    clustered_need_factor,
    context_spared_share,
    young_need_factor,
    problem_need_factor,
    heat_factor,
):
    """Care that residents need of professionals, wherever these work, at the service of the start."""
    in_domain = common_need_effect * places_need_effect * (1 - prevented_share)
    spared = clustered_need_factor * (1 - context_spared_share)
    living = frailty_need_effect * neighbour_effect * (young_need_factor * problem_need_factor)
    return demographic_need * living * (in_domain * spared) * heat_factor


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
def need_in_domain(need_of_residents, region_need, staff_of_places_added, staff_of_places_in_domain):
    """Care that is needed of the professionals who work in the city: for residents, region, and care-funded places."""
    return need_of_residents + region_need + staff_of_places_added * staff_of_places_in_domain


@variable("fte", ("district", "domain"))
def care_asked(care_need, worsening_effect, full_practices_effect, unasked_share, care_landed, landed_in_domain):
    """Care that residents ask for: what they need and have a place for, and what waiting and lost hours add."""
    needed = care_need * (1 - unasked_share)
    return needed * worsening_effect * full_practices_effect + care_landed * landed_in_domain


@variable("fte", ("domain",))
def asked_in_domain(care_asked, region_need, worsening_effect, staff_of_places_added, staff_of_places_in_domain):
    """Care that residents and region ask of the professionals who work in the city."""
    return (
        care_asked.sum("district") + region_need * worsening_effect + staff_of_places_added * staff_of_places_in_domain
    )


@variable("fte", ("district",))
def district_care_asked(care_asked):
    """Care that residents of a district ask for."""
    return care_asked.sum("domain")


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
