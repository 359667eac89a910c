"""What is shown where weights could not be measured: what happened, and what to do."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from cifar_desktop.ui.task_thread import TaskFailed
from cifar_desktop.ui.widgets.card import empty_card
from cifar_desktop.ui.widgets.empty_state import paragraph

_WIDTH_PX = 620


class FailurePage(QWidget):
    """A card in the middle.

    Attributes:
        what, remedy: the words.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.what, self.remedy = paragraph("", "failed"), paragraph("")
        card = empty_card()
        card.setMaximumWidth(_WIDTH_PX)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(24, 20, 24, 20)
        inside.setSpacing(10)
        inside.addWidget(paragraph("This could not be measured", "heading"))
        inside.addWidget(self.what)
        inside.addWidget(self.remedy)
        across = QHBoxLayout()
        across.addStretch(1)
        across.addWidget(card, 100)
        across.addStretch(1)
        layout = QVBoxLayout(self)
        layout.addStretch(2)
        layout.addLayout(across)
        layout.addStretch(3)

    def show_failure(self, failure: TaskFailed) -> None:
        """Say what happened, and what to do."""
        error = failure.error
        self.what.setText(error.what if error else "The program made a mistake; the details are in the message.")
        remedy = " ".join(part for part in (error.kept, error.remedy) if part) if error else ""
        self.remedy.setText(remedy or "Try again, or choose other weights or pictures.")
