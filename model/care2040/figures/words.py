"""Words and numbers in a figure, in the language of the reader, without the locale of the machine."""

from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

from care2040.figures import Language
from care2040.rooms import room
from care2040.yamlfile import read

MINUS, ELLIPSIS = "\u2212", "\u2026"
LONGEST_NAME = 48
"""Letters; what is longer is cut off in a label."""
AS_GOOD_AS = 0.02
"""A share this close to one in n, as a part of it, is called one in n."""
NEARLY = 0.09
"""Up to this far it is called almost or over one in n; further off, it is a percentage."""

Fraction = Literal["words", "digits"]
Kind = Literal["scenarios", "policies", "levers", "loops", "payers"]
Write = Callable[[float, Language], str]
OF_WORKERS = ("care_share_needed", "care_share_working")
"""Shares of the employed residents, that the city speaks of as one in so many."""
CHOSEN = ("policies", "levers")
"""What may be called as a lever or a package is."""


@lru_cache(maxsize=1)
def texts() -> dict[str | int, Any]:
    """Return the content of ``texts.yaml``."""
    return read(Path(__file__).parent / "texts.yaml").data


def phrase(language: Language, *keys: str, **values: object) -> str:
    """Return a text with its blanks filled in.

    Parameters
    ----------
    language : {"nl", "en"}
        Of the text.
    *keys : str
        Where it stands in ``texts.yaml``, below the language.
    **values
        What to put in the blanks.

    Raises
    ------
    KeyError
        When there is no such text, or a blank has no value.
    """
    found = texts()[language]
    for key in keys:
        found = found[key]
    return str(found).format(**values)


def name_of(kind: Kind, name: str, language: Language) -> str:
    """Return how a scenario, policy, lever, loop or payer is called.

    As in ``texts.yaml``; else a lever or a package of that name as in ``parameters/levers.yaml``; else the name itself
    with spaces.
    """
    known: dict[str, str] = texts()[language][kind]
    plain = name.replace("_", " ")
    called = known.get(name) or (lever_titles(language).get(name, plain) if kind in CHOSEN else plain)
    return called if len(called) <= LONGEST_NAME else called[: LONGEST_NAME - 1].rstrip() + ELLIPSIS


def lever_titles(language: Language, group: Literal["levers", "packages"] | None = None) -> dict[str, str]:
    """Return the short titles of levers, of packages, or of both, from ``parameters/levers.yaml``; none without it."""
    path = room("parameters") / "levers.yaml"
    declared = _declared(path) if path.is_file() else {}
    groups = [declared.get(name, {}) for name in ((group,) if group else ("levers", "packages"))]
    return {name: str(said["title"][language]) for members in groups for name, said in members.items()}


@lru_cache(maxsize=4)
def _declared(path: Path) -> dict[str | int, Any]:
    return read(path).data


def policy_words(where: Literal["source_policies", "title_policies"], policy: str, language: Language) -> str:
    """Return the words for a policy in a title or a source line; unchanged policy has words of its own."""
    key = "as_is" if policy == "as_is" else "other"
    return phrase(language, where, key, policy=name_of("policies", policy, language))


def area_name(area: str) -> str:
    """Return how a district is called; a proper name, the same in every language."""
    return str(texts()["areas"].get(area, area.replace("_", " ").capitalize()))


def unit_name(unit: str, language: Language) -> str:
    """Return how a unit is written: as in ``texts.yaml``, else as the model writes it."""
    return str(texts()[language]["units"].get(unit, unit))


def source_name(source: str) -> str:
    """Return how a source of ``parameters/sources.yaml`` is called in a figure; the same in every language."""
    return str(texts()["sources"].get(source, source.replace("_", " ")))


def sentence(text: str) -> str:
    """Return a text that starts with a capital."""
    return text[:1].upper() + text[1:]


def number(value: float, language: Language, digits: int = 0) -> str:
    """Return a number as it is written: ``12.345,6`` in Dutch, ``12,345.6`` in English, with a true minus sign.

    Parameters
    ----------
    value : float
        Any finite number.
    language : {"nl", "en"}
        Decides on the marks.
    digits : int
        Behind the decimal mark.
    """
    marks: dict[str, str] = texts()[language]["numbers"]
    plain = f"{round(value, digits) + 0.0:,.{digits}f}"
    return plain.translate(str.maketrans(",.-", marks["thousands"] + marks["decimal"] + MINUS))


def percent(share: float, language: Language, digits: int = 0) -> str:
    """Return a share (1 is all) as a percentage."""
    return f"{number(100 * share, language, digits)}%"


def rounded(persons: float) -> float:
    """Return a number of persons with no more figures than a model can know: hundreds from 1,000 on, else tens."""
    return round(persons, -2 if abs(persons) >= 1000 else -1)


def one_in(share: float, language: Language, form: Fraction = "words") -> str | None:
    """Return a share as one in so many, with almost or over where apt.

    Parameters
    ----------
    share : float
        1 is all.
    language : {"nl", "en"}
        Of the words.
    form : {"words", "digits"}
        ``one in four`` or ``1 in 4``.

    Returns
    -------
    str or None
        None when no one in two to one in ten is near enough to be fair.
    """
    counts: list[str] = texts()[language]["counts"]
    count = round(1 / share) if share > 0 else 0
    if not 2 <= count < 2 + len(counts):
        return None
    off = share * count - 1
    if abs(off) > NEARLY + 1e-9:
        return None
    fraction = phrase(language, "one_in", form, n=counts[count - 2] if form == "words" else count)
    if abs(off) <= AS_GOOD_AS:
        return fraction
    return phrase(language, "one_in", "under" if off < 0 else "over", fraction=fraction)


def indicator_words(name: str, language: Language) -> dict[str, str]:
    """Return what an indicator is called: as subject of a line, as measure in a sentence, and maybe its unit."""
    plain = name.replace("_", " ")
    known: dict[str, str] = texts()[language]["indicators"].get(name, {})
    return {"subject": sentence(plain), "measure": plain} | known


def from_to(indicator: str, ends: tuple[float, float], write: Write, language: Language) -> str:
    """Return the words for going from one value to another; for a share of all workers as one in so many if fair.

    Parameters
    ----------
    indicator : str
        Whose values they are.
    ends : tuple of float
        From and to.
    write : callable
        How a value is written otherwise.
    language : {"nl", "en"}
        Of the words.
    """
    fractions = [one_in(end, language) for end in ends] if indicator in OF_WORKERS else [None]
    if all(fractions) and len(set(fractions)) == len(ends):
        return phrase(language, "from_to", "one_in", start=fractions[0], end=fractions[1])
    start, end = (write(value, language) for value in ends)
    return phrase(language, "from_to", "value", start=start, end=end)


def change_unit(indicator: str, unit: str, language: Language) -> str:
    """Return the words for the unit of a difference: shares differ by percentage points."""
    return phrase(language, "points") if unit == "dimensionless" else unit_words(indicator, unit, language)


def unit_words(name: str, unit: str, language: Language) -> str:
    """Return the words for the unit of an indicator: those of its own, else those of the unit."""
    return indicator_words(name, language).get("unit") or unit_name(unit, language)


def moment(kind: str, language: Language, **years: int) -> str:
    """Return when a quantity is told of: a flow over the year, anything else on 1 January of it.

    Parameters
    ----------
    kind : str
        Of the quantity, as the model has it.
    language : {"nl", "en"}
        Of the words.
    **years : int
        ``year`` alone, or ``start`` and ``end``.
    """
    return phrase(language, "moments", "span" if "start" in years else "one", "flow" if kind == "flow" else "other", **years)


def draws_note(draws: int, language: Language, form: str) -> str:
    """Return the sentence on the draws that a figure of some form tells of; nothing for a single run."""
    return phrase(language, "notes", form, draws=number(draws, language)) if draws > 1 else ""


def source_line(attributes: Mapping[Any, Any], policy: str | None, scenario: str, language: Language) -> str:
    """Return the line that says which model and run a figure comes from.

    Parameters
    ----------
    attributes : mapping
        Of the result: ``experiment``, and ``source`` as the CF conventions have it; without that, this model's version.
    policy : str or None
        What is drawn; None for several that the figure itself names.
    scenario : str
        What is drawn.
    language : {"nl", "en"}
        Of the words.
    """
    return phrase(
        language,
        "source",
        maker=attributes["source"] if "source" in attributes else _this_model(),
        experiment=attributes["experiment"],
        policy=f", {policy_words('source_policies', policy, language)}" if policy else "",
        scenario=name_of("scenarios", scenario, language),
    )


def _this_model() -> str:
    try:
        return f"care2040 {version('care2040')}"
    except PackageNotFoundError:
        return "care2040"
