"""Figures of two cities side by side."""
