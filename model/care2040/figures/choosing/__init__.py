"""Figures of the best mixes of a choice: what they come to, how they use the levers, and what each lever costs."""
