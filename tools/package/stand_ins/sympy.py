"""Stands in for SymPy, which PyTorch asks whether a number is one of its symbols: here, none ever is."""


class Basic:
    """Is what every symbol would be."""
