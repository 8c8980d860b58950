"""Other laws, where the literature disagrees: an experiment that names one runs with it in the place of the model's."""

import numpy as np

from care2040.language.equations import alternative


@alternative("substitution_effect")
def substitution_effect_complements(need_per_carer, need_per_carer_reference, carers_elasticity_of_need):
    """Informal carers find the way to professional care and keep it going: fewer carers, fewer requests.

    The model takes informal and professional care as substitutes. For light help at home that is what is found, but it
    fades as people need more, and informal care goes together with a little more nursing (Bonsang 2009, SHARE); in all
    nine countries of Geerts and Van den Bosch (2011), the Netherlands among them, the two are more often complements
    than substitutes. Here they are complements throughout, which is the other end of what is argued.
    """
    return (need_per_carer / need_per_carer_reference) ** -carers_elasticity_of_need


@alternative("lost_carers_effect")
def lost_carers_effect_complements(relative_carers, carers_elasticity_of_need):
    """Informal carers who drop out also ask for less: nobody finds the way to professional care and keeps it going.

    Goes with `substitution_effect_complements`, which says the same of people who could care by their age.
    """
    return relative_carers**carers_elasticity_of_need


@alternative("jobs")
def jobs_as_planned(working_in_city_reference, planned_jobs, planned_jobs_reference):
    """The city's plan of 70,000 more jobs by 2040 is carried out, though fewer people than that would come to fill them.

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
    tightness,
    tightness_elasticity_of_quits,
    relative_overburdening,
    burden_elasticity_of_quits,
    retention_reduction,
    retention_effort,
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
    outside = tightness**tightness_elasticity_of_quits * relative_pay**-pay_elasticity_of_quits
    home = relative_overburdening**burden_elasticity_of_quits * (1 - retention_reduction * retention_effort)
    return pushed * (outside * home)


@alternative("overburdening")
def overburdening_threshold(
    coping_carers,
    overburdening_rate_reference,
    relative_load,
    load_threshold_of_overburdening,
    overburdening_per_load_above_threshold,
):
    """Informal carers cope with a heavier load up to a threshold; beyond it more of them become overburdened.

    The model lets overburdening go with the load all along. In Zaanstreek-Waterland the odds of a heavy burden are 7.5
    times as high above sixteen hours a week as at one or two (Koopman and others 2020); that nothing happens before
    some point is our reading. At a load of 1.2 both laws give the same.
    """
    beyond = np.maximum(relative_load - load_threshold_of_overburdening, 0)
    rate = overburdening_rate_reference * (1 + overburdening_per_load_above_threshold * beyond)
    return coping_carers * rate
