"""What a template may ask of a result that was laid beside what was counted: sentences, tables and a figure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from care2040.analysis.monitoring.monitoring import Monitoring
from care2040.analysis.monitoring.monitoring import monitor as weigh_result
from care2040.analysis.observations.register import Register, load
from care2040.figures.canvas.export import write as write_figure
from care2040.files.package_files import package_folder
from care2040.reports.document.blocks import Block, Figure
from care2040.reports.document.drawn_figures import DrawnFigure, drawn_files
from care2040.reports.document.stored_results import Result
from care2040.reports.document.value_text import Unfillable, ValueText
from care2040.reports.memos import counted_tables
from care2040.reports.memos.selection import by_experiment, check_option, default_policy, default_scenario, one_result
from care2040.reports.memos.value_placeholders import ValuePlaceholders
from care2040.reports.monitoring.sentences import PARTS, paragraph
from care2040.results.valid_draws import CannotAnalyse
from care2040.sectors import load_model

FIGURE_WIDTHS = ("full", "half")


@dataclass(frozen=True)
class CountedPlaceholders:
    """Placeholders on what was counted; a result is weighed once, however much is asked of it."""

    values: ValuePlaceholders
    folder: Path
    _found: dict[str, Monitoring | CannotAnalyse] = field(default_factory=dict)
    _drawn: dict[tuple[str, str, str], DrawnFigure] = field(default_factory=dict)
    _register: list[Register] = field(default_factory=list)

    def functions(self) -> Mapping[str, Callable[..., Any]]:
        """Return the placeholders by name."""
        return {"monitor": self.monitor, "monitor_table": self.table, "monitor_figure": self.figure}

    def monitor(self, part: str, experiment: str | None = None) -> ValueText:
        """Return a paragraph of what the monitor tells: ``draws``, ``held``, ``surprises``, ``moved`` and so on."""
        check_option("part", part, tuple(PARTS))
        result, found = self._weighed(experiment)
        text = paragraph(found, part, self.values.language)
        if not text:
            raise Unfillable("E736", f"the monitor has nothing to tell of '{part}' in '{result.name}'", "leave it out")
        return ValueText(text, result.run, f"monitor {part}")

    def table(self, what: str, experiment: str | None = None, caption: str | None = None) -> tuple[Block, ...]:
        """Return a table: ``came`` (expected and counted), ``ahead`` (before and after) or ``watch`` (what is next)."""
        check_option("what", what, tuple(counted_tables.TABLES))
        result, found = self._weighed(experiment)
        return (counted_tables.table(what, found, self.values.language, result.run, (caption or "").strip()),)

    def figure(
        self, name: str, width: str = "full", experiment: str | None = None, caption: str | None = None
    ) -> tuple[Block, ...]:
        """Return a figure of the monitor: ``monitor``, counts over bands, or ``moved``, what they shifted."""
        from care2040.figures import OF_MONITOR

        check_option("name", name, tuple(OF_MONITOR))
        check_option("width", width, FIGURE_WIDTHS)
        result, found = self._weighed(experiment)
        key = result.name, name, width
        if key not in self._drawn:
            # the name of a result comes from outside, so its figures stand under a number
            place, language = self.folder / f"monitor_{len(self._drawn)}", self.values.language
            write_figure(found.figure(name, language, width), place, name)  # type: ignore[arg-type]
            self._drawn[key] = drawn_files(name, result.name, place, name, language, width)  # type: ignore[arg-type]
        drawn = self._drawn[key]
        return (Figure(drawn, (caption or "").strip() or drawn.subtitle),)

    def _weighed(self, experiment: str | None) -> tuple[Result, Monitoring]:
        """Return the result that is meant, weighed by what was counted; why it cannot be is told."""
        results = by_experiment(self.values.results, experiment)
        faults = [f"{one.name}: {told}" for one in results if isinstance(told := self._monitored(one), CannotAnalyse)]
        if len(faults) == len(results):
            told = self._monitored(results[0])
            hint = (
                told.hint if isinstance(told, CannotAnalyse) and told.hint else "put 'monitor: true' in its experiment"
            )
            raise Unfillable("E735", f"no result can be laid beside what was counted; {'; '.join(faults)}", hint)
        result = one_result(results, None, "what was counted", lambda one: isinstance(self._monitored(one), Monitoring))
        found = self._monitored(result)
        assert isinstance(found, Monitoring)
        self.values.used[result.name] = result
        return result, found

    def _monitored(self, result: Result) -> Monitoring | CannotAnalyse:
        if result.name not in self._found:
            try:
                self._found[result.name] = self._lay_beside(result)
            except CannotAnalyse as error:
                self._found[result.name] = error
        return self._found[result.name]

    def _lay_beside(self, result: Result) -> Monitoring:
        if not self._register:
            parameters = package_folder("parameters")
            self._register.append(load(parameters, load_model(parameters)))
        first = default_scenario(result, None)
        scenarios = (first, *(str(one) for one in result.members("scenario") if str(one) != first))
        # where too few draws would be left the counts weigh less, and the memo says so
        return weigh_result(result.dataset, self._register[0], default_policy(result, None), scenarios, temper=True)
