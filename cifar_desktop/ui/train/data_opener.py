"""Opens data sets on a thread of its own: looks where CIFAR-10 usually lies, reads, verifies, describes."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from cifar_desktop.tasks import CancelToken, Event, Report, StageProgressed
from cifar_desktop.ui.task_thread import TaskFailed, TaskSucceeded, TaskThread

if TYPE_CHECKING:
    from cifar_desktop.data.overview import DataOverview

SHUT_DOWN_MS = 10_000


@dataclass(frozen=True, slots=True)
class Cifar10Found(Event):
    """A CIFAR-10 that looks whole lies at `path`."""

    path: str


class DataOpener(QObject):
    """Opens one source at a time; a new wish takes the place of the one before.

    Signals:
        found: the path of a CIFAR-10 in the usual place.
        progressed: how far the opening is, as a StageProgressed.
        opened: the source, and its DataOverview.
        failed: the source, and the TaskFailed that says why.
        stopped: the source whose opening was cancelled.
    """

    found = Signal(str)
    progressed = Signal(object)
    opened = Signal(str, object)
    failed = Signal(str, object)
    stopped = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source = ""
        self._next: tuple[str, bool] | None = None
        self._is_shut_down = False
        self._cancel = CancelToken()
        self._thread = TaskThread(self)
        self._thread.reported.connect(self._on_event)
        self._thread.ended.connect(self._on_ended)

    @property
    def is_running(self) -> bool:
        """Tell whether something is being opened."""
        return self._thread.is_running

    def open(self, source: str, *, look_around: bool = False) -> None:
        """Open `source`, and first look where CIFAR-10 usually lies if asked to."""
        if self._is_shut_down:
            return
        self._next = (source, look_around)
        if self._thread.is_running:
            self._cancel.cancel()
        else:
            self._on_ended()

    def cancel(self) -> None:
        """Stop the opening that is under way."""
        self._cancel.cancel()
        if self._next is not None:  # it has not even begun
            (source, _), self._next = self._next, None
            self.stopped.emit(source)

    def shut_down(self) -> bool:
        """Stop for good; tell whether the thread has ended."""
        self._is_shut_down = True
        self.cancel()
        return self._thread.wait(SHUT_DOWN_MS)

    @Slot()
    def _on_ended(self) -> None:
        """Begin with what is wanted next."""
        if self._next is None:
            return
        (self._source, look_around), self._next = self._next, None
        self._cancel = CancelToken()
        self._thread.start(partial(_opened, self._source, look_around, self._cancel))

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if isinstance(event, Cifar10Found):
            self.found.emit(event.path)
        elif self._next is not None:
            return  # what ends now is not wanted any more
        elif isinstance(event, StageProgressed):
            self.progressed.emit(event)
        elif self._cancel.cancelled:  # even where it had just come to its end
            self.stopped.emit(self._source)
        elif isinstance(event, TaskSucceeded):
            self.opened.emit(self._source, event.result)
        elif isinstance(event, TaskFailed):
            self.failed.emit(self._source, event)


def _opened(source: str, look_around: bool, cancel: CancelToken, report: Report) -> "DataOverview":
    """Return the overview of `source`; runs on the thread, where torch is first imported."""
    from cifar_desktop.data.preview import read_overview

    if look_around:
        from cifar_desktop.data.cifar10 import default_cifar10

        found = default_cifar10()
        if found is not None:
            report(Cifar10Found(str(found)))
    cancel.raise_if_cancelled()
    return read_overview(source, report=report, cancel=cancel)
