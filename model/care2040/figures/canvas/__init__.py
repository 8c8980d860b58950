"""What every figure is drawn with: sheet, style, labels, lint, files."""
