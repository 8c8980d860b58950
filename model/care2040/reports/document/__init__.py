"""What documents share: values as text, stored results, drawn figures, blocks."""
