"""Names and values below each other, such as the versions in About; the values can be selected and copied."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

Facts = Sequence[tuple[str, str]]


class FactsTable(QWidget):
    """Two columns of text."""

    def __init__(self, facts: Facts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(7)
        grid.setColumnStretch(1, 1)
        for row, (name, value) in enumerate(facts):
            caption, text = QLabel(name), QLabel(value)
            caption.setProperty("role", "quiet")
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.setWordWrap(True)
            text.setMinimumWidth(320)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            text.setAccessibleName(name)
            grid.addWidget(caption, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(text, row, 1)


def as_text(facts: Facts) -> str:
    """Return the same as lines, for the clipboard."""
    return "\n".join(f"{name}: {value}" for name, value in facts)
