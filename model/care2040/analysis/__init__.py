"""What a result says beyond its indicators: who does what (attribution), what it takes, what it costs, and tables."""
