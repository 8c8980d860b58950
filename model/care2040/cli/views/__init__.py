"""What the terminal shows: problems, progress, summaries, names."""
