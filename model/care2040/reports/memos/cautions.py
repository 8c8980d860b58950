"""What a reader of a memo is to beware of: resolutions, runs beyond all data, drawn laws, learning, a heavy group."""

import json
from collections.abc import Sequence

import numpy as np

from care2040.analysis.validation.plausible import BEYOND
from care2040.reports.document.stored_results import Result
from care2040.reports.document.value_text import say
from care2040.results.valid_draws import learnt_in
from care2040.results.variables import GROUP_SHARE
from care2040.wording.language import Language
from care2040.wording.laws import drawn_words
from care2040.wording.names import indicator_words
from care2040.wording.numbers import percent

HALF = 0.5
"""Part of a spread from which one group of assumptions is said to carry most of it."""


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


def drawn_laws(used: Sequence[Result], language: Language) -> tuple[str, ...]:
    """Return a sentence for each result whose equations were drawn, with how often each law was."""
    told = {one.name: drawn_words(one.dataset, language) for one in used}
    return tuple(say(language, "drawn_laws", experiment=name, laws=words) for name, words in told.items() if words)


def learnt(used: Sequence[Result], language: Language) -> tuple[str, ...]:
    """Return a sentence for each result whose draws learnt from what was counted."""
    told = {one.name: learnt_in(one.dataset.attrs) for one in used}
    return tuple(
        say(language, "learnt", experiment=name, counts=facts["counts"]) for name, facts in told.items() if facts
    )


def heavy_groups(used: Sequence[Result], language: Language) -> tuple[str, ...]:
    """Return a sentence for each answer of which one group of assumptions carries more than half of the spread."""
    sentences = []
    for one in used:
        if GROUP_SHARE not in one.dataset:
            continue
        shares = one.dataset[GROUP_SHARE]
        titles = np.atleast_1d(shares.attrs[f"title_{language}"])
        for indicator in shares["spread_of"].values.tolist():
            parts = shares.sel(spread_of=indicator).values
            heaviest = int(parts.argmax())
            if parts[heaviest] > HALF:
                blanks = {"experiment": one.name, "year": int(shares.attrs["year"]), "group": str(titles[heaviest])}
                measure = indicator_words(str(indicator), language)["measure"]
                share = percent(float(parts[heaviest]), language)
                sentences.append(say(language, "heavy_group", measure=measure, share=share, **blanks))
    return tuple(sentences)
