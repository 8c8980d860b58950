"""Cities beside the first: how one is made, and what it lacks."""
