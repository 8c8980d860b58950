"""What is told of laws that were drawn: which quantities have them, how often each law came up, and what bands hold."""

import json
from collections.abc import Mapping
from typing import Any

import xarray as xr

from care2040.wording.language import Language
from care2040.wording.numbers import percent, sentence
from care2040.wording.texts import phrase, texts

LAW = "law"
"""What holds the law of each draw, by name: draw, quantity."""


def drawn_laws(attributes: Mapping[Any, Any]) -> dict[str, dict[str, float]]:
    """Return the quantities of a result whose law was drawn, to their laws with how often each was to be drawn."""
    found: dict[str, dict[str, float]] = json.loads(str(attributes.get("drawn_laws") or "{}"))
    return found


def law_name(quantity: str, language: Language) -> str:
    """Return how a quantity is called whose law may be drawn, within a sentence: as in ``laws``, else with spaces."""
    known: dict[str, str] = texts("figures")[language]["laws"]
    return known.get(quantity, quantity.replace("_", " "))


def alternative_name(law: str, language: Language) -> str:
    """Return how a law is called that may take the place of the model's own: as defined, else with spaces."""
    known: dict[str, str] = texts("definitions")[language]["laws"]
    return known.get(law, law.replace("_", " "))


def doubt_words(attributes: Mapping[Any, Any], language: Language) -> str:
    """Return what bands of draws show beside doubt in the inputs: drawn laws, or nothing of the structure."""
    drawn = drawn_laws(attributes)
    key = "inputs" if not drawn else "one_law" if len(drawn) == 1 else "laws"
    return phrase(language, "doubt", key, count=len(drawn))


def drawn_words(dataset: xr.Dataset, language: Language) -> str:
    """Return how often each law was drawn, a sentence for each quantity without its stop; nothing when none was."""
    told = []
    for quantity, chances in drawn_laws(dataset.attrs).items():
        if LAW not in dataset or quantity not in dataset["quantity"].values:
            continue
        drawn = dataset[LAW].sel(quantity=quantity).values
        parts = [f"{law} {percent(float((drawn == law).mean()), language)}" for law in chances]
        told.append(f"{sentence(law_name(quantity, language))}: {', '.join(parts)}")
    return ". ".join(told)
