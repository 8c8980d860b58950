"""Waiting: who asks for care, waits, gives up, goes without and asks again; nobody who needs care vanishes.

A queue bounds itself: where the wait is long fewer people ask and more give up, and under pressure fewer are let in.
"""

import numpy as np

from care2040.language.equations import flow, indicator, reference, stock, variable


@reference("person", ("domain",))
def waiting_reference(starts_reference, care_wait_at_start):
    """People who wait at the start: those who come in while one waits. Source: Little's law."""
    return starts_reference * care_wait_at_start


@reference("person/year", ("domain",))
def first_requests_reference(
    starts_reference,
    waiting_reference,
    giving_up_rate,
    going_without_share_at_start,
    asking_again_rate,
    time_without_care,
):
    """People who ask for care for the first time in a year at the start: as many as keep the queue in balance."""
    leaving = asking_again_rate + 1 / time_without_care
    without = going_without_share_at_start / (1 - going_without_share_at_start)
    lost = waiting_reference * giving_up_rate / time_without_care / leaving
    return (starts_reference + lost) / (1 + without * asking_again_rate / leaving)


@reference("1/year", ("domain",))
def new_case_rate(first_requests_reference, going_without_share_at_start, clients_when_nobody_waits):
    """People who come to need care in a year where their number stays the same, for each who would be in care."""
    return first_requests_reference / (1 - going_without_share_at_start) / clients_when_nobody_waits


@stock("person", ("domain",))
def people_known_to_need_care(clients_when_nobody_waits):
    """People who would be in care if nobody had to wait, as far as their need has come to light."""
    return clients_when_nobody_waits


@flow("person/year", ("domain",), sink="people_known_to_need_care")
def need_coming_to_light(clients_when_nobody_waits, people_known_to_need_care, need_recognition_time):
    """More people come to need care than before, or fewer, and it takes a while before that shows."""
    return (clients_when_nobody_waits - people_known_to_need_care) / need_recognition_time


@variable("person/year", ("domain",))
def new_cases(people_known_to_need_care, new_case_rate, need_coming_to_light):
    """People who come to need care, in the place of others or on top of them: they ask for it, or go without."""
    return np.maximum(people_known_to_need_care * new_case_rate + need_coming_to_light, 0)


@stock("person", ("domain",))
def waiting_for_care(waiting_reference):
    """People who asked for care and wait."""
    return waiting_reference


@stock("person", ("domain",))
def going_without_care(
    first_requests_reference,
    waiting_reference,
    giving_up_rate,
    going_without_share_at_start,
    asking_again_rate,
    time_without_care,
):
    """People who need care but do not ask for it, or gave up; at the start as many as come and go in balance."""
    without = going_without_share_at_start / (1 - going_without_share_at_start)
    coming = first_requests_reference * without + waiting_reference * giving_up_rate
    return coming / (asking_again_rate + 1 / time_without_care)


@variable("year", ("domain",))
def waiting_time_for_care(waiting_for_care, rooms_for_new_clients, longest_wait):
    """Time that the last who asked will wait at the room there is, as far as anyone looks. Source: Little's law."""
    wait = waiting_for_care / np.maximum(rooms_for_new_clients, waiting_for_care / longest_wait)
    # a queue that is being emptied may be a hair below nothing within a step
    return np.maximum(wait, 0)


@stock("dimensionless", ("domain",))
def felt_waiting():
    """Wait as people know it, against the start; they hear of it with a delay."""
    return 1


@flow("1/year", ("domain",), sink="felt_waiting")
def hearing_of_the_wait(waiting_time_for_care, care_wait_at_start, felt_waiting, waiting_perception_time):
    """People, and who sends them, come to know how long one waits."""
    return (waiting_time_for_care / care_wait_at_start - felt_waiting) / waiting_perception_time


@variable("dimensionless", ("domain",))
def asking_share(
    felt_waiting,
    wait_elasticity_of_asking,
    perceived_workload,
    workload_elasticity_of_triage,
    care_norm,
    going_without_share_at_start,
):
    """Fewer ask where one waits long or expects less, fewer are let in under pressure; at most all who need care."""
    let_in = perceived_workload**-workload_elasticity_of_triage * care_norm
    asking = (1 - going_without_share_at_start) * let_in
    # where nobody waits any more a step may see a wait that is a hair below nothing, which has no power
    return asking / np.maximum(np.maximum(felt_waiting, 0) ** wait_elasticity_of_asking, asking)


@flow("person/year", ("domain",), sink="waiting_for_care")
def requests(new_cases, asking_share):
    """People who ask for care for the first time."""
    return new_cases * asking_share


@flow("person/year", ("domain",), sink="going_without_care")
def staying_away(new_cases, asking_share):
    """People who come to need care and do not ask for it, or are not let in."""
    return new_cases * (1 - asking_share)


@flow("person/year", ("domain",), source="going_without_care", sink="waiting_for_care")
def asking_again(going_without_care, asking_again_rate):
    """People who went without and ask after all, often because it got worse."""
    return going_without_care * asking_again_rate


@flow("person/year", ("domain",), source="going_without_care")
def needing_no_more(going_without_care, time_without_care):
    """People who went without and need no care any more: they got better, found another way, or died."""
    return going_without_care / time_without_care


@variable("1/year", ("domain",))
def giving_up_hazard(giving_up_rate, felt_waiting, wait_elasticity_of_giving_up, highest_giving_up_rate):
    """Part of those who wait that gives up in a year: more where one waits longer, up to a limit."""
    felt = np.maximum(felt_waiting, 0)
    return np.minimum(giving_up_rate * felt**wait_elasticity_of_giving_up, highest_giving_up_rate)


@flow("person/year", ("domain",), source="waiting_for_care", sink="going_without_care")
def giving_up(waiting_for_care, giving_up_hazard):
    """People who stop waiting and go without."""
    return waiting_for_care * giving_up_hazard


@flow("person/year", ("domain",), source="waiting_for_care", sink="clients_in_care")
def care_started(requests, asking_again, waiting_for_care, clearing_time, giving_up_hazard, rooms_for_new_clients):
    """People whose care begins: those who ask and those who wait and do not give up, as far as there is room."""
    helped = waiting_for_care * np.maximum(1 / clearing_time - giving_up_hazard, 0)
    return np.minimum(requests + asking_again + helped, rooms_for_new_clients)


@indicator("person", ("domain",))
def waiting_beyond_norm(waiting_for_care, waiting_time_for_care, waiting_norm):
    """People who wait longer than the agreed norm (treeknorm), were all waits spread as by chance around the mean."""
    return waiting_for_care * np.exp(-waiting_norm / waiting_time_for_care)


@stock("dimensionless", ("domain",))
def worsening_effect():
    """Heavier needs of people who waited long; one at the start."""
    return 1


@variable("dimensionless", ("domain",))
def going_without_per_client(going_without_care, clients_when_nobody_waits):
    """People who need care and go without, against all who would be in care."""
    return going_without_care / clients_when_nobody_waits


@reference("dimensionless", ("domain",))
def going_without_per_client_reference(going_without_per_client):
    """People who need care and go without, against all who would be in care, at the start."""
    return going_without_per_client


@variable("dimensionless", ("domain",))
def worsening_by_waiting(felt_waiting, care_wait_at_start, worsening_per_year_waited):
    """How much heavier needs become because one waits longer than at the start."""
    return worsening_per_year_waited * care_wait_at_start * (felt_waiting - 1)


@variable("dimensionless", ("domain",))
def worsening_without_care(going_without_per_client, going_without_per_client_reference, worsening_by_going_without):
    """How much heavier needs become because more people go without than at the start."""
    return worsening_by_going_without * (going_without_per_client - going_without_per_client_reference)


@flow("1/year", ("domain",), sink="worsening_effect")
def worsening(worsening_by_waiting, worsening_without_care, worsening_effect, worsening_time):
    """Needs grow heavier when waiting lasts longer, or more people go without, than at the start, with a delay."""
    return (1 + worsening_by_waiting + worsening_without_care - worsening_effect) / worsening_time
