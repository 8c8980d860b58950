"""care2040: how a city keeps care going until 2040, as a system-dynamics model."""
