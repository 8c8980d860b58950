"""Community: neighbours who help, people who care for someone close, places to meet, and what wears people out."""

from care2040.language.equations import flow, indicator, reference, stock, variable


@stock("place", ("district",))
def meeting_places(district_residents, meeting_places_per_resident):
    """Places where people meet: community centres, libraries, living rooms of the neighbourhood."""
    return district_residents * meeting_places_per_resident


@flow("place/year", ("district",), sink="meeting_places")
def places_opened(
    meeting_places, place_opening_rate, district_residents, meeting_places_added_per_resident, community_building_effort
):
    """Meeting places that open: those that replace closed ones, and those of community building."""
    added = district_residents * meeting_places_added_per_resident * community_building_effort
    return meeting_places * place_opening_rate + added


@flow("place/year", ("district",), source="meeting_places")
def places_closed(meeting_places, place_closing_rate):
    """Meeting places that close."""
    return meeting_places * place_closing_rate


@variable("place/person", ("district",))
def places_per_resident(meeting_places, district_residents):
    """Meeting places per resident; growth without new places thins them out."""
    return meeting_places / district_residents


@reference("place/person", ("district",))
def places_per_resident_reference(places_per_resident):
    """Meeting places per resident at the start."""
    return places_per_resident


@variable("dimensionless", ("district",))
def relative_meeting_places(places_per_resident, places_per_resident_reference):
    """Meeting places per resident against the start."""
    return places_per_resident / places_per_resident_reference


@stock("person", ("district",))
def willing_residents(adults, willing_share_at_start):
    """Adults who would want to help a neighbour and do not do so yet."""
    return adults * willing_share_at_start


@stock("person", ("district",))
def neighbour_helpers(adults, helping_share_at_start):
    """Adults who help or care for neighbours."""
    return adults * helping_share_at_start


@variable("dimensionless", ("district",))
def helping_share(neighbour_helpers, adults):
    """Part of the adults who help neighbours."""
    return neighbour_helpers / adults


@reference("dimensionless", ("district",))
def helping_share_reference(helping_share):
    """Part of the adults who help neighbours at the start."""
    return helping_share


@variable("dimensionless", ("district",))
def relative_helpers(helping_share, helping_share_reference):
    """Helping neighbours per adult against the start."""
    return helping_share / helping_share_reference


@variable("dimensionless", ("district",))
def word_of_mouth_effect(relative_helpers, word_of_mouth_share):
    """Who sees a neighbour help, helps sooner. Source: imitation in Bass (1969)."""
    return (1 - word_of_mouth_share) + word_of_mouth_share * relative_helpers


@variable("dimensionless", ("district",))
def meeting_place_effect(relative_meeting_places, meeting_place_elasticity_of_activation):
    """Where people can meet, they start to help sooner."""
    return relative_meeting_places**meeting_place_elasticity_of_activation


@flow("person/year", ("district",), source="willing_residents", sink="neighbour_helpers")
def activation(
    willing_residents, activation_rate_reference, word_of_mouth_effect, meeting_place_effect, community_factor
):
    """Willing residents who start to help."""
    return willing_residents * (
        activation_rate_reference * word_of_mouth_effect * meeting_place_effect * community_factor
    )


@variable("dimensionless", ("district",))
def community_factor(community_building_gain, community_building_effort):
    """What community building adds to the ease with which people start to help. One without it."""
    return 1 + community_building_gain * community_building_effort


@flow("person/year", ("district",), source="neighbour_helpers", sink="willing_residents")
def stopping(neighbour_helpers, stopping_rate):
    """Helpers who stop, and would do it again."""
    return neighbour_helpers * stopping_rate


@flow("person/year", ("district",), source="neighbour_helpers")
def helpers_leaving(neighbour_helpers, departing_share_rate):
    """Helpers who move out of the city: moving breaks ties."""
    return neighbour_helpers * departing_share_rate


@flow("person/year", ("district",), source="willing_residents")
def willing_residents_leaving(willing_residents, departing_share_rate):
    """Willing residents who move out of the city."""
    return willing_residents * departing_share_rate


@reference("1/year", ("district",))
def activation_rate_reference(stopping, helpers_leaving, neighbour_helpers, willing_residents, population_growth_rate):
    """Rate at which the willing start at the start: it keeps the part of the adults who help as it is."""
    needed = stopping + helpers_leaving + neighbour_helpers * population_growth_rate
    return needed / willing_residents


@variable("person", ("district",))
def other_adults(adults, willing_residents, neighbour_helpers):
    """Adults who neither help nor want to."""
    return adults - willing_residents - neighbour_helpers


@reference("1/year", ("district",))
def becoming_willing_rate_reference(
    willing_residents,
    willing_residents_leaving,
    neighbour_helpers,
    helpers_leaving,
    population_growth_rate,
    other_adults,
):
    """Rate of becoming willing at the start: it keeps the part of the adults who are willing as it is."""
    gone = willing_residents_leaving + helpers_leaving
    return (gone + (willing_residents + neighbour_helpers) * population_growth_rate) / other_adults


@flow("person/year", ("district",), sink="willing_residents")
def becoming_willing(other_adults, becoming_willing_rate_reference, community_factor):
    """Adults who come to want to help a neighbour."""
    return other_adults * becoming_willing_rate_reference * community_factor


@variable("person", ("district",))
def potential_carers(residents_by_age, carer_share, carer_share_level):
    """Residents who would care for someone close, by the age pattern of the base year."""
    return (residents_by_age * carer_share).sum("age") * carer_share_level


@stock("person", ("district",))
def coping_carers(potential_carers, overburdened_share_at_start):
    """Informal carers who can cope."""
    return potential_carers * (1 - overburdened_share_at_start)


@stock("person", ("district",))
def overburdened_carers(potential_carers, overburdened_share_at_start):
    """Informal carers who are overburdened."""
    return potential_carers * overburdened_share_at_start


@variable("person", ("district",))
def all_carers(coping_carers, overburdened_carers):
    """Informal carers, coping or overburdened."""
    return coping_carers + overburdened_carers


@variable("hour/year", ("district",))
def informal_load(district_care_asked, district_unmet_need, informal_hours_per_fte, landing_share, hours_per_fte):
    """Hours that informal carers are called upon for: they go with the need, and unmet professional need lands here."""
    return district_care_asked * informal_hours_per_fte + district_unmet_need * landing_share * hours_per_fte


@variable("hour/person/year", ("district",))
def load_per_carer(informal_load, all_carers):
    """Hours asked of one informal carer."""
    return informal_load / all_carers


@reference("hour/person/year", ("district",))
def load_per_carer_reference(load_per_carer):
    """Hours asked of one informal carer at the start."""
    return load_per_carer


@variable("dimensionless", ("district",))
def relative_load(load_per_carer, load_per_carer_reference):
    """Hours asked of one informal carer against the start."""
    return load_per_carer / load_per_carer_reference


@variable("dimensionless", ("district",))
def burden_effect(relative_load, load_elasticity_of_overburdening):
    """A heavier load overburdens more carers."""
    return relative_load**load_elasticity_of_overburdening


@variable("dimensionless", ("district",))
def calling_effect(relative_load, load_elasticity_of_taking_up):
    """Where more is asked, more people take up the care for someone close."""
    return relative_load**load_elasticity_of_taking_up


@flow("person/year", ("district",), source="coping_carers")
def care_ending(coping_carers, care_ending_rate):
    """Carers whose task ends, by recovery, admission or death of whom they cared for."""
    return coping_carers * care_ending_rate


@flow("person/year", ("district",), source="overburdened_carers")
def dropping_out(overburdened_carers, dropping_out_rate):
    """Overburdened carers who cannot go on."""
    return overburdened_carers * dropping_out_rate


@flow("person/year", ("district",), source="overburdened_carers", sink="coping_carers")
def relief(overburdened_carers, relief_rate, carer_respite_gain, carer_respite_effort):
    """Overburdened carers who can cope again; respite care makes that likelier."""
    return overburdened_carers * relief_rate * (1 + carer_respite_gain * carer_respite_effort)


@reference("1/year", ("district",))
def taking_up_rate_reference(care_ending, dropping_out, all_carers, population_growth_rate, potential_carers):
    """Rate of taking up informal care at the start: it keeps the number per resident as it is."""
    return (care_ending + dropping_out + all_carers * population_growth_rate) / potential_carers


@flow("person/year", ("district",), sink="coping_carers")
def taking_up_care(potential_carers, taking_up_rate_reference, calling_effect):
    """Residents who begin to care for someone close."""
    return potential_carers * taking_up_rate_reference * calling_effect


@reference("1/year", ("district",))
def overburdening_rate_reference(relief, dropping_out, overburdened_carers, coping_carers, population_growth_rate):
    """Rate of becoming overburdened at the start: it keeps the overburdened part as it is."""
    return (relief + dropping_out + overburdened_carers * population_growth_rate) / coping_carers


@flow("person/year", ("district",), source="coping_carers", sink="overburdened_carers")
def overburdening(coping_carers, overburdening_rate_reference, burden_effect):
    """Carers who become overburdened."""
    return coping_carers * overburdening_rate_reference * burden_effect


@variable("dimensionless")
def overburdened_part(overburdened_carers, all_carers):
    """Part of the informal carers of the city who are overburdened."""
    return overburdened_carers.sum("district") / all_carers.sum("district")


@reference("dimensionless")
def overburdened_part_reference(overburdened_part):
    """Part of the informal carers who are overburdened at the start."""
    return overburdened_part


@variable("dimensionless")
def relative_overburdening(overburdened_part, overburdened_part_reference):
    """Overburdened part of the carers against the start."""
    return overburdened_part / overburdened_part_reference


@indicator("person", ("district",))
def informal_carers(all_carers):
    """People who care for someone close, coping or overburdened."""
    return all_carers


@indicator("dimensionless", ("district",))
def overburdened_share(overburdened_carers, all_carers):
    """Part of the informal carers who are overburdened."""
    return overburdened_carers / all_carers


@indicator("dimensionless", ("district",))
def carers_per_resident_85_plus(all_carers, residents_by_age, is_85_plus):
    """Informal carers per resident aged 85 or older."""
    return all_carers / (residents_by_age * is_85_plus).sum("age")


@indicator("place/person", ("district",))
def meeting_places_per_1000(meeting_places, district_residents, per_thousand):
    """Meeting places per thousand residents."""
    return meeting_places / district_residents * per_thousand


@indicator("dimensionless", ("district",))
def neighbour_help_share(neighbour_helpers, adults):
    """Part of the adults who help or care for neighbours."""
    return neighbour_helpers / adults


@indicator("dimensionless", ("district",))
def willing_share(willing_residents, adults):
    """Part of the adults who would want to help neighbours and do not do so yet."""
    return willing_residents / adults
