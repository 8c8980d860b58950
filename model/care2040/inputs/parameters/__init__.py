"""Every number, with unit, range, spread, source and standing."""
