"""The model in XMILE, for other tools."""
