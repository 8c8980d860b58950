"""The model: one file a sector, equations only."""
