"""Names inside a result that more than one room spells: of quantities, and of what analyses add to them."""

UNCHANGED = "as_is"
"""The policy in which no lever is pulled."""

STANDARD, WORKING, SHORTAGE = "care_share_needed", "care_share_working", "shortage"
"""The indicator of the question of the city, one in four; and the supply and the gap beside it."""
BY_RESIDENTS = "care_share_needed_by_residents"
"""The same question of residents, wherever those work who care for them: per district and for the city."""
NATIONAL, NATIONAL_LOW, NATIONAL_HIGH = "care_share_national", "care_share_national_low", "care_share_national_high"
"""The same question of the Netherlands, with its band: an outside line."""
VISION = "care_share_vision"
"""The path on which one in four is needed in 2040."""
CAUSED_BY_SHORTAGE, WORKING_IN_CITY = "need_caused_by_shortage", "working_in_city"
"""Workers asked for on top of the need, and everyone whose work is in the city."""
ANSWERS = (
    *(STANDARD, WORKING, SHORTAGE, "residents", "homes", "waiting_time_social_rent"),
    *(BY_RESIDENTS, NATIONAL, NATIONAL_LOW, NATIONAL_HIGH, VISION, CAUSED_BY_SHORTAGE, WORKING_IN_CITY),
)
"""What is kept of every run, whatever the experiment asks for: the answers, and what figures lay beside them."""
DISCOUNTED_COSTS, DISCOUNTED_BENEFITS = "discounted_costs", "discounted_benefits"
"""Amounts of each year in worth of the start, in euros, by payer."""

WEDGES, FIRST_IN, LAST_IN = "wedges", "wedges_first_in", "wedges_last_in"
"""What each lever adds by its Shapley value, alone, and when all the others are there already."""
WEDGES_ERROR = "wedges_standard_error"
"""Standard error of the Shapley values, where they are an estimate."""

CHANCE, POLICY_EDGES = "robust_chance", "robust_edges"
"""Chance of each policy to stay on the right side of a threshold, and the percentiles of its draws."""
REGRET, LARGE_REGRET = "robust_regret", "robust_regret_high"
"""What each policy misses against the best in the same draw: median, and 95th percentile."""

LEAST_EFFORT = "least_effort"
"""Part of the effort of a policy that keeps an indicator on the right side of a target, by lever."""

DISCOVERY = "discovery_"
"""What the names of all that scenario discovery finds begin with."""
BOUNDS = f"{DISCOVERY}low"
"""Lower bounds of the box that it found."""

GROUP_SHARE = "group_share"
"""Part of the variance over the draws that goes with each group of assumptions, of the need and of the shortage."""

SOBOL_FIRST, SOBOL_TOTAL, SOBOL_INTERVAL = "sobol_first", "sobol_total", "sobol_total_interval"
"""Part of the variance that goes with an assumption alone, and in all, with half its 95 % interval."""
CONVERGENCE, CONVERGENCE_INTERVAL = "convergence_total", "convergence_total_interval"
"""The same in all, from the first samples only."""
TORNADO_LOW, TORNADO_HIGH = "tornado_low", "tornado_high"
"""Mean of the indicator with an assumption at the low and the high end of its range."""
MORRIS_SIZE, MORRIS_INTERVAL = "morris_size", "morris_interval"
"""Mean size of the elementary effects of an assumption, with half its 95 % interval."""
MORRIS_MEAN, MORRIS_SPREAD = "morris_mean", "morris_spread"
"""Mean of these effects with their sign, and how much they differ."""

LOOP_SHARE = "loop_share"
"""Share of each loop in what all do together, by year."""

CHANCE_RIGHT, CHANCE_SURE = "chance_right", "chance_sure"
"""Chance that counts point at the right one of two policies, and that they do so with nine in ten confidence."""
CHANCE_BY_SAMPLE = "chance_right_by_sample"
"""The same by a plain sample, of single counts in one year."""
WORTH, WRONG, GAIN = "worth_of_variance", "worth_of_choice", "worth_of_gain"
"""What a count takes off the variance of the need, off the chance of a wrong choice, and off the need itself."""
WRONG_NOW = "wrong_now"
"""Chance of a wrong choice as things are known now."""
