"""Which mixes of levers are best: what can be chosen, what it comes to, the search, and what it found."""
