"""Housing: homes are planned, built and withdrawn, by district and tenure."""

import numpy as np

from care2040.language.equations import flow, indicator, stock, variable


@stock("dwelling", ("district", "tenure"), counted="homes_counted")
def homes(homes_counted):
    """Homes by district and tenure; as long as they were counted, on each 1 January those that were counted."""
    return homes_counted


@stock("dwelling", ("district", "tenure"), counted="homes_counted")
def homes_planned(homes_planned_at_start, new_homes_share, tenure_share_of_new_homes):
    """Homes that have been approved and are not being built yet; as long as homes were counted, as many every year."""
    return homes_planned_at_start * new_homes_share * tenure_share_of_new_homes


@stock("dwelling", ("district", "tenure"))
def homes_under_construction(yearly_capacity, construction_time, new_homes_share, tenure_share_of_new_homes):
    """Homes that are being built; at the start as many as the capacity of the base year keeps in hand."""
    return yearly_capacity * construction_time * new_homes_share * tenure_share_of_new_homes


@variable("dwelling/year", ())
def yearly_capacity(homes_started, construction_capacity, construction_capacity_path):
    """Homes that builders can start on in a year: as many as they started on, and from 2024 on what they can do."""
    return homes_started + construction_capacity * construction_capacity_path


@variable("dimensionless", ("tenure",))
def approved_tenure_share(tenure_share_of_new_homes, affordable_homes_shift, affordable_homes_effort):
    """Tenure of the homes that are approved."""
    return tenure_share_of_new_homes + affordable_homes_shift * affordable_homes_effort


@flow("dwelling/year", ("district", "tenure"), sink="homes_planned")
def approvals(approvals_per_year, new_homes_share, approved_tenure_share):
    """Homes that the city approves, spread over districts by the municipal forecast."""
    return approvals_per_year * new_homes_share * approved_tenure_share


@variable("1/year", ())
def start_rate(homes_planned, yearly_capacity, planning_time):
    """Part of the plans that is started on in a year: as fast as preparation allows, or as builders can."""
    return np.minimum(1 / planning_time, yearly_capacity / homes_planned.sum(("district", "tenure")))


@flow("dwelling/year", ("district", "tenure"), source="homes_planned", sink="homes_under_construction")
def starts(homes_planned, start_rate):
    """Homes on which building starts."""
    return homes_planned * start_rate


@flow("dwelling/year", ("district", "tenure"), source="homes_under_construction", sink="homes")
def completions(homes_under_construction, construction_time):
    """Homes that are finished."""
    return homes_under_construction / construction_time


@flow("dwelling/year", ("district", "tenure"), source="homes")
def withdrawals(homes, withdrawal_rate):
    """Homes that are pulled down, merged or put to another use."""
    return homes * withdrawal_rate


@variable("dwelling", ("district",))
def district_homes(homes):
    """Homes of a district, all tenures."""
    return homes.sum("tenure")


@variable("dwelling/year", ("district",))
def net_new_homes(completions, withdrawals):
    """Homes finished less homes withdrawn."""
    return (completions - withdrawals).sum("tenure")


@indicator("dimensionless")
def social_rent_share(homes):
    """Part of all homes that is let as social rent."""
    return homes.sel(tenure="social_rent").sum("district") / homes.sum(("district", "tenure"))
