"""Files as they are read and written: YAML with places, problems, fingerprints, result folders."""
