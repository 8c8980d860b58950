"""Pool: the people whom care could hire, who are out of work, on welfare, or at work elsewhere; one pool for all.

Who is hired by care is no longer there for another post, in care or elsewhere; who is let go is there again.
"""

import numpy as np

from care2040.language.equations import flow, reference, stock, variable


@variable("person")
def residents_of_working_age(residents_by_age, is_15_to_74):
    """Residents aged 15 to 74."""
    return (residents_by_age.sum("district") * is_15_to_74).sum("age")


@variable("person")
def usually_unemployed(working_in_city, unemployed_share):
    """People who would be out of work and look for it beside those who work in the city, as things are outside care."""
    return working_in_city * unemployed_share / (1 - unemployed_share)


@stock("person")
def unemployed(usually_unemployed):
    """People without work who look for it in the city: residents and those who would commute."""
    return usually_unemployed


@flow("person/year", sink="unemployed")
def other_hiring_and_firing(usually_unemployed, unemployed, unemployment_adjustment_time):
    """Other employers hire and let go until as many are out of work as usual."""
    return (usually_unemployed - unemployed) / unemployment_adjustment_time


@variable("person/year")
def out_of_care(quits, dismissals, lateral_entry, returns):
    """People who leave care for other work or none, or are let go, less those who are hired from there."""
    leaving = quits.sum(("domain", "worker_age")) + dismissals.sum(("domain", "worker_age"))
    return leaving - lateral_entry.sum(("domain", "worker_age")) - returns.sum(("domain", "worker_age"))


@reference("1/year")
def out_of_care_reference(out_of_care, all_care_workers):
    """People who leave care less those who are hired from elsewhere, as a part of its workers, at the start."""
    return out_of_care / all_care_workers


@flow("person/year", sink="unemployed")
def out_of_care_into_unemployment(out_of_care, out_of_care_reference, all_care_workers, part_without_work):
    """People who leave care and find no other work, less those hired out of unemployment, beyond what is usual."""
    return part_without_work * (out_of_care - out_of_care_reference * all_care_workers)


@stock("person")
def on_welfare(on_welfare_at_start):
    """Residents on welfare who do not look for work."""
    return on_welfare_at_start


@flow("person/year", source="on_welfare")
def leaving_welfare(on_welfare, leaving_welfare_rate):
    """Residents who leave welfare: for work, another benefit, a pension or another city."""
    return on_welfare * leaving_welfare_rate


@reference("1/year")
def claiming_rate_reference(leaving_welfare, unemployed):
    """Part of the unemployed that comes to live on welfare in a year at the start: as many as leave it."""
    return leaving_welfare / unemployed


@flow("person/year", sink="on_welfare")
def coming_on_welfare(unemployed, claiming_rate_reference):
    """People who found no work for long and come to live on welfare."""
    return unemployed * claiming_rate_reference


@stock("person")
def helped_into_work():
    """Residents who work because they were helped to: from welfare, or out of neither work nor welfare."""
    return 0


@flow("person/year", source="on_welfare", sink="helped_into_work")
def welfare_to_work(
    on_welfare, working_by_pattern, participation_gain, participation_effort, placement_lasts, part_from_welfare
):
    """Residents who are helped from welfare into work."""
    aimed = working_by_pattern * participation_gain * participation_effort / placement_lasts
    return np.minimum(aimed * part_from_welfare, on_welfare / placement_lasts)


@flow("person/year", sink="helped_into_work")
def others_helped_into_work(
    working_by_pattern, participation_gain, participation_effort, placement_lasts, part_from_welfare
):
    """Residents without work or welfare who are helped into work."""
    aimed = working_by_pattern * participation_gain * participation_effort / placement_lasts
    return aimed * (1 - part_from_welfare)


@flow("person/year", source="helped_into_work")
def placements_ending(helped_into_work, placement_lasts):
    """Residents who were helped into work and lose it again, or would have worked by now without help."""
    return helped_into_work / placement_lasts


@variable("person/year")
def placements_in_care(welfare_to_work, others_helped_into_work, part_placed_in_care):
    """People who were helped into work and apply in care."""
    return (welfare_to_work + others_helped_into_work) * part_placed_in_care


@stock("person", signed=True)
def out_of_work_after_waiting():
    """Residents who would work, had they not waited longer for mental-health care than people did at the start."""
    return 0


@flow("person/year", sink="out_of_work_after_waiting")
def work_lost_by_waiting(
    care_started, waiting_time_for_care, care_wait_at_start, resident_part, work_lost_per_year_waited
):
    """Residents who lose their work, or never find it, because they wait longer than at the start.

    Source: Prudon (2025), all residents of the Netherlands who asked for mental-health care in 2012 to 2019.
    """
    longer = (waiting_time_for_care - care_wait_at_start) * work_lost_per_year_waited
    return (care_started * resident_part * longer).sel(domain="mental_health")


@flow("person/year", source="out_of_work_after_waiting")
def finding_work_after_waiting(out_of_work_after_waiting, time_out_of_work_after_waiting):
    """Residents who lost work by waiting and work again."""
    return out_of_work_after_waiting / time_out_of_work_after_waiting


@variable("dimensionless", ("domain",))
def resident_part(need_of_residents, need_in_domain):
    """Part of the care given in the city that is for residents."""
    return need_of_residents / need_in_domain


@variable("dimensionless")
def employment_beyond_pattern(helped_into_work, out_of_work_after_waiting, working_by_pattern):
    """Residents who work against what their ages and health would say: helped into work, or out of it by waiting."""
    return 1 + (helped_into_work - out_of_work_after_waiting) / working_by_pattern


@variable("person")
def other_non_working(residents_of_working_age, employed_residents, unemployed, working_in_city, on_welfare):
    """Residents aged 15 to 74 who neither work, nor look for work, nor live on welfare."""
    looking = unemployed * employed_residents / working_in_city
    return residents_of_working_age - employed_residents - looking - on_welfare


@variable("person")
def labour_pool(
    unemployed,
    on_welfare,
    looking_share_of_welfare,
    other_non_working,
    looking_share_of_others,
    working_in_city,
    looking_share_of_workers,
):
    """People whom care could hire: all unemployed, and the part of all others that is open to another life."""
    out_of_work = unemployed + on_welfare * looking_share_of_welfare + other_non_working * looking_share_of_others
    return out_of_work + working_in_city * looking_share_of_workers


@reference("person")
def labour_pool_reference(labour_pool):
    """People whom care could hire at the start."""
    return labour_pool


@variable("dimensionless")
def relative_pool(labour_pool, labour_pool_reference, tightness):
    """People whom care could hire against the start, less what other employers pull at them."""
    return labour_pool / labour_pool_reference / tightness
