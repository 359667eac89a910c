"""The frame that the window's own dialogs share: a title, something to read or choose, and buttons below."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget


class PlainDialog(QDialog):
    """Shown with `open()`, gone when closed; Esc closes it.

    Attributes:
        body: the layout to put things into.
        close_button: the last button of the row.
    """

    def __init__(self, title: str, parent: QWidget | None = None, *, close_text: str = "Close") -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(28, 24, 28, 22)
        outer.setSpacing(14)
        heading = QLabel(title)
        heading.setProperty("role", "title")
        self.body = QVBoxLayout()
        self.body.setSpacing(12)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(10)
        self._buttons.addStretch(1)
        self.close_button = QPushButton(close_text)
        self.close_button.setProperty("role", "primary")
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.reject)
        self._buttons.addWidget(self.close_button)
        outer.addWidget(heading)
        outer.addLayout(self.body, 1)
        outer.addSpacing(6)
        outer.addLayout(self._buttons)

    def add_button(self, text: str, *, tip: str = "") -> QPushButton:
        """Return a further button, to the left of those that are there."""
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.setToolTip(tip)
        self._buttons.insertWidget(1, button)
        return button
