"""Parameters that every lever has one of: what they have in common is written once, the rest stands with the lever."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from care2040.files.problems import Problem
from care2040.files.yaml_document import Document
from care2040.language.lever_lists import lists_of

EACH, LEVER = "each", "lever"
"""The key that makes an entry one for each lever, and its value, with which the name of the entry begins."""
TITLE = f"{{{LEVER}}}"
"""Stands in ``about`` for the title of the lever."""
OF_DISTRICTS = ("axes", "fold")
"""What is left out for a lever that cannot be aimed at districts."""


def entries_for_each(
    common: Document, levers: Document | None, problems: list[Problem]
) -> Iterator[tuple[str, Document]]:
    """Give name and entry of the parameter of each lever, those that can be aimed at districts first.

    Parameters
    ----------
    common : Document
        What holds for all of them, such as ``lever_price``; a lever adds what stands under its key ``price``.
    levers : Document or None
        ``levers.yaml``; None when it could not be read, which was told before.
    problems : list of Problem
        Takes what is wrong.
    """
    name = str(common.at[-1])
    own = name.removeprefix(f"{LEVER}_")
    if common.data[EACH] != LEVER or own == name:
        hint = f"write '{EACH}: {LEVER}' and call it {LEVER}_price or the like, or leave the key out"
        problems.append(common.problem((EACH,), "E214", f"'{name}' is not one for each lever", hint))
        return
    if levers is None:
        return
    written: Any = levers.data.get("levers")
    for lever in (one for group in lists_of(written).values() for one in group):
        if isinstance(written[lever].get(own), dict):
            yield f"{lever}_{own}", _entry(common, levers.part("levers", lever), own)
        elif "value" in common.data:
            yield f"{lever}_{own}", _entry(common, levers.part("levers", lever), None)
        else:
            hint = f"add: {own}: {{about: ..., value: ..., source: [...]}}"
            message = f"the key '{own}' is missing, which makes the parameter '{lever}_{own}'"
            problems.append(levers.problem(("levers", lever), "E102", message, hint, key=True))


def _entry(common: Document, lever: Document, own: str | None) -> Document:
    """Return what all levers have with what this one adds, as if it stood with the lever."""
    aimed = lever.data.get("aimed") is True
    data = {key: value for key, value in common.data.items() if key != EACH and (aimed or key not in OF_DISTRICTS)}
    entry = lever if own is None else lever.part(own)
    added = {} if own is None else entry.data
    about = " ".join(str(data.get("about", "")).replace(TITLE, _title(lever)).split())
    more = f" {added['about']}" if "about" in added else ""
    whole = {**data, **added, "about": f"{about}{more}"}
    if added.get("spread") == "none":
        whole.setdefault("range", None)  # what is sure has no range, and a lever writes no empty key
    return replace(entry, data=whole)


def _title(lever: Document) -> str:
    title: Any = lever.data.get("title")
    return f"'{title['en']}'" if isinstance(title, dict) and "en" in title else str(lever.at[-1])
