"""A result as tables: CSV, workbook, summary page."""
