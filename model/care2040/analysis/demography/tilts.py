"""What adults of a city feel and want, laid on its districts along their socio-economic score (judged)."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

LONELY_ADULTS = 0.10
LONELY_TILT = 0.8
WILLING_ADULTS = 0.32
# willing to help neighbours: more where the socio-economic score is lower; a judgement, no count by district was found
WILLING_TILT = 0.37


def lonely_share(adults: Floats, ses_score: Floats) -> Floats:
    """Return the share of adults who are severely lonely, shape (districts,), one in ten in the city of 2016."""
    return _tilted(LONELY_ADULTS, LONELY_TILT, adults, ses_score)


def willing_share(adults: Floats, ses_score: Floats) -> Floats:
    """Return the share of adults who would want to help neighbours, shape (districts,), 32 % in the city."""
    return _tilted(WILLING_ADULTS, WILLING_TILT, adults, ses_score)


def _tilted(level: float, tilt: float, adults: Floats, ses_score: Floats) -> Floats:
    tilted = np.exp(-tilt * ses_score)
    found: Floats = level * tilted * adults.sum() / (tilted * adults).sum()
    return found
