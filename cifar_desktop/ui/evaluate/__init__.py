"""Measuring weights, as the window shows it."""
