"""The language of the model: axes, units, equations, and what reads what."""
