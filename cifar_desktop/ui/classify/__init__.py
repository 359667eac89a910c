"""Labelling photos, as the window shows it."""
