"""The public tables that a city is built from: which, what is wrong with them, and how wijken make districts."""
