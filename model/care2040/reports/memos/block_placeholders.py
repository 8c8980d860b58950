"""What a template may put in a paragraph of its own: figures, tables, and a list of sources."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Unpack, get_args

from care2040.figures import FIGURES
from care2040.figures.canvas.errors import CannotDrawError
from care2040.files.package_files import package_folder
from care2040.files.problems import did_you_mean
from care2040.inputs.experiments.written.asked_figure import SINGULARS, AskedFigure, Options
from care2040.language.cities.layers import sources_of
from care2040.reports.document.blocks import Block, Figure, Paragraph, Span
from care2040.reports.document.drawn_figures import DrawnFigure, figure_of, holds_figure, why_not_drawable
from care2040.reports.document.stored_results import Result
from care2040.reports.document.value_text import Unfillable, ValueText
from care2040.reports.memos import tables
from care2040.reports.memos.selection import PLACE_LETTERS, by_experiment, check_option, one_result
from care2040.reports.memos.value_placeholders import ValuePlaceholders
from care2040.reports.templates.filler import CONTROL
from care2040.wording.language import Language, Width
from care2040.wording.texts import texts

MOST_FIGURES = 200
"""Each may have to be drawn, which takes a second."""


@dataclass(frozen=True)
class BlockPlaceholders:
    """Placeholders that become blocks; each returns a tuple of blocks, which is how they are told from words."""

    values: ValuePlaceholders
    folder: Path
    asked: list[str] = field(default_factory=list)

    def functions(self) -> Mapping[str, Callable[..., Any]]:
        """Return the placeholders by name."""
        return {"figure": self.figure, "table": self.table, "sources": self.sources, "message": self.message}

    def figure(
        self,
        name: str,
        width: str = "full",
        experiment: str | None = None,
        title: str | None = None,
        caption: str | None = None,
        **options: Unpack[Options],
    ) -> tuple[Block, ...]:
        """Return a figure with its caption; `options` are those of `AskedFigure`, such as indicator= and year=."""
        drawn = self._drawn(name, width, experiment, title, options)
        return (Figure(drawn, _clean("caption", caption) or drawn.subtitle),)

    def message(self, name: str, experiment: str | None = None, **options: Unpack[Options]) -> ValueText:
        """Return the title of a figure, which is its message, for use in a sentence."""
        drawn = self._drawn(name, "full", experiment, None, options)
        return ValueText(drawn.title, self.values.used[drawn.experiment].run, f"message of {name}")

    def sources(self, *names: str) -> tuple[Block, ...]:
        """Return a list of sources, by their names in ``sources.yaml``."""
        return sources(names, self.values.language)

    def table(
        self,
        rows: str,
        indicators: Sequence[str] = (),
        year: int | None = None,
        members: Sequence[Any] = (),
        policy: str | None = None,
        scenario: str | None = None,
        experiment: str | None = None,
        caption: str | None = None,
    ) -> tuple[Block, ...]:
        """Return a table with a row for each policy, scenario, year or lever."""
        check_option("rows", rows, tables.ROWS)
        said = _clean("caption", caption)
        if rows == "levers":
            return (tables.of_levers(self.values, experiment, said),)
        if isinstance(indicators, str) or not indicators:
            raise Unfillable("E712", "a table of which indicators?", "indicators=['care_share_needed', 'shortage']")
        if isinstance(members, str):
            raise Unfillable("E712", "members= takes a list", f"members=['{members}']")
        if (rows == "years") == (year is not None):
            hint = "leave out year=, or name years with members=" if year is not None else "year=2040"
            raise Unfillable("E712", "a table of which year?", hint)
        asked = tables.Rows(rows, tuple(indicators), tuple(members), year, policy, scenario, experiment)
        return (tables.of_members(self.values, asked, said),)

    def _drawn(
        self, name: str, width: str, experiment: str | None, title: str | None, options: Mapping[str, Any]
    ) -> DrawnFigure:
        check_option("width", width, get_args(Width))
        if name not in FIGURES:
            if any(letters in str(name) for letters in PLACE_LETTERS):
                raise Unfillable("E732", f"'{name}' is a path outside the results", "a figure is asked for by its name")
            raise Unfillable("E732", f"there is no figure '{name}'", did_you_mean(name, list(FIGURES)))
        asked = _asked(name, options)
        result = self._holder(asked, experiment)
        self.values.used[result.name] = result
        self.asked.append(name)
        if len(self.asked) > MOST_FIGURES:
            raise Unfillable("E719", f"the memo asks for more than {MOST_FIGURES} figures", "make several memos of it")
        own = self.folder / str(len(self.asked))
        told = _clean("title", title) or None
        try:
            drawn = figure_of(result, asked, self.values.language, width, told, own)  # type: ignore[arg-type]
        except CannotDrawError as error:
            raise Unfillable("E733", f"the figure '{name}' cannot be drawn from '{result.name}': {error}") from None
        for what in ("title", "subtitle", "alt"):
            _clean(f"{what} of '{name}'", getattr(drawn, what))
        return drawn

    def _holder(self, asked: AskedFigure, experiment: str | None) -> Result:
        """Return the result that was written with a figure, else the one from which it can be drawn."""
        name, stem = asked.name, asked.stem
        results, language = by_experiment(self.values.results, experiment), self.values.language
        if experiment is not None:
            return results[0]
        if any(holds_figure(result, stem) for result in results):
            return one_result(results, None, f"the figure '{name}'", lambda one: holds_figure(one, stem))
        faults = {result.name: why_not_drawable(result, asked, language) for result in results}
        if all(faults.values()):
            why = "; ".join(f"{experiment}: {fault}" for experiment, fault in faults.items())
            message = f"the figure '{name}' cannot be drawn from the results that were given"
            raise Unfillable("E733", message, why)
        return one_result(results, None, f"the figure '{name}'", lambda one: not faults[one.name])


def _asked(name: str, options: Mapping[str, Any]) -> AskedFigure:
    """Return a figure as a template asks for it, or refuse an option that there is not or that has the wrong type."""
    for option, value in options.items():
        listed = isinstance(value, list | tuple) and all(isinstance(one, str) for one in value)
        right = type(value) is int if option == "year" else listed if option in SINGULARS else isinstance(value, str)
        if not right:
            example = "2035" if option == "year" else "['one', 'two']" if option in SINGULARS else "'one'"
            raise Unfillable("E712", f"{option}= of a figure takes something else", f"{option}={example}")
    return AskedFigure.of(name, options)


def _clean(what: str, text: str | None) -> str:
    """Return a text that a template gives, refused when XML cannot hold it."""
    broken = CONTROL.search(text or "")
    if broken:
        raise Unfillable("E718", f"the letter U+{ord(broken[0]):04X} in {what} cannot stand in a text", "take it out")
    return (text or "").strip()


def sources(names: Sequence[str], language: Language) -> tuple[Paragraph, ...]:
    """Return a list of sources, in the order in which they were named."""
    known = sources_of(package_folder("parameters"))
    if not names:
        raise Unfillable("E712", "sources of what?", "name them: sources('social_vision_2040', ...)")
    found = []
    for name in names:
        if name not in known:
            hint = did_you_mean(name, [*known], "see sources.yaml")
            raise Unfillable("E731", f"there is no source '{name}'", hint)
        found.append(Paragraph((Span(_written(str(name), known[name], language)),), "bullet"))
    return tuple(found)


def _written(name: str, source: dict[str, Any], language: Language) -> str:
    own: dict[str, str] = texts("documents")[language]["sources"]
    return own.get(name) or f"{source['publisher']} ({source['year']}). {source['title']}."
