"""The explorer: the whole model in one page that answers while the hand still moves."""
