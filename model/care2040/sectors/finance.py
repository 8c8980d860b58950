"""Finance: who pays for care and for the levers, what is spared, and what it is all worth today."""

from care2040.language.equations import flow, indicator, reference, stock, variable


@stock("dimensionless", afresh=True)
def discount_factor():
    """Worth today of a euro of that moment."""
    return 1


@flow("1/year", source="discount_factor")
def discounting(discount_factor, discount_rate):
    """A euro of later is worth less today."""
    return discount_factor * discount_rate


@stock("euro", ("payer",), afresh=True)
def spent_on_care():
    """Spent on care since the start, in euros of 2024."""
    return 0


@flow("euro/year", ("payer",), sink="spent_on_care")
def care_cost(staff_costs, other_costs, savings_moved, care_funded_places, place_price):
    """Cost of care and support per year, by who pays: staff, all other costs, savings given, and care-funded places."""
    return (staff_costs + other_costs).sum("domain") + savings_moved + care_funded_places * place_price


@variable("euro/year", ("payer",), over="aimed_levers")
def aimed_lever_cost(resident_share_of_district, each_budget, each_price):
    """Cost of the levers that are spread over districts, by payer: what is paid of full effort, by residents."""
    return (resident_share_of_district * each_budget).sum("district") * each_price


@variable("euro/year", ("payer",), over="citywide_levers")
def citywide_lever_cost(each_budget, each_price):
    """Cost of the levers for the city as a whole, by payer: what is paid of full effort."""
    return each_budget * each_price


@stock("euro", ("payer",), afresh=True)
def spent_on_levers():
    """Spent on levers since the start, in euros of 2024."""
    return 0


@flow("euro/year", ("payer",), sink="spent_on_levers")
def lever_cost(aimed_lever_cost, citywide_lever_cost):
    """Cost of all levers per year, by who pays."""
    return aimed_lever_cost + citywide_lever_cost


@reference("household/person")
def poor_households_per_resident(households_in_poverty, district_residents):
    """Poor households per resident at the start."""
    return households_in_poverty.sum("district") / district_residents.sum("district")


@reference("dimensionless")
def homeless_share_reference(homeless_people, district_residents):
    """Homeless people per resident at the start."""
    return homeless_people / district_residents.sum("district")


@stock("euro", ("payer",), signed=True, afresh=True)
def gained():
    """What better lives have spared and brought since the start, in euros of 2024."""
    return 0


@variable("fte")
def care_given_less(asked_in_domain, served_need, met_need_reference):
    """Care that is given less than would be were as large a part of what is asked for given as at the start."""
    return asked_in_domain.sum("domain") * met_need_reference - served_need.sum("domain")


@variable("euro/year", ("payer",))
def worth_of_care_given(care_given_less, worth_of_care):
    """What it is worth to those who need care that more, or less, of it is given than at the start."""
    return -care_given_less * worth_of_care


@variable("hour/year")
def hours_left_to_family(informal_hours_asked, hours_taken_over):
    """Hours of help at home that family and friends give, or that nobody gives."""
    return informal_hours_asked.sum(("district", "relation")) - hours_taken_over.sum("district")


@reference("hour/person/year")
def hours_left_to_family_per_resident(hours_left_to_family, district_residents):
    """Hours of help at home per resident that were left to family and friends at the start."""
    return hours_left_to_family / district_residents.sum("district")


@variable("euro/year", ("payer",))
def worth_of_time_of_family(
    hours_left_to_family, hours_left_to_family_per_resident, district_residents, worth_of_hour_of_family
):
    """What it is worth that fewer hours per resident are left to family and friends than at the start."""
    usual = district_residents.sum("district") * hours_left_to_family_per_resident
    return (usual - hours_left_to_family) * worth_of_hour_of_family


@variable("euro/year", ("payer",))
def worth_of_healthy_years(healthy_years_gained, life_quality_of_health, worth_of_healthy_year):
    """What it is worth that more residents feel healthy than would at the frailty of the start."""
    return healthy_years_gained.sum("district") * life_quality_of_health * worth_of_healthy_year


@flow("euro/year", ("payer",), sink="gained")
def yearly_benefit(
    households_in_poverty,
    poor_households_per_resident,
    benefit_per_household,
    homeless_people,
    homeless_share_reference,
    benefit_per_person_housed,
    district_residents,
    worth_of_care_given,
    worth_of_time_of_family,
    worth_of_healthy_years,
):
    """What care, time and health, and fewer poor households and homeless people than at the start, bring, by payer."""
    people = district_residents.sum("district")
    households = people * poor_households_per_resident - households_in_poverty.sum("district")
    housed = people * homeless_share_reference - homeless_people
    lives = households * benefit_per_household + housed * benefit_per_person_housed
    return lives + worth_of_care_given + worth_of_time_of_family + worth_of_healthy_years


@stock("euro", ("payer",), afresh=True)
def discounted_cost():
    """Cost of care and levers since the start, in today's worth."""
    return 0


@flow("euro/year", ("payer",), sink="discounted_cost")
def discounted_costs(care_cost, lever_cost, discount_factor):
    """Cost of the year in today's worth."""
    return (care_cost + lever_cost) * discount_factor


@stock("euro", ("payer",), signed=True, afresh=True)
def discounted_benefit():
    """Benefits since the start, in today's worth."""
    return 0


@flow("euro/year", ("payer",), sink="discounted_benefit")
def discounted_benefits(yearly_benefit, discount_factor):
    """Benefits of the year in today's worth."""
    return yearly_benefit * discount_factor


@indicator("euro", ("payer",))
def net_benefit(discounted_benefit, discounted_cost):
    """Benefits less costs since the start in today's worth; only the difference between two policies has a meaning."""
    return discounted_benefit - discounted_cost
