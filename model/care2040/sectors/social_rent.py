"""Social rent: homes come free, one queue of seekers waits for them, and what is scarce moves less."""

import numpy as np

from care2040.language.equations import flow, indicator, reference, stock, variable


@variable("person")
def older_residents(residents_by_age, is_65_plus):
    """Residents aged 65 and older."""
    return (residents_by_age.sum("district") * is_65_plus).sum("age")


@variable("dwelling/year")
def homes_set_free_by_older_residents(
    older_residents,
    older_residents_moving_rate,
    social_homes_per_move,
    flow_through_gain,
    flow_through_effort,
    moving_into_clustered,
):
    """Social homes that come free along the chain when an older resident moves to a fitting home."""
    moved = older_residents * older_residents_moving_rate * (1 + flow_through_gain * flow_through_effort)
    return (moved + moving_into_clustered) * social_homes_per_move


@variable("dwelling/year")
def homes_left_by_tenants(
    homes, tenants_leaving_rate, housing_scarcity, scarcity_elasticity_of_leaving, most_tenants_leaving
):
    """Social homes that tenants choose to leave: fewer where there is little to move to, and never beyond a most."""
    rate = tenants_leaving_rate * np.minimum(housing_scarcity**-scarcity_elasticity_of_leaving, most_tenants_leaving)
    return homes.sel(tenure="social_rent").sum("district") * rate


@variable("dwelling/year")
def social_homes_to_let(
    completions,
    new_homes_in_queue,
    older_residents,
    homes_ended_per_older_resident,
    homes_set_free_by_older_residents,
    homes_left_by_tenants,
):
    """Social homes that can be let in a year: new ones, those of the old who die or move to care, and those left."""
    new = completions.sel(tenure="social_rent").sum("district") * new_homes_in_queue
    ended = older_residents * homes_ended_per_older_resident
    return new + ended + homes_set_free_by_older_residents + homes_left_by_tenants


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


@variable("household/year", ("seeker_group",))
def homes_offered(social_homes_to_let, allocation_share_of_group, households_per_letting):
    """Lettings that are meant for each group of seekers."""
    return social_homes_to_let * allocation_share_of_group * households_per_letting


@stock("household")
def social_rent_seekers(seekers_at_start):
    """Households that actively look for a social home in the ordinary queue."""
    return seekers_at_start


@flow("household/year", sink="social_rent_seekers")
def registrations(
    registrations_per_resident,
    district_residents,
    perceived_waiting_time,
    waiting_time_reference,
    wait_elasticity_of_registrations,
):
    """Residents who begin to look for a social home; a longer wait keeps people away, a shorter one brings them out."""
    wait = (perceived_waiting_time / waiting_time_reference) ** -wait_elasticity_of_registrations
    return district_residents.sum("district") * registrations_per_resident * wait


@flow("household/year", source="social_rent_seekers")
def lettings(
    homes_offered,
    homes_not_used_by_vulnerable_group,
    older_movers_part_of_freed,
    homes_set_free_by_older_residents,
    households_per_letting,
    social_rent_seekers,
    shortest_search_time,
):
    """Seekers in the ordinary queue who get a home: what others leave them, less what older movers use up."""
    older = homes_set_free_by_older_residents * older_movers_part_of_freed * households_per_letting
    offered = homes_offered.sel(seeker_group="regular") + homes_not_used_by_vulnerable_group - older
    return np.minimum(np.maximum(offered, 0), social_rent_seekers / shortest_search_time)


@flow("household/year", source="social_rent_seekers")
def lapses(social_rent_seekers, leaving_queue_rate):
    """Seekers who give up, find something else, or leave the city."""
    return social_rent_seekers * leaving_queue_rate


@stock("household * year")
def years_searched(seekers_at_start, search_time_at_start):
    """Years that all seekers together have been looking."""
    return seekers_at_start * search_time_at_start


@flow("household", sink="years_searched")
def years_of_searching(social_rent_seekers):
    """Everyone who looks, looks a year longer in a year."""
    return social_rent_seekers


@flow("household", source="years_searched")
def years_searched_ending(years_searched, social_rent_seekers, lettings, leaving_queue_rate):
    """Years that leave with those who get a home or give up."""
    return years_searched / social_rent_seekers * lettings + years_searched * leaving_queue_rate


@stock("household * year")
def years_registered_before(seekers_at_start, years_before_at_start):
    """Years that all seekers together were registered before they began to look."""
    return seekers_at_start * years_before_at_start


@flow("household", sink="years_registered_before")
def years_brought_along(
    registrations,
    years_before_searching,
    perceived_waiting_time,
    waiting_time_reference,
    wait_elasticity_of_years_before,
):
    """Years that new seekers bring along; where the wait is long, people register long before they look."""
    longer = (perceived_waiting_time / waiting_time_reference) ** wait_elasticity_of_years_before
    return registrations * years_before_searching * longer


@flow("household", source="years_registered_before")
def years_registered_ending(years_registered_before, social_rent_seekers, lettings, leaving_queue_rate):
    """Years before looking that leave with those who get a home or give up."""
    return years_registered_before / social_rent_seekers * lettings + years_registered_before * leaving_queue_rate


@stock("year")
def head_of_the_line(head_of_the_line_at_start):
    """Years that whoever stands first has been looking, if homes went strictly by the date of looking."""
    return head_of_the_line_at_start


@flow("dimensionless", sink="head_of_the_line")
def head_of_the_line_moving(head_of_the_line, social_rent_seekers, lettings, leaving_queue_rate):
    """The first in line waits a year longer each year, less the years that lettings shorten the line by.

    At rest it is Little's law with people who give up. Source: Little (1961).
    """
    cohort = social_rent_seekers * leaving_queue_rate / np.expm1(leaving_queue_rate * head_of_the_line)
    return 1 - lettings / cohort


@variable("year")
def search_time(
    head_of_the_line,
    years_searched,
    social_rent_seekers,
    lottery_share,
    ranked_share,
    wait_of_lottery_winners,
):
    """Years that those who get a home have been looking, by rank and by lot."""
    searched = years_searched / social_rent_seekers
    ranked = ranked_share * head_of_the_line + (1 - ranked_share) * searched
    return (1 - lottery_share) * ranked + lottery_share * wait_of_lottery_winners * searched


@variable("year")
def waiting_time(search_time, years_registered_before, social_rent_seekers, lottery_share, wait_of_lottery_winners):
    """Years that those who get a home have been registered: before they looked and since."""
    before = years_registered_before / social_rent_seekers
    return search_time + (1 - lottery_share + lottery_share * wait_of_lottery_winners) * before


@reference("year")
def waiting_time_reference(waiting_time):
    """Years of waiting at the start."""
    return waiting_time


@stock("year")
def perceived_waiting_time(waiting_time):
    """Waiting time as people know it; they hear of it with a delay."""
    return waiting_time


@flow("dimensionless", sink="perceived_waiting_time")
def waiting_time_becoming_known(waiting_time, perceived_waiting_time, scarcity_perception_time):
    """What people think the wait is follows what it is."""
    return (waiting_time - perceived_waiting_time) / scarcity_perception_time


@variable("household * year/dwelling")
def seekers_per_letting(social_rent_seekers, social_homes_to_let):
    """Seekers for each social home that is let in a year, whoever gets it: a lottery or priority does not change it."""
    return social_rent_seekers / social_homes_to_let


@reference("household * year/dwelling")
def seekers_per_letting_reference(seekers_per_letting):
    """Seekers for each letting at the start."""
    return seekers_per_letting


@stock("dimensionless")
def housing_scarcity():
    """How scarce social homes are felt to be, against the start."""
    return 1


@flow("1/year", sink="housing_scarcity")
def scarcity_becoming_known(
    seekers_per_letting, seekers_per_letting_reference, housing_scarcity, scarcity_perception_time
):
    """Felt scarcity follows the number of seekers for each letting."""
    return (seekers_per_letting / seekers_per_letting_reference - housing_scarcity) / scarcity_perception_time


@indicator("year")
def waiting_time_social_rent(waiting_time):
    """Years that those who get a social home in the ordinary queue have been registered."""
    return waiting_time


@stock("person")
def care_workers_in_key_homes(homes_offered, persons_per_key_home, years_in_key_home):
    """Care workers who live in a home that was kept for vital professions; at the start as many as come and go."""
    return homes_offered.sel(seeker_group="care_workers") * persons_per_key_home * years_in_key_home


@flow("person/year", sink="care_workers_in_key_homes")
def key_homes_let(homes_offered, persons_per_key_home):
    """Care workers who get a home that is kept for vital professions."""
    return homes_offered.sel(seeker_group="care_workers") * persons_per_key_home


@flow("person/year", source="care_workers_in_key_homes")
def key_homes_left(care_workers_in_key_homes, years_in_key_home):
    """Care workers who move on from such a home."""
    return care_workers_in_key_homes / years_in_key_home


@reference("dimensionless")
def part_in_key_homes_reference(care_workers_in_key_homes, all_care_workers):
    """Part of the care workers who lived in such a home at the start."""
    return care_workers_in_key_homes / all_care_workers
