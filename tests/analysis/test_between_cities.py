"""Mixed cities, the file with causes, and two cities in words."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import care2040
from care2040.analysis.between_cities import causes, telling
from care2040.analysis.between_cities.comparison import Beside, CityCause, CityComparison
from care2040.analysis.between_cities.mixed import RESIDENTS, CityPair, grows_with_residents
from care2040.files.package_files import package_folder
from care2040.files.problems import InvalidInput
from care2040.inputs.parameters.parameter_set import Parameters
from care2040.language.cities.city import Names
from care2040.language.cities.city_file import find_city


def comparison(second: float = 0.21, borrowed: float = -0.011) -> CityComparison:
    """Return two cities that are told of, not computed."""
    about = Names("wie er wonen", "who lives there")
    ageing = CityCause("ageing", Names("de leeftijd", "age"), about, (0.02, 0.04), ("a", "b"), ("b",))
    rest = second - 0.2 - 0.04
    caution = Names("Alleen huizen.", "Houses only.")
    about = Names("huizen", "houses")
    homes = CityCause("homes", Names("woningen", "homes"), about, (-0.03, rest), ("c",), ("c",), caution)
    return CityComparison(
        experiment="made_up",
        policy="as_is",
        scenario="evidence",
        year=2025,
        start=2024,
        cities=(find_city("utrecht"), find_city("amersfoort")),
        main=Beside("care_share_needed", "dimensionless", "indicator", "", (0.15, 0.2), (0.14, second)),
        causes=(homes, ageing),
        borrowed=(0.0, borrowed),
        rows=(
            Beside("shortage", "person", "indicator", "1,000 residents", (6.0, 20.0), (5.0, 18.0)),
            Beside("absence", "dimensionless", "indicator", "", (0.06, 0.06), (0.06, 0.0600001)),
        ),
    )


@pytest.fixture(scope="module")
def pair() -> CityPair:
    first, second = (care2040.open(city=name).parameters.at("city") for name in ("utrecht", "amersfoort"))
    return CityPair(first, second)


def wrong(tmp_path: Path, parameters: Parameters, *change: str) -> list[str]:
    """Return what is wrong with the causes when a piece of text is another one."""
    text = (package_folder("parameters") / "national" / causes.FILE).read_text(encoding="utf-8")
    assert text.count(change[0]) == 1
    (tmp_path / causes.FILE).write_text(text.replace(change[0], change[1]), encoding="utf-8")
    with pytest.raises(InvalidInput) as refused:
        causes.load(tmp_path, parameters)
    assert {one.code for one in refused.value.problems} == {"E829"}
    return [f"{one.message}; {one.hint}" for one in refused.value.problems]


def test_every_parameter_is_in_one_cause(pair: CityPair) -> None:
    found = causes.load(package_folder("parameters"), pair.first)
    assert found is not None
    assert {*found.of} == {*pair.first}
    assert found.of["residents_counted"] == "ageing"
    assert found.of["catchment_share"] == "region"
    assert found.of["fertility_level"] == "ageing", "what was calibrated goes with its parameter"
    assert found.of["on_welfare_at_start"] == "poverty"


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("files: [population]", "files: [populaton]", "did you mean 'population'?"),
        ("files: [population]", "files: [population, housing]", "'housing' is in the cause 'ageing' already"),
        ("files: [population]", "files: []", "stands in 'population.yaml' is in no cause"),
        ("parameters: [total_area]", "parameters: [total_aria]", "did you mean 'total_area'?"),
        ("parameters: [total_area]", "parameters: [region_*]", "'region_residents' is in the cause 'region' already"),
        ("  size:\n", "  bigness:\n", "there is no cause 'size'"),
    ],
)
def test_what_is_wrong_with_the_causes_is_named(
    pair: CityPair, tmp_path: Path, before: str, after: str, said: str
) -> None:
    assert any(said in one for one in wrong(tmp_path, pair.first, before, after))


def test_a_folder_without_causes_has_none(pair: CityPair, tmp_path: Path) -> None:
    assert causes.load(tmp_path, pair.first) is None


def test_what_rests_on_one_borrowed_share_of_the_region_is_borrowed_with_it(pair: CityPair) -> None:
    found = causes.load(package_folder("parameters"), pair.first)
    assert found is not None
    assert "region_residents" not in pair.borrowed
    assert {"region_residents", "commuting_share"} <= found.resting_on(pair.borrowed, pair.differing)
    assert "residents_counted" not in found.resting_on(pair.borrowed, pair.differing)


def test_both_ends_are_the_cities_themselves_to_the_last_digit(pair: CityPair) -> None:
    ends = (False, pair.first), (True, pair.second)
    for second, own in ends:
        mixed = pair.mix(lambda name, second=second: second, second)
        assert all(np.array_equal(mixed[name].value, own[name].value) for name in own)
        assert [*mixed] == [*pair.first], "in the order of the first, so that programs are made once"


def test_homes_of_a_small_city_are_as_many_for_each_resident_of_a_large_one(pair: CityPair) -> None:
    mixed = pair.mix(lambda name: name == "homes_counted", False)
    large, small = pair.residents
    assert mixed[RESIDENTS].latest.sum() == pytest.approx(large)
    per_resident = mixed["homes_counted"].latest.sum() / large
    assert per_resident == pytest.approx(pair.second["homes_counted"].latest.sum() / small)
    share = pair.mix(lambda name: name == "catchment_share", False)["catchment_share"]
    assert np.array_equal(share.value, pair.second["catchment_share"].value), "a share stays what it is"


@pytest.mark.parametrize(
    ("unit", "grows"),
    [("person", True), ("dwelling/year", True), ("euro/year", True), ("euro/dwelling", False), ("1/year", False)],
)
def test_what_grows_with_residents(unit: str, grows: bool) -> None:
    assert grows_with_residents(unit) is grows


def test_every_unit_of_what_differs_is_known_to_grow_or_not(pair: CityPair) -> None:
    units = {pair.first[name].unit for name in pair.differing}
    shares = {"dimensionless", "1/year", "euro/dwelling", "household/person"}
    assert {unit for unit in units if not grows_with_residents(unit)} <= shares, "say whether this grows with residents"


def test_it_is_told_in_both_languages() -> None:
    told = comparison()
    assert telling.headline(told, "en") == (
        "Care workers needed, 2025: 20.0% in Utrecht, 21.0% in Amersfoort; +1.0 percentage points."
    )
    assert "procentpunt" in telling.headline(told, "nl")
    rows = telling.why_rows(told, "en")
    assert rows[0] == ["Age", "+2.0", "+4.0", "2", "1"]
    assert rows[-2][:3] == ["Together", "−1.0", "+1.0"]
    assert rows[-1][2] == "−1.1"
    beside = telling.beside_rows(told, "en")
    assert beside[0][0] == "Care workers needed (% of everyone who works in the city)"
    assert beside[1][0].endswith("per 1,000 residents)")
    assert any("The same in both cities: Absence in care" in note for note in telling.notes(told, "en"))
    assert "Houses only." in telling.notes(told, "en")
    page = telling.as_markdown(told, "nl")
    assert page.startswith("# Amersfoort naast Utrecht")
    assert "- De leeftijd: wie er wonen." in page
    assert "{" not in page


def test_tables_and_data_add_up() -> None:
    told = comparison()
    table = told.causes_to_dataframe()
    last = table[(table["year"] == 2025) & (table["cause"] != "borrowed")]
    assert last["adds"].sum() == pytest.approx(told.difference)
    data: dict[str, Any] = told.as_data()
    assert sum(one["adds"] for one in data["causes"]) == pytest.approx(data["difference"])
    assert data["cities"] == ["utrecht", "amersfoort"]
    assert list(told.to_dataframe().columns[-3:]) == ["utrecht", "amersfoort", "difference"]
