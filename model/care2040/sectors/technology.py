"""Technology: aids spread among care organisations, administration drifts; both decide the time left for clients."""

from care2040.language.equations import flow, reference, stock, variable


@stock("dimensionless")
def technology_adoption(adoption_at_start):
    """Part of the care organisations' work in which proven technology is in use."""
    return adoption_at_start


@flow("1/year", sink="technology_adoption")
def adoption(
    technology_adoption,
    innovation_rate,
    imitation_rate,
    technology_pace,
    technology_gain,
    technology_effort,
    reached_by_technology,
):
    """Organisations that take technology up, by themselves or by example, slower where clients cannot. Source: Bass."""
    pace = technology_pace * (1 + technology_gain * technology_effort) * reached_by_technology
    return (1 - technology_adoption) * (innovation_rate + imitation_rate * technology_adoption) * pace


@stock("dimensionless")
def digital_exclusion(digital_exclusion_at_start):
    """Part of the adults who cannot make do with digital care."""
    return digital_exclusion_at_start


@variable("dimensionless")
def indicated_digital_exclusion(
    digital_exclusion_at_start,
    exclusion_by_technology,
    technology_adoption,
    adoption_reference,
    digital_inclusion_reduction,
    digital_inclusion_effort,
):
    """Digital exclusion that comes about in the end: the more is digital the more people it leaves out."""
    harder = 1 + exclusion_by_technology * (technology_adoption - adoption_reference)
    return digital_exclusion_at_start * harder * (1 - digital_inclusion_reduction * digital_inclusion_effort)


@flow("1/year", sink="digital_exclusion")
def digital_exclusion_drift(indicated_digital_exclusion, digital_exclusion, digital_learning_time):
    """People are left out, or learn, with a delay of years."""
    return (indicated_digital_exclusion - digital_exclusion) / digital_learning_time


@reference("dimensionless")
def digital_exclusion_reference(digital_exclusion):
    """Digital exclusion at the start."""
    return digital_exclusion


@variable("dimensionless")
def reached_by_technology(digital_exclusion, digital_exclusion_reference):
    """Part of the adults who can make do with digital care, against the start."""
    return (1 - digital_exclusion) / (1 - digital_exclusion_reference)


@stock("dimensionless")
def administration_by_rules(administrative_share_at_start):
    """Part of working time that goes to administration by the rules there are, less what technology takes over."""
    return administrative_share_at_start


@stock("dimensionless")
def administration_by_control():
    """How much more administration control under pressure has brought; one at the start."""
    return 1


@variable("dimensionless")
def administrative_burden(administration_by_rules, administration_by_control):
    """Part of working time that goes to administration."""
    return administration_by_rules * administration_by_control


@variable("dimensionless")
def control_effect(perceived_strain, strain_elasticity_of_administration):
    """Under pressure more goes wrong, and more control is asked for."""
    return perceived_strain**strain_elasticity_of_administration


@variable("dimensionless")
def indicated_administration(administrative_share_at_start, administration_reduction, fewer_rules_effort):
    """Administration that rules lead to in the end; where rules are dropped less is left."""
    return administrative_share_at_start * (1 - administration_reduction * fewer_rules_effort)


@flow("1/year", sink="administration_by_rules")
def administration_drift(indicated_administration, administration_by_rules, administration_adjustment_time):
    """Administration follows the rules with a delay of years."""
    return (indicated_administration - administration_by_rules) / administration_adjustment_time


@flow("1/year", sink="administration_by_control")
def control_drift(control_effect, administration_by_control, administration_adjustment_time):
    """Control grows with the errors that pressure brings, with a delay of years."""
    return (control_effect - administration_by_control) / administration_adjustment_time


@reference("dimensionless")
def adoption_reference(technology_adoption):
    """Technology in use at the start."""
    return technology_adoption


@reference("dimensionless")
def client_share_reference(administrative_burden):
    """Part of working time left for clients at the start."""
    return 1 - administrative_burden


@variable("dimensionless")
def technology_saving(technology_time_saved, technology_adoption, adoption_reference, reached_by_technology):
    """Working time that technology frees, against the start: among those who can make do with it."""
    return technology_time_saved * (technology_adoption - adoption_reference) * reached_by_technology


@variable("dimensionless")
def technology_for_clients(technology_saving, saving_for_clients_share):
    """Working time that technology frees for clients, against the start."""
    return technology_saving * saving_for_clients_share


@variable("dimensionless")
def technology_relief(technology_saving, technology_for_clients):
    """Working time that technology frees and that workers keep: it makes the work less heavy."""
    return technology_saving - technology_for_clients


@variable("dimensionless")
def client_time_effect(administrative_burden, client_share_reference, technology_for_clients):
    """Time for clients per hour worked, against the start."""
    return (1 - administrative_burden) / client_share_reference * (1 + technology_for_clients)


@variable("dimensionless")
def client_time_without_pressure(administration_by_rules, client_share_reference, technology_for_clients):
    """Time for clients per hour worked, against the start, were no control added under pressure."""
    return (1 - administration_by_rules) / client_share_reference * (1 + technology_for_clients)


@variable("dimensionless")
def absorption_effect(technology_for_clients, absorbed_share):
    """Part of the time that technology frees is taken up by more care being asked for."""
    return 1 + absorbed_share * technology_for_clients
