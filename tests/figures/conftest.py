"""Made-up results to draw: not computed by the model, and never shown as if they were."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest
import xarray as xr

import care2040.figures.yardsticks.lines as yardsticks_module
import care2040.wording.names as names_module
from care2040.files.package_files import package_folder
from care2040.language.axes import AXES, whole_city

YEARS = np.arange(2024, 2041)
PACE = (YEARS - 2024) / 16
DIMS = ("policy", "scenario", "draw", "year")
IN_CITY = 246_000.0
BESIDE = {
    "care_share_vision": 0.153 + (0.25 - 0.153) * PACE,
    "care_share_national": 0.165 + (0.232 - 0.165) * PACE,
    "care_share_national_low": 0.161 + (0.201 - 0.161) * PACE,
    "care_share_national_high": 0.169 + (0.264 - 0.169) * PACE,
}
"""What is laid beside the need of the city, the same under every policy."""
MIDDLE = {"evidence": (0.25, 0.2)}
LEVERS = """
levers:
  technology: {title: {nl: Techniek, en: Technology}}
  retention: {title: {nl: Personeel behouden, en: Keeping staff}}
  prevention: {title: {nl: Preventie, en: Prevention}}
packages:
  all_together: {title: {nl: Alles samen, en: All together}}
"""
Ends = dict[str, tuple[float, float]]
MakeResult = Callable[..., xr.Dataset]


def result(ends: Ends = MIDDLE, policy: str = "as_is", draws: int = 1) -> xr.Dataset:
    """Return a result whose shares bend from about 15 % to those asked for, per scenario, in the last year."""
    spread_of_draws = np.array([NormalDist(0, 0.08).inv_cdf((count + 0.5) / draws) for count in range(draws)])
    fan = 1 + spread_of_draws[:, None] * PACE
    needed = np.array([(0.153 + (last - 0.153) * PACE**1.1) * fan for last, _ in ends.values()])
    working = np.array([(0.149 + (last - 0.149) * PACE**0.8) * fan[::-1] for _, last in ends.values()])
    beside = {name: np.broadcast_to(line, needed.shape) for name, line in BESIDE.items()}
    values = {
        "care_share_needed": (needed, "dimensionless"),
        "care_share_working": (working, "dimensionless"),
        "care_share_needed_by_residents": (needed * 0.8, "dimensionless"),
        "shortage": ((needed - working) * IN_CITY, "person"),
        "need_caused_by_shortage": (np.maximum(needed - working, 0) * 0.2 * IN_CITY, "person"),
        "working_in_city": (np.full(needed.shape, IN_CITY), "person"),
        **{name: (line, "dimensionless") for name, line in beside.items()},
    }
    variables = {name: (DIMS, array[None], {"units": unit}) for name, (array, unit) in values.items()}
    coordinates = {"policy": [policy], "scenario": list(ends), "draw": range(draws), "year": YEARS}
    return xr.Dataset(variables, coordinates, {"experiment": "made_up", "source": "care2040 9.8.7"})


def districts(first: np.ndarray, last: np.ndarray, name: str, unit: str) -> xr.Dataset:
    """Return a result with one indicator per area (the city first) that goes straight from `first` to `last`."""
    values = first + (last - first) * PACE[:, None]
    coordinates = {"policy": ["as_is"], "scenario": ["evidence"], "draw": [0], "year": YEARS}
    areas = [whole_city(), *AXES["district"]]
    indicator = ((*DIMS, "area"), values[None, None, None], {"units": unit})
    return xr.Dataset({name: indicator}, coordinates | {"area": areas}, {"experiment": "made_up"})


def policies(
    ends: Mapping[str, float],
    name: str = "care_share_needed",
    unit: str = "dimensionless",
    draws: int = 1,
    along: str = "policy",
    first: float | None = None,
) -> xr.Dataset:
    """Return a result with one indicator of the city that goes straight to another value under each policy.

    With draws, what is not the first differs from it by 0 to twice as much as without.
    """
    begin = 1 / 6 if first is None else first
    base, *_ = ends.values()
    spread_of_draws = (np.arange(draws) + 0.5) / draws if draws > 1 else np.array([0.5])
    last = np.array(
        [base * (0.9 + 0.2 * spread_of_draws) + (end - base) * 2 * spread_of_draws[::-1] for end in ends.values()]
    )
    values = begin + (last[..., None] - begin) * PACE
    other = {"policy": "scenario", "scenario": "policy"}[along]
    dims = (along, other, "draw", "year")
    alone = {"policy": "as_is", "scenario": "evidence"}[other]
    coordinates = {along: list(ends), other: [alone], "draw": range(draws), "year": YEARS}
    facts = {"experiment": "made_up", "source": "care2040 9.8.7", "indicators": [name]}
    return xr.Dataset({name: (dims, values[:, None], {"units": unit, "kind": "indicator"})}, coordinates, facts)


def split(
    values: Mapping[str, float],
    start: float = 0.25,
    alone: Mapping[str, float] | None = None,
    indicator: str = "care_share_needed",
    unit: str = "dimensionless",
) -> xr.Dataset:
    """Return a result with the wedges of the levers of a policy, and maybe the effect of each alone."""
    facts = {"policy": "all_together", "indicator": indicator, "year": 2040, "scenario": "evidence", "units": unit}
    facts |= {"start": start, "end": start + sum(values.values())}
    found = {"wedges": ("lever", list(values.values()), facts)}
    if alone is not None:
        found["wedges_first_in"] = ("lever", [alone[lever] for lever in values], {"units": unit})
    return xr.Dataset(found, {"lever": list(values)}, {"experiment": "made_up", "source": "care2040 9.8.7"})


def paid(bills: Mapping[str, Mapping[str, tuple[float, float]]], draws: int = 1) -> xr.Dataset:
    """Return a result with cost and benefit (euros, all years together) that each policy makes for each payer."""
    spread_of_draws = np.linspace(0.5, 1.5, draws)[:, None] if draws > 1 else np.ones((1, 1))
    names = ["as_is", *bills]
    found = {}
    for place, (name, start) in enumerate({"discounted_costs": 5e9, "discounted_benefits": 0.0}.items()):
        whole = np.zeros((len(names), len(AXES["payer"])))
        for line, bill in enumerate(bills.values(), 1):
            whole[line] = [bill.get(str(payer), (0.0, 0.0))[place] for payer in AXES["payer"]]
        late = PACE / PACE.sum()
        values = start + (whole[:, None] * spread_of_draws)[:, :, None, :] * late[:, None]
        found[name] = ((*DIMS, "payer"), values[:, None], {"units": "euro/year", "kind": "flow"})
    coordinates = {"policy": names, "scenario": ["evidence"], "draw": range(draws), "year": YEARS}
    return xr.Dataset(found, coordinates | {"payer": list(AXES["payer"])}, {"experiment": "made_up"})


@pytest.fixture
def make_policies() -> Callable[..., xr.Dataset]:
    return policies


@pytest.fixture
def make_split() -> Callable[..., xr.Dataset]:
    return split


@pytest.fixture
def make_paid() -> Callable[..., xr.Dataset]:
    return paid


@pytest.fixture(scope="session")
def make_result() -> MakeResult:
    return result


@pytest.fixture
def make_districts() -> Callable[..., xr.Dataset]:
    return districts


@pytest.fixture(scope="session")
def parameters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of parameters: three levers, and the tables of which notes are made."""
    parameters = tmp_path_factory.mktemp("parameters")
    tables = parameters / "tables"
    tables.mkdir()
    head = "year,care_share_needed,care_share_needed_low,care_share_needed_high\n"
    (tables / "care_share_national.csv").write_text(f"{head}2022,0.162,0.158,0.165\n", encoding="utf-8")
    (tables / "care_share_of_city.csv").write_text(f"{head}2024,0.1527,0.13996,0.16551\n", encoding="utf-8")
    (parameters / "levers.yaml").write_text(LEVERS, encoding="utf-8")
    (parameters / "futures.yaml").write_bytes((package_folder("parameters") / "national" / "futures.yaml").read_bytes())
    return parameters


@pytest.fixture(scope="package", autouse=True)
def beside(parameters: Path) -> Iterator[None]:
    """Let every figure show what stands in that folder, whatever the project itself knows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yardsticks_module, "package_folder", lambda name: parameters)
        patch.setattr(names_module, "package_folder", lambda name: parameters)
        yield
