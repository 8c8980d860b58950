"""Young people: the mental health of residents of 12 to 24, and the care that they need by it.

Their complaints doubled around 2020. What that asked of care is in the growth that was counted; here only what poverty
and help for parents change beyond the count moves the need.
"""

from care2040.language.equations import flow, indicator, stock, variable


@variable("person", ("district",))
def young_people(residents_by_age, is_12_to_24):
    """Residents of 12 to 24."""
    return (residents_by_age * is_12_to_24).sum("age")


@stock("dimensionless", ("district",))
def young_complaints():
    """Mental complaints among residents of 12 to 24, against what was counted; one at the start."""
    return 1


@variable("dimensionless", ("district",))
def indicated_young_complaints(
    relative_poverty,
    poverty_elasticity_of_young_complaints,
    young_complaints_reduction,
    children_in_context_in_force,
):
    """Complaints that come about in the end: more where more households are poor, fewer where parents are helped."""
    prevented = 1 - young_complaints_reduction * children_in_context_in_force
    return relative_poverty**poverty_elasticity_of_young_complaints * prevented


@flow("1/year", ("district",), sink="young_complaints")
def young_complaints_changing(indicated_young_complaints, young_complaints, young_complaints_time):
    """Young people come to have complaints, get over them, or grow past 24, in years."""
    return (indicated_young_complaints - young_complaints) / young_complaints_time


@variable("dimensionless", ("district", "domain"))
def young_share_of_need(residents_by_age, is_12_to_24, care_intensity_by_age, need_by_age):
    """Part of the need of a district that is that of residents of 12 to 24, by their age alone."""
    young = (residents_by_age * is_12_to_24 * care_intensity_by_age).sum("age")
    return young / need_by_age


@variable("dimensionless", ("district", "domain"))
def young_need_factor(young_complaints, young_share_of_need, need_from_young_complaints):
    """What changed complaints of young people do to the need in a domain. One at the complaints that were counted."""
    return 1 + young_share_of_need * need_from_young_complaints * (young_complaints - 1)


@variable("person", ("district",))
def young_people_with_complaints(young_people, young_complaints, counted_young_complaints):
    """Residents of 12 to 24 who have mental complaints."""
    return young_people * young_complaints * counted_young_complaints


@indicator("dimensionless", ("district",))
def young_complaints_share(young_people_with_complaints, young_people):
    """Part of the residents of 12 to 24 who have mental complaints."""
    return young_people_with_complaints / young_people
