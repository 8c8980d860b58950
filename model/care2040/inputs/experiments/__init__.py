"""Questions in YAML: read, checked, and told what is wrong."""
