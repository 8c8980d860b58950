"""An experiment as runs: which go together, where they begin, and the labelled result."""
