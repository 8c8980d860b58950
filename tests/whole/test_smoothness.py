"""The baseline bends nowhere without a reason: no start-up transient, and no other kink that anyone would ask about."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import xarray as xr

from care2040.engine.simulation.simulate import run
from care2040.results.series import of_quantity

FIRST, LATER = slice(0, 2), slice(2, 8)
"""Bends at 1 January 2025 and 2026, that a start out of balance would cause, and those of 2027 to 2032."""
VISIBLE = 0.005
"""A bend of half a per cent of the level in a year is seen in a figure."""
TWICE = 2.0
TURN = "growth of need turns from -0.2 % a year, as counted last, to the 0.9 of the evidence, and money to 0.4"
CLIFF = "the municipal fund falls by 5 % in 2026, and it pays for most of youth care and social support"
KINKS = {
    "residents_85_plus": (2031, "born in 1946: the first year of the baby boom turns 85"),
    "carers_per_resident_85_plus": (2031, "the same, in the number by which it is divided"),
    "shortage": (2025, TURN),
    "shortage_fte": (2025, TURN),
    "shortage_share": (2025, TURN),
    "unfunded_need": (2025, TURN),
    "unmet_need_share": (2025, TURN),
    "all_open_posts": (2026, CLIFF),
    "felt_unmet_need_share": (2025, TURN),
    "informal_hours_undone": (2025, "in 2023 more was left to families than later; " + TURN),
    "time_not_given_share.hospital_and_gp": (2025, TURN),
    "without_place_share.hospital_and_gp": (2025, TURN),
    "without_place_share.mental_health": (2025, TURN),
    "without_place_share.elderly_care": (2026, TURN),
    "waiting_for_care.elderly_care": (2025, TURN),
    "waiting_beyond_norm.elderly_care": (2025, TURN),
    "loneliness_gap": (2025, "the step of 2021 is still becoming what it comes to"),
    "without_place_share.disability_care": (2025, TURN),
    "without_place_share.youth_care": (2025, TURN),
    "time_not_given_share.elderly_care": (2027, "a thousandth at most: time is as needed but for a while"),
    "going_without_care.disability_care": (2026, TURN),
    "waiting_for_care.disability_care": (2027, TURN),
    "waiting_beyond_norm.disability_care": (2027, TURN),
    "going_without_care.social_support": (2026, CLIFF),
    "without_place_share.social_support": (2026, CLIFF),
    "waiting_for_care.youth_care": (2026, CLIFF),
    "requests.social_support": (2027, CLIFF),
    "time_not_given_share.social_support": (2027, CLIFF),
    "time_not_given_share.youth_care": (2027, CLIFF),
    "waiting_for_care.social_support": (2027, CLIFF),
    "waiting_beyond_norm.social_support": (2027, CLIFF),
    "waiting_beyond_norm.youth_care": (2027, CLIFF),
    "waiting_beyond_norm": (2027, CLIFF),
}
"""Indicator to the year in which it bends by more than `LARGEST`, and why."""
LARGEST = 0.02
SLOWER = {
    "blocked_places": "lettings follow the dip in building of 2024 and its end",
    "care_share_needed": TURN,
    "care_share_needed_by_residents": TURN,
    "care_share_vision": TURN,
    "quits.elderly_care": TURN,
    "shortage": TURN,
    "shortage_fte": TURN,
    "shortage_share": TURN,
    "unfunded_need": TURN,
    "unmet_need_share": TURN,
    "absence": "the step after 2019 is fed: it was taken up by 2023, and passes slowly after the last count",
    "all_open_posts": CLIFF,
    "loneliness_gap": "the step of 2021 is still becoming what it comes to",
    "going_without_care": TURN,
    "going_without_care.elderly_care": TURN,
    "requests.elderly_care": TURN,
    "waiting_beyond_norm.elderly_care": TURN,
    "waiting_beyond_norm.mental_health": TURN,
    "waiting_for_care.elderly_care": TURN,
    "felt_unmet_need_share": TURN,
    "informal_hours_undone": TURN,
    "time_not_given_share.hospital_and_gp": TURN,
    "time_not_given_share.mental_health": TURN,
    "time_not_given_share.disability_care": TURN,
    "waiting_for_care.mental_health": TURN,
    "without_place_share.hospital_and_gp": TURN,
    "without_place_share.mental_health": TURN,
    "without_place_share.elderly_care": TURN,
    "without_place_share.disability_care": TURN,
    "without_place_share.youth_care": TURN,
}
"""Indicator that bends more from 2024 to 2027 than later, and why: the homes that were begun before are few."""


def bends(values: np.ndarray) -> np.ndarray:
    """Return the second differences of a yearly series, as a part of the largest value it has."""
    return np.diff(values, 2) / (abs(values).max() or 1.0)


def transient(values: np.ndarray) -> bool:
    """Tell whether a series bends in its first two years as it does not later: visibly, and twice as hard."""
    first, later = (abs(bends(values)[years]).max() for years in (FIRST, LATER))
    return bool(first > VISIBLE and first > TWICE * later)


@pytest.fixture(scope="module")
def baseline(whole: Any, four_scenarios: xr.Dataset) -> dict[str, np.ndarray]:
    """Every indicator and every part of it (domain, payer) to its yearly values for the city."""
    middle = four_scenarios.sel(scenario=["evidence"])
    series = (part for name in whole.asked for part in of_quantity(middle[name]))
    return {part.name: part.city.squeeze(drop=True).values for part in series}


def test_no_indicator_starts_with_a_transient(baseline: dict[str, np.ndarray]) -> None:
    assert len(baseline) > 40
    found = {name: (100 * bends(values)[:8]).round(2) for name, values in baseline.items() if transient(values)}
    assert set(found) - set(SLOWER) == set(), f"second differences from 2025 on, % of the level: {found}"


def test_no_indicator_has_a_kink_without_a_reason(baseline: dict[str, np.ndarray]) -> None:
    found = {
        name: 2025 + int(abs(bends(values)).argmax())
        for name, values in baseline.items()
        if abs(bends(values)).max() > LARGEST
    }
    assert found == {name: year for name, (year, _) in KINKS.items()}


@pytest.mark.parametrize("settling", [0.5, 1.0, 2.0])
def test_a_start_out_of_balance_would_be_seen(settling: float) -> None:
    years = np.arange(17)
    smooth = 100 * 1.02**years
    assert not transient(smooth)
    assert transient(smooth - 5 * np.exp(-years / settling))


# --- where the counts end

ENDS, AFTER = (2024, 2025, 2026), (2026, 2027, 2028)
"""The years around which a stock bends where nothing is counted any more, and those with which they are compared."""
A_LITTLE = 1.2
DRIVEN = {
    "residents": "homes came slower from 2023 on, and people per home were many again in 2023",
    "settled_persons_per_home": "as counted until 2024, and thinning steadily after that",
    "homes_planned": "as long as homes were counted, plans are taken to be the same every year",
    "homes_under_construction": "starts fell to a quarter from 2021 to 2023, and builders get going again",
    "students_in_training": "the intake fell from 2021 to 2023, and is simulated from 2024 on",
    "people_ready_to_leave": "the lettings that follow the dip in building",
    "social_rent_seekers": "the same",
    "demand_growth_index": "growth beyond demography turns from what was counted to what is foreseen, in 2024",
    "waiting_for_care": "need grew with the residents of 2022 and 2023, and slower with those of 2024",
    "felt_waiting": "the same",
    "going_without_care": "the same",
    "perceived_workload": "the same",
    "people_known_to_need_care": "need turns from what was counted to what is foreseen, in 2024",
    "clients_in_care": "the same",
    "clients_if_all_were_helped": "the same",
    "care_landed": "the same: what is not given lands at home",
    "unemployed": "as counted until 2024, and a part of those who work as in that year after it",
    "on_welfare": "the same",
    "budget_frame": CLIFF,
    "funded_posts": CLIFF,
    "absence": "the step after 2019 is fed, and has its full size in 2021",
    "urgent_seekers": "they grow with the city, whose residents turn from what was counted to what is foreseen",
    "usual_bidders_per_home": "homes come slower in 2024 than before and after, and people who work here do not",
    "local_price_level": "until 2024 it is in the prices that were counted, and begins to move then",
    "poor_households_elsewhere": "prices stop rising in 2022, and tenure is as in 2023 until 2024",
    "waiting_for_nursing_home": "places grew until 2024 and hardly do after it",
    "living_clustered_instead": "as many live clustered as at the start, to a thousandth; what is left bends",
    "care_workers": "graduates of the counted years, of whom there were more and then fewer",
}
"""Stock that bends where the counts end for a reason of its own."""


@pytest.fixture(scope="module")
def since_2022(whole: Any) -> xr.Dataset:
    asked = replace(whole.shipped("one_in_four"), start=2022, resolution="city", policies={"as_is": ()})
    asked = replace(asked, scenarios=dict([next(iter(asked.scenarios.items()))]))
    return run(whole.model, asked, whole.parameters)


def test_no_stock_jumps_where_the_counts_end(whole: Any, since_2022: xr.Dataset) -> None:
    found = {}
    for name, stock in whole.model.stocks.items():
        if stock.afresh or stock.restarts:
            continue
        every = since_2022[name].squeeze(["policy", "scenario", "draw"])
        kept = [dim for dim in every.dims if dim in {"year", "domain", "seeker_group"}]
        values = every.sum([dim for dim in every.dims if dim not in kept]).transpose("year", ...)
        flat = values.values.reshape(values.sizes["year"], -1)
        bent = abs(np.diff(flat, 2, axis=0)) / np.maximum(abs(flat).max(axis=0), 1e-9)
        around = {year: bent[year - 2023] for year in (*ENDS, *AFTER)}
        first, later = (np.max([around[year] for year in years], axis=0) for years in (ENDS, AFTER))
        if ((first > VISIBLE) & (first > A_LITTLE * later)).any():
            found[name] = (100 * first.max()).round(2)
    assert set(found) - set(DRIVEN) == set(), found
