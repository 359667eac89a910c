"""Weights files, and the networks built from them."""
