"""What is shown while weights are measured: how far it is, and a way to stop."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from cifar_desktop.tasks import StageProgressed
from cifar_desktop.ui.evaluate.card_page import CardPage
from cifar_desktop.ui.evaluate.evaluation_task import EvaluationRequest
from cifar_desktop.ui.widgets.empty_state import paragraph

_UNITS = {"images": "pictures"}


class WaitingPage(CardPage):
    """Tells what is under way.

    Attributes:
        subject: what is being measured.
        words: what is being done.
        bar: how far it is.
        cancel_button: stops it.

    Signals:
        cancelled: the button was clicked.
    """

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Measuring…", width_px=520, spacing_px=12, parent=parent)
        self.subject, self.words = paragraph("", "quiet"), paragraph("")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("Progress of the evaluation")
        self.cancel_button = QPushButton("Ca&ncel")
        self.cancel_button.setToolTip("Stops, and leaves everything as it was.")
        self.cancel_button.clicked.connect(self._on_cancel_clicked)
        self.inside.addWidget(self.subject)
        self.inside.addWidget(self.bar)
        foot = QHBoxLayout()
        foot.addWidget(self.words, 1)
        foot.addWidget(self.cancel_button)
        self.inside.addLayout(foot)

    def begin(self, request: EvaluationRequest) -> None:
        """Show that it has begun and nobody knows how long it will take."""
        self.subject.setText(f"{request.weights.name} in {request.weights.parent.name}")
        self.subject.setToolTip(str(request.weights))
        self.bar.setRange(0, 0)
        self.words.setText("Beginning…")
        self.cancel_button.setEnabled(True)

    @Slot(object)
    def show_progress(self, event: StageProgressed) -> None:
        """Show how far it is."""
        self.bar.setRange(0, event.total)
        self.bar.setValue(event.done)
        unit = _UNITS.get(event.unit, event.unit)
        if unit == "pictures" and event.total:
            self.words.setText(f"{event.stage}: {event.done:,} of {event.total:,}")
        else:
            self.words.setText(f"{event.stage}…")

    @Slot()
    def _on_cancel_clicked(self) -> None:
        self.cancel_button.setEnabled(False)
        self.words.setText("Stopping…")
        self.cancelled.emit()
