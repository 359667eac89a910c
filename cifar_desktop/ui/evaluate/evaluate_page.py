"""What the Evaluate tab holds: what is measured above, and below it whatever there is to see of it."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLabel, QStackedWidget, QVBoxLayout, QWidget

from cifar_desktop.ui.evaluate.choice_bar import ChoiceBar
from cifar_desktop.ui.evaluate.evaluation_desk import EvaluationDesk
from cifar_desktop.ui.evaluate.evaluation_task import Evaluated, EvaluationRequest
from cifar_desktop.ui.evaluate.failure_page import FailurePage
from cifar_desktop.ui.evaluate.result_export import ResultExport
from cifar_desktop.ui.evaluate.result_page import ResultPage
from cifar_desktop.ui.evaluate.surroundings import Found, Surroundings
from cifar_desktop.ui.evaluate.waiting_page import WaitingPage
from cifar_desktop.ui.settings import Settings
from cifar_desktop.ui.task_thread import TaskFailed
from cifar_desktop.ui.widgets.empty_state import EmptyState

_POINTS = (
    ("How often it is right", "Accuracy over all pictures; precision, recall and F1 of each class."),
    ("What it mixes up", "A table of every class against every other one. A click on a cell shows the pictures in it."),
    ("How far to trust it", "How often it is right when it says that it is 90 % sure."),
)


class EvaluatePage(QWidget):
    """Shows one of four states: nothing yet, under way, failed, done.

    Attributes:
        bar: what is to be measured.
        empty, waiting, failure, result: the states.
        said: a line about a file that was saved.
        desk: measures.
        export: saves.

    Signals:
        failed: a TaskFailed that is to be told in a dialog.
    """

    failed = Signal(object)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._is_shut_down = False
        self.bar = ChoiceBar(settings)
        self.bar.evaluate_wanted.connect(self.evaluate)
        self.empty = EmptyState(
            "What it gets right, and what it mixes up",
            "Choose weights and pictures above, and press Evaluate. It takes some seconds, or some minutes for all "
            "of CIFAR-10 without a graphics card.",
            _POINTS,
        )
        self.waiting, self.failure, self.result = WaitingPage(), FailurePage(), ResultPage()
        self.said = QLabel()
        self.said.setProperty("role", "quiet")
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.said.hide()
        self._states = QStackedWidget()
        for state in (self.empty, self.waiting, self.failure, self.result):
            self._states.addWidget(state)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 14, 20, 14)
        layout.setSpacing(14)
        layout.addWidget(self.bar)
        layout.addWidget(self._states, 1)
        layout.addWidget(self.said)
        self.desk, self.export = EvaluationDesk(self), ResultExport(self)
        self._surroundings = Surroundings(self)
        self._connect()

    @property
    def state(self) -> QWidget | None:
        """Return which of the states is shown."""
        return self._states.currentWidget()

    def look_around(self) -> None:
        """See what there is to be measured."""
        if not self._is_shut_down:
            self._surroundings.look()

    def use_weights(self, path: Path) -> None:
        """Choose these weights, and measure them."""
        self.bar.use_weights(path)
        self.evaluate(self.bar.request)

    @Slot(object)
    def evaluate(self, request: EvaluationRequest) -> None:
        """Measure."""
        self.desk.evaluate(request)

    def shut_down(self) -> None:
        """Begin nothing more, and end what is under way."""
        self._is_shut_down = True
        self.desk.shut_down()

    def wait(self, timeout_ms: int) -> bool:
        """Wait until no thread runs; tell whether that came about."""
        waits = (self.desk.wait, self.export.wait, self._surroundings.wait)
        return all(wait(timeout_ms) for wait in waits)

    def _connect(self) -> None:
        self.desk.began.connect(self._on_began)
        self.desk.progressed.connect(self.waiting.show_progress)
        self.desk.evaluated.connect(self._on_evaluated)
        self.desk.failed.connect(self._on_failed)
        self.desk.cancelled.connect(self._on_cancelled)
        self.waiting.cancelled.connect(self.desk.cancel)
        self._surroundings.found.connect(self._on_found)
        self.export.saved.connect(self._on_saved)
        self.export.failed.connect(self.failed)
        self.export.ended.connect(self._on_export_ended)
        rail = self.result.rail
        rail.report_action.triggered.connect(self._on_report_wanted)
        rail.picture_action.triggered.connect(self._on_picture_wanted)
        rail.table_action.triggered.connect(self._on_table_wanted)

    # What happens

    @Slot(object)
    def _on_found(self, found: Found) -> None:
        self.bar.show_found(found)

    @Slot(object)
    def _on_began(self, request: EvaluationRequest) -> None:
        self.said.hide()
        self.bar.allow("Weights are being measured.")
        self.waiting.begin(request)
        self._states.setCurrentWidget(self.waiting)
        self.waiting.cancel_button.setFocus()

    @Slot(object)
    def _on_evaluated(self, evaluated: Evaluated) -> None:
        self.bar.allow("")
        self.result.show_result(evaluated)
        had_focus = self.waiting.cancel_button.hasFocus()
        self._states.setCurrentWidget(self.result)
        if had_focus:
            self.result.rail.page_buttons[self.result.pages.currentIndex()].setFocus()

    @Slot(object)
    def _on_failed(self, failure: TaskFailed) -> None:
        self.bar.allow("")
        self.failure.show_failure(failure)
        self._states.setCurrentWidget(self.failure)
        if failure.error is None:
            self.failed.emit(failure)

    @Slot()
    def _on_cancelled(self) -> None:
        """Go back to the result of before, where there is one."""
        self.bar.allow("")
        self._states.setCurrentWidget(self.result if self.result.evaluated else self.empty)

    # Saving

    @Slot()
    def _on_report_wanted(self) -> None:
        if self.result.evaluated:
            self.export.ask_for_report(self.window(), self._export_folder(), self.result.evaluated)

    @Slot()
    def _on_picture_wanted(self) -> None:
        if self.result.evaluated:
            self.export.ask_for_picture(self.window(), self._export_folder(), self.result.confusion_picture())

    @Slot()
    def _on_table_wanted(self) -> None:
        if self.result.evaluated:
            self.export.ask_for_table(self.window(), self._export_folder(), self.result.evaluated)

    @Slot(object)
    def _on_saved(self, path: Path) -> None:
        self._settings.export_folder = path.parent
        self.said.setText(f"Saved: {path}")
        self.said.show()

    @Slot()
    def _on_export_ended(self) -> None:
        self.result.rail.allow_saving("")

    def _export_folder(self) -> Path:
        return self._settings.export_folder or Path.home()
