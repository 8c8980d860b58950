"""What ``care2040 explain`` tells of a lever and of a package."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from care2040.commands.common import House, from_here
from care2040.commands.words import millions, over, range_of, source_of

if TYPE_CHECKING:
    from care2040.lever import Lever, Package
    from care2040.parameters import Parameter

Facts = list[tuple[str, str]]


def of_lever(lever: Lever, house: House) -> Facts:
    """Return what there is to know of a lever: when, how strongly, at whose cost, how sure.

    Parameters
    ----------
    lever : Lever
        The one asked for.
    house : House
        Holds its parameters.
    """
    inside = [name for name in house.levers.packages if lever.name in house.levers.members(name)]
    aimed = f"district; by need: as {lever.need}" if lever.aimed else "city"
    sure = f"{lever.evidence.quality}, {lever.standing}: {_line(lever.evidence.says['en'])}"
    return [
        ("kind", f"lever; effort 0 to 1, in the packages {', '.join(inside)}"),
        ("for each", aimed),
        ("begins", f"{lever.start}; in full {_years(lever.ramp)} later; works {_years(lever.delay)} after it is paid"),
        ("effect", "\n".join(_effect(house.parameters[name]) for name in lever.effects)),
        ("promises", ", ".join(f"{indicator} {way}" for indicator, way in lever.sign.items())),
        *([("but", _line(lever.exception["en"]))] if lever.exception else []),
        ("costs a year", _price(house.parameters[lever.price])),
        ("evidence", sure),
        ("source", "\n".join(source_of(key) for key in lever.evidence.source)),
        ("in Dutch", f"{lever.title['nl']}: {_line(lever.about['nl'])}"),
        ("read by", _readers(lever, house)),
        ("file", from_here(Path(f"{lever.file}:{lever.line}"))),
    ]


def of_package(package: Package, house: House) -> Facts:
    """Return what there is to know of a package: its levers, and what they cost together.

    Parameters
    ----------
    package : Package
        The one asked for.
    house : House
        Holds its levers and their prices.
    """
    levers = [house.levers.levers[name] for name in house.levers.members(package.name)]
    total = sum(float(house.parameters[lever.price].value.sum()) for lever in levers)
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
    from care2040.axes import AXES

    parts = zip(AXES[price.axes[0]], price.value.tolist(), strict=True)
    paid = [f"{str(payer).replace('_', ' ')} {millions(amount)}" for payer, amount in parts if amount]
    return f"{millions(float(price.value.sum()))} euros at full effort: {', '.join(paid)}\n{price.about}"


def _readers(lever: Lever, house: House) -> str:
    from care2040.graph import readers

    return ", ".join(readers(house.model.equations).get(lever.effort, ())) or "nothing"
