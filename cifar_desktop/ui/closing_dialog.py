"""Asks what becomes of a training when the window is to close."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QWidget

from cifar_desktop.ui.plain_dialog import PlainDialog

_WIDTH_PX = 500


class ClosingDialog(PlainDialog):
    """Keep training, stop and save, or discard; Esc keeps training.

    Attributes:
        stop_button, discard_button: the answers that close the window; the other one is `close_button`.

    Signals:
        stop_chosen: the training is to be saved, and then the window closed.
        discard_chosen: the training is to be thrown away, and then the window closed.
    """

    stop_chosen = Signal()
    discard_chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("A training is under way", parent, close_text="&Keep training")
        words = QLabel("If you stop it now, it is saved, and you can go on with it another day.")
        words.setWordWrap(True)
        self.body.addWidget(words)
        self.discard_button = self.add_button("&Discard", tip="Ends the training and removes its folder.")
        self.discard_button.setProperty("role", "danger")
        self.discard_button.clicked.connect(self._on_discard_clicked)
        self.stop_button = self.add_button("&Stop and save", tip="Ends after this batch; File, Open run… goes on.")
        self.stop_button.clicked.connect(self._on_stop_clicked)
        self.setMinimumWidth(_WIDTH_PX)

    @Slot()
    def _on_stop_clicked(self) -> None:
        self.accept()
        self.stop_chosen.emit()

    @Slot()
    def _on_discard_clicked(self) -> None:
        self.accept()
        self.discard_chosen.emit()
