"""What a line in a scenario or policy points at: a parameter, one member of it, or a lever."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from care2040.changes import members_of
from care2040.parameter import Parameter
from care2040.problems import LONGEST_LIST, did_you_mean

LEVER_ENDING = "_effort"
"""A lever is a parameter with this ending; experiments name it without."""


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


def levers(parameters: Mapping[str, Parameter]) -> list[str]:
    """Give the names of the levers: every parameter that ends in ``_effort``, without that ending."""
    return [name.removesuffix(LEVER_ENDING) for name in parameters if name.endswith(LEVER_ENDING)]


def hint_for(written: str, options: Collection[str]) -> str:
    """Give the nearest name and what is allowed; a long list is left to ``care2040 list``."""
    return did_you_mean(written, options, "'care2040 list' shows them all" if len(options) > LONGEST_LIST else "")


def find_target(written: str, with_effort: bool, parameters: Mapping[str, Parameter], resolution: object) -> Target:
    """Find what a line points at.

    Parameters
    ----------
    written : str
        ``name`` or ``name.member``, of a parameter or a lever.
    with_effort : bool
        Whether the line gives an effort, as only a lever can have.
    parameters : mapping of str to Parameter
        All parameters, at district resolution.
    resolution : object
        Resolution of the run; at "city" there are no districts to change.

    Returns
    -------
    Target

    Raises
    ------
    TargetError
        When there is no such parameter, lever or member.
    """
    name, dot, member = written.partition(".")
    effort = name + LEVER_ENDING
    if with_effort and effort in parameters:
        parameter = parameters[effort]
    elif not with_effort and name in parameters:
        parameter = parameters[name]
    else:
        raise _no_such_name(name, with_effort, parameters)
    return Target(parameter.name, _find_member(name, member, parameter, resolution) if dot else {})


def _no_such_name(name: str, with_effort: bool, parameters: Mapping[str, Parameter]) -> TargetError:
    if with_effort and name in parameters:
        if name.endswith(LEVER_ENDING):
            return TargetError(f"'{name}' is set by its lever", f"write '{name.removesuffix(LEVER_ENDING)}'")
        return TargetError(f"'{name}' is a parameter, not a lever", "use set, multiply or add instead of effort")
    if not with_effort and name + LEVER_ENDING in parameters:
        return TargetError(f"'{name}' is a lever", "give it an effort from 0 to 1: {effort: 1, from: 2026}")
    options = levers(parameters) if with_effort else [*parameters, *levers(parameters)]
    kind = "lever" if with_effort else "parameter or lever"
    return TargetError(f"there is no {kind} '{name}'", hint_for(name, options))


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
