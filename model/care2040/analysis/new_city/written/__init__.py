"""What is written of a new city: entries, targets, the folder, and the report."""
