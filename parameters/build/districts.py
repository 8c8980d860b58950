"""One number per district: area, scores, birth and death factors, households, poverty, loneliness, environment.

Method
------
- **Birth and death factors**: births and deaths of 2023 over what the city's schedules give with the ages of the
  district, shrunk towards one as much as chance alone would scatter them (Poisson-gamma, moments), with a mean of
  one over the expected numbers.
- **Households without students**: all households less those of students. Student households are what exceeds the
  157,600 households of the poverty count; they live where the 18 to 24-year-olds live who have left home
  (:mod:`leaving_home`). The count is of 2021 and is not scaled to the residents of 2024 (that would give 164,200),
  because the 22,700 poor households are of 2021 as well: so both published figures, 22,700 and 14.4 %, hold.
- **Poor households**: 22,700 in the city, 80 % where people receive welfare and 20 % evenly over households, which
  gives Overvecht some 33 % (32 % was measured in 2020); pensioners and workers with low pay are the reason for the
  even part.
- **Severe loneliness**: one in seven adults, tilted by the socio-economic score (judged).
"""

from common import CITY, DISTRICTS, Floats, between, observed, one, per_district
from leaving_home import on_their_own

from care2040.analysis.demography.tilts import lonely_share, willing_share

POOR_HOUSEHOLDS = 22_700.0
POOR_HOUSEHOLDS_YEAR = 2021
POOR_BY_WELFARE = 0.80
# 25,200 up to 130 % of the minimum in 2016, times what the change to 125 % left in 2018: 23,300 after 25,700
POOR_HOUSEHOLDS_AT_START = 25_200.0 * 23_300.0 / 25_700.0


def shrunk(counted: Floats, expected: Floats) -> Floats:
    """Return counted over expected, pulled towards one as far as the differences between districts are chance.

    With ``shape`` from the moments of a gamma distribution of the true ratios: (counted + shape) / (expected + shape).
    """
    scaled = expected * counted.sum() / expected.sum()
    spread = ((counted - scaled) ** 2 - scaled).sum() / (scaled**2).sum()
    shape = 1.0 / max(spread, 1e-6)
    factor = (counted + shape) / (scaled + shape)
    return factor * scaled.sum() / (factor * scaled).sum()


def fertility_factor(people: Floats, fertility: Floats) -> Floats:
    """Return births per woman relative to the city, given her age; people (10, 100, 2), fertility (100,)."""
    return shrunk(per_district("births", 2023), (people[:, :, 1] * fertility).sum(axis=1))


def mortality_factor(people: Floats, mortality: Floats) -> Floats:
    """Return deaths relative to the city, given age and sex; people (10, 100, 2), mortality (100, 2)."""
    return shrunk(per_district("deaths", 2023), (people * mortality).sum(axis=(1, 2)))


def households(people: Floats) -> tuple[Floats, Floats]:
    """Return households without and with students per district, each of shape (10,), on 1 January 2024.

    Parameters
    ----------
    people : array, shape (10, 100)
        Residents by age.
    """
    share = one("poverty", measure="poor_share_of_non_student_households", year=POOR_HOUSEHOLDS_YEAR)
    settled = POOR_HOUSEHOLDS / share
    everyone = per_district("households", 2024)
    everyone = everyone * one("district_figures", measure="households", year=2024, district=CITY) / everyone.sum()
    away = on_their_own(people)[:, between(18, 24)].sum(axis=1)
    students = away / away.sum() * (everyone.sum() - settled)
    return everyone - students, students


def poor_households(settled: Floats) -> Floats:
    """Return the poor households of 2016, shape (10,), from households without students."""
    welfare = per_district("welfare_recipients", 2023)
    poor = POOR_BY_WELFARE * welfare / welfare.sum() + (1.0 - POOR_BY_WELFARE) * settled / settled.sum()
    return POOR_HOUSEHOLDS_AT_START * poor


def ses_score() -> Floats:
    """Return the socio-economic score of each district (SES-WOA, an index)."""
    return per_district("ses_score", 2019)


def living_environment_score(people: Floats) -> Floats:
    """Return the Leefbaarometer score less the mean over the residents of the city, shape (10,)."""
    score = per_district("living_environment_score", 2020)
    return score - (score * people).sum() / people.sum()


def table(people: Floats, first: Floats, mortality: Floats, fertility: Floats) -> dict[str, Floats]:
    """Return the columns of ``districts.csv`` that follow from residents and the city's schedules.

    Parameters
    ----------
    people, first : array, shape (10, 100, 2)
        Residents of the base year, and those of the first year of a run, whose starting values are shares of them.
    mortality, fertility : array, shape (100, 2) and (100,)
        Schedules of the city.
    """
    ages = people.sum(axis=2)
    adults = first[:, between(18, 99)].sum(axis=(1, 2))
    total = ages.sum(axis=1)
    settled, _ = households(ages)
    return {
        "total_area": per_district("area", 2023),
        "land_area": per_district("land_area", 2023),
        "ses_score": ses_score(),
        "living_environment_score": living_environment_score(total),
        "expected_births": (people[:, :, 1] * fertility).sum(axis=1),
        "resident_share": total / total.sum(),
        "adults": adults,
        "fertility_factor": fertility_factor(people, fertility),
        "mortality_factor": mortality_factor(people, mortality),
        "households_per_resident": settled / total,
        "poor_households": poor_households(settled),
        "poverty_share": poor_households(settled) / settled * POOR_HOUSEHOLDS / POOR_HOUSEHOLDS_AT_START,
        "lonely_share": lonely_share(adults, ses_score()),
        "willing_share": willing_share(adults, ses_score()),
    }


def overvecht_2020(columns: dict[str, Floats]) -> str:
    """Return the line that sets Overvecht's poverty beside what was measured in 2020."""
    here = columns["poverty_share"][DISTRICTS.index("overvecht")]
    measured = observed("poverty", measure="poor_share_overvecht")["value"].iloc[0]
    return f"  Overvecht: {100 * here:.1f} % of households poor, measured in 2020 {100 * measured:.0f} %"
