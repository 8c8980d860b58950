"""Who lives with parents and who does not: residents of a district who came there by themselves.

In districts with many families most 18 to 24-year-olds grew up there. Student households are spread over districts by
residents who have left home.
"""

import numpy as np
from common import AGES, Floats, between, observed
from scipy.interpolate import PchipInterpolator

OLDEST_CHILD = 34
YOUNGEST_ALONE = 17
TEENAGERS = (12, 17)
LEAST_ALONE = 0.1


def children_at_home() -> Floats:
    """Return residents of the city who live with their parents by age on 1 January 2020, shape (100,).

    Counts by five-year age, split by a monotone curve through their running total.
    """
    table = observed("household_position", measure="children_at_home").sort_values("age_from")
    table = table[table["age_to"] <= OLDEST_CHILD]
    borders = np.append(0, table["age_to"] + 1)
    running = PchipInterpolator(borders, np.append(0.0, np.cumsum(table["value"])))
    children = np.zeros(len(AGES))
    young = AGES[: OLDEST_CHILD + 1]
    children[: OLDEST_CHILD + 1] = running(young + 1) - running(young)
    return children


def on_their_own(people: Floats) -> Floats:
    """Return residents less those of 17 to 34 who live with their parents, shape (10, 100).

    The children at home of the city are spread over the districts as its teenagers of 12 to 17 are; at least a tenth of
    an age group is on its own.

    Parameters
    ----------
    people : array, shape (10, 100)
        Residents by district and age.
    """
    teenagers = people[:, between(*TEENAGERS)].sum(axis=1)
    at_home = teenagers[:, None] / teenagers.sum() * children_at_home()
    at_home[:, :YOUNGEST_ALONE] = 0.0
    return np.maximum(people - at_home, LEAST_ALONE * people)
