"""The shipped tables are what the script makes of the observed series, and they meet what was counted."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from care2040.language.axes import AXES
from care2040.language.cities.layers import files_of, path_of, sources_of

PARAMETERS = Path(__file__).resolve().parents[2] / "parameters"
OBSERVED = PARAMETERS / "cities" / "utrecht" / "observed"
TABLES = files_of(PARAMETERS, "tables/*.csv")
BROAD = {"0_14": (0, 14), "15_24": (15, 24), "25_44": (25, 44), "45_64": (45, 64), "65_99": (65, 99)}
SUMS_TO_ONE = {
    "arrival_profile": ("district", ["arrival_share"]),
    "worker_age": ("domain", ["age_share"]),
    "entry_age": (None, ["graduate_share", "lateral_share", "returner_share"]),
    "districts": (None, ["new_homes_share", "arrivals_share"]),
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    folder = tmp_path_factory.mktemp("tables")
    script = PARAMETERS / "build" / "build_tables.py"
    done = subprocess.run([sys.executable, script, folder], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder, done.stdout


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(path_of(PARAMETERS, f"tables/{name}.csv"))


@pytest.mark.slow
def test_shipped_tables_are_what_the_script_writes(built: tuple[Path, str]) -> None:
    written = sorted(path.name for path in built[0].iterdir())
    assert len(written) == 32
    stale = [
        name for name in written if path_of(PARAMETERS, f"tables/{name}").read_bytes() != (built[0] / name).read_bytes()
    ]
    assert stale == [], "run: python parameters/build/build_tables.py"


@pytest.mark.slow
def test_script_leaves_no_compiled_files_among_the_parameters(built: tuple[Path, str]) -> None:
    assert list(PARAMETERS.rglob("*.pyc")) == []


@pytest.mark.slow
def test_hindcast_of_2021_is_within_two_per_cent_of_every_band(built: tuple[Path, str]) -> None:
    lines = re.findall(r"^ +1 January (202[234]) +(.+)$", built[1], flags=re.MULTILINE)
    misses = np.array([[float(value) for value in values.split()] for _, values in lines])
    assert misses.shape == (3, 8)
    assert np.abs(misses).max() < 2.0


def test_every_table_is_complete_over_its_axes() -> None:
    for path in TABLES:
        rows = pd.read_csv(path)
        axes = [column for column in rows.columns if column in AXES]
        assert axes or "year" in rows.columns, path.name
        for axis in axes:
            assert set(rows[axis]) == set(AXES[axis]), (path.name, axis)
        lengths = [len(AXES[axis]) for axis in axes] + ([rows["year"].nunique()] if "year" in rows else [])
        assert len(rows) == np.prod(lengths), path.name
        assert not rows.duplicated(axes + (["year"] if "year" in rows else [])).any(), path.name


def of(name: str, year: int) -> pd.DataFrame:
    """Return what was counted on 1 January of a year."""
    rows = table(name)
    return rows[rows["year"] == year].drop(columns="year")


YEARS = range(2016, 2025)


@pytest.mark.parametrize("year", YEARS)
def test_residents_sum_to_the_city_exactly(year: int) -> None:
    counted = pd.read_csv(OBSERVED / "population_history.csv").query("measure == 'residents_cbs' and year == @year")
    people = of("residents_counted", year)["residents"]
    assert (people > 0.0).all()
    assert round(100 * people).sum() == 100 * counted["value"].item()


@pytest.mark.parametrize("group", [*BROAD, "male", "female"])
def test_districts_of_2024_meet_cbs_within_its_rounding(group: str) -> None:
    counted = pd.read_csv(OBSERVED / "district_residents.csv")
    counted = counted[(counted["year"] == 2024) & (counted["group"] == group) & (counted["district"] != "utrecht")]
    people = of("residents_counted", 2024)
    mask = people["age"].between(*BROAD[group]) if group in BROAD else people["sex"] == group
    sums = people[mask].groupby("district")["residents"].sum()
    assert (sums - counted.set_index("district")["value"]).abs().max() < 10.0


@pytest.mark.parametrize("year", YEARS)
def test_city_meets_the_municipal_bands_within_a_tenth_of_a_per_cent(year: int) -> None:
    people = of("residents_counted", year).groupby("age")["residents"].sum()
    bands = pd.read_csv(OBSERVED / "age_bands.csv").query("year == @year")
    for band in bands.itertuples():
        assert people.loc[band.age_from : band.age_to].sum() == pytest.approx(band.value, rel=1e-3)


@pytest.mark.parametrize("border", [15, 25, 45, 65])
def test_no_step_at_the_border_of_a_band(border: int) -> None:
    wide = np.log(
        of("residents_counted", 2024).pivot_table(index="age", columns=["district", "sex"], values="residents")
    )
    change = wide.diff().loc[border - 3 : border + 3].to_numpy()
    around = (change[2] + change[4]) / 2.0
    assert np.abs(change[3] - around).max() < 0.08


@pytest.mark.parametrize("name", SUMS_TO_ONE)
def test_shares_sum_to_one(name: str) -> None:
    axis, columns = SUMS_TO_ONE[name]
    rows = table(name)
    sums = rows.groupby(axis)[columns].sum() if axis else rows[columns].sum()
    assert np.abs(sums.to_numpy() - 1.0).max() < 1e-9


@pytest.mark.parametrize(("year", "total"), [(2016, 145_599), (2017, 148_212), (2021, 159_671), (2024, 167_123)])
def test_homes_sum_to_the_stock(year: int, total: int) -> None:
    assert of("homes_counted", year)["homes"].sum() == total


def test_cohorts_go_on_smoothly_from_year_to_year() -> None:
    """Who stays is there a year later, a year older: no cohort of those who stay comes or goes in one year."""
    people = table("residents_counted").groupby(["year", "age"])["residents"].sum().unstack().to_numpy()
    for first, last in ((45, 64), (65, 74), (75, 84)):
        kept = people[1:, first + 1 : last + 2].sum(axis=1) / people[:-1, first : last + 1].sum(axis=1)
        assert np.ptp(kept) < 0.025, (first, last, kept)


def test_mortality_rises_steadily_from_thirty_on() -> None:
    rates = table("mortality").pivot(index="age", columns="sex", values="mortality_rate").loc[30:98]
    assert (rates.diff().iloc[1:] > 0.0).all().all()
    assert (np.log(rates).diff().iloc[1:] < 0.165).all().all()


def test_every_observed_value_names_a_known_source() -> None:
    sources = sources_of(PARAMETERS)
    for path in files_of(PARAMETERS, "observed/*.csv"):
        rows = pd.read_csv(path)
        assert {"value", "unit", "source"} <= set(rows.columns), path.name
        assert set(rows["source"]) <= set(sources), path.name
        assert rows["value"].notna().all(), path.name


def test_every_source_says_how_sure_it_is() -> None:
    sources = sources_of(PARAMETERS)
    for key, source in sources.items():
        assert set(source) == {"title", "publisher", "year", "where", "confidence", "note"}, key
        assert source["confidence"] in {"measured", "read", "derived", "memory"}, key
