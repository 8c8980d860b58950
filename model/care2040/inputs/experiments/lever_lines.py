"""Levers and packages in an experiment: what a line with an effort points at, and the changes it comes down to."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from care2040.files.problems import did_you_mean
from care2040.inputs.experiments.change_target import TargetError, hint_for, own_lever
from care2040.inputs.experiments.rules import Entry, number_at
from care2040.inputs.parameters.parameter import Parameter
from care2040.inputs.policies.change import Change
from care2040.inputs.policies.lever import Lever
from care2040.inputs.policies.levers import Levers, Spread
from care2040.language.axes import AXES

DISTRICT = "district"


@dataclass(frozen=True)
class Aim:
    """What a line with an effort points at."""

    levers: tuple[Lever, ...]
    package: bool
    district: str | None


def find_aim(
    written: str, entry: Entry, levers: Levers, parameters: Mapping[str, Parameter], resolution: object
) -> Aim:
    """Find what a line with an effort points at."""
    name, dot, district = written.partition(".")
    if name not in levers.names:
        raise _no_such_lever(name, levers, parameters)
    aim = Aim(tuple(levers.levers[each] for each in levers.members(name)), name in levers.packages, None)
    aimed = [lever.name for lever in aim.levers if lever.aimed]
    if dot:
        _check_district(name, district, aim, aimed, resolution)
        aim = Aim(aim.levers, False, district)
    if entry.get("spread") == "by_need":
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


def changes_of(levers: Levers, lever: Lever, entry: Entry, district: str | None) -> tuple[Change, ...]:
    """Return the changes of one lever that a line asks for; effort and period must have been checked."""
    spread: Spread = "by_need" if entry.get("spread") == "by_need" else "evenly"
    start, full_by, until = period_of(lever, entry)
    return levers.changes(lever.name, float(entry["effort"]), start, full_by, until, spread, district=district)


def _no_such_lever(name: str, levers: Levers, parameters: Mapping[str, Parameter]) -> TargetError:
    own = own_lever(name, levers)
    if own is not None:
        return TargetError(f"'{name}' is set by its lever", f"write '{own}'")
    if name in parameters:
        return TargetError(f"'{name}' is a parameter, not a lever", "use set, multiply or add instead of effort")
    return TargetError(f"there is no lever or package '{name}'", hint_for(name, levers.names))


def _check_district(name: str, district: str, aim: Aim, aimed: Sequence[str], resolution: object) -> None:
    if aim.package:
        hint = f"aim its levers one by one: {', '.join(aimed)}" if aimed else f"write '{name}' alone"
        raise TargetError(f"'{name}' is a package, which cannot be aimed at one district", hint)
    if not aimed:
        raise TargetError(f"'{name}' works for the city as a whole: it cannot be aimed", f"write '{name}' alone")
    if district not in AXES[DISTRICT]:
        raise TargetError(f"there is no district '{district}'", did_you_mean(district, AXES[DISTRICT]))
    if resolution == "city":
        hint = f"use 'resolution: district', or write '{name}' alone"
        raise TargetError(f"at city resolution there is no district '{district}'", hint)


def _check_spread(name: str, aim: Aim, aimed: Sequence[str], levers: Levers, resolution: object) -> None:
    if aim.district is not None:
        raise TargetError(f"'{name}' is aimed at one district, so there is nothing to spread", "leave 'spread' out")
    if not aimed:
        options = [each.name for each in levers.levers.values() if each.aimed]
        hint = f"leave 'spread' out; what can be aimed: {', '.join(options)}"
        raise TargetError(f"'{name}' works for the city as a whole: it cannot be spread by need", hint)
    if resolution == "city":
        hint = "use 'resolution: district', or leave 'spread' out"
        raise TargetError("at city resolution there are no districts to spread over", hint)
