"""A choice among mixes: the search, with what it has looked at beside the result until that stands."""
