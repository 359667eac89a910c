"""What a training does on its thread: begin or go on, and clean up where it is to be discarded."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cifar_desktop.errors import Cancelled, RunError, UserError
from cifar_desktop.tasks import Event, Report
from cifar_desktop.training.config import TrainConfig
from cifar_desktop.training.control import TrainControl
from cifar_desktop.training.events import RunFinished, RunStarted
from cifar_desktop.training.saved_record import SavedRecord, read_saved_record
from cifar_desktop.ui.train.run_removal import remove_run
from cifar_desktop.ui.train.training_report import TrainingReport

Work = Callable[[Report, TrainControl], RunFinished | None]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RunOpened(Event):
    """A run that is to go on was looked into.

    Attributes:
        config, data_name: what it was asked for.
        record: what it had measured; None where that cannot be read.
        complaint: why it cannot.
    """

    path: Path
    config: TrainConfig
    data_name: str
    record: SavedRecord | None
    complaint: str = ""


class TrainingTask:
    """One training, to be called on a thread.

    Attributes:
        control: pauses and stops it.
    """

    def __init__(self, work: Work) -> None:
        self.control = TrainControl()
        self._work = work
        self._discarding = threading.Event()
        self._folder: Path | None = None

    def discard(self) -> None:
        """Stop it, and remove its folder once it has ended; one that ends by itself meanwhile is kept."""
        self._discarding.set()
        self.control.cancel()

    def __call__(self, report: Report) -> RunFinished | None:
        """Do the work."""

        def note(event: Event) -> None:
            if isinstance(event, RunStarted):
                self._folder = event.folder
            report(event)

        said = TrainingReport(note)
        try:
            return self._work(said, self.control)
        except (Cancelled, UserError):
            if not self._discarding.is_set():
                raise
        finally:
            said.flush()
        if self._folder:
            remove_run(self._folder)
        raise Cancelled


def new_training(config: TrainConfig, source: str, runs: Path, start_from: Path | None = None) -> Work:
    """Return the work of a new training, from scratch or from weights that were trained before."""

    def work(report: Report, control: TrainControl) -> RunFinished | None:
        from cifar_desktop.training.start import start_training

        return start_training(config, source, runs, start_from=start_from, report=report, control=control)

    return work


def resumed_training(path: Path) -> Work:
    """Return the work of a training that goes on."""

    def work(report: Report, control: TrainControl) -> RunFinished | None:
        from cifar_desktop.training.runs import open_run

        run = open_run(path)
        info, record, complaint = run.info, None, ""
        try:
            if run.checkpoint.is_file():  # without one, a backbone has looked and no step was taken yet
                record = read_saved_record(path)
        except RunError as error:  # the checkpoint has what the training needs
            complaint = f"The curves of before cannot be shown. {error.what}"
        report(RunOpened(path=path, config=info.config, data_name=info.data_name, record=record, complaint=complaint))
        from cifar_desktop.training.start import resume_training

        return resume_training(path, report=report, control=control)

    return work
