"""What a bare word in a YAML file stands for, by the core schema of YAML 1.2 (section 10.3.2)."""

import math
import re

from care2040.files.problems import Fault

Scalar = str | int | float | bool | None

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
"""What YAML 1.2 (section 5.1) does not let stand in a text; a spreadsheet or an SVG breaks on it too."""
_WHOLE = re.compile(r"[-+]?[0-9]+")
_DECIMAL = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_OTHER_BASE = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_LEADING_ZERO = re.compile(r"[-+]?0[0-9]+(\.[0-9]*)?([eE][-+]?[0-9]+)?")
_DECIMAL_COMMA = re.compile(r"[-+]?[0-9]*,[0-9]+")
_THOUSANDS = re.compile(r"[-+]?[0-9]{1,3}([.,_ '][0-9]{3})+([.,][0-9]+)?")
_NOT_FINITE = frozenset({"nan", "inf", "infinity", "+inf", "-inf", "+infinity", "-infinity"})
_WORDS: dict[str, Scalar] = {"": None, "~": None}
_WORDS |= dict.fromkeys(("null", "Null", "NULL"))
_WORDS |= dict.fromkeys(("true", "True", "TRUE"), True)
_WORDS |= dict.fromkeys(("false", "False", "FALSE"), False)
_MOST_DIGITS = 18


def resolved(text: str) -> Scalar:
    """Return what a word without quotes stands for."""
    if text in _WORDS:
        return _WORDS[text]
    if text.lower().replace(".", "", 1) in _NOT_FINITE:
        raise Fault("E014", f"'{text}' is not a number one can count with", "write a finite number")
    if text[0] not in "+-.0123456789":
        return text
    if _LEADING_ZERO.fullmatch(text):
        better = text.lstrip("+-").lstrip("0") or "0"
        better = ("-" if text.startswith("-") else "") + ("0" if better[0] in ".eE" else "") + better
        hint = f"write {better}, or '{text}' in quotes as text"
        raise Fault("E015", f"'{text}' starts with a zero", hint)
    if _WHOLE.fullmatch(text) or _OTHER_BASE.fullmatch(text):
        return _whole(text)
    if _DECIMAL.fullmatch(text):
        number = float(text)
        if not math.isfinite(number):
            raise Fault("E014", f"'{text}' is too large a number", "write a finite number")
        return number
    return text


def _whole(text: str) -> int:
    if len(text) > _MOST_DIGITS:
        raise Fault("E014", "this whole number is too large", f"write at most {_MOST_DIGITS} digits")
    return int(text, 0) if _OTHER_BASE.fullmatch(text) else int(text)


def number_hint(text: str) -> str:
    """Return how to write a text that was meant as a number, or an empty text."""
    bare = text.strip()
    if _DECIMAL_COMMA.fullmatch(bare):
        return f"use a point as decimal mark: {bare.replace(',', '.')}"
    if _THOUSANDS.fullmatch(bare):
        return "write the number without marks between thousands, and with a point as decimal mark"
    if bare.endswith("%") and _DECIMAL.fullmatch(bare[:-1].strip().replace(",", ".")):
        return f"write a share, not a percentage: {float(bare[:-1].strip().replace(',', '.')) / 100:g}"
    if _DECIMAL.fullmatch(bare) and math.isfinite(float(bare)):
        return f"write it without quotes: {bare}"
    return ""
