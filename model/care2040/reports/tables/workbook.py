"""The spreadsheet of a result: a page to read first, the city by year, and every number in one long table."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import xlsxwriter

from care2040.reports.tables.analysis_sheets import Cell, Sheet, code_of
from care2040.reports.tables.figure_sheets import FigureSheet
from care2040.reports.tables.sheet_words import SheetWords
from care2040.results.percentiles import over_draws, told_of
from care2040.results.series import Series
from care2040.wording.language import Language
from care2040.wording.quantities import MONEY

AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""What somebody wrote stays text: no title becomes a formula, no address a link."""
LONGEST_SHEET = 200_000
"""Rows; a longer table would take a spreadsheet program minutes to open, and 1,048,576 is the limit of the format."""
WIDEST = 60
A4 = 9
MOST_IN_FOOTER = 255
MOST_CHARTS, MOST_LINES = 8, 8
"""Charts in a workbook, and lines in a chart; more would be read by nobody."""
FIRST_ROWS = 60
"""Rows of the longest sheet that are printed: it is there to filter, and has hundreds of pages."""


def write(
    path: Path,
    parts: Sequence[Series],
    facts: Mapping[str, Any],
    analysis: Sequence[Sheet] = (),
    figures: Sequence[FigureSheet] = (),
    language: Language = "en",
    sample: bool = True,
) -> None:
    """Write the spreadsheet; in Dutch without the long table, which is that of the English one and of the CSV.

    `sample` says whether the draws stand for chances.
    """
    # Rows are written from top to bottom only, so that the sheets need not be held in memory.
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, **AS_TEXT})
    try:
        title = facts["experiment"]["title"].get(language, facts["experiment"]["title"]["en"])
        sheets = _Sheets(book, parts, language, title, sample)
        whole = sum(part.values.size // part.values.sizes["draw"] for part in parts) <= LONGEST_SHEET
        words = SheetWords(language)
        about = {words.sheet(one.name): words.about(one.name, one.about) for one in analysis}
        about |= {one.name: one.about for one in figures}
        sheets.read_me([*words.how_made(facts, whole and language == "en", sample), *about.items()])
        sheets.charts(sheets.city_by_year())
        for one in analysis:
            sheets.analysis(one)
        for drawn in figures:
            sheets.figure(drawn)
        if language == "en":
            sheets.all_numbers(whole)
    finally:
        book.close()


def number_format(part: Series) -> str:
    """Return the format of the cells of an indicator: per cent for shares, no decimals for what is counted."""
    return code_of(part.name.partition(".")[0], part.unit, float(abs(part.values).max()))


@dataclass(frozen=True)
class Line:
    """Where a row of the city by year stands, and what it is of."""

    indicator: str
    row: int
    policy: str
    scenario: str
    draws: str


class _Sheets:
    """The sheets of one workbook."""

    def __init__(self, book: Any, parts: Sequence[Series], language: Language, title: str, sample: bool) -> None:
        self.book, self.parts, self.title_text, self.sample = book, parts, title, sample
        self.words = SheetWords(language)
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.strong = book.add_format({"bold": True, "valign": "top", "text_wrap": True})
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.year = book.add_format({"num_format": "0"})
        self.formats: dict[str, Any] = {}
        self.numbers = {part.name: self._format(number_format(part)) for part in parts}

    def _format(self, code: str) -> Any:
        if code not in self.formats:
            self.formats[code] = self.book.add_format({"num_format": code})
        return self.formats[code]

    def _sheet(self, name: str) -> Any:
        """Return a new sheet that prints on pages as wide as it is, landscape, its head on each of them."""
        sheet = self.book.add_worksheet(name)
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        footer = f"{self.title_text} · {name}".replace("&", "&&")
        sheet.set_footer(self.words.say("page", title=footer)[:MOST_IN_FOOTER])
        return sheet

    def read_me(self, lines: Iterable[tuple[str, str]]) -> None:
        """Write what this is, how it was made, and what each indicator means."""
        sheet = self._sheet(self.words.say("sheets", "read_me"))
        for column, width in enumerate((34, 90, 24)):
            sheet.set_column(column, column, width)
        sheet.write_string(0, 0, self.title_text, self.title)
        said = list(lines)
        for line, (label, text) in enumerate(said, 2):
            sheet.write_string(line, 0, label, self.strong)
            sheet.write_string(line, 1, text, self.text)
        sheet.write_row(len(said) + 3, 0, self.words.heads("read_heads"), self.head)
        for line, part in enumerate(self.parts, len(said) + 4):
            sheet.write_string(line, 0, self.words.indicator(part.name), self.strong)
            sheet.write_string(line, 1, part.about if self.words.language == "en" else part.name, self.text)
            sheet.write_string(line, 2, self.words.unit(part.name, part.unit), self.text)

    def city_by_year(self) -> list[Line]:
        """Write a row per policy, scenario and indicator, and a column per year; return where each row stands."""
        years = self.parts[0].values["year"].values.tolist()
        labels = self.words.heads("city_heads")
        told = _city_rows(self.parts, self.sample)
        rows = [([*self.words.city_row(texts)], values, part) for texts, values, part in told]
        sheet = self._begin(self.words.say("sheets", "city"), labels, [row[0] for row in rows], years, 12, frozen=3)
        for line, (texts, values, part) in enumerate(rows, 1):
            self._row(sheet, line, (*texts, *values), self.numbers[part.name])
        return [Line(part.name, row, texts[0], texts[1], texts[4]) for row, (texts, _, part) in enumerate(rows, 1)]

    def charts(self, lines: Sequence[Line]) -> None:
        """Draw the first indicators over the years as charts of the spreadsheet, from the cells of the city by year."""
        sheet, city = self._sheet(self.words.say("sheets", "charts")), self.words.say("sheets", "city")
        years = len(self.parts[0].values["year"])
        middles = {self.words.say("over_draws", name) for name in ("value", "median", "middle")}
        sheet.set_portrait()
        sheet.fit_to_pages(1, 1)
        wholes = [part for part in self.parts if "." not in part.name]
        for place, part in enumerate(wholes[:MOST_CHARTS]):
            chart = self.book.add_chart({"type": "line"})
            own = [one for one in lines if one.indicator == part.name and one.draws in middles][:MOST_LINES]
            for one in own:
                cells = {"categories": [city, 0, 5, 0, 4 + years], "values": [city, one.row, 5, one.row, 4 + years]}
                chart.add_series({"name": f"{one.policy}, {one.scenario}", **cells})
            names = self.words.indicator(part.name, spoken=True), self.words.unit(part.name, part.unit, spoken=True)
            chart.set_title(
                {"name": self.words.say("chart", subject=names[0], unit=names[1]), "name_font": {"size": 12}}
            )
            code = "#,##0,," if part.unit in MONEY else number_format(part)
            chart.set_y_axis({"num_format": code, "major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}})
            chart.set_legend({"position": "bottom"})
            chart.set_size({"width": 620, "height": 320})
            sheet.insert_chart(17 * (place // 2), 10 * (place % 2), chart)

    def analysis(self, table: Sheet) -> None:
        """Write a table of the analysis."""
        rows = [self.words.row(table.head, row) for row in table.rows]
        heads = [self.words.head(name) for name in table.head]
        sheet = self._begin(self.words.sheet(table.name), heads, [[_as_wide(cell) for cell in row] for row in rows])
        for line, row in enumerate(rows):
            for column, cell in enumerate(row):
                number = self._format(table.code(line, table.head[column])) if isinstance(cell, float) else None
                self._cell(sheet, line + 1, column, cell, number)
        sheet.autofilter(0, 0, len(table.rows), len(table.head) - 1)

    def figure(self, drawn: FigureSheet) -> None:
        """Write the words and numbers of a figure."""
        sheet = self._sheet(drawn.name)
        first = [str(text) for table in drawn.tables for text in (table.head[0], *(row[0] for row in table.rows))]
        sheet.set_column(0, 0, min(max(map(len, ["subtitle", *first])), WIDEST) + 3)
        sheet.set_column(1, max((len(table.head) for table in drawn.tables), default=1), 16)

        def write(line: int, column: int, cell: Cell | None, head: str = "") -> None:
            if cell is not None:
                self._cell(sheet, line, column, cell, self._format(drawn.code(cell, head)))

        line = 0
        for name, text in drawn.words:
            sheet.write_string(line, 0, self.words.head(name).replace("_", " "), self.strong)
            of = str(dict(drawn.words).get("indicator", ""))
            write(line, 1, self.words.cell(name, text, of) if isinstance(text, str) else text)
            line += 1
        for table in drawn.tables:
            for column, head in enumerate(table.head):
                sheet.write_string(line + 1, column, self.words.way(head), self.head)
            for below, row in enumerate(table.rows, line + 2):
                for column, cell in enumerate(row):
                    write(below, column, cell, f"{table.head[0]} {table.head[column]}")
            line += len(table.rows) + 2

    def all_numbers(self, whole: bool) -> None:
        """Write one row per policy, scenario, district, year and indicator."""
        texts = self.words.heads("all_heads")
        told = ["value"] if self.parts[0].values.sizes["draw"] == 1 else list(told_of(self.sample))
        labels = [(*_longest_labels(part), part.name, part.unit) for part in self.parts]
        sheet = self._begin(self.words.say("sheets", "all"), texts, labels, told, 14)
        line = 0
        for part in self.parts:
            values = part.values if whole else part.values.isel(area=[0])
            columns = [found.values.ravel().tolist() for found in over_draws(values, self.sample).values()]
            keys = product(*(values[dim].values.tolist() for dim in ("policy", "scenario", "area", "year")))
            for key, *numbers in zip(keys, *columns, strict=True):
                line += 1
                self._row(sheet, line, (*key, part.name, part.unit, *numbers), self.numbers[part.name])
        sheet.autofilter(0, 0, line, len(texts) + len(told) - 1)
        sheet.print_area(0, 0, min(line, FIRST_ROWS), len(texts) + len(told) - 1)
        sheet.set_header(f"&L{self.words.say('first_rows')}")

    def _begin(
        self,
        name: str,
        labels: Sequence[str],
        rows: Iterable[Sequence[str]],
        numbers: Sequence[Any] = (),
        width: int = 0,
        frozen: int = 0,
    ) -> Any:
        """Return a sheet with a head: columns as wide as what stands in them, then columns with numbers of one width.

        A width has to be known before the first row is written.
        """
        sheet = self._sheet(name)
        sheet.repeat_rows(0)
        widths = [len(label) for label in labels]
        for row in rows:
            widths = [max(wide, len(text)) for wide, text in zip(widths, row, strict=True)]
        for column, wide in enumerate(widths):
            sheet.set_column(column, column, min(wide, WIDEST) + 3)
        if numbers:
            sheet.set_column(len(labels), len(labels) + len(numbers) - 1, width)
        sheet.freeze_panes(1, frozen)
        sheet.write_row(0, 0, [*labels, *numbers], self.head)
        return sheet

    def _row(self, sheet: Any, line: int, cells: Iterable[Cell], number: Any) -> None:
        for column, cell in enumerate(cells):
            self._cell(sheet, line, column, cell, number if isinstance(cell, float) else None)

    def _cell(self, sheet: Any, line: int, column: int, cell: Cell, number: Any = None) -> None:
        """Write a cell; what is not a number is left blank, and what is whole is shown like a year."""
        if isinstance(cell, str):
            sheet.write_string(line, column, cell)
        elif isinstance(cell, bool):
            sheet.write_boolean(line, column, cell, number or self.year)
        elif isinstance(cell, float) and not math.isfinite(cell):
            sheet.write_blank(line, column, None, number)
        else:
            sheet.write_number(line, column, cell, number or self.year)


def _as_wide(cell: Cell) -> str:
    """Return a cell as text about as wide as it is shown."""
    return f"{cell:,.0f}.00" if isinstance(cell, float) else str(cell)


def _city_rows(parts: Sequence[Series], sample: bool) -> Iterator[tuple[list[str], list[float], Series]]:
    first = parts[0].values
    cities = [(part, over_draws(part.city, sample)) for part in parts]
    for row, policy in enumerate(first["policy"].values.tolist()):
        for column, scenario in enumerate(first["scenario"].values.tolist()):
            for part, found in cities:
                for told, values in found.items():
                    texts = [policy, scenario, part.name, part.unit, told]
                    yield texts, values.values[row, column].tolist(), part


def _longest_labels(part: Series) -> list[str]:
    """Return the longest label of each dim, which sets the width of its column."""
    labels = (map(str, part.values[dim].values.tolist()) for dim in ("policy", "scenario", "area", "year"))
    return [max(members, key=len) for members in labels]
