"""What brings about what, on the terminal."""
