"""What must hang together in ``levers.yaml``: parameters, prices, sources, indicators, packages without a circle."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from pydantic import BaseModel, ValidationError

from care2040.files.problems import LONGEST_LIST, Problem, did_you_mean
from care2040.files.yaml_document import Document
from care2040.files.yaml_nodes import Keys
from care2040.inputs.parameters.checks import JUDGEMENT
from care2040.inputs.parameters.parameter import Parameter
from care2040.inputs.parameters.resolution import DISTRICT
from care2040.inputs.policies.lever import BUDGET, EFFORT, PRICE, STAFF, Lever, Package

RESIDENTS = "residents_counted"
"""The parameter that says how many people live in a district; the last of its years counts."""
PAYER = "payer"
NEW = {
    "indicator": "a new one is a law with @indicator in model/care2040/sectors",
    "parameter": "a new one stands with its sector in parameters",
}
"""Where what a lever names is written first."""
Entry = TypeVar("Entry", bound=BaseModel)


@dataclass(frozen=True)
class Shelf:
    """What levers may name."""

    parameters: Mapping[str, Parameter]
    sources: tuple[str, ...]
    indicators: tuple[str, ...] | None


def cross_checks(document: Document, shelf: Shelf) -> Iterator[Problem]:
    """Check every lever and package that is well formed, also where another one is not."""
    levers, packages = (_items(document, group) for group in ("levers", "packages"))
    for name, lever in _well_formed(levers, Lever):
        yield from _check_own(document, name, lever, shelf.parameters)
        yield from _check_named(document, name, lever, shelf)
        if lever.difference_maker not in packages:
            message = f"there is no package '{lever.difference_maker}'"
            hint = did_you_mean(lever.difference_maker, list(packages))
            yield document.problem(("levers", name, "difference_maker"), "E604", message, hint)
        elif name not in _parts(packages[lever.difference_maker]):
            message = f"'{name}' is not among the levers of its package '{lever.difference_maker}'"
            hint = f"add it under packages: {lever.difference_maker}: levers:"
            yield document.problem(("levers", name, "difference_maker"), "E610", message, hint)
    yield from _forgotten(document, levers, shelf.parameters)
    for name, package in _well_formed(packages, Package):
        yield from _check_package(document, name, package, [*levers, *packages], levers, shelf)
    yield from _circles(document, packages)


def _items(document: Document, group: str) -> dict[str, Any]:
    node = document.data.get(group)
    return {key: value for key, value in node.items() if isinstance(key, str)} if isinstance(node, dict) else {}


def _parts(package: Any) -> list[Any]:
    parts = package.get("levers") if isinstance(package, dict) else None
    return parts if isinstance(parts, list) else []


def _well_formed(written: Mapping[str, Any], schema: type[Entry]) -> Iterator[tuple[str, Entry]]:
    for name, entry in written.items():
        try:
            yield name, schema.model_validate(entry)
        except ValidationError:
            continue  # told by whoever checked the schema


def _check_own(document: Document, name: str, lever: Lever, parameters: Mapping[str, Parameter]) -> Iterator[Problem]:
    """Check that a lever has its own parameters, costs something, and says where it is needed when it can be aimed."""
    for ending in (EFFORT, BUDGET, PRICE, STAFF):
        if f"{name}{ending}" not in parameters:
            hint = f"finance.yaml gives each lever one: write 'lever{ending}' there, with 'each: lever'"
            message = f"'{name}' has no parameter '{name}{ending}'"
            yield document.problem(("levers", name), "E601", message, hint, key=True)
    price = parameters.get(f"{name}{PRICE}")
    if price is not None and (price.axes != (PAYER,) or (price.value < 0).any() or price.value.sum() <= 0):
        hint = f"give '{price.name}' an amount above 0 by payer; it stands in {price.file}, line {price.line}"
        yield document.problem(("levers", name), "E602", f"'{name}' would work for free", hint, key=True)
    staff = parameters.get(f"{name}{STAFF}")
    if staff is not None and (staff.axes or (staff.value < 0).any()):
        hint = f"give '{staff.name}' one number of fte, 0 or more; it stands in {staff.file}, line {staff.line}"
        yield document.problem(("levers", name), "E602", f"'{name}' takes no number of care staff", hint, key=True)
    if lever.aimed != (lever.need is not None):
        message, hint = "'need' is for what can be aimed", "leave 'need' out, or write 'aimed: true'"
        if lever.aimed:
            message, hint = "a lever that can be aimed says where it is needed most", "add: need: NAME"
        yield document.problem(("levers", name, "aimed"), "E611", message, hint)


def _check_named(document: Document, name: str, lever: Lever, shelf: Shelf) -> Iterator[Problem]:
    """Check that the parameters, sources and indicators a lever names exist."""
    at: Keys = ("levers", name)
    for place, effect in enumerate(lever.effects):
        if effect not in shelf.parameters:
            problem = _unknown("parameter", effect, list(shelf.parameters))
            yield document.problem((*at, "effects", place), "E601", *problem)
    if lever.fades is not None and lever.fades not in shelf.parameters:
        yield document.problem((*at, "fades"), "E601", *_unknown("parameter", lever.fades, list(shelf.parameters)))
    for place, key in enumerate(lever.evidence.source):
        if key == JUDGEMENT and lever.standing != "judged":
            message = "judgement is a source for 'standing: judged' only"
            yield document.problem((*at, "evidence", "source", place), "E217", message, "write 'standing: judged'")
        elif key != JUDGEMENT and key not in shelf.sources:
            yield document.problem((*at, "evidence", "source", place), "E203", *_unknown("source", key, shelf.sources))
    for promised in lever.sign if shelf.indicators is not None else ():
        if promised not in (shelf.indicators or ()):
            problem = _unknown("indicator", promised, shelf.indicators or ())
            yield document.problem((*at, "sign", promised), "E606", *problem, key=True)
    if lever.need is None:
        return
    need = shelf.parameters.get(lever.need)
    if need is None:
        by_district = [each.name for each in shelf.parameters.values() if each.axes == (DISTRICT,)]
        yield document.problem((*at, "need"), "E601", *_unknown("parameter", lever.need, by_district))
    elif need.axes != (DISTRICT,) or not bool(np.all(need.value > 0)) or RESIDENTS not in shelf.parameters:
        message = f"'{lever.need}' does not say how much each district needs"
        yield document.problem((*at, "need"), "E611", message, "name a parameter with one number above 0 per district")


def _unknown(kind: str, name: str, options: Sequence[str]) -> tuple[str, str]:
    listed = f"'care2040 list {kind}s' shows them all" if len(options) > LONGEST_LIST and kind != "source" else ""
    hint = "; ".join(part for part in (did_you_mean(name, options, listed), NEW.get(kind, "")) if part)
    return f"there is no {kind} '{name}'", hint


def _forgotten(document: Document, levers: Mapping[str, Any], parameters: Mapping[str, Parameter]) -> Iterator[Problem]:
    """Give every effort among the parameters that is of no lever."""
    for name in (each.removesuffix(EFFORT) for each in parameters if each.endswith(EFFORT)):
        if name not in levers:
            message = f"the parameter '{name}{EFFORT}' is of no lever"
            yield document.problem(("levers",), "E607", message, f"add the lever '{name}'", key=True)


def _check_package(
    document: Document,
    name: str,
    package: Package,
    names: Sequence[str],
    levers: Mapping[str, Any],
    shelf: Shelf,
) -> Iterator[Problem]:
    """Check that a package has a name of its own, and holds what there is, each once."""
    if name in levers or name in shelf.parameters:
        what = "a lever" if name in levers else "a parameter"
        yield document.problem(("packages", name), "E609", f"'{name}' is {what} too", "choose another name", key=True)
    for place, part in enumerate(package.levers):
        keys: Keys = ("packages", name, "levers", place)
        if part not in names:
            yield document.problem(keys, "E604", *_unknown("lever or package", part, names))
        elif part in package.levers[:place]:
            yield document.problem(keys, "E403", f"'{part}' stands here for the second time", "keep one of the two")


def _circles(document: Document, packages: Mapping[str, Any]) -> Iterator[Problem]:
    """Give every package that holds itself, at the part by which it does."""
    parts = {name: list(package.levers) for name, package in _well_formed(packages, Package)}

    def way(here: str, wanted: str, passed: tuple[str, ...]) -> tuple[str, ...] | None:
        """Return the packages passed from one package to another, or None when it does not lead there."""
        if here == wanted:
            return passed
        further = (way(part, wanted, (*passed, here)) for part in parts.get(here, ()) if here not in passed)
        return next((found for found in further if found is not None), None)

    for name, inside in parts.items():
        for place, part in enumerate(inside):
            passed = way(part, name, ())
            if passed is not None:
                by = f" by way of {', '.join(passed)}" if passed else ""
                message = f"the package '{name}' names itself{by}"
                hint = f"take '{part}' out" if not passed else f"take '{part}' out, or '{name}' out of '{passed[-1]}'"
                yield document.problem(("packages", name, "levers", place), "E608", message, hint)
