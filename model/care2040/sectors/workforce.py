"""Workforce: who works in care, what they can give, how heavy it is for them, and who leaves."""

import numpy as np

from care2040.language.equations import flow, indicator, reference, stock, uneven, variable


@stock("person", ("domain", "worker_age"), cohort="worker_age")
def care_workers(need_in_domain, fte_per_worker, shortage_share_at_start, worker_age_share):
    """People who work in care in the city, by domain and age on 1 January; all jobs, the self-employed included."""
    needed = need_in_domain / fte_per_worker
    return needed * (1 - shortage_share_at_start) * worker_age_share


@variable("person", ("domain",))
def workers_in_domain(care_workers):
    """People who work in a domain."""
    return care_workers.sum("worker_age")


@variable("person")
def all_care_workers(workers_in_domain):
    """People who work in care and support."""
    return workers_in_domain.sum("domain")


@stock("dimensionless")
def absence(absence_at_start):
    """Part of the working time of care workers that is lost by illness."""
    return absence_at_start


@reference("dimensionless")
def attendance_reference(absence):
    """Part of working time that care workers are there at the start."""
    return 1 - absence


@variable("fte/person")
def fte_given_per_worker(fte_of_worker, absence, attendance_reference, client_time_effect):
    """Work done for clients per worker: hours, attendance and time for clients, in fte of the base year."""
    return fte_of_worker * (1 - absence) / attendance_reference * client_time_effect


@variable("fte", over="aimed_levers")
def staff_of_aimed_levers(resident_share_of_district, each_budget, each_staff):
    """Care staff that the levers take that are spread over districts: what is paid of full effort, by residents."""
    return (resident_share_of_district * each_budget).sum("district") * each_staff


@variable("fte", over="citywide_levers")
def staff_of_citywide_levers(each_budget, each_staff):
    """Care staff that the levers for the city as a whole take: what is paid of full effort."""
    return each_budget * each_staff


@variable("dimensionless")
def working_on_levers(staff_of_aimed_levers, staff_of_citywide_levers, all_care_workers, fte_of_worker):
    """Part of the care staff that works on levers and is not there for clients."""
    return (staff_of_aimed_levers + staff_of_citywide_levers) / (all_care_workers * fte_of_worker)


@variable("fte", ("domain",))
def normal_capacity(workers_in_domain, fte_given_per_worker, working_on_levers):
    """Care that can be given without anyone stretching, by those who do not work on levers."""
    return workers_in_domain * fte_given_per_worker * (1 - np.minimum(working_on_levers, 1))


@stock("dimensionless", ("domain",))
def perceived_workload():
    """Workload as workers feel it, against the start; it follows the strain with a delay."""
    return 1


@flow("1/year", ("domain",), sink="perceived_workload")
def workload_adjustment(strain, technology_relief, perceived_workload, workload_perception_time):
    """Workers get to feel the strain, less what technology takes off them. Source: Oliva and Sterman (2001)."""
    return (strain * (1 - technology_relief) - perceived_workload) / workload_perception_time


@variable("dimensionless")
def perceived_strain(perceived_workload, workers_in_domain):
    """Workload as the workers of all domains feel it."""
    return (perceived_workload * workers_in_domain).sum("domain") / workers_in_domain.sum("domain")


@variable("dimensionless")
def lasting_absence_shock(absence_shock, absence_shock_faded_share, absence_shock_lost_share):
    """What the step after 2019 adds to the odds of being absent, as far as it has not passed."""
    return absence_shock * (1 - absence_shock_faded_share * absence_shock_lost_share)


@variable("dimensionless")
def indicated_absence(
    absence_at_start,
    perceived_strain,
    workload_elasticity_of_absence,
    relative_heavy_burden,
    burden_elasticity_of_absence,
    lasting_absence_shock,
):
    """Absence that workload, caring for someone at home, and the step after 2019 lead to: they raise its odds.

    Source: burnout in Homer (1985); odds as in Aiken and others (2002); the step as it was counted.
    """
    from_work = perceived_strain**workload_elasticity_of_absence
    from_home = relative_heavy_burden**burden_elasticity_of_absence
    odds = absence_at_start / (1 - absence_at_start) * from_work * from_home * (1 + lasting_absence_shock)
    return odds / (1 + odds)


@flow("1/year", sink="absence")
def absence_adjustment(indicated_absence, absence, absence_adjustment_time):
    """Absence follows with a delay: burnout comes slowly and goes slowly."""
    return (indicated_absence - absence) / absence_adjustment_time


@variable("person", ("domain",))
def workers_needed(need_in_domain, fte_by_agreement, client_time_without_pressure):
    """Workers needed for residents and region, at the service, the attendance and the administration of the start."""
    return need_in_domain / (fte_by_agreement * client_time_without_pressure)


@variable("person", ("domain",))
def workers_asked(asked_in_domain, fte_given_per_worker, hours_by_pressure):
    """Workers it takes to give what is asked for, at today's absence and administration and the hours agreed on."""
    return asked_in_domain * hours_by_pressure / fte_given_per_worker


@stock("dimensionless")
def retention_in_force():
    """How far what keeps workers is at work: it takes a year to work, and half is gone two years after it stops."""
    return 0


@flow("1/year", sink="retention_in_force")
def retention_working(retention_effort, retention_in_force, one_year, retention_wearing_time):
    """What keeps workers begins to work, or wears off when nobody keeps it up."""
    return uneven(retention_effort, retention_in_force, one_year, retention_wearing_time)


@variable("person/year", ("domain", "worker_age"))
def ordinary_quits(care_workers, quit_rate, quit_factor):
    """Workers who would leave care in the circumstances of the start."""
    return care_workers * (quit_rate * quit_factor)


@variable("dimensionless", ("domain",))
def quit_effect(
    perceived_workload,
    workload_elasticity_of_quits,
    relative_pay,
    pay_elasticity_of_quits,
    relative_pool,
    pool_elasticity_of_quits,
    relative_heavy_burden,
    burden_elasticity_of_quits,
    retention_reduction,
    retention_in_force,
):
    """What makes workers leave: workload, few others to hire, care at home; better pay and retention keep them."""
    outside = relative_pool**-pool_elasticity_of_quits * relative_pay**-pay_elasticity_of_quits
    home = relative_heavy_burden**burden_elasticity_of_quits * (1 - retention_reduction * retention_in_force)
    return perceived_workload**workload_elasticity_of_quits * (outside * home)


@flow("person/year", ("domain", "worker_age"), source="care_workers", sink="former_care_workers")
def quits(ordinary_quits, quit_effect):
    """Workers who leave care for other work or none."""
    return ordinary_quits * quit_effect


@flow("person/year", ("domain", "worker_age"), source="care_workers", sink="former_care_workers")
def dismissals(care_workers, surplus_workers, workers_in_domain, surplus_let_go_share, dismissal_time):
    """Workers for whom there is no post any more are let go within a year or so, whatever their age."""
    return care_workers * (surplus_workers / workers_in_domain * surplus_let_go_share / dismissal_time)


@flow("person/year", ("domain", "worker_age"), source="care_workers")
def retirement(care_workers, retirement_rate_by_age):
    """Workers who retire."""
    return care_workers * retirement_rate_by_age


@variable("1/year")
def moving_away_rate(
    worker_moving_rate,
    care_workers_seeking,
    housing_scarcity,
    scarcity_elasticity_of_moving,
    relative_house_price,
    price_elasticity_of_moving,
    care_workers_in_key_homes,
    all_care_workers,
    part_in_key_homes_reference,
    stayed_for_a_key_home,
):
    """Part of the care workers that moves away: scarce, dear homes drive out who seeks one, and a home keeps some."""
    dear = relative_house_price**price_elasticity_of_moving
    driven = 1 + care_workers_seeking * (housing_scarcity**scarcity_elasticity_of_moving * dear - 1)
    more_housed = care_workers_in_key_homes / all_care_workers - part_in_key_homes_reference
    return np.maximum(worker_moving_rate * driven - stayed_for_a_key_home * more_housed, 0)


@flow("person/year", ("domain", "worker_age"), source="care_workers")
def moving_away(care_workers, moving_away_rate):
    """Care workers who move out of the region and leave their job."""
    return care_workers * moving_away_rate


@variable("dimensionless")
def workload(strain, workers_in_domain):
    """Care asked for per worker, against the start."""
    return (strain * workers_in_domain).sum("domain") / workers_in_domain.sum("domain")


@indicator("fte")
def shortage_fte(workers_needed, all_care_workers, fte_by_agreement):
    """Workers needed less workers there are, in full-time equivalents."""
    return (workers_needed.sum("domain") - all_care_workers) * fte_by_agreement
