"""What a reader takes over into a document of his own: figures, tables and texts for Word."""
