"""What a pydantic model refuses, said in plain words at the line and column where it stands."""

from collections.abc import Iterator
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from care2040.files.problems import Problem, allowed, did_you_mean
from care2040.files.yaml_document import Document
from care2040.files.yaml_nodes import Keys
from care2040.files.yaml_scalars import number_hint

WANTED = {
    "float_type": "a number",
    "int_type": "a whole number",
    "string_type": "a text",
    "bool_type": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "keys with values",
    "model_type": "keys with values",
}
AN_EXAMPLE = {
    "list_type": "write it between square brackets: [one, two]",
    "tuple_type": "write it between square brackets: [one, two]",
    "dict_type": "write keys and values between braces, or {} for nothing",
    "model_type": "write keys and values between braces",
    "string_type": "put it in quotes to make it text",
}
KEY_OF_A_MAPPING = "[key]"
"""How pydantic marks that the key is wrong, not the value."""


def schema_problems(document: Document, schema: type[BaseModel]) -> Iterator[Problem]:
    """Check a document against a pydantic model."""
    empty = list(_keys_without_value(document.data))
    for keys in empty:
        hint = "write a value, {} for nothing, or leave the key out"
        yield document.problem(keys, "E104", f"{_called(keys)} has no value", hint, key=True)
    try:
        schema.model_validate(document.data)
    except ValidationError as error:
        for detail in error.errors():
            if detail["loc"] not in empty and not _too_short_by_refusal(detail):
                yield _explained(document, schema, detail)


def _too_short_by_refusal(detail: Any) -> bool:
    """Whether a list is called too short for items of it that were refused and told of already."""
    return detail["type"] == "too_short" and bool(len(detail["input"]) >= detail["ctx"]["min_length"])


def _keys_without_value(node: Any, keys: Keys = ()) -> Iterator[Keys]:
    if node is None:
        yield keys
    elif isinstance(node, dict | list):
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from _keys_without_value(value, (*keys, key))


def _explained(document: Document, schema: type[BaseModel], detail: Any) -> Problem:
    keys, kind, given = tuple(detail["loc"]), detail["type"], detail["input"]
    if kind in ("extra_forbidden", "invalid_key"):
        hint = did_you_mean(keys[-1], list(_fields_at(schema, keys[:-1])))
        return document.problem(keys, "E101", f"unknown key '{keys[-1]}'", hint, key=True)
    if kind == "missing":
        about = _fields_at(schema, keys[:-1])[str(keys[-1])]
        return document.problem(keys, "E102", f"the key '{keys[-1]}' is missing", about)
    if keys[-1] == KEY_OF_A_MAPPING:
        hint = f"write {_as_name(given)}: small letters, digits and _, a letter first"
        return document.problem(keys[:-1], "E105", f"'{given}' cannot be a name", hint, key=True)
    if kind in WANTED:
        hint = (number_hint(given) if isinstance(given, str) else "") or AN_EXAMPLE.get(kind, "")
        if kind == "model_type":
            hint += f"; {allowed(list(_fields_at(schema, keys)))}"
        return document.problem(keys, "E103", f"{_called(keys)} must be {WANTED[kind]}, not {_described(given)}", hint)
    if kind == "string_pattern_mismatch" and given.strip():
        hint = f"write {_as_name(given)}: small letters, digits and _, a letter first"
        return document.problem(keys, "E105", f"'{given}' cannot be a name", hint)
    if kind == "literal_error":
        hint = did_you_mean(given, get_args(_type_at(schema, keys)))
        return document.problem(keys, "E106", f"{_called(keys)} cannot be '{given}'", hint)
    return document.problem(keys, "E106", *_not_allowed(_called(keys), kind, given, detail.get("ctx", {})))


def _not_allowed(called: str, kind: str, given: Any, limits: dict[str, Any]) -> tuple[str, str]:
    """Return message and hint for a value of the right type that is not allowed."""
    if kind == "greater_than_equal":
        return f"{called} is {given:g}", f"allowed: {limits['ge']:g} or more"
    if kind == "less_than_equal":
        return f"{called} is {given:g}", f"allowed: {limits['le']:g} or less"
    if kind == "greater_than":
        return f"{called} is {given:g}", f"allowed: more than {limits['gt']:g}"
    if kind == "less_than":
        return f"{called} is {given:g}", f"allowed: less than {limits['lt']:g}"
    if kind == "too_short" and limits["min_length"] > 1:
        return f"{called} holds {len(given)}", f"write at least {limits['min_length']}"
    if kind == "too_short":
        return f"{called} is empty", "write at least one"
    if kind == "too_long":
        return f"{called} holds {len(given)}", f"write at most {limits['max_length']}"
    if kind == "string_pattern_mismatch":
        return f"{called} is an empty text", "write at least a word"
    raise NotImplementedError(f"no words for the pydantic error {kind}")


def _type_at(schema: type[BaseModel], keys: Keys) -> Any:
    """Return the type of what stands under some keys; what may be left out is a type or None, and is that type."""
    here: Any = schema
    for key in keys:
        if get_origin(here) is dict:
            here = get_args(here)[1]
        elif get_origin(here) in (list, tuple):
            here = get_args(here)[0]
        else:
            fields = {field.alias or name: field.annotation for name, field in here.model_fields.items()}
            here = fields[str(key)]
        if get_origin(here) in (Union, UnionType):
            (here,) = (option for option in get_args(here) if option is not NoneType)
        while get_origin(here) is Annotated:
            here = get_args(here)[0]
    return here


def _fields_at(schema: type[BaseModel], keys: Keys) -> dict[str, str]:
    """Return the keys allowed under some keys, with what they are for."""
    fields = _type_at(schema, keys).model_fields
    return {field.alias or name: field.description or "" for name, field in fields.items()}


def _called(keys: Keys) -> str:
    name = next((key for key in reversed(keys) if isinstance(key, str)), "")
    return f"an item of '{name}'" if isinstance(keys[-1], int) else f"'{name}'"


def _described(given: Any) -> str:
    if isinstance(given, str):
        return f"the text '{given}'"
    if isinstance(given, bool):
        return "true" if given else "false"
    if isinstance(given, list):
        return "a list"
    return "keys with values" if isinstance(given, dict) else f"the number {given}"


def _as_name(given: object) -> str:
    name = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in str(given).lower())
    return name.lstrip("_0123456789") or "a_name"
