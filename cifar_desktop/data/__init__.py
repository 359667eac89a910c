"""Data sets: finding, verifying, reading, splitting and augmenting them."""
