"""Health: frailty and loneliness by district, and the years lived in good health that follow from them."""

import numpy as np

from care2040.language.equations import flow, indicator, reference, stock, uneven, variable


@reference("dimensionless", ("district",))
def frailty_reference(ses_score, frailty_gradient, need_by_age):
    """Frailty of a district at the start: higher where people have less; one for the city, weighed by need."""
    steep = np.exp(-frailty_gradient * ses_score)
    needed = need_by_age.sum("domain")
    return steep * needed.sum("district") / (steep * needed).sum("district")


@stock("dimensionless", ("district",))
def frailty(frailty_reference):
    """Need for care of a resident of the district against the city of the start, at equal age.

    It follows living conditions: poverty, loneliness and density, less what prevention takes away.
    """
    return frailty_reference


@variable("dimensionless", ("district",))
def relative_frailty(frailty, frailty_reference):
    """Frailty of a district against its start."""
    return frailty / frailty_reference


@variable("dimensionless", ("district",))
def poverty_frailty_effect(relative_poverty, poverty_elasticity_of_frailty):
    """Poverty and debt wear people out."""
    return relative_poverty**poverty_elasticity_of_frailty


@variable("dimensionless", ("district",))
def loneliness_frailty_effect(relative_loneliness, loneliness_elasticity_of_frailty):
    """Loneliness wears people out."""
    return relative_loneliness**loneliness_elasticity_of_frailty


@reference("person/square_kilometre", ("district",))
def density_reference(district_residents, total_area):
    """Density of each district at the start."""
    return district_residents / total_area


@variable("dimensionless", ("district",))
def density_effect(district_residents, total_area, density_reference, density_elasticity_of_frailty):
    """A denser living environment has less quiet and air for everyone."""
    return (district_residents / total_area / density_reference) ** density_elasticity_of_frailty


@stock("dimensionless", ("district",))
def movement_in_force():
    """Part of frailty that moving more takes away: soonest of the three, and lost when nobody keeps it up."""
    return 0


@flow("1/year", ("district",), sink="movement_in_force")
def moving_more(
    prevention_reduction,
    movement_share,
    prevention_effort,
    movement_reduction,
    healthy_food_and_movement_effort,
    movement_in_force,
    movement_building_time,
    prevention_wearing_time,
):
    """Programmes, and streets and clubs that invite to it, make people move more."""
    aim = prevention_reduction * movement_share * prevention_effort
    invited = movement_reduction * healthy_food_and_movement_effort
    return uneven(aim + invited, movement_in_force, movement_building_time, prevention_wearing_time)


@stock("dimensionless", ("district",))
def healthy_food_in_force():
    """Part of frailty that healthier food takes away: illness follows habits after years."""
    return 0


@flow("1/year", ("district",), sink="healthy_food_in_force")
def eating_healthier(
    prevention_reduction,
    movement_share,
    food_share_of_the_rest,
    prevention_effort,
    food_reduction,
    healthy_food_and_movement_effort,
    healthy_food_in_force,
    food_building_time,
    prevention_wearing_time,
):
    """Programmes, and shops and schools where healthy food is at hand, change what people eat."""
    aim = prevention_reduction * (1 - movement_share) * food_share_of_the_rest * prevention_effort
    at_hand = food_reduction * healthy_food_and_movement_effort
    return uneven(aim + at_hand, healthy_food_in_force, food_building_time, prevention_wearing_time)


@stock("dimensionless", ("district",))
def not_smoking_in_force():
    """Part of frailty that not smoking takes away: the largest, and the last to show."""
    return 0


@flow("1/year", ("district",), sink="not_smoking_in_force")
def smoking_less(
    prevention_reduction,
    movement_share,
    food_share_of_the_rest,
    prevention_effort,
    not_smoking_in_force,
    smoking_building_time,
    prevention_wearing_time,
):
    """Programmes make people stop or never start; smoking has what food and movement leave of prevention."""
    aim = prevention_reduction * (1 - movement_share) * (1 - food_share_of_the_rest) * prevention_effort
    return uneven(aim, not_smoking_in_force, smoking_building_time, prevention_wearing_time)


@variable("dimensionless", ("district",))
def prevented_frailty_share(movement_in_force, healthy_food_in_force, not_smoking_in_force):
    """Part of frailty that prevention takes away, by movement, food and not smoking together."""
    return movement_in_force + healthy_food_in_force + not_smoking_in_force


@variable("dimensionless", ("district",))
def indicated_frailty(
    frailty_reference,
    poverty_frailty_effect,
    loneliness_frailty_effect,
    density_effect,
    outdoor_frailty_effect,
    stress_frailty_effect,
    prevented_frailty_share,
):
    """Frailty that living conditions lead to in the end; prevention takes away part of it."""
    money = poverty_frailty_effect * stress_frailty_effect
    conditions = money * loneliness_frailty_effect * density_effect * outdoor_frailty_effect
    return frailty_reference * conditions * (1 - prevented_frailty_share)


@flow("1/year", ("district",), sink="frailty")
def frailty_adjustment(indicated_frailty, frailty, frailty_adjustment_time):
    """Frailty follows living conditions with a delay of years."""
    return (indicated_frailty - frailty) / frailty_adjustment_time


@stock("person", ("district",))
def lonely_residents(adults, lonely_share_at_start):
    """Adults who are severely lonely."""
    return adults * lonely_share_at_start


@variable("dimensionless", ("district",))
def company_effect(relative_meeting_places, relative_helpers, company_elasticity_of_loneliness):
    """Meeting places and helping neighbours make it easier to find company."""
    return (relative_meeting_places * relative_helpers) ** company_elasticity_of_loneliness


@flow("person/year", ("district",), source="lonely_residents")
def finding_company(
    lonely_residents, finding_company_rate, company_effect, outdoor_company_effect, volunteer_company_effect
):
    """Lonely residents who find company."""
    return (
        lonely_residents * finding_company_rate * (company_effect * outdoor_company_effect * volunteer_company_effect)
    )


@flow("person/year", ("district",), sink="lonely_residents")
def lonely_residents_moving_along(lonely_residents, population_growth_rate):
    """A growing district takes in lonely people in the proportion that it has."""
    return lonely_residents * population_growth_rate


@reference("1/year", ("district",))
def becoming_lonely_rate_reference(finding_company, adults, lonely_residents):
    """Rate of becoming lonely at the start: as many become lonely as find company."""
    return finding_company / (adults - lonely_residents)


@flow("person/year", ("district",), sink="lonely_residents")
def becoming_lonely(
    adults,
    lonely_residents,
    becoming_lonely_rate_reference,
    relative_poverty,
    poverty_elasticity_of_loneliness,
    loneliness_shock,
):
    """Adults who become severely lonely; poverty makes it likelier, and so did what changed after 2020."""
    poorer = relative_poverty**poverty_elasticity_of_loneliness
    return (adults - lonely_residents) * becoming_lonely_rate_reference * poorer * (1 + loneliness_shock)


@variable("dimensionless", ("district",))
def district_lonely_share(lonely_residents, adults):
    """Part of the adults of a district that is severely lonely."""
    return lonely_residents / adults


@reference("dimensionless", ("district",))
def lonely_share_reference(district_lonely_share):
    """Loneliness of each district at the start."""
    return district_lonely_share


@variable("dimensionless", ("district",))
def relative_loneliness(district_lonely_share, lonely_share_reference):
    """Loneliness of a district against its start."""
    return district_lonely_share / lonely_share_reference


@variable("dimensionless", ("district", "age"))
def unhealthy_share_by_age(unhealthy_share, unhealthy_odds_level, frailty, frailty_elasticity_of_health):
    """Part of the residents of an age who feel unhealthy: the odds rise with frailty."""
    odds = unhealthy_share / (1 - unhealthy_share) * unhealthy_odds_level * frailty**frailty_elasticity_of_health
    return odds / (1 + odds)


@reference("dimensionless", ("district",))
def unhealthy_share_reference(unhealthy_share_by_age, residents_by_age):
    """Part of the residents of a district who felt unhealthy at the start."""
    return (unhealthy_share_by_age * residents_by_age).sum("age") / residents_by_age.sum("age")


@variable("person", ("district",))
def healthy_years_gained(district_residents, unhealthy_share_reference, relative_frailty, frailty_elasticity_of_health):
    """Residents who feel healthy in a year, and would not at the frailty of the start."""
    unhealthy = district_residents * unhealthy_share_reference
    return unhealthy * (1 - relative_frailty**frailty_elasticity_of_health)


@variable("person", ("district",))
def unhealthy_residents_18_64(unhealthy_share_by_age, residents_by_age, is_18_to_64):
    """Residents aged 18 to 64 who feel unhealthy."""
    return (unhealthy_share_by_age * residents_by_age * is_18_to_64).sum("age")


@variable("person", ("district",))
def residents_18_64(residents_by_age, is_18_to_64):
    """Residents aged 18 to 64."""
    return (residents_by_age * is_18_to_64).sum("age")


@variable("dimensionless", ("district", "age"))
def hazard_of_dying(mortality_rate, share_of_births, mortality_factor, one_year):
    """Hazard of dying at an age, men and women in the proportion in which they are born."""
    return (mortality_rate * share_of_births).sum("sex") * mortality_factor * one_year


@variable("year", ("district", "age"))
def years_lived(hazard_of_dying, one_year):
    """Years that a newborn lives at each age, with the mortality of today: the life table."""
    alive_at_birthday = np.exp(hazard_of_dying - hazard_of_dying.cumsum("age"))
    return alive_at_birthday * -np.expm1(-hazard_of_dying) / hazard_of_dying * one_year


@variable("year", ("district",))
def healthy_life_expectancy(years_lived, unhealthy_share_by_age):
    """Years that a newborn of the district may expect to live in good health. Source: Sullivan (1971)."""
    return (years_lived * (1 - unhealthy_share_by_age)).sum("age")


@variable("year", ("district",))
def life_expectancy(years_lived):
    """Years that a newborn of the district may expect to live."""
    return years_lived.sum("age")


@indicator("year")
def healthy_life_expectancy_gap(healthy_life_expectancy):
    """Years of healthy life between the district with most and the district with fewest."""
    return healthy_life_expectancy.max("district") - healthy_life_expectancy.min("district")


@indicator("dimensionless")
def frailty_gap(frailty):
    """Frailty of the frailest district against that of the least frail, less one."""
    return frailty.max("district") / frailty.min("district") - 1


@indicator("dimensionless")
def loneliness_gap(district_lonely_share):
    """Severely lonely adults in the loneliest district less those in the least lonely one, as a part of the adults."""
    return district_lonely_share.max("district") - district_lonely_share.min("district")


@indicator("dimensionless")
def unhealthy_gap(unhealthy_residents_18_64, residents_18_64):
    """Part of the residents of 18 to 64 that feels unhealthy: that of the district with most less that with fewest."""
    share = unhealthy_residents_18_64 / residents_18_64
    return share.max("district") - share.min("district")


@indicator("dimensionless", ("district",))
def unhealthy_share_18_64(unhealthy_residents_18_64, residents_18_64):
    """Part of the residents aged 18 to 64 who feel unhealthy."""
    return unhealthy_residents_18_64 / residents_18_64


@indicator("dimensionless", ("district",))
def lonely_share(lonely_residents, adults):
    """Part of the adults who are severely lonely."""
    return lonely_residents / adults


@indicator("dimensionless")
def lonely_young_share(lonely_residents, adults, loneliness_odds_of_the_young):
    """Part of those of 16 to 25 who are severely lonely: the odds of adults, times what was counted of the young."""
    share = lonely_residents.sum("district") / adults.sum("district")
    odds = share / (1 - share) * loneliness_odds_of_the_young
    return odds / (1 + odds)
