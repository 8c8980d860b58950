"""What the monitor found, in words, in tables and as sheets of numbers."""
