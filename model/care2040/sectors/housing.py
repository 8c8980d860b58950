"""Housing: homes are planned, built and withdrawn; seekers wait; people get stuck in care-funded places."""

import numpy as np

from care2040.language.equations import flow, indicator, reference, stock, variable


@stock("dwelling", ("district", "tenure"), counted="homes_counted")
def homes(homes_counted):
    """Homes by district and tenure; as long as they were counted, on each 1 January those that were counted."""
    return homes_counted


@stock("dwelling", ("district", "tenure"), counted="homes_counted")
def homes_planned(homes_planned_at_start, new_homes_share, tenure_share_of_new_homes):
    """Homes that have been approved and are not being built yet; as long as homes were counted, as many every year."""
    return homes_planned_at_start * new_homes_share * tenure_share_of_new_homes


@stock("dwelling", ("district", "tenure"))
def homes_under_construction(yearly_capacity, construction_time, new_homes_share, tenure_share_of_new_homes):
    """Homes that are being built; at the start as many as the capacity of the base year keeps in hand."""
    return yearly_capacity * construction_time * new_homes_share * tenure_share_of_new_homes


@variable("dwelling/year", ())
def yearly_capacity(homes_started, construction_capacity, construction_capacity_path):
    """Homes that builders can start on in a year: as many as they started on, and from 2024 on what they can do."""
    return homes_started + construction_capacity * construction_capacity_path


@variable("dimensionless", ("tenure",))
def approved_tenure_share(tenure_share_of_new_homes, affordable_homes_shift, affordable_homes_effort):
    """Tenure of the homes that are approved."""
    return tenure_share_of_new_homes + affordable_homes_shift * affordable_homes_effort


@flow("dwelling/year", ("district", "tenure"), sink="homes_planned")
def approvals(approvals_per_year, new_homes_share, approved_tenure_share):
    """Homes that the city approves, spread over districts by the municipal forecast."""
    return approvals_per_year * new_homes_share * approved_tenure_share


@variable("1/year", ())
def start_rate(homes_planned, yearly_capacity, planning_time):
    """Part of the plans that is started on in a year: as fast as preparation allows, or as builders can."""
    return np.minimum(1 / planning_time, yearly_capacity / homes_planned.sum(("district", "tenure")))


@flow("dwelling/year", ("district", "tenure"), source="homes_planned", sink="homes_under_construction")
def starts(homes_planned, start_rate):
    """Homes on which building starts."""
    return homes_planned * start_rate


@flow("dwelling/year", ("district", "tenure"), source="homes_under_construction", sink="homes")
def completions(homes_under_construction, construction_time):
    """Homes that are finished."""
    return homes_under_construction / construction_time


@flow("dwelling/year", ("district", "tenure"), source="homes")
def withdrawals(homes, withdrawal_rate):
    """Homes that are pulled down, merged or put to another use."""
    return homes * withdrawal_rate


@variable("dwelling", ("district",))
def district_homes(homes):
    """Homes of a district, all tenures."""
    return homes.sum("tenure")


@variable("dwelling/year", ("district",))
def net_new_homes(completions, withdrawals):
    """Homes finished less homes withdrawn."""
    return (completions - withdrawals).sum("tenure")


@variable("dwelling/year", ())
def homes_set_free_by_older_residents(
    residents_by_age,
    is_65_plus,
    older_residents_moving_rate,
    social_homes_per_move,
    flow_through_gain,
    flow_through_effort,
):
    """Social homes that come free along the chain when an older resident moves to a fitting home."""
    older = (residents_by_age.sum("district") * is_65_plus).sum("age")
    return older * older_residents_moving_rate * social_homes_per_move * (1 + flow_through_gain * flow_through_effort)


@variable("dwelling/year", ())
def social_homes_to_let(homes, completions, social_turnover_rate, homes_set_free_by_older_residents):
    """Social homes that can be let in a year: left by their tenant, newly built, or set free along a chain."""
    vacated = homes.sel(tenure="social_rent").sum("district") * social_turnover_rate
    return vacated + completions.sel(tenure="social_rent").sum("district") + homes_set_free_by_older_residents


@variable("dimensionless", ("seeker_group",))
def allocation_share_of_group(
    allocation_share,
    vulnerable_allocation_shift,
    vulnerable_allocation_effort,
    key_worker_homes_shift,
    key_worker_homes_effort,
):
    """Part of the lettings that goes to each group of seekers."""
    shift = (
        vulnerable_allocation_shift * vulnerable_allocation_effort + key_worker_homes_shift * key_worker_homes_effort
    )
    return allocation_share + shift


@stock("household", ("seeker_group",))
def social_rent_seekers(waiting_time_at_start, social_homes_to_let, allocation_share_of_group, households_per_letting):
    """Households that look for a social home, by group; at the start as many as the waiting time keeps in line.

    Source: Little's law (Little 1961).
    """
    return waiting_time_at_start * social_homes_to_let * allocation_share_of_group * households_per_letting


@flow("household/year", ("seeker_group",), source="social_rent_seekers")
def lettings(
    social_homes_to_let, allocation_share_of_group, households_per_letting, social_rent_seekers, shortest_search_time
):
    """Households that get a social home."""
    offered = social_homes_to_let * allocation_share_of_group * households_per_letting
    return np.minimum(offered, social_rent_seekers / shortest_search_time)


@flow("household/year", ("seeker_group",), source="social_rent_seekers")
def lapses(social_rent_seekers, lapse_rate):
    """Seekers who give up, or find something else."""
    return social_rent_seekers * lapse_rate


@reference("household/year", ("seeker_group",))
def registrations_reference(lettings, lapses, becoming_ready, is_vulnerable_group, households_per_person_leaving_care):
    """Registrations at the start: as many as are let a home or lapse, people out of care-funded places apart."""
    return lettings + lapses - becoming_ready * households_per_person_leaving_care * is_vulnerable_group


@flow("household/year", ("seeker_group",), sink="social_rent_seekers")
def registrations(
    registrations_reference,
    population_ratio,
    discouragement_effect,
    becoming_ready,
    is_vulnerable_group,
    households_per_person_leaving_care,
):
    """New seekers: they grow with the city; who is ready to leave a care-funded place joins the vulnerable group."""
    ready = becoming_ready * households_per_person_leaving_care * is_vulnerable_group
    return registrations_reference * population_ratio * discouragement_effect + ready


@variable("dimensionless", ("seeker_group",))
def discouragement_effect(housing_scarcity, scarcity_elasticity_of_registrations):
    """A shorter wait brings out seekers who had not tried; a longer one keeps them away."""
    return housing_scarcity**-scarcity_elasticity_of_registrations


@variable("year", ("seeker_group",))
def waiting_time_of_group(social_rent_seekers, lettings):
    """Years that a group waits for a social home: seekers per letting. Source: Little's law."""
    return social_rent_seekers / lettings


@reference("year", ("seeker_group",))
def waiting_time_reference(waiting_time_of_group):
    """Waiting time of each group at the start."""
    return waiting_time_of_group


@variable("dimensionless", ("seeker_group",))
def housing_scarcity(waiting_time_of_group, waiting_time_reference):
    """How scarce affordable homes are for each group, against the start."""
    return waiting_time_of_group / waiting_time_reference


@stock("person")
def people_in_treatment(people_in_treatment_at_start):
    """People in sheltered housing and shelters who are not ready to leave."""
    return people_in_treatment_at_start


@stock("person")
def people_ready_to_leave(becoming_ready, social_rent_seekers, lettings_for_leaving_care):
    """People in care-funded places who are ready to leave and wait for a home: blocked exits.

    At the start they are as many as wait when no fewer get a home than become ready.
    Source: Little's law (Little 1961).
    """
    return becoming_ready * social_rent_seekers.sel(seeker_group="vulnerable") / lettings_for_leaving_care


@reference("person")
def places_reference(people_in_treatment, people_ready_to_leave, exits_to_a_home, place_vacancy_time):
    """Care-funded places at the start: those in use, and those that stand empty between two residents."""
    return people_in_treatment + people_ready_to_leave + exits_to_a_home * place_vacancy_time


@variable("person/year")
def possible_admissions(
    places_reference, care_funded_places_level, people_in_treatment, people_ready_to_leave, place_vacancy_time
):
    """Admissions that the free places allow."""
    free = places_reference * care_funded_places_level - people_in_treatment - people_ready_to_leave
    return np.maximum(free, 0) / place_vacancy_time


@flow("person/year", source="homeless_people", sink="people_in_treatment")
def admissions_of_homeless_people(
    possible_admissions, homeless_share_of_admissions, homeless_people, place_vacancy_time
):
    """Homeless people who get a care-funded place."""
    return np.minimum(possible_admissions * homeless_share_of_admissions, homeless_people / place_vacancy_time)


@flow("person/year", sink="people_in_treatment")
def admissions_from_elsewhere(possible_admissions, homeless_share_of_admissions):
    """People who come to a care-funded place from a home of their own or a clinic."""
    return possible_admissions * (1 - homeless_share_of_admissions)


@flow("person/year", source="people_in_treatment", sink="people_ready_to_leave")
def becoming_ready(people_in_treatment, treatment_time, heavier_need_effect):
    """People who could live on their own again; it takes longer when they came in with heavier needs."""
    return people_in_treatment / (treatment_time * heavier_need_effect)


@variable("person/year")
def homes_for_housing_first(homes_for_housing_first_base, homes_for_housing_first_full, housing_first_effort):
    """People for whom a home comes first, straight from homelessness."""
    return homes_for_housing_first_base + homes_for_housing_first_full * housing_first_effort


@variable("household/year")
def lettings_for_leaving_care(lettings, homes_for_housing_first, households_per_person_leaving_care):
    """Lettings to the vulnerable group that do not go to people for whom a home comes first."""
    first = homes_for_housing_first * households_per_person_leaving_care
    return np.maximum(lettings.sel(seeker_group="vulnerable") - first, 0)


@variable("person/year")
def exits_to_a_home(lettings_for_leaving_care, people_ready_to_leave, social_rent_seekers):
    """People who leave a care-funded place for a home: their part of the lettings to the vulnerable group."""
    return lettings_for_leaving_care * people_ready_to_leave / social_rent_seekers.sel(seeker_group="vulnerable")


@flow("person/year", source="people_ready_to_leave")
def settled_exits(exits_to_a_home, relapse_share):
    """People who leave a care-funded place and stay in their home."""
    return exits_to_a_home * (1 - relapse_share)


@flow("person/year", source="people_ready_to_leave", sink="homeless_people")
def relapses(exits_to_a_home, relapse_share):
    """People who lose their home again after they left a care-funded place."""
    return exits_to_a_home * relapse_share


@stock("person")
def homeless_people(homeless_people_at_start):
    """People without a home of their own, by the local count."""
    return homeless_people_at_start


@flow("person/year", source="homeless_people")
def housing_first_placements(
    homes_for_housing_first, homeless_people, shortest_search_time, housing_first_success_share
):
    """Homeless people who get a home first and keep it."""
    return np.minimum(homes_for_housing_first, homeless_people / shortest_search_time) * housing_first_success_share


@variable("dimensionless")
def scarcity_recovery_effect(housing_scarcity, scarcity_elasticity_of_recovery):
    """Where homes are scarcer, fewer homeless people find one by themselves."""
    return housing_scarcity.sel(seeker_group="regular") ** -scarcity_elasticity_of_recovery


@flow("person/year", source="homeless_people")
def recoveries(homeless_people, recovery_rate, scarcity_recovery_effect):
    """Homeless people who find a home by themselves or with family."""
    return homeless_people * recovery_rate * scarcity_recovery_effect


@reference("person/year")
def evictions_reference(recoveries, housing_first_placements, admissions_of_homeless_people, relapses):
    """People who lost their home at the start: as many as found one, relapses apart."""
    return recoveries + housing_first_placements + admissions_of_homeless_people - relapses


@flow("person/year", sink="homeless_people")
def evictions(evictions_reference, poverty_ratio, poverty_elasticity_of_evictions, eviction_prevention_effect):
    """People who lose their home: by debt, eviction, a broken relationship; with poverty there are more."""
    return evictions_reference * poverty_ratio**poverty_elasticity_of_evictions * eviction_prevention_effect


@reference("person/year")
def admissions_reference(possible_admissions):
    """Admissions at the start."""
    return possible_admissions


@variable("dimensionless")
def full_places_effect(possible_admissions, admissions_reference, population_ratio, full_places_elasticity_of_need):
    """Full places: who cannot be admitted comes in later with heavier needs; it levels off when nobody is admitted."""
    wanted = admissions_reference * population_ratio + admissions_reference
    return (wanted / (possible_admissions + admissions_reference)) ** full_places_elasticity_of_need


@stock("dimensionless")
def heavier_need_effect():
    """Heaviness of the needs of people in and before care-funded places; follows full places with a delay."""
    return 1


@flow("1/year", sink="heavier_need_effect")
def need_growing_heavier(full_places_effect, heavier_need_effect, heavier_need_time):
    """Needs grow heavier, or lighter again, as places are full or free."""
    return (full_places_effect - heavier_need_effect) / heavier_need_time


@indicator("year")
def waiting_time_social_rent(waiting_time_of_group):
    """Years that a regular seeker waits for a social home."""
    return waiting_time_of_group.sel(seeker_group="regular")


@indicator("person")
def blocked_places(people_ready_to_leave):
    """Care-funded places held by people who are ready to leave."""
    return people_ready_to_leave
