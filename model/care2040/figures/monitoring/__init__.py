"""The figures of what ``care2040 monitor`` finds: counts over bands, and what they moved."""
