"""Thousands of runs: designs, blocks, workers, and the store on disk."""
