"""From equations to numbers: compiled, simulated, and run by the thousand."""
