"""How things are called in a figure: policies, levers, scenarios, districts, indicators, units and the source."""

import json
from collections.abc import Mapping
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Literal

from care2040.files.package_files import package_folder
from care2040.files.yaml_document import read
from care2040.language.cities.here import the_city
from care2040.language.cities.layers import path_of
from care2040.results.valid_draws import learnt_in
from care2040.results.variables import SEPARATOR, UNCHANGED
from care2040.wording.language import Language
from care2040.wording.laws import drawn_laws, law_name
from care2040.wording.numbers import sentence
from care2040.wording.texts import phrase, texts

Kind = Literal["scenarios", "policies", "loops", "payers", "the_payers"]

ELLIPSIS = "\u2026"
LONGEST_NAME = 48
"""Letters; what is longer is cut off in a label."""


def name_of(kind: Kind, name: str, language: Language) -> str:
    """Return how a scenario, policy, loop or payer is called; a lever and a package are called as a policy is.

    As in ``texts.yaml``; else a policy that bears the name of a lever or a package as that in
    ``levers.yaml``, a scenario that bears the name of a future as that in ``futures.yaml``; else
    the name itself with spaces.
    """
    known: dict[str, str] = texts("figures")[language][kind]
    plain = name.replace("_", " ")
    titles = lever_titles(language) if kind == "policies" else future_titles(language) if kind == "scenarios" else {}
    called = known.get(name) or titles.get(name, plain)
    return called if len(called) <= LONGEST_NAME else called[: LONGEST_NAME - 1].rstrip() + ELLIPSIS


def part_name(part: str, language: Language) -> str:
    """Return how a part of an indicator is called: a payer, a domain of care, a tenure, a group of seekers."""
    known: dict[str, str] = texts("figures")[language]["payers"] | texts("figures")[language]["parts"]
    return known.get(part, part.replace("_", " "))


def future_titles(language: Language) -> dict[str, str]:
    """Return the short titles of futures, from ``futures.yaml``; none without it."""
    path = path_of(package_folder("parameters"), "futures.yaml")
    declared = _declared(path)["futures"] if path.is_file() else {}
    return {name: str(said["title"][language]) for name, said in declared.items()}


def lever_titles(language: Language, group: Literal["levers", "packages"] | None = None) -> dict[str, str]:
    """Return the short titles of levers, of packages, or of both, from ``levers.yaml``; none without it."""
    path = path_of(package_folder("parameters"), "levers.yaml")
    declared = _declared(path) if path.is_file() else {}
    groups = [declared.get(name, {}) for name in ((group,) if group else ("levers", "packages"))]
    return {name: str(said["title"][language]) for members in groups for name, said in members.items()}


def lever_controls() -> dict[str, str]:
    """Return who decides on each lever, as its control says; nothing without ``levers.yaml``."""
    path = path_of(package_folder("parameters"), "levers.yaml")
    declared = _declared(path)["levers"] if path.is_file() else {}
    return {name: str(said.get("control", "")) for name, said in declared.items()}


def control_words(control: str, language: Language) -> str:
    """Return who decides on a lever, in words, from its control: own, shared, assisted or lobby."""
    return str(texts("figures")[language]["controls"][control])


@lru_cache(maxsize=4)
def _declared(path: Path) -> dict[str | int, Any]:
    return read(path).data


def policy_words(where: Literal["source_policies", "title_policies"], policy: str, language: Language) -> str:
    """Return the words for a policy in a title or a source line; unchanged policy has words of its own."""
    key = UNCHANGED if policy == UNCHANGED else "other"
    return phrase(language, where, key, policy=name_of("policies", policy, language))


def area_name(area: str, language: Language = "nl") -> str:
    """Return what a district, or the city itself, is called, as ``city.yaml`` says."""
    return the_city().called(area, language)


def unit_name(unit: str, language: Language) -> str:
    """Return how a unit is written: as in ``texts.yaml``, else as the model writes it."""
    return str(texts("figures")[language]["units"].get(unit, unit))


def indicator_words(name: str, language: Language) -> dict[str, str]:
    """Return what an indicator is called: as subject of a line, as measure in a sentence, and maybe its unit."""
    plain = name.replace("_", " ")
    known: dict[str, str] = texts("figures")[language]["indicators"].get(name, {})
    return {"subject": sentence(plain), "measure": plain} | known


def mix_names(names: str, language: Language) -> str:
    """Return the names of one of the best mixes, as a table of a result has them; of unchanged policy its own."""
    if names == UNCHANGED:
        return sentence(name_of("policies", UNCHANGED, language))
    known: dict[str, str] = texts("figures")[language]["choosing"]["short_names"]
    return SEPARATOR.join(known.get(one, one) for one in names.split(SEPARATOR))


def definition(name: str, language: Language) -> str:
    """Return what is meant by a quantity, in a sentence or two; nothing where it has not been written down."""
    return str(texts("definitions")[language]["quantities"].get(name, ""))


def change_unit(indicator: str, unit: str, language: Language) -> str:
    """Return the words for the unit of a difference: shares differ by percentage points."""
    return phrase(language, "points") if unit == "dimensionless" else unit_words(indicator, unit, language)


def measured(indicator: str, unit: str, language: Language) -> dict[str, str]:
    """Return the blanks of a subtitle that tells of differences: subject, unit, and the unit of a change if another."""
    words = {"subject": indicator_words(indicator, language)["subject"], "unit": unit_words(indicator, unit, language)}
    change = change_unit(indicator, unit, language)
    return words | {"change": "" if change == words["unit"] else f", {change}"}


def unit_words(name: str, unit: str, language: Language) -> str:
    """Return the words for the unit of an indicator: those of its own, else those of the unit."""
    return indicator_words(name, language).get("unit") or unit_name(unit, language)


def source_line(attributes: Mapping[Any, Any], policy: str | None, scenario: str, language: Language) -> str:
    """Return the line that says which model and run a figure comes from."""
    return phrase(
        language,
        "source",
        maker=attributes["source"] if "source" in attributes else _this_model(),
        experiment=attributes["experiment"],
        policy=f", {policy_words('source_policies', policy, language)}" if policy else "",
        scenario=name_of("scenarios", scenario, language),
        laws=_swapped(attributes, language),
        borrowed=phrase(language, "source_borrowed") if the_city().borrows else "",
    )


def _swapped(attributes: Mapping[Any, Any], language: Language) -> str:
    """Return the words that say which laws were swapped, which were drawn, and what the draws learnt from."""
    laws = tuple(json.loads(str(attributes.get("equations") or "{}")).values())
    told = phrase(language, "other_laws", laws=", ".join(laws)) if laws else ""
    drawn = ", ".join(law_name(quantity, language) for quantity in drawn_laws(attributes))
    told += phrase(language, "drawn_laws", laws=drawn) if drawn else ""
    learnt = learnt_in(attributes)
    return told + (phrase(language, "learnt", counts=learnt["counts"]) if learnt else "")


def _this_model() -> str:
    try:
        return f"care2040 {version('care2040')}"
    except PackageNotFoundError:
        return "care2040"
