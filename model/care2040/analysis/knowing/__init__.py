"""When the counts of the years to come tell two policies or futures apart, and which counts are worth adding."""
