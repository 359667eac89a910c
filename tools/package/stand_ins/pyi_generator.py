"""Stands in for the part of PySide6 that writes `.pyi` files for editors: it is imported at each start, and never used.

What it would bring along, argparse and logging among others, takes a fourteenth of the time until the window is there.
"""
