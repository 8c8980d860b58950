"""How sure, what matters, when it fails."""
