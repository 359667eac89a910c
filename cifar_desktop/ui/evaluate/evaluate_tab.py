"""The place for measuring weights; today it says what comes, and which command does it already."""

import shlex
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cifar_desktop.ui.widgets.empty_state import EmptyState

_POINTS = (
    ("How often it is right", "Accuracy over all pictures; precision, recall and F1 of each class."),
    ("What it mixes up", "A table of every class against every other one. A click on a cell shows the pictures in it."),
    ("How far to trust it", "How often it is right when it says that it is 90 % sure."),
)


class EvaluateTab(QWidget):
    """Says what will be here.

    Attributes:
        page: the words, with the command that does the same today.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page = EmptyState(
            "What it gets right, and what it mixes up",
            "This tab is not built yet. It will measure weights on pictures that they were not trained on.",
            _POINTS,
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.page)
        self._say("WEIGHTS.safetensors")

    @Slot(object)
    def use_weights(self, weights: Path) -> None:
        """Take these weights to be measured."""
        self._say(shlex.quote(str(weights)))

    def _say(self, weights: str) -> None:
        self.page.say(
            "Until then, a terminal gives the figures and the table:", f"cifar-desktop evaluate --weights {weights}"
        )
