"""The spreadsheet of a result: a page to read first, the city by year, and every number in one long table."""

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import xlsxwriter

from care2040.reports.tables.analysis_sheets import Cell, Sheet, code_of
from care2040.reports.tables.figure_sheets import Cell as FigureCell
from care2040.reports.tables.figure_sheets import FigureSheet
from care2040.reports.tables.reading_sheet import explanation
from care2040.results.percentiles import PERCENTILES, over_draws
from care2040.results.series import Series

LONGEST_SHEET = 200_000
"""Rows; a longer table would take a spreadsheet program minutes to open, and 1,048,576 is the limit of the format."""
WIDEST = 60
BIG = 1000
"""Numbers of figures from here on are shown without decimals; the cell holds all there are."""


def write(
    path: Path,
    parts: Sequence[Series],
    facts: Mapping[str, Any],
    analysis: Sequence[Sheet] = (),
    figures: Sequence[FigureSheet] = (),
) -> None:
    """Write the spreadsheet."""
    # Rows are written from top to bottom only, so that the sheets need not be held in memory.
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    try:
        sheets = _Sheets(book, parts)
        whole = sum(part.values.size // part.values.sizes["draw"] for part in parts) <= LONGEST_SHEET
        about = {one.name: one.about for one in analysis} | {one.name: one.about for one in figures}
        sheets.reading(facts, whole, about)
        sheets.city_by_year()
        for one in analysis:
            sheets.analysis(one)
        for drawn in figures:
            sheets.figure(drawn)
        sheets.all_numbers(whole)
    finally:
        book.close()


def number_format(part: Series) -> str:
    """Return the format of the cells of an indicator: per cent for shares, no decimals for what is counted."""
    return code_of(part.name.partition(".")[0], part.unit, float(abs(part.values).max()))


class _Sheets:
    """The sheets of one workbook."""

    def __init__(self, book: Any, parts: Sequence[Series]) -> None:
        self.book, self.parts = book, parts
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.strong = book.add_format({"bold": True, "valign": "top"})
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.year = book.add_format({"num_format": "0"})
        codes = {part.name: number_format(part) for part in parts}
        self.formats: dict[str, Any] = {}
        self.numbers = {name: self._format(code) for name, code in codes.items()}

    def _format(self, code: str) -> Any:
        if code not in self.formats:
            self.formats[code] = self.book.add_format({"num_format": code})
        return self.formats[code]

    def reading(self, facts: Mapping[str, Any], whole: bool, others: Mapping[str, str]) -> None:
        """Write what this is, how it was made, and what each indicator means."""
        sheet = self.book.add_worksheet("Read me")
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 90)
        sheet.set_column(2, 2, 24)
        sheet.write(0, 0, facts["experiment"]["title"]["en"], self.title)
        row = 2
        for label, text in (*explanation(facts, whole), *others.items()):
            sheet.write(row, 0, label, self.strong)
            sheet.write(row, 1, text, self.text)
            row += 1
        for column, text in enumerate(("indicator", "what it is", "unit")):
            sheet.write(row + 1, column, text, self.head)
        for line, part in enumerate(self.parts, row + 2):
            sheet.write(line, 0, part.name, self.strong)
            sheet.write(line, 1, part.about, self.text)
            sheet.write(line, 2, part.unit, self.text)

    def city_by_year(self) -> None:
        """Write a row per policy, scenario and indicator, and a column per year, for the whole city."""
        sheet = self.book.add_worksheet("City by year")
        years = self.parts[0].values["year"].values.tolist()
        labels = ["policy", "scenario", "indicator", "unit", "over draws"]
        rows = list(_city_rows(self.parts))
        self._columns(sheet, labels, [row[0] for row in rows])
        sheet.set_column(len(labels), len(labels) + len(years) - 1, 12)
        sheet.freeze_panes(1, 3)
        sheet.write_row(0, 0, [*labels, *years], self.head)
        for line, (texts, values, part) in enumerate(rows, 1):
            sheet.write_row(line, 0, texts)
            for column, value in enumerate(values, len(labels)):
                _write_number(sheet, line, column, value, self.numbers[part.name])

    def analysis(self, table: Sheet) -> None:
        """Write a table of the analysis."""
        sheet = self.book.add_worksheet(table.name)
        self._columns(sheet, table.head, [[_plain(cell) for cell in row] for row in table.rows])
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, table.head, self.head)
        for line, row in enumerate(table.rows):
            for column, cell in enumerate(row):
                if isinstance(cell, float):
                    _write_number(sheet, line + 1, column, cell, self._format(table.code(line, table.head[column])))
                elif isinstance(cell, str):
                    sheet.write_string(line + 1, column, cell)
                else:
                    sheet.write(line + 1, column, cell, self.year)
        sheet.autofilter(0, 0, len(table.rows), len(table.head) - 1)

    def figure(self, drawn: FigureSheet) -> None:
        """Write the words and numbers of a figure."""
        sheet = self.book.add_worksheet(drawn.name)
        first = [str(text) for table in drawn.tables for text in (table.head[0], *(row[0] for row in table.rows))]
        sheet.set_column(0, 0, min(max(map(len, ["subtitle", *first])), WIDEST) + 3)
        sheet.set_column(1, max((len(table.head) for table in drawn.tables), default=1), 16)
        line = 0
        for name, text in drawn.words:
            sheet.write(line, 0, name.replace("_", " "), self.strong)
            self._cell(sheet, line, 1, text)
            line += 1
        for table in drawn.tables:
            sheet.write_row(line + 1, 0, table.head, self.head)
            for below, row in enumerate(table.rows, line + 2):
                for column, cell in enumerate(row):
                    self._cell(sheet, below, column, cell)
            line += len(table.rows) + 2

    def _cell(self, sheet: Any, line: int, column: int, cell: FigureCell | None) -> None:
        if isinstance(cell, str):
            sheet.write_string(line, column, cell)
        elif cell is not None:
            big = isinstance(cell, float) and abs(cell) >= BIG
            sheet.write_number(line, column, cell, self._format("#,##0") if big else self._format("General"))

    def all_numbers(self, whole: bool) -> None:
        """Write one row per policy, scenario, district, year and indicator."""
        sheet = self.book.add_worksheet("All numbers")
        texts = ["policy", "scenario", "district", "year", "indicator", "unit"]
        told = ["value"] if self.parts[0].values.sizes["draw"] == 1 else list(PERCENTILES)
        self._columns(sheet, texts, [(*_longest_labels(part), part.name, part.unit) for part in self.parts])
        sheet.set_column(len(texts), len(texts) + len(told) - 1, 14)
        sheet.freeze_panes(1, 0)
        sheet.write_row(0, 0, [*texts, *told], self.head)
        line = 0
        for part in self.parts:
            values = part.values if whole else part.values.isel(area=[0])
            columns = [found.values.ravel().tolist() for found in over_draws(values).values()]
            keys = product(*(values[dim].values.tolist() for dim in ("policy", "scenario", "area", "year")))
            for key, *numbers in zip(keys, *columns, strict=True):
                line += 1
                self._row(sheet, line, (*key, part.name, part.unit), numbers, self.numbers[part.name])
        sheet.autofilter(0, 0, line, len(texts) + len(told) - 1)

    def _row(self, sheet: Any, line: int, key: Sequence[Any], numbers: Sequence[float], form: Any) -> None:
        for column, label in enumerate(key):
            if isinstance(label, str):
                sheet.write_string(line, column, label)
            else:
                sheet.write_number(line, column, label, self.year)
        for column, number in enumerate(numbers, len(key)):
            _write_number(sheet, line, column, number, form)

    def _columns(self, sheet: Any, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Make each column as wide as what stands in it; a width has to be known before the first row is written."""
        widths = [len(label) for label in head]
        for row in rows:
            widths = [max(width, len(text)) for width, text in zip(widths, row, strict=True)]
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(width, WIDEST) + 3)


def _plain(cell: Cell) -> str:
    """Return a cell as text about as wide as it is shown."""
    return f"{cell:,.0f}.00" if isinstance(cell, float) else str(cell)


def _write_number(sheet: Any, line: int, column: int, number: float, form: Any) -> None:
    if math.isfinite(number):
        sheet.write_number(line, column, number, form)
    else:
        sheet.write_blank(line, column, None, form)


def _city_rows(parts: Sequence[Series]) -> Iterable[tuple[list[str], list[float], Series]]:
    first = parts[0].values
    for policy, scenario in product(first["policy"].values.tolist(), first["scenario"].values.tolist()):
        for part in parts:
            for told, values in over_draws(part.city.sel(policy=[policy], scenario=[scenario])).items():
                texts = [policy, scenario, part.name, part.unit, "one draw" if told == "value" else told]
                yield texts, values.values.ravel().tolist(), part


def _longest_labels(part: Series) -> list[str]:
    """Return the longest label of each dim, which sets the width of its column."""
    labels = (map(str, part.values[dim].values.tolist()) for dim in ("policy", "scenario", "area", "year"))
    return [max(members, key=len) for members in labels]
