"""What a name means: a quantity, a parameter, a law to choose instead, a lever, a package, a loop or an experiment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from care2040.analysis.feedback.loop_registry import Loop, load_loops
from care2040.files.problems import CareError, did_you_mean
from care2040.language.equations import Equation
from care2040.study.explain import experiments, facts
from care2040.study.explain.course import course
from care2040.study.explain.facts import Facts
from care2040.study.project import Project
from care2040.wording.assumptions import assumption_name
from care2040.wording.language import Language
from care2040.wording.names import indicator_words


class UnknownName(CareError):
    """Nothing is called so; the hint names the nearest."""

    exit_code = 3


@dataclass(frozen=True)
class Explanation:
    """What there is to know of a name.

    Attributes
    ----------
    title, about : str
        What it is called, and what it is.
    facts : list of tuple of str
        A label and a text for each.
    law : Equation or None
        How it is computed.
    moved : sequence of tuple
        Of a stock: its flows, 1 into it and -1 out of it.
    """

    title: str
    about: str
    facts: Facts
    law: Equation | None = None
    moved: Sequence[tuple[str, int]] = ()


def explain(project: Project, name: str, result: Path | None = None, language: Language = "en") -> Explanation:
    """Explain a name.

    Parameters
    ----------
    project : Project
        Model, parameters and levers.
    name : str
        Of a quantity, a parameter, a law, a lever, a package, a loop, an experiment or a policy of one.
    result : Path, optional
        A result, to tell the course of a quantity over the years.
    language : {"en", "nl"}
        Of titles, and of what levers, packages and loops are about; what else there is to know is in English.

    Raises
    ------
    UnknownName
        When nothing is called so.
    InvalidInput
        When the result does not hold it.
    """
    model, levers = project.model, project.levers
    if name in model.equations or name in project.parameters:
        about = [*facts.of_links(project, name), *(course(name, result, project) if result else ())]
        if name in model.equations:
            law = model.equations[name]
            title = facts.called(
                name, indicator_words(name, language)["subject"] if name in model.askable else "", language
            )
            return Explanation(title, law.about, [*facts.of_equation(law), *about], law, model.moving_stock(name))
        parameter = project.parameters[name]
        title = facts.called(name, assumption_name(name, language), language)
        return Explanation(title, parameter.about, [*facts.of_parameter(parameter), *about])
    if name in model.alternatives:
        law = model.alternatives[name]
        about = [("instead of", law.name), *facts.of_equation(law), ("reads", ", ".join(law.reads))]
        return Explanation(name, law.about, about, law)
    if name in levers.levers:
        lever = levers.levers[name]
        told = f"{name}: {lever.title[language]}"
        return Explanation(told, lever.about[language], facts.of_lever(lever, project, language))
    if name in levers.packages:
        package = levers.packages[name]
        return Explanation(name, package.title[language], facts.of_package(package, project, language))
    loops = load_loops(model, project.parameters)
    if name not in loops and (found := experiments.find(project, name)):
        return Explanation(*experiments.told(project, found, language))
    if name not in loops:
        raise UnknownName(f"nothing is called '{name}'", _nearest(name, project, loops))
    loop = loops[name]
    return Explanation(f"{name}: {loop.title[language]}", loop.about[language], facts.of_loop(loop, project))


def _nearest(name: str, project: Project, loops: Mapping[str, Loop]) -> str:
    if name.upper() in loops or (len(name) < 4 and name[:1].upper() in "RBC" and name[1:].isdigit()):
        return did_you_mean(name.upper(), tuple(loops))
    names = [*project.model.equations, *project.model.alternatives, *project.parameters, *project.levers.names, *loops]
    names += project.experiments
    lists = ("parameters", "indicators", "levers", "loops", "experiments")
    return did_you_mean(name, names, f"names are in: {', '.join(f'care2040 list {each}' for each in lists)}")
