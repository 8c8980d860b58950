"""What a run gave: series, draws that count, manifest, files."""
