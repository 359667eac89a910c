"""Reads the runs, and changes them, on a thread: folders may be many, and on a slow disk."""

import contextlib
from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from cifar_desktop.errors import RunError, UserError
from cifar_desktop.tasks import Event, Report
from cifar_desktop.training.run_bin import RemovedRun, purge_removed, remove_run, removed_runs, restore_run
from cifar_desktop.training.run_curves import Along, Measure, RunCurve, read_curves
from cifar_desktop.training.run_history import RunSummary, read_history, read_summary
from cifar_desktop.training.run_label import note_run, read_label, rename_run
from cifar_desktop.training.run_lock import refuse_if_trained
from cifar_desktop.ui.task_thread import TaskFailed, TaskSucceeded, TaskThread


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRead:
    """What the folder of the runs holds.

    Attributes:
        runs: the newest first.
        removed: those that can be had back with the names they went by, the last removed first.
    """

    runs: tuple[RunSummary, ...]
    removed: tuple[tuple[str, RemovedRun], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RunsRemoved:
    """Runs that were moved out of sight, and why others were not."""

    removed: tuple[RemovedRun, ...]
    problem: UserError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunsRestored:
    """Runs that are back, by their folders, and why others are not."""

    folders: tuple[Path, ...]
    problem: UserError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvesRead:
    """The curves of some runs."""

    curves: tuple[RunCurve, ...]
    measure: Measure
    along: Along


Job = Callable[[], object]


class RunsDesk(QObject):
    """Does one thing after the other: first what changes something, then what reads; of that, the last wish counts.

    Signals:
        history_read: a HistoryRead.
        unreadable: a TaskFailed: the folder of the runs cannot be read.
        removed, restored: a RunsRemoved; a RunsRestored. The history follows.
        curves_read: a CurvesRead.
        failed: a TaskFailed or a UserError; the history follows, for something may have been changed all the same.
    """

    history_read = Signal(object)
    unreadable = Signal(object)
    removed = Signal(object)
    restored = Signal(object)
    curves_read = Signal(object)
    failed = Signal(object)

    def __init__(self, runs: Callable[[], Path], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs = runs
        self._jobs: deque[Job] = deque()
        self._wants_history = self._is_reading_history = self._is_shut_down = False
        self._curves_job: Job | None = None
        self._thread = TaskThread(self)
        self._thread.reported.connect(self._on_event)
        self._thread.ended.connect(self._go_on)

    # What it is asked

    @Slot()
    def refresh(self) -> None:
        """Read all runs."""
        self._wants_history = True
        self._go_on()

    def rename(self, folder: Path, name: str) -> None:
        """Give a run another name."""
        self._change(lambda: rename_run(folder, name))

    def note(self, folder: Path, text: str) -> None:
        """Note something about a run."""
        self._change(lambda: note_run(folder, text))

    def remove(self, folders: Sequence[Path], *, at_rest: Collection[Path]) -> None:
        """Remove runs, but none whose training may be going on elsewhere; that of those `at_rest` is over."""
        self._change(lambda: _remove(tuple(folders), frozenset(at_rest)))

    def restore(self, removed: Sequence[RemovedRun]) -> None:
        """Put runs back."""
        self._change(lambda: _restore(tuple(removed)))

    def purge(self) -> None:
        """Delete for good what was removed."""
        runs = self._runs()
        self._change(lambda: purge_removed(runs))

    def read_curves(self, runs: Sequence[RunSummary], measure: Measure, along: Along) -> None:
        """Read the curves of runs."""
        chosen = tuple(runs)
        self._curves_job = lambda: CurvesRead(
            curves=read_curves(chosen, measure, along=along), measure=measure, along=along
        )
        self._go_on()

    def shut_down(self) -> None:
        """Read no more; what is to be written is written."""
        self._is_shut_down = True

    def wait(self, timeout_ms: int) -> bool:
        """Wait until nothing is under way, and write what was left to be written; tell whether that came about."""
        if not self._thread.wait(timeout_ms):
            return False
        if self._is_shut_down:  # nobody listens any more; a name or a note is small
            while self._jobs:
                with contextlib.suppress(UserError):
                    self._jobs.popleft()()
        return True

    # What it does

    def _change(self, job: Job) -> None:
        self._jobs.append(job)
        self.refresh()

    @Slot()
    def _go_on(self) -> None:
        if self._thread.is_running:
            return
        job = self._next_job()
        if job is None:
            return

        def task(_report: Report) -> object:
            return job()

        self._thread.start(task)

    def _next_job(self) -> Job | None:
        self._is_reading_history = False
        if self._jobs:
            return self._jobs.popleft()
        if self._is_shut_down:
            return None
        if self._wants_history:
            self._wants_history, self._is_reading_history = False, True
            runs = self._runs()
            return lambda: _read(runs)
        job, self._curves_job = self._curves_job, None
        return job

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        match event:
            case TaskSucceeded(result=HistoryRead() as history):
                self.history_read.emit(history)
            case TaskSucceeded(result=CurvesRead() as curves):
                self.curves_read.emit(curves)
            case TaskSucceeded(result=RunsRemoved() as removed):
                self.removed.emit(removed)
                self._tell(removed.problem)
            case TaskSucceeded(result=RunsRestored() as restored):
                self.restored.emit(restored)
                self._tell(restored.problem)
            case TaskFailed():
                (self.unreadable if self._is_reading_history else self.failed).emit(event)

    def _tell(self, problem: UserError | None) -> None:
        if problem:
            self.failed.emit(problem)


def _read(runs: Path) -> HistoryRead:
    removed = tuple((read_label(one.path).name or one.folder_name, one) for one in removed_runs(runs))
    return HistoryRead(runs=tuple(read_history(runs)), removed=removed)


def _remove(folders: Sequence[Path], at_rest: Collection[Path]) -> RunsRemoved:
    """Remove runs; none of them where one may be going on."""
    for folder in folders:
        refuse_if_trained(folder)
        summary = read_summary(folder)
        if folder not in at_rest and summary.may_be_going_on():
            raise RunError(
                f"The training of “{summary.name}” may be going on, in another window or a terminal: its files changed "
                "a moment ago.",
                kept="Nothing was removed.",
                remedy="Try again in a few minutes.",
            )
    removed: list[RemovedRun] = []
    for folder in folders:
        try:
            removed.append(remove_run(folder))
        except RunError as error:
            return RunsRemoved(removed=tuple(removed), problem=error)
    return RunsRemoved(removed=tuple(removed))


def _restore(removed: Sequence[RemovedRun]) -> RunsRestored:
    folders: list[Path] = []
    for one in removed:
        try:
            folders.append(restore_run(one))
        except RunError as error:
            return RunsRestored(folders=tuple(folders), problem=error)
    return RunsRestored(folders=tuple(folders))
