"""From 1 January 2021 to 1 January 2024 the model gives the city that was counted."""

from dataclasses import replace

import pytest
from tools.refresh.hindcast_page import hindcast_page

from care2040.analysis.validation.hindcast import END, START, Compared, Hindcast, hindcast

PROMISED = 0.02


@pytest.fixture(scope="module")
def found() -> Hindcast:
    return hindcast()


def on(compared: tuple[Compared, ...], year: int) -> dict[str, float]:
    """Return thing to difference in a year."""
    return {one.what: one.difference for one in compared if one.year == year}


def test_every_municipal_age_band_is_within_two_per_cent_at_the_end(found: Hindcast) -> None:
    differences = on(found.bands, END)
    assert list(differences) == ["0-3", "4-11", "12-17", "18-26", "27-44", "45-64", "65-99"]
    assert {band: away for band, away in differences.items() if abs(away) > PROMISED} == {}


def test_no_band_strays_on_the_way(found: Hindcast) -> None:
    for year in range(START + 1, END):
        assert max(map(abs, on(found.bands, year).values())) < PROMISED, on(found.bands, year)


def test_it_starts_with_the_residents_and_homes_of_2021(found: Hindcast) -> None:
    assert max(map(abs, on(found.bands, START).values())) < 1e-3
    assert max(map(abs, on(found.totals, START).values())) < 1e-9


def test_the_bands_add_up_to_all_residents(found: Hindcast) -> None:
    for year in range(START, END + 1):
        everyone = next(one for one in found.totals if (one.what, one.year) == ("residents", year))
        bands = [band for band in found.bands if band.year == year]
        assert sum(band.model for band in bands) == pytest.approx(everyone.model, rel=1e-12)
        assert sum(band.counted for band in bands) == pytest.approx(everyone.counted, rel=1e-12)


def test_homes_are_built_as_they_were(found: Hindcast) -> None:
    assert abs(on(found.totals, END)["homes"]) < 1e-4


def test_arrivals_that_follow_homes_bring_the_city_to_its_size(found: Hindcast) -> None:
    assert abs(on(found.totals, END)["residents"]) < 0.01


def test_births_deaths_and_moves_of_the_three_years_are_near_what_was_counted(found: Hindcast) -> None:
    for what in ("births", "deaths", "arrivals", "departures"):
        own = [one for one in found.moves if one.what == what]
        assert [one.year for one in own] == [2021, 2022, 2023]
        assert sum(one.model for one in own) / sum(one.counted for one in own) == pytest.approx(1, abs=0.04), what


def bent(found: Hindcast, to: float) -> Hindcast:
    """Return a look back that hits every count, but for the youngest at the end."""
    factor = {("0-3", END): to}
    bands = (replace(one, model=one.counted * factor.get((one.what, one.year), 1.0)) for one in found.bands)
    return Hindcast(tuple(bands), found.moves, found.totals)


def test_the_page_says_whether_a_band_is_outside(found: Hindcast) -> None:
    assert "**Every age band is within 2 % of the count.**" in hindcast_page(bent(found, 1.01))
    outside = hindcast_page(bent(found, 0.93))
    assert "**Not every age band is within 2 % of the count: 0 to 3.**" in outside
    assert "\N{MINUS SIGN}7.0 %, at ages 0 to 3" in outside
