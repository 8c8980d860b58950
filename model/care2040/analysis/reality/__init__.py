"""Reality checks: claims that any sane model of the city must hold, and the runs that try them."""
