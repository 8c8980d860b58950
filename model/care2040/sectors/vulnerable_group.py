"""The vulnerable group: one part of the social lettings, and four kinds of people who wait for it."""

import numpy as np

from care2040.language.equations import flow, reference, stock, variable


@variable("person/year")
def homes_for_housing_first(
    homes_for_housing_first_base,
    homes_for_housing_first_full,
    housing_first_effort,
    homeless_with_complex_needs,
    shortest_time_to_house,
):
    """Homeless people with complex needs who get a home first, and support in it."""
    homes = homes_for_housing_first_base + homes_for_housing_first_full * housing_first_effort
    return np.minimum(homes, homeless_with_complex_needs / shortest_time_to_house)


@variable("household/year")
def homes_for_the_others(
    homes_offered,
    homes_for_housing_first,
    households_per_person_leaving_care,
    temporary_lettings,
    region_homes_added,
    regional_sharing_effort,
):
    """Lettings to the vulnerable group, Housing First apart, with those in temporary homes and in the region."""
    first = homes_for_housing_first * households_per_person_leaving_care
    own = np.maximum(homes_offered.sel(seeker_group="vulnerable") - first, 0)
    return own + temporary_lettings + region_homes_added * regional_sharing_effort


@stock("dwelling")
def temporary_homes():
    """Homes that stand for some years on land that waits for something else, beyond those of today."""
    return 0


@flow("dwelling/year", sink="temporary_homes")
def temporary_homes_placed(temporary_homes_added, temporary_homes_effort):
    """Temporary homes that are placed."""
    return temporary_homes_added * temporary_homes_effort


@flow("dwelling/year", source="temporary_homes")
def temporary_homes_removed(temporary_homes, temporary_homes_life):
    """Temporary homes that are taken away."""
    return temporary_homes / temporary_homes_life


@variable("household/year")
def temporary_lettings(temporary_homes, stay_in_temporary_home, households_per_letting):
    """Households that get a temporary home; each home takes another one after some years."""
    return temporary_homes / stay_in_temporary_home * households_per_letting


@stock("household")
def status_holders_waiting(status_holders_waiting_at_start):
    """Refugees with a permit to stay who wait for a home, by household."""
    return status_holders_waiting_at_start


@stock("household")
def urgent_seekers(urgent_seekers_at_start):
    """Households with an urgent need: young people out of youth care, women's shelter, medical need."""
    return urgent_seekers_at_start


@reference("dimensionless")
def homes_against_usual(
    homes_for_the_others,
    homes_to_people_ready,
    homes_to_status_holders,
    homes_to_urgent,
    homes_to_homeless_people,
):
    """Homes for the vulnerable group at the start, against what its members got in the years that were counted."""
    counted = homes_to_people_ready + homes_to_status_holders + homes_to_urgent + homes_to_homeless_people
    return homes_for_the_others / counted


@reference("household/person/year")
def weight_of_ready(homes_against_usual, homes_to_people_ready, people_ready_to_leave):
    """Homes for each person who is ready to leave a care-funded place, at the start."""
    return homes_against_usual * homes_to_people_ready / people_ready_to_leave


@reference("1/year")
def weight_of_status_holders(homes_against_usual, homes_to_status_holders, status_holders_waiting):
    """Homes for each household with a permit that waits, at the start."""
    return homes_against_usual * homes_to_status_holders / status_holders_waiting


@reference("1/year")
def weight_of_urgent(homes_against_usual, homes_to_urgent, urgent_seekers):
    """Homes for each household with an urgent need, at the start."""
    return homes_against_usual * homes_to_urgent / urgent_seekers


@reference("household/person/year")
def weight_of_homeless(homes_against_usual, homes_to_homeless_people, homeless_with_a_right):
    """Homes for each homeless person with a right to one, at the start."""
    return homes_against_usual * homes_to_homeless_people / homeless_with_a_right


@variable("dimensionless")
def homes_against_asked(
    homes_for_the_others,
    people_ready_to_leave,
    weight_of_ready,
    status_holders_waiting,
    weight_of_status_holders,
    urgent_seekers,
    weight_of_urgent,
    homeless_with_a_right,
    weight_of_homeless,
):
    """Homes for the vulnerable group against what its members would get at the pace of the start."""
    places = people_ready_to_leave * weight_of_ready + homeless_with_a_right * weight_of_homeless
    households = status_holders_waiting * weight_of_status_holders + urgent_seekers * weight_of_urgent
    return homes_for_the_others / (places + households)


@variable("person/year")
def exits_to_a_home(
    homes_against_asked,
    people_ready_to_leave,
    weight_of_ready,
    shortest_time_to_house,
    households_per_person_leaving_care,
):
    """People who leave a care-funded place for a home: their part of the homes for the vulnerable group."""
    offered = homes_against_asked * people_ready_to_leave * weight_of_ready / households_per_person_leaving_care
    return np.minimum(offered, people_ready_to_leave / shortest_time_to_house)


@flow("household/year", source="status_holders_waiting")
def homes_for_status_holders(
    homes_against_asked, status_holders_waiting, weight_of_status_holders, shortest_time_to_house
):
    """Homes that go to refugees with a permit."""
    pace = np.minimum(homes_against_asked * weight_of_status_holders, 1 / shortest_time_to_house)
    return status_holders_waiting * pace


@flow("household/year", source="urgent_seekers")
def homes_for_urgent(homes_against_asked, urgent_seekers, weight_of_urgent, shortest_time_to_house):
    """Homes that go to households with an urgent need."""
    pace = np.minimum(homes_against_asked * weight_of_urgent, 1 / shortest_time_to_house)
    return urgent_seekers * pace


@variable("1/year")
def homeless_letting_rate(
    homes_against_asked, weight_of_homeless, shortest_time_to_house, households_per_person_leaving_care
):
    """Part of the homeless people with a right to a home that gets one in a year, Housing First apart."""
    most = 1 / shortest_time_to_house
    return np.minimum(homes_against_asked * weight_of_homeless / households_per_person_leaving_care, most)


@variable("household/year")
def homes_not_used_by_vulnerable_group(
    homes_against_asked,
    people_ready_to_leave,
    weight_of_ready,
    status_holders_waiting,
    weight_of_status_holders,
    urgent_seekers,
    weight_of_urgent,
    homeless_with_a_right,
    weight_of_homeless,
    shortest_time_to_house,
    households_per_person_leaving_care,
):
    """Homes meant for the vulnerable group that its members cannot take up so fast: they go to the ordinary queue."""
    most = 1 / shortest_time_to_house
    each = most * households_per_person_leaving_care
    ready = np.maximum(homes_against_asked * weight_of_ready - each, 0) * people_ready_to_leave
    homeless = np.maximum(homes_against_asked * weight_of_homeless - each, 0) * homeless_with_a_right
    permits = np.maximum(homes_against_asked * weight_of_status_holders - most, 0) * status_holders_waiting
    urgent = np.maximum(homes_against_asked * weight_of_urgent - most, 0) * urgent_seekers
    return ready + homeless + (permits + urgent)


@flow("household/year", sink="status_holders_waiting")
def status_holders_arriving(status_holders_per_year):
    """Refugees with a permit whom the state asks the city to house."""
    return status_holders_per_year


@reference("1/year")
def status_holders_leaving_rate(status_holders_per_year, homes_for_status_holders, status_holders_waiting):
    """Part of those with a permit that found something else at the start, so that as many came as went."""
    return np.maximum(status_holders_per_year - homes_for_status_holders, 0) / status_holders_waiting


@flow("household/year", source="status_holders_waiting")
def status_holders_leaving(status_holders_waiting, status_holders_leaving_rate):
    """Refugees with a permit who find a home elsewhere, or with family."""
    return status_holders_waiting * status_holders_leaving_rate


@flow("household/year", sink="urgent_seekers")
def urgent_needs_arising(urgent_needs_per_year, population_ratio, temporary_lettings, still_seeking_share):
    """Households that come to need a home at once; they grow with the city, and some come out of a temporary home."""
    return urgent_needs_per_year * population_ratio + temporary_lettings * still_seeking_share


@reference("1/year")
def urgent_seekers_leaving_rate(urgent_needs_per_year, homes_for_urgent, urgent_seekers):
    """Part of those with an urgent need that found something else at the start, so that as many came as went."""
    return np.maximum(urgent_needs_per_year - homes_for_urgent, 0) / urgent_seekers


@flow("household/year", source="urgent_seekers")
def urgent_seekers_leaving(urgent_seekers, urgent_seekers_leaving_rate):
    """Households with an urgent need that find something else."""
    return urgent_seekers * urgent_seekers_leaving_rate
