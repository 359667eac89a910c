"""What is shown where weights could not be measured: what happened, and what to do."""

from PySide6.QtWidgets import QWidget

from cifar_desktop.ui.evaluate.card_page import CardPage
from cifar_desktop.ui.task_thread import TaskFailed
from cifar_desktop.ui.widgets.empty_state import paragraph


class FailurePage(CardPage):
    """Tells of a failure.

    Attributes:
        what, remedy: the words.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("This could not be measured", width_px=620, spacing_px=10, parent=parent)
        self.what, self.remedy = paragraph("", "failed"), paragraph("")
        self.inside.addWidget(self.what)
        self.inside.addWidget(self.remedy)

    def show_failure(self, failure: TaskFailed) -> None:
        """Say what happened, and what to do."""
        error = failure.error
        self.what.setText(error.what if error else "The program made a mistake; the details are in the message.")
        remedy = " ".join(part for part in (error.kept, error.remedy) if part) if error else ""
        self.remedy.setText(remedy or "Try again, or choose other weights or pictures.")
