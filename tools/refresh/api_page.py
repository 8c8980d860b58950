"""``docs/api.md``: what a notebook may call, from its docstrings."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import griffe

PARTS = (
    ("Open", ("care2040.study.project.open_project", "care2040.study.result.load")),
    ("A project", ("care2040.study.project.Project",)),
    ("A result", ("care2040.study.result.Result",)),
    (
        "Two cities",
        (
            "care2040.study.cities.compare.compare_cities",
            "care2040.analysis.between_cities.comparison.CityComparison",
        ),
    ),
    ("The monitor", ("care2040.analysis.monitoring.monitoring.Monitoring",)),
    ("Figures", ("care2040.figures.draw", "care2040.figures.write_all")),
    (
        "What can go wrong",
        (
            "care2040.files.problems.CareError",
            "care2040.files.problems.Problem",
            "care2040.files.problems.InvalidInput",
            "care2040.engine.batch.failures.RunFailed",
            "care2040.files.result_folder.ForeignResult",
            "care2040.study.sweep.SweepStopped",
            "care2040.results.valid_draws.TooManyFailed",
        ),
    ),
)
"""Heading to the things below it."""

CALLED = {
    "open_project": "care2040.open",
    "load": "care2040.load",
    "draw": "care2040.figures.draw",
    "compare_cities": "care2040.compare_cities",
}
"""How a notebook calls what has another name where it lives."""

HEAD = """# What a notebook calls

Made from the docstrings by `python -m tools.refresh`; do not edit. [The notebook](notebook.ipynb) shows all of it at
work; `care2040.figures.FIGURES` names the figures.
"""


def api_page(model: Path) -> str:
    """Return the page; `model` is the folder that holds the package."""
    package = griffe.load("care2040", search_paths=[model], docstring_parser="numpy")
    lines = [HEAD]
    for heading, names in PARTS:
        lines.append(f"## {heading}\n")
        for name in names:
            lines += _thing(package[name.removeprefix("care2040.")], level=3)
    return "\n".join(lines).rstrip() + "\n"


def _thing(thing: Any, level: int, owner: str = "") -> Iterator[str]:
    name = f"{owner}.{thing.name}" if owner else CALLED.get(thing.name, thing.name)
    yield f"{'#' * level} `{name}{_signature(thing)}`\n"
    yield from _docstring(thing)
    if thing.is_class:
        for member in {**thing.inherited_members, **thing.members}.values():
            own = member.is_function or member.has_labels("property")
            if own and member.docstring and (not member.name.startswith("_") or member.name == "__getitem__"):
                yield from _thing(member, level + 1, thing.name)


def _signature(thing: Any) -> str:
    if not thing.is_function:
        return ""
    written = []
    marked = False
    for parameter in thing.parameters:
        if parameter.name == "self":
            continue
        kind = parameter.kind
        if kind is griffe.ParameterKind.keyword_only and not marked:
            written.append("*")
        marked = marked or kind in (griffe.ParameterKind.keyword_only, griffe.ParameterKind.var_positional)
        stars = {griffe.ParameterKind.var_positional: "*", griffe.ParameterKind.var_keyword: "**"}.get(kind, "")
        default = "" if parameter.default is None or stars else f"={parameter.default}"
        written.append(f"{stars}{parameter.name}{default}")
    return f"({', '.join(written)})"


def _docstring(thing: Any) -> Iterator[str]:
    if thing.docstring is None:
        return
    for section in thing.docstring.parsed:
        if section.kind is griffe.DocstringSectionKind.text:
            yield f"{_plain(section.value)}\n"
        elif section.kind in HEADINGS:
            yield f"{HEADINGS[section.kind]}:\n"
            yield from _entries(section.value)


HEADINGS = {
    griffe.DocstringSectionKind.parameters: "Takes",
    griffe.DocstringSectionKind.attributes: "Holds",
    griffe.DocstringSectionKind.returns: "Returns",
    griffe.DocstringSectionKind.yields: "Gives",
    griffe.DocstringSectionKind.raises: "Raises",
}


def _entries(entries: Sequence[Any]) -> Iterator[str]:
    for entry in entries:
        name = getattr(entry, "name", "")
        kind = str(entry.annotation).strip("() ") if entry.annotation is not None else ""
        label = f"`{name}` ({kind})" if name and kind else f"`{name or kind}`"
        about = _plain(entry.description)
        yield f"- {label}: {about}" if about else f"- {label}"
    yield ""


def _plain(text: str) -> str:
    """Return the text of a docstring as Markdown: one kind of quotes for code, lines joined within a paragraph."""
    paragraphs = [" ".join(part.split()) for part in text.strip().split("\n\n")]
    return "\n\n".join(paragraphs).replace("``", "`")
