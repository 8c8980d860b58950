"""Funding: who pays for care, how much, and how many posts that makes.

Insurers, the long-term care act and the city pay for whoever lives here, so money grows with residents and their age;
on top of that each payer has a frame that is decided on. Staff is a part of cost and the rest cannot be cut at once, so
that posts swing more than money.
"""

import numpy as np

from care2040.language.equations import flow, indicator, reference, stock, variable


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


@variable("euro/person/year")
def staff_cost_per_worker(fte_per_worker, cost_per_fte, staff_cost_share, relative_pay, pay_elasticity_of_costs):
    """What a worker costs: part of higher pay comes out of the same money."""
    return fte_per_worker * cost_per_fte * staff_cost_share * relative_pay**pay_elasticity_of_costs


@variable("person", ("domain",))
def posts_asked(asked_in_domain, fte_per_worker, client_time_without_pressure):
    """Posts that it would take to give all that is asked for, at the service and the attendance of the start."""
    return asked_in_domain / (fte_per_worker * client_time_without_pressure)


@reference("person", ("domain",))
def posts_asked_reference(posts_asked):
    """Posts that it would have taken to give all that was asked for at the start."""
    return posts_asked


@variable("euro/year", ("domain",))
def money_not_needed(staff_money, posts_asked, staff_cost_per_worker):
    """Money for staff in a domain beyond what all that is asked for would cost."""
    return np.maximum(staff_money.sum("payer") - posts_asked * staff_cost_per_worker, 0)


@variable("euro/year", ("domain", "payer"))
def savings_given(money_not_needed, payer_part, may_share_savings, share_of_savings_moved):
    """Part of what insurers and state do not need that they give to the city, which pays for what saved it."""
    return money_not_needed * payer_part * (may_share_savings * share_of_savings_moved)


@variable("euro/year", ("domain",))
def savings_received(savings_given, usual_money, receives_savings):
    """What the city gets of the savings of others, over what it pays for."""
    own = (usual_money * receives_savings).sum("payer")
    return savings_given.sum(("domain", "payer")) * own / own.sum("domain")


@variable("euro/year", ("payer",))
def savings_moved(savings_given, savings_received, receives_savings):
    """What a payer gives of its savings, or gets: below nothing for the city."""
    return savings_given.sum("domain") - savings_received.sum("domain") * receives_savings


@variable("person", ("domain",))
def posts_paid(staff_money, savings_given, savings_received, staff_cost_per_worker):
    """Posts that there is money for."""
    money = staff_money.sum("payer") - savings_given.sum("payer") + savings_received
    return money / staff_cost_per_worker


@variable("person", ("domain",))
def affordable_posts(posts_asked, posts_paid):
    """Posts that are asked for and that there is money for."""
    return np.minimum(posts_asked, posts_paid)


@stock("person", ("domain",))
def funded_posts(posts_at_start):
    """Posts that organisations have planned on the money they have: filled and open, less the workers in surplus."""
    return posts_at_start


@flow("person/year", ("domain",), sink="funded_posts")
def planning_of_posts(affordable_posts, funded_posts, post_planning_time):
    """Organisations make and take away posts as the money comes and goes."""
    return (affordable_posts - funded_posts) / post_planning_time


@variable("dimensionless", ("domain", "payer"))
def payer_part(budget):
    """Part of the money for a domain that comes from a payer."""
    return budget / budget.sum("payer")


@variable("euro/year", ("domain", "payer"))
def staff_costs(workers_in_domain, staff_cost_per_worker, payer_part):
    """What the workers there are cost, by who pays."""
    return workers_in_domain * staff_cost_per_worker * payer_part


@indicator("person")
def unfunded_need(workers_needed, funded_posts):
    """Workers needed beyond the posts that are paid for."""
    return workers_needed.sum("domain") - funded_posts.sum("domain")
