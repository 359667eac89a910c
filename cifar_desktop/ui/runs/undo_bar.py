"""Tells that runs were removed, and takes that back."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from cifar_desktop.training.run_bin import RemovedRun
from cifar_desktop.ui.runs.run_words import count_in_words
from cifar_desktop.ui.theme import current_colours
from cifar_desktop.ui.widgets.elided_label import ElidedLabel


class UndoBar(QFrame):
    """A line that stays until it is answered: nobody should have to be quick. Hidden while there is nothing to undo.

    Attributes:
        words: what was removed.
        undo_button, close_button: the answers.

    Signals:
        undo_wanted: the RemovedRuns that are to come back.
    """

    undo_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("undo-bar")
        self._removed: tuple[RemovedRun, ...] = ()
        self.words = ElidedLabel()
        self.undo_button = QPushButton("&Undo")
        self.undo_button.setProperty("role", "link")
        self.undo_button.setToolTip("Puts back what was removed (Ctrl+Z).")
        self.undo_button.clicked.connect(self.undo)
        self.close_button = QPushButton("Hide")
        self.close_button.setProperty("role", "link")
        self.close_button.setToolTip("Hides this line. Removed runs can be put back later, too.")
        self.close_button.clicked.connect(self.forget)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 5, 8, 5)
        layout.setSpacing(10)
        layout.addWidget(self.words, 1)
        layout.addWidget(self.undo_button)
        layout.addWidget(self.close_button)
        self._dress()
        self.hide()

    def offer(self, removed: Sequence[RemovedRun], name: str) -> None:
        """Offer to put these back; `name` is that of the run, where it is one."""
        self._removed = tuple(removed)
        what = f"“{name}” was removed." if len(removed) == 1 else f"{count_in_words(len(removed))} were removed."
        self.words.say(what)
        self.setVisible(bool(removed))

    @Slot()
    def undo(self) -> None:
        """Put back what was removed."""
        removed = self._removed
        self.forget()
        if removed:
            self.undo_wanted.emit(removed)

    @Slot()
    def forget(self) -> None:
        """Offer nothing more."""
        self._removed = ()
        self.hide()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._dress()

    def _dress(self) -> None:
        sheet = f"#undo-bar {{ background: {current_colours().soft}; border-radius: 10px; }}"
        if self.styleSheet() != sheet:
            self.setStyleSheet(sheet)
