"""Labour market: residents who have a job, and how hard the jobs of the city pull at them."""

from care2040.language.equations import reference, variable


@variable("person")
def employed_residents(
    residents_by_age, participation_by_age, participation_level, participation_trend, work_ability_effect
):
    """Residents who have a job, by the participation at each age."""
    working = (residents_by_age.sum("district") * participation_by_age).sum("age")
    return working * participation_level * participation_trend * work_ability_effect


@variable("dimensionless")
def work_ability_effect(relative_frailty, adults, frailty_elasticity_of_work):
    """Frailer residents work less."""
    mean = (relative_frailty * adults).sum("district") / adults.sum("district")
    return mean**-frailty_elasticity_of_work


@reference("dimensionless")
def employment_reference(employed_residents, adults):
    """Residents with a job per adult at the start."""
    return employed_residents / adults.sum("district")


@variable("dimensionless")
def relative_employment(employed_residents, adults, employment_reference):
    """Residents with a job per adult, against the start."""
    return employed_residents / adults.sum("district") / employment_reference


@reference("person")
def employed_residents_reference(employed_residents):
    """Residents with a job at the start."""
    return employed_residents


@variable("dimensionless")
def labour_pool(employed_residents, employed_residents_reference):
    """Residents with a job against the start."""
    return employed_residents / employed_residents_reference


@variable("person")
def jobs(jobs_in_the_city):
    """Jobs in the city, care included."""
    return jobs_in_the_city


@reference("dimensionless")
def jobs_per_worker_reference(jobs, employed_residents):
    """Jobs per resident with a job at the start."""
    return jobs / employed_residents


@variable("dimensionless")
def tightness(jobs, employed_residents, jobs_per_worker_reference, labour_market_tightness):
    """How hard the jobs of the city pull at the people who live in it, against the start."""
    return labour_market_tightness * jobs / employed_residents / jobs_per_worker_reference
