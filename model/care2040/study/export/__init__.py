"""The model for other tools: as XMILE, and as a module for a web page."""
