"""Paths: what should be kept, by which policies, and in which years one may change over to another."""
