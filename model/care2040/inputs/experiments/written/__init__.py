"""What stands in a line, in a rule and in a figure of an experiment, read and checked by itself."""
