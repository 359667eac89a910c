"""Looks for interrupted runs, and deletes one, on a thread: folders may be many, and on a slow disk."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from cifar_desktop.tasks import Event, Report
from cifar_desktop.ui.task_thread import TaskFailed, TaskSucceeded, TaskThread
from cifar_desktop.ui.train.run_removal import remove_run

if TYPE_CHECKING:
    from cifar_desktop.training.find_interrupted import InterruptedRun


class ResumeFinder(QObject):
    """Does one thing after the other; of several wishes to look, the last counts.

    Signals:
        found: a list of InterruptedRun, the last saved first.
        failed: a TaskFailed.
    """

    found = Signal(object)
    failed = Signal(object)

    def __init__(self, runs: Callable[[], Path], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs = runs
        self._to_remove: list[Path] = []
        self._wants_to_look = False
        self._is_shut_down = False
        self._thread = TaskThread(self)
        self._thread.reported.connect(self._on_event)
        self._thread.ended.connect(self._go_on)

    @Slot()
    def look(self) -> None:
        """Look for interrupted runs."""
        self._wants_to_look = True
        self._go_on()

    def remove(self, folder: Path) -> None:
        """Delete a run, and look again."""
        self._to_remove.append(folder)
        self.look()

    def wait(self, timeout_ms: int) -> bool:
        """Wait until nothing is under way; tell whether that came about."""
        return self._thread.wait(timeout_ms)

    def shut_down(self) -> None:
        """Begin nothing more."""
        self._is_shut_down = True

    @Slot()
    def _go_on(self) -> None:
        if self._thread.is_running or not self._wants_to_look or self._is_shut_down:
            return
        removals, runs = tuple(self._to_remove), self._runs()
        self._to_remove.clear()
        self._wants_to_look = False

        def task(_report: Report) -> "list[InterruptedRun]":
            from cifar_desktop.training.find_interrupted import find_interrupted

            for folder in removals:
                remove_run(folder)
            return find_interrupted(runs)

        self._thread.start(task)

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        match event:
            case TaskSucceeded(result=list() as runs):
                self.found.emit(runs)
            case TaskFailed():
                self.failed.emit(event)
