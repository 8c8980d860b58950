"""Problems that meet: poor households with several problems at once, who need more care and stay poor longer.

That they are many or few at the start is in today's care and in today's poverty; only their change moves anything.
"""

import numpy as np

from care2040.language.equations import flow, indicator, reference, stock, variable


@stock("household", ("district",))
def multi_problem_households(poor_households_at_start, problem_part_at_start):
    """Poor households with several problems at once: debts, no certain home, ill health, trouble with children."""
    return poor_households_at_start * problem_part_at_start


@variable("dimensionless", ("district",))
def piling_up_effect(
    without_affordable_home,
    without_affordable_home_reference,
    home_share_of_piling_up,
    debt_prevention_reduction,
    debt_prevention_effort,
):
    """What makes problems pile up: a home that is too dear or not certain, and debts, less those that are prevented."""
    without = without_affordable_home / without_affordable_home_reference
    no_home = (1 - home_share_of_piling_up) + home_share_of_piling_up * without
    return no_home * (1 - debt_prevention_reduction * debt_prevention_effort)


@variable("dimensionless", ("district",))
def settling_effect(
    without_affordable_home,
    without_affordable_home_reference,
    home_share_of_settling,
    debts_settled_gain,
    debt_prevention_effort,
):
    """What makes problems come apart sooner: a home that one can pay, and debts that are settled."""
    without = without_affordable_home / without_affordable_home_reference
    lasting = (1 - home_share_of_settling) + home_share_of_settling * without
    return (1 + debts_settled_gain * debt_prevention_effort) / lasting


@flow("household/year", ("district",), source="multi_problem_households")
def problems_settled(multi_problem_households, settling_rate, settling_effect):
    """Households whose problems no longer come together."""
    return multi_problem_households * settling_rate * settling_effect


@flow("household/year", ("district",), sink="multi_problem_households")
def problem_households_moving_along(multi_problem_households, population_growth_rate):
    """A growing district takes in households with several problems in the proportion that it has."""
    return multi_problem_households * population_growth_rate


@flow("household/year", ("district",), source="multi_problem_households")
def problem_households_moving_out(multi_problem_households, moving_out_rate_of_the_poor):
    """Households with several problems that leave the city for want of a home they can pay, as the other poor do."""
    return multi_problem_households * moving_out_rate_of_the_poor


@reference("1/year", ("district",))
def piling_up_rate_reference(
    problems_settled, problem_households_moving_out, households_in_poverty, multi_problem_households
):
    """Rate at which problems piled up among the other poor at the start: as many as were settled or moved out."""
    return (problems_settled + problem_households_moving_out) / (households_in_poverty - multi_problem_households)


@flow("household/year", ("district",), sink="multi_problem_households")
def problems_piling_up(households_in_poverty, multi_problem_households, piling_up_rate_reference, piling_up_effect):
    """Poor households that come to have several problems at once."""
    others = np.maximum(households_in_poverty - multi_problem_households, 0)
    return others * piling_up_rate_reference * piling_up_effect


@variable("dimensionless", ("district",))
def problem_part_of_poor(multi_problem_households, households_in_poverty):
    """Part of the poor households that has several problems at once."""
    return multi_problem_households / households_in_poverty


@reference("dimensionless", ("district",))
def problem_part_of_poor_reference(problem_part_of_poor):
    """Part of the poor households that had several problems at once at the start."""
    return problem_part_of_poor


@variable("dimensionless", ("district",))
def relative_problems_of_poor(problem_part_of_poor, problem_part_of_poor_reference):
    """How far problems have piled up among the poor against the start; that more are poor is told of elsewhere."""
    return problem_part_of_poor / problem_part_of_poor_reference


@variable("dimensionless", ("district",))
def stuck_in_poverty_effect(relative_problems_of_poor, problem_elasticity_of_getting_out):
    """Who has several problems at once gets out of poverty less often."""
    return relative_problems_of_poor**-problem_elasticity_of_getting_out


@variable("dimensionless", ("district",))
def stress_frailty_effect(relative_problems_of_poor, problem_elasticity_of_frailty):
    """Debts and a home that is not certain wear the poor out, beyond what being poor does."""
    return relative_problems_of_poor**problem_elasticity_of_frailty


@variable("dimensionless", ("district",))
def problem_part_of_households(multi_problem_households, households):
    """Part of all households that has several problems at once."""
    return multi_problem_households / households


@reference("dimensionless", ("district",))
def problem_part_of_households_reference(problem_part_of_households):
    """Part of all households that had several problems at once at the start."""
    return problem_part_of_households


@variable("dimensionless", ("district", "domain"))
def problem_need_factor(problem_part_of_households, problem_part_of_households_reference, extra_need_with_problems):
    """What households with several problems add to the need in a domain. One as long as they are as many as then."""
    now = 1 + extra_need_with_problems * problem_part_of_households
    return now / (1 + extra_need_with_problems * problem_part_of_households_reference)


@indicator("dimensionless", ("district",))
def multi_problem_share(multi_problem_households, households):
    """Households with several problems at once, of all households without students."""
    return multi_problem_households / households
