"""Drawn parts that know no task."""
