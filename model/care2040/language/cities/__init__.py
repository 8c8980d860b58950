"""Cities: what one is, which one it is about now, and the folders that its numbers are read from."""
