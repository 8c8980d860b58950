"""Paths that adapt: how long each policy keeps an aim, until when others are in time, and what tells that they are."""
