"""Made-up results to tell of: two experiments, one with draws, in folders as runs write them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import xarray as xr

from care2040 import figures
from care2040.figures.canvas import export
from care2040.files import fingerprints, result_folder
from care2040.files.package_files import package, package_folder
from care2040.files.problems import InvalidInput, Problem
from care2040.language.cities.layers import hashes_of
from care2040.reports.memos.memo import BuiltMemo, build
from care2040.results import manifest, netcdf
from care2040.wording.language import Width

YEARS = np.arange(2024, 2041)
DIMS = ("policy", "scenario", "draw", "year")
PAYERS = ["municipality", "state"]


BESIDE = {
    "care_share_vision": 0.25,
    "care_share_national": 0.22,
    "care_share_national_low": 0.2,
    "care_share_national_high": 0.24,
}


def dataset(name: str, policies: dict[str, float], scenarios: dict[str, float], draws: int) -> xr.Dataset:
    """Return a result in which the need goes from 1/6 to the number of the policy, times that of the scenario.

    Draws lie evenly between 0.9 and 1.1 times that.
    """
    spread = np.linspace(0.9, 1.1, draws) if draws > 1 else np.ones(1)
    ends = np.einsum("p,s,d->psd", [*policies.values()], [*scenarios.values()], spread)
    part = (YEARS - 2024) / 16
    need = 1 / 6 + (ends[..., None] - 1 / 6) * part
    about = {"kind": "indicator", "long_name": "Made up."}
    values: dict[str, Any] = {
        "care_share_needed": (DIMS, need, {"units": "dimensionless", **about}),
        "care_share_working": (DIMS, need * 0 + 0.16, {"units": "dimensionless", **about}),
        "shortage": (DIMS, 100_000 * (need - 0.16), {"units": "person", **about}),
        "need_caused_by_shortage": (DIMS, need * 0, {"units": "person", **about}),
        "working_in_city": (DIMS, need * 0 + 100_000, {"units": "person", **about}),
        **{name: (DIMS, need * 0 + share, {"units": "dimensionless", **about}) for name, share in BESIDE.items()},
        "workload": (DIMS, 1 + need, {"units": "dimensionless", **about}),
        "waiting_time_social_rent": (DIMS, 10 + need, {"units": "year", **about}),
        "density": (DIMS, 3800 + 1000 * need, {"units": "person/square_kilometre", **about}),
        "care_cost": (
            (*DIMS, "payer"),
            np.stack([need * 1e9, need * 2e9], axis=-1),
            {"units": "euro/year", **about, "kind": "flow"},
        ),
    }
    people = {"need_caused_by_shortage": 2000 * part, "working_in_city": 100_000.0}
    lines = {"vision": 0.16 + 0.09 * part, "national": 0.165 + 0.06 * part}
    lines |= {"national_low": 0.165 + 0.03 * part, "national_high": 0.165 + 0.09 * part}
    beside = {name: (DIMS, 0 * need + value, {"units": "person", **about}) for name, value in people.items()}
    beside |= {
        f"care_share_{name}": (DIMS, 0 * need + line, {"units": "dimensionless", **about})
        for name, line in lines.items()
    }
    facts = {
        "experiment": name,
        "indicators": [*values],
        "unchanged_policy": next(iter(policies)),
        "levers": json.dumps({policy: ["prevention", "retention"] * (policy != "as_is") for policy in policies}),
    }
    places = {"policy": [*policies], "scenario": [*scenarios], "draw": range(draws), "year": YEARS, "payer": PAYERS}
    return xr.Dataset(values | beside, {axis: list(each) for axis, each in places.items()}, facts)


def stored(folder: Path, result: xr.Dataset, widths: tuple[Width, ...] = ()) -> Path:
    """Write a result as a run of today would, but for its tables, with the figure one_in_four in Dutch if asked."""
    name = str(result.attrs["experiment"])
    folder.mkdir(parents=True)
    experiment = folder.parent / f"{name}.yaml"
    experiment.write_text(f"title: {name}\n", encoding="utf-8")
    facts = {
        "experiment": {
            "name": name,
            "title": {"nl": f"Titel & <{name}>", "en": f"Title & <{name}>"},
            "question": {"nl": "Wat dan?", "en": "What then?"},
            "file": str(experiment),
            "policies": result["policy"].values.tolist(),
            "draws": result.sizes["draw"],
        },
        "version": manifest.version(),
        "commit": {"id": "0123456789abcdef", "changed_since": False},
        "started": "2026-11-21T00:00:00Z",
        "command": ["care2040", "run"],
        "inputs": {
            "experiment_sha256": fingerprints.sha256(experiment),
            "parameters_sha256": hashes_of(package_folder("parameters")),
            "equations_sha256": fingerprints.hashes(package() / "sectors"),
        },
    }
    netcdf.write_netcdf(netcdf.with_attributes(result, facts), folder / "run.nc")
    for width in widths:
        export.write(figures.draw("one_in_four", result, "nl", width), folder / "figures", "one_in_four")
    whole = facts | {"files": fingerprints.hashes(folder)}
    (folder / result_folder.MANIFEST).write_text(json.dumps(whole), encoding="utf-8")
    return folder


@dataclass(frozen=True)
class Desk:
    """A place to build memos: results, and templates that are written on the spot."""

    results: tuple[Path, ...]
    folder: Path

    def write(self, text: str, name: str = "memo.nl.md") -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def build(self, template: str | Path, ending: str = "md", **options: Any) -> BuiltMemo:
        path = self.write(template) if isinstance(template, str) else template
        return build(path, options.pop("results", self.results), self.folder / f"memo_out.{ending}", **options)

    def text(self, template: str, **options: Any) -> str:
        """Return the memo in Markdown without where its values are from."""
        (path, *_) = self.build(template, **options).files
        return path.read_text(encoding="utf-8").partition("<!--")[0].strip()

    def problems(self, template: str | Path, **options: Any) -> tuple[Problem, ...]:
        """Return what is wrong; nothing may be written."""
        with pytest.raises(InvalidInput) as refused:
            self.build(template, **options)
        assert not list(self.folder.glob("memo_out*"))
        assert not list(self.folder.glob(".memo_out*"))
        return refused.value.problems


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    place = tmp_path_factory.mktemp("outputs")
    one = dataset("plain", {"as_is": 0.25, "more": 0.22}, {"evidence": 1.0, "high_demand": 1.12}, 1)
    many = dataset("drawn", {"as_is": 0.24, "all_of_it": 0.2}, {"evidence": 1.0}, 21)
    return stored(place / "plain", one, ("full", "half")), stored(place / "drawn", many, ("half",))


@pytest.fixture
def desk(made_up: tuple[Path, Path], tmp_path: Path) -> Desk:
    return Desk(made_up, tmp_path)


Problems = Callable[..., tuple[Problem, ...]]
