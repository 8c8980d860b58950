"""What there is to know of a law, a parameter, a lever, a package and a loop: a label and a text for each fact."""

import math
from collections.abc import Mapping
from pathlib import Path

from care2040.analysis.feedback.loop_links import Strength, pace, product, strengths
from care2040.analysis.feedback.loop_registry import Loop
from care2040.engine.simulation.initial_state import at_start
from care2040.files.package_files import from_here
from care2040.inputs.parameters.parameter_set import Parameter
from care2040.inputs.policies.lever import Lever, Package
from care2040.language.axes import AXES
from care2040.language.dependencies import readers
from care2040.language.equations import Equation
from care2040.study.explain.parameter_text import (
    extent,
    millions,
    one_line,
    range_text,
    source_text,
    value_lines,
    value_text,
)
from care2040.study.project import Project
from care2040.wording.language import Language
from care2040.wording.names import control_words

Facts = list[tuple[str, str]]

OTHER: Mapping[Language, tuple[str, Language]] = {"en": ("in Dutch", "nl"), "nl": ("in English", "en")}
"""Language to how the other one is called, and which it is."""
OPEN = "open: nothing in the model leads back"


def called(name: str, title: str, language: Language) -> str:
    """Return a name with what it is called in another language than that of the names, where it has one."""
    return f"{name}: {title}" if language != "en" and title and title != name.replace("_", " ") else name


def of_equation(equation: Equation) -> Facts:
    """Return what kind a law is of, in which unit, for what, and where it stands."""
    facts = [("kind", f"{equation.kind}, sector {equation.sector}"), ("unit", equation.unit)]
    facts.append(("for each", ", ".join(equation.axes) or "city"))
    if equation.kind == "flow":
        facts.append(("from", equation.source or "outside the model"))
        facts.append(("to", equation.sink or "outside the model"))
    if equation.cohort:
        facts.append(("grows older", f"one place of {equation.cohort} every 1 January"))
    return [*facts, ("file", from_here(Path(equation.place)))]


def of_parameter(parameter: Parameter) -> Facts:
    """Return standing, unit, value, range and source of a parameter."""
    spread = "" if parameter.range is None else f", {parameter.spread}; 90 % of the draws"
    return [
        ("kind", f"parameter, {parameter.standing}, of {parameter.year}"),
        ("unit", parameter.unit),
        ("for each", extent(parameter) or "city"),
        ("value", value_lines(parameter)),
        ("range", f"{range_text(parameter)}{spread}"),
        ("source", "\n".join(source_text(key) for key in parameter.source)),
        *([("folds to city", parameter.fold)] if parameter.fold else []),
        _file(parameter),
    ]


def of_links(project: Project, name: str) -> Facts:
    """Return what a quantity or a parameter reads, what moves it, who reads it, and which other laws there are."""
    model = project.model
    equation = model.equations.get(name)
    read_by = readers({**model.equations, **model.alternatives}).get(name, ())
    others = model.other_laws.get(name, ())
    moved_by = [flow.name for flow in model.flows.values() if name in (flow.source, flow.sink)]
    return [
        *([("reads", ", ".join(equation.reads) or "nothing")] if equation else []),
        *([("moved by", ", ".join(moved_by))] if moved_by else []),
        ("read by", ", ".join(read_by) or "nothing"),
        *([("other laws", ", ".join(others))] if others else []),
    ]


def of_lever(lever: Lever, project: Project, language: Language = "en") -> Facts:
    """Return what there is to know of a lever: when, how strongly, at whose cost, how sure."""
    label, other = OTHER[language]
    inside = [name for name in project.levers.packages if lever.name in project.levers.members(name)]
    aimed = f"district; by need: as {lever.need}" if lever.aimed else "city"
    sure = f"{lever.evidence.quality}, {lever.standing}: {one_line(lever.evidence.says[language])}"
    read_by = readers(project.model.equations).get(lever.effort, ())
    return [
        ("kind", f"lever; effort 0 to 1, in the packages {', '.join(inside)}"),
        ("for each", aimed),
        ("begins", f"{lever.start}; in full {_years(lever.ramp)} later; works {_years(lever.delay)} after it is paid"),
        ("effect", "\n".join(_effect(project.parameters[name]) for name in lever.effects)),
        ("promises", ", ".join(f"{indicator} {way}" for indicator, way in lever.sign.items())),
        *([("but", one_line(lever.exception[language]))] if lever.exception else []),
        ("who decides", control_words(lever.control, language)),
        ("costs a year", _price(project.parameters[lever.price_parameter])),
        ("takes", f"{float(project.parameters[lever.staff_parameter].value):g} fte of care staff at full effort"),
        *([("wears off", _effect(project.parameters[lever.fades]))] if lever.fades else []),
        ("evidence", sure),
        ("source", "\n".join(source_text(key) for key in lever.evidence.source)),
        (label, f"{lever.title[other]}: {one_line(lever.about[other])}"),
        ("read by", ", ".join(read_by) or "nothing"),
        _file(lever),
    ]


def of_package(package: Package, project: Project, language: Language = "en") -> Facts:
    """Return what there is to know of a package: its levers, and what they cost together."""
    label, other = OTHER[language]
    levers = [project.levers.levers[name] for name in project.levers.members(package.name)]
    total = sum(float(project.parameters[lever.price_parameter].value.sum()) for lever in levers)
    return [
        ("kind", f"package of {len(levers)} levers"),
        ("levers", "\n".join(f"{lever.name}: {lever.title[language]}" for lever in levers)),
        ("costs a year", f"{millions(total)} euros at full effort"),
        (label, package.title[other]),
        _file(package),
    ]


def of_loop(loop: Loop, project: Project) -> Facts:
    """Return what there is to know of a loop: which way, where, how fast, and what cuts it."""
    values = at_start(project.model, project.parameters, "city")
    facts = [("kind", loop.kind if loop.closes else f"{loop.kind}; {OPEN}"), ("sector", loop.sector)]
    for number, path in enumerate(loop.paths, 1):
        links = strengths(project.model, values, loop, path)
        speed = _speed(pace(links), product(links)) if loop.closes else ""
        label = "path" if len(loop.paths) == 1 else f"path {number}"
        facts.append((label, "\n".join([*map(_link, links), *([speed] if speed else [])])))
    cuts = "\n".join(f"{name} = 0, now {value_text(project.parameters[name])}" for name in loop.cut)
    return [*facts, ("cut by", cuts), _file(loop)]


def _file(one: Parameter | Lever | Package | Loop) -> tuple[str, str]:
    return "file", from_here(Path(f"{one.file}:{one.line}"))


def _link(link: Strength) -> str:
    cause, effect = link.link
    text = f"{'+' if link.sign > 0 else '−'} {cause} → {effect}"
    if link.yearly:
        return f"{text}  ({'fills' if link.sign > 0 else 'empties'} it)"
    return text if link.elasticity is None else f"{text}  ({link.elasticity:+.3g} % for 1 %)".replace("-", "−")


def _speed(per_year: float, gain: float) -> str:
    """Say how fast the path would work if it were alone."""
    if not per_year or math.isnan(per_year):
        return ""
    what = "grows" if gain > 0 else "closes its gap"
    return f"alone it {what} by {per_year:.2g} a year (at the start)"


def _years(number: float) -> str:
    return f"{number:g} year{'' if number == 1 else 's'}"


def _effect(parameter: Parameter) -> str:
    value = value_text(parameter, figures=4)
    return f"{parameter.name}: {value}, range {range_text(parameter)}, {parameter.standing}"


def _price(price: Parameter) -> str:
    parts = zip(AXES[price.axes[0]], price.value.tolist(), strict=True)
    paid = [f"{str(payer).replace('_', ' ')} {millions(amount)}" for payer, amount in parts if amount]
    return f"{millions(float(price.value.sum()))} euros at full effort: {', '.join(paid)}\n{price.about}"
