"""Pages of districts: the model is run by district, every policy of an experiment, and each page is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from care2040.files.problems import InvalidInput, Problem
from care2040.study.districts.names import districts_meant, plain
from care2040.study.shipped import find_experiment

if TYPE_CHECKING:
    import xarray as xr

    from care2040.study.project import Project
    from care2040.wording.language import Language

STANDARD = "by_district"
"""The experiment that ships for it: unchanged policy and each lever alone."""
FOLDER = "districts"
"""Where they stand in a site, in each language."""
ENDINGS = (".docx", ".html")
"""What each page is written as."""
Progress = Callable[[int, int], None]


def places(to: Path, areas: Sequence[str], language: Language) -> dict[str, tuple[Path, ...]]:
    """Return the files of each district: in a folder, or the one file that is named.

    Raises
    ------
    InvalidInput
        When one file is named for several pages, or it is to end otherwise.
    """
    if not to.suffix or to.is_dir():
        return {area: tuple(to / f"{area}.{language}{ending}" for ending in ENDINGS) for area in areas}
    said = []
    if to.suffix.lower() not in ENDINGS:
        message = f"a page of a district cannot be written as '{to.suffix}'"
        said.append(Problem(str(to), 1, 1, "E956", message, f"allowed endings: {', '.join(ENDINGS)}; or name a folder"))
    if len(areas) > 1:
        message = f"{len(areas)} pages do not go into one file"
        said.append(Problem(str(to), 1, 1, "E956", message, "name a folder"))
    if said:
        raise InvalidInput(said)
    return {areas[0]: (to,)}


def asked_for(
    names: Sequence[str] | None, to: Path, experiment: Path, language: Language
) -> tuple[dict[str, tuple[Path, ...]], Path]:
    """Return the files of each district that is named, or of all, and the file of the experiment.

    Raises
    ------
    InvalidInput
        With everything that is wrong: names, the place and the experiment.
    """
    from care2040.language.axes import AXES

    known, problems = tuple(map(str, AXES["district"])), list[Problem]()
    areas: tuple[str, ...] = tuple(dict.fromkeys(map(plain, names))) if names is not None else known
    files, path = dict[str, tuple[Path, ...]](), experiment
    try:
        districts_meant(names or (), known)
    except InvalidInput as error:
        problems += error.problems
    try:
        files = places(to, areas, language)
    except InvalidInput as error:
        problems += error.problems
    try:
        path = find_experiment(experiment)
    except InvalidInput as error:
        problems += error.problems
    if problems:
        raise InvalidInput(problems)
    return files, path


def run_by_district(project: Project, experiment: Path, progress: Progress = lambda done, total: None) -> xr.Dataset:
    """Return a run of every policy of an experiment by district, with central values."""
    from care2040.engine.simulation import simulate

    asked = project.experiment(experiment, draws=1, resolution="district")
    return simulate.run(project.model, asked, project.parameters, progress=progress)


def write_pages(
    project: Project, experiment: Path, dataset: xr.Dataset, files: dict[str, tuple[Path, ...]], language: Language
) -> tuple[Path, ...]:
    """Write the page of each district, and return the files.

    Parameters
    ----------
    project : Project
        Model, parameters and levers.
    experiment : Path
        Its first scenario is told of, each policy against the one that changes nothing.
    dataset : xarray.Dataset
        What `run_by_district` gave.
    files : dict
        District to the files to write, as `places` gives them.
    language : {"nl", "en"}
        Of every word.
    """
    from care2040.files.fingerprints import fingerprint
    from care2040.files.package_files import checkout, package, package_folder
    from care2040.files.result_folder import write_file
    from care2040.language.cities.layers import all_files
    from care2040.reports.districts.numbers import Numbers
    from care2040.reports.districts.page import DistrictPage
    from care2040.reports.formats import to_html, to_word
    from care2040.reports.formats.docx_styles import load_styles
    from care2040.results import manifest

    numbers = all_files(package_folder("parameters"))
    inputs = {experiment.name: experiment, **{name: path for name, path in numbers.items() if path.suffix == ".yaml"}}
    inputs |= {path.name: path for path in sorted((package() / "sectors").glob("*.py"))}
    maker = manifest.maker({"version": manifest.version(), "commit": manifest.commit(checkout())})
    written: list[Path] = []
    with TemporaryDirectory() as drawn:
        facts = (maker, fingerprint(inputs)[:12], Path(drawn))
        page = DistrictPage(Numbers(dataset), project.levers, language, *facts)
        for area, targets in files.items():
            memo = page.memo(area)
            for target in targets:
                word = target.suffix.lower() == ".docx"
                write_file(target, to_word.content(memo, None, load_styles(None)) if word else to_html.content(memo))
                written.append(target)
    return tuple(written)


def write_into_site(project: Project, folder: Path, progress: Progress = lambda done, total: None) -> list[str]:
    """Write the page of each district in both languages into the folder of a site, and return their names."""
    from care2040.language.axes import AXES

    experiment = find_experiment(Path(STANDARD))
    dataset, written = run_by_district(project, experiment, progress), list[Path]()
    places: tuple[tuple[Language, Path], ...] = (("en", folder / FOLDER), ("nl", folder / "nl" / FOLDER))
    for language, place in places:
        files: dict[str, tuple[Path, ...]] = {area: (place / f"{area}.html",) for area in map(str, AXES["district"])}
        written += write_pages(project, experiment, dataset, files, language)
    return [path.relative_to(folder).as_posix() for path in written]
