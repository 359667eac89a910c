"""Measures weights on a thread of its own, one after the other."""

from PySide6.QtCore import QObject, Signal, Slot

from cifar_desktop.tasks import CancelToken, Event, StageProgressed
from cifar_desktop.ui.evaluate.evaluation_task import EvaluationRequest, evaluation
from cifar_desktop.ui.task_thread import TaskCancelled, TaskFailed, TaskSucceeded, TaskThread


class EvaluationDesk(QObject):
    """Runs one evaluation at a time; a new wish takes the place of the one before.

    Attributes:
        request: what is being measured, or was last.

    Signals:
        began: with the EvaluationRequest.
        progressed: a StageProgressed.
        evaluated: an Evaluated.
        failed: a TaskFailed.
        cancelled: it was stopped, and nothing else is to be measured.
    """

    began = Signal(object)
    progressed = Signal(object)
    evaluated = Signal(object)
    failed = Signal(object)
    cancelled = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.request: EvaluationRequest | None = None
        self._next: EvaluationRequest | None = None
        self._last_event: Event | None = None
        self._cancel = CancelToken()
        self._is_shut_down = False
        self._thread = TaskThread(self)
        self._thread.reported.connect(self._on_event)
        self._thread.ended.connect(self._on_ended)

    @property
    def is_busy(self) -> bool:
        """Tell whether something is being measured."""
        return self._thread.is_running

    def evaluate(self, request: EvaluationRequest) -> None:
        """Measure this, instead of what is under way."""
        if self._is_shut_down:
            return
        self._next = request
        if self._thread.is_running:
            self._cancel.cancel()
        else:
            self._on_ended()

    @Slot()
    def cancel(self) -> None:
        """Stop what is under way."""
        self._next = None
        self._cancel.cancel()

    def shut_down(self) -> None:
        """Stop for good."""
        self._is_shut_down = True
        self.cancel()

    def wait(self, timeout_ms: int) -> bool:
        """Wait until nothing is being measured; tell whether that came about."""
        return self._thread.wait(timeout_ms)

    @Slot()
    def _on_ended(self) -> None:
        """Begin with what is wanted next, or tell how the last one ended."""
        if self._is_shut_down:
            return
        if self._next is None:
            self._tell_end()
            return
        self.request, self._next, self._last_event = self._next, None, None
        self._cancel = CancelToken()
        self._thread.start(evaluation(self.request, self._cancel))
        self.began.emit(self.request)

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if not isinstance(event, StageProgressed):
            self._last_event = event  # told when the thread is free, so that whoever hears it may begin anew at once
        elif self._next is None and not self._cancel.cancelled and not self._is_shut_down:
            self.progressed.emit(event)

    def _tell_end(self) -> None:
        match self._last_event:
            case TaskSucceeded(result):
                self.evaluated.emit(result)
            case TaskFailed() as failure:
                self.failed.emit(failure)
            case TaskCancelled():
                self.cancelled.emit()
