"""Figures of how sure a result is, what matters, and when it fails: one file a figure."""
