"""Memos: placeholders, tables, evidence."""
