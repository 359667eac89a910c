"""Looks into weights files and run folders, on a thread: a file may be large, and a folder on a slow network."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from cifar_desktop.percentages import in_percent
from cifar_desktop.tasks import Event, Report
from cifar_desktop.ui.task_thread import TaskFailed, TaskSucceeded, TaskThread

Facts = Sequence[tuple[str, str]]  # names and values, for people


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedWeights:
    """A weights file that can be used, and what it says."""

    path: Path
    facts: Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedRun:
    """A run folder, and what it says.

    Attributes:
        is_finished: whether there is nothing left to resume.
    """

    path: Path
    facts: Facts
    is_finished: bool


class Opener(QObject):
    """Opens one thing at a time.

    Signals:
        weights_opened: an OpenedWeights.
        run_opened: an OpenedRun.
        failed: a TaskFailed: it cannot be used.
    """

    weights_opened = Signal(object)
    run_opened = Signal(object)
    failed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = TaskThread(self)
        self._thread.reported.connect(self._on_event)

    @property
    def is_busy(self) -> bool:
        """Tell whether something is being opened."""
        return self._thread.is_running

    def open_weights(self, path: Path) -> None:
        """Look into a weights file."""
        self._start(lambda: _look_into_weights(path))

    def open_run(self, path: Path) -> None:
        """Look into a run folder."""
        self._start(lambda: _look_into_run(path))

    def wait(self, timeout_ms: int) -> bool:
        """Wait until nothing is being opened."""
        return self._thread.wait(timeout_ms)

    def _start(self, look: Callable[[], object]) -> None:
        if not self._thread.is_running:

            def task(_report: Report) -> object:
                return look()

            self._thread.start(task)

    @Slot(object)
    def _on_event(self, event: Event) -> None:
        match event:
            case TaskSucceeded(result=OpenedWeights() as weights):
                self.weights_opened.emit(weights)
            case TaskSucceeded(result=OpenedRun() as run):
                self.run_opened.emit(run)
            case TaskFailed():
                self.failed.emit(event)


def _look_into_weights(path: Path) -> OpenedWeights:
    from cifar_desktop.inference.weights import read_weights
    from cifar_desktop.models.registry import model_spec

    weights = read_weights(path)
    info = weights.info
    accuracy = info.metrics.get("test_accuracy")
    facts = [
        ("File", f"{path} ({path.stat().st_size / 1e6:.1f} MB)"),
        ("Network", model_spec(info.architecture).title),
        ("Tells apart", ", ".join(info.class_names)),
        ("Sees", f"pictures of {info.input_size} by {info.input_size} pixels"),
        ("Trained on", str(info.data.get("name") or "not known")),
        ("Right on test photos", in_percent(accuracy) if isinstance(accuracy, float) else "not measured"),
        ("Made", info.created or "not known"),
    ]
    if weights.assumed:
        names = ", ".join(name.replace("_", " ") for name in weights.assumed)
        facts.append(("Assumed", f"{names}: the file of another program does not state them"))
    return OpenedWeights(path=path, facts=facts)


def _look_into_run(path: Path) -> OpenedRun:
    from cifar_desktop.models.registry import model_spec
    from cifar_desktop.training.runs import open_run

    run = open_run(path)
    info, config = run.info, run.info.config
    is_finished = run.result.exists()
    state = "finished" if is_finished else "interrupted; it can go on"
    if not is_finished and not run.checkpoint.exists():
        state = "interrupted before anything was saved; it would begin again"
    facts = [
        ("Folder", str(path)),
        ("State", state),
        ("Network", model_spec(config.model).title),
        ("Data", info.data_name),
        ("Length", f"{config.epochs} epochs, {config.batch_size} pictures a step"),
        ("Device", f"{info.device}, {info.precision}"),
        ("Begun", info.created),
    ]
    return OpenedRun(path=path, facts=facts, is_finished=is_finished)
