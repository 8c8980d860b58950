"""Editions of the model compared: which results moved, and because of what."""
