"""Two cities beside each other: causes add up, either way round, and one table that differs is all of one cause."""

import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import care2040
from care2040.analysis.between_cities.comparison import CityComparison
from care2040.engine.batch.failures import RunFailed
from care2040.files.package_files import package_folder
from care2040.files.problems import InvalidInput
from care2040.study.cities import mixing

SHORT: dict[str, Any] = {
    "name": "short",
    "title": {"en": "Short", "nl": "Kort"},
    "question": {"en": "What?", "nl": "Wat?"},
    "end": 2028,
    "scenarios": {"evidence": {}},
    "policies": {"as_is": {}, "respite": {"carer_respite": {"effort": 1, "from": 2024, "full_by": 2025}}},
    "indicators": ["care_share_needed", "shortage", "care_cost", "frailty_gap", "care_share_national"],
}
BOTH = ("utrecht", "amersfoort")
EXACT = 1e-9


def compared(cities: Any = BOTH, given: Any = SHORT, **asked: Any) -> CityComparison:
    return care2040.compare_cities(cities, given, **{"year": 2027} | asked)


@pytest.fixture(scope="module")
def there() -> CityComparison:
    return compared()


def adds_up(told: CityComparison) -> None:
    parts = np.array([one.adds for one in told.causes]).sum(axis=0)
    whole = np.array(told.main.second) - np.array(told.main.first)
    assert parts == pytest.approx(whole, abs=EXACT * max(told.main.first))


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the first city in which one in fifty of 30 to 49 years is forty years older."""
    folder = tmp_path_factory.mktemp("cities") / "older"
    shutil.copytree(package_folder("parameters") / "cities" / "utrecht", folder)
    path = folder / "tables" / "residents_counted.csv"
    table = pd.read_csv(path)
    keys = ["year", "district", "sex"]
    moved = table[table["age"].between(30, 49)].assign(residents=lambda rows: rows["residents"] / 50)
    arriving = moved.assign(age=moved["age"] + 40)
    change = pd.concat([moved.assign(residents=-moved["residents"]), arriving]).set_index([*keys, "age"])["residents"]
    index = pd.MultiIndex.from_frame(table[[*keys, "age"]])
    table["residents"] += change.groupby(level=[0, 1, 2, 3]).sum().reindex(index).fillna(0).to_numpy()
    table.to_csv(path, index=False)
    return folder


@pytest.mark.slow
def test_the_causes_add_up_to_the_difference_in_every_year(there: CityComparison) -> None:
    adds_up(there)
    assert there.years == (2024, 2025, 2026, 2027)
    assert {"ageing", "homes", "region", "size"} <= {one.name for one in there.causes}


@pytest.mark.slow
def test_the_ends_are_what_each_city_is_by_itself(there: CityComparison) -> None:
    for name, values in zip(BOTH, (there.main.first, there.main.second), strict=True):
        result = care2040.open(city=name).run(SHORT, resolution="city")
        alone = result.dataset["care_share_needed"].sel(policy="as_is", scenario="evidence").squeeze()
        assert values == pytest.approx(alone.values.ravel()[: len(values)], rel=EXACT)


@pytest.mark.slow
def test_the_other_way_round_is_the_same_with_the_other_sign(there: CityComparison) -> None:
    back = compared(BOTH[::-1])
    for one, other in zip(there.causes, back.causes, strict=True):
        assert one.name == other.name
        assert one.adds == pytest.approx([-value for value in other.adds], abs=EXACT)
    assert there.difference == pytest.approx(-back.difference, rel=EXACT)


@pytest.mark.slow
def test_counts_and_euros_are_told_for_a_thousand_residents_and_add_up_too(there: CityComparison) -> None:
    table = there.to_dataframe().set_index(["indicator", "year"])
    assert table.loc[("residents", 2024), "utrecht"] > 300_000
    assert 1 < table.loc[("shortage", 2024), "utrecht"] < 100
    assert set(table.loc["care_cost", "per"]) == {"1,000 residents"}
    assert "frailty_gap" not in table.index.get_level_values(0), "it compares districts"
    cost = compared(indicator="care_cost", policy="respite")
    adds_up(cost)
    assert cost.policy == "respite"
    assert cost.main.per == "1,000 residents"


@pytest.mark.slow
def test_older_residents_are_all_of_the_difference(older: Path) -> None:
    told = compared(("utrecht", older))
    adds_up(told)
    ageing = next(one for one in told.causes if one.name == "ageing")
    assert told.difference > 0.001
    assert ageing.parameters == ("residents_counted",)
    assert ageing.adds == pytest.approx(
        [after - before for before, after in zip(told.main.first, told.main.second, strict=True)], abs=EXACT
    )


@pytest.mark.parametrize(
    ("cities", "asked", "code", "said"),
    [
        (("utrecht",), {}, "E987", "1 named"),
        (("utrecht", "utrecht"), {}, "E987", "named twice"),
        (("utrecht", "amersfort"), {}, "E230", "amersfoort"),
        (BOTH, {"indicator": "shortge"}, "E402", "shortage"),
        (BOTH, {"indicator": "frailty_gap"}, "E988", "compares districts"),
        (BOTH, {"indicator": "allocation_share_of_group"}, "E988", "not one number"),
        (BOTH, {"policy": "respit"}, "E402", "respite"),
        (BOTH, {"scenario": "evidnce"}, "E402", "evidence"),
        (BOTH, {"year": 2060}, "E409", "2024 to 2027"),
        (BOTH, {"given": SHORT | {"city": "utrecht"}}, "E451", "asked of two"),
        (BOTH, {"given": "unequal_investing"}, "E988", "asks for districts"),
    ],
)
def test_what_cannot_be_asked_is_refused(cities: Any, asked: dict[str, Any], code: str, said: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        compared(cities, **asked)
    first = refused.value.problems[0]
    assert first.code == code
    assert said in f"{first.message} {first.hint}"


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(InvalidInput) as refused:
        compared(indicator="shortge", policy="nobody", scenario="nowhere", year=1900)
    assert [one.code for one in refused.value.problems] == ["E402", "E402", "E402", "E409"]


def test_a_mixed_city_that_does_not_run_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    run, runs = mixing.run, []

    def failing(*given: Any, **named: Any) -> Any:
        runs.append(named)
        if len(runs) == 4:
            raise RunFailed("a stock is below nought")
        return run(*given, **named)

    monkeypatch.setattr(mixing, "run", failing)
    with pytest.raises(RunFailed, match="a city with ageing of Amersfoort and the rest of Utrecht does not run"):
        compared()
