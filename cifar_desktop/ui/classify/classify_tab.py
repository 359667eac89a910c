"""The place for labelling photos; today it says what comes, and which command does it already."""

import shlex
from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cifar_desktop.ui.widgets.empty_state import EmptyState

_POINTS = (
    ("Any photo", "Picked, dropped, pasted or filmed: the same picture gets the same answer."),
    ("What the network saw", "Each answer stands beside the small picture that it was given for."),
    ("“Not sure”", "An answer that is not certain enough says so, instead of naming something wrong."),
)


class ClassifyTab(QWidget):
    """Says what will be here.

    Attributes:
        page: the words, with the command that does the same today.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.page = EmptyState(
            "Show it a photo",
            "This tab is not built yet. It will tell what is on your photos, with the weights that you trained.",
            _POINTS,
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.page)
        self.page.say(
            "Until then, a terminal labels photos, or a whole folder, with the weights that come with the program:",
            "cifar-desktop classify PHOTO.jpg",
        )

    @Slot(object)
    def use_weights(self, weights: Path) -> None:
        """Take these weights to label photos with."""
        self.page.say(
            "Until then, a terminal labels photos, or a whole folder, with these weights:",
            f"cifar-desktop classify --weights {shlex.quote(str(weights))} PHOTO.jpg",
        )
