"""Care-funded places: sheltered housing and shelters, who lives there, who is ready to leave, and their staff."""

import numpy as np

from care2040.language.equations import flow, indicator, reference, stock, variable


@stock("person")
def people_in_treatment(people_in_treatment_at_start):
    """People in sheltered housing and shelters who are not ready to leave."""
    return people_in_treatment_at_start


@stock("person")
def people_ready_to_leave(people_ready_at_start):
    """People in care-funded places who are ready to leave and wait for a home: blocked exits."""
    return people_ready_at_start


@flow("person/year", source="people_in_treatment", sink="people_ready_to_leave")
def becoming_ready(people_in_treatment, treatment_time, heavier_need_effect):
    """People who could live on their own again; it takes longer when they came in with heavier needs."""
    return people_in_treatment / (treatment_time * heavier_need_effect)


@flow("person/year", source="people_ready_to_leave")
def settled_exits(exits_to_a_home, relapse_share):
    """People who leave a care-funded place for a home and stay in it."""
    return exits_to_a_home * (1 - relapse_share)


@flow("person/year", source="people_ready_to_leave", sink="homeless_with_complex_needs")
def relapses(exits_to_a_home, relapse_share):
    """People who lose their home again after they left a care-funded place."""
    return exits_to_a_home * relapse_share


@flow("person/year", source="people_ready_to_leave")
def exits_without_a_home(people_ready_to_leave, own_exit_rate, relapse_share_without_home):
    """People who leave a care-funded place by themselves, to family or a room, and do not become homeless."""
    return people_ready_to_leave * own_exit_rate * (1 - relapse_share_without_home)


@flow("person/year", source="people_ready_to_leave", sink="homeless_with_complex_needs")
def relapses_without_a_home(people_ready_to_leave, own_exit_rate, relapse_share_without_home):
    """People who left a care-funded place by themselves and became homeless."""
    return people_ready_to_leave * own_exit_rate * relapse_share_without_home


@variable("person/year")
def homeless_people_wanting_a_place(homeless_with_complex_needs, admission_rate_of_homeless):
    """Homeless people with complex needs who need a care-funded place."""
    return homeless_with_complex_needs * admission_rate_of_homeless


@reference("person/year")
def from_elsewhere_reference(becoming_ready, homeless_people_wanting_a_place):
    """People from a home or a clinic who needed a place at the start: as many as kept places in use, or nobody."""
    return np.maximum(becoming_ready - homeless_people_wanting_a_place, 0)


@variable("person/year")
def places_wanted(homeless_people_wanting_a_place, from_elsewhere_reference, population_ratio):
    """Admissions to care-funded places that are asked for; those from elsewhere grow with the city."""
    return homeless_people_wanting_a_place + from_elsewhere_reference * population_ratio


@variable("person")
def places_needed(people_in_treatment, people_ready_to_leave, places_wanted, place_vacancy_time):
    """Care-funded places that take all who ask for one, and stand empty between two residents."""
    return people_in_treatment + people_ready_to_leave + places_wanted * place_vacancy_time


@reference("person")
def places_reference(places_needed):
    """Care-funded places at the start."""
    return places_needed


@variable("person")
def care_funded_places(
    places_reference, population_ratio, care_funded_places_level, closed_share_of_free_places, places_needed
):
    """Care-funded places: money gives as many per resident as at the start, and part of them follows the need."""
    paid = places_reference * population_ratio * care_funded_places_level
    return paid + closed_share_of_free_places * (np.minimum(places_needed, paid) - paid)


@variable("dimensionless")
def admission_ratio(
    care_funded_places,
    people_in_treatment,
    people_ready_to_leave,
    places_wanted,
    place_vacancy_time,
    highest_admission_ratio,
):
    """Admissions against those who ask for a care-funded place; more where places are free and others had waited."""
    free = np.maximum(care_funded_places - people_in_treatment - people_ready_to_leave, 0)
    return np.minimum(free / place_vacancy_time / places_wanted, highest_admission_ratio)


@flow("person/year", source="homeless_with_complex_needs", sink="people_in_treatment")
def admissions_of_homeless_people(homeless_people_wanting_a_place, admission_ratio):
    """Homeless people who get a care-funded place."""
    return homeless_people_wanting_a_place * admission_ratio


@flow("person/year", sink="people_in_treatment")
def admissions_from_elsewhere(from_elsewhere_reference, population_ratio, admission_ratio):
    """People who come to a care-funded place from a home of their own or a clinic."""
    return from_elsewhere_reference * population_ratio * admission_ratio


@flow("person/year", sink="homeless_with_complex_needs")
def turned_away(
    from_elsewhere_reference,
    population_ratio,
    admission_ratio,
    homeless_when_turned_away,
    relapse_share_without_home,
):
    """People for whom no place was free and who lose the home they had, no less often than who left a place without."""
    lost = np.maximum(homeless_when_turned_away, relapse_share_without_home)
    return from_elsewhere_reference * population_ratio * np.maximum(1 - admission_ratio, 0) * lost


@reference("dimensionless")
def admission_ratio_reference(admission_ratio):
    """Admissions against those who asked for a place at the start."""
    return admission_ratio


@variable("dimensionless")
def full_places_effect(admission_ratio, admission_ratio_reference, full_places_elasticity_of_need):
    """Full places: who cannot be admitted comes in later with heavier needs; it levels off when nobody is admitted."""
    return ((1 + admission_ratio_reference) / (1 + admission_ratio)) ** full_places_elasticity_of_need


@stock("dimensionless")
def heavier_need_effect():
    """Heaviness of the needs of people in and before care-funded places; follows full places with a delay."""
    return 1


@flow("1/year", sink="heavier_need_effect")
def need_growing_heavier(full_places_effect, heavier_need_effect, heavier_need_time):
    """Needs grow heavier, or lighter again, as places are full or free."""
    return (full_places_effect - heavier_need_effect) / heavier_need_time


@stock("person")
def supported_at_home(exits_to_a_home, relapse_share, years_of_support_at_home):
    """People who left a care-funded place and are supported in their own home."""
    return exits_to_a_home * (1 - relapse_share) * years_of_support_at_home


@flow("person/year", sink="supported_at_home")
def support_at_home_beginning(settled_exits):
    """People who get support in their own home after a care-funded place."""
    return settled_exits


@flow("person/year", source="supported_at_home")
def support_at_home_ending(supported_at_home, years_of_support_at_home):
    """People who no longer need that support."""
    return supported_at_home / years_of_support_at_home


@variable("fte")
def staff_of_places(
    care_funded_places,
    fte_per_place,
    supported_at_home,
    fte_per_person_supported,
    homeless_people,
    fte_per_homeless_person,
):
    """Staff of care-funded places, of support at home afterwards, and of shelters."""
    housed = care_funded_places * fte_per_place + supported_at_home * fte_per_person_supported
    return housed + homeless_people * fte_per_homeless_person


@reference("fte")
def staff_of_places_reference(staff_of_places):
    """Staff of places, support and shelters at the start; what residents need by their age has them in it."""
    return staff_of_places


@variable("fte")
def staff_of_places_added(staff_of_places, staff_of_places_reference, population_ratio):
    """Staff that places, support and shelters take more, or free, than they would as the city grows."""
    return staff_of_places - staff_of_places_reference * population_ratio


@indicator("person")
def blocked_places(people_ready_to_leave):
    """Care-funded places held by people who are ready to leave."""
    return people_ready_to_leave
