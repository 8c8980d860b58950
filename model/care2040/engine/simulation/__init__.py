"""One batch of runs: start, steps, failures, and the labelled result."""
