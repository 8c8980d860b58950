"""Pages of districts: which are asked for, the run behind them, and their files."""
