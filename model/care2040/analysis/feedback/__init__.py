"""Why: loops, and the causes of a difference between two runs."""
