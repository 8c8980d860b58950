"""Theory of change: the chains from efforts to one in four, taken from the equations."""
