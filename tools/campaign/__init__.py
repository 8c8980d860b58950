"""``python -m tools.campaign``: damaged and hostile inputs by the thousand; each must end in a clear refusal."""
