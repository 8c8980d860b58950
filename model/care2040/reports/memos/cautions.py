"""What a reader of a memo is to beware of: results at two resolutions beside each other, and runs beyond all data."""

import json
from collections.abc import Iterator, Sequence

from care2040.analysis.validation.plausible import BEYOND
from care2040.reports.document.stored_results import Result
from care2040.reports.document.value_text import say
from care2040.wording.language import Language
from care2040.wording.names import indicator_words


def cautions(used: Sequence[Result], language: Language) -> tuple[str, ...]:
    """Return a sentence for each thing to beware of in the results that a memo uses."""
    return (*_two_resolutions(used, language), *_beyond(used, language))


def _two_resolutions(used: Sequence[Result], language: Language) -> Iterator[str]:
    """Say which results are of the city as one and which of its districts, where a memo uses both."""
    at = {
        resolution: [one.name for one in used if one.dataset.attrs.get("resolution") == resolution]
        for resolution in ("city", "district")
    }
    if all(at.values()):
        yield say(language, "two_resolutions", **{name: ", ".join(names) for name, names in at.items()})


def _beyond(used: Sequence[Result], language: Language) -> Iterator[str]:
    """Say what leaves the bounds of what was seen, of each result in which something does."""
    for one in used:
        names = json.loads(str(one.dataset.attrs.get(BEYOND, "[]")))
        if names:
            told = ", ".join(indicator_words(str(name), language)["subject"] for name in names)
            yield say(language, "beyond", experiment=one.name, names=told)
