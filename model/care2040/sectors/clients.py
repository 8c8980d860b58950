"""Clients: who is in care, how much time each of them gets, how many there is room for, and how heavy that is.

When more is asked than can be given, workers take less time for each client and are let in fewer; what is usual follows
what is done, so that less time becomes the norm. Source: Oliva and Sterman (2001).
"""

import numpy as np

from care2040.language.equations import flow, indicator, reference, stock, uneven, variable


@reference("person/year", ("domain",))
def starts_reference(care_workers, fte_per_worker, starts_per_fte):
    """People whose care begins in a year at the start."""
    return care_workers.sum("worker_age") * fte_per_worker * starts_per_fte


@reference("person", ("domain",))
def clients_reference(starts_reference, time_in_care):
    """People in care at the start. Source: Little's law."""
    return starts_reference * time_in_care


@reference("person/fte", ("domain",))
def clients_per_fte_needed(clients_reference, shortage_share_at_start, time_part_of_shortage, need_in_domain):
    """People who would be in care for each fte that is needed, if all of them were; at the start, and later the same.

    What was short at the start fell partly on people who were not in care, and partly on the time for those who were.
    """
    in_care = (1 - shortage_share_at_start) ** (1 - time_part_of_shortage)
    return clients_reference / in_care / need_in_domain


@variable("person", ("domain",))
def clients_when_nobody_waits(need_in_domain, clients_per_fte_needed):
    """People who would be in care if everyone who needs it were."""
    return need_in_domain * clients_per_fte_needed


@variable("fte/person", ("domain",))
def care_per_client(asked_in_domain, clients_when_nobody_waits):
    """Care that a client asks for; more where people got worse or lost who cared for them at home."""
    return asked_in_domain / clients_when_nobody_waits


@stock("person", ("domain",))
def clients_in_care(clients_reference):
    """People in care."""
    return clients_reference


@flow("person/year", ("domain",), source="clients_in_care")
def care_ended(clients_in_care, time_in_care):
    """People whose care ends: they got better, moved or died."""
    return clients_in_care / time_in_care


@flow("person/year", ("domain",), source="clients_in_care")
def care_no_longer_needed(clients_in_care, clients_when_nobody_waits, clearing_time):
    """People in care beyond all who need it leave it soon: nobody stays for whom there is no need."""
    return np.maximum(clients_in_care - clients_when_nobody_waits, 0) / clearing_time


@stock("person", ("domain",))
def clients_if_all_were_helped(clients_reference):
    """People who would be in care if all who ask had been helped as at the start."""
    return clients_reference


@reference("dimensionless", ("domain",))
def part_helped_reference(starts_reference, first_requests_reference, going_without_care, asking_again_rate):
    """Part of those who asked that was helped at the start; the others gave up."""
    return starts_reference / (first_requests_reference + going_without_care * asking_again_rate)


@flow("person/year", ("domain",), sink="clients_if_all_were_helped")
def help_asked(requests, asking_again, part_helped_reference):
    """People who would have come into care, had those who asked been helped as at the start."""
    return (requests + asking_again) * part_helped_reference


@flow("person/year", ("domain",), source="clients_if_all_were_helped")
def help_asked_no_more(clients_if_all_were_helped, time_in_care, clients_when_nobody_waits, clearing_time):
    """People who would have left care again, or need it no longer."""
    beyond = np.maximum(clients_if_all_were_helped - clients_when_nobody_waits, 0)
    return clients_if_all_were_helped / time_in_care + beyond / clearing_time


@variable("person", ("domain",))
def clients_who_press(clients_in_care, clients_if_all_were_helped, pressing_share):
    """People in care, and a part of those who asked and are not: workers feel these too."""
    return clients_in_care + pressing_share * (clients_if_all_were_helped - clients_in_care)


@variable("dimensionless", ("domain",))
def strain(clients_who_press, usual_time_per_client, care_per_client, normal_capacity):
    """Care at the usual time for all who press, against what can be given in normal hours; one at the start."""
    return clients_who_press * usual_time_per_client * care_per_client / normal_capacity


@reference("dimensionless", ("domain",))
def time_per_client_reference(shortage_share_at_start, time_part_of_shortage):
    """Time for a client at the start, as a part of what is needed."""
    return (1 - shortage_share_at_start) ** time_part_of_shortage


@stock("dimensionless", ("domain",))
def usual_time_per_client(time_per_client_reference):
    """Time for a client that workers hold for usual, as a part of what is needed."""
    return time_per_client_reference


@variable("dimensionless", ("domain",))
def time_per_client(
    usual_time_per_client,
    strain,
    strain_elasticity_of_dilution,
    normal_capacity,
    longest_hours,
    clients_in_care,
    care_per_client,
):
    """Time that a client gets of the time that is needed: less under strain, never more hours than can be worked."""
    taken = np.minimum(usual_time_per_client * strain**-strain_elasticity_of_dilution, 1)
    return np.minimum(taken, normal_capacity * longest_hours / (clients_in_care * care_per_client))


@variable("dimensionless", ("domain",))
def indicated_time_per_client(time_per_client, time_per_client_reference, weight_of_practice):
    """Time that becomes usual in the end: half what is done, half what the profession holds for right."""
    return weight_of_practice * time_per_client + (1 - weight_of_practice) * time_per_client_reference


@flow("1/year", ("domain",), sink="usual_time_per_client")
def time_becoming_usual(
    indicated_time_per_client, usual_time_per_client, client_time_erosion_time, client_time_return_time
):
    """Less time becomes usual within years; what was lost comes back much slower."""
    return uneven(indicated_time_per_client, usual_time_per_client, client_time_return_time, client_time_erosion_time)


@variable("person", ("domain",))
def places_in_care(normal_capacity, time_per_client, care_per_client):
    """People who can be in care in normal hours, at the time that each of them gets."""
    return normal_capacity / (time_per_client * care_per_client)


@variable("person/year", ("domain",))
def rooms_for_new_clients(clients_in_care, time_in_care, places_in_care, clearing_time):
    """People whose care can begin in a year: where care ends, and where there is room that nobody has."""
    return np.maximum(clients_in_care / time_in_care + (places_in_care - clients_in_care) / clearing_time, 0)


@variable("fte", ("domain",))
def served_need(clients_in_care, time_per_client, care_per_client, asked_in_domain):
    """Care that is given: the time that clients get; never more than is asked for."""
    return np.minimum(clients_in_care * time_per_client * care_per_client, asked_in_domain)


@indicator("dimensionless", ("domain",))
def without_place_share(clients_in_care, clients_when_nobody_waits):
    """Part of those who need care that is not in care."""
    return np.maximum(1 - clients_in_care / clients_when_nobody_waits, 0)


@indicator("dimensionless", ("domain",))
def time_not_given_share(time_per_client):
    """Part of the time needed that those in care do not get."""
    return 1 - time_per_client
