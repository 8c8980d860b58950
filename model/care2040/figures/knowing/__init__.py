"""Figures of what ``care2040 know`` computes."""
