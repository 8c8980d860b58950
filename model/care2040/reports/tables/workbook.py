"""The spreadsheet of a result: a page to read first, the city by year, and every number in one long table."""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import xlsxwriter

from care2040.reports.tables.analysis_sheets import Cell, Sheet, code_of
from care2040.reports.tables.figure_sheets import FigureSheet
from care2040.results.manifest import maker
from care2040.results.percentiles import over_draws, told_of
from care2040.results.series import Series

AS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""What somebody wrote stays text: no title becomes a formula, no address a link."""
LONGEST_SHEET = 200_000
"""Rows; a longer table would take a spreadsheet program minutes to open, and 1,048,576 is the limit of the format."""
WIDEST = 60
BIG = 1000
"""Numbers of figures from here on are shown without decimals; the cell holds all there are."""
HOW_TO_READ = {
    "years": "Stocks and ratios are those of 1 January of the year, flows those of the whole year.",
    "district": "utrecht is the whole city; the other ten are its districts (wijken).",
    "care share": "Workers in care and welfare in the broad sense of Statistics Netherlands (CBS), of employed "
    "residents. Needed is a need, not a forecast: the workers it takes to serve each client as in the base year.",
    "sheets": "City by year: one row per indicator. All numbers: one row per number, to filter and to pivot.",
    "figures": "Each sheet that begins with Figure holds exactly the numbers drawn in the figure of that name.",
    "units": "As the model has them: fte is a full-time job, dimensionless a share or a ratio, euro those of 2024.",
}
"""Label and text on the first sheet of every spreadsheet."""
LEFT_OUT = "Districts would make the sheet All numbers too long to open; they are in indicators.csv."


def write(
    path: Path,
    parts: Sequence[Series],
    facts: Mapping[str, Any],
    analysis: Sequence[Sheet] = (),
    figures: Sequence[FigureSheet] = (),
    sample: bool = True,
) -> None:
    """Write the spreadsheet; `sample` says whether the draws stand for chances."""
    # Rows are written from top to bottom only, so that the sheets need not be held in memory.
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, **AS_TEXT})
    try:
        sheets = _Sheets(book, parts, sample)
        whole = sum(part.values.size // part.values.sizes["draw"] for part in parts) <= LONGEST_SHEET
        about = {one.name: one.about for one in analysis} | {one.name: one.about for one in figures}
        sheets.read_me(facts["experiment"]["title"]["en"], [*how_made(facts, whole, sample), *about.items()])
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


def how_made(facts: Mapping[str, Any], whole: bool, sample: bool) -> Iterator[tuple[str, str]]:
    """Give what is said of a result before its numbers, a label and a text: what it is, how it was made and is read."""
    experiment = facts["experiment"]
    draws = "1: central values of all parameters"
    if experiment["draws"] > 1:
        draws = f"{experiment['draws']} from seed {experiment['seed']}; median, and low and high: 90 % of the draws "
        draws += "lie between them; of up to 100 draws each one is in indicators.csv, of more their percentiles."
        if not sample:
            draws = (
                f"{experiment['draws']} points, laid and not drawn: they say nothing of chances. The middle one, the "
            )
            draws += "lowest and the highest are told."
    yield "question", experiment["question"]["en"]
    yield "experiment", f"{experiment['name']}, at {experiment['resolution']} resolution"
    yield "made with", f"{maker(facts)}, {facts['started']}"
    yield "policies, scenarios", "; ".join([", ".join(experiment["policies"]), ", ".join(experiment["scenarios"])])
    yield "draws", draws
    yield from HOW_TO_READ.items()
    if not whole:
        yield "left out", LEFT_OUT


class _Sheets:
    """The sheets of one workbook."""

    def __init__(self, book: Any, parts: Sequence[Series], sample: bool) -> None:
        self.book, self.parts, self.sample = book, parts, sample
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.title = book.add_format({"bold": True, "font_size": 14})
        self.strong = book.add_format({"bold": True, "valign": "top"})
        self.text = book.add_format({"text_wrap": True, "valign": "top"})
        self.year = book.add_format({"num_format": "0"})
        self.formats: dict[str, Any] = {}
        self.numbers = {part.name: self._format(number_format(part)) for part in parts}

    def _format(self, code: str) -> Any:
        if code not in self.formats:
            self.formats[code] = self.book.add_format({"num_format": code})
        return self.formats[code]

    def read_me(self, title: str, lines: Iterable[tuple[str, str]]) -> None:
        """Write what this is, how it was made, and what each indicator means."""
        sheet = self.book.add_worksheet("Read me")
        for column, width in enumerate((34, 90, 24)):
            sheet.set_column(column, column, width)
        sheet.write(0, 0, title, self.title)
        said = list(lines)
        for line, (label, text) in enumerate(said, 2):
            sheet.write(line, 0, label, self.strong)
            sheet.write(line, 1, text, self.text)
        sheet.write_row(len(said) + 3, 0, ("indicator", "what it is", "unit"), self.head)
        for line, part in enumerate(self.parts, len(said) + 4):
            sheet.write(line, 0, part.name, self.strong)
            sheet.write(line, 1, part.about, self.text)
            sheet.write(line, 2, part.unit, self.text)

    def city_by_year(self) -> None:
        """Write a row per policy, scenario and indicator, and a column per year, for the whole city."""
        years = self.parts[0].values["year"].values.tolist()
        labels = ["policy", "scenario", "indicator", "unit", "over draws"]
        rows = list(_city_rows(self.parts, self.sample))
        sheet = self._begin("City by year", labels, [row[0] for row in rows], years, 12, frozen=3)
        for line, (texts, values, part) in enumerate(rows, 1):
            self._row(sheet, line, (*texts, *values), self.numbers[part.name])

    def analysis(self, table: Sheet) -> None:
        """Write a table of the analysis."""
        sheet = self._begin(table.name, table.head, [[_as_wide(cell) for cell in row] for row in table.rows])
        for line, row in enumerate(table.rows):
            for column, cell in enumerate(row):
                number = self._format(table.code(line, table.head[column])) if isinstance(cell, float) else None
                self._cell(sheet, line + 1, column, cell, number)
        sheet.autofilter(0, 0, len(table.rows), len(table.head) - 1)

    def figure(self, drawn: FigureSheet) -> None:
        """Write the words and numbers of a figure."""
        sheet = self.book.add_worksheet(drawn.name)
        first = [str(text) for table in drawn.tables for text in (table.head[0], *(row[0] for row in table.rows))]
        sheet.set_column(0, 0, min(max(map(len, ["subtitle", *first])), WIDEST) + 3)
        sheet.set_column(1, max((len(table.head) for table in drawn.tables), default=1), 16)

        def write(line: int, column: int, cell: Cell | None) -> None:
            if cell is not None:
                big = isinstance(cell, float) and abs(cell) >= BIG
                self._cell(sheet, line, column, cell, self._format("#,##0" if big else "General"))

        line = 0
        for name, text in drawn.words:
            sheet.write(line, 0, name.replace("_", " "), self.strong)
            write(line, 1, text)
            line += 1
        for table in drawn.tables:
            sheet.write_row(line + 1, 0, table.head, self.head)
            for below, row in enumerate(table.rows, line + 2):
                for column, cell in enumerate(row):
                    write(below, column, cell)
            line += len(table.rows) + 2

    def all_numbers(self, whole: bool) -> None:
        """Write one row per policy, scenario, district, year and indicator."""
        texts = ["policy", "scenario", "district", "year", "indicator", "unit"]
        told = ["value"] if self.parts[0].values.sizes["draw"] == 1 else list(told_of(self.sample))
        labels = [(*_longest_labels(part), part.name, part.unit) for part in self.parts]
        sheet = self._begin("All numbers", texts, labels, told, 14)
        line = 0
        for part in self.parts:
            values = part.values if whole else part.values.isel(area=[0])
            columns = [found.values.ravel().tolist() for found in over_draws(values, self.sample).values()]
            keys = product(*(values[dim].values.tolist() for dim in ("policy", "scenario", "area", "year")))
            for key, *numbers in zip(keys, *columns, strict=True):
                line += 1
                self._row(sheet, line, (*key, part.name, part.unit, *numbers), self.numbers[part.name])
        sheet.autofilter(0, 0, line, len(texts) + len(told) - 1)

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
        sheet = self.book.add_worksheet(name)
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
        elif isinstance(cell, float) and not math.isfinite(cell):
            sheet.write_blank(line, column, None, number)
        else:
            sheet.write(line, column, cell, number or self.year)


def _as_wide(cell: Cell) -> str:
    """Return a cell as text about as wide as it is shown."""
    return f"{cell:,.0f}.00" if isinstance(cell, float) else str(cell)


def _city_rows(parts: Sequence[Series], sample: bool) -> Iterator[tuple[list[str], list[float], Series]]:
    first = parts[0].values
    for policy, scenario in product(first["policy"].values.tolist(), first["scenario"].values.tolist()):
        for part in parts:
            chosen = part.city.sel(policy=[policy], scenario=[scenario])
            for told, values in over_draws(chosen, sample).items():
                texts = [policy, scenario, part.name, part.unit, "one draw" if told == "value" else told]
                yield texts, values.values.ravel().tolist(), part


def _longest_labels(part: Series) -> list[str]:
    """Return the longest label of each dim, which sets the width of its column."""
    labels = (map(str, part.values[dim].values.tolist()) for dim in ("policy", "scenario", "area", "year"))
    return [max(members, key=len) for members in labels]
