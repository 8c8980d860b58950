"""Workforce: people are trained, come in, come back, leave and retire; a shortage presses on those who stay."""

from care2040.language.equations import flow, indicator, reference, stock, variable


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
def fte_given_per_worker(fte_per_worker, absence, attendance_reference, client_time_effect):
    """Work done for clients per worker: hours, attendance and time for clients, in fte of the base year."""
    return fte_per_worker * (1 - absence) / attendance_reference * client_time_effect


@variable("fte", ("domain",))
def normal_capacity(workers_in_domain, fte_given_per_worker):
    """Care that can be given without anyone stretching."""
    return workers_in_domain * fte_given_per_worker


@variable("dimensionless", ("domain",))
def strain(asked_in_domain, normal_capacity, strain_reference):
    """Care asked for against what can be given without stretching, relative to the start."""
    return asked_in_domain / normal_capacity / strain_reference


@reference("dimensionless", ("domain",))
def strain_reference(asked_in_domain, care_workers, fte_per_worker):
    """Care asked for against what can be given at the start."""
    return asked_in_domain / (care_workers.sum("worker_age") * fte_per_worker)


@variable("fte", ("domain",))
def capacity(normal_capacity, strain, strain_elasticity_of_stretching):
    """Care that can be given when workers stretch as the strain grows. Source: Oliva and Sterman (2001)."""
    return normal_capacity * strain**strain_elasticity_of_stretching


@stock("dimensionless", ("domain",))
def perceived_workload():
    """Workload as workers feel it, against the start; it follows the strain with a delay."""
    return 1


@flow("1/year", ("domain",), sink="perceived_workload")
def workload_adjustment(strain, perceived_workload, workload_perception_time):
    """Workers get to feel the strain. Source: information delay in Oliva and Sterman (2001)."""
    return (strain - perceived_workload) / workload_perception_time


@variable("dimensionless")
def perceived_strain(perceived_workload, workers_in_domain):
    """Workload as the workers of all domains feel it."""
    return (perceived_workload * workers_in_domain).sum("domain") / workers_in_domain.sum("domain")


@variable("dimensionless")
def indicated_absence(
    absence_at_start,
    perceived_strain,
    workload_elasticity_of_absence,
    relative_overburdening,
    burden_elasticity_of_absence,
):
    """Absence that workload, and caring for someone at home, lead to in the end: they raise its odds, so never to all.

    Source: burnout in Homer (1985); odds as in Aiken and others (2002).
    """
    from_work = perceived_strain**workload_elasticity_of_absence
    from_home = relative_overburdening**burden_elasticity_of_absence
    odds = absence_at_start / (1 - absence_at_start) * from_work * from_home
    return odds / (1 + odds)


@flow("1/year", sink="absence")
def absence_adjustment(indicated_absence, absence, absence_adjustment_time):
    """Absence follows with a delay: burnout comes slowly and goes slowly."""
    return (indicated_absence - absence) / absence_adjustment_time


@variable("person", ("domain",))
def workers_needed(need_in_domain, fte_per_worker, client_time_without_pressure):
    """Workers needed for residents and region, at the service, the attendance and the administration of the start."""
    return need_in_domain / (fte_per_worker * client_time_without_pressure)


@variable("person", ("domain",))
def workers_asked(asked_in_domain, fte_given_per_worker):
    """Workers it takes to give what is asked for, with the absence and the administration of today."""
    return asked_in_domain / fte_given_per_worker


@variable("dimensionless", ("domain",))
def vacancy_pressure(workers_asked, workers_in_domain, vacancy_reference):
    """Workers asked for per worker there is, against the start."""
    return workers_asked / workers_in_domain / vacancy_reference


@reference("dimensionless", ("domain",))
def vacancy_reference(asked_in_domain, fte_per_worker, care_workers):
    """Workers asked for per worker there is at the start."""
    return asked_in_domain / fte_per_worker / care_workers.sum("worker_age")


@stock("dimensionless")
def relative_pay():
    """Pay in care against other sectors, relative to the start."""
    return 1


@variable("dimensionless")
def all_vacancy_pressure(vacancy_pressure, workers_in_domain):
    """Workers asked for per worker in the whole sector, against the start."""
    return (vacancy_pressure * workers_in_domain).sum("domain") / workers_in_domain.sum("domain")


@flow("1/year", sink="relative_pay")
def pay_adjustment(all_vacancy_pressure, vacancy_elasticity_of_pay, relative_pay, pay_adjustment_time):
    """Employers who cannot fill their vacancies come to pay more, with a delay."""
    return (all_vacancy_pressure**vacancy_elasticity_of_pay - relative_pay) / pay_adjustment_time


@variable("dimensionless", ("domain",))
def attraction_effect(
    vacancy_pressure,
    vacancy_elasticity_of_hires,
    relative_pay,
    pay_elasticity_of_hires,
    tightness,
    tightness_elasticity_of_hires,
):
    """What draws people into care: vacancies and pay; other employers keep them away."""
    pull = relative_pay**pay_elasticity_of_hires * tightness**-tightness_elasticity_of_hires
    return vacancy_pressure**vacancy_elasticity_of_hires * pull


@stock("person", ("training_year",), cohort="training_year", counted="training_history")
def students_in_training(all_care_workers, enrolment_share, survival_to_training_year, training_history):
    """Students in care and welfare who will work in the city, by year of study; on 1 January they move up a year."""
    return all_care_workers * enrolment_share * survival_to_training_year * training_history


@variable("person")
def young_residents(residents_by_age, is_starting_student):
    """Residents of the age at which people start to study."""
    return (residents_by_age.sum("district") * is_starting_student).sum("age")


@reference("person")
def young_residents_reference(young_residents):
    """Residents of the age at which people start to study, at the start."""
    return young_residents


@reference("person/year")
def enrolment_reference(all_care_workers, enrolment_share, one_year):
    """Students who enrol in a year at the start."""
    return all_care_workers * enrolment_share / one_year


@variable("dimensionless")
def training_effect(all_vacancy_pressure, vacancy_elasticity_of_training, training_places_gain, training_places_effort):
    """Vacancies draw students, and more training places let more in."""
    places = 1 + training_places_gain * training_places_effort
    return all_vacancy_pressure**vacancy_elasticity_of_training * places


@flow("person/year", ("training_year",), sink="students_in_training")
def enrolment(enrolment_reference, young_residents, young_residents_reference, training_effect, is_first_training_year):
    """Students who begin: they go with the size of the young cohort, with vacancies and with training places."""
    return (
        enrolment_reference * (young_residents / young_residents_reference) * training_effect * is_first_training_year
    )


@flow("person/year", ("training_year",), source="students_in_training")
def dropout(students_in_training, dropout_rate):
    """Students who leave without a diploma, most of them in the first year."""
    return students_in_training * dropout_rate


@flow("person/year", ("training_year",), source="students_in_training")
def graduation(students_in_training, is_last_training_year, last_training_year_time):
    """Students who get their diploma."""
    return students_in_training * is_last_training_year / last_training_year_time


@variable("dimensionless", ("domain",))
def domain_share_of_need(workers_asked):
    """How new workers spread over the domains: as they are asked for."""
    return workers_asked / workers_asked.sum("domain")


@flow("person/year", ("domain", "worker_age"), sink="care_workers")
def graduates_entering(graduation, entering_share_of_graduates, domain_share_of_need, graduate_age_share):
    """Graduates who start to work in care in the city."""
    entering = graduation.sum("training_year") * entering_share_of_graduates
    return entering * domain_share_of_need * graduate_age_share


@reference("person/year", ("domain",))
def lateral_entry_reference(workers_in_domain, lateral_entry_rate):
    """People who come in from other work, or from outside the city, in a year at the start."""
    return workers_in_domain * lateral_entry_rate


@flow("person/year", ("domain", "worker_age"), sink="care_workers")
def lateral_entry(lateral_entry_reference, labour_pool, attraction_effect, lateral_age_share):
    """People who come in from other work or from elsewhere; there are more when more people work in the city."""
    return lateral_entry_reference * labour_pool * attraction_effect * lateral_age_share


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
    tightness,
    tightness_elasticity_of_quits,
    relative_overburdening,
    burden_elasticity_of_quits,
    retention_reduction,
    retention_effort,
):
    """What makes workers leave: workload, other employers, care at home; better pay and retention keep them."""
    outside = tightness**tightness_elasticity_of_quits * relative_pay**-pay_elasticity_of_quits
    home = relative_overburdening**burden_elasticity_of_quits * (1 - retention_reduction * retention_effort)
    return perceived_workload**workload_elasticity_of_quits * (outside * home)


@flow("person/year", ("domain", "worker_age"), source="care_workers", sink="former_care_workers")
def quits(ordinary_quits, quit_effect):
    """Workers who leave care for other work or none."""
    return ordinary_quits * quit_effect


@flow("person/year", ("domain", "worker_age"), source="care_workers")
def retirement(care_workers, retirement_rate_by_age):
    """Workers who retire."""
    return care_workers * retirement_rate_by_age


@variable("1/year")
def moving_away_rate(worker_moving_rate, housing_scarcity, scarcity_elasticity_of_moving):
    """Part of the care workers that moves away from the city and its care; scarce homes drive them out."""
    return worker_moving_rate * housing_scarcity.sel(seeker_group="care_workers") ** scarcity_elasticity_of_moving


@flow("person/year", ("domain", "worker_age"), source="care_workers")
def moving_away(care_workers, moving_away_rate):
    """Care workers who move out of the region and leave their job."""
    return care_workers * moving_away_rate


@stock("person")
def former_care_workers(ordinary_quits, return_rate, forgetting_rate):
    """People who left care and could return; at the start as many as keep the returns and the quits in balance."""
    return ordinary_quits.sum(("domain", "worker_age")) / (return_rate + forgetting_rate)


@variable("person/year")
def returning_workers(
    former_care_workers,
    return_rate,
    all_vacancy_pressure,
    vacancy_elasticity_of_hires,
    returners_gain,
    returners_effort,
):
    """Former workers who come back."""
    pull = all_vacancy_pressure**vacancy_elasticity_of_hires * (1 + returners_gain * returners_effort)
    return former_care_workers * return_rate * pull


@flow("person/year", ("domain", "worker_age"), source="former_care_workers", sink="care_workers")
def returns(returning_workers, domain_share_of_need, returner_age_share):
    """Former workers who come back, by domain and age."""
    return returning_workers * domain_share_of_need * returner_age_share


@flow("person/year", source="former_care_workers")
def forgetting(former_care_workers, forgetting_rate):
    """Former workers who are lost to care: settled elsewhere, or too long away."""
    return former_care_workers * forgetting_rate


@variable("dimensionless")
def workload(strain, workers_in_domain):
    """Care asked for per worker, against the start."""
    return (strain * workers_in_domain).sum("domain") / workers_in_domain.sum("domain")


@indicator("fte")
def shortage_fte(workers_needed, all_care_workers, fte_per_worker):
    """Workers needed less workers there are, in full-time equivalents."""
    return (workers_needed.sum("domain") - all_care_workers) * fte_per_worker
