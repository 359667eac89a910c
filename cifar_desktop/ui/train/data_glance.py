"""Reads the few pictures of the bundled sample that the window shows, on a thread: it is there before they are."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from cifar_desktop.tasks import Event, Report
from cifar_desktop.ui.task_thread import TaskSucceeded, TaskThread

if TYPE_CHECKING:
    from cifar_desktop.data.overview import DataOverview


class SampleGlance(QObject):
    """Looks once. Where that fails nothing is said: whoever then opens the sample is told why.

    Signals:
        seen: the DataOverview, without examples.
    """

    seen = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._has_begun = False
        self._thread = TaskThread(self)
        self._thread.reported.connect(self._on_event)

    @Slot()
    def look(self) -> None:
        """Begin, unless it has begun before."""
        if not self._has_begun:
            self._has_begun = True
            self._thread.start(_looked)

    def shut_down(self, timeout_ms: int) -> bool:
        """Begin nothing more, and wait; tell whether nothing runs any longer."""
        self._has_begun = True
        return self._thread.wait(timeout_ms)

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if isinstance(event, TaskSucceeded):
            self.seen.emit(event.result)


def _looked(_report: Report) -> "DataOverview":
    """Return the overview; runs on the thread."""
    from cifar_desktop.data.overview import sample_overview

    return sample_overview()
