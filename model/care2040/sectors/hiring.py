"""Hiring: posts that stand open, who applies for them, and who is hired; no posts, no hires.

Organisations differ: some look for people while others have too many. So posts stand open and workers are in surplus at
the same time, and neither is ever nothing.
"""

import numpy as np

from care2040.language.equations import flow, reference, stock, variable


@reference("person", ("domain",))
def open_posts_reference(care_workers, shortage_share_at_start):
    """Posts that stood open at the start, as counted beside the workers there were."""
    return care_workers.sum("worker_age") * shortage_share_at_start / (1 - shortage_share_at_start)


@reference("person", ("domain",))
def mismatch_reference(open_posts_reference, care_workers, spread_of_posts):
    """Workers in surplus in some organisations while others had posts open, at the start: what `mismatch` was then."""
    spread = spread_of_posts * care_workers.sum("worker_age")
    return -spread * np.log(-np.expm1(-open_posts_reference / spread))


@reference("person", ("domain",))
def workers_in_domain_reference(workers_in_domain):
    """People who worked in a domain at the start."""
    return workers_in_domain


@variable("person", ("domain",))
def posts_less_workers(funded_posts, workers_in_domain):
    """Posts that are paid for less workers there are; below nothing when there are too many workers."""
    return funded_posts - workers_in_domain


@variable("person", ("domain",))
def mismatch(posts_less_workers, workers_in_domain, spread_of_posts):
    """Posts open in one organisation while as many workers are in surplus in another, by how much these differ.

    The gaps of organisations, each as a part of its workers, are spread as a logistic distribution around that of all.
    """
    spread = spread_of_posts * workers_in_domain
    return spread * np.log1p(np.exp(-np.abs(posts_less_workers) / spread))


@variable("person", ("domain",))
def open_posts(posts_less_workers, mismatch):
    """Posts that are paid for and stand open."""
    return np.maximum(posts_less_workers, 0) + mismatch


@variable("person", ("domain",))
def surplus_workers(posts_less_workers, mismatch):
    """Workers for whom there is no post."""
    return np.maximum(-posts_less_workers, 0) + mismatch


@variable("person")
def all_open_posts(open_posts):
    """Posts that are paid for and stand open in all of care."""
    return open_posts.sum("domain")


@variable("person")
def all_surplus_workers(surplus_workers):
    """Workers in all of care for whom there is no post."""
    return surplus_workers.sum("domain")


@variable("dimensionless")
def open_post_rate(all_open_posts, all_care_workers):
    """Posts that stand open per worker."""
    return all_open_posts / all_care_workers


@reference("dimensionless")
def open_post_rate_reference(open_post_rate):
    """Posts that stood open per worker at the start."""
    return open_post_rate


@stock("dimensionless")
def relative_pay():
    """Pay in care against other sectors, relative to the start."""
    return 1


@flow("1/year", sink="relative_pay")
def pay_adjustment(
    open_post_rate,
    open_post_rate_reference,
    pay_rise_per_open_post,
    highest_relative_pay,
    relative_pay,
    pay_adjustment_time,
):
    """Employers who cannot fill their posts come to pay more, with a delay and up to a limit."""
    wanted = 1 + pay_rise_per_open_post * (open_post_rate - open_post_rate_reference)
    return (np.minimum(wanted, highest_relative_pay) - relative_pay) / pay_adjustment_time


@stock("person")
def former_care_workers(
    ordinary_quits, mismatch_reference, surplus_let_go_share, dismissal_time, return_rate, forgetting_rate
):
    """People who left care and could return; at the start as many as keep those who leave and return in balance."""
    let_go = mismatch_reference.sum("domain") * surplus_let_go_share / dismissal_time
    return (ordinary_quits.sum(("domain", "worker_age")) + let_go) / (return_rate + forgetting_rate)


@flow("person/year", source="former_care_workers")
def forgetting(former_care_workers, forgetting_rate):
    """Former workers who are lost to care: settled elsewhere, or too long away."""
    return former_care_workers * forgetting_rate


@variable("person/year")
def graduates_applying(graduates_seeking, graduate_search_time):
    """Graduates who would start in a year if all who apply were hired as at the start."""
    return graduates_seeking / graduate_search_time


@variable("person/year")
def former_workers_applying(former_care_workers, return_rate, returners_gain, returners_effort):
    """Former workers who would come back in a year if all who apply were hired as at the start."""
    return former_care_workers * return_rate * (1 + returners_gain * returners_effort)


@reference("person/year")
def others_applying_reference(all_care_workers, lateral_entry_rate):
    """People from other work, from elsewhere or without work who would start in a year at the start."""
    return all_care_workers * lateral_entry_rate


@variable("person/year")
def others_applying(others_applying_reference, relative_pool, placements_in_care):
    """People from other work, from elsewhere or without work who would start in a year: as many as the pool allows."""
    return others_applying_reference * relative_pool + placements_in_care


@variable("person/year")
def applicants(graduates_applying, former_workers_applying, others_applying):
    """Everyone who would start in care in a year if all who apply were hired as at the start."""
    return graduates_applying + former_workers_applying + others_applying


@reference("person/year")
def applicants_reference(applicants):
    """Everyone who would start in care in a year, at the start."""
    return applicants


@reference("person/year", ("domain",))
def hires_reference(
    open_posts_reference,
    care_workers,
    hiring_rate,
    open_post_rate_of_hiring,
    open_post_elasticity_of_hires,
    pool_at_start,
):
    """People who are hired in a year at the start: by the posts that stood open then, and who could be hired."""
    workers = care_workers.sum("worker_age")
    by_posts = (open_posts_reference / workers / open_post_rate_of_hiring) ** open_post_elasticity_of_hires
    return workers * hiring_rate * by_posts * pool_at_start ** (1 - open_post_elasticity_of_hires)


@variable("person/year", ("domain",))
def matches(
    hires_reference,
    open_posts,
    open_posts_reference,
    open_post_elasticity_of_hires,
    applicants,
    applicants_reference,
    relative_pay,
    pay_elasticity_of_hires,
):
    """Hires that open posts and applicants make together: twice as many of both make twice as many.

    Source: matching with constant returns, Petrongolo and Pissarides (2001).
    """
    by_posts = (open_posts / open_posts_reference) ** open_post_elasticity_of_hires
    by_people = (applicants / applicants_reference) ** (1 - open_post_elasticity_of_hires)
    return hires_reference * by_posts * (by_people * relative_pay**pay_elasticity_of_hires)


@variable("person/year", ("domain",))
def hires(
    matches, hiring_level, open_posts, shortest_filling_time, all_open_posts, applicants, most_hired_per_applicant
):
    """People who are hired in a year, never faster than posts can be filled, nor than those who apply can be hired."""
    by_posts = np.minimum(matches * hiring_level, open_posts / shortest_filling_time)
    return np.minimum(by_posts, applicants * most_hired_per_applicant * (open_posts / all_open_posts))


@flow("person/year", ("domain", "worker_age"), source="graduates_seeking", sink="care_workers")
def graduates_entering(hires, graduates_applying, applicants, graduate_age_share):
    """Graduates who are hired: their part of those who apply."""
    return hires * (graduates_applying / applicants) * graduate_age_share


@flow("person/year", ("domain", "worker_age"), source="former_care_workers", sink="care_workers")
def returns(hires, former_workers_applying, applicants, returner_age_share):
    """Former workers who are hired again: their part of those who apply."""
    return hires * (former_workers_applying / applicants) * returner_age_share


@flow("person/year", ("domain", "worker_age"), sink="care_workers")
def lateral_entry(hires, others_applying, applicants, lateral_age_share):
    """People who are hired from other work, from elsewhere or without work: their part of those who apply."""
    return hires * (others_applying / applicants) * lateral_age_share
