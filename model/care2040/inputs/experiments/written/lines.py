"""What a line in a scenario or policy points at: a parameter, a member of it, or levers and what they come to."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from care2040.files.problems import LONGEST_LIST, Fault, did_you_mean
from care2040.inputs.parameters.parameter import Parameter
from care2040.inputs.policies.change import Change, members_of
from care2040.inputs.policies.lever import BUDGET, EFFORT, Lever
from care2040.inputs.policies.levers import Levers, Spread
from care2040.language.axes import AXES
from care2040.language.cities.here import the_city

Entry = Mapping[str | int, Any]
"""What stands in the file behind a parameter or a lever."""
NO_SUCH, NOT_SO = "E405", "E420"
"""Codes: nothing has this name; it has, but cannot be changed in this way."""
DISTRICT = "district"
UNEQUAL = ("by_need", "limited")
"""Spreads that differ by district."""


def number_at(entry: Entry, key: str) -> float | None:
    """Return the number behind a key, or None when there is none."""
    value = entry.get(key)
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


@dataclass(frozen=True)
class Target:
    """The parameter that a line changes, and the member of it (empty for the whole)."""

    parameter: str
    members: dict[str, str]


def hint_for(written: str, options: Collection[str]) -> str:
    """Return the nearest name and what is allowed; a long list is left to ``care2040 list``."""
    return did_you_mean(written, options, "'care2040 list' shows them all" if len(options) > LONGEST_LIST else "")


def own_lever(parameter: str, levers: Levers) -> str | None:
    """Return the lever whose effort or budget a parameter is, or None; only the lever sets such a parameter."""
    names = (parameter.removesuffix(ending) for ending in (EFFORT, BUDGET) if parameter.endswith(ending))
    return next((name for name in names if name in levers.levers), None)


def target_of(written: str, parameters: Mapping[str, Parameter], levers: Levers, resolution: object) -> Target:
    """Return what a line without an effort points at."""
    name, dot, member = written.partition(".")
    own = own_lever(name, levers)
    if own is not None:
        raise Fault(
            NOT_SO, f"'{name}' is set by its lever", f"write '{own}' with an effort: what works must be paid for"
        )
    if name in levers.names:
        kind = "lever" if name in levers.levers else "package"
        raise Fault(NOT_SO, f"'{name}' is a {kind}", "give it an effort from 0 to 1: {effort: 1, from: 2026}")
    if name not in parameters:
        hint = hint_for(name, [*parameters, *levers.names])
        raise Fault(NO_SUCH, f"there is no parameter, lever or package '{name}'", hint)
    return Target(name, _member_of(name, member, parameters[name], resolution) if dot else {})


def _member_of(name: str, member: str, parameter: Parameter, resolution: object) -> dict[str, str]:
    members = members_of(parameter)
    if not members:
        raise Fault(NO_SUCH, f"'{name}' is one number: it has no member '{member}'", f"write '{name}' alone")
    axes = [axis for axis, options in members.items() if member in options]
    if not axes:
        options = [option for axis_options in members.values() for option in axis_options]
        hint = did_you_mean(member, options, "allowed: " + "; ".join(_listed(*pair) for pair in members.items()))
        raise Fault(NO_SUCH, f"'{name}' has no member '{member}'", hint)
    if len(axes) > 1:
        raise Fault(NOT_SO, f"'{member}' can be {' or '.join(axes)} of '{name}'", f"write '{name}' alone")
    if axes == ["district"] and resolution == "city":
        raise Fault(
            NOT_SO,
            f"at city resolution there is no district '{member}'",
            f"use 'resolution: district', or write '{name}' alone",
        )
    return {axes[0]: member}


def _listed(axis: str, members: tuple[str, ...]) -> str:
    numbered = all(member.isdigit() for member in members) and len(members) > 2
    return f"{axis} {members[0]} to {members[-1]}" if numbered else f"{axis} {', '.join(members)}"


@dataclass(frozen=True)
class Aim:
    """What a line with an effort points at."""

    levers: tuple[Lever, ...]
    package: bool
    district: str | None


def aim_of(written: str, entry: Entry, levers: Levers, parameters: Mapping[str, Parameter], resolution: object) -> Aim:
    """Return what a line with an effort points at."""
    name, dot, district = written.partition(".")
    if name not in levers.names:
        raise _no_such_lever(name, levers, parameters)
    aim = Aim(tuple(levers.levers[each] for each in levers.members(name)), name in levers.packages, None)
    aimed = [lever.name for lever in aim.levers if lever.aimed]
    if dot:
        _check_district(name, district, aim, aimed, resolution)
        aim = Aim(aim.levers, False, district)
    if entry.get("spread") in UNEQUAL:
        _check_spread(name, aim, aimed, levers, resolution)
    return aim


def period_of(lever: Lever, entry: Entry) -> tuple[float, float, float | None]:
    """Return when the budget of a lever begins, is full and ends; what is not written is as the lever says."""
    begin, full_by, until = (number_at(entry, key) for key in ("from", "full_by", "until"))
    start = float(lever.start if begin is None else begin)
    full = start + lever.ramp if full_by is None else float(full_by)
    return start, full, None if until is None else float(until)


def wrong_start(lever: Lever, entry: Entry, start: int, end: int) -> Iterator[tuple[str, str]]:
    """Check the year in which a lever begins by itself, when the line does not say when."""
    if "from" in entry:
        return
    until = number_at(entry, "until")
    if not start <= lever.start < end:
        message = f"'{lever.name}' begins in {lever.start} by itself, outside the run"
        yield message, f"say with 'from' when it begins: {start} or later, before {end}"
    elif until is not None and until <= lever.start:
        message = f"'until' is {until}, and '{lever.name}' begins in {lever.start} by itself"
        yield message, "say with 'from' when it begins"


def changes_of(levers: Levers, lever: Lever, entry: Entry, aim: Aim, resolution: object) -> tuple[Change, ...]:
    """Return the changes of one lever that a line asks for; effort and period must have been checked."""
    usual: Spread = "by_need" if aim.package and resolution != "city" else "evenly"
    spread: Spread = entry.get("spread") or usual
    start, full_by, until = period_of(lever, entry)
    return levers.changes(lever.name, float(entry["effort"]), start, full_by, until, spread, district=aim.district)


def _no_such_lever(name: str, levers: Levers, parameters: Mapping[str, Parameter]) -> Fault:
    own = own_lever(name, levers)
    if own is not None:
        return Fault(NOT_SO, f"'{name}' is set by its lever", f"write '{own}'")
    if name in parameters:
        return Fault(NOT_SO, f"'{name}' is a parameter, not a lever", "use set, multiply or add instead of effort")
    return Fault(NO_SUCH, f"there is no lever or package '{name}'", hint_for(name, levers.names))


def _check_district(name: str, district: str, aim: Aim, aimed: Sequence[str], resolution: object) -> None:
    if aim.package:
        hint = f"aim its levers one by one: {', '.join(aimed)}" if aimed else f"write '{name}' alone"
        raise Fault(NOT_SO, f"'{name}' is a package, which cannot be aimed at one district", hint)
    if not aimed:
        raise Fault(NOT_SO, f"'{name}' works for the city as a whole: it cannot be aimed", f"write '{name}' alone")
    if district not in AXES[DISTRICT]:
        raise Fault(
            NO_SUCH,
            f"there is no district '{district}' in {the_city().names.en}",
            did_you_mean(district, AXES[DISTRICT]),
        )
    if resolution == "city":
        hint = f"use 'resolution: district', or write '{name}' alone"
        raise Fault(NOT_SO, f"at city resolution there is no district '{district}'", hint)


def _check_spread(name: str, aim: Aim, aimed: Sequence[str], levers: Levers, resolution: object) -> None:
    if aim.district is not None:
        raise Fault(NOT_SO, f"'{name}' is aimed at one district, so there is nothing to spread", "leave 'spread' out")
    if not aimed:
        options = [each.name for each in levers.levers.values() if each.aimed]
        hint = f"leave 'spread' out; what can be aimed: {', '.join(options)}"
        raise Fault(NOT_SO, f"'{name}' works for the city as a whole: it cannot be spread by need", hint)
    if resolution == "city":
        hint = "use 'resolution: district', or leave 'spread' out"
        raise Fault(NOT_SO, "at city resolution there are no districts to spread over", hint)
