"""The quiet line at the lower edge: what the engine is doing, and a word about what was just done."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from cifar_desktop.ui.engine_loader import Devices


class StatusLine(QWidget):
    """Says how the engine is on the left, and something passing on the right.

    Attributes:
        engine: the words about the engine.
        note: the passing words; empty for the most part.
        details_button: shows why the engine could not be loaded; hidden while it can.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.engine = _quiet_label("Engine")
        self.note = _quiet_label("Message")
        self.details_button = QPushButton("Details…")
        self.details_button.setProperty("role", "link")
        self.details_button.setAccessibleName("Why the engine could not be loaded")
        self.details_button.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 2, 10, 2)
        row.setSpacing(4)
        row.addWidget(self.engine)
        row.addWidget(self.details_button)
        row.addStretch(1)
        row.addWidget(self.note)
        self.show_loading()

    def show_loading(self) -> None:
        """Say that the engine is not there yet."""
        self._say("Loading the engine…")

    def show_ready(self, devices: Devices) -> None:
        """Say where a training would run, and which edition would use the card that stands idle."""
        self._say(" · ".join(filter(None, ("Ready", devices.best.title, devices.advice))))
        self.engine.setToolTip(f"Trainings run in {devices.precision} here: {devices.reason}.")

    def show_failed(self) -> None:
        """Say that there is no engine."""
        self._say("The engine could not be loaded; nothing can be trained.", role="failed")
        self.details_button.show()

    @Slot(str)
    def say(self, sentence: str) -> None:
        """Show something passing; an empty sentence takes it away."""
        self.note.setText(sentence)

    def _say(self, sentence: str, role: str = "quiet") -> None:
        if self.engine.property("role") != role:
            self.engine.setProperty("role", role)
            self.engine.style().polish(self.engine)
        self.engine.setText(sentence)


def _quiet_label(name: str) -> QLabel:
    label = QLabel()
    label.setProperty("role", "quiet")
    label.setAccessibleName(name)
    return label
