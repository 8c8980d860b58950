"""Clustered and mixed living: older residents who live near each other need less care at home, and set a home free."""

from care2040.language.equations import flow, indicator, stock, variable


@variable("person")
def residents_from_75(residents_by_age, is_75_plus):
    """Residents aged 75 and older."""
    return (residents_by_age.sum("district") * is_75_plus).sum("age")


@stock("person")
def living_clustered(residents_from_75, clustered_share_at_start):
    """Residents of 75 and older who live in clustered or mixed housing."""
    return residents_from_75 * clustered_share_at_start


@variable("person")
def clustered_places(residents_from_75, clustered_share_at_start, clustered_share_added, clustered_living_effort):
    """Places in clustered and mixed housing: as many per older resident as at the start, and those that are added."""
    return residents_from_75 * (clustered_share_at_start + clustered_share_added * clustered_living_effort)


@flow("person/year", sink="living_clustered")
def moving_into_clustered(clustered_places, living_clustered, time_to_build_clustered):
    """Older residents who come to live clustered as places are built, less those whose place is not kept up."""
    return (clustered_places - living_clustered) / time_to_build_clustered


@indicator("dimensionless")
def clustered_share(living_clustered, residents_from_75):
    """Part of the residents of 75 and older in clustered or mixed housing."""
    return living_clustered / residents_from_75


@variable("dimensionless", ("domain",))
def clustered_need_factor(
    living_clustered, residents_from_75, clustered_share_at_start, clustered_saving, clustered_saving_strength
):
    """What is left of the need because more of the old live clustered than at the start; above one where fewer do."""
    more = living_clustered / residents_from_75 - clustered_share_at_start
    return 1 - clustered_saving_strength * clustered_saving * more
