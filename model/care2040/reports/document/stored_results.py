"""Results that a memo tells of: read from their folders, with a hash each, and what changed since they were made."""

import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from care2040.files import result_folder
from care2040.files.fingerprints import hashes, sha256
from care2040.files.package_files import package, package_folder
from care2040.files.problems import InvalidInput, Problem
from care2040.language.cities.city import City
from care2040.language.cities.city_file import shipped_cities
from care2040.language.cities.here import DEFAULT, in_city, is_chosen, the_city
from care2040.language.cities.layers import check_here, hashes_of
from care2040.language.cities.of_result import city_of
from care2040.reports.document.value_text import Unfillable
from care2040.results import manifest
from care2040.results.load import RUN, open_numbers
from care2040.results.series import Series, of_quantity

HASH_LETTERS = 10
FACTS = ("name", "policies", "scenarios", "draws", "seed", "start", "end", "resolution")
"""What of the experiment makes a run, besides the hashes of its inputs."""
BESIDE = ("*.md", "build/*", "*reality_checks.yaml", "*plausible.yaml", "*city_causes.yaml")
"""Files among the parameters that no run reads: what explains them, makes them, or checks the model."""
NAMED = 4
"""Changed files of one kind that are named; more are counted."""


@dataclass(frozen=True)
class Result:
    """A result in its folder."""

    folder: Path
    manifest: dict[str, Any]

    @property
    def name(self) -> str:
        """Name of the experiment."""
        return str(self.manifest["experiment"]["name"])

    @cached_property
    def run(self) -> str:
        """Hash of what went into the run: the same inputs, version and experiment give the same."""
        experiment = {key: self.manifest["experiment"].get(key) for key in FACTS}
        made = (experiment, self.manifest["version"], self.manifest["commit"], self.manifest["inputs"])
        return hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest()[:HASH_LETTERS]

    @cached_property
    def dataset(self) -> xr.Dataset:
        """The run or the sweep, read when it is asked for; what the file calls ``1`` is dimensionless again."""
        try:
            return open_numbers(self.folder / RUN)
        except InvalidInput as error:
            raise Unfillable("E702", str(error.problems[0].message), "run the experiment again") from None

    @property
    def city(self) -> City:
        """The city it is about."""
        return city_of(self.dataset.attrs) or the_city()

    @property
    def indicators(self) -> list[str]:
        """Names of the indicators that the experiment asked for."""
        return [str(name) for name in np.atleast_1d(self.dataset.attrs["indicators"])]

    def members(self, axis: str) -> list[Any]:
        """Return the policies, scenarios or years of the run."""
        return list(self.dataset[axis].values.tolist())

    @cached_property
    def _series(self) -> dict[str, dict[str, Series]]:
        return {}

    def series(self, name: str) -> Series | None:
        """Return an indicator, or the part of one (``care_cost.municipality``), without draws that failed."""
        whole = name.partition(".")[0]
        if whole not in self.indicators:
            return None
        if whole not in self._series:
            with in_city(self.city):
                self._series[whole] = {each.name: each for each in of_quantity(self.dataset[whole])}
        return self._series[whole].get(name)

    def parts(self, name: str) -> list[str]:
        """Return the names of an indicator and its parts."""
        self.series(name)
        return list(self._series.get(name.partition(".")[0], ()))

    def close(self) -> None:
        """Let go of the file, so that it can be replaced."""
        if "dataset" in self.__dict__:
            self.dataset.close()


def read_results(folders: Sequence[Path]) -> tuple[Result, ...]:
    """Read the results in some folders; a folder that holds folders of results gives them all."""
    problems: list[Problem] = []
    found = [result for folder in folders for result in _below(folder, problems)]
    for number, result in enumerate(found):
        twice = next((other for other in found[:number] if other.name == result.name), None)
        if twice is not None and twice.folder.resolve() != result.folder.resolve():
            message = f"the experiment '{result.name}' is also in {twice.folder}; which of the two is meant?"
            problems.append(Problem(str(result.folder), 1, 1, "E703", message, "give one of them"))
    if problems:
        raise InvalidInput(problems)
    return tuple({result.name: result for result in found}.values())


def _below(folder: Path, problems: list[Problem]) -> Iterator[Result]:
    """Give the result in a folder, or those in the folders inside it."""
    own = (folder / result_folder.MANIFEST).exists()
    inside = (
        []
        if own or not os.path.isdir(folder)
        else [path.parent for path in sorted(folder.glob(f"*/{result_folder.MANIFEST}"))]
    )
    for place in inside or [folder]:
        told = result_folder.manifest_of(place)
        fault = _fault(place, told)
        if fault or told is None:
            hint = "give the folder that care2040 run wrote, such as outputs/one_in_four"
            problems.append(Problem(str(place), 1, 1, "E702", fault, hint))
        else:
            yield Result(place, told)


def _fault(folder: Path, told: Mapping[str, Any] | None) -> str:
    if not os.path.exists(folder):
        return "there is no such folder"
    if told is None:
        return f"this is no folder with a result: {result_folder.why_no_manifest(folder)}"
    experiment = told["experiment"]
    lacking = (
        {"version", "commit", "inputs", "files"} - set(told)
        or {"name", "title", "question", "file"} - set(experiment)
        or {"experiment_sha256", "parameters_sha256", "equations_sha256"} - set(told["inputs"])
    )
    if lacking:
        return f"the manifest.json is of another version: it does not say {', '.join(sorted(lacking))}"
    if not (folder / RUN).is_file():
        return f"the result is not whole: {RUN} is not there"
    return ""


def changed_inputs(result: Result) -> tuple[str, ...]:
    """Return what changed since a result was made: version, experiment, parameters, equations, the result itself."""
    inputs = result.manifest["inputs"]
    changed = []
    if result.manifest["version"] != manifest.version():
        changed.append(f"care2040 ({result.manifest['version']} then, {manifest.version()} now)")
    experiment, as_it_was = _experiment_file(result)
    if not as_it_was:
        changed.append(_experiment_name(result) + ("" if experiment else " (not found)"))
    with in_city(result.city):
        numbers = hashes_of(package_folder("parameters"))
    changed += _differences("parameters", inputs["parameters_sha256"], numbers)
    equations = hashes(package() / "sectors")
    changed += _differences("sectors", inputs["equations_sha256"], equations)
    if sha256(result.folder / RUN) != result.manifest["files"].get(RUN):
        changed.append(f"{result.folder.name}/{RUN}")
    return tuple(changed)


def _experiment_file(result: Result) -> tuple[Path | None, bool]:
    """Return the experiment that a result was made from, where it is now, and whether it is as it was then.

    A file is named as it was typed then: from here, or from a folder around the result. One that is shipped may be
    elsewhere now; that a shipped one has the name of somebody's own says nothing of the latter.
    """
    given, shipped = Path(result.manifest["experiment"]["file"]), package_folder("experiments") / f"{result.name}.yaml"
    if str(given) == manifest.OWN_EXPERIMENT:
        places = [result.folder / given]
    else:
        places = [given, *(folder / given for folder in result.folder.resolve().parents)]
        places += [shipped] if _is_shipped(given) else []
    there = [path for path in places if os.path.isfile(path)]
    then = result.manifest["inputs"]["experiment_sha256"]
    same = next((path for path in there if sha256(path) == then), None)
    return same or next(iter(there), None), same is not None


def _is_shipped(given: Path) -> bool:
    """Whether a file is named as one that is shipped: in a folder of that name."""
    return given.parent.name == "experiments"


def _experiment_name(result: Result) -> str:
    """Return how the experiment of a result is named to whoever reads: a file of somebody's own without its folders."""
    given = Path(result.manifest["experiment"]["file"])
    return f"experiments/{result.name}.yaml" if _is_shipped(given) else given.name


def _differences(room_name: str, then: Mapping[str, str], now: Mapping[str, str]) -> list[str]:
    """Return the files that are not as they were; many of them are counted."""
    differ = sorted(name for name in {*then, *now} if then.get(name) != now.get(name) and not _is_beside(name))
    if len(differ) > NAMED:
        return [f"{len(differ)} files in {room_name}/, {differ[0]} the first"]
    return [f"{room_name}/{name}" for name in differ]


def _is_beside(name: str) -> bool:
    """Whether a file stands among the parameters without a run ever reading it."""
    return any(fnmatch(name, pattern) for pattern in BESIDE)


def refuse_other_cities(results: Sequence[Result]) -> None:
    """Refuse results of several cities together, or of another city than the command is about."""
    meant = the_city().name if is_chosen() or not results else _city_name(results[0])
    problems = []
    for result in results:
        if (own := _city_name(result)) != meant:
            message = f"'{result.name}' is a result of the city '{own}', not of '{meant}'"
            hint = f"a memo is about one city: leave it out, or run it again: care2040 run {result.name} --city {meant}"
            problems.append(Problem(str(result.folder), 1, 1, "E708", message, hint))
    if problems:
        raise InvalidInput(problems)


def _city_name(result: Result) -> str:
    """Return the city of a result; one of before there was more than one is of the first."""
    return result_folder.city_in(result.manifest) or DEFAULT


def _refuse_away(result: Result) -> None:
    """Refuse a result whose city is not here: what it was made of cannot be read."""
    name, known = _city_name(result), the_city()
    if name in shipped_cities() or (known.name == name and known.folder is not None):
        return
    with in_city(result.city):
        check_here()


def refuse_stale(results: Sequence[Result]) -> None:
    """Refuse results that no longer fit the inputs of today."""
    problems = []
    for result in results:
        _refuse_away(result)
        changed = changed_inputs(result)
        if changed:
            message = f"the result is out of date; changed since it was made: {', '.join(changed)}"
            given = Path(result.manifest["experiment"]["file"])
            what = result.name if _is_shipped(given) or str(given) == manifest.OWN_EXPERIMENT else given
            hint = f"run again: care2040 run {what} (or --allow-stale, which marks every page)"
            problems.append(Problem(str(result.folder), 1, 1, "E705", message, hint))
    if problems:
        raise InvalidInput(problems)
