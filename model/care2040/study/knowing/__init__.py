"""What ``care2040 know`` asks, answers and writes."""
