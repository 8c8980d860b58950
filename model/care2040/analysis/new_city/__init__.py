"""A city folder built from public tables: raked residents, homes, work, what is borrowed, and how well it fits."""
