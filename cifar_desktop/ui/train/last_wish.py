"""Does on a thread what was wished for last; what came of the wishes before it, nobody hears."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from cifar_desktop.tasks import CancelToken, Event, Report
from cifar_desktop.ui.task_thread import TaskCancelled, TaskFailed, TaskSucceeded, TaskThread

Wish = Callable[[CancelToken], object]


class LastWish(QObject):
    """One task at a time; a new wish takes the place of the one before.

    Signals:
        done: what the task returned.
        failed: the TaskFailed that says why it could not.
    """

    done = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._next: Wish | None = None
        self._is_wanted = self._is_shut_down = False
        self._cancel = CancelToken()
        self._thread = TaskThread(self)
        self._thread.reported.connect(self._on_event)
        self._thread.ended.connect(self._go_on)

    @property
    def is_busy(self) -> bool:
        """Tell whether something is wished for that has not come."""
        return self._next is not None or self._is_wanted

    def wish(self, wish: Wish) -> None:
        """Do this, as soon as what is under way has stopped."""
        if self._is_shut_down:
            return
        self._next = wish
        self._cancel.cancel()
        if not self._thread.is_running:
            self._go_on()

    def forget(self) -> None:
        """Wish for nothing any more."""
        self._next, self._is_wanted = None, False
        self._cancel.cancel()

    def shut_down(self) -> None:
        """Begin nothing more."""
        self._is_shut_down = True
        self.forget()

    def wait(self, timeout_ms: int) -> bool:
        """Wait until nothing is under way; tell whether that came about."""
        return self._thread.wait(timeout_ms)

    @Slot()
    def _go_on(self) -> None:
        wish, self._next = self._next, None
        if wish is None:
            return
        self._cancel, self._is_wanted = CancelToken(), True
        self._thread.start(partial(_fulfilled, wish, self._cancel))

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        if self._next is not None or not self._is_wanted:
            return  # what ends now is not wanted any more
        match event:
            case TaskSucceeded(result=result):
                self._is_wanted = False
                self.done.emit(result)
            case TaskFailed():
                self._is_wanted = False
                self.failed.emit(event)
            case TaskCancelled():
                self._is_wanted = False


def _fulfilled(wish: Wish, cancel: CancelToken, _report: Report) -> object:
    """Do what was wished for; runs on the thread."""
    return wish(cancel)
