"""The page of a district: its numbers and levers with the city beside it."""
