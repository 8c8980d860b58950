"""Carers: who cares for someone close, how many hours, and who is heavily burdened by it."""

import numpy as np

from care2040.language.equations import flow, indicator, reference, stock, variable


@variable("dimensionless", ("relation",))
def calling_effect(relative_load, load_elasticity_of_taking_up):
    """Where more is asked, more people take up the care for someone close."""
    return relative_load**load_elasticity_of_taking_up


@variable("dimensionless", ("relation",))
def stretching_effect(relative_load, load_elasticity_of_hours):
    """Where more is asked, each carer gives more hours."""
    return relative_load**load_elasticity_of_hours


@variable("person", ("district", "relation"))
def carers_called(potential_carers, calling_effect, relative_hours_asked, relative_potential_carers, is_household):
    """People who would care for someone at what is asked now; in a household as many as need it."""
    at_home = relative_hours_asked / relative_potential_carers
    return potential_carers * (calling_effect * (is_household * at_home + (1 - is_household)))


@variable("person", ("district",))
def all_carers_called(carers_called):
    """People of a district who would care for someone at what is asked now."""
    return carers_called.sum("relation")


@stock("person", ("district",))
def coping_carers(potential_carers, heavily_burdened_share_at_start):
    """Informal carers who can cope."""
    return potential_carers.sum("relation") * (1 - heavily_burdened_share_at_start)


@stock("person", ("district",))
def heavily_burdened_carers(potential_carers, heavily_burdened_share_at_start):
    """Informal carers who are heavily burdened; strictly overburdened are far fewer, 1.4 % in the Netherlands."""
    return potential_carers.sum("relation") * heavily_burdened_share_at_start


@variable("person", ("district",))
def all_carers(coping_carers, heavily_burdened_carers):
    """Informal carers, coping or heavily burdened."""
    return coping_carers + heavily_burdened_carers


@flow("person/year", ("district",), sink="coping_carers")
def taking_up_care(
    all_carers_called,
    all_carers,
    taking_up_time,
    care_ending_rate,
    dropping_out_rate,
    heavily_burdened_share_at_start,
):
    """Residents who begin to care for someone close: in the place of others, and as more are called upon."""
    usual = care_ending_rate + dropping_out_rate * heavily_burdened_share_at_start
    return np.maximum(all_carers_called * usual + (all_carers_called - all_carers) / taking_up_time, 0)


@flow("person/year", ("district",), source="coping_carers")
def care_ending(coping_carers, care_ending_rate):
    """Carers whose task ends, by recovery, admission or death of whom they cared for."""
    return coping_carers * care_ending_rate


@flow("person/year", ("district",), source="heavily_burdened_carers")
def heavy_care_ending(heavily_burdened_carers, care_ending_rate):
    """Heavily burdened carers whose task ends, by recovery, admission or death of whom they cared for."""
    return heavily_burdened_carers * care_ending_rate


@flow("person/year", ("district",), source="heavily_burdened_carers")
def dropping_out(heavily_burdened_carers, dropping_out_rate):
    """Heavily burdened carers who cannot go on."""
    return heavily_burdened_carers * dropping_out_rate


@variable("dimensionless", ("district",))
def carers_missing(all_carers_called, all_carers):
    """People called upon for each who cares: above one where carers dropped out and others do what they did."""
    return all_carers_called / all_carers


@variable("dimensionless", ("district",))
def burden_by_hours(
    carers_called, burdened_part_by_relation, stretching_effect, carers_missing, hours_elasticity_of_burden
):
    """Part of the carers that would be heavily burdened by whom they care for and how many hours, up to a level."""
    heavier = burdened_part_by_relation * stretching_effect**hours_elasticity_of_burden
    return (
        (carers_called * heavier).sum("relation")
        / carers_called.sum("relation")
        * (carers_missing**hours_elasticity_of_burden)
    )


@reference("dimensionless", ("district",))
def burden_by_hours_reference(burden_by_hours):
    """Part of the carers that would be heavily burdened by whom they care for and how many hours, at the start."""
    return burden_by_hours


@variable("dimensionless", ("district",))
def relative_care_at_home(care_at_home_not_given, care_at_home_asked, care_at_home_reference):
    """Care of professionals at home that is given of what is asked for, against the start."""
    return (1 - care_at_home_not_given / care_at_home_asked) / (1 - care_at_home_reference)


@variable("dimensionless", ("district",))
def indicated_burden(
    heavily_burdened_share_at_start,
    burden_by_hours,
    burden_by_hours_reference,
    relative_care_at_home,
    care_elasticity_of_burden,
):
    """Part of the carers that becomes heavily burdened in the end: more hours, or less professional help, raise it."""
    others = 1 - heavily_burdened_share_at_start
    by_hours = (burden_by_hours_reference / burden_by_hours) ** (1 / others)
    odds_against = (
        others / heavily_burdened_share_at_start * by_hours * relative_care_at_home**care_elasticity_of_burden
    )
    return 1 / (1 + odds_against)


@flow("person/year", ("district",), source="coping_carers", sink="heavily_burdened_carers")
def becoming_heavily_burdened(
    coping_carers, indicated_burden, burden_adjustment_time, care_ending_rate, dropping_out_rate
):
    """Carers who become heavily burdened: as many as keep the part that their hours and help lead to."""
    rate = 1 / burden_adjustment_time + care_ending_rate + dropping_out_rate
    return coping_carers * (indicated_burden / (1 - indicated_burden) * rate)


@flow("person/year", ("district",), source="heavily_burdened_carers", sink="coping_carers")
def relief(heavily_burdened_carers, burden_adjustment_time, carer_respite_gain, carer_respite_effort):
    """Heavily burdened carers who can cope again; respite care makes that likelier."""
    return heavily_burdened_carers / burden_adjustment_time * (1 + carer_respite_gain * carer_respite_effort)


@variable("dimensionless")
def heavily_burdened_part(heavily_burdened_carers, all_carers):
    """Part of the informal carers of the city who are heavily burdened."""
    return heavily_burdened_carers.sum("district") / all_carers.sum("district")


@reference("dimensionless")
def heavily_burdened_part_reference(heavily_burdened_part):
    """Part of the informal carers who are heavily burdened at the start."""
    return heavily_burdened_part


@variable("dimensionless")
def relative_heavy_burden(heavily_burdened_part, heavily_burdened_part_reference):
    """Heavily burdened part of the carers against the start."""
    return heavily_burdened_part / heavily_burdened_part_reference


@indicator("person", ("district",))
def informal_carers(all_carers):
    """People who care for someone close, coping or heavily burdened."""
    return all_carers


@indicator("dimensionless", ("district",))
def heavily_burdened_share(heavily_burdened_carers, all_carers):
    """Part of the informal carers who are heavily burdened."""
    return heavily_burdened_carers / all_carers


@indicator("dimensionless", ("district",))
def carers_per_resident_85_plus(all_carers, residents_by_age, is_85_plus):
    """Informal carers per resident aged 85 or older."""
    return all_carers / (residents_by_age * is_85_plus).sum("age")
