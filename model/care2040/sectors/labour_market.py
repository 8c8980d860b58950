"""Labour market: who works, in the city and outside it, and how hard the jobs of the city pull at them."""

from care2040.language.equations import indicator, reference, variable


@variable("dimensionless", ("district",))
def work_ability_effect(relative_frailty, frailty_elasticity_of_work):
    """Frailer residents work less."""
    return relative_frailty**-frailty_elasticity_of_work


@variable("person", ("district",))
def working_of_district(
    residents_by_age, participation_by_age, participation_level, participation_trend, work_ability_effect
):
    """Residents of a district who would work by their age and health, at the participation at each age."""
    working = (residents_by_age * participation_by_age).sum("age")
    return working * (participation_level * participation_trend) * work_ability_effect


@variable("person")
def working_by_pattern(working_of_district):
    """Residents of the city who would work by their age and health."""
    return working_of_district.sum("district")


@variable("person", ("district",))
def employed_in_district(working_of_district, employment_beyond_pattern):
    """Residents of a district who work, in the city or elsewhere."""
    return working_of_district * employment_beyond_pattern


@variable("person")
def employed_residents(employed_in_district):
    """Residents of the city who work."""
    return employed_in_district.sum("district")


@variable("person")
def residents_working_in_city(employed_residents, works_in_city_share):
    """Residents who work in the city."""
    return employed_residents * works_in_city_share


@variable("person")
def residents_working_elsewhere(employed_residents, residents_working_in_city):
    """Residents who work outside the city."""
    return employed_residents - residents_working_in_city


@variable("person")
def region_employed(region_residents, participation_by_age, participation_trend):
    """People in the rest of the province who work, by the participation at each age in the Netherlands."""
    return (region_residents * participation_by_age).sum("age") * participation_trend


@variable("person")
def commuters(region_employed, commuting_share):
    """People who come to work in the city from outside, as a part of those who work in the rest of the province."""
    return region_employed * commuting_share


@variable("person")
def working_in_city(residents_working_in_city, commuters):
    """Everyone who works in the city: residents and commuters."""
    return residents_working_in_city + commuters


@indicator("person")
def residents_in_care_in_city(all_care_workers, resident_share_of_care_workers):
    """Residents who work in care in the city; the other care workers commute."""
    return all_care_workers * resident_share_of_care_workers


@indicator("person")
def care_commuters(all_care_workers, resident_share_of_care_workers):
    """People who live outside the city and work in its care."""
    return all_care_workers * (1 - resident_share_of_care_workers)


@indicator("person")
def residents_in_care_elsewhere(
    employed_residents, care_share_of_employed_residents, all_care_workers, resident_share_of_care_workers
):
    """Residents who work in care outside the city: the nearest reserve that care in the city has."""
    in_care = employed_residents * care_share_of_employed_residents
    return in_care - all_care_workers * resident_share_of_care_workers


@reference("dimensionless")
def employment_reference(employed_residents, adults):
    """Residents with a job per adult at the start."""
    return employed_residents / adults.sum("district")


@variable("dimensionless")
def relative_employment(employed_residents, adults, employment_reference):
    """Residents with a job per adult, against the start."""
    return employed_residents / adults.sum("district") / employment_reference


@reference("person")
def working_in_city_reference(working_in_city):
    """Everyone who works in the city at the start."""
    return working_in_city


@variable("person")
def jobs(working_in_city):
    """Jobs in the city, care included: as many as there are people to fill them."""
    return working_in_city


@reference("person")
def planned_jobs_reference(planned_jobs):
    """Jobs in the city at the start, as its plan counts them."""
    return planned_jobs


@reference("dimensionless")
def jobs_per_worker_reference(jobs, working_in_city):
    """Jobs per person who works in the city, at the start."""
    return jobs / working_in_city


@variable("dimensionless")
def tightness(jobs, working_in_city, jobs_per_worker_reference, labour_market_tightness):
    """How hard the jobs of the city pull at the people who work in it, against the start."""
    return labour_market_tightness * jobs / working_in_city / jobs_per_worker_reference
