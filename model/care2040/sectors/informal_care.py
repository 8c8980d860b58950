"""Informal care: hours that are asked at home and of family and friends, who gives them, and how heavy that is.

Only the care for older people, for people with a disability and for who needs support moves it; hospitals do not. Most
of what residents do for their parents goes to parents elsewhere, so that the ageing of the whole country is felt here.
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
def informal_hours_asked(hours_asked_by_need, hours_landing):
    """Hours of informal care that residents ask for, with what professionals leave undone."""
    return hours_asked_by_need * (1 + hours_landing / hours_asked_by_need.sum("relation"))


@variable("person", ("district", "relation"))
def potential_carers(residents_by_age, carer_share, carer_share_level):
    """Residents who would care for someone of a relation, by the age pattern of the base year."""
    return (residents_by_age * carer_share).sum("age") * carer_share_level


@variable("hour/year", ("relation",))
def hours_asked_in_city(informal_hours_asked):
    """Hours that residents of the city ask, by relation."""
    return informal_hours_asked.sum("district")


@reference("hour/year", ("relation",))
def hours_asked_in_city_reference(hours_asked_in_city):
    """Hours that residents of the city asked at the start, by relation."""
    return hours_asked_in_city


@variable("dimensionless", ("relation",))
def relative_hours_asked(hours_asked_in_city, hours_asked_in_city_reference):
    """Hours that residents of the city ask against the start, by relation."""
    return hours_asked_in_city / hours_asked_in_city_reference


@variable("person", ("relation",))
def potential_carers_in_city(potential_carers):
    """Residents of the city who would care for someone, by relation."""
    return potential_carers.sum("district")


@reference("person", ("relation",))
def potential_carers_reference(potential_carers_in_city):
    """Residents of the city who would have cared for someone at the start, by relation."""
    return potential_carers_in_city


@variable("dimensionless", ("relation",))
def relative_potential_carers(potential_carers_in_city, potential_carers_reference):
    """Residents who would care for someone against the start, by relation."""
    return potential_carers_in_city / potential_carers_reference


@variable("hour/person/year")
def national_load(
    hours_asked_by_65_plus, hours_asked_under_65, help_needed_from_65, help_needed_under_65, national_children
):
    """Hours that parents in the Netherlands ask for each person who could care for them."""
    old, young = hours_asked_by_65_plus * help_needed_from_65, hours_asked_under_65 * help_needed_under_65
    return (old + young) / national_children


@reference("hour/person/year")
def national_load_reference(national_load):
    """Hours that parents in the Netherlands asked for each person who could care for them, at the start."""
    return national_load


@reference("person")
def national_children_reference(national_children):
    """People in the Netherlands who could care for a parent, at the start."""
    return national_children


@variable("dimensionless")
def children_of_residents(
    relative_potential_carers, national_children, national_children_reference, children_in_city_share
):
    """People who could care for a parent in the city against the start: part lives here, the others elsewhere."""
    here = children_in_city_share * relative_potential_carers.sel(relation="children")
    return here + (1 - children_in_city_share) * national_children / national_children_reference


@reference("dimensionless")
def parents_in_city_share(
    hours_asked_in_city, potential_carers_in_city, hours_per_carer_at_start, children_in_city_share
):
    """Part of what residents did for parents at the start that went to parents in the city; the rest went elsewhere."""
    given = (potential_carers_in_city * hours_per_carer_at_start).sel(relation="children")
    inside = children_in_city_share * hours_asked_in_city.sel(relation="children")
    return np.minimum(inside / given, 1)


@variable("dimensionless")
def load_by_parents_here(relative_hours_asked, children_of_residents):
    """Hours that parents in the city ask of each who could care for them, here or elsewhere, against the start."""
    return relative_hours_asked.sel(relation="children") / children_of_residents


@variable("dimensionless")
def load_of_children(parents_in_city_share, load_by_parents_here, national_load, national_load_reference):
    """Hours asked of each resident who could care for a parent, against the start: parents here and elsewhere."""
    elsewhere = national_load / national_load_reference
    return parents_in_city_share * load_by_parents_here + (1 - parents_in_city_share) * elsewhere


@reference("person")
def adults_reference(adults):
    """Adults of the city at the start."""
    return adults.sum("district")


@variable("dimensionless")
def load_of_others(relative_hours_asked, adults, adults_reference):
    """Hours asked of each adult who could help a friend or a relative, against the start."""
    return relative_hours_asked.sel(relation="others") / (adults.sum("district") / adults_reference)


@variable("dimensionless", ("relation",))
def relative_load(load_of_children, load_of_others, is_children, is_others, is_household):
    """Hours asked of each who could give them, against the start; who lives together does not share it with others."""
    return load_of_children * is_children + load_of_others * is_others + is_household


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
    """Part of the hours asked that is given: where more is asked of each, more take it up and each gives more, not all."""
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
