"""``python -m tools.refresh``: write again what is made from the code."""
