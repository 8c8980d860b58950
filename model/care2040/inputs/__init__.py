"""What goes into a run: parameters, policies, experiments."""
