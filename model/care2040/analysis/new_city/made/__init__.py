"""Numbers of a new city, made of its tables and those of the nation."""
