"""Family: who could give help at home, in the city and elsewhere, and how much is asked of each of them.

Most of what residents do for their parents goes to parents elsewhere, so that the whole country's ageing is felt.
"""

import numpy as np

from care2040.language.equations import reference, variable


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
    old = hours_asked_by_65_plus * help_needed_from_65
    return (old + hours_asked_under_65 * help_needed_under_65) / national_children


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
