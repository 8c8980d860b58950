"""Cities side by side: what differs, and over which causes the difference is split."""
