"""What ``care2040 explain`` tells of a lever and of a package."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from care2040.cli.views.console import from_here
from care2040.cli.views.parameter_facts import millions, over, range_of, source_of, value_of
from care2040.study.project import Project

if TYPE_CHECKING:
    from care2040.analysis.feedback.loop_links import Strength
    from care2040.analysis.feedback.loop_registry import Loop
    from care2040.inputs.parameters.parameter_set import Parameter
    from care2040.inputs.policies.lever import Lever, Package


OPEN = "open: nothing in the model leads back"


def loops_of(project: Project) -> Mapping[str, Loop]:
    """Return the registry of loops."""
    from care2040.analysis.feedback.loop_registry import load_loops

    return load_loops(project.model, project.parameters)


def rows_of(project: Project) -> Iterator[tuple[str, ...]]:
    """Give a row for each loop: name, kind, title, what cuts it, and the stocks and flows it runs along."""
    for loop in loops_of(project).values():
        kind = loop.kind if loop.closes else f"{loop.kind}, open"
        stocks = [name for name in loop.path if project.model.equations[name].kind == "stock"]
        yield loop.name, kind, loop.title["en"], ", ".join(loop.cut), ", ".join(stocks)


def facts_of(loop: Loop, project: Project) -> Facts:
    """Return what there is to know of a loop: which way, where, how fast, and what cuts it."""
    from care2040.analysis.feedback.loop_links import pace, product, strengths
    from care2040.engine.simulation.initial_state import at_start

    values = at_start(project.model, project.parameters, "city")
    facts = [("kind", loop.kind if loop.closes else f"{loop.kind}; {OPEN}"), ("sector", loop.sector)]
    for number, path in enumerate(loop.paths, 1):
        links = strengths(project.model, values, loop, path)
        told = _speed(pace(links), product(links)) if loop.closes else ""
        label = "path" if len(loop.paths) == 1 else f"path {number}"
        facts.append((label, "\n".join([*map(_link_text, links), *([told] if told else [])])))
    cuts = "\n".join(f"{name} = 0, now {value_of(project.parameters[name])}" for name in loop.cut)
    return [*facts, ("cut by", cuts), ("file", from_here(Path(f"{loop.file}:{loop.line}")))]


def _link_text(link: Strength) -> str:
    cause, effect = link.link
    sign = "+" if link.sign > 0 else "−"
    if link.yearly:
        return f"{sign} {cause} → {effect}  ({'fills' if link.sign > 0 else 'empties'} it)"
    if link.elasticity is None:
        return f"{sign} {cause} → {effect}"
    return f"{sign} {cause} → {effect}  ({link.elasticity:+.3g} % for 1 %)".replace("-", "−")


def _speed(per_year: float, gain: float) -> str:
    """Say how fast the path would work if it were alone."""
    if not per_year or math.isnan(per_year):
        return ""
    what = "grows" if gain > 0 else "closes its gap"
    return f"alone it {what} by {per_year:.2g} a year (at the start)"


Facts = list[tuple[str, str]]


def of_lever(lever: Lever, project: Project) -> Facts:
    """Return what there is to know of a lever: when, how strongly, at whose cost, how sure."""
    inside = [name for name in project.levers.packages if lever.name in project.levers.members(name)]
    aimed = f"district; by need: as {lever.need}" if lever.aimed else "city"
    sure = f"{lever.evidence.quality}, {lever.standing}: {_line(lever.evidence.says['en'])}"
    return [
        ("kind", f"lever; effort 0 to 1, in the packages {', '.join(inside)}"),
        ("for each", aimed),
        ("begins", f"{lever.start}; in full {_years(lever.ramp)} later; works {_years(lever.delay)} after it is paid"),
        ("effect", "\n".join(_effect(project.parameters[name]) for name in lever.effects)),
        ("promises", ", ".join(f"{indicator} {way}" for indicator, way in lever.sign.items())),
        *([("but", _line(lever.exception["en"]))] if lever.exception else []),
        ("costs a year", _price(project.parameters[lever.price_parameter])),
        ("evidence", sure),
        ("source", "\n".join(source_of(key) for key in lever.evidence.source)),
        ("in Dutch", f"{lever.title['nl']}: {_line(lever.about['nl'])}"),
        ("read by", _readers(lever, project)),
        ("file", from_here(Path(f"{lever.file}:{lever.line}"))),
    ]


def of_package(package: Package, project: Project) -> Facts:
    """Return what there is to know of a package: its levers, and what they cost together."""
    levers = [project.levers.levers[name] for name in project.levers.members(package.name)]
    total = sum(float(project.parameters[lever.price_parameter].value.sum()) for lever in levers)
    return [
        ("kind", f"package of {len(levers)} levers"),
        ("levers", "\n".join(f"{lever.name}: {lever.title['en']}" for lever in levers)),
        ("costs a year", f"{millions(total)} euros at full effort"),
        ("in Dutch", package.title["nl"]),
        ("file", from_here(Path(f"{package.file}:{package.line}"))),
    ]


def _years(number: float) -> str:
    return f"{number:g} year{'' if number == 1 else 's'}"


def _line(text: str) -> str:
    return " ".join(text.split())


def _effect(parameter: Parameter) -> str:
    low, high = float(parameter.value.min()), float(parameter.value.max())
    value = (
        f"{low:.4g} to {high:.4g} over {over(parameter.axes, parameter.years)}" if parameter.is_factor else f"{low:.4g}"
    )
    return f"{parameter.name}: {value}, range {range_of(parameter)}, {parameter.standing}"


def _price(price: Parameter) -> str:
    from care2040.language.axes import AXES

    parts = zip(AXES[price.axes[0]], price.value.tolist(), strict=True)
    paid = [f"{str(payer).replace('_', ' ')} {millions(amount)}" for payer, amount in parts if amount]
    return f"{millions(float(price.value.sum()))} euros at full effort: {', '.join(paid)}\n{price.about}"


def _readers(lever: Lever, project: Project) -> str:
    from care2040.language.dependencies import readers

    return ", ".join(readers(project.model.equations).get(lever.effort, ())) or "nothing"
