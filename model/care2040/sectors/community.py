"""Community: neighbours who help, and places to meet."""

import numpy as np

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
    # those who stop at once may be a hair below nobody within a step
    return np.maximum(neighbour_helpers, 0) / adults


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
    willing_residents,
    activation_rate_reference,
    word_of_mouth_effect,
    meeting_place_effect,
    community_factor,
    call_of_shortage,
):
    """Willing residents who start to help."""
    ease = word_of_mouth_effect * meeting_place_effect * (community_factor * call_of_shortage)
    return willing_residents * (activation_rate_reference * ease)


@variable("dimensionless")
def call_of_shortage(relative_met_need, shortage_response_of_helpers):
    """Where care falls short more people are asked to help, and do."""
    return 1 + shortage_response_of_helpers * (1 - relative_met_need)


@variable("dimensionless", ("district",))
def community_factor(community_building_gain, community_building_effort):
    """What community building adds to the ease with which people start to help. One without it."""
    return 1 + community_building_gain * community_building_effort


@flow("person/year", ("district",), source="neighbour_helpers", sink="willing_residents")
def stopping(neighbour_helpers, stopping_rate, tiring_factor):
    """Helpers who stop, and would do it again; sooner where more is asked of them."""
    return neighbour_helpers * stopping_rate * tiring_factor


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
def becoming_willing(other_adults, becoming_willing_rate_reference, community_factor, involvement_effect):
    """Adults who come to want to help a neighbour; sooner where more take part in the neighbourhood."""
    return other_adults * becoming_willing_rate_reference * (community_factor * involvement_effect)


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
