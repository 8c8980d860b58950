"""Posts: what the money for staff pays for, and what organisations plan on it.

Part of what insurers and state do not need can go to the city, which pays for what saved it.
"""

import numpy as np

from care2040.language.equations import flow, indicator, reference, stock, variable


@variable("euro/person/year")
def staff_cost_per_worker(
    fte_per_worker, hours_by_pressure, cost_per_fte, staff_cost_share, relative_pay, pay_elasticity_of_costs
):
    """What a worker costs: longer hours, and part of higher pay, come out of the same money.

    The hours that an agreement adds are paid for as a lever is.
    """
    fte = fte_per_worker * hours_by_pressure
    return fte * cost_per_fte * staff_cost_share * relative_pay**pay_elasticity_of_costs


@variable("person", ("domain",))
def posts_asked(asked_in_domain, fte_by_agreement, client_time_without_pressure):
    """Posts that it would take to give all that is asked for, at the service and the attendance of the start."""
    return asked_in_domain / (fte_by_agreement * client_time_without_pressure)


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
