"""Levers, packages, and the paths that policies give to parameters."""
