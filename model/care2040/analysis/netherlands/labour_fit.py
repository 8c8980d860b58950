"""Hiring and leaving fitted to some of the years that were counted, with what is not known of each number.

Nothing of need is among what is fitted: the budget binds, and history only says that need grew about as fast as money.
"""

from collections.abc import Sequence

from care2040.analysis.least_squares import Fit, Free, Runner, Sought, fit
from care2040.analysis.netherlands.counted import FLOWS, Counted
from care2040.analysis.netherlands.sector_alone import LAST, LEVEL, START

SHIPPED = LAST
"""The last year that the numbers that ship were fitted to."""
SURE = {"workers": 0.01, "inflow": 0.006, "outflow": 0.006, "open posts": 0.15}
"""How near a fit has to come: workers and open posts as a part, flows as a part of the workers."""

FREE = (
    Free("hiring_rate", 0.13, 0.03, 0.05, 0.3),
    Free("open_post_elasticity_of_hires", 0.45, 0.1, 0.2, 0.8),
    Free("spread_of_posts", 0.02, 0.009, 0.003, 0.046),
    Free("quit_rate", 0.08, 0.015, 0.04, 0.12),
    Free("pool_elasticity_of_quits", 0.2, 0.2, -0.2, 1.0),
    Free("dismissal_time", 1.0, 0.5, 0.3, 4.0),
    Free(LEVEL, 0.015, 0.02, -0.06, 0.06),
)
"""How fast people are hired, and what that hangs on; how organisations differ; who leaves; posts of the first day."""


def fit_labour(run: Runner, counted: Counted, until: int, free: Sequence[Free] = FREE, judged: bool = True) -> Fit:
    """Fit hiring and leaving to what was counted until a year, for the sectors along one path of the budget."""
    return fit(run, Sought(counted, SURE, START, FLOWS), until, free, judged)
