"""Made-up results to draw: not computed by the model, and never shown as if they were."""

from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest
import xarray as xr

import care2040.figures.series as series_module
from care2040.axes import AXES, CITY

YEARS = np.arange(2024, 2041)
PACE = (YEARS - 2024) / 16
DIMS = ("policy", "scenario", "draw", "year")
MIDDLE = {"middle": (0.25, 0.2)}
Ends = dict[str, tuple[float, float]]
MakeResult = Callable[..., xr.Dataset]


def result(ends: Ends = MIDDLE, policy: str = "as_is", draws: int = 1) -> xr.Dataset:
    """Return a result whose shares bend from about one in six to those asked for, per scenario, in the last year."""
    luck = np.array([NormalDist(0, 0.08).inv_cdf((count + 0.5) / draws) for count in range(draws)])
    fan = 1 + luck[:, None] * PACE
    needed = np.array([(1 / 6 + (last - 1 / 6) * PACE**1.1) * fan for last, _ in ends.values()])
    working = np.array([(0.163 + (last - 0.163) * PACE**0.8) * fan[::-1] for _, last in ends.values()])
    values = {
        "care_share_needed": (needed, "dimensionless"),
        "care_share_working": (working, "dimensionless"),
        "shortage": ((needed - working) * 246_000, "person"),
    }
    variables = {name: (DIMS, array[None], {"units": unit}) for name, (array, unit) in values.items()}
    coordinates = {"policy": [policy], "scenario": list(ends), "draw": range(draws), "year": YEARS}
    return xr.Dataset(variables, coordinates, {"experiment": "made_up", "source": "care2040 9.8.7"})


def districts(first: np.ndarray, last: np.ndarray, name: str, unit: str) -> xr.Dataset:
    """Return a result with one indicator per area (the city first) that goes straight from `first` to `last`."""
    values = first + (last - first) * PACE[:, None]
    coordinates = {"policy": ["as_is"], "scenario": ["middle"], "draw": [0], "year": YEARS}
    areas = [CITY, *AXES["district"]]
    indicator = ((*DIMS, "area"), values[None, None, None], {"units": unit})
    return xr.Dataset({name: indicator}, coordinates | {"area": areas}, {"experiment": "made_up"})


@pytest.fixture(scope="session")
def make_result() -> MakeResult:
    return result


@pytest.fixture
def make_districts() -> Callable[..., xr.Dataset]:
    return districts


@pytest.fixture(scope="session")
def parameters(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder of parameters where one in six is observed in 2024, and some that no figure shows."""
    parameters = tmp_path_factory.mktemp("parameters")
    folder = parameters / "observed"
    folder.mkdir()
    file = folder / "care_share.csv"
    rows = ["2019,care_share_working,0.16,nobody", "2024,care_share_working,0.1667,cbs_care_employment_2022"]
    rows += ["2024,care_share_needed,0.17,nobody"]
    file.write_text("\n".join(["year,measure,value,source", *rows]), encoding="utf-8")
    return parameters


@pytest.fixture(scope="session", autouse=True)
def observed(parameters: Path) -> Iterator[None]:
    """Let every figure show what is observed in that folder, whatever the project itself knows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(series_module, "room", lambda name: parameters)
        yield
