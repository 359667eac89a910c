"""Puts a column into the middle of a page."""

from PySide6.QtWidgets import QHBoxLayout, QWidget


def centred(column: QWidget) -> QHBoxLayout:
    """Return a row with the column in its middle, as wide as it may become and the room allows."""
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(column, 100)
    row.addStretch(1)
    return row
