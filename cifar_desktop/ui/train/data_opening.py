"""How far the opening of a data set is, and how to stop it."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from cifar_desktop.tasks import StageProgressed
from cifar_desktop.ui.train.data_words import Paragraph


class OpeningBox(QWidget):
    """A bar, what is being done, and a button; hidden where nothing is being opened.

    Signals:
        cancelled: the button was clicked.
    """

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress of opening the photos")
        self.words = Paragraph()
        self.cancel_button = QPushButton("&Cancel")
        self.cancel_button.setAccessibleName("Cancel opening the photos")
        self.cancel_button.setToolTip("Keeps the photos that were chosen before")
        self.cancel_button.clicked.connect(self._on_cancel_clicked)
        row = QHBoxLayout()
        row.addWidget(self.words, 1)
        row.addWidget(self.cancel_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.bar)
        layout.addLayout(row)
        self.hide()

    def begin(self, sentence: str) -> None:
        """Show that it has begun and nobody knows how long it will take."""
        self.bar.setRange(0, 0)
        self.words.setText(sentence)
        self.cancel_button.setEnabled(True)
        self.show()

    @Slot(object)
    def show_progress(self, event: StageProgressed) -> None:
        """Show how far it is."""
        self.bar.setRange(0, event.total)
        self.bar.setValue(event.done)
        if self.cancel_button.isEnabled():
            self.words.setText(f"{event.stage}…")

    @Slot()
    def _on_cancel_clicked(self) -> None:
        self.cancel_button.setEnabled(False)
        self.words.setText("Stopping…")
        self.cancelled.emit()
