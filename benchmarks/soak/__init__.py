"""What the program has to survive: a module an area, each with its `FAULTS`; `benchmarks.faults` tries them all.

A module here that has a tuple called `FAULTS` is found by that; nothing else has to be told of it.
"""
