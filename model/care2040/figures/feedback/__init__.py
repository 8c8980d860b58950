"""Figures of loops: what another command than ``run`` computes, so that no experiment can ask for them."""
