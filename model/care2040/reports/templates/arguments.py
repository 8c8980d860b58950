"""What stands between the brackets of a placeholder, held against what the placeholder takes."""

import inspect
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, get_args, get_origin, get_type_hints

from care2040.files.problems import allowed, did_you_mean
from care2040.reports.document.value_text import Unfillable, ValueText

CALLED = {str: "a text", int: "a whole number", Sequence: "a list"}


def check_arguments(name: str, function: Callable[..., Any], given: Sequence[Any], named: Mapping[str, Any]) -> None:
    """Refuse what a placeholder does not take, by name, by number and by kind."""
    takes = inspect.signature(function)
    _check_names(name, takes, named)
    try:
        bound = takes.bind(*given, **named)
    except TypeError as error:
        raise Unfillable("E712", f"{name}: {error}", allowed(names_of(takes))) from None
    kinds = _kinds(function)
    for each, value in bound.arguments.items():
        kind = takes.parameters[each].kind
        if kind is inspect.Parameter.VAR_KEYWORD:
            continue  # whoever takes these says what each may be
        many = kind is inspect.Parameter.VAR_POSITIONAL
        for one in value if many else (value,):
            _check_kind(name, each.rstrip("_"), one, kinds[each])


@lru_cache(maxsize=64)
def _kinds(function: Callable[..., Any]) -> dict[str, tuple[Any, ...]]:
    """Return the kinds that each argument may be of."""
    hints = get_type_hints(function)
    return {name: get_args(hint) if type(None) in get_args(hint) else (hint,) for name, hint in hints.items()}


def _check_kind(name: str, argument: str, value: Any, kinds: tuple[Any, ...]) -> None:
    plain = tuple(list | tuple if get_origin(kind) is Sequence else kind for kind in kinds)
    if isinstance(value, bool) or not isinstance(value, plain):
        told = " or ".join(CALLED[get_origin(kind) or kind] for kind in kinds if kind is not type(None))
        raise Unfillable("E712", f"{name}: {argument}= takes {told}", _example(value))
    if isinstance(value, list | tuple):
        for one in value:
            if isinstance(one, bool) or not isinstance(one, str | int):
                raise Unfillable("E712", f"{name}: {argument}= takes a list of names or years")


def _example(value: Any) -> str:
    return "" if isinstance(value, ValueText) else f"not {value!r}"[:60] if isinstance(value, str | int | float) else ""


def _check_names(name: str, takes: inspect.Signature, named: Collection[str]) -> None:
    for each in named:
        if each.rstrip("_") not in names_of(takes):
            raise Unfillable("E712", f"{name} takes no '{each}'", did_you_mean(each, names_of(takes)))


def names_of(takes: inspect.Signature) -> list[str]:
    """Return what a placeholder takes by name, as a template writes it."""
    found: list[str] = []
    for each, one in takes.parameters.items():
        if one.kind is inspect.Parameter.VAR_KEYWORD:
            found += get_args(one.annotation)[0].__annotations__
        elif one.kind is not inspect.Parameter.VAR_POSITIONAL:
            found.append(each.rstrip("_"))
    return found
