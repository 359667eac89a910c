"""Runs one task at a time on a thread of its own; the only module that touches QThread."""

import os
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QThread, Signal, Slot

from cifar_desktop.errors import Cancelled, UserError
from cifar_desktop.tasks import Event, Report

Task = Callable[[Report], object]

# How far a task stands back where the processor is wanted by several: it, and the threads that it starts, have a third
# of the window's weight, so that the window answers at once beside a training that takes every core there is.
STEPS_BACK = 5
STACK_BYTES = 16 * 1024 * 1024  # macOS gives Qt's threads 512 kB, in which numeric libraries crash


@dataclass(frozen=True, slots=True)
class TaskSucceeded(Event):
    """The task came to its end; `result` is what it returned."""

    result: object


@dataclass(frozen=True, slots=True)
class TaskCancelled(Event):
    """The task stopped because it was asked to."""


@dataclass(frozen=True, slots=True)
class TaskFailed(Event):
    """The task could not go on.

    Attributes:
        error: the person's own to mend; None for a fault of the program.
        details: the traceback of a fault, to be copied; empty for a `UserError`.
    """

    error: UserError | None
    details: str


class TaskThread(QObject):
    """A thread that waits for a task; everything it reports arrives on the thread of whoever listens.

    Signals:
        reported: each event, in order; the last one is a TaskSucceeded, TaskCancelled or TaskFailed.
        ended: the thread has stopped, and the next task may start.
    """

    reported = Signal(object)
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: QThread | None = None
        self._worker: _Worker | None = None

    @property
    def is_running(self) -> bool:
        """Tell whether a task is under way."""
        return self._thread is not None

    def start(self, task: Task) -> None:
        """Run `task` with a report as its argument; one at a time."""
        if self._thread is not None:
            raise RuntimeError("a task is under way")
        self._thread, self._worker = QThread(), _Worker(task)
        self._thread.setStackSize(STACK_BYTES)
        self._worker.moveToThread(self._thread)
        # Bound methods of QObjects only: a lambda would run in the worker's thread.
        self._worker.reported.connect(self._on_event)
        self._thread.started.connect(self._worker.run)
        self._thread.finished.connect(self._on_finished)
        if sys.platform.startswith("linux"):  # where Qt's own priorities are none
            self._thread.start()
        else:
            self._thread.start(QThread.Priority.LowPriority)

    def wait(self, timeout_ms: int) -> bool:
        """Wait for the thread to stop; tell whether it did."""
        return self._thread is None or self._thread.wait(timeout_ms)

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        self.reported.emit(event)

    @Slot()
    def _on_finished(self) -> None:
        # `finished` comes while the thread still does its last things, and deletes what lives in it. Python deletes the
        # worker as well, when nothing names it any more: both at once would crash, so first the one, then the other.
        if self._thread is not None:
            self._thread.wait()
        self._worker = self._thread = None
        self.ended.emit()


class _Worker(QObject):
    """Lives on the thread and runs the task.

    Signals:
        reported: each event of the task, and how it ended.
    """

    reported = Signal(object)

    def __init__(self, task: Task) -> None:
        super().__init__()
        self._task = task

    @Slot()
    def run(self) -> None:
        """Run the task, send exactly one last event, and let the thread end."""
        _stand_back()
        try:
            last: Event = TaskSucceeded(self._task(self.reported.emit))
        except Cancelled:
            last = TaskCancelled()
        except UserError as error:
            last = TaskFailed(error, "")
        except BaseException:  # noqa: BLE001 - one that escaped, be it Rust's panic, would leave the thread running on
            last = TaskFailed(None, traceback.format_exc())
        self.reported.emit(last)
        QThread.currentThread().quit()


def _stand_back() -> None:
    """Leave the processor to the window where it wants it; on Linux that is for each thread to say of itself."""
    if sys.platform.startswith("linux"):
        thread = threading.get_native_id()
        os.setpriority(os.PRIO_PROCESS, thread, os.getpriority(os.PRIO_PROCESS, thread) + STEPS_BACK)
