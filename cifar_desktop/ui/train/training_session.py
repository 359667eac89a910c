"""One training after the other, and the state that the present one is in; knows no widget."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from cifar_desktop.tasks import Event
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.events import Continued, Paused, RunFinished, RunStarted
from cifar_desktop.ui.task_thread import TaskCancelled, TaskFailed, TaskSucceeded, TaskThread
from cifar_desktop.ui.train.training_state import StopWish, TrainState
from cifar_desktop.ui.train.training_task import TrainingTask, Work, new_training, resumed_training


class TrainingSession(QObject):
    """Starts, steers and ends trainings.

    Attributes:
        state: where the training is.
        wish: what becomes of it when it is stopping or was stopped; None where nobody asked for that.
        started: what the engine said when it began; None before.
        finished: how it ended; None where it did not come to an end of its own.
        failure: why it failed; None where it did not.
        is_saved: whether the last pause put everything on the disk.

    Signals:
        state_changed: the TrainState of now.
        reported: each event of the training, in order, the last one too.
        ended: no training is under way any more, and the state says how it ended.
    """

    state_changed = Signal(object)
    reported = Signal(object)
    ended = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.state = TrainState.READY
        self._task: TrainingTask | None = None
        self._outcome = TrainState.READY
        self._is_waiting = False
        self._forget()
        self._thread = TaskThread(self)
        self._thread.reported.connect(self._on_event)
        self._thread.ended.connect(self._on_ended)

    def _forget(self) -> None:
        self.wish: StopWish | None = None
        self.started: RunStarted | None = None
        self.finished: RunFinished | None = None
        self.failure: TaskFailed | None = None
        self.is_saved = True
        self._is_waiting = False

    @property
    def is_active(self) -> bool:
        """Tell whether a training is under way."""
        return self._thread.is_running

    # What a person asks for

    def start(self, config: TrainConfig, source: str, runs: Path, start_from: Path | None = None) -> bool:
        """Begin a new training, perhaps with weights, unless one is under way; tell whether it began."""
        return self._begin(new_training(config, source, runs, start_from))

    def resume(self, path: Path) -> bool:
        """Go on with a run, unless a training is under way; tell whether it began."""
        return self._begin(resumed_training(path))

    def pause(self) -> None:
        """Wait before the next batch."""
        if self._task and self.state is TrainState.RUNNING:
            self._task.control.pause()
            self._go_to(TrainState.PAUSED if self._is_waiting else TrainState.PAUSING)

    def go_on(self) -> None:
        """End a pause."""
        if self._task and self.state in (TrainState.PAUSING, TrainState.PAUSED):
            self._task.control.resume()
            self._go_to(TrainState.RUNNING)

    def stop(self, wish: StopWish) -> None:
        """End the training after this batch; the first wish counts, but for discarding, which needs no saving."""
        if self._task is None or not self.is_active or (self.wish and wish is not StopWish.DISCARD):
            return
        self.wish = wish
        match wish:
            case StopWish.KEEP_BEST:
                self._task.control.stop_and_keep_best()
            case StopWish.SAVE:
                self._task.control.cancel()
            case StopWish.DISCARD:
                self._task.discard()
        self._go_to(TrainState.STOPPING)

    def wait(self, timeout_ms: int) -> bool:
        """Wait for the thread to stop; tell whether it did."""
        return self._thread.wait(timeout_ms)

    def _begin(self, work: Work) -> bool:
        if self.is_active:
            return False
        self._forget()
        self._outcome = TrainState.FAILED  # until something better is known
        self._task = TrainingTask(work)
        self._thread.start(self._task)
        self._go_to(TrainState.LOADING)
        return True

    def _go_to(self, state: TrainState) -> None:
        if state is not self.state:
            self.state = state
            self.state_changed.emit(state)

    # What the training says

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        match event:
            case RunStarted():
                self.started = event
                if self.state is TrainState.LOADING:
                    self._go_to(TrainState.RUNNING)
            case Paused(is_saved=is_saved):
                self.is_saved, self._is_waiting = is_saved, True
                if self.state is TrainState.PAUSING:
                    self._go_to(TrainState.PAUSED)
            case Continued():
                self._is_waiting = False
            case RunFinished():
                self.finished = event
            case TaskSucceeded():
                self._outcome = TrainState.FINISHED
            case TaskCancelled():
                self._outcome = TrainState.STOPPED
            case TaskFailed():
                self.failure = event
                self._outcome = TrainState.FAILED
        self.reported.emit(event)

    @Slot()
    def _on_ended(self) -> None:
        self._task = None
        self._go_to(self._outcome)
        self.ended.emit()
