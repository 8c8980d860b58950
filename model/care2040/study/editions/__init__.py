"""Editions of the model found, mixed and run, so that they can be compared."""
