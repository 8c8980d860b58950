"""A document as Word, HTML, Markdown or PDF."""
