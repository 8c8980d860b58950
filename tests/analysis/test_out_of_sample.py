"""Dutch care work out of sample: the fit to the early years, the years after, and what the page tells of them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from tools.refresh.validation_workforce import line_words, miss, workforce_section

from care2040.analysis.least_squares import Free
from care2040.analysis.netherlands.counted import FLOWS, MEASURES, Counted, counted_care_work
from care2040.analysis.netherlands.labour_fit import FREE, SURE, fit_labour
from care2040.analysis.netherlands.out_of_sample import (
    BY_AGE,
    BY_GROWTH,
    BY_LAST_GROWTH,
    BY_LINE,
    FITTED,
    SHIPPED,
    SPANS,
    UNTIL,
    OutOfSample,
    by_age,
    look_ahead,
    missed,
    out_of_sample,
    yardsticks,
)
from care2040.analysis.netherlands.sector_alone import LAST, LEVEL, START, SectorAlone, sectors_alone
from care2040.analysis.netherlands.workforce import National, national_workforce, told_by
from care2040.files.package_files import package_folder

FOLDER = package_folder("parameters")
KNOWN = {
    "hiring_rate": 0.12,
    "open_post_elasticity_of_hires": 0.55,
    "spread_of_posts": 0.025,
    "quit_rate": 0.07,
    "pool_elasticity_of_quits": 0.3,
    "dismissal_time": 0.8,
    LEVEL: 0.02,
}
"""Numbers that made data come from; none of them is what was judged."""


@pytest.fixture(scope="module")
def national() -> National:
    return national_workforce()


@pytest.fixture(scope="module")
def counted() -> Counted:
    return counted_care_work(FOLDER)


@pytest.fixture(scope="module")
def sectors() -> Mapping[str, SectorAlone]:
    return sectors_alone(FOLDER)


@pytest.fixture(scope="module")
def ahead() -> OutOfSample:
    return out_of_sample()


# --- the fit


def _made(sector: SectorAlone) -> dict[str, dict[int, float]]:
    return told_by(sector.run({name: np.array([value]) for name, value in KNOWN.items()}))


def test_known_numbers_are_found_again_from_what_they_made(sectors: Mapping[str, SectorAlone]) -> None:
    found = fit_labour(sectors["R"].run, _made(sectors["R"]), UNTIL, judged=False)
    assert set(found.values) == set(KNOWN) == {one.name for one in FREE}
    for one in FREE:
        assert abs(one.judged - KNOWN[one.name]) > 0.004
        assert found.values[one.name] == pytest.approx(KNOWN[one.name], rel=0.01), one.name
    assert not found.on_bound


def test_standard_errors_are_the_spread_over_many_counts() -> None:
    """Of a law whose answer is known: workers that are in no year anything but the level."""

    def run(values: Mapping[str, Any]) -> dict[str, Any]:
        return {"workers": np.exp(np.tile(values[LEVEL], (8, 1)))}

    free = (Free(LEVEL, 0.0, 0.02, -1, 1),)
    random = np.random.default_rng(3)
    found = []
    for _ in range(200):
        years = dict(enumerate(np.exp(0.02 + SURE["workers"] * random.standard_normal(8)).tolist(), START))
        found.append(fit_labour(run, {"workers": years}, UNTIL, free, judged=False))
    spread = float(np.std([one.values[LEVEL] for one in found]))
    assert spread == pytest.approx(SURE["workers"] / np.sqrt(8), rel=0.15)
    assert np.mean([one.errors[LEVEL] for one in found]) == pytest.approx(spread, rel=0.25)
    for one in found[:5]:
        np.testing.assert_allclose(one.course_errors["workers"], one.errors[LEVEL] * one.course["workers"], rtol=1e-3)


def test_what_was_judged_counts_as_one_more_observation() -> None:
    def run(values: Mapping[str, Any]) -> dict[str, Any]:
        return {"workers": np.exp(np.tile(values[LEVEL], (1, 1)))}

    free = (Free(LEVEL, 0.0, 0.01, -1, 1),)
    found = fit_labour(run, {"workers": {START: float(np.exp(0.01))}}, UNTIL, free)
    assert found.values[LEVEL] == pytest.approx(0.005)  # as sure of the count as of what was judged: half-way
    assert found.errors[LEVEL] == pytest.approx(0.01 / np.sqrt(2), rel=0.01)


def test_later_years_are_not_looked_at(sectors: Mapping[str, SectorAlone], counted: Counted) -> None:
    few = tuple(one for one in FREE if one.name in {"hiring_rate", "quit_rate", LEVEL})
    other = {
        measure: {year: value * (1 if year <= UNTIL else 3) for year, value in of_years.items()}
        for measure, of_years in counted.items()
    }
    as_counted, changed = (fit_labour(sectors["R"].run, one, UNTIL, few) for one in (counted, other))
    assert as_counted.values == changed.values
    fitted_to_more = fit_labour(sectors["R"].run, other, UNTIL + 1, few)
    assert fitted_to_more.values != as_counted.values


def test_nothing_of_need_is_fitted() -> None:
    assert not {one.name for one in FREE if "need" in one.name or "growth" in one.name}
    for one in FREE:
        assert one.low < one.judged < one.high


# --- simple rules


def test_rules_know_no_more_than_the_early_years(counted: Counted) -> None:
    ages = by_age(FOLDER, counted)
    rules = yardsticks(counted, ages)
    cut = {m: {y: v for y, v in years.items() if y <= UNTIL or m != "workers"} for m, years in counted.items()}
    grown = {**cut, "workers": {**cut["workers"], **dict.fromkeys(range(UNTIL + 1, LAST + 1), 1.0)}}
    for name in (BY_GROWTH, BY_LAST_GROWTH, BY_AGE):
        assert yardsticks(grown, ages)[name]["workers"] == rules[name]["workers"]
    assert rules[BY_GROWTH]["workers"][2022] == pytest.approx(1_403_000 * (1_403 / 1_394) ** (5 / 7))
    assert rules[BY_LAST_GROWTH]["workers"][2018] == pytest.approx(1_403_000**2 / 1_376_000)
    assert rules[BY_AGE]["workers"][2022] / 1_403_000 == pytest.approx(1.0112**5, rel=0.005)
    assert set(rules[BY_LINE]) == set(FLOWS)
    assert rules[BY_AGE]["open posts"] == dict.fromkeys(range(2018, 2025), 26_900)


# --- in and out of sample


def test_workers_are_foretold_given_the_frames(ahead: OutOfSample) -> None:
    """Fitted to 2010-17; the money of the years after is given, which is most of it."""
    later = [one for one in ahead.by_path["C"].foretold if one.what == "workers"]
    assert [one.year for one in later] == [*range(2018, 2023)]
    worst = max(abs(one.difference) for one in later)
    rules = [max(abs(missed(one)) for one in rule if one.what == "workers") for rule in _with_workers(ahead)]
    assert worst < 0.02 < 0.04 < min(rules)


def _with_workers(ahead: OutOfSample) -> list[Any]:
    return [ahead.yardsticks[name] for name in (BY_GROWTH, BY_LAST_GROWTH, BY_AGE)]


def test_flows_are_foretold_within_two_points_given_the_money(ahead: OutOfSample) -> None:
    for path in ("C", "R"):
        for one in ahead.by_path[path].foretold:
            if one.what in FLOWS:
                assert abs(missed(one)) < 0.02, one


def test_every_path_is_shown_in_and_out_of_sample(ahead: OutOfSample) -> None:
    assert [*ahead.by_path] == ["A", "B", "C", "R"]
    for path in ahead.by_path.values():
        assert {one.what for one in path.foretold} == set(MEASURES)
        assert min(one.year for one in path.foretold) == UNTIL + 1
        assert all(one.error > 0 for one in path.foretold)
        assert set(path.spans) == {SHIPPED, FITTED}
        for told in path.spans.values():
            assert set(told) == set(SPANS)
            for span in told.values():
                (_, hired), (_, left) = (span.lines[flow] for flow in FLOWS)
                assert hired - left == pytest.approx(1)
    assert max(one.year for one in ahead.by_path["R"].foretold) == LAST
    assert max(one.year for one in ahead.by_path["C"].foretold) == 2024


def test_a_path_alone_is_that_of_all(ahead: OutOfSample, sectors: Mapping[str, SectorAlone], counted: Counted) -> None:
    assert look_ahead(sectors["R"], counted).fit.values == pytest.approx(ahead.by_path["R"].fit.values, rel=1e-6)


# --- the page

FACTS = {"first": "2010", "last": "2022", "workers_last": "+0.0 %", "workers_worst": "+0.0 % in 2015"}


@pytest.fixture(scope="module")
def page(national: National, ahead: OutOfSample) -> str:
    return "\n".join(workforce_section(national, ahead, FACTS))


def _cells(page: str, row: str) -> list[str]:
    (line,) = (one for one in page.splitlines() if one.startswith(f"| {row} |"))
    return [cell.strip() for cell in line.strip("|").split("|")][1:]


def test_what_the_page_tells_comes_from_the_run(page: str, ahead: OutOfSample) -> None:
    for place, path in enumerate(ahead.by_path.values()):
        for one in path.foretold:
            assert _cells(page, f"{one.what} {one.year}")[1 + place].startswith(
                miss(one.what, missed(one)).removesuffix(" %")
            ), one
        fitted = _cells(page, "hiring rate")[1 + place]
        assert fitted == f"{path.fit.values['hiring_rate']:.3f} ± {path.fit.errors['hiring_rate']:.3f}"
    for place, rule in enumerate(ahead.yardsticks.values()):
        for one in rule:
            assert _cells(page, f"{one.what} {one.year}")[5 + place] == miss(one.what, missed(one))


def test_another_run_makes_another_page(page: str, national: National, ahead: OutOfSample) -> None:
    main = ahead.by_path["C"]
    moved = tuple(
        replace(one, model=one.counted * 1.07) if (one.what, one.year) == ("workers", 2020) else one
        for one in main.foretold
    )
    other = replace(ahead, by_path={**ahead.by_path, "C": replace(main, foretold=moved)})
    told = "\n".join(workforce_section(national, other, FACTS))
    assert _cells(told, "workers 2020")[3].startswith("+7.0 ±")
    assert "On C workers stay within 7.0 %" in told
    assert "On C workers stay within 7.0 %" not in page


def test_the_page_says_what_is_circular_and_what_the_three_per_cent_tests(page: str, national: National) -> None:
    told = " ".join(page.split())
    assert "mostly a test of the budget" in told
    assert f"{100 * national.money['C']:.1f} % (C)" in told
    assert "**C** is made of frames per payer that were **decided on before** the year" in told
    assert "**R** is **circular**" in told
    assert "Growth of need is never read from any of this" in told
    assert "{" not in page
    assert all(len(line) < 160 or line.startswith("|") for line in page.splitlines())


def test_misses_are_told_in_their_own_unit() -> None:
    assert miss("workers", -0.0123) == "\N{MINUS SIGN}1.2 %"
    assert miss("inflow", -0.0123) == "\N{MINUS SIGN}1.2"
    assert miss("open posts", 0.123) == "+12 %"
    assert line_words((0.11, -0.34)) == "11.0 % \N{MINUS SIGN} 0.34"
