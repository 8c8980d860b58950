"""Population: residents by district, age and sex. They are born, die, arrive when there is room, and leave."""

import numpy as np

from care2040.language.equations import flow, indicator, reference, stock, variable


@stock("person", ("district", "age", "sex"), cohort="age", entering="newborns", counted="residents_counted")
def residents(residents_counted):
    """Residents by district, age on 1 January and sex; on 1 January everyone turns a year older.

    As long as they were counted, they are on each 1 January who were counted.
    Source: cohort-precise ageing after Eberlein and Thompson (2013).
    """
    return residents_counted


@stock("person", ("district", "sex"))
def newborns():
    """Children born in this calendar year; on 1 January they become residents of age 0."""
    return 0


@variable("person", ("district",))
def district_residents(residents, newborns):
    """Everyone who lives in a district, the newborns of the year included."""
    return residents.sum(("age", "sex")) + newborns.sum("sex")


@stock("dimensionless", restarts=True)
def part_of_year():
    """Part of the year that has passed since 1 January."""
    return 0


@flow("1/year", sink="part_of_year")
def passing_of_time(one_year):
    """Time passes at the rate of one year a year."""
    return 1 / one_year


@variable("person", ("district", "age"))
def residents_by_age(residents, newborns, part_of_year, is_newborn_age, is_open_age):
    """Residents of a district by their age today: birthdays are spread evenly over the year.

    Without this the old would grow fewer all year and be many again on 1 January, and all that goes with age with them.
    """
    cohort = residents.sum("sex")
    had_birthday = cohort * (part_of_year * (1 - is_open_age))
    return cohort - had_birthday + had_birthday.shift(age=1, fill_value=0) + newborns.sum("sex") * is_newborn_age


@variable("person", ("district",))
def adults(residents_by_age, is_adult):
    """Residents aged 18 and older."""
    return (residents_by_age * is_adult).sum("age")


@variable("dimensionless", ("district",))
def mortality_effect(frailty, frailty_elasticity_of_mortality):
    """Frailer districts die earlier: mortality against that of the city as a whole."""
    return frailty**frailty_elasticity_of_mortality


@variable("dimensionless", ("district",))
def mortality_factor(mortality_level, mortality_trend, mortality_effect):
    """Mortality in a district against the national rates of the base period: level of the city, trend, frailty."""
    return mortality_level * mortality_trend * mortality_effect


@flow("person/year", ("district", "age", "sex"), source="residents")
def deaths(residents, mortality_rate, mortality_factor):
    """Residents who die. Source: national rates by age and sex, scaled to the city."""
    return residents * mortality_rate * mortality_factor


@flow("person/year", ("district", "sex"), source="newborns")
def newborn_deaths(newborns, mortality_rate, mortality_factor):
    """Newborns who die in the year of their birth."""
    return newborns * mortality_rate.sel(age=0) * mortality_factor


@variable("dimensionless", ())
def fertility_factor(fertility_level, fertility_trend, fertility_recovery, fertility_recovery_path):
    """Births in the city against the national rates: the low level of 2023, its recovery, and the national trend."""
    return fertility_level * (1 + fertility_recovery * fertility_recovery_path) * fertility_trend


@variable("person/year", ("district",))
def births_in_district(residents, fertility_rate, fertility_factor, district_fertility_factor):
    """Births per year: women by age times the national rates, scaled to the city and the district."""
    by_rate = (residents.sel(sex="female") * fertility_rate).sum("age")
    return by_rate * (fertility_factor * district_fertility_factor)


@flow("person/year", ("district", "sex"), sink="newborns")
def births(births_in_district, share_of_births):
    """Children born, by sex."""
    return births_in_district * share_of_births


@variable("person/dwelling", ("district",))
def persons_per_home(district_residents, district_homes):
    """Residents per home as it is."""
    return district_residents / district_homes


@stock("person/dwelling", ("district",), counted="residents_counted")
def settled_persons_per_home(persons_per_home):
    """Residents per home that a district settles at; it thins out as households become smaller.

    As long as residents and homes were counted, a district is taken to be settled on each 1 January.
    """
    return persons_per_home


@flow("person/dwelling/year", ("district",), source="settled_persons_per_home")
def household_thinning(settled_persons_per_home, household_thinning_rate):
    """Households become smaller every year."""
    return settled_persons_per_home * household_thinning_rate


@variable("dimensionless", ("district",))
def crowding(persons_per_home, settled_persons_per_home):
    """Residents per home against what the district settles at; 1 is neither empty nor crowded."""
    return persons_per_home / settled_persons_per_home


@variable("dimensionless", ("district",))
def crowding_departure_effect(crowding, crowding_elasticity_of_departures):
    """Where homes are crowded, more people leave."""
    return crowding**crowding_elasticity_of_departures


@variable("dimensionless", ("district",))
def departure_factor(departure_level, crowding_departure_effect):
    """Departures in a district against the rates by age of the base year."""
    return departure_level * crowding_departure_effect


@flow("person/year", ("district", "age", "sex"), source="residents")
def departures(residents, departure_rate, departure_factor):
    """Residents who leave the city or the country, by age on 1 January and sex; newborns stay until that day."""
    return residents * departure_rate * departure_factor


@variable("person/year", ("district",))
def residents_leaving(deaths, departures, newborn_deaths):
    """Deaths and departures of a district together."""
    return deaths.sum(("age", "sex")) + departures.sum(("age", "sex")) + newborn_deaths.sum("sex")


@variable("person/year", ("district",))
def growth_with_homes(settled_persons_per_home, net_new_homes, household_thinning, district_homes):
    """Growth that follows from new homes and thinner households alone."""
    return settled_persons_per_home * net_new_homes - household_thinning * district_homes


@variable("person", ("district",))
def room_for_arrivals(settled_persons_per_home, district_homes, arrivals_pull, district_residents):
    """Residents that still fit in the homes there are; below zero when the district is crowded."""
    return settled_persons_per_home * district_homes * arrivals_pull - district_residents


@variable("person/year", ("district",))
def arrivals_in_district(
    residents_leaving,
    births_in_district,
    growth_with_homes,
    room_for_arrivals,
    arrivals_response_to_room,
    settling_time,
):
    """Arrivals follow homes: they replace who left, fill new homes, and slow down when the district is crowded."""
    replacement = residents_leaving - births_in_district + growth_with_homes
    return np.maximum(replacement + arrivals_response_to_room * room_for_arrivals / settling_time, 0)


@flow("person/year", ("district", "age", "sex"), sink="residents")
def arrivals(arrivals_in_district, arrival_share):
    """People who come to live in the district, by age and sex."""
    return arrivals_in_district * arrival_share


@variable("1/year", ("district",))
def population_growth_rate(births_in_district, arrivals, residents_leaving, district_residents):
    """Growth of the number of residents of a district."""
    return (births_in_district + arrivals.sum(("age", "sex")) - residents_leaving) / district_residents


@variable("1/year", ("district",))
def departing_share_rate(departures, district_residents):
    """Part of the residents of a district that leaves in a year."""
    return departures.sum(("age", "sex")) / district_residents


@reference("person", ())
def residents_reference(district_residents):
    """Residents of the city at the start."""
    return district_residents.sum("district")


@variable("dimensionless", ())
def population_ratio(district_residents, residents_reference):
    """Residents of the city against the start."""
    return district_residents.sum("district") / residents_reference


@indicator("person", ("district",))
def minors(residents_by_age, is_adult):
    """Residents younger than 18."""
    return (residents_by_age * (1 - is_adult)).sum("age")


@indicator("person", ("district",))
def residents_65_plus(residents_by_age, is_65_plus):
    """Residents aged 65 and older."""
    return (residents_by_age * is_65_plus).sum("age")


@indicator("person", ("district",))
def residents_75_plus(residents_by_age, is_75_plus):
    """Residents aged 75 and older."""
    return (residents_by_age * is_75_plus).sum("age")


@indicator("person", ("district",))
def residents_85_plus(residents_by_age, is_85_plus):
    """Residents aged 85 and older."""
    return (residents_by_age * is_85_plus).sum("age")


@indicator("person/square_kilometre", ("district",))
def density(district_residents, total_area):
    """Residents per square kilometre, water included, as the city counts it."""
    return district_residents / total_area
