"""What the command line knows of cities: which one it is about, and which there are."""
