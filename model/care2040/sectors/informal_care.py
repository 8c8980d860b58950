"""Informal care: hours that are asked at home and of family and friends, what is given, and what falls away.

Only the care for older people, for people with a disability and for who needs support moves it; hospitals do not.
"""

import numpy as np

from care2040.language.equations import flow, indicator, reference, stock, variable


@stock("dimensionless")
def help_needed_from_65():
    """Chance that someone of an age from 65 on needs help at home, against the start."""
    return 1


@flow("1/year", sink="help_needed_from_65")
def ageing_in_better_health(help_needed_from_65, growth_of_help_from_65):
    """People of the same age come to need help less often, or more often."""
    return help_needed_from_65 * growth_of_help_from_65


@stock("dimensionless")
def help_needed_under_65():
    """Chance that someone of an age below 65 needs help at home, against the start."""
    return 1


@flow("1/year", sink="help_needed_under_65")
def growing_help_under_65(help_needed_under_65, growth_of_help_under_65):
    """People below 65 come to need help more often: more live with a disability or a disorder."""
    return help_needed_under_65 * growth_of_help_under_65


@variable("hour/person/year", ("age", "relation"))
def hours_asked_by_age(hours_asked_of_relation, is_65_plus, help_needed_from_65, help_needed_under_65):
    """Hours a year that a resident of an age asks of household members, of children elsewhere and of others."""
    return hours_asked_of_relation * (is_65_plus * help_needed_from_65 + (1 - is_65_plus) * help_needed_under_65)


@variable("hour/year", ("district", "relation"))
def hours_asked_by_need(residents_by_age, hours_asked_by_age, relative_frailty):
    """Hours that residents ask by their age, household and frailty."""
    return (residents_by_age * hours_asked_by_age).sum("age") * relative_frailty


@variable("fte", ("district",))
def care_at_home_asked(care_asked, part_at_home):
    """Care of professionals that family and friends could do part of: for older people, a disability, or support."""
    return (care_asked * part_at_home).sum("domain")


@variable("fte", ("district",))
def care_at_home_not_given(care_asked, part_at_home, unmet_share):
    """Care of professionals that family and friends could do part of, and that is not given."""
    return (care_asked * part_at_home * unmet_share).sum("domain")


@reference("dimensionless", ("district",))
def care_at_home_reference(care_at_home_not_given, care_at_home_asked):
    """Part of the care of professionals at home that was not given at the start."""
    return care_at_home_not_given / care_at_home_asked


@variable("hour/year", ("district",))
def hours_landing(care_at_home_not_given, care_at_home_asked, care_at_home_reference, landing_share, hours_per_fte):
    """Hours that land on family and friends because professionals give less than at the start."""
    beyond = care_at_home_not_given - care_at_home_reference * care_at_home_asked
    return np.maximum(beyond, 0) * landing_share * hours_per_fte


@variable("hour/year", ("district", "relation"))
def informal_hours_asked(hours_asked_by_need, hours_landing, hours_waiting_at_home):
    """Hours of informal care that residents ask for, with what professionals leave undone and who waits for a place."""
    added = (hours_landing + hours_waiting_at_home) / hours_asked_by_need.sum("relation")
    return hours_asked_by_need * (1 + added)


@variable("dimensionless", ("relation",))
def given_share(
    load_by_parents_here,
    load_of_others,
    is_children,
    is_others,
    is_household,
    load_elasticity_of_taking_up,
    load_elasticity_of_hours,
):
    """Part of the hours asked that is given: where more is asked of each, more take it up and give more, not all."""
    load = load_by_parents_here * is_children + load_of_others * is_others + is_household
    return np.minimum(load ** (load_elasticity_of_taking_up + load_elasticity_of_hours - 1), 1)


@variable("hour/year", ("district", "relation"))
def informal_hours_given(informal_hours_asked, given_share, carers_missing):
    """Hours of informal care that residents get of those that they ask."""
    return informal_hours_asked * given_share / np.maximum(carers_missing, 1)


@variable("hour/year", ("district",))
def hours_fallen_away(informal_hours_asked, informal_hours_given):
    """Hours of informal care that are asked and that no household member, child or other gives."""
    return informal_hours_asked.sum("relation") - informal_hours_given.sum("relation")


@variable("fte", ("district",))
def indicated_care_landed(hours_fallen_away, taken_over_share, hours_per_fte):
    """Care that professionals are asked for in the end because nobody at home gives it."""
    return hours_fallen_away * taken_over_share / hours_per_fte


@stock("fte", ("district",), signed=True)
def care_landed():
    """Care that professionals are asked for because nobody at home gives it any more."""
    return 0


@flow("fte/year", ("district",), sink="care_landed")
def landing_on_professionals(indicated_care_landed, care_landed, landing_time):
    """It takes a while before someone asks professionals for what family no longer does."""
    return (indicated_care_landed - care_landed) / landing_time


@variable("hour/year", ("district",))
def hours_taken_over(care_landed, hours_per_fte):
    """Hours that professionals are asked for because nobody at home gives them."""
    return care_landed * hours_per_fte


@indicator("hour/year", ("district",))
def informal_hours_undone(hours_fallen_away, hours_taken_over):
    """Hours of informal care that are asked, and that nobody gives and no professional is asked for."""
    return hours_fallen_away - hours_taken_over
