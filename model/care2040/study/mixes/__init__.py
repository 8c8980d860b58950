"""Which mix of levers: the search with its journal, and the best mixes tried again."""
