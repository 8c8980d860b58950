"""Livelihood: households fall into poverty and get out; young children are reached; people work until their pension."""

import numpy as np

from care2040.language.equations import flow, indicator, reference, stock, variable


@variable("household", ("district",))
def households(district_residents, households_per_resident):
    """Households without students, as the poverty monitor counts them."""
    return district_residents * households_per_resident


@stock("household", ("district",))
def households_in_poverty(poor_households_at_start):
    """Households up to 125 % of the social minimum, without students."""
    return poor_households_at_start


@variable("1/year", ("district",))
def getting_out_of_poverty_rate(
    getting_out_rate,
    income_support_outreach_gain,
    income_support_outreach_effort,
    minimum_income_gain,
    minimum_income_effort,
    stuck_in_poverty_effect,
):
    """Part of the poor households that gets out in a year: more with outreach and income, fewer where problems meet."""
    reached = 1 + income_support_outreach_gain * income_support_outreach_effort
    higher = 1 + minimum_income_gain * minimum_income_effort
    return getting_out_rate * reached * higher * stuck_in_poverty_effect


@flow("household/year", ("district",), source="households_in_poverty")
def getting_out_of_poverty(households_in_poverty, getting_out_of_poverty_rate):
    """Households that rise above 125 % of the social minimum."""
    return households_in_poverty * getting_out_of_poverty_rate


@flow("household/year", ("district",), sink="households_in_poverty")
def poor_households_moving_along(households_in_poverty, population_growth_rate):
    """A growing district takes in poor households in the proportion that it has."""
    return households_in_poverty * population_growth_rate


@reference("1/year", ("district",))
def falling_in_rate_reference(getting_out_of_poverty, poor_households_moving_out, households, households_in_poverty):
    """Rate of falling into poverty at the start: as many fall in as get out or move out."""
    return (getting_out_of_poverty + poor_households_moving_out) / (households - households_in_poverty)


@stock("household")
def poor_with_affordable_home(households_in_poverty, part_of_poor_housed_at_start):
    """Poor households that live in a home they can afford."""
    return households_in_poverty.sum("district") * part_of_poor_housed_at_start


@flow("household/year", sink="poor_with_affordable_home")
def poor_households_housed(
    lettings,
    poor_part_of_regular,
    homes_offered,
    homes_not_used_by_vulnerable_group,
    poor_part_of_vulnerable,
    poor_part_of_key_workers,
):
    """Poor households that get a social home: it matters who gets it, and how many homes there are to let."""
    vulnerable = homes_offered.sel(seeker_group="vulnerable") - homes_not_used_by_vulnerable_group
    key_workers = homes_offered.sel(seeker_group="care_workers") * poor_part_of_key_workers
    return lettings * poor_part_of_regular + vulnerable * poor_part_of_vulnerable + key_workers


@reference("1/year")
def leaving_affordable_home_rate(poor_households_housed, poor_with_affordable_home):
    """Part of the poor households with an affordable home that left it, or were poor no more, at the start."""
    return poor_households_housed / poor_with_affordable_home


@flow("household/year", source="poor_with_affordable_home")
def poor_households_leaving_home(poor_with_affordable_home, leaving_affordable_home_rate):
    """Poor households that leave an affordable home, or are poor no more."""
    return poor_with_affordable_home * leaving_affordable_home_rate


@variable("dimensionless")
def without_affordable_home(households_in_poverty, poor_with_affordable_home, least_without_affordable_home):
    """Part of the poor households that has no home it can afford."""
    poor = households_in_poverty.sum("district")
    return np.maximum(1 - poor_with_affordable_home / poor, least_without_affordable_home)


@reference("dimensionless")
def without_affordable_home_reference(without_affordable_home):
    """Part of the poor households that had no home it could afford at the start."""
    return without_affordable_home


@variable("dimensionless", ("district",))
def poverty_pressure_effect(
    without_affordable_home,
    without_affordable_home_reference,
    scarcity_elasticity_of_poverty,
    relative_frailty,
    frailty_elasticity_of_poverty,
    relative_employment,
    work_elasticity_of_poverty,
    debt_prevention_reduction,
    debt_prevention_effort,
):
    """What pushes households into poverty: dear homes, ill health, less work; debt prevention takes part away."""
    scarcity = (without_affordable_home / without_affordable_home_reference) ** scarcity_elasticity_of_poverty
    less_work = relative_employment**-work_elasticity_of_poverty
    prevented = 1 - debt_prevention_reduction * debt_prevention_effort
    return relative_frailty**frailty_elasticity_of_poverty * (scarcity * less_work) * prevented


@flow("household/year", ("district",), sink="households_in_poverty")
def falling_into_poverty(
    households,
    households_in_poverty,
    falling_in_rate_reference,
    poverty_pressure_effect,
    generation_effect,
    tenure_effect,
):
    """Households that fall below 125 % of the social minimum; more where people grew up poor, and in social rent."""
    pushed = falling_in_rate_reference * (poverty_pressure_effect * generation_effect * tenure_effect)
    return (households - households_in_poverty) * pushed


@variable("dimensionless", ("district",))
def district_poverty_share(households_in_poverty, households):
    """Part of the households of a district that is poor."""
    return households_in_poverty / households


@reference("dimensionless", ("district",))
def poverty_share_reference(district_poverty_share):
    """Poverty of each district at the start."""
    return district_poverty_share


@variable("dimensionless", ("district",))
def relative_poverty(district_poverty_share, poverty_share_reference):
    """Poverty of a district against its start."""
    return district_poverty_share / poverty_share_reference


@reference("household")
def poor_households_reference(households_in_poverty):
    """Poor households of the city at the start."""
    return households_in_poverty.sum("district")


@variable("dimensionless")
def poverty_ratio(households_in_poverty, poor_households_reference):
    """Poor households of the city against the start."""
    return households_in_poverty.sum("district") / poor_households_reference


@variable("dimensionless")
def eviction_prevention_effect(eviction_prevention_reduction, debt_prevention_effort, households_in_poverty):
    """Evictions that debt prevention leaves, weighted by where poor households live. One without it."""
    reached = (debt_prevention_effort * households_in_poverty).sum("district") / households_in_poverty.sum("district")
    return 1 - eviction_prevention_reduction * reached


@stock("person", ("district", "age"), cohort="age")
def supported_children():
    """Children who got early support; the support travels with them as they grow older."""
    return 0


@flow("person/year", ("district", "age"), sink="supported_children")
def reached_children(
    residents_by_age,
    is_early_years,
    poor_share_of_children,
    early_years_reach,
    early_years_effort,
    supported_children,
    early_years_reach_time,
):
    """Children in their first years, in poor households, who are reached by early support."""
    aimed = residents_by_age * is_early_years * (poor_share_of_children * early_years_reach * early_years_effort)
    return np.maximum(aimed - supported_children * is_early_years, 0) / early_years_reach_time


@flow("person/year", ("district", "age"), source="supported_children")
def supported_children_leaving(supported_children, departure_rate, departure_factor):
    """Children with early support who leave the city, as others of their age do."""
    return supported_children * departure_rate * departure_factor


@flow("person/year", ("district", "age"), source="supported_children")
def support_wearing_off(supported_children, early_years_wearing_time):
    """Children who are past what early support did for them."""
    return supported_children / early_years_wearing_time


@indicator("dimensionless")
def poverty_gap(district_poverty_share):
    """Poor households in the poorest district less those in the least poor one, as a part of the households."""
    return district_poverty_share.max("district") - district_poverty_share.min("district")


@indicator("dimensionless", ("district",))
def poverty_share(households_in_poverty, households):
    """Households up to 125 % of the social minimum, of all households without students."""
    return households_in_poverty / households


@variable("year")
def later_retirement(pension_age, pension_age_of_rates, retirement_response):
    """How much later people stop working than when the rates by age were counted; earlier, below zero, before then.

    The state pension age is that of the law (AOW, article 7a). Those whose pension is put off by a year do not all work
    a year longer: some stopped long before, some live on other benefits.
    """
    return retirement_response * (pension_age - pension_age_of_rates)


@variable("dimensionless", ("age",))
def participation_by_age(participation_share, near_pension_age, later_retirement, one_year):
    """Residents with a job, by age: around the pension age the share of a year younger counts for each year put off."""
    younger = participation_share.shift(age=1, fill_value=0)
    put_off = near_pension_age * (younger - participation_share) * later_retirement / one_year
    return np.maximum(participation_share + put_off, 0)


@variable("1/year", ("worker_age",))
def retirement_rate_by_age(retirement_rate, near_pension_age_of_workers, later_retirement, one_year):
    """Care workers who retire, by age: around the pension age the rate of a year younger counts per year put off."""
    younger = retirement_rate.shift(worker_age=1, fill_value=0)
    put_off = near_pension_age_of_workers * (younger - retirement_rate) * later_retirement / one_year
    return np.maximum(retirement_rate + put_off, 0)
