"""How residents are raked to counts and carried over the years, for any city."""
