"""The queue for social rent fitted to what was counted of it since 2016: who leaves, who looks, who gives up.

The whole model runs, at the resolution of the city; residents and homes of those years are what was counted. The form
of the laws is not fitted, nor what no count tells apart: how far homes go by rank, the lottery, what older movers do.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from care2040.analysis.least_squares import Counted, Course, Fit, Free, Sought, fit
from care2040.analysis.observed import observed
from care2040.engine.batch.integrate import integrate
from care2040.engine.simulation.simulate import for_any_run
from care2040.files.package_files import package_folder
from care2040.inputs.parameters import parameter_set as reading
from care2040.inputs.parameters.distributions import Floats
from care2040.inputs.policies.path_maker import paths
from care2040.language.axes import BASE_YEAR, RUN_IN
from care2040.sectors import load_model

START, EARLY, LAST = RUN_IN, 2018, BASE_YEAR - 1
"""The first year, and the last that the early and the whole fit look at."""
TABLE = "social_rent"
"""The observed series."""
LETTINGS, WAIT, SEARCH, SEEKERS = "lettings", "waiting_time", "search_time", "active_seekers"
SURE = {LETTINGS: 0.04, WAIT: 0.03, SEARCH: 0.12, SEEKERS: 0.05}
"""How near a fit has to come, as a part: search times jump by a fifth from one year to the next."""
FREE = (
    Free("tenants_leaving_rate", 0.03, 0.01, 0.01, 0.08),
    Free("scarcity_elasticity_of_leaving", 0.4, 0.3, 0.0, 1.5),
    Free("new_homes_in_queue", 0.5, 0.15, 0.2, 0.9),
    Free("registrations_per_resident", 0.025, 0.01, 0.005, 0.06),
    Free("wait_elasticity_of_registrations", 0.4, 0.2, 0.0, 1.5),
    Free("lapse_rate", 0.15, 0.06, 0.03, 0.4),
    Free("years_before_searching", 5.5, 1.5, 1.0, 10.0),
    Free("wait_elasticity_of_years_before", 0.3, 0.2, 0.0, 1.5),
    Free("seekers_at_start", 26_000, 2_500, 15_000, 40_000),
    Free("search_time_at_start", 3.5, 0.7, 1.0, 7.0),
    Free("years_before_at_start", 5.0, 0.8, 2.0, 9.0),
    Free("head_of_the_line_at_start", 5.0, 1.0, 2.0, 10.0),
)
"""Who leaves a social home, who begins to look, who gives up, and how the queue stood in 2016."""
KEPT = ("social_homes_to_let", WAIT, SEARCH, "social_rent_seekers")


def counted_queue(folder: Path) -> Counted:
    """Return what was counted of the queue, per measure and year."""
    found = observed(folder, TABLE)
    return {
        measure: {int(year): value for (one, year), value in sorted(found.items()) if one == measure and year >= START}
        for measure in SURE
    }


class Queue:
    """Unchanged policy over the years that were counted, for many values of what is fitted."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or package_folder("parameters")
        given = reading.load(self.folder).at("city")
        self.given = given
        base = paths(given, (), START, LAST + 2)
        self.system, self.code = for_any_run(load_model(), "city", given, frozenset(base.varying))

    def run(self, values: Mapping[str, Floats]) -> Course:
        """Run with other values of parameters that are one number, each of shape (run,)."""
        batch = paths(self.given, (), START, LAST + 2, dict(values))
        found = integrate(self.system, batch, keep=lambda name, axes: name in KEPT, code=self.code)
        told = {name: np.asarray(found.values[name]) for name in KEPT}
        lettings = told["social_homes_to_let"]
        return {
            LETTINGS: (lettings[:-1] + lettings[1:]) / 2,
            WAIT: told[WAIT],
            SEARCH: told[SEARCH],
            SEEKERS: told["social_rent_seekers"],
        }


@dataclass(frozen=True)
class QueueFitted:
    """The queue fitted to all its counts, and to the early ones alone, which says how far it can be trusted ahead.

    Attributes
    ----------
    counted : Counted
        Measure to year to count.
    whole, early : Fit
        Fitted until `LAST` and until `EARLY`.
    """

    counted: Counted
    whole: Fit
    early: Fit

    def missed(self, fitted: Fit, years: range) -> dict[str, float]:
        """Return the mean size of the miss of each measure over years, as a part of the count."""
        found = {
            measure: [
                abs(float(fitted.course[measure][year - START]) / value - 1)
                for year, value in own.items()
                if year in years
            ]
            for measure, own in self.counted.items()
        }
        return {measure: sum(own) / len(own) for measure, own in found.items() if own}

    def last_value(self, years: range) -> dict[str, float]:
        """Return the miss of who says that each measure stays as it was last counted before these years."""
        found = {}
        for measure, own in self.counted.items():
            before, after = [year for year in own if year < years[0]], [year for year in own if year in years]
            if before and after:
                found[measure] = sum(abs(own[max(before)] / own[year] - 1) for year in after) / len(after)
        return found


def queue_fitted(folder: Path | None = None) -> QueueFitted:
    """Fit the queue to all its counts, and to the early ones alone."""
    queue = Queue(folder)
    return QueueFitted(counted_queue(queue.folder), fit_rent(LAST, queue=queue), fit_rent(EARLY, queue=queue))


def fit_rent(until: int = LAST, folder: Path | None = None, queue: Queue | None = None) -> Fit:
    """Fit the queue for social rent to what was counted until a year.

    Parameters
    ----------
    until : int
        The last year that is fitted to; the counts after it are what the fit foretells.
    folder : Path, optional
        The parameters; those that ship when left out.
    queue : Queue, optional
        The model over these years, when it stands ready.

    Returns
    -------
    Fit
    """
    queue = queue or Queue(folder)
    return fit(queue.run, Sought(counted_queue(queue.folder), SURE, START), until, FREE)
