"""Accounts of care work: they add up, give what the trial of them gave, and follow a count as soon as there is one."""

import importlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from care2040.inputs.parameters.csv_table import read
from care2040.inputs.parameters.parameter import Parameter
from care2040.inputs.parameters.reader import FolderReader
from care2040.language.axes import AXES
from care2040.language.cities.layers import path_of

PARAMETERS = Path(__file__).resolve().parents[2] / "parameters"
TABLES = PARAMETERS / "cities" / "utrecht" / "tables"
BUILD = PARAMETERS / "build"
DOMAINS = list(AXES["domain"])
# The trial had its own estimate of the ages in the city, with fewer people above 85.
TRIAL = {
    "city": [10610.477, 3033.204, 4893.531, 4262.367, 3846.563, 2323.401],
    "province": [35568.145, 7572.427, 26630.412, 11388.198, 10924.086, 7779.921],
    "midden_utrecht": [21743.217, 4547.254, 16697.333, 6855.211, 6477.390, 4756.465],
}
COUNT = """
import pandas, accounts
counted = pandas.read_csv("../cities/utrecht/tables/residents_counted.csv").query("year == 2024")
city = counted.groupby("age")["residents"].sum().to_numpy()
found = accounts.balanced(accounts.Needs.of(city))
print(*(found[name] for name in ("filled", "filled.hospital_and_gp")), found.half_width("filled"))
"""


class Build:
    """The modules of the folder that builds tables, which stand on the path while a test runs."""

    def __getattr__(self, name: str) -> ModuleType:
        return importlib.import_module(name)


@pytest.fixture(scope="module")
def build() -> Iterator[Build]:
    before, writing = set(sys.modules), sys.dont_write_bytecode
    sys.path.insert(0, str(BUILD))
    sys.dont_write_bytecode = True
    yield Build()
    sys.path.remove(str(BUILD))
    sys.dont_write_bytecode = writing
    for name in set(sys.modules) - before:
        if BUILD in Path(getattr(sys.modules[name], "__file__", None) or "/").parents:
            del sys.modules[name]


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(path_of(PARAMETERS, f"tables/{name}.csv"))


def ages_of_the_city(year: int = 2024) -> np.ndarray:
    counted = table("residents_counted").query("year == @year")
    return counted.groupby("age")["residents"].sum().to_numpy()


@pytest.fixture(scope="module")
def parameters() -> dict[str, Parameter]:
    reader = FolderReader(PARAMETERS)
    reader.read(calibrated=False)
    assert reader.problems == []
    return reader.parameters


def test_intensities_on_the_dutch_people_of_mid_2022_are_the_posts_of_the_branches(build):
    intensity = table("care_intensity").pivot(index="domain", columns="age", values="intensity").loc[DOMAINS]
    branches = pd.read_csv(PARAMETERS / "national" / "observed" / "national_care_branches.csv").query("year == 2022")
    posts = branches.groupby("domain")["value"].sum().loc[DOMAINS]
    assert posts.sum() == 1_683_000
    assert branches.groupby("measure")["value"].sum().to_dict() == {
        "employees": 1_370_000,
        "self_employed": 246_000,
        "vacancies": 67_000,
    }
    people = build.national.netherlands_in_the_middle_of(2022)
    np.testing.assert_allclose(intensity @ people / 0.696, posts, rtol=1e-5)


@pytest.mark.parametrize(
    ("domain", "age", "fte"),
    [("hospital_and_gp", 0, 0.0500312), ("hospital_and_gp", 38, 0.01521982), ("elderly_care", 30, 0.0)],
)
def test_intensities_are_those_of_the_trial(domain, age, fte):
    rows = table("care_intensity").set_index(["domain", "age"])["intensity"]
    assert rows[domain, age] == pytest.approx(fte, abs=2e-8)


def test_on_the_needs_of_the_trial_the_accounts_are_those_of_the_trial(build):
    needs = build.accounts.Needs(*(np.array(TRIAL[name]) for name in ("city", "province", "midden_utrecht")))
    found = build.accounts.balanced(needs)
    columns = build.accounts.care_accounts(found, needs)
    level, off = build.accounts_report.level(found)
    assert columns["need_of_residents"].sum() == pytest.approx(28_970, abs=5)
    assert columns["posts_in_city"].sum() == pytest.approx(48_790, abs=5)
    assert found["filled"] == pytest.approx(47_020, abs=5)
    assert columns["served_for_region"].sum() == pytest.approx(19_820, abs=5)
    assert [100 * level, 100 * (level - off), 100 * (level + off)] == pytest.approx([15.2, 14.0, 16.5], abs=0.05)
    assert 100 * columns["need_of_residents"].sum() / found["employed_residents"] == pytest.approx(12.8, abs=0.05)
    assert columns["catchment_share"] == pytest.approx([0.461, 0.240, 0.001, -0.026, 0.054, 0.167], abs=6e-4)
    vacant = columns["vacancy_share_at_start"]
    assert vacant == pytest.approx([0.028, 0.047, 0.044, 0.041, 0.048, 0.057], abs=6e-4)
    assert found["residents_in_city"] / found["employed_residents"] == pytest.approx(0.49, abs=0.001)
    assert found["care_residents_in_city"] / found["filled"] == pytest.approx(0.37, abs=0.002)


def test_every_identity_of_the_accounts_closes(build):
    found = build.accounts.balanced(build.accounts.Needs.of(ages_of_the_city()))
    assert found.largest_miss() < 1e-9
    sums = {
        "jobs": ("residents_in_city", "commuters"),
        "employed_residents": ("residents_in_city", "residents_elsewhere"),
        "care_residents": ("care_residents_in_city", "care_residents_elsewhere"),
        "filled": ("care_residents_in_city", "care_commuters"),
        **{f"posts.{domain}": (f"need.{domain}", f"region.{domain}") for domain in DOMAINS},
    } | {"filled_in_midden_utrecht": ("filled", "filled_in_the_rest_of_it")}
    for total, parts in sums.items():
        assert abs(found[total] - sum(found[part] for part in parts)) < 1e-9, total


def test_balancing_moves_most_what_is_known_least(build):
    accounts = build.balance.Accounts()
    accounts.estimate("total", 100, 1)
    accounts.estimate("known", 60, 1)
    accounts.estimate("guessed", 30, 3)
    accounts.adds_up("total", "known", "guessed")
    found = accounts.balanced()
    # Ten are missing: variances of 1, 1 and 9 take a share of it each.
    assert found.values == pytest.approx([100 - 10 / 11, 60 + 10 / 11, 30 + 90 / 11])


def test_shipped_accounts_need_somewhat_more_than_the_trial_and_add_up():
    rows = table("care_accounts").set_index("domain")
    # More people above 85 than in the trial: some 230 posts more in elderly care.
    assert rows["need_of_residents"].sum() == pytest.approx(29_190, abs=10)
    assert rows["posts_in_city"].sum() == pytest.approx(48_936, abs=10)
    np.testing.assert_allclose(rows["need_of_residents"] + rows["served_for_region"], rows["posts_in_city"], atol=0.02)
    np.testing.assert_allclose(rows["filled_in_city"] + rows["vacancies"], rows["posts_in_city"], atol=0.02)
    np.testing.assert_allclose(rows["catchment_share"] * rows["need_of_region"], rows["served_for_region"], atol=0.2)
    assert rows.loc["disability_care", "catchment_share"] < 0


def with_counts(tmp_path: Path, rows: str) -> subprocess.CompletedProcess[str]:
    """Return what the accounts say in a copy of the folder with rows in the table of counts."""
    shutil.copytree(PARAMETERS, tmp_path / "parameters")
    place = tmp_path / "parameters" / "cities" / "utrecht" / "observed" / "care_jobs_in_the_city.csv"
    assert place.read_text(encoding="utf-8") == "year,domain,value,unit,source\n"
    place.write_text(f"year,domain,value,unit,source\n{rows}", encoding="utf-8")
    command = [sys.executable, "-B", "-c", COUNT]
    return subprocess.run(command, cwd=tmp_path / "parameters" / "build", capture_output=True, text=True, check=False)


def numbers(done: subprocess.CompletedProcess[str]) -> list[float]:
    assert done.returncode == 0, done.stderr
    return [float(number) for number in done.stdout.split()]


@pytest.mark.slow
def test_the_level_follows_a_count_of_care_jobs_in_the_city(tmp_path):
    before = numbers(with_counts(tmp_path / "none", ""))
    rows = "2021,all,30000,person,judgement\n2023,all,40000,person,judgement\n"
    after = numbers(with_counts(tmp_path / "some", rows))
    # Counted on 1 April 2023 and drawn on nine months.
    assert after[0] == pytest.approx(40_000 * 1.021**0.75, rel=0.005)
    assert before[0] == pytest.approx(47_157, abs=10)
    assert after[1] < before[1]
    assert after[2] < before[2] / 4


@pytest.mark.slow
def test_a_count_of_one_domain_settles_that_domain(tmp_path):
    _, hospitals, _ = numbers(with_counts(tmp_path, "2024,hospital_and_gp,22000,person,judgement\n"))
    assert hospitals == pytest.approx(22_000 * 1.021**-0.25, rel=0.005)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("2023,hospitals,22000,person,judgement\n", "hospitals is no domain; allowed: hospital_and_gp"),
        (2 * "2023,all,22000,person,judgement\n", "a year and domain twice"),
        ("2023,all,-5,person,judgement\n", "1 rows without a year and a number of persons above 0"),
    ],
)
def test_a_count_that_cannot_be_is_refused(tmp_path, row, said):
    done = with_counts(tmp_path, row)
    assert done.returncode != 0
    assert said in done.stderr


def test_people_in_the_region_are_those_of_the_trial_in_2024():
    people = read(TABLES / "region_residents.csv")
    assert people.years == tuple(range(2016, 2042))
    values = people.columns["region_residents"][:, people.years.index(2024)]
    assert values.sum() == pytest.approx(1_028_125, abs=20)
    assert values[65:].sum() / values.sum() == pytest.approx(0.207, abs=0.001)
    assert values[[0, 18, 38]] == pytest.approx([11743.7, 11004.7, 11825.5], abs=0.1)


def test_cohorts_between_the_counts_of_2015_and_2020_move_up_a_year_each_year(build):
    for age in (10, 40, 70, 90):
        cohort = [build.national.wpp(year)[age + year - 2015] for year in range(2015, 2021)]
        steps = np.diff(cohort)
        assert steps == pytest.approx(np.full(5, steps[0]), abs=1e-6), age


def test_jobs_counted_are_done_by_residents_and_commuters(build, parameters):
    found = build.accounts.balanced(build.accounts.Needs.of(ages_of_the_city()))
    columns, counted = table("work_in_the_city").set_index("year"), table("residents_counted")
    region = build.national.region_residents()
    works = float(parameters["works_in_city_share"].value)
    pairs = zip(build.work.COUNTED, build.work.jobs_counted(found), build.work.employed_counted(found), strict=True)
    for place, (year, jobs, employed) in enumerate(pairs):
        row = columns.loc[year]
        working = build.accounts.region_employed(region[:, place]) * row["participation_trend"]
        assert works * employed + row["commuting_share"] * working == pytest.approx(jobs, rel=5e-5), year
        people = counted[counted["year"] == year].groupby("age")["residents"].sum().to_numpy(dtype=float)
        level = 227_000 / build.accounts.region_employed(ages_of_the_city())
        assert build.accounts.region_employed(people) * level * row["participation_trend"] == pytest.approx(
            employed, rel=5e-5
        )
    assert columns.loc[2024, "participation_trend"] == 1
    assert columns.loc[2041, "participation_trend"] == 1.005
    assert columns.loc[2024:, "commuting_share"].nunique() == 1
    assert columns.loc[2024, "commuting_share"] == pytest.approx(0.38, abs=0.001)


def test_the_national_share_is_as_published_and_about_one_in_four_at_its_high_end():
    rows = 100 * table("care_share_national").set_index("year")
    assert rows.loc[2024, "care_share_needed"] == pytest.approx(16.5, abs=0.05)
    ahead = rows.loc[2040, ["care_share_needed_low", "care_share_needed", "care_share_needed_high"]].tolist()
    assert ahead == pytest.approx([20.0, 23.1, 26.4], abs=0.25)
    assert (rows["care_share_needed_low"] < rows["care_share_needed"]).all()
    assert (rows["care_share_needed"] < rows["care_share_needed_high"]).all()
    counted = 100 * table("care_share_national_working").set_index("year")["care_share_working"]
    assert 15.0 < counted.loc[2021] < 16.0
    assert (counted < rows["care_share_needed"].loc[counted.index]).all()


def test_need_lies_beside_what_was_counted(build):
    needs = build.accounts.Needs.of(ages_of_the_city())
    found = build.accounts.balanced(needs)
    assert abs(build.care_checks.national_total().miss) < 0.05
    branches = {check.name: check.miss for check in build.care_checks.branch_shares()}
    assert max(abs(miss) for miss in branches.values()) < 0.16
    youth, support, total = build.care_checks.municipal_cost(found, ages_of_the_city())
    assert total.counted == 323.6e6
    assert abs(total.miss) < 0.05
    # Youth help misses by a fifth: part of it is paid from the budget of neighbourhood teams.
    assert [youth.miss, support.miss] == pytest.approx([0.184, -0.074], abs=0.005)


def test_draws_of_need_and_catchment_give_the_posts_the_range_of_the_accounts(parameters):
    rows = table("care_accounts").set_index("domain")
    generator = np.random.default_rng(7)
    local = parameters["care_intensity_local"].quantiles(generator.random(20_000))
    catchment = parameters["catchment_share"].quantiles(generator.random(20_000))
    posts = rows["need_of_residents"].sum() * local + rows["served_for_region"].sum() * catchment
    assert np.quantile(posts, [0.05, 0.95]) == pytest.approx([44_840, 53_030], abs=500)


def test_what_is_drawn_of_a_net_share_keeps_its_sign(parameters):
    share = parameters["catchment_share"]
    disability = share.value[DOMAINS.index("disability_care")]
    assert share.axes == ("domain",)
    assert (share.quantiles(np.array([0.0, 0.5, 1.0])) * disability < 0).all()


def test_residents_and_commuters_are_drawn_against_each_other_as_jobs_were_counted():
    reader = FolderReader(PARAMETERS)
    reader.read(calibrated=False)
    (group,) = (group for group in reader.groups if group.name == "work_in_the_city")
    assert set(group.parameters) == {"works_in_city_share", "commuting_share"}
    assert list(group.opposite) == ["commuting_share"]
