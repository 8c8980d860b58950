"""``python -m tools.golden``: which results moved against the golden tables."""
