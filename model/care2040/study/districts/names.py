"""Which districts are meant: `Leidsche Rijn`, `leidsche_rijn` and `LEIDSCHE-RIJN` are one."""

import re
import unicodedata
from collections.abc import Sequence

from care2040.files.problems import InvalidInput, Problem, did_you_mean
from care2040.language.cities.here import the_city


def plain(name: str) -> str:
    """Return a name in small letters without accents, with an underscore for every gap or stroke."""
    letters = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", letters).strip("_")


def districts_meant(given: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    """Return the districts that names stand for, each once.

    Raises
    ------
    InvalidInput
        With every name that is of no district, and the nearest one.
    """
    wrong = [
        Problem(
            one or "''",
            1,
            1,
            "E955",
            f"there is no district '{one}' in {the_city().names.en}",
            did_you_mean(plain(one), known),
        )
        for one in given
        if plain(one) not in known
    ]
    if wrong:
        raise InvalidInput(wrong)
    return tuple(dict.fromkeys(map(plain, given)))
