"""How things are said: languages, texts, numbers, names, units."""
