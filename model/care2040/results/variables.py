"""Names inside a result: the numbers that answer the question, in the order in which they are told."""

ANSWERS = (
    "care_share_needed",
    "care_share_working",
    "shortage",
    "residents",
    "homes",
    "waiting_time_social_rent",
)
"""Indicators that are kept of every run, whatever the experiment asks for."""
