"""Headless training from a checkout, and the scripts that make what lies in resources/."""
