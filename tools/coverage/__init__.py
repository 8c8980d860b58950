"""Whether bands hold what they promise: draws of the model itself as truth, counted, and found back from the counts."""
