"""Flow charts: boxes in quadrants, and arrows between them."""
