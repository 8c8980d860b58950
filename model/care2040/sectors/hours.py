"""Hours: how long those who work in care work, by agreement and under pressure.

Longer hours that are agreed on are no consequence of a shortage, so they lower the number of workers that is needed;
hours that open posts or strain bring about do not.
"""

import numpy as np

from care2040.language.equations import flow, stock, variable


@stock("dimensionless")
def hours_by_agreement():
    """Contract hours as employers and workers agree on them, against the start."""
    return 1


@variable("dimensionless")
def indicated_hours(more_hours_gain, more_hours_effort):
    """Contract hours that an approach to longer part-time work leads to in the end. One without it."""
    return 1 + more_hours_gain * more_hours_effort


@flow("1/year", sink="hours_by_agreement")
def agreeing_on_hours(indicated_hours, hours_by_agreement, agreement_time):
    """Contracts grow by conversation and roster, team by team."""
    return (indicated_hours - hours_by_agreement) / agreement_time


@stock("dimensionless")
def hours_by_pressure():
    """Contract hours that open posts and strain have brought about, against the start."""
    return 1


@variable("dimensionless")
def hours_under_pressure(
    open_post_rate, open_post_rate_reference, hours_rise_per_open_post, perceived_strain, hours_lost_per_strain
):
    """Employers who cannot fill posts offer longer hours; workers under strain want shorter ones."""
    offered = hours_rise_per_open_post * (open_post_rate - open_post_rate_reference)
    return 1 + offered - hours_lost_per_strain * (perceived_strain - 1)


@flow("1/year", sink="hours_by_pressure")
def changing_hours(
    hours_under_pressure, hours_by_pressure, shortest_hours, fte_by_agreement, full_week, hours_adjustment_time
):
    """Contracts change within years, neither to next to nothing nor beyond a full week."""
    wanted = np.minimum(np.maximum(hours_under_pressure, shortest_hours), full_week / fte_by_agreement)
    return (wanted - hours_by_pressure) / hours_adjustment_time


@variable("fte/person")
def fte_by_agreement(fte_per_worker, hours_by_agreement):
    """Full-time equivalents per worker at the hours that are agreed on."""
    return fte_per_worker * hours_by_agreement


@variable("fte/person")
def fte_of_worker(fte_by_agreement, hours_by_pressure):
    """Full-time equivalents per worker, at the hours that are worked."""
    return fte_by_agreement * hours_by_pressure
