"""Dutch care work alone along every path of the budget, beside what was counted of it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from tools.refresh.validation_workforce import line_words

from care2040.analysis.netherlands import sector_alone as national_sector
from care2040.analysis.netherlands.counted import (
    FLOWS,
    Counted,
    counted_care_work,
    counted_years,
    line_on_growth,
)
from care2040.analysis.netherlands.sector_alone import LAST, LEVEL, START, SectorAlone, sector_alone, sectors_alone
from care2040.analysis.netherlands.workforce import National, national_workforce, told_by
from care2040.files.package_files import package_folder

FOLDER = package_folder("parameters")


@pytest.fixture(scope="module")
def national() -> National:
    return national_workforce()


@pytest.fixture(scope="module")
def counted() -> Counted:
    return counted_care_work(FOLDER)


@pytest.fixture(scope="module")
def sectors() -> Mapping[str, SectorAlone]:
    return sectors_alone(FOLDER)


# --- what was counted


def test_inflow_is_laid_beside_the_employees_of_the_same_year(counted: Counted) -> None:
    # 152,000 who came in from the first quarter of 2010 to that of 2011, of 1,202,000 employees in 2010
    assert counted["inflow"][2010] == pytest.approx(152_000 / 1_202_000)
    assert counted["workers"][2010] == 1_394_000
    assert counted_years(counted, START, LAST) == [2010, 2011, 2012, 2013, 2018, 2019, 2022]
    assert [*counted["open posts"]] == [*range(2017, 2025)]


def test_the_flows_that_were_counted_answer_to_growth_as_is_told(national: National) -> None:
    assert {flow: line_words(line) for flow, line in national.slopes.items()} == {
        "inflow": "11.0 % + 0.66",
        "outflow": "11.0 % \N{MINUS SIGN} 0.34",
    }


def test_a_line_on_growth_is_found_again() -> None:
    growth = {2010: -0.01, 2011: 0.0, 2012: 0.03}
    told = {
        "inflow": {year: 0.11 + 0.7 * value for year, value in growth.items()},
        "outflow": {year: 0.11 - 0.3 * value for year, value in growth.items()},
    }
    assert line_on_growth(told, "inflow", growth) == pytest.approx((0.11, 0.7))
    assert line_on_growth(told, "outflow", growth) == pytest.approx((0.11, -0.3))


# --- the sector alone


def test_the_sector_runs_alone_with_its_own_laws(whole: Any) -> None:
    alone = sector_alone()
    assert "quits" in alone.flows
    assert all(law is whole.model.equations[name] for name, law in alone.equations.items())
    assert {law.sector for law in alone.equations.values()} == set(national_sector.SECTORS)
    for flow in alone.flows.values():
        assert {flow.source, flow.sink} - {None} <= set(alone.stocks)


def test_runs_in_one_batch_are_those_of_one_by_one(sectors: Mapping[str, SectorAlone]) -> None:
    values = {"quit_rate": np.array([0.06, 0.09]), LEVEL: np.array([-0.01, 0.02])}
    both = sectors["C"].run(values)
    for run in range(2):
        one = sectors["C"].run({name: value[run : run + 1] for name, value in values.items()})
        for measure, told in one.items():
            np.testing.assert_allclose(both[measure][:, run], told[:, 0], rtol=1e-9)
    assert told_by(both, 1)["outflow"][2012] > told_by(both, 0)["outflow"][2012]


def test_the_dutch_workforce_is_within_three_per_cent_given_the_frames(national: National) -> None:
    """This tests the budget more than the laws: what else a path can be lies beside it."""
    assert max(abs(one.difference) for one in national.workers) < 0.03
    assert national.workers == national.by_path["C"].workers


def test_workers_that_only_follow_the_money_come_as_near(national: National) -> None:
    """Without any law of hiring; so the three per cent is no test of one."""
    assert set(national.money) == {"A", "B", "C"}
    assert national.money["C"] < national.money["B"] < 0.03 < national.money["A"]
    assert national.money["C"] < max(abs(one.difference) for one in national.workers)


def test_fed_with_the_posts_that_the_count_implies_the_laws_hold(national: National) -> None:
    implied = national.by_path["R"]
    assert max(abs(one.difference) for one in implied.workers) < 0.012
    for one in (*implied.inflow, *implied.outflow):
        assert abs(one.model - one.counted) < 0.015, one


def test_a_budget_that_does_not_know_of_the_cuts_misses_them(national: National) -> None:
    assert max(abs(one.difference) for one in national.by_path["A"].workers) > 0.05


def test_any_need_that_outgrows_the_budget_gives_the_same_workers(
    sectors: Mapping[str, SectorAlone], monkeypatch: pytest.MonkeyPatch
) -> None:
    """So growth of need cannot be read from this history."""
    monkeypatch.setattr(national_sector, "NEED_GROWTH", 0.04)
    ordinary, more = (told_by(one["C"].run({}))["workers"] for one in (sectors, sectors_alone(FOLDER)))
    assert [ordinary[year] for year in range(START, LAST + 1)] == pytest.approx(
        [more[year] for year in range(START, LAST + 1)], rel=0.005
    )
    monkeypatch.setattr(national_sector, "NEED_GROWTH", -0.01)
    assert told_by(sectors_alone(FOLDER)["C"].run({}))["workers"][LAST] < 0.9 * ordinary[LAST]


def test_hiring_answers_more_to_growth_than_leaving_does(national: National) -> None:
    """Counted: 0.66 and -0.34; that leaving answers too weakly is told on the page."""
    (_, hired), (_, left) = (national.by_path["R"].slopes[name] for name in FLOWS)
    assert hired - left == pytest.approx(1)
    assert hired > 0.6
    assert left < 0


def test_open_posts_rise_as_they_were_counted(national: National) -> None:
    found = national.by_path["R"].open_posts
    assert [one.year for one in found] == [*range(2017, 2023)]
    assert found[-1].model > 2 * found[0].model
    assert abs(found[-1].difference) < 0.15
    assert [one.year for one in national.by_path["C"].open_posts] == [*range(2017, 2025)]
