"""Where an experiment asks its draws to learn from what was counted, and nothing would: told before anything runs."""

from collections.abc import Iterator

from care2040.files.problems import Problem
from care2040.files.yaml_document import Document

LEARN = "learn"


def nothing_learnt(document: Document, draws: int) -> Iterator[Problem]:
    """Give what does not go with `learn`: points that are laid on purpose, draws of another kind, or one run."""
    if document.data.get(LEARN) is not True:
        return
    if document.data.get("sweep") is not None:
        message = "a sweep lays its points itself: they do not learn from what was counted"
        yield document.problem((LEARN,), "E455", message, "leave one of the two out, or ask for 'draws'", key=True)
    elif draws <= 1:
        message = "nothing learns from what was counted in a single run, which has central values"
        hint = "ask for draws, such as 'draws: 1000', or leave 'learn' out"
        yield document.problem((LEARN,), "E455", message, hint, key=True, severity="warning")
    choose = document.data.get("choose")
    if isinstance(choose, dict) and "draws" in choose:
        message = "the draws under 'choose' are its own, which do not learn"
        hint = "leave them or 'learn' out"
        yield document.problem(("choose", "draws"), "E455", message, hint, key=True)
    if isinstance(document.data.get("pathways"), dict):
        message = "the draws of 'pathways' are its own, which do not learn"
        hint = "leave one of the two out"
        yield document.problem(("pathways",), "E455", message, hint, key=True)
