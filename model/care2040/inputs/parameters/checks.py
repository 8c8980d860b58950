"""What must hang together in a parameter: name, unit, value, range, spread and source."""

import keyword
import re
from collections.abc import Collection
from functools import lru_cache
from typing import Any, get_args

import numpy as np

from care2040.files.problems import Problem, allowed, did_you_mean
from care2040.files.schema_problems import schema_problems
from care2040.files.yaml_document import Document
from care2040.inputs.parameters.distributions import Chosen, Floats, Spread, extremes
from care2040.inputs.parameters.parameter import ParameterInFile
from care2040.inputs.parameters.possible import out_of_bounds
from care2040.inputs.parameters.values import Values
from care2040.language.axes import AXES
from care2040.language.equations import LAW_OF
from care2040.language.units import DIMENSIONLESS, broken_promise, registry

JUDGEMENT = "judgement"
PER_MEMBER = "per_member"
PARTS_OF_A_WHOLE = {"payer_share": "payer"}
"""Parameters that add up to one along an axis: whatever is done is paid for, and nobody pays twice."""
NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
ROUNDING = 1e-6
WORD = re.compile(r"[A-Za-z_]+")
UNIT = re.compile(r"(1|[A-Za-z_]+(\*\*[1-9])?)([*/][A-Za-z_]+(\*\*[1-9])?)*")


def check_name(document: Document, name: str | int, problems: list[Problem]) -> None:
    """Note a name that cannot be an argument of an equation."""
    if not NAME.fullmatch(str(name)):
        hint = "use whole words in lower case, joined by _, such as construction_time"
        problems.append(document.problem((name,), "E201", f"'{name}' cannot name a parameter", hint, key=True))
    elif str(name).startswith(LAW_OF):
        message = f"'{name}' cannot name a parameter: what begins with {LAW_OF} says which law is drawn"
        problems.append(document.problem((name,), "E201", message, "use another word", key=True))
    elif keyword.iskeyword(str(name)) or name in AXES:
        what = "an axis" if name in AXES else "a word of Python"
        message = f"'{name}' cannot name a parameter: it is {what}"
        problems.append(document.problem((name,), "E201", message, "add a word that says what it is", key=True))


def check_keys(entry: Document, problems: list[Problem]) -> None:
    """Note keys that are unknown, missing or of the wrong type."""
    without = ("range",) if "range" in entry.data and entry.data["range"] is None else ()
    problems.extend(schema_problems(entry.part(without=without), ParameterInFile))
    if "range" not in entry.data:
        about = ParameterInFile.model_fields["range"].description or ""
        problems.append(entry.problem((), "E102", "the key 'range' is missing", about, key=True))


def check_unit(entry: Document, name: str, problems: list[Problem]) -> None:
    """Note a unit that is unknown, or not the one that the ending of the name promises."""
    text = entry.data.get("unit")
    if not isinstance(text, str) or not text.strip():
        return
    wrong = _wrong_unit(text)
    if wrong:
        problems.append(entry.problem(("unit",), "E204", *wrong))
        return
    message = broken_promise(name, text)
    if message:
        problems.append(entry.problem(("unit",), "E205", message, "change the unit or the name"))


@lru_cache(maxsize=512)
def _wrong_unit(text: str) -> tuple[str, str] | None:
    """Return message and hint for a text that names no unit: pint reads more than it should, and fails in many ways."""
    known = (*(str(name) for name in registry()), DIMENSIONLESS)
    if not UNIT.fullmatch(text):
        hint = f"join words by * and /, such as person/year; {allowed(known)}"
        return f"'{text}' is not written as a unit", hint
    unknown = [word for word in WORD.findall(text) if word not in known]
    return (f"unknown unit '{unknown[0]}'", did_you_mean(unknown[0], known)) if unknown else None


def check_source(entry: Document, sources: Collection[str], problems: list[Problem]) -> None:
    """Note sources that ``sources.yaml`` does not know, and judgement that calls itself something else."""
    given = entry.data.get("source")
    for place, key in enumerate(given if isinstance(given, list) else ()):
        if not isinstance(key, str):
            continue
        if key == JUDGEMENT:
            if entry.data.get("standing") not in ("judged", "borrowed"):
                hint = "write 'standing: judged', or name where the number comes from"
                message = "judgement is a source for 'standing: judged' only"
                problems.append(entry.problem(("source", place), "E217", message, hint))
        elif key not in sources:
            hint = did_you_mean(key, sources, "the keys of sources.yaml are allowed")
            problems.append(entry.problem(("source", place), "E203", f"unknown source '{key}'", hint))


def check_bounds(entry: Document, name: str, values: Values, problems: list[Problem]) -> None:
    """Note a value that its name or its unit does not allow: a share above 1, a time of 0, a rate below 0."""
    in_unit = str(entry.data.get("unit"))
    for flat in (values.array.argmin(), values.array.argmax()):
        place = np.unravel_index(int(flat), values.array.shape)
        number = float(values.array[place])
        wrong = out_of_bounds(name, in_unit, number)
        if wrong:
            members = [str(AXES[axis][i]) for axis, i in zip(values.axes, place, strict=False)]
            members += [str(values.years[place[-1]])] if values.years else []
            where = f" ({', '.join(members)})" if members else ""
            raw = entry.data.get("value")
            table = raw.get("table") if isinstance(raw, dict) else None
            hint = f"change it in {table}" if table else ""
            problems.append(entry.problem(("value",), "E208", f"'{name}' is {number:g}{where}; {wrong}", hint))
            # One member says enough: a wrong table has thousands.
            return


def check_parts(entry: Document, name: str, values: Values, problems: list[Problem]) -> None:
    """Note parts of a whole that do not add up to one: what nobody pays for would be done for nothing."""
    axis = PARTS_OF_A_WHOLE.get(name)
    if axis is None or axis not in values.axes:
        return
    others = [one for one in values.axes if one != axis]
    sums = values.array.sum(axis=values.axes.index(axis))
    for place in np.argwhere(abs(sums - 1) > ROUNDING):
        members = ", ".join(str(AXES[other][i]) for other, i in zip(others, place, strict=False))
        message = f"the parts of '{name}' add up to {float(sums[tuple(place)]):g} for {members}"
        raw = entry.data.get("value")
        table = raw.get("table") if isinstance(raw, dict) else None
        hint = f"over {axis} they are one together: change them{f' in {table}' if table else ''}"
        problems.append(entry.problem(("value",), "E222", message, hint))


def check_drawn(entry: Document, name: str, values: Values, problems: list[Problem]) -> None:
    """Note a parameter whose members cannot be drawn by themselves."""
    if entry.data.get("drawn") != PER_MEMBER:
        return
    hint = "leave 'drawn' out: the range is then a factor on all of it"
    if values.axes == ("district",):
        message = "districts fold into the city, so they cannot be drawn by themselves"
        problems.append(entry.problem(("drawn",), "E220", message, hint))
    elif len(values.axes) != 1 or values.years:
        has = ", ".join([*values.axes, *(["years"] if values.years else [])]) or "one number"
        message = f"members are drawn by themselves over one axis without years; '{name}' has {has}"
        problems.append(entry.problem(("drawn",), "E220", message, hint))
    elif entry.data.get("spread") == "none":
        message = f"'{name}' is not drawn at all: its spread is none"
        problems.append(entry.problem(("drawn",), "E220", message, "give it a spread, or leave 'drawn' out"))


def check_range(entry: Document, name: str, values: Values, problems: list[Problem]) -> tuple[float, float] | None:
    """Return the range of a parameter, after noting what is wrong with it, with its spread, or with both together."""
    given: Any = entry.data.get("range")
    spread: Any = entry.data.get("spread")
    if spread not in get_args(Spread):
        return None
    if given is None:
        if spread != "none" and "range" in entry.data:
            hint = "write [low, high], or 'spread: none'"
            problems.append(entry.problem(("range",), "E207", f"spread {spread} needs a range", hint))
        return None
    if not isinstance(given, list) or not all(type(end) in (int, float) for end in given):
        return None
    is_factor = values.array.ndim > 0 and entry.data.get("drawn") != PER_MEMBER
    wrong = _wrong_range(given, spread, values, is_factor)
    if wrong:
        key, message, hint = wrong
        problems.append(entry.problem((key,), "E207", message, hint))
        return None
    bounds = (float(given[0]), float(given[1]))
    in_unit = str(entry.data.get("unit"))
    ends = (float(values.array.min()), float(values.array.max()))
    told_before = any(out_of_bounds(name, in_unit, end) for end in ends)
    in_draws = None if told_before else out_of_bounds_in_draws(name, in_unit, spread, bounds, values.array, is_factor)
    if in_draws:
        problems.append(entry.problem(("range",), "E208", *in_draws))
    return bounds


def _wrong_range(given: list[float], spread: Spread, values: Values, is_factor: bool) -> tuple[str, str, str] | None:
    """Return key, message and hint when a range does not fit its spread or its value."""
    if len(given) != 2:
        hint = "use a point as decimal mark: [0.5, 1.5]" if len(given) in (3, 4) else "write [low, high]"
        return "range", f"a range has two numbers, not {len(given)}", hint
    low, high = given
    written = f"from {low:g} to {high:g}"
    if low > high or (low == high and spread != "none"):
        return "range", f"the range goes {written}", "write the lower number first, or 'spread: none'"
    if is_factor and not low <= 1 <= high:
        hint = "for a value with an axis or years the range is a factor on all of it, such as [0.8, 1.2]"
        return "range", f"the range {written} does not hold 1", hint
    outside = values.array[(values.array < low) | (values.array > high)]
    if not is_factor and outside.size:
        message = f"the value {float(outside[0]):g} lies outside its range {written}"
        return "value", message, "change the value or the range"
    if spread == "lognormal" and low <= 0:
        message = f"a lognormal spread is above 0, the range starts at {low:g}"
        return "range", message, "start above 0, or use another spread"
    if spread == "beta" and (is_factor or not 0 < low < high < 1):
        hint = "for a factor use lognormal or triangular" if is_factor else "keep the range inside 0 to 1"
        return "range", "a beta spread lies between 0 and 1, without these ends", hint
    return None


def out_of_bounds_in_draws(
    name: str, in_unit: str, spread: Spread | Chosen, bounds: tuple[float, float], value: Floats, is_factor: bool
) -> tuple[str, str] | None:
    """Return message and hint when numbers can be drawn that the name of a parameter does not allow."""
    ends = (float(value.min()), float(value.max()))
    for end in extremes(spread, *bounds, 1.0) if is_factor else _extremes(spread, bounds, value):
        for number in (end * ends[0], end * ends[1]) if is_factor else (end,):
            wrong = out_of_bounds(name, in_unit, number)
            if wrong:
                hint = (
                    "narrow the range" if is_factor else "narrow the range, or use another spread: beta stays in 0 to 1"
                )
                return f"draws of '{name}' can reach {number:.3g}; {wrong}", hint
    return None


def _extremes(spread: Spread | Chosen, bounds: tuple[float, float], value: Floats) -> list[float]:
    """Return the bounds that no draw of a number, or of any member that is drawn by itself, passes."""
    return [end for one in np.unique(value) for end in extremes(spread, *bounds, float(one))]
