"""The model for other tools: as XMILE, which is scored for its loops too, as a module for a web page, and as pages."""
