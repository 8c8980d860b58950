"""The slow wave of growth beyond demography: its first modes over the years, and how far it goes by domain.

The wave is a stationary first-order process (an Ornstein-Uhlenbeck process) with a memory of eight years and variance
1: two moments that lie `years` apart have the correlation exp(-years / 8). By Karhunen and Loeve it is a sum of fixed
shapes over the years (modes), each times a standard normal number of its own; the first two hold three quarters of the
variance in these years, and 97 % of that of the mean over 2024-2040. The modes are the eigenvectors of the correlation
over a fine grid, weighed as the trapezium rule does.

How far the wave goes in a domain is found from the range of its mean growth over 2024-2040: `up` and `down` are such
that, with growth of productivity drawn beside it, nine means in ten lie between the low and the high end. Up and down
differ because the ends do not lie equally far from the centre.
"""

from pathlib import Path

import numpy as np
from common import DOMAINS, Floats, observed, write_table
from scipy.optimize import root
from scipy.stats import norm, qmc

MEMORY = 8.0
"""Years; six-year means of the national growth went from -1.4 to +2.4 % a year, a wave of some sixteen years."""
MODES = 2
FIRST, LAST, MEAN_UNTIL = 2024, 2041, 2040
STEPS = 48
"""Grid steps a year."""
POINTS = 2**15
PRODUCTIVITY_DEVIATION = 0.002 / norm.ppf(0.95)
"""Of growth of productivity, 1/year: 0 to 0.4 % in nine of ten draws."""


def modes() -> tuple[Floats, Floats]:
    """Return the years, and each mode at them times its standard deviation, (year, mode)."""
    times = np.linspace(FIRST, LAST, (LAST - FIRST) * STEPS + 1)
    weights = np.full(len(times), 1 / STEPS)
    weights[[0, -1]] /= 2
    correlation = np.exp(-np.abs(times[:, None] - times) / MEMORY)
    roots = np.sqrt(weights)
    sizes, shapes = np.linalg.eigh(roots[:, None] * correlation * roots)
    found = (shapes / roots[:, None] * np.sqrt(sizes))[:, ::-1][:, :MODES]
    # a mode may be turned over: each begins above nought
    found = found * np.sign(found[0])
    return times[::STEPS], found[::STEPS]


def sizes() -> tuple[Floats, Floats]:
    """Return by how much the wave is multiplied where it is above and where it is below nought, (domain,), 1/year."""
    years, shapes = modes()
    drawn = norm.ppf(qmc.Sobol(MODES + 1, scramble=True, rng=2040).random(POINTS))
    fine = np.linspace(FIRST, MEAN_UNTIL, (MEAN_UNTIL - FIRST) * 4 + 1)
    wave = drawn[:, :MODES] @ np.array([np.interp(fine, years, shape) for shape in shapes.T])
    above, below = (np.trapezoid(np.clip(wave, *ends), fine) / (MEAN_UNTIL - FIRST) for ends in ((0, None), (None, 0)))
    productivity = drawn[:, MODES] * PRODUCTIVITY_DEVIATION

    def misfit(both: Floats, low: float, high: float) -> Floats:
        means = both[0] * above + both[1] * below - productivity
        return np.quantile(means, [0.05, 0.95]) - [low, high]

    found = []
    for domain in DOMAINS:
        ends = observed("growth_beyond_demography", domain=domain).set_index("measure")["value"]
        low, centre, high = (float(ends[measure]) for measure in ("low", "centre", "high"))
        fitted = root(misfit, [high - centre, centre - low], (low - centre, high - centre), tol=1e-10)
        if not fitted.success:
            raise ArithmeticError(f"no size of the wave gives the ends of {domain}")
        found.append(fitted.x)
    up, down = np.array(found).T
    return up, down


def write(folder: Path) -> None:
    """Write the modes by year, and the sizes by domain."""
    years, shapes = modes()
    columns = {f"growth_mode_{number + 1}": shapes[:, number] for number in range(MODES)}
    write_table(folder, "growth_modes", {"year": years.astype(int).tolist()}, columns, 5)
    up, down = sizes()
    write_table(folder, "growth_wave", {"domain": DOMAINS}, {"growth_wave_up": up, "growth_wave_down": down}, 5)
