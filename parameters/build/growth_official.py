"""What the official forecast says of growth beyond demography: need is what works and what is short, over demography.

Run ``python parameters/build/growth_official.py`` to see what each edition gives; no table is made of it. The
forecast says how many are short, not how many are needed nor how many will work. The growth of those who work is
judged, from the share of all workers that are in care (18.3 % in 2024, 18.6 % in 2033, supply) and a working
population that grows by a third of a per cent a year. Demography is what the table by age asks of the Dutch population.
"""

from typing import NamedTuple

WORKERS = {2022: 1_616_000, 2024: 1_667_000}
"""National workers in care, broad; that of 2024 is drawn on."""
GROWTH_OF_WORKERS = 0.005
"""1/year, judged."""
DEMOGRAPHY = {2022: 0.983, 2024: 1.0, 2031: 1.1078, 2034: 1.1565, 2035: 1.1721}
"""Need by age and number alone, Netherlands, 2024 is one; derived."""


class Edition(NamedTuple):
    """A shortage now and a shortage then, as published."""

    name: str
    year: int
    short: float
    then: int
    short_then: float


EDITIONS = (
    Edition("2022, reference", 2022, 49_000, 2031, 135_000),
    Edition("2024, reference", 2024, 55_000, 2034, 266_000),
    Edition("2025, reference", 2024, 55_000, 2035, 301_000),
    Edition("2025, with agreements", 2024, 55_000, 2035, 227_000),
)
"""The shortage in 2024 is that of the edition of 2023."""


def growth(edition: Edition, growth_of_workers: float = GROWTH_OF_WORKERS) -> float:
    """Return growth of need beyond demography, 1/year."""
    years = edition.then - edition.year
    workers = WORKERS[edition.year]
    need = (workers * (1 + growth_of_workers) ** years + edition.short_then) / (workers + edition.short)
    return float((need * DEMOGRAPHY[edition.year] / DEMOGRAPHY[edition.then]) ** (1 / years) - 1)


if __name__ == "__main__":
    for edition in EDITIONS:
        low, centre, high = (growth(edition, workers) for workers in (0.002, GROWTH_OF_WORKERS, 0.008))
        print(f"{edition.name:24} {100 * centre:+.2f} % a year ({100 * low:+.2f} to {100 * high:+.2f})")
