"""Growing up: children in poor households, adults who grew up poor, and help for the parents around a child."""

from care2040.language.equations import flow, indicator, reference, stock, uneven, variable


@variable("person", ("district",))
def children(residents_by_age, is_adult):
    """Residents under 18."""
    return (residents_by_age * (1 - is_adult)).sum("age")


@variable("dimensionless", ("district",))
def poor_share_of_children(district_poverty_share, poor_children_per_poor_household):
    """Part of the children of a district that grows up in a poor household; poor households have fewer children."""
    return district_poverty_share * poor_children_per_poor_household


@indicator("dimensionless")
def poor_children_share(children, poor_share_of_children):
    """Part of the children of the city that grows up in a poor household."""
    return (children * poor_share_of_children).sum("district") / children.sum("district")


@variable("person/year", ("district",))
def coming_of_age(children, years_of_childhood):
    """Children who turn 18 in a year, as many from each year of childhood."""
    return children / years_of_childhood


@stock("person", ("district",))
def adults_grown_up_poor(adults, grown_up_poor_at_start):
    """Adults who grew up in a poor household."""
    return adults * grown_up_poor_at_start


@flow("person/year", ("district",), sink="adults_grown_up_poor")
def growing_up_poor(coming_of_age, poor_share_of_children):
    """Children of poor households who come of age."""
    return coming_of_age * poor_share_of_children


@reference("1/year", ("district",))
def grown_up_elsewhere_rate(
    adults_grown_up_poor, adults, growing_up_poor, leaving_grown_up_poor, population_growth_rate
):
    """Adults who grew up poor elsewhere and came to live here at the start, as a part of the adults of a district."""
    kept = leaving_grown_up_poor + adults_grown_up_poor * population_growth_rate
    return (kept - growing_up_poor) / adults


@flow("person/year", ("district",), sink="adults_grown_up_poor")
def grown_up_poor_coming(adults, grown_up_elsewhere_rate):
    """Adults who grew up poor elsewhere and come to live here, less those of the start who would have left besides."""
    return adults * grown_up_elsewhere_rate


@flow("person/year", ("district",), source="adults_grown_up_poor")
def leaving_grown_up_poor(adults_grown_up_poor, years_in_the_city):
    """Adults who grew up poor and leave the city or die."""
    return adults_grown_up_poor / years_in_the_city


@variable("dimensionless", ("district",))
def grown_up_poor_share(adults_grown_up_poor, adults):
    """Part of the adults who grew up poor."""
    return adults_grown_up_poor / adults


@reference("dimensionless", ("district",))
def grown_up_poor_share_reference(grown_up_poor_share):
    """Part of the adults who grew up poor at the start."""
    return grown_up_poor_share


@variable("dimensionless", ("district",))
def generation_effect(grown_up_poor_share, grown_up_poor_share_reference, generation_elasticity_of_poverty):
    """Who grew up poor falls into poverty more often: nearly twice as often; one at the part of the start."""
    risk = 1 + generation_elasticity_of_poverty * grown_up_poor_share
    return risk / (1 + generation_elasticity_of_poverty * grown_up_poor_share_reference)


@stock("dimensionless")
def children_in_context_in_force():
    """How far help for the parents around a child is at work."""
    return 0


@flow("1/year", sink="children_in_context_in_force")
def children_in_context_working(
    children_in_context_effort, children_in_context_in_force, time_to_help_parents, time_to_forget_parents
):
    """Parents' networks take years to form, and fall apart in years when nobody keeps them up."""
    return uneven(
        children_in_context_effort, children_in_context_in_force, time_to_help_parents, time_to_forget_parents
    )


@variable("dimensionless", ("domain",))
def context_spared_share(children_in_context_saving, children_in_context_in_force):
    """Part of the need for care that help for the parents around a child spares."""
    return children_in_context_saving * children_in_context_in_force
