"""How the effort of a lever is spread over the districts when more goes to where it is needed most."""

from typing import Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Spread = Literal["evenly", "by_need"]
"""The same effort in each district, or more where it is needed most, for the same money."""


def by_need(effort: float, need: Floats, residents: Floats) -> Floats:
    """Spread an effort in proportion to need, for the same money as the same effort everywhere.

    What a district cannot take, because its effort is full, goes to the others in proportion to their need.

    Parameters
    ----------
    effort : float
        Effort of the city as a whole, 0 to 1.
    need : ndarray of shape (district,)
        Need per resident, above 0, in any unit.
    residents : ndarray of shape (district,)
        Residents, of which only the shares matter: a district costs in proportion to them.

    Returns
    -------
    ndarray of shape (district,)
        Effort in each district, 0 to 1; weighed by residents it is `effort`.
    """
    share = residents / residents.sum()
    full = np.zeros(need.shape, dtype=bool)
    while not full.all():
        scale = (effort - share[full].sum()) / (share @ np.where(full, 0.0, need))
        wanted = np.where(full, 1.0, scale * need)
        if (wanted <= 1).all():
            return np.asarray(wanted, dtype=np.float64)
        full |= wanted > 1
    return np.ones_like(share)
