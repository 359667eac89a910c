"""Asks once before what a training has learned is deleted."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from cifar_desktop.ui.plain_dialog import PlainDialog
from cifar_desktop.ui.train.data_words import Paragraph

_WIDTH_PX = 460


class RunDiscardDialog(PlainDialog):
    """Keep it or discard it; Esc keeps it.

    Attributes:
        discard_button: the answer that deletes; the other one is `close_button`.

    Signals:
        discard_chosen: everything of this run is to be deleted.
    """

    discard_chosen = Signal()

    def __init__(self, words: str, parent: QWidget | None = None, *, keep_text: str) -> None:
        super().__init__("Discard this run?", parent, close_text=keep_text)
        paragraph = Paragraph()
        paragraph.setText(words)
        paragraph.ensurePolished()
        paragraph.setFixedSize(_WIDTH_PX, paragraph.heightForWidth(_WIDTH_PX))
        self.body.addWidget(paragraph)
        self.discard_button = self.add_button("&Discard", tip="Deletes the folder of the run. This cannot be undone.")
        self.discard_button.setProperty("role", "danger")
        self.discard_button.clicked.connect(self._on_discard_clicked)

    @Slot()
    def _on_discard_clicked(self) -> None:
        self.accept()
        self.discard_chosen.emit()
