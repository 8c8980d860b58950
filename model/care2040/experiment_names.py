"""Checks of the names that an experiment asks for: indicators, figures, and the figures it gives a title."""

from collections.abc import Iterator

from care2040.experiment_targets import hint_for
from care2040.problems import Problem, did_you_mean
from care2040.yamlfile import Document


def wrong_names(document: Document, group: str, kind: str, options: tuple[str, ...]) -> Iterator[Problem]:
    """Give the names in a list that do not exist, or stand in it twice.

    Parameters
    ----------
    document : Document
        The experiment.
    group : str
        Key of the list.
    kind : str
        What the names are of.
    options : tuple of str
        Names that exist.
    """
    seen: set[str] = set()
    for position, name in _names(document, group):
        if name not in options:
            yield document.problem((group, position), "E402", f"there is no {kind} '{name}'", hint_for(name, options))
        elif name in seen:
            message = f"'{name}' stands in '{group}' for the second time"
            yield document.problem((group, position), "E403", message, "keep one of the two")
        seen.add(name)


def titles_without_a_figure(document: Document) -> Iterator[Problem]:
    """Give the titles of figures that the experiment does not ask for."""
    asked = [name for _, name in _names(document, "figures")]
    titles = document.data.get("figure_titles")
    for name in titles if isinstance(titles, dict) else ():
        if isinstance(name, str) and name not in asked:
            hint = did_you_mean(name, asked) or "ask for it with 'figures:'"
            message = f"a title for '{name}', which is not among the figures of this experiment"
            yield document.problem(("figure_titles", name), "E402", message, hint, key=True)


def _names(document: Document, group: str) -> Iterator[tuple[int, str]]:
    """Give place and name of each text in a list; what has another type is left to the schema."""
    written = document.data.get(group)
    for position, name in enumerate(written if isinstance(written, list) else []):
        if isinstance(name, str):
            yield position, name
