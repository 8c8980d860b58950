"""Which city a command is about: that of ``--city``, else that of the experiment or the result it is given."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from care2040.language.cities.here import in_city, is_chosen

if TYPE_CHECKING:
    from care2040.language.cities.city import City


@contextmanager
def city_of_experiment(given: Path | None) -> Iterator[City]:
    """Let it be about the city that an experiment names, unless the line names one: then the two must agree."""
    from care2040.files.problems import InvalidInput
    from care2040.inputs.experiments.of_a_city import city_of_file
    from care2040.study.shipped import find_experiment

    try:
        asked = None if is_chosen() or given is None else city_of_file(find_experiment(given))
    except InvalidInput:
        asked = None  # whoever reads the experiment says what is wrong with it
    with in_city(asked) as city:
        yield city


@contextmanager
def city_of_result(*results: Path | None) -> Iterator[City]:
    """Let it be about the city of the first of some results that tells of one, unless the line names one."""
    with in_city(None if is_chosen() else next(filter(None, map(_city, results)), None)) as city:
        yield city


def _city(result: Path | None) -> City | None:
    from care2040.files.problems import InvalidInput
    from care2040.files.result_folder import manifest_of
    from care2040.language.cities.of_result import city_of_facts
    from care2040.results.load import OUTPUTS

    if result is None:
        return None
    for folder in (result, OUTPUTS / result, *(sorted(result.glob("*/")) if result.is_dir() else ())):
        facts = (manifest_of(folder) or {}).get("city")
        if isinstance(facts, dict):
            try:
                return city_of_facts(facts)
            except (InvalidInput, KeyError, TypeError, ValueError):
                return None  # whoever reads the result says what is wrong with it
    return None
