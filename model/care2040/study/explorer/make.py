"""From an experiment to a page: read, made ready to run, described, packed and written."""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from care2040.study.project import Project
from care2040.study.shipped import find_experiment

if TYPE_CHECKING:
    from care2040.inputs.experiments.experiment import Experiment
    from care2040.language.axes import Resolution
    from care2040.study.explorer.running import Running
    from care2040.wording.language import Language

DRAWS = 64
ENDINGS = (".html", ".htm")
DEFAULT = Path("explorer")


@dataclass(frozen=True)
class Asked:
    """What page is wanted.

    Attributes
    ----------
    experiment : Path
        A file, or the name of an experiment that is shipped.
    resolution : {"district", "city"}, optional
        As the experiment says when left out.
    language : {"nl", "en"}
        In which the page begins.
    draws : int
        How many draws its bands stand on.
    plain : bool
        Whether the model is JavaScript that one can read, and nothing is packed.
    against : Path, optional
        An older page, with which this one is to be compared.
    loops : bool
        Whether the named loops are scored, which takes some seconds.
    """

    experiment: Path = DEFAULT
    resolution: Resolution | None = None
    language: Language = "nl"
    draws: int = DRAWS
    plain: bool = False
    against: Path | None = None
    loops: bool = True


@dataclass(frozen=True)
class Written:
    """What was written: the bytes of all files, and packed as a server sends them; and what stands in the page."""

    size: int
    packed: int
    levers: int
    policies: int
    indicators: int
    not_answered: tuple[str, ...]


def check_place(to: Path, split: bool) -> None:
    """Refuse a name under which no browser would open the page."""
    from care2040.files.problems import InvalidInput, Problem

    if not split and to.suffix.lower() not in ENDINGS:
        hint = f"write {to.with_suffix('.html').name}, or give --split for a folder"
        raise InvalidInput([Problem(str(to), 0, 0, "E946", f"'{to.name}' does not end in .html", hint)])


def write_explorer(project: Project, asked: Asked, to: Path, split: bool = False) -> Written:
    """Write a page in which the model runs.

    Parameters
    ----------
    project : Project
        Model and parameters.
    asked : Asked
        Which page.
    to : Path
        The file, or with `split` the folder.
    split : bool
        Whether page, script, styles and model become files of their own, for who hosts them.

    Raises
    ------
    InvalidInput
        When the experiment does not pass its checks, or there is something wrong with the page to compare with.
    ModelError
        When a law does what a web page cannot; with its name, and what to write instead.
    CareError
        When the file cannot be written.
    """
    from care2040.files.result_folder import write_file
    from care2040.study.explorer import page

    facts, running = described(project, asked)
    text = page.PageText(asked.language, facts["title"][asked.language])
    parts, script = packed_parts(facts, running, asked.plain)
    if asked.against:
        from care2040.study.explorer.older import older_parts

        parts |= older_parts(asked.against)
    if split:
        files = page.split(text, parts, _together(parts))
        for name, content in files.items():
            write_file(to / name, content, "name another folder with --to")
    else:
        files = {to.name: page.one_file(text, parts, script).encode()}
        write_file(to, files[to.name], "name another file with --to")
    return Written(
        size=sum(map(len, files.values())),
        packed=sum(len(gzip.compress(content, 9)) for content in files.values()),
        levers=len(facts["levers"]),
        policies=len(facts["policies"]),
        indicators=len(facts["indicators"]),
        not_answered=tuple(facts["notAnswered"]),
    )


def described(project: Project, asked: Asked) -> tuple[dict[str, Any], Running]:
    """Return what the page says and what it runs."""
    from care2040.files.yaml_document import read
    from care2040.inputs.parameters.parameter_set import fingerprint
    from care2040.results.manifest import version
    from care2040.study.explorer import facts as words
    from care2040.study.explorer.packed import FORMAT
    from care2040.study.explorer.running import running

    path = find_experiment(asked.experiment)
    project.experiment(path, resolution=asked.resolution)  # whatever is wrong is told with its line
    document = read(path)
    experiment = _for_a_page(project, path, document.data, asked)
    place = asked.resolution or experiment.resolution
    written: Mapping[str, Any] = document.data.get("policies") or {}
    others = {name: words.no_slider(project, written.get(name) or {}, own) for name, own in experiment.policies.items()}
    made = running(project, experiment, others, place, asked.draws)
    told = words.page_facts(project, experiment, document, made, place, asked.draws)
    loops = None
    if asked.loops:
        from care2040.study.explorer.loops import loop_shares

        loops = loop_shares(project, path, experiment)
    mark = fingerprint(project.folder)[:12]
    return {
        "format": FORMAT,
        "version": version(),
        "fingerprint": mark,
        **told,
        "loops": loops,
        "run": made.facts,
    }, made


def _for_a_page(project: Project, path: Path, written: Mapping[str | int, Any], asked: Asked) -> Experiment:
    """Return the experiment with draws, without what a page does not answer."""
    from care2040.study.explorer.facts import NOT_IN_A_PAGE

    kept = {
        str(key): value for key, value in written.items() if key not in (*NOT_IN_A_PAGE, "figures", "figure_titles")
    }
    return project.experiment({**kept, "name": path.stem}, draws=asked.draws, resolution=asked.resolution)


def packed_parts(facts: Mapping[str, Any], running: Running, plain: bool) -> tuple[dict[str, str], str]:
    """Return what is packed in the page by its name, and the model as a script where one wants to read it."""
    from care2040.engine.web import javascript, wasm
    from care2040.study.explorer import page
    from care2040.study.explorer.packed import as_json, packed, packed_object

    script = page.model_script(javascript.module(running.plan))
    if plain:
        numbers = {name: one.value.ravel().tolist() for name, one in running.parameters.items()}
        return {"plain": as_json({**facts, "numbers": numbers})}, script
    parts = {
        "facts": packed_object(facts),
        "numbers": packed(running.numbers),
        "wasm": packed(wasm.module(running.plan)),
    }
    return parts, ""


def _together(parts: Mapping[str, str]) -> str:
    from care2040.study.explorer.packed import as_json

    return as_json(parts)
