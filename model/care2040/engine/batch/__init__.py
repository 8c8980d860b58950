"""One batch of runs on its way through the years: with SciPy and NumPy, or in machine code."""
