"""Funding: who pays for care, how much, and how many posts that makes.

Insurers, the long-term care act and the city pay for whoever lives here, so money grows with residents and their age;
on top of that each payer has a frame that is decided on. Staff is a part of cost and the rest cannot be cut at once, so
that posts swing more than money.
"""

import numpy as np

from care2040.language.equations import flow, reference, stock, variable


@stock("dimensionless", ("payer",))
def budget_frame():
    """What a payer has for care at the same residents and ages, against the start."""
    return 1


@variable("1/year", ("payer",))
def growth_of_budget(growth_as_counted, growth_of_budget_announced, future_growth_share, growth_of_budget_ahead):
    """Growth of the frame beyond demography: until 2024 what workers and vacancies took, then what is foreseen."""
    return growth_as_counted + growth_of_budget_announced + future_growth_share * growth_of_budget_ahead


@flow("1/year", ("payer",), sink="budget_frame")
def budget_growth(budget_frame, growth_of_budget):
    """The frame of a payer grows or is cut."""
    return budget_frame * growth_of_budget


@variable("dimensionless", ("payer",))
def budget_frame_in_sight(budget_frame, growth_of_budget, budget_announcement_time):
    """The frame as organisations reckon with it: decisions are known some time ahead."""
    return budget_frame * (1 + budget_announcement_time * growth_of_budget)


@reference("dimensionless", ("payer",))
def budget_frame_in_sight_reference(budget_frame_in_sight):
    """The frame as organisations reckoned with it at the start."""
    return budget_frame_in_sight


@variable("dimensionless", ("payer",))
def relative_money(budget_level, budget_frame_in_sight, budget_frame_in_sight_reference):
    """Money of a payer at the same residents and ages, against the start."""
    return budget_level * budget_frame_in_sight / budget_frame_in_sight_reference


@reference("person", ("domain",))
def posts_at_start(care_workers, open_posts_reference, mismatch_reference):
    """Posts that were paid for at the start: filled and open, less the workers for whom there was none."""
    return care_workers.sum("worker_age") + open_posts_reference - mismatch_reference


@reference("fte/person", ("age", "domain"))
def care_intensity_reference(care_intensity_by_age):
    """Care that a resident of an age needed at the start: what payers reckon with, whatever need becomes later."""
    return care_intensity_by_age


@variable("fte", ("domain",))
def need_by_demography(residents_by_age, region_residents, catchment_share, care_intensity_reference):
    """Care for residents and region by their numbers and ages alone, as payers reckon with them."""
    residents = (residents_by_age.sum("district") * care_intensity_reference).sum("age")
    return residents + (region_residents * care_intensity_reference).sum("age") * catchment_share


@reference("euro/fte/year", ("domain", "payer"))
def budget_per_need(posts_at_start, fte_per_worker, cost_per_fte, payer_share, need_by_demography):
    """What a payer has for each unit of need by demography, at the start: its part of what the posts of then cost."""
    return posts_at_start * fte_per_worker * cost_per_fte * payer_share / need_by_demography


@variable("euro/year", ("domain", "payer"))
def usual_money(budget_per_need, need_by_demography):
    """What a payer would have at the frame of the start, for the people who live here now."""
    return budget_per_need * need_by_demography


@stock("dimensionless", ("payer",))
def budget_got_used_to():
    """Money that a payer has got used to, against the start."""
    return 1


@flow("1/year", ("payer",), sink="budget_got_used_to")
def getting_used_to_the_budget(relative_money, budget_got_used_to, budget_getting_used_time):
    """A payer gets used to more or less money."""
    return (relative_money - budget_got_used_to) / budget_getting_used_time


@stock("euro", ("payer",))
def reserves(usual_money, reserves_per_spending):
    """Money that a payer has put by for bad years; only the municipality may."""
    return usual_money.sum("domain") * reserves_per_spending


@flow("euro/year", ("payer",), source="reserves")
def reserves_spent(
    budget_got_used_to, relative_money, usual_money, bridged_share, reserves, shortest_reserve_spending_time
):
    """Reserves that soften a fall of money for as long as they last."""
    fall = np.maximum(budget_got_used_to - relative_money, 0) * usual_money.sum("domain")
    return np.minimum(fall * bridged_share, reserves / shortest_reserve_spending_time)


@variable("dimensionless", ("payer",))
def bridged_money(relative_money, reserves_spent, usual_money):
    """Money of a payer with what it takes out of its reserves, against the start."""
    return relative_money + reserves_spent / usual_money.sum("domain")


@variable("euro/year", ("domain", "payer"))
def budget(usual_money, bridged_money):
    """Money of a payer for a domain in a year."""
    return usual_money * bridged_money


@stock("dimensionless", ("payer",))
def other_cost_level():
    """Buildings, equipment and offices that a payer pays for, at the same residents and ages, against the start."""
    return 1


@flow("1/year", ("payer",), sink="other_cost_level")
def other_costs_following(bridged_money, other_cost_level, other_cost_adjustment_time):
    """What is not staff cannot be cut at once: it follows the money in years."""
    return (bridged_money - other_cost_level) / other_cost_adjustment_time


@variable("euro/year", ("domain", "payer"))
def other_costs(usual_money, other_cost_level, staff_cost_share):
    """Costs of care that are not staff."""
    return usual_money * other_cost_level * (1 - staff_cost_share)


@variable("euro/year", ("domain", "payer"))
def staff_money(budget, other_costs):
    """Money that is left for staff."""
    return np.maximum(budget - other_costs, 0)
