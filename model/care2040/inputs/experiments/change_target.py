"""What a line in a scenario or policy points at: a parameter, or one member of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from care2040.files.problems import LONGEST_LIST, did_you_mean
from care2040.inputs.parameters.parameter import Parameter
from care2040.inputs.policies.change import members_of
from care2040.inputs.policies.lever import BUDGET, EFFORT
from care2040.inputs.policies.levers import Levers


@dataclass(frozen=True)
class Target:
    """The parameter that a line changes, and the member of it (empty for the whole)."""

    parameter: str
    members: dict[str, str]


class TargetError(ValueError):
    """A line points at nothing; message and hint say what was meant, perhaps."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


def hint_for(written: str, options: Collection[str]) -> str:
    """Give the nearest name and what is allowed; a long list is left to ``care2040 list``."""
    return did_you_mean(written, options, "'care2040 list' shows them all" if len(options) > LONGEST_LIST else "")


def own_lever(parameter: str, levers: Levers) -> str | None:
    """Return the lever whose effort or budget a parameter is, or None; only the lever sets such a parameter."""
    names = (parameter.removesuffix(ending) for ending in (EFFORT, BUDGET) if parameter.endswith(ending))
    return next((name for name in names if name in levers.levers), None)


def find_target(written: str, parameters: Mapping[str, Parameter], levers: Levers, resolution: object) -> Target:
    """Find what a line without an effort points at."""
    name, dot, member = written.partition(".")
    own = own_lever(name, levers)
    if own is not None:
        raise TargetError(f"'{name}' is set by its lever", f"write '{own}' with an effort: what works must be paid for")
    if name in levers.names:
        kind = "lever" if name in levers.levers else "package"
        raise TargetError(f"'{name}' is a {kind}", "give it an effort from 0 to 1: {effort: 1, from: 2026}")
    if name not in parameters:
        hint = hint_for(name, [*parameters, *levers.names])
        raise TargetError(f"there is no parameter, lever or package '{name}'", hint)
    return Target(name, _find_member(name, member, parameters[name], resolution) if dot else {})


def _find_member(name: str, member: str, parameter: Parameter, resolution: object) -> dict[str, str]:
    members = members_of(parameter)
    if not members:
        raise TargetError(f"'{name}' is one number: it has no member '{member}'", f"write '{name}' alone")
    axes = [axis for axis, options in members.items() if member in options]
    if not axes:
        options = [option for axis_options in members.values() for option in axis_options]
        hint = did_you_mean(member, options, "allowed: " + "; ".join(_listed(*pair) for pair in members.items()))
        raise TargetError(f"'{name}' has no member '{member}'", hint)
    if len(axes) > 1:
        raise TargetError(f"'{member}' can be {' or '.join(axes)} of '{name}'", f"write '{name}' alone")
    if axes == ["district"] and resolution == "city":
        raise TargetError(
            f"at city resolution there is no district '{member}'",
            f"use 'resolution: district', or write '{name}' alone",
        )
    return {axes[0]: member}


def _listed(axis: str, members: tuple[str, ...]) -> str:
    numbered = all(member.isdigit() for member in members) and len(members) > 2
    return f"{axis} {members[0]} to {members[-1]}" if numbered else f"{axis} {', '.join(members)}"
