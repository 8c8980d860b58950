"""A question about which mix of levers to choose: what may stand in the file, and whether it can be asked."""
