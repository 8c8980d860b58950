"""The best mixes tried again: in draws the search did not see, in several futures, and under other laws."""
