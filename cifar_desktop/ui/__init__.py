"""The window: the only part of the program that knows Qt, and the only one that knows no torch."""
