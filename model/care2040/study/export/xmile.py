"""The model with the parameters of one policy as a file for other system-dynamics tools."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from care2040.study.project import Project
from care2040.study.shipped import find_experiment

if TYPE_CHECKING:
    from care2040.files.problems import Problem
    from care2040.inputs.experiments.experiment import Experiment
    from care2040.xmile.export import Chosen
    from care2040.xmile.flat_model import FlatModel

ENDINGS = (".xmile", ".stmx", ".xml")
"""By these other tools know an XMILE file."""


def choose_run(
    project: Project,
    experiment: Path,
    policy: str | None = None,
    scenario: str | None = None,
    problems: tuple[Problem, ...] = (),
) -> Chosen:
    """Choose a policy and a scenario of an experiment, for the city as one.

    Parameters
    ----------
    project : Project
        Model and parameters.
    experiment : Path
        A file, or the name of an experiment that is shipped.
    policy, scenario : str, optional
        The unchanged policy and the first scenario when left out.
    problems : tuple of Problem
        What is wrong already, to be told with the rest.

    Raises
    ------
    InvalidInput
        With what is wrong already, and a policy or a scenario that the experiment does not have.
    """
    from care2040.xmile.export import choose

    path = find_experiment(experiment)
    read = project.experiment(path, draws=1, resolution="city")
    chosen = (policy or read.unchanged, scenario or next(iter(read.scenarios)))
    check_names(path, read, {"policy": chosen[:1], "scenario": chosen[1:]}, problems)
    return choose(project.model, read, project.parameters, *chosen)


def check_names(
    path: Path, read: Experiment, asked: Mapping[str, Sequence[str]], problems: Sequence[Problem] = ()
) -> None:
    """Refuse policies and scenarios that an experiment does not have, with what is wrong already."""
    from care2040.files import yaml_document
    from care2040.files.problems import InvalidInput, did_you_mean

    document = yaml_document.read(path)
    found = list(problems)
    for kind, key in (("policy", "policies"), ("scenario", "scenarios")):
        known = getattr(read, key)
        for name in asked[kind]:
            if name not in known:
                keys = (key,) if key in document.data else ()
                message, hint = f"there is no {kind} '{name}'", did_you_mean(name, known)
                found.append(document.problem(keys, "E941", message, hint, key=True))
    if found:
        raise InvalidInput(found)


def export_xmile(
    project: Project, experiment: Path, policy: str, to: Path, scenario: str | None = None, step: float = 0.25
) -> FlatModel:
    """Write the model with the parameters of a policy as a flat XMILE file, and return what stands in it.

    Parameters
    ----------
    project, experiment, policy, scenario
        As in `choose_run`.
    to : Path
        The file to write, with one of `ENDINGS`.
    step : float
        Sub-step in years: 1, 0.5, 0.25, 0.125, ...

    Raises
    ------
    InvalidInput
        When there is no such policy or scenario, XMILE has no word for something, or the file cannot be written.
    """
    from care2040.files.problems import InvalidInput, Problem
    from care2040.files.result_folder import write_file
    from care2040.results.manifest import version
    from care2040.xmile.export import xmile
    from care2040.xmile.flat_model import NotInXmile

    problems = []
    if to.suffix not in ENDINGS:
        message, hint = "other tools would not see that this is XMILE", f"end it in {ENDINGS[0]}"
        problems.append(Problem(str(to), 1, 1, "E942", message, hint))
    chosen = choose_run(project, experiment, policy, scenario, tuple(problems))
    try:
        flat = chosen.flat(step)
        text = xmile(chosen, flat, version())
    except NotInXmile as error:
        law = chosen.system.model.equations.get(error.quantity)
        file, line = law.place.rsplit(":", 1) if law else (str(find_experiment(experiment)), "1")
        raise InvalidInput([Problem(file, int(line), 1, "E943", str(error))]) from None
    write_file(to, text.encode(), "name another file with --to")
    return flat
