"""What the register holds out nothing that ships has seen, and what was counted often and not seen is held out."""

import re
from collections.abc import Iterator

import pytest

from care2040.analysis.netherlands import counted, labour_fit, sector_alone
from care2040.analysis.observations.register import Register, load
from care2040.analysis.validation import rent_fit
from care2040.files.package_files import package_folder
from care2040.inputs.calibration_targets import TARGETS, read_plan
from care2040.inputs.parameters import parameter_set
from care2040.language.axes import RUN_IN
from care2040.sectors import load_model

FOLDER = package_folder("parameters")
PARAMETERS = parameter_set.load(FOLDER)
SET_BY_COUNTS = {
    "absence_shock": ("absence_in_care",),
    "care_intensity": ("workers_in_care", "open_posts_in_care"),
    "care_wait_at_start": ("nursing_home_list", "mental_health_list", "disability_list"),
    "commuting_share": ("employed_residents",),
    "growth_as_counted": ("workers_in_care", "open_posts_in_care"),
    "growth_of_places_as_counted": ("nursing_home_list",),
    "homeless_people_at_start": ("homeless",),
    "loneliness_odds_of_the_young": ("severely_lonely", "severely_lonely_young"),
    "loneliness_shock": ("severely_lonely",),
    "participation_trend": ("employed_residents",),
    "poor_households_at_start": ("poor_households",),
    "trust_share_at_start": ("trust",),
    "volunteer_share_at_start": ("volunteering",),
}
"""Numbers that were set such that the model gives what was counted: they have seen the counts until their own year."""
BUILT_FROM = {"poor_part": {2021}}
"""Years that a table was built from: 22,700 poor households over 14.4 % are the households without students."""
BUILT_TABLES = {"population_history", "dwellings_history", "labour"}
"""Tables from which residents, homes, moves and jobs are built, or that a run is put back to."""
OTHER_COUNTS = {"frailty_gradient", "unhealthy_odds_level", "construction_capacity", "household_thinning_rate"}
"""Numbers fitted to what no series of the register counts, though a source of theirs has counts of it as well."""
OFTEN, LAST_YEARS = 6, 3


@pytest.fixture(scope="module")
def register() -> Register:
    return load(FOLDER, load_model())


def seen_by_fits(register: Register) -> Iterator[tuple[str, int]]:
    """Yield series and the last year that a fit that ships has seen of it."""
    of_queue = {(rent_fit.TABLE, measure) for measure in rent_fit.counted_queue(FOLDER)}
    aims = [
        one
        for one in read_plan(FOLDER / "cities" / "utrecht" / TARGETS, PARAMETERS).targets.values()
        if one.role == "fitted"
    ]
    for name, series in register.series.items():
        if (series.table, series.measure) in of_queue:
            yield name, rent_fit.LAST
        if series.table == counted.TABLE:
            yield name, labour_fit.SHIPPED
        sources = {one.source for one in register.of(series)}
        yield from ((name, one.year) for one in aims if one.of == series.quantity and sources & set(one.source))
    for parameter, names in SET_BY_COUNTS.items():
        yield from ((name, PARAMETERS[parameter].year) for name in names)


def seen(register: Register) -> dict[str, set[int]]:
    """Return per series the years that something that ships has seen."""
    found = {name: set(BUILT_FROM.get(name, ())) for name in register.series}
    for name, last in seen_by_fits(register):
        found[name] |= {int(one.year) for one in register.of(register.series[name]) if int(one.year) <= last}
    for name, series in register.series.items():
        if series.table in BUILT_TABLES:
            found[name] |= {int(one.year) for one in register.of(series)}
    return found


def test_no_year_that_a_fit_has_seen_is_held_out(register: Register) -> None:
    for name, years in seen(register).items():
        assert years.isdisjoint(register.series[name].held_out), f"{name} was fitted to a year that is held out"


def test_the_last_years_of_what_was_counted_often_are_held_out_unless_a_fit_has_seen_them(register: Register) -> None:
    known, often = seen(register), {}
    for name, series in register.series.items():
        years = sorted({int(one.year) for one in register.of(series) if one.year >= RUN_IN})
        if len(years) >= OFTEN:
            often[name] = set(years[-LAST_YEARS:]) - known[name]
            assert set(series.held_out) == often[name], name
    assert {name for name, years in often.items() if years} == {"poor_households", "poor_part", "welfare_households"}


def test_what_a_series_holds_out_was_counted(register: Register) -> None:
    for name, series in register.series.items():
        assert set(series.held_out) <= {int(one.year) for one in register.of(series)}, name


def test_the_fits_say_until_when_they_look() -> None:
    queue = rent_fit.counted_queue(FOLDER)
    assert max(year for own in queue.values() for year in own) == rent_fit.LAST
    assert labour_fit.SHIPPED == max(counted.counted_care_work(FOLDER)["workers"]) == sector_alone.LAST
    for name in ("hiring_rate", "spread_of_posts"):
        assert PARAMETERS[name].year == labour_fit.SHIPPED, name


def test_every_number_that_says_it_was_fitted_to_a_count_is_known_here(register: Register) -> None:
    sources = {one.source: set() for one in register.observations}
    for one in register.observations:
        sources[one.source].add(one.series.name)
    fitted = {one.name for one in (*rent_fit.FREE, *labour_fit.FREE)} | set(SET_BY_COUNTS) | OTHER_COUNTS
    free = set(read_plan(FOLDER / "cities" / "utrecht" / TARGETS, PARAMETERS).free)
    for name, parameter in PARAMETERS.items():
        if set(parameter.source) & set(sources) and re.search(r"such that|[Ff]itted to", parameter.about):
            assert name in fitted | free, f"write which series {name} has seen"
    for name, series in SET_BY_COUNTS.items():
        told = set().union(*(sources.get(source, set()) for source in PARAMETERS[name].source))
        assert told & set(series), f"{name} does not name the source of {series}"
