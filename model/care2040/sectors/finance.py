"""Finance: who pays for care and for the levers, what is spared, and what it is all worth today."""

from care2040.language.equations import flow, indicator, reference, stock, variable


@stock("dimensionless")
def discount_factor():
    """Worth today of a euro of that moment."""
    return 1


@flow("1/year", source="discount_factor")
def discounting(discount_factor, discount_rate):
    """A euro of later is worth less today."""
    return discount_factor * discount_rate


@stock("euro", ("payer",))
def spent_on_care():
    """Spent on care since the start, in euros of 2024."""
    return 0


@flow("euro/year", ("payer",), sink="spent_on_care")
def care_cost(
    workers_in_domain,
    fte_per_worker,
    cost_per_fte,
    payer_share,
    people_in_treatment,
    people_ready_to_leave,
    place_price,
):
    """Cost of care and support per year, by who pays: staff with overheads, and care-funded places."""
    staff = (workers_in_domain * payer_share).sum("domain") * fte_per_worker * cost_per_fte
    return staff + (people_in_treatment + people_ready_to_leave) * place_price


@reference("dimensionless", ("district",))
def resident_share_of_district(district_residents):
    """Part of the residents of the city who live in a district at the start: budgets are the same every year."""
    return district_residents / district_residents.sum("district")


@variable("euro/year", ("payer",))
def difference_maker_cost(
    resident_share_of_district,
    income_support_outreach_budget,
    income_support_outreach_price,
    debt_prevention_budget,
    debt_prevention_price,
    early_years_budget,
    early_years_price,
    community_building_budget,
    community_building_price,
    carer_respite_budget,
    carer_respite_price,
    prevention_budget,
    prevention_price,
):
    """Cost of the levers that are spread over districts, by payer."""
    lived = resident_share_of_district
    money = (lived * income_support_outreach_budget).sum("district") * income_support_outreach_price
    debt = (lived * debt_prevention_budget).sum("district") * debt_prevention_price
    youth = (lived * early_years_budget).sum("district") * early_years_price
    community = (lived * community_building_budget).sum("district") * community_building_price
    respite = (lived * carer_respite_budget).sum("district") * carer_respite_price
    return money + debt + youth + community + respite + (lived * prevention_budget).sum("district") * prevention_price


@variable("euro/year", ("payer",))
def housing_lever_cost(
    affordable_homes_budget,
    affordable_homes_price,
    flow_through_budget,
    flow_through_price,
    vulnerable_allocation_budget,
    vulnerable_allocation_price,
    housing_first_budget,
    housing_first_price,
    key_worker_homes_budget,
    key_worker_homes_price,
):
    """Cost of the levers on housing, by payer."""
    homes = affordable_homes_budget * affordable_homes_price + key_worker_homes_budget * key_worker_homes_price
    allocation = flow_through_budget * flow_through_price + vulnerable_allocation_budget * vulnerable_allocation_price
    return homes + allocation + housing_first_budget * housing_first_price


@variable("euro/year", ("payer",))
def care_lever_cost(
    group_support_budget,
    group_support_price,
    technology_budget,
    technology_price,
    training_places_budget,
    training_places_price,
    retention_budget,
    retention_price,
    returners_budget,
    returners_price,
):
    """Cost of the levers on care and digital work, by payer."""
    work = group_support_budget * group_support_price + technology_budget * technology_price
    staff = training_places_budget * training_places_price + retention_budget * retention_price
    return work + staff + returners_budget * returners_price


@stock("euro", ("payer",))
def spent_on_levers():
    """Spent on levers since the start, in euros of 2024."""
    return 0


@flow("euro/year", ("payer",), sink="spent_on_levers")
def lever_cost(difference_maker_cost, housing_lever_cost, care_lever_cost):
    """Cost of all levers per year, by who pays."""
    return difference_maker_cost + housing_lever_cost + care_lever_cost


@reference("household/person")
def poor_households_per_resident(households_in_poverty, district_residents):
    """Poor households per resident at the start."""
    return households_in_poverty.sum("district") / district_residents.sum("district")


@reference("dimensionless")
def homeless_share_reference(homeless_people, district_residents):
    """Homeless people per resident at the start."""
    return homeless_people / district_residents.sum("district")


@stock("euro", ("payer",), signed=True)
def gained():
    """What better lives have spared and brought since the start, in euros of 2024."""
    return 0


@flow("euro/year", ("payer",), sink="gained")
def yearly_benefit(
    households_in_poverty,
    poor_households_per_resident,
    benefit_per_household,
    homeless_people,
    homeless_share_reference,
    benefit_per_person_housed,
    district_residents,
):
    """What fewer poor households and homeless people than at the shares of the start spare and bring, by payer."""
    people = district_residents.sum("district")
    households = people * poor_households_per_resident - households_in_poverty.sum("district")
    housed = people * homeless_share_reference - homeless_people
    return households * benefit_per_household + housed * benefit_per_person_housed


@stock("euro", ("payer",))
def discounted_cost():
    """Cost of care and levers since the start, in today's worth."""
    return 0


@flow("euro/year", ("payer",), sink="discounted_cost")
def discounted_costs(care_cost, lever_cost, discount_factor):
    """Cost of the year in today's worth."""
    return (care_cost + lever_cost) * discount_factor


@stock("euro", ("payer",), signed=True)
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
