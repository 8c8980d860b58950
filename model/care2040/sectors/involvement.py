"""Involvement: residents who take part in their neighbourhood, who volunteer, and who trust the municipality.

The lowest rung of the ladder that ends in helping neighbours. Volunteers in institutions are in today's care; what
more or fewer of them would do there is not counted, only the company they are.
"""

from care2040.language.equations import flow, indicator, reference, stock, variable


@stock("person", ("district",))
def involved_residents(adults, involved_share_at_start):
    """Adults who are active in their neighbourhood; some of them help, many only take part."""
    return adults * involved_share_at_start


@variable("person", ("district",))
def uninvolved_residents(adults, involved_residents):
    """Adults who are not active in their neighbourhood."""
    return adults - involved_residents


@flow("person/year", ("district",), source="involved_residents")
def taking_part_no_more(involved_residents, ending_involvement_rate):
    """Adults who are active no more, for want of time, health or company."""
    return involved_residents * ending_involvement_rate


@flow("person/year", ("district",), source="involved_residents")
def involved_residents_leaving(involved_residents, departing_share_rate):
    """Active residents who move out of the city."""
    return involved_residents * departing_share_rate


@reference("1/year", ("district",))
def becoming_involved_rate_reference(
    taking_part_no_more, involved_residents_leaving, involved_residents, population_growth_rate, uninvolved_residents
):
    """Rate of becoming active at the start: it keeps the part of the adults who are active as it is."""
    gone = taking_part_no_more + involved_residents_leaving
    return (gone + involved_residents * population_growth_rate) / uninvolved_residents


@variable("dimensionless", ("district",))
def trust_involvement_effect(relative_trust, trust_elasticity_of_involvement):
    """Who trusts the municipality takes part sooner."""
    return relative_trust**trust_elasticity_of_involvement


@flow("person/year", ("district",), sink="involved_residents")
def becoming_involved(
    uninvolved_residents,
    becoming_involved_rate_reference,
    meeting_place_effect,
    trust_involvement_effect,
    community_factor,
):
    """Adults who become active: sooner where people meet, trust the municipality, and are asked."""
    ease = meeting_place_effect * trust_involvement_effect * community_factor
    return uninvolved_residents * becoming_involved_rate_reference * ease


@variable("dimensionless", ("district",))
def district_involved_share(involved_residents, adults):
    """Part of the adults of a district who are active in their neighbourhood."""
    return involved_residents / adults


@reference("dimensionless", ("district",))
def involved_share_reference(district_involved_share):
    """Part of the adults who were active at the start."""
    return district_involved_share


@variable("dimensionless", ("district",))
def relative_involvement(district_involved_share, involved_share_reference):
    """Active residents per adult against the start."""
    return district_involved_share / involved_share_reference


@variable("dimensionless", ("district",))
def involvement_effect(relative_involvement, involvement_elasticity_of_willingness):
    """Who takes part comes to want to help a neighbour sooner."""
    return relative_involvement**involvement_elasticity_of_willingness


@stock("person", ("district",))
def volunteers(adults, volunteer_share_at_start):
    """Adults who volunteer, in care or anywhere else."""
    return adults * volunteer_share_at_start


@variable("dimensionless", ("district",))
def tiring_factor(call_of_shortage, load_elasticity_of_stopping, relative_frailty, frailty_elasticity_of_stopping):
    """Who helps stops sooner where care falls short and more is asked of them, and where health is worse."""
    return call_of_shortage**load_elasticity_of_stopping * relative_frailty**frailty_elasticity_of_stopping


@flow("person/year", ("district",), source="volunteers")
def volunteers_stopping(volunteers, ending_volunteering_rate, tiring_factor):
    """Volunteers who stop."""
    return volunteers * ending_volunteering_rate * tiring_factor


@flow("person/year", ("district",), source="volunteers")
def volunteers_leaving(volunteers, departing_share_rate):
    """Volunteers who move out of the city."""
    return volunteers * departing_share_rate


@reference("1/year", ("district",))
def starting_to_volunteer_rate_reference(
    volunteers_stopping, volunteers_leaving, volunteers, population_growth_rate, involved_residents
):
    """Rate at which active residents begin to volunteer at the start: it keeps the part of the adults as it is."""
    gone = volunteers_stopping + volunteers_leaving
    return (gone + volunteers * population_growth_rate) / involved_residents


@flow("person/year", ("district",), sink="volunteers")
def starting_to_volunteer(involved_residents, starting_to_volunteer_rate_reference, call_of_shortage):
    """Active residents who begin to volunteer; more of them where care falls short and they are asked."""
    return involved_residents * starting_to_volunteer_rate_reference * call_of_shortage


@variable("dimensionless", ("district",))
def district_volunteer_share(volunteers, adults):
    """Part of the adults of a district who volunteer."""
    return volunteers / adults


@reference("dimensionless", ("district",))
def volunteer_share_reference(district_volunteer_share):
    """Part of the adults who volunteered at the start."""
    return district_volunteer_share


@variable("dimensionless", ("district",))
def relative_volunteers(district_volunteer_share, volunteer_share_reference):
    """Volunteers per adult against the start."""
    return district_volunteer_share / volunteer_share_reference


@variable("dimensionless", ("district",))
def volunteer_company_effect(relative_volunteers, volunteer_elasticity_of_company):
    """Volunteers are company to who is lonely."""
    return relative_volunteers**volunteer_elasticity_of_company


@stock("dimensionless", ("district",))
def relative_trust():
    """Trust in the municipality against the start."""
    return 1


@variable("dimensionless", ("district",))
def indicated_trust(
    relative_met_need,
    met_need_elasticity_of_trust,
    housing_scarcity,
    scarcity_elasticity_of_trust,
    relative_involvement,
    involvement_elasticity_of_trust,
):
    """Trust that comes of what people find: care that is given, homes that can be had, neighbours who take part."""
    care = relative_met_need**met_need_elasticity_of_trust
    homes = housing_scarcity**-scarcity_elasticity_of_trust
    return care * homes * relative_involvement**involvement_elasticity_of_trust


@flow("1/year", ("district",), sink="relative_trust")
def trust_changing(indicated_trust, relative_trust, trust_time):
    """Trust comes and goes in years."""
    return (indicated_trust - relative_trust) / trust_time


@indicator("dimensionless", ("district",))
def involved_share(involved_residents, adults):
    """Part of the adults who are active in their neighbourhood."""
    return involved_residents / adults


@indicator("dimensionless", ("district",))
def volunteer_share(volunteers, adults):
    """Part of the adults who volunteer."""
    return volunteers / adults


@variable("person", ("district",))
def trusting_residents(adults, relative_trust, trust_share_at_start):
    """Adults who trust the municipality."""
    return adults * relative_trust * trust_share_at_start


@indicator("dimensionless", ("district",))
def trust_share(trusting_residents, adults):
    """Part of the adults who trust the municipality."""
    return trusting_residents / adults
