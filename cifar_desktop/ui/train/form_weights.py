"""The quiet button below the network's settings: it asks for weights that the training begins with."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from cifar_desktop.ui.train.form_row import LOCKED

_TIP = "Goes on from what a network has learned before, instead of from random numbers."
_FLUSH = "padding-left: 0;"  # so that its words begin where the names of the settings do


class WeightsLink(QWidget):
    """The button.

    Attributes:
        button: what is clicked on.

    Signals:
        wanted: weights are to be chosen.
    """

    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = QPushButton()
        self.button.setProperty("role", "link")
        self.button.setStyleSheet(_FLUSH)
        self.button.clicked.connect(self.wanted)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.button)
        row.addStretch(1)
        self.show_state(has_weights=False, is_locked=False)

    def show_state(self, *, has_weights: bool, is_locked: bool) -> None:
        """Offer the first weights, or others; nothing while a training runs."""
        self.button.setText("Begin with &other weights…" if has_weights else "Begin with &weights…")
        self.button.setEnabled(not is_locked)
        self.button.setToolTip(LOCKED if is_locked else _TIP)
