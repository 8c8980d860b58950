"""Demand: residents need care; what families and neighbours do not carry becomes a request, and requests wait."""

import numpy as np

from care2040.language.equations import flow, indicator, reference, stock, variable


@variable("fte", ("district", "domain"))
def need_by_age(residents_by_age, care_intensity):
    """Care that residents would need by their age alone, by the table of intensities."""
    return (residents_by_age * care_intensity).sum("age")


@variable("fte", ("district", "domain"))
def demographic_need(need_by_age, care_intensity_level, frailty_reference):
    """Care that residents need by their age, at the frailty of the district at the start and base-year service."""
    return need_by_age * (care_intensity_level * frailty_reference)


@variable("fte/person", ("district",))
def need_per_carer(demographic_need, all_carers):
    """Need per informal carer of a district."""
    return demographic_need.sum("domain") / all_carers


@reference("fte/person", ("district",))
def need_per_carer_reference(need_per_carer):
    """Need per informal carer at the start."""
    return need_per_carer


@variable("dimensionless", ("district",))
def substitution_effect(need_per_carer, need_per_carer_reference, need_elasticity_of_informal_care):
    """Where there are fewer informal carers for the same need, more of it falls to professionals."""
    return (need_per_carer / need_per_carer_reference) ** need_elasticity_of_informal_care


@variable("dimensionless", ("district", "domain"))
def neighbour_effect(relative_helpers, light_share, neighbour_reach):
    """Light need that neighbours carry never becomes a request; without them it would."""
    return 1 + light_share * neighbour_reach * (1 - relative_helpers)


@variable("dimensionless", ("district",))
def frailty_need_effect(relative_frailty, frailty_elasticity_of_need):
    """Frailer residents need more care."""
    return relative_frailty**frailty_elasticity_of_need


@variable("dimensionless", ("domain",))
def care_need_effect(
    demand_growth_index,
    heavier_need_effect,
    places_sensitivity,
    worsening_effect,
    absorption_effect,
    group_support_saving,
    group_support_effort,
):
    """What changes the need in a domain: growth beyond demography, heavier needs, worsening, and support in groups."""
    heavier = 1 + places_sensitivity * (heavier_need_effect - 1)
    grouped = 1 - group_support_saving * group_support_effort
    return heavier * worsening_effect * grouped * (demand_growth_index * absorption_effect)


@variable("dimensionless", ("domain",))
def prevented_share(supported_children, care_intensity, early_years_reduction, need_of_poor_children, need_by_age):
    """Part of the need that early support has prevented among the children who got it."""
    spared = (supported_children.sum("district") * care_intensity).sum("age") * need_of_poor_children
    return spared * early_years_reduction / need_by_age.sum("district")


@variable("fte", ("district", "domain"))
def care_need(
    demographic_need, substitution_effect, neighbour_effect, frailty_need_effect, care_need_effect, prevented_share
):
    """Care that is asked of professionals, at the service per client of the base year."""
    in_domain = care_need_effect * (1 - prevented_share)
    return demographic_need * (substitution_effect * frailty_need_effect) * neighbour_effect * in_domain


@variable("fte", ("domain",))
def need_in_domain(care_need):
    """Care that is asked of professionals in the city."""
    return care_need.sum("district")


@variable("fte", ("district",))
def district_need(care_need):
    """Care that is asked of professionals in a district."""
    return care_need.sum("domain")


@variable("fte", ("domain",))
def served_need(need_in_domain, capacity):
    """Care that professionals can give: what is asked, or what they can handle."""
    return np.minimum(need_in_domain, capacity)


@variable("dimensionless", ("domain",))
def unmet_share(served_need, need_in_domain):
    """Part of the care asked for in a domain that is not given."""
    return 1 - served_need / need_in_domain


@variable("fte", ("district",))
def district_unmet_need(care_need, unmet_share):
    """Care that residents of a district ask for and do not get."""
    return (care_need * unmet_share).sum("domain")


@variable("dimensionless")
def met_need(served_need, need_in_domain):
    """Part of the care asked for in the city that is given."""
    return served_need.sum("domain") / need_in_domain.sum("domain")


@reference("dimensionless")
def met_need_reference(met_need):
    """Part of the care that is given at the start."""
    return met_need


@variable("dimensionless")
def relative_met_need(met_need, met_need_reference):
    """Care given of care asked for, against the start."""
    return met_need / met_need_reference


@stock("person", ("domain",))
def waiting_for_care(need_in_domain, capacity, requests_per_fte, giving_up_rate):
    """People who asked for care and wait; at the start as many as keep unmet requests and giving up in balance."""
    return np.maximum(need_in_domain - capacity, 0) * requests_per_fte / giving_up_rate


@flow("person/year", ("domain",), sink="waiting_for_care")
def requests(need_in_domain, requests_per_fte):
    """New requests for care."""
    return need_in_domain * requests_per_fte


@flow("person/year", ("domain",), source="waiting_for_care")
def care_started(requests, waiting_for_care, clearing_time, capacity, requests_per_fte):
    """People whose care begins: those who ask and those who wait, as far as professionals can help them."""
    return np.minimum(requests + waiting_for_care / clearing_time, capacity * requests_per_fte)


@flow("person/year", ("domain",), source="waiting_for_care")
def giving_up(waiting_for_care, giving_up_rate):
    """People who stop waiting: they find another way, or get worse and come back with heavier needs."""
    return waiting_for_care * giving_up_rate


@variable("year", ("domain",))
def waiting_time_for_care(waiting_for_care, requests):
    """Time that a request waits. Source: Little's law."""
    return waiting_for_care / requests


@reference("year", ("domain",))
def waiting_time_for_care_reference(waiting_time_for_care):
    """Time that a request waits at the start."""
    return waiting_time_for_care


@stock("dimensionless", ("domain",))
def worsening_effect():
    """Heavier needs of people who waited long; one at the start."""
    return 1


@flow("1/year", ("domain",), sink="worsening_effect")
def worsening(
    waiting_time_for_care, waiting_time_for_care_reference, worsening_per_year_waited, worsening_effect, worsening_time
):
    """Needs grow heavier when waiting lasts longer than at the start, with a delay."""
    longer = waiting_time_for_care - waiting_time_for_care_reference
    return (1 + worsening_per_year_waited * longer - worsening_effect) / worsening_time


@indicator("dimensionless", ("district",))
def unmet_need_share(district_unmet_need, district_need):
    """Part of the care asked for that is not given."""
    return district_unmet_need / district_need
