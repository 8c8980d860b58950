"""Other laws, where the literature disagrees: an experiment that names one runs with it in the place of the model's."""

import numpy as np

from care2040.language.equations import alternative


@alternative("indicated_care_landed")
def indicated_care_landed_complements(hours_fallen_away, found_by_carers_share, hours_per_fte):
    """Informal carers find the way to professional care and keep it going: fewer hours at home, fewer requests.

    The model takes informal and professional care as substitutes, weak ones: a tenth of the hours that fall away. For
    light help at home that is what is found, but it fades as people need more, and informal care goes together with a
    little more nursing (Bonsang 2009, SHARE); in all nine countries of Geerts and Van den Bosch (2011), the Netherlands
    among them, the two are more often complements than substitutes. Here they are complements throughout.
    """
    return -hours_fallen_away * found_by_carers_share / hours_per_fte


@alternative("calling_effect")
def calling_effect_by_age_alone(is_household, is_children, is_others):
    """As many of each age care for someone as today, however much is asked.

    The model lets more people take it up as more is asked, as carers of an age became 12 % more between 2012 and 2022
    while what was asked of each rose by 24 %. SCP and PBL (2019) hold the shares by age as they are, and find carers
    running short. Goes with `given_share_by_age_alone`.
    """
    return is_household + is_children + is_others


@alternative("given_share")
def given_share_by_age_alone(
    load_by_parents_here, load_of_others, is_children, is_others, is_household, load_elasticity_of_hours
):
    """What more is asked of each is met only by longer hours of who cares already; the rest falls away.

    Goes with `calling_effect_by_age_alone`, which says the same of the number of carers (SCP and PBL 2019).
    """
    load = load_by_parents_here * is_children + load_of_others * is_others + is_household
    return np.minimum(load ** (load_elasticity_of_hours - 1), 1)


@alternative("jobs")
def jobs_as_planned(working_in_city_reference, planned_jobs, planned_jobs_reference):
    """The city carries out its plan of 70,000 more jobs by 2040, though fewer people than that would come for them.

    The model lets jobs follow people: residents and commuters who would work in the city at the participation and
    commuting of today. The plan (RSU 2040) pulls at the same people, in care as elsewhere.
    """
    return working_in_city_reference * planned_jobs / planned_jobs_reference


@alternative("quit_effect")
def quit_effect_threshold(
    perceived_workload,
    workload_threshold_of_quits,
    quits_added_beyond_threshold,
    relative_pay,
    pay_elasticity_of_quits,
    relative_pool,
    pool_elasticity_of_quits,
    relative_heavy_burden,
    burden_elasticity_of_quits,
    retention_reduction,
    retention_in_force,
):
    """Workers bear more work without leaving, up to a threshold; beyond it they leave the faster, up to a limit.

    The model lets quits go with the workload from the first extra hour on, as each extra patient adds to burnout in
    Aiken and others (2002) and to the wish to leave in Shin and others (2018). Kuntz, Mennicken and Scholtes (2015)
    find that wards absorb work without harm until what stretch there is has been used (92.5 % of the beds), and fail
    fast from there; they look at deaths, and that workers leave in the same way is our reading. At a workload of 1.2
    both laws give the same. The limit is there because a workforce that leaves in proportion to its workload would be
    gone at a moment: a reality check (nobody is hired) found that.
    """
    beyond = np.maximum(perceived_workload - workload_threshold_of_quits, 0)
    pushed = 1 + quits_added_beyond_threshold * (1 - np.exp(-beyond))
    outside = relative_pool**-pool_elasticity_of_quits * relative_pay**-pay_elasticity_of_quits
    home = relative_heavy_burden**burden_elasticity_of_quits * (1 - retention_reduction * retention_in_force)
    return pushed * (outside * home)


@alternative("burden_by_hours")
def burden_by_hours_threshold(
    carers_called, burdened_part_by_relation, stretching_effect, carers_missing, stretch_without_burden, burden_beyond
):
    """Informal carers bear longer hours without harm up to a threshold; beyond it many more are heavily burdened.

    The model lets the burden go with hours all along. In Zaanstreek-Waterland the odds of a heavy burden are 7.5 times
    as high above sixteen hours a week as at one or two (Koopman and others 2020); that nothing happens before some
    point is our reading.
    """
    beyond = np.maximum(stretching_effect * carers_missing - stretch_without_burden, 0)
    heavier = burdened_part_by_relation * (1 + burden_beyond * beyond)
    return (carers_called * heavier).sum("relation") / carers_called.sum("relation")


@alternative("care_intensity_by_age")
def care_intensity_by_time_to_death(care_intensity, is_65_plus, part_that_goes_with_dying, mortality_trend):
    """Part of the care of the old goes with dying, and falls along when mortality at an age falls below that of 2024.

    In the model all years that are added to life are lived as those of today at that age: who is 85 in 2040 needs what
    one of 85 needs now, though fewer of them are in their last year. One in ten euros goes to people in their last year
    (Polder and others 2006), and in the Dutch hospital register nearness of death says more than age (Wong and others
    2011); Zweifel, who calls age a red herring, finds the same in most of what was published (2022). Of care at home
    and in nursing homes less is certain: what drives it is disability, and nearness of death only goes along with it.
    Which part goes with dying is our judgement, per domain. Below 65, where few die, nothing changes.
    """
    later = part_that_goes_with_dying * (1 - mortality_trend)
    return care_intensity * (1 - is_65_plus * later)


@alternative("care_intensity_by_age")
def care_intensity_dynamic_equilibrium(
    care_intensity, is_65_plus, mortality_trend, mortality_rise_with_age, years_postponed_per_year_gained, one_year
):
    """Care comes at a later age as people live longer: the intensities of the old move up the ages as mortality does.

    Manton (1982) argues that what makes people live longer also makes their illness milder, so that the years in need
    of care stay as many and move to a later age. The opposite, that added years are years in ill health, is argued too;
    the model is half-way (as healthy as that age is now), and Dutch counts by age do not decide between them. When
    mortality has fallen to a part of that of 2024, one of an age dies as one who was younger by the logarithm of that
    part over the rise of mortality with age did: 2.1 years by 2040. Care is put off at once and the number of the old
    follows as they live on, so that need is lower for a while than if nobody lived longer. Below 65 nothing changes.
    """
    postponed = -np.log(mortality_trend) / mortality_rise_with_age / one_year * years_postponed_per_year_gained
    one_younger = care_intensity.shift(age=1, fill_value=0)
    two_younger = one_younger.shift(age=1, fill_value=0)
    beyond = np.maximum(postponed - 1, 0)
    first = np.minimum(postponed, 1) * (one_younger - care_intensity)
    second = np.minimum(beyond, 1) * (two_younger - one_younger)
    third = np.maximum(beyond - 1, 0) * (two_younger.shift(age=1, fill_value=0) - two_younger)
    return care_intensity + is_65_plus * (first + second + third)


@alternative("affordable_posts")
def affordable_posts_by_need(posts_asked, posts_at_start, posts_asked_reference):
    """Money follows what is asked for, as it did before budgets were closed: nobody runs out of it.

    The model has a budget per payer, and posts stop where it does. Until the frames of 2012 what was delivered was paid
    (CPB has care growing 4.5 % a year then), and the law still gives whoever has an indication a right to care, so that
    money came after the need: for nursing homes in 2017, for youth care by a ruling in 2021. Here it always does.
    What was
    not funded at the start stays so.
    """
    return posts_at_start * posts_asked / posts_asked_reference


@alternative("affordable_posts")
def affordable_posts_as_part_of_income(posts_asked, posts_at_start, working_in_city, working_in_city_reference):
    """Care gets the part of income that it had at the start, so the part of work, and no more: costs crowd out
    nothing else.

    The model lets frames grow by what has been decided and by a growth per payer. The council for government policy
    (WRR
    2021) argues that care cannot go on taking an ever larger part of money and hands and that limits will be set; wages
    in care follow those elsewhere, so that a fixed part of income is a fixed part of who works.
    """
    return np.minimum(posts_asked, posts_at_start * working_in_city / working_in_city_reference)


@alternative("matches")
def matches_by_open_posts(hires_reference, open_posts, open_posts_reference, relative_pay, pay_elasticity_of_hires):
    """Who offers a post finds somebody: hires go with open posts alone, however few people look for work.

    The model has open posts and applicants make hires together, and finds a weight of 0.45 for posts in Dutch counts,
    within the 0.3 to 0.7 of Petrongolo and Pissarides (2001). In a market where nearly all who are hired come from
    other
    work, few of them looked for it, and what counts is who asks: the other end of what is argued.
    """
    return hires_reference * (open_posts / open_posts_reference) * relative_pay**pay_elasticity_of_hires


@alternative("mismatch")
def mismatch_as_at_start(mismatch_reference, workers_in_domain, workers_in_domain_reference):
    """As large a part of the workers as at the start is in the wrong place, whatever there is too much or too little
    of.

    In the model organisations differ, and less is in the wrong place as all of them have too few workers or too many.
    Here beyond that fixed part there is either a surplus or there are open posts, as in most models of a workforce.
    """
    return mismatch_reference * workers_in_domain / workers_in_domain_reference


@alternative("future_growth")
def future_growth_with_income(
    growth_of_income,
    income_elasticity_of_care,
    growth_in_common,
    followed_vision_share,
    growth_of_the_vision,
    growth_by_wave,
    growth_of_productivity,
):
    """Care grows with income, as fast in every domain: what a richer country wants more of.

    The model has a rate for each domain, from what is known of illness, use and policy there. The CPB takes demography
    and prices off the growth of spending and calls most of what is left income (0.7 of 1.0 % a year for 2022 to 2025);
    across countries spending on care goes with income more closely than with anything else.
    """
    added = growth_in_common + followed_vision_share * growth_of_the_vision
    return growth_of_income * income_elasticity_of_care + added + growth_by_wave - growth_of_productivity


@alternative("asking_share")
def asking_share_whatever_the_wait(going_without_share_at_start):
    """Who needs care asks for it, however long one waits: the right to care does not depend on the queue.

    In the model a longer wait keeps people from asking (an elasticity of 0.1 to 0.25 in what was measured of planned
    care), and workers under pressure let fewer in. Dutch law knows a right to care, and nobody counted who stayed away.
    Here only those who wait give up, and queues grow longer.
    """
    return 1 - going_without_share_at_start
