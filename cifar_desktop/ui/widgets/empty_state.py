"""What a place says that has nothing to show yet: what it is for, and what can be done meanwhile."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from cifar_desktop.ui.widgets.card import empty_card
from cifar_desktop.ui.widgets.centred import centred

WIDTH_PX = 680


class EmptyState(QScrollArea):
    """A calm column in the middle: a title, a paragraph, some points, and below them what can be done today.

    Attributes:
        command: the line for a terminal; hidden while there is none.
        copy_button: copies that line.
    """

    def __init__(self, title: str, text: str, points: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QWidget()
        column.setMaximumWidth(WIDTH_PX)
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addWidget(paragraph(title, "title"))
        layout.addWidget(paragraph(text, "quiet"))
        layout.addSpacing(4)
        layout.addWidget(_points(points))
        self._note = paragraph("", "quiet")
        self.command = paragraph("", "command")
        self.command.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.command.setAccessibleName("Command for a terminal")
        self.copy_button = QPushButton("&Copy")
        self.copy_button.setToolTip("Copies the line, to be pasted into a terminal.")
        self.copy_button.clicked.connect(self._on_copy_clicked)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self.command, 1)
        row.addWidget(self.copy_button, 0, Qt.AlignmentFlag.AlignTop)
        layout.addSpacing(4)
        layout.addWidget(self._note)
        layout.addLayout(row)
        self.setWidget(_page_of(column))
        self.say("", "")

    def say(self, note: str, command: str) -> None:
        """Show what can be done today: a sentence, and a line for a terminal; either may be empty."""
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self.command.setText(command)
        self.command.setVisible(bool(command))
        self.copy_button.setText("&Copy")
        self.copy_button.setVisible(bool(command))

    @Slot()
    def _on_copy_clicked(self) -> None:
        QGuiApplication.clipboard().setText(self.command.text())
        self.copy_button.setText("&Copied")


def paragraph(text: str, role: str = "") -> QLabel:
    """Return text that wraps and is not read as HTML."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    if role:
        label.setProperty("role", role)
    return label


def _points(points: Sequence[tuple[str, str]]) -> QWidget:
    """Return a card with what there will be, each with a word of explanation."""
    card = empty_card()
    layout = QVBoxLayout(card)
    layout.setContentsMargins(24, 20, 24, 20)
    layout.setSpacing(3)
    for number, (heading, text) in enumerate(points):
        if number:
            layout.addSpacing(11)
        layout.addWidget(paragraph(heading, "heading"))
        layout.addWidget(paragraph(text, "quiet"))
    return card


def _page_of(column: QWidget) -> QWidget:
    """Return the column with air around it."""
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(40, 36, 40, 36)
    layout.addLayout(centred(column))
    layout.addStretch(1)
    return page
