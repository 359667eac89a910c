"""What stands below the list of photos: how it ended, and what can be done with it."""

import re

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

_MAY_BREAK_AFTER = re.compile(r"([/\\_.-])")
_ZERO_WIDTH_SPACE = "\u200b"


class ManyFooter(QWidget):
    """A sentence above a row of buttons.

    Attributes:
        note: the sentence; hidden where there is nothing to say.
        words: what it says.
        bad_button: leads to the bad files; hidden where there are none.
        export_button, clear_button: for the whole list.

    Signals:
        bad_wanted: the bad files are to be listed.
        export_wanted: the list is to be saved.
        clear_wanted: the list is to be emptied.
    """

    bad_wanted = Signal()
    export_wanted = Signal()
    clear_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = ""
        self.note = QLabel()
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self.note.setMinimumWidth(1)  # a long file name must not widen the window
        self.bad_button = QPushButton()
        self.bad_button.setProperty("role", "link")
        self.bad_button.setToolTip("Lists the files that could not be read, each with its reason.")
        self.bad_button.clicked.connect(self.bad_wanted)
        self.export_button = QPushButton("&Export CSV…")
        self.export_button.clicked.connect(self.export_wanted)
        self.clear_button = QPushButton("Clear")
        self.clear_button.setAccessibleName("Clear the list")
        self.clear_button.clicked.connect(self.clear_wanted)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.export_button)
        buttons.addStretch(1)
        buttons.addWidget(self.clear_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.note)
        layout.addWidget(self.bad_button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addLayout(buttons)
        self.say("")
        self.show_bad(0)

    def say(self, sentence: str, *, failed: bool = False) -> None:
        """Show a sentence, in red where something failed, or none."""
        self.words = sentence
        self.note.setProperty("role", "failed" if failed else "quiet")
        self.note.style().polish(self.note)
        self.note.setText(_MAY_BREAK_AFTER.sub("\\1" + _ZERO_WIDTH_SPACE, sentence))
        self.note.setAccessibleName(sentence)
        self.note.setVisible(bool(sentence))

    def show_bad(self, num_bad: int) -> None:
        """Lead to so many bad files, or nowhere."""
        self.bad_button.setText(f"{num_bad:,} bad file{'' if num_bad == 1 else 's'}: see why")
        self.bad_button.setVisible(num_bad > 0)

    def allow_export(self, problem: str) -> None:
        """Let the list be saved, or say why it cannot be."""
        self.export_button.setEnabled(not problem)
        tip = "Saves the photos that are listed now, in this order, with all probabilities, as a table."
        self.export_button.setToolTip(problem or tip)

    def allow_clear(self, problem: str) -> None:
        """Let the list be emptied, or say why it cannot be."""
        self.clear_button.setEnabled(not problem)
        self.clear_button.setToolTip(problem or "Empties the list; your files stay where they are.")
