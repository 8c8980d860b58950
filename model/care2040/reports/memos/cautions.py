"""What a reader of a memo is to beware of: results at two resolutions beside each other, and runs beyond all data."""

import json
from collections.abc import Sequence

from care2040.analysis.validation.plausible import BEYOND
from care2040.reports.document.stored_results import Result
from care2040.reports.document.value_text import say
from care2040.wording.language import Language
from care2040.wording.names import indicator_words


def two_resolutions(used: Sequence[Result], language: Language) -> tuple[str, ...]:
    """Return a sentence that says which results are of the city as one, and which of districts, where both are used."""
    at = {
        resolution: [one.name for one in used if one.dataset.attrs.get("resolution") == resolution]
        for resolution in ("city", "district")
    }
    if not all(at.values()):
        return ()
    return (say(language, "two_resolutions", **{name: ", ".join(names) for name, names in at.items()}),)


def beyond(used: Sequence[Result], language: Language) -> tuple[str, ...]:
    """Return a sentence for each result in which something leaves the bounds of what was seen."""
    left = {one.name: json.loads(str(one.dataset.attrs.get(BEYOND, "[]"))) for one in used}
    told = {
        experiment: ", ".join(indicator_words(str(name), language)["subject"] for name in names)
        for experiment, names in left.items()
        if names
    }
    return tuple(say(language, "beyond", experiment=name, names=names) for name, names in told.items())
