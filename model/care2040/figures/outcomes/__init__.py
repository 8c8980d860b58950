"""The kinds of figure there are, a file each, with a function ``draw``."""
