"""Pages and diagrams that are made from the code, for people who read and do not run."""
