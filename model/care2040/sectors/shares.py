"""Shares: how many workers care needs and has, as a part of who works; for the city, its residents, and the country.

Nothing here is set to one in six or one in four: the shares follow from need, the region, and people who work.
"""

from care2040.language.equations import indicator, variable


@indicator("dimensionless")
def care_share_needed(workers_needed, working_in_city):
    """Workers that care in the city needs, for residents and region, over everyone who works in the city."""
    return workers_needed.sum("domain") / working_in_city


@indicator("dimensionless")
def care_share_working(all_care_workers, working_in_city):
    """Workers in care in the city, over everyone who works in the city (SBI 86-88, the self-employed included)."""
    return all_care_workers / working_in_city


@variable("person", ("district",))
def workers_needed_by_residents(care_need, fte_by_agreement, client_time_without_pressure):
    """Workers that residents of a district need, wherever these work, at the service of the start."""
    return care_need.sum("domain") / (fte_by_agreement * client_time_without_pressure)


@indicator("dimensionless", ("district",))
def care_share_needed_by_residents(workers_needed_by_residents, employed_in_district):
    """Workers that residents need, wherever these work, over the residents who work."""
    return workers_needed_by_residents / employed_in_district


@indicator("dimensionless")
def care_share_national(national_care_share):
    """Workers that care in the Netherlands needs, over all who work there: drawn beside the city, not simulated."""
    return national_care_share


@indicator("dimensionless")
def care_share_national_low(national_care_share_low):
    """Lower end of the share for the Netherlands: nine in ten of its draws lie between this and the upper end."""
    return national_care_share_low


@indicator("dimensionless")
def care_share_national_high(national_care_share_high):
    """Upper end of the share for the Netherlands."""
    return national_care_share_high


@indicator("person")
def need_caused_by_shortage(workers_asked, workers_needed):
    """Workers asked for on top of the need: more absence and control, worse health, lost carers, years of waiting."""
    return workers_asked.sum("domain") - workers_needed.sum("domain")


@indicator("person")
def shortage(workers_needed, all_care_workers):
    """Workers needed less workers there are."""
    return workers_needed.sum("domain") - all_care_workers


@indicator("dimensionless")
def shortage_share(workers_needed, all_care_workers):
    """Shortage as a part of the workers needed."""
    return 1 - all_care_workers / workers_needed.sum("domain")
